"""Fills in, submits and checks follow-up reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import changes_between, history_of, record, snapshot
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.files import give_to, set_free
from moralprovince.core.leftovers import clear, ensure_read, leave
from moralprovince.core.models import StoredFile, User
from moralprovince.core.outbox import cancel_open, in_letter_language
from moralprovince.core.values import as_typed
from networks.querysets.scope import still_reading
from pledges.models import Commitment, FollowUpReport, Pledge, Progress, Waiver
from pledges.permissions import can_file_for_others, can_file_report, can_fill_in, can_review_report
from pledges.querysets.reports import OPEN
from pledges.workflow import REPORT, lifting

from .guards import bump_version, ensure_report_goes_on, ensure_writable
from .people import tell_organisation


@dataclass(frozen=True)
class ProgressEntry:
    """What became of one commitment, as typed."""

    commitment_id: int
    actual: Decimal | None = None
    status: str = ""
    words: str = ""
    spent: Decimal | None = None


@dataclass(frozen=True)
class ReportContent:
    """Everything a report says, but its evidence."""

    summary: str = ""
    obstacles: str = ""
    next_steps: str = ""
    progress: Sequence[ProgressEntry] = ()
    # What stands in boxes that could not be read; it waits beside the report and is no part of it.
    unread: dict[str, str] = field(default_factory=dict)


FIELDS = ("summary", "obstacles", "next_steps")


def unread_key(report: FollowUpReport) -> str:
    """Under which stands what could not be read in its form."""
    return f"report:{report.pk}"


def filing_key(report: FollowUpReport) -> str:
    """Under which stands how it came, while an officer files it for others."""
    return f"filing:{report.pk}"


@action
def save_report(
    *, report: FollowUpReport, content: ReportContent, version: int, by: User, by_itself: bool = False
) -> FollowUpReport:
    """Keep what was typed, complete or not; the first save makes it a draft.

    What a form saves by itself while somebody types is not told in the history, but for the first time:
    handing in tells everything.

    Raises:
        NotAllowed: this person may not fill in this report.
        Refused: it was submitted already, its round is locked, or its year is closed.
        Outpaced: somebody else saved it since the form was opened.
    """
    keep_written(report, content, version, by, by_itself)
    return report


def keep_written(
    report: FollowUpReport, content: ReportContent, version: int, by: User, by_itself: bool, note: str = "", **came: object
) -> None:
    """Write it, and tell it in the history where that is not the form itself, or the first time."""
    begun = report.state == "expected"
    changes = write_report(report, content, version, by, **came)
    leave(unread_key(report), content.unread, by=by)
    if begun or note or (changes and not by_itself):
        record("save_report", report, by=by, note=note, changes=changes, province=report.province_id)


def write_report(report: FollowUpReport, content: ReportContent, version: int, by: User, **came: object) -> dict[str, Any]:
    """Texts and lines under the version that was read; returns what changed. `came` says by which road it came."""
    ensure_open_for_filling(report, by)
    before = snapshot(report, FIELDS)
    state = "draft" if report.state == "expected" else report.state
    bump_version(report, version, state=state, **{name: getattr(content, name) for name in FIELDS}, **came)
    lines = write_progress(report, content.progress)
    return {**changes_between(before, snapshot(report, FIELDS)), **lines}


def ensure_open_for_filling(report: FollowUpReport, by: User) -> None:
    """Open reports of open years and of the 12-month round; after it locked only an officer files what came in otherwise."""
    if not can_file_report(by, report):
        raise NotAllowed(_("You do not have the right to fill in this report."))
    day = thai.today()
    ensure_report_goes_on(report, day)
    if report.state not in OPEN:
        raise Refused(_("This report was sent already. Please ask the culture office to return it if something is wrong."))
    if not can_fill_in(by, report, day):
        raise Refused(_("The round no longer takes reports. Please call the culture office; they can still enter it."))


def write_progress(report: FollowUpReport, entries: Sequence[ProgressEntry]) -> dict[str, Any]:
    """One upsert for all lines; only commitments of this pledge are written."""
    own = {line.pk: str(line) for line in report.pledge.commitments.all()}
    known = {line.commitment_id: line for line in report.progress.all()}
    rows = [Progress(report=report, **vars(entry)) for entry in entries if entry.commitment_id in own]
    Progress.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["report", "commitment"],
        update_fields=["actual", "status", "words", "spent"],
    )
    remember_progress(report, [*known.values(), *rows])
    compared = {row.commitment_id: (figures(known.get(row.commitment_id)), figures(row)) for row in rows}
    return {own[key]: [before, after] for key, (before, after) in compared.items() if before != after}


def remember_progress(report: FollowUpReport, lines: Sequence[Progress]) -> None:
    """What was just written need not be read again before it is handed in."""
    kept = report.__dict__.setdefault("_prefetched_objects_cache", {})
    kept["progress"] = list({line.commitment_id: line for line in lines}.values())


def figures(line: Progress | None) -> str:
    """A line of progress in one text, for the history."""
    if line is None:
        return ""
    state = line.get_status_display() if line.status else ""
    parts = (as_typed(line.actual), state, line.words, as_typed(line.spent))
    return " · ".join(str(part) for part in parts if part not in (None, ""))


def missing_for_submission(report: FollowUpReport) -> list[str]:
    """What a report still lacks, each as a sentence."""
    missing = [] if report.summary.strip() else [lacks_summary()]
    told = {line.commitment_id for line in report.progress.all() if line.status}
    return missing + [lacks_status(line) for line in report.pledge.commitments.all() if line.pk not in told]


def lacks_summary() -> str:
    """Said where nothing is written about the whole."""
    return _("Write in a few words what was done and what came of it.")


def lacks_status(line: Commitment) -> str:
    """Said where nothing is told of a commitment."""
    return _("Say how far “%(activity)s” has come.") % {"activity": line}


@action
def submit_report(*, report: FollowUpReport, by: User) -> None:
    """Hand a report in; the reminders about it stop in the same transaction.

    Raises:
        Refused: something is missing (every thing is named) or cannot be read, or it was submitted already.
    """
    ensure_open_for_filling(report, by)
    ensure_read(unread_key(report))
    hand_in(report, by, report.submitted_on)


@action
def send_report(*, report: FollowUpReport, content: ReportContent, version: int, by: User) -> None:
    """Save what was typed and hand it in, both or neither; a second press finds it handed in.

    Raises:
        Refused, Outpaced: as `save_report` and `submit_report`.
    """
    # What an officer scanned for a filing that never was is no part of what came.
    paper = report.paper if report.submitted_on else None
    if report.paper_id and not paper:
        set_free(report.paper_id)
    write_report(report, content, version, by, source=FollowUpReport.Source.WEB, on_behalf_of="", paper=paper)
    hand_in(report, by, report.submitted_on)


def hand_in(report: FollowUpReport, by: User, first_on: dt.date | None) -> None:
    """The step itself; what was handed in stands in the history, the first time in full."""
    missing = missing_for_submission(report)
    if missing:
        raise Refused(" ".join(missing))
    now = timezone.now()
    REPORT.move(report, "submit", by=by, changes=handed_in(report), set_fields={
        "submitted_at": now, "submitted_on": first_on or thai.bangkok_day(now), "filed_by": by, "returned_note": "",
    })  # fmt: skip
    clear(unread_key(report), filing_key(report))
    cancel_open(f"report:{report.pk}", reason="submitted")


def handed_in(report: FollowUpReport) -> dict[str, Any]:
    """Everything a report says, as the history keeps it; of one that is sent again what differs from what was sent before."""
    before, now = sent_before(report), said_in(report)
    return {name: [before.get(name, ""), now.get(name, "")] for name in now | before if before.get(name) != now.get(name)}


def said_in(report: FollowUpReport) -> dict[str, str]:
    """Its words and the line of each commitment, in one language whoever sends it."""
    names = {line.pk: str(line) for line in report.pledge.commitments.all()}
    with in_letter_language():
        lines = {names[line.commitment_id]: figures(line) for line in report.progress.all() if line.commitment_id in names}
    return {**{name: getattr(report, name) for name in FIELDS if getattr(report, name)}, **lines}


def sent_before(report: FollowUpReport) -> dict[str, str]:
    """What it said when it was sent last, put together from its history; nothing before the first time."""
    said: dict[str, str] = {}
    if report.submitted_on:
        for changes in history_of(report).filter(action="submit").order_by("pk").values_list("changes", flat=True):
            said |= {name: after for name, (_before, after) in changes.items() if name != "state"}
    return {name: words for name, words in said.items() if words}


@action
def file_for_others(
    *,
    report: FollowUpReport,
    content: ReportContent,
    source: str,
    on_behalf_of: str,
    received_on: dt.date,
    paper: StoredFile | None,
    version: int,
    by: User,
) -> None:
    """An officer enters what was told by telephone, on paper or over LINE, and hands it in.

    Punctual or late is told by the day it reached the office, which may be before today.

    Raises:
        NotAllowed: only the culture office files for others.
        Refused: the day cannot be, something is missing, or it was submitted already.
        Outpaced: somebody else saved it since the form was opened.
    """
    ensure_may_file(report, by)
    if received_on > thai.today():
        raise Refused(_("The day it was received lies in the future."))
    if received_on < report.round.opens_on:
        raise Refused(_("The day it was received lies before the round opened."))
    came = {"source": source, "on_behalf_of": on_behalf_of, "paper": paper_of(report, paper)}
    write_report(report, content, version, by, **came)
    hand_in(report, by, report.submitted_on or received_on)


@action
def keep_for_others(
    *,
    report: FollowUpReport,
    content: ReportContent,
    came: dict[str, str],
    paper: StoredFile | None,
    version: int,
    by: User,
    by_itself: bool = False,
) -> None:
    """A draft of what an officer files, with how it `came`, as typed, and its paper: any officer can go on with it.

    Raises:
        NotAllowed, Refused, Outpaced: as `file_for_others`.
    """
    ensure_may_file(report, by)
    note = paper.name if paper else ""
    keep_written(report, content, version, by, by_itself, note, paper=paper_of(report, paper))
    leave(filing_key(report), {"typed": came}, by=by)


def ensure_may_file(report: FollowUpReport, by: User) -> None:
    """Only the office files for others."""
    if not can_file_for_others(by, report):
        raise NotAllowed(_("Only the culture office files reports for others."))


def paper_of(report: FollowUpReport, new: StoredFile | None) -> StoredFile | None:
    """The paper of a report from now on; one whose place is taken is cleaned up later."""
    if new is None:
        return report.paper
    if report.paper_id:
        set_free(report.paper_id)
    give_to(new, report)
    return new


# The office's side


@action
def accept_report(*, report: FollowUpReport, by: User, note: str = "") -> None:
    """The office is content with the report."""
    ensure_report_goes_on(report, thai.today())
    REPORT.move(report, "accept", by=by, note=note, set_fields={"checked_by": by, "checked_at": timezone.now()})
    thanks = lazy("Thank you. The report of %(name)s was accepted.")
    tell(report, by, "report_accepted", lazy("The report was accepted"), thanks, note)


@action
def return_report(*, report: FollowUpReport, note: str, by: User) -> None:
    """Send a report back; the note reaches whoever sent it."""
    ensure_report_goes_on(report, thai.today())
    REPORT.move(report, "return", by=by, note=note, set_fields={
        "checked_by": by, "checked_at": timezone.now(), "returned_note": note, "returns": report.returns + 1,
    })  # fmt: skip
    tell(report, by, "report_returned", lazy("The report was returned for completion"), lazy("Report of %(name)s:"), note,
         obligation=f"returned-report:{report.pk}:{report.returns}")  # fmt: skip


@action
def reopen_report(*, report: FollowUpReport, note: str, by: User) -> None:
    """Take an accepted report back onto the desk, with a reason; its body was told that it is accepted."""
    ensure_writable(report.pledge.programme_year, thai.today())
    REPORT.move(report, "reopen", by=by, note=note, set_fields={"checked_by": None, "checked_at": None})
    tell_of_step(report, by, "report_reopened", lazy("The accepted report is checked once more"), note)


@action
def waive_report(*, report: FollowUpReport, reason: str, by: User) -> None:
    """Say that this report is not required; its reminders stop."""
    ensure_report_goes_on(report, thai.today())
    REPORT.move(report, "waive", by=by, note=reason)
    Waiver.objects.create(report=report, reason=reason, by=by)
    cancel_open(f"report:{report.pk}", reason="waived")
    tell_of_step(report, by, "report_waived", lazy("The report is not required"), reason)


@action
def lift_waiver(*, report: FollowUpReport, by: User, note: str = "") -> None:
    """The report is required after all, and stands where it stood before it was waived.

    Raises:
        Refused: the pledge has ended, so nothing can be reported on it; or another body reports.
    """
    ensure_writable(report.pledge.programme_year, thai.today())
    if report.pledge.state != Pledge.State.ACTIVE and can_review_report(by, report):
        raise Refused(_("The pledge has ended, so no report on it is required."))
    if report.pledge.organisation.reports_centrally and can_review_report(by, report):
        raise Refused(_("This body reports centrally. Take the mark away on its page, then its reports are required again."))
    REPORT.move(report, lifting(report), by=by, note=note)
    report.waivers.filter(lifted_at__isnull=True).update(lifted_at=timezone.now())
    tell_of_step(report, by, "report_required", lazy("The report is required after all"), due_words(report), note)


def due_words(report: FollowUpReport) -> str:
    """The day it is owed for, in the language of letters."""
    with in_letter_language():
        over = report.due_on < thai.today()
        words = _("It was due on %(day)s; please send it as soon as you can.") if over else _("It is due on %(day)s.")
        return words % {"day": thai.day_long(report.due_on)}


def tell_of_step(report: FollowUpReport, by: User, kind: str, subject: object, *lines: str) -> None:
    """A step that is no check of the report: each time is told anew."""
    note, key = "\n".join(filter(None, lines)), f"report:{report.pk}/{timezone.now().isoformat()}"
    tell(report, by, kind, subject, lazy("Report of %(name)s:"), note, key=key)


def tell(
    report: FollowUpReport, by: User, kind: str, subject: object, body: object, note: str, obligation: str = "", key: str = ""
) -> None:  # fmt: skip
    """A notice to whoever else sent the report and to the organisation's contacts, in the language of letters.

    Its `key` is the check of the report, unless another one says what is told.
    """
    organisation = report.pledge.organisation
    by_web = report.source == FollowUpReport.Source.WEB
    with in_letter_language():
        lines = [str(body) % {"name": organisation.name}, note]
        title = f"{subject}: {report}"
    tell_organisation(
        organisation,
        by=by,
        also=still_reading(report, [report.filed_by]) if by_web else [],
        kind=kind,
        key=key or f"report:{report.pk}/{report.returns}/{report.checked_at}",
        subject=title,
        body="\n".join(line for line in lines if line),
        link=reverse("pledges:report", args=[report.pk]),
        obligation=obligation,
    )
