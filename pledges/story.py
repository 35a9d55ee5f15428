"""What this floor tells about an organisation: its pledges and reports over the years, what is to be done now, its files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moralprovince.core import thai
from moralprovince.core.badges import Milestone
from moralprovince.core.models import StoredFile
from moralprovince.core.story import Account, Offer, StoryLine
from networks.actions.years import is_closed
from networks.models import Organisation
from networks.permissions import has_right_over
from networks.querysets.years import year_at_work
from pledges.actions.guards import may_pledge_in, round_goes_on
from pledges.milestones import with_first_day
from pledges.models import FollowUpReport, Pledge
from pledges.permissions import can_file_for_others, can_fill_in, can_review_report, can_write_pledge_for
from pledges.querysets.reports import OPEN
from pledges.unpledged import year_ahead_of, years_asked

State = FollowUpReport.State
# States in which the office took the declaration.
KEPT = (Pledge.State.ACTIVE, Pledge.State.ENDED)


def late(user: Any, day: dt.date) -> QuerySet[Any]:
    """Missing reports a person may see and somebody can still send, as the keys of the organisations that owe them."""
    missing = FollowUpReport.objects.visible_to(user).missing(day).going_on(day)  # type: ignore[attr-defined]
    return missing.values(organisation_id=F("pledge__organisation"))


def ties(organisation: Organisation) -> list[str]:
    """Why it cannot be withdrawn yet."""
    running = organisation.pledges.filter(state__in=["declared", "active"]).count()
    if not running:
        return []
    return [
        ngettext(
            "%(count)s pledge is still being kept or checked. End it first.",
            "%(count)s pledges are still being kept or checked. End them first.",
            running,
        )
        % {"count": running}
    ]


def story(organisation: Organisation, user: Any, day: dt.date) -> Account:
    """Pledges and reports of all years, in four queries."""
    pledges = list(
        Pledge.objects.visible_to(user).filter(organisation=organisation).select_related("programme_year", "created_by")
    )
    reports = list(reports_of(organisation, user))
    lines = [line for pledge in pledges for line in pledge_lines(pledge)]
    lines += [line for report in reports for line in report_lines(report, day)]
    year = year_at_work(organisation.province, day)
    offers = [*report_offers(reports, organisation, user, day), *pledge_offers(pledges, organisation, user, year, day)]
    files = list(files_of(organisation)) if has_right_over(user, "pledges.read", organisation) else []
    return Account(lines, offers, files, milestones(pledges, reports, year, day), years_ahead(pledges, year, day))


def milestones(pledges: list[Pledge], reports: list[FollowUpReport], fiscal_year: int, day: dt.date) -> list[Milestone]:
    """The declaration and the reports of the year the office works in; of two pledges the one that figures count."""
    of_year = [p for p in pledges if p.programme_year.fiscal_year == fiscal_year]
    standing = max(of_year, key=lambda pledge: (pledge.state != Pledge.State.ENDED, pledge.pk), default=None)
    keys = [pledge.pk for pledge in of_year]
    due = [r for r in reports if r.pledge_id in keys and r.state != State.WAIVED]
    return [
        Milestone(_("Declared for %(year)s") % {"year": fiscal_year}, *pledge_status(standing)),
        *[Milestone(report.round.get_code_display(), *report_status(report, day)) for report in due],
    ]


def years_ahead(pledges: list[Pledge], fiscal_year: int, day: dt.date) -> list[Milestone]:
    """The declarations of later years than the office works in, which are made some weeks before these begin."""
    later = [p for p in pledges if p.programme_year.fiscal_year > fiscal_year and p.state != Pledge.State.ENDED]
    later.sort(key=lambda pledge: pledge.programme_year.fiscal_year)
    return [year_ahead(pledge, pledge.programme_year.fiscal_year, day) for pledge in later]


def year_ahead(pledge: Pledge, fiscal_year: int, day: dt.date) -> Milestone:
    """One of them, and when its year begins."""
    declared_on, status, note = pledge_status(pledge)
    return Milestone(_("Declared for %(year)s") % {"year": fiscal_year}, declared_on, status, note or begins(fiscal_year, day))


def begins(fiscal_year: int, day: dt.date) -> str:
    """When a year begins, as long as it has not."""
    first = thai.fiscal_year_days(fiscal_year)[0]
    return _("this fiscal year begins on %(day)s") % {"day": thai.day_long(first)} if first > day else ""


def pledge_status(pledge: Pledge | None) -> tuple[dt.date | None, Any, Any]:
    """Day, status and words of the declaration."""
    if pledge is None:
        return None, "ahead", ""
    status = {"active": "done", "ended": "done", "returned": "hand"}.get(pledge.state, "current")
    return pledge.declared_on, status, "" if status == "done" else pledge.get_state_display()


def report_status(report: FollowUpReport, day: dt.date) -> tuple[dt.date | None, Any, Any]:
    """Day, status and words of one report."""
    if report.is_missing(day):
        return report.due_on, "hand", _("missing")
    status = {State.ACCEPTED: "done", State.RETURNED: "hand", State.EXPECTED: "ahead"}.get(report.state, "current")
    day_shown = report.submitted_on if report.submitted_on else report.due_on
    return day_shown, status, "" if status == "done" else report.get_state_display()


def reports_of(organisation: Organisation, user: Any) -> QuerySet[FollowUpReport]:
    """The reports a person may see, with what a line says of them."""
    rows = FollowUpReport.objects.visible_to(user).filter(pledge__organisation=organisation)
    return rows.select_related("pledge", "round__programme_year", "filed_by", "checked_by").order_by("due_on", "pk")


def files_of(organisation: Organisation) -> QuerySet[StoredFile]:
    """Signed declarations, scanned papers and evidence, in one query."""
    pledges = Pledge.objects.filter(organisation=organisation)
    reports = FollowUpReport.objects.filter(pledge__organisation=organisation)
    wanted = (
        Q(pk__in=pledges.exclude(signed_file=None).values("signed_file"))
        | Q(pk__in=reports.exclude(paper=None).values("paper"))
        | Q(pk__in=reports.exclude(evidence__file=None).values("evidence__file"))
    )
    return StoredFile.objects.filter(wanted).order_by("-uploaded_at")


def pledge_lines(pledge: Pledge) -> Iterator[StoryLine]:
    """When it was begun, declared and ended."""
    year, address = {"year": pledge.programme_year}, reverse("pledges:pledge", args=[pledge.pk])
    who = str(pledge.created_by or "")
    yield StoryLine(pledge.created_at, _("Began a pledge for %(year)s") % year, who=who, address=address, icon="pledge")
    if pledge.declared_on:
        yield StoryLine(
            pledge.declared_on,
            _("Declared for %(year)s") % year,
            pledge.get_state_display(),
            address=address,
            icon="pledge",
            deed="declared" if pledge.state in KEPT else "",
        )
    if pledge.ended_on:
        yield StoryLine(
            pledge.ended_on, _("The pledge for %(year)s ended") % year, pledge.ended_reason, address=address, icon="pledge"
        )


def report_lines(report: FollowUpReport, day: dt.date) -> Iterator[StoryLine]:
    """When it was submitted and checked, or since when it is missing."""
    about, address = {"round": report.round}, reverse("pledges:report", args=[report.pk])
    if report.submitted_at:
        title, who = _("Sent the report of the %(round)s") % about, report.on_behalf_of or str(report.filed_by or "")
        yield StoryLine(report.submitted_at, title, how_punctual(report), who, address, "report", "reported")
    if report.checked_at and report.state in (State.ACCEPTED, State.RETURNED):
        title = (
            _("The report of the %(round)s was accepted")
            if report.state == State.ACCEPTED
            else _("The report of the %(round)s was returned for completion")
        )
        text = report.returned_note if report.state == State.RETURNED else ""
        yield StoryLine(report.checked_at, title % about, text, str(report.checked_by or ""), address, "check")
    if report.is_missing(day):
        text = _("due on %(day)s") % {"day": thai.day_long(report.due_on)}
        yield StoryLine(report.due_on, _("The report of the %(round)s is late") % about, text, "", address, "bell")


def how_punctual(report: FollowUpReport) -> str:
    """In time or late, by the day that counts."""
    first = report.submitted_on
    return with_first_day(report, _("on time") if first and first <= report.due_on else _("after the due day"))


def report_offers(reports: list[FollowUpReport], organisation: Organisation, user: Any, day: dt.date) -> Iterator[Offer]:
    """Reports to fill in, and reports that wait to be checked, as far as their year still takes it."""
    for report in (one for one in reports if round_goes_on(one.round, day)):
        report.pledge.organisation = organisation
        about = {"round": report.round}
        if report.state in OPEN and can_fill_in(user, report, day):
            yield offer_to_fill(report, user, day)
        if report.state == State.SUBMITTED and can_review_report(user, report):
            yield Offer(
                _("Check the report of the %(round)s") % about, reverse("pledges:report", args=[report.pk]), urgent=True
            )


def offer_to_fill(report: FollowUpReport, user: Any, day: dt.date) -> Offer:
    """To fill it in; an officer is led to where it is asked how it came and from whom."""
    others, about = can_file_for_others(user, report), {"round": report.round}
    received = _("Enter the report of the %(round)s that was received (paper, telephone, LINE)")
    return Offer(
        (received if others else _("Fill in the report of the %(round)s")) % about,
        reverse(f"pledges:report-{'file' if others else 'fill'}", args=[report.pk]),
        _("due on %(day)s") % {"day": thai.day_long(report.due_on)},
        urgent=report.due_on < day or report.state == State.RETURNED,
    )


def pledge_offers(pledges: list[Pledge], organisation: Organisation, user: Any, at_work: int, day: dt.date) -> Iterator[Offer]:
    """Pledges to check, to finish, or to begin: of the year the office works in, and of every other that is open."""
    may_write = can_write_pledge_for(user, organisation)
    may_check = has_right_over(user, "pledges.review", organisation)
    for pledge in pledges:
        address, about = reverse("pledges:pledge", args=[pledge.pk]), {"year": pledge.programme_year}
        if is_closed(pledge.programme_year, day):
            continue
        if pledge.state == "declared" and may_check:
            yield Offer(_("Check the declaration for %(year)s") % about, address, urgent=True)
        elif pledge.state in ("draft", "returned") and may_write:
            title = _("Go on with the declaration for %(year)s") % about
            yield Offer(title, address, pledge.returned_note, urgent=pledge.state == "returned")
    if may_write and organisation.state in ("proposed", "active", "dormant"):
        yield from pledges_to_begin(pledges, organisation, user, at_work, day)


def pledges_to_begin(
    pledges: list[Pledge], organisation: Organisation, user: Any, at_work: int, day: dt.date
) -> Iterator[Offer]:
    """Of the year at work unless it is over or has one, and of the next; first comes what is asked of this person."""
    office = getattr(organisation.province, "office", None)
    over = bool(office and office.working_year and not may_pledge_in(office.working_year, day))
    stands = any(pledge.programme_year.fiscal_year == at_work and pledge.state != Pledge.State.ENDED for pledge in pledges)
    ahead, begin = year_ahead_of(organisation, day), reverse("pledges:pledge-begin") + f"?organisation={organisation.code}"
    addresses = ({} if stands or over else {at_work: begin}) | ({ahead: f"{begin}&year={ahead}"} if ahead else {})
    asked = years_asked(user, organisation, day) if addresses else set()
    for year, address in addresses.items():
        yield Offer(_("Begin the declaration for %(year)s") % {"year": year}, address, begins(year, day), first=year in asked)
