"""Fills in, submits and checks follow-up reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import changes_between, record, snapshot
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import StoredFile, User
from moralprovince.core.outbox import cancel_open
from pledges.models import Extension, FollowUpReport, Progress, Waiver
from pledges.permissions import can_file_for_others, can_file_report, can_review_report
from pledges.querysets.reports import OPEN
from pledges.workflow import REPORT

from .guards import bump_version, ensure_writable
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


FIELDS = ("summary", "obstacles", "next_steps")


@action
def save_report(*, report: FollowUpReport, content: ReportContent, version: int, by: User) -> FollowUpReport:
    """Keep what was typed, complete or not; the first save makes it a draft.

    Raises:
        NotAllowed: this person may not fill in this report.
        Refused: it was submitted already, its round is locked, or its year is closed.
        Outpaced: somebody else saved it since the form was opened.
    """
    ensure_open_for_filling(report, by)
    before = snapshot(report, FIELDS)
    fields = {name: getattr(content, name) for name in FIELDS}
    state = "draft" if report.state == "expected" else report.state
    bump_version(report, version, state=state, **fields)
    lines = write_progress(report, content.progress)
    changes = {**changes_between(before, snapshot(report, FIELDS)), **lines}
    record("save_report", report, by=by, changes=changes, province=report.province_id)
    return report


def ensure_open_for_filling(report: FollowUpReport, by: User) -> None:
    """Open reports of open years; after the round locked only an officer files what came in otherwise."""
    if not can_file_report(by, report):
        raise NotAllowed(_("You do not have the right to fill in this report."))
    day = thai.today()
    ensure_writable(report.pledge.programme_year, day)
    if report.state not in OPEN:
        raise Refused(_("This report was sent already. Please ask the culture office to return it if something is wrong."))
    locks_on = report.round.locks_on
    if locks_on and day > locks_on and not can_file_for_others(by, report):
        raise Refused(_("The round no longer takes reports. Please call the culture office; they can still enter it."))


def write_progress(report: FollowUpReport, entries: Sequence[ProgressEntry]) -> dict[str, Any]:
    """One upsert for all lines; only commitments of this pledge are written."""
    own = {line.pk: line.activity for line in report.pledge.commitments.all()}
    known = {line.commitment_id: line for line in report.progress.all()}
    rows = [Progress(report=report, **vars(entry)) for entry in entries if entry.commitment_id in own]
    Progress.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["report", "commitment"],
        update_fields=["actual", "status", "words", "spent"],
    )
    changes = {}
    for row in rows:
        before, after = figures(known.get(row.commitment_id)), figures(row)
        if before != after:
            changes[own[row.commitment_id]] = [before, after]
    return changes


def figures(line: Progress | None) -> str:
    """A line of progress in one text, for the history."""
    if line is None:
        return ""
    parts = (line.actual, line.get_status_display() if line.status else "", line.words, line.spent)
    return " · ".join(str(part) for part in parts if part not in (None, ""))


def missing_for_submission(report: FollowUpReport) -> list[str]:
    """What a report still lacks, each as a sentence."""
    missing = [] if report.summary.strip() else [_("Write in a few words what was done and what came of it.")]
    told = {line.commitment_id for line in report.progress.all() if line.status}
    missing += [
        _("Say how far “%(activity)s” has come.") % {"activity": line.activity}
        for line in report.pledge.commitments.all()
        if line.pk not in told
    ]
    return missing


@action
def submit_report(*, report: FollowUpReport, by: User) -> None:
    """Hand a report in; the reminders about it stop in the same transaction.

    Raises:
        Refused: something is missing (every thing is named), or it was submitted already.
    """
    ensure_open_for_filling(report, by)
    missing = missing_for_submission(report)
    if missing:
        raise Refused(" ".join(missing))
    now = timezone.now()
    REPORT.move(report, "submit", by=by, set_fields={
        "submitted_at": now, "submitted_on": report.submitted_on or thai.bangkok_day(now), "filed_by": by, "returned_note": "",
    })  # fmt: skip
    cancel_open(f"report:{report.pk}", reason="submitted")


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
    """
    if not can_file_for_others(by, report):
        raise NotAllowed(_("Only the culture office files reports for others."))
    if not thai.bangkok_day(timezone.now()) >= received_on:
        raise Refused(_("The day it was received lies in the future."))
    save_report(report=report, content=content, version=version, by=by)
    if paper:
        StoredFile.objects.filter(pk=paper.pk).update(owner_type=report._meta.label_lower, owner_id=str(report.pk))
    came = {"source": source, "on_behalf_of": on_behalf_of, "paper": paper or report.paper}
    came["submitted_on"] = report.submitted_on or received_on
    FollowUpReport.objects.filter(pk=report.pk).update(**came)
    for name, value in came.items():
        setattr(report, name, value)
    submit_report(report=report, by=by)


