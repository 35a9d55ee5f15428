"""Opens and closes rounds; a report is expected for every pledge active in an open round."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import record
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import User
from moralprovince.core.outbox import cancel_open
from networks.models import ProgrammeYear
from pledges.models import FollowUpReport, Pledge, ReportRound, Waiver
from pledges.permissions import can_manage_rounds
from pledges.querysets.reports import OPEN
from pledges.workflow import ROUND

from .guards import ensure_writable


@action
def plan_round(
    *, programme_year: ProgrammeYear, code: str, opens_on: dt.date, due_on: dt.date, locks_on: dt.date | None, by: User
) -> ReportRound:
    """A round in the calendar of the year; it opens by itself on its day, or by hand."""
    if not can_manage_rounds(by, programme_year.province_id):
        raise NotAllowed(_("You do not have the right to plan rounds here."))
    ensure_writable(programme_year, thai.today())
    if ReportRound.objects.filter(programme_year=programme_year, code=code).exists():
        raise Refused(_("This round stands in the year already."))
    planned = ReportRound.objects.create(
        programme_year=programme_year, code=code, opens_on=opens_on, due_on=due_on, locks_on=locks_on
    )
    record("plan_round", planned, by=by, province=programme_year.province_id)
    return planned


@action
def change_round(
    *, report_round: ReportRound, opens_on: dt.date, due_on: dt.date, locks_on: dt.date | None, by: User
) -> None:
    """Move the days of a round; reports without an extension of their own follow the new due day."""
    if not can_manage_rounds(by, report_round.programme_year.province_id):
        raise NotAllowed(_("You do not have the right to plan rounds here."))
    ensure_writable(report_round.programme_year, thai.today())
    before = [str(report_round.opens_on), str(report_round.due_on), str(report_round.locks_on)]
    report_round.opens_on, report_round.due_on, report_round.locks_on = opens_on, due_on, locks_on
    report_round.save(update_fields=["opens_on", "due_on", "locks_on"])
    report_round.reports.filter(extensions__isnull=True, state__in=OPEN).update(due_on=due_on)
    after = [str(opens_on), str(due_on), str(locks_on)]
    record("change_round", report_round, by=by, changes={"days": [before, after]},
           province=report_round.programme_year.province_id)  # fmt: skip


@action
def open_round(*, report_round: ReportRound, by: User) -> int:
    """Open a round by hand; returns how many reports are now expected."""
    ensure_writable(report_round.programme_year, thai.today())
    ROUND.move(report_round, "open", by=by)
    return expect_reports_in(report_round)


@action
def close_round(*, report_round: ReportRound, by: User) -> None:
    """Close a round by hand: its summary can be written; late reports are still taken until it locks."""
    ROUND.move(report_round, "close", by=by, set_fields={"closed_on": thai.today()})


@action
def reopen_round(*, report_round: ReportRound, note: str, by: User) -> None:
    """Open a closed round again, with a reason."""
    ensure_writable(report_round.programme_year, thai.today())
    ROUND.move(report_round, "reopen", by=by, note=note, set_fields={"closed_on": None})
    expect_reports_in(report_round)


def turn_rounds(*, day: dt.date) -> list[str]:
    """What the clock does: open rounds whose day has come, close those past their last day; one line each."""
    lines = []
    for planned in ReportRound.objects.filter(state="planned", opens_on__lte=day, programme_year__in=years_open_on(day)):
        lines += by_the_clock(planned, "open", {})
    for ended in ReportRound.objects.filter(state="open", locks_on__lt=day):
        lines += by_the_clock(ended, "closed", {"closed_on": day})
    return lines


def years_open_on(day: dt.date) -> object:
    """Years that may still be written."""
    return ProgrammeYear.objects.writable(day)


def by_the_clock(report_round: ReportRound, target: str, fields: dict[str, object]) -> list[str]:
    """One turn, once, however many clocks run."""
    with transaction.atomic():
        turned = ReportRound.objects.filter(pk=report_round.pk, state=report_round.state).update(state=target, **fields)
        if not turned:
            return []
        record(f"round_{target}", report_round, by=None, changes={"state": [report_round.state, target]},
               province=report_round.programme_year.province_id)  # fmt: skip
        report_round.refresh_from_db()
        expected = expect_reports_in(report_round) if target == "open" else 0
    return [f"{report_round.pk} {target} {expected}"]


def expect_reports_in(report_round: ReportRound) -> int:
    """A report for every active pledge of the year; those that are there stay as they are."""
    pledges = Pledge.objects.active().filter(programme_year=report_round.programme_year)
    new = [
        FollowUpReport(pledge=pledge, round=report_round, due_on=report_round.due_on, province_id=pledge.organisation.province_id)
        for pledge in pledges.exclude(reports__round=report_round).select_related("organisation")
    ]
    FollowUpReport.objects.bulk_create(new, batch_size=1000, ignore_conflicts=True)
    return len(new)


def expect_reports_of(pledge: Pledge) -> None:
    """Reports of a pledge that became active while rounds are open."""
    rounds = ReportRound.objects.filter(programme_year=pledge.programme_year, state="open")
    FollowUpReport.objects.bulk_create(
        [
            FollowUpReport(pledge=pledge, round=one, due_on=one.due_on, province_id=pledge.organisation.province_id)
            for one in rounds
        ],
        ignore_conflicts=True,
    )


def waive_reports_of(pledge: Pledge, *, reason: str, by: User) -> None:
    """What an ended pledge still owed is not required any more; its reminders stop."""
    for report in pledge.reports.filter(state__in=OPEN):
        if FollowUpReport.objects.filter(pk=report.pk, state=report.state).update(state="waived"):
            Waiver.objects.create(report=report, reason=reason, by=by, at=timezone.now())
            record("waive", report, by=by, note=reason, changes={"state": [report.state, "waived"]}, province=report.province_id)
            cancel_open(f"report:{report.pk}", reason="waived")