@action
def accept_report(*, report: FollowUpReport, by: User, note: str = "") -> None:
    """The office is content with the report."""
    REPORT.move(report, "accept", by=by, note=note, set_fields={"checked_by": by, "checked_at": timezone.now()})
    tell(report, "report_accepted", _("The report was accepted"), _("Thank you. The report of %(name)s was accepted."), "")


@action
def return_report(*, report: FollowUpReport, note: str, by: User) -> None:
    """Send a report back; the note reaches whoever sent it."""
    REPORT.move(report, "return", by=by, note=note, set_fields={
        "checked_by": by, "checked_at": timezone.now(), "returned_note": note, "returns": report.returns + 1,
    })  # fmt: skip
    tell(report, "report_returned", _("The report was returned for completion"), _("Report of %(name)s:"), note)


@action
def reopen_report(*, report: FollowUpReport, note: str, by: User) -> None:
    """Take an accepted report back onto the desk, with a reason."""
    REPORT.move(report, "reopen", by=by, note=note, set_fields={"checked_by": None, "checked_at": None})


@action
def waive_report(*, report: FollowUpReport, reason: str, by: User) -> None:
    """Say that this report is not required; its reminders stop."""
    REPORT.move(report, "waive", by=by, note=reason)
    Waiver.objects.create(report=report, reason=reason, by=by)
    cancel_open(f"report:{report.pk}", reason="waived")


@action
def lift_waiver(*, report: FollowUpReport, by: User, note: str = "") -> None:
    """The report is required after all."""
    REPORT.move(report, "lift", by=by, note=note)
    report.waivers.filter(lifted_at__isnull=True).update(lifted_at=timezone.now())


@action
def extend_report(*, report: FollowUpReport, due_on: dt.date, reason: str, by: User) -> None:
    """Give one report a later due day; the reminders begin anew for it.

    Raises:
        Refused: nothing is owed, the new day is not later, or there is no reason.
    """
    if not can_review_report(by, report):
        raise NotAllowed(_("Only the culture office gives more time."))
    if report.state not in OPEN:
        raise Refused(_("This report is not owed any more, so it needs no more time."))
    if due_on <= report.due_on or not reason.strip():
        raise Refused(_("Please give a later day than the present one, and a reason."))
    Extension.objects.create(report=report, due_before=report.due_on, due_on=due_on, reason=reason, by=by)
    record("extend_report", report, by=by, note=reason, changes={"due_on": [str(report.due_on), str(due_on)]})
    FollowUpReport.objects.filter(pk=report.pk).update(due_on=due_on)
    report.due_on = due_on
    cancel_open(f"report:{report.pk}", reason="extended")


def tell(report: FollowUpReport, kind: str, subject: str, body: str, note: str) -> None:
    """A notice to whoever sent the report and to the organisation's contacts."""
    organisation = report.pledge.organisation
    lines = [body % {"name": organisation.name}, note]
    tell_organisation(
        organisation,
        also=[report.filed_by] if report.filed_by and report.source == FollowUpReport.Source.WEB else [],
        kind=kind,
        key=f"{kind}:{report.pk}:{report.version}:{report.returns}:{report.checked_at.isoformat()}",
        subject=f"{subject}: {organisation.name}",
        body="\n".join(line for line in lines if line),
        link=reverse("pledges:report", args=[report.pk]),
    )
