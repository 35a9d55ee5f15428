"""Opens and closes rounds; a report is expected for every pledge active in an open round."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import changes_between, record, snapshot
from moralprovince.core.bulk import insert_select
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import User
from moralprovince.core.outbox import cancel_open, in_letter_language
from moralprovince.core.signs import hold_as_shown
from networks.models import ProgrammeYear
from pledges.models import FollowUpReport, Pledge, ReportRound, Waiver
from pledges.permissions import can_manage_rounds
from pledges.querysets.reports import OPEN, going_on
from pledges.workflow import REPORT, ROUND

from .extensions import keep_extension
from .guards import ensure_fits_year, ensure_not_before, ensure_round_goes_on, ensure_writable, last_day_of

DAYS = ("opens_on", "due_on", "locks_on")
# At least so long has a body for its report whose pledge is accepted while the round is open already.
TIME_TO_REPORT = dt.timedelta(days=14)


@action
def plan_round(
    *, programme_year: ProgrammeYear, code: str, opens_on: dt.date, due_on: dt.date, locks_on: dt.date | None, by: User
) -> ReportRound:
    """A round in the calendar of the year; it opens by itself on its day, or by hand.

    Raises:
        NotAllowed: this person does not plan rounds here.
        Refused: the round stands in the year already, the year is closed, or the days do not follow one another.
    """
    ensure_may_plan(programme_year, by)
    ensure_days_in_order(programme_year, opens_on, due_on, locks_on)
    try:
        with transaction.atomic():
            planned = ReportRound.objects.create(
                programme_year=programme_year, code=code, opens_on=opens_on, due_on=due_on, locks_on=locks_on
            )
    except IntegrityError as taken:
        raise Refused(_("This round stands in the year already.")) from taken
    record("plan_round", planned, by=by)
    return planned


def ensure_may_plan(year: ProgrammeYear, by: User) -> None:
    """Who plans rounds, in a year that may be written."""
    if not can_manage_rounds(by, year.province_id):
        raise NotAllowed(_("You do not have the right to plan rounds here."))
    ensure_writable(year, thai.today())


def ensure_may_change(report_round: ReportRound, by: User) -> None:
    """Who plans rounds, in a year that may be written; the 12-month round goes on after it."""
    if not can_manage_rounds(by, report_round.programme_year.province_id):
        raise NotAllowed(_("You do not have the right to plan rounds here."))
    ensure_round_goes_on(report_round, thai.today())


def ensure_days_in_order(year: ProgrammeYear, opens_on: dt.date, due_on: dt.date, locks_on: dt.date | None) -> None:
    """Opening, due day and last day follow one another, and belong to the year (or the year after it, for stragglers)."""
    if due_on < opens_on:
        raise Refused(_("The due day is before the day the round opens."))
    if locks_on and locks_on < due_on:
        raise Refused(_("The last day to hand in is before the due day."))
    ensure_not_before(year, opens_on)
    ensure_fits_year(year, locks_on or due_on)


@action
def change_round(
    *, report_round: ReportRound, opens_on: dt.date, due_on: dt.date, locks_on: dt.date | None, sign: str, by: User
) -> None:
    """Move the days of a round, `sign` is of those that were shown.

    Reports follow the new due day; those that have more time already, or were sent, only gain.

    Raises:
        NotAllowed, Refused: as for planning; an open round has opened, so that day stays.
        Outpaced: somebody else changed the round since it was read.
    """
    ensure_may_change(report_round, by)
    ensure_days_in_order(report_round.programme_year, opens_on, due_on, locks_on)
    if report_round.state != ReportRound.State.PLANNED and opens_on != report_round.opens_on:
        raise Refused(_("The round has opened already, so its first day stays as it is."))
    stored = hold_as_shown(report_round, {"opens_on": opens_on, "due_on": due_on, "locks_on": locks_on}, sign)
    if stored is None:
        return
    if stored.state != report_round.state:
        raise Outpaced(_("Somebody else changed this round a moment ago. Please look at its days again."))
    before = snapshot(stored, DAYS)
    stored.opens_on, stored.due_on, stored.locks_on = opens_on, due_on, locks_on
    stored.save(update_fields=DAYS)
    move_due_days(stored)
    record("change_round", stored, by=by, changes=changes_between(before, snapshot(stored, DAYS)))


def move_due_days(report_round: ReportRound) -> None:
    """Owed reports follow the round; an extension never shrinks, and what was sent in time stays in time, also if returned."""
    reports = FollowUpReport.objects.filter(round=report_round)
    only_gain = Q(extensions__isnull=False) | Q(submitted_on__isnull=False)
    gaining = reports.filter(only_gain, due_on__lt=report_round.due_on).values("pk")
    FollowUpReport.objects.filter(pk__in=gaining).update(due_on=Greatest(F("due_on"), report_round.due_on))
    following = reports.exclude(pk__in=reports.filter(only_gain).values("pk"))
    following.exclude(due_on=report_round.due_on).update(due_on=report_round.due_on)


@action
def open_round(*, report_round: ReportRound, by: User) -> int:
    """Open a round by hand; returns how many reports are now expected. Before its day, today becomes its first one.

    Raises:
        NotAllowed, Refused, Outpaced: see core/workflow.py; a round opened twice is opened once.
    """
    ensure_round_goes_on(report_round, thai.today())
    planned, first = report_round.opens_on, first_day_of_opened(report_round)
    moved = {"opens_on": [str(planned), str(first)]} if first < planned else {}
    ROUND.move(report_round, "open", by=by, changes=moved, set_fields={"opens_on": first} if moved else {})
    return expect_reports_in(report_round)


def first_day_of_opened(report_round: ReportRound) -> dt.date:
    """From which day on it takes reports if it is opened now; never one before its year."""
    year_begins = thai.fiscal_year_days(report_round.programme_year.fiscal_year)[0]
    return min(report_round.opens_on, max(thai.today(), year_begins))


@action
def close_round(*, report_round: ReportRound, by: User) -> None:
    """Close a round by hand: its summary can be written; late reports are still taken until it locks."""
    ROUND.move(report_round, "close", by=by, set_fields={"closed_on": thai.today()})


@action
def reopen_round(*, report_round: ReportRound, note: str, by: User) -> int:
    """Open a closed round again, with a reason; returns how many reports are expected that were not before.

    Raises:
        Refused: its last day is over, and the clock would close it again: move that day first.
    """
    ensure_round_goes_on(report_round, thai.today())
    ROUND.check(ROUND.step("reopen"), report_round, by, note)
    if report_round.locks_on and report_round.locks_on < thai.today():
        raise Refused(_("The last day to hand in is over. Please move it to a later day first."))
    ROUND.move(report_round, "reopen", by=by, note=note, set_fields={"closed_on": None})
    return expect_what_is_new(report_round, by=by)


def turn_rounds(*, day: dt.date) -> list[str]:
    """What the clock does: open rounds whose day has come, close those past their last day or year; one line each."""
    lines = [turn_round(report_round=planned, step="open", day=day, by=None) for planned in to_turn("open", day)]
    lines += [turn_round(report_round=ended, step="close", day=day, by=None) for ended in to_turn("close", day)]
    return [line for line in lines if line]


def to_turn(step: str, day: dt.date) -> QuerySet[ReportRound]:
    """Rounds that the clock opens or closes on a day."""
    rounds = ReportRound.objects.select_related("programme_year")
    if step == "close":
        # No report of a shorter round is taken once its year is closed, whatever its days.
        return rounds.filter(Q(locks_on__lt=day) | ~going_on(day, ""), state="open")
    return rounds.filter(going_on(day, ""), state="planned", opens_on__lte=day)


@action
def turn_round(*, report_round: ReportRound, step: str, day: dt.date, by: User | None) -> str:
    """One turn of the clock, once, however many clocks run; an empty line where another was faster or moved the day."""
    move, before = ROUND.step(step), report_round.state
    if not to_turn(step, day).filter(pk=report_round.pk).select_for_update(of=("self",), no_key=True).first():
        return ""
    try:
        ROUND.write(report_round, move, {"closed_on": day} if step == "close" else {})
    except Outpaced:
        return ""
    record(step, report_round, by=by, changes={"state": [before, move.target]})
    expected = expect_reports_in(report_round) if step == "open" else 0
    return f"{report_round.pk} {move.target} {expected}"


def pledges_reporting(rows: QuerySet[Pledge]) -> QuerySet[Pledge]:
    """Pledges of which reports are expected: active ones of bodies that are in the register and report here."""
    here = rows.filter(state="active", organisation__reports_centrally=False)
    return here.exclude(organisation__state__in=["merged", "withdrawn"])


def expect_reports_in(report_round: ReportRound) -> int:
    """A report for every active pledge of the year, by one statement; those that are there stay as they are.

    The round was written in this transaction, so that its days are those of now: nobody can move them before it ends.
    """
    report_round.refresh_from_db(fields=["due_on"])
    pledges = pledges_reporting(Pledge.objects.filter(programme_year=report_round.programme_year))
    return insert_select(
        FollowUpReport,
        pledges,
        {"pledge": F("pk"), "province": F("organisation__province")},
        {"round": report_round.pk, "due_on": report_round.due_on},
    )


def expect_reports_of(pledge: Pledge, *, by: User) -> int:
    """Reports of a pledge that became active while rounds are open, each due on a day that can still be kept.

    The rounds are locked until this transaction ends: one that opens at this moment either is seen here as open,
    or sees the pledge as active; no report falls between.
    """
    rounds = ReportRound.objects.filter(programme_year=pledge.programme_year).order_by("pk").select_for_update(no_key=True)
    opened = [one for one in rounds if one.state == ReportRound.State.OPEN]
    return sum(expect_report_in(one, pledge, by=by) for one in opened)


def expect_what_is_new(report_round: ReportRound, *, by: User) -> int:
    """Reports of pledges that became active while the round was closed, due as if they were accepted today.

    The round was written in this transaction, as in `expect_reports_in`.
    """
    report_round.refresh_from_db(fields=["due_on", "locks_on"])
    pledges = pledges_reporting(Pledge.objects.filter(programme_year=report_round.programme_year))
    new = pledges.exclude(reports__round=report_round).select_related("programme_year").order_by("pk")
    return sum(expect_report_in(report_round, pledge, by=by) for pledge in new)


def expect_report_in(report_round: ReportRound, pledge: Pledge, *, by: User) -> int:
    """The report of one pledge in a round that is open, unless it is there or no day is left for it."""
    due_on = fair_due_day(report_round, pledge.programme_year, thai.today())
    if due_on is None:
        return 0
    made = insert_select(
        FollowUpReport,
        pledges_reporting(Pledge.objects.filter(pk=pledge.pk)),
        {"pledge": F("pk"), "province": F("organisation__province")},
        {"round": report_round.pk, "due_on": due_on},
    )
    if made and due_on > report_round.due_on:
        keep_extension(report_round.reports.get(pledge=pledge), report_round.due_on, reason=reason_of_late_start(), by=by)
    return made


def fair_due_day(report_round: ReportRound, year: ProgrammeYear, day: dt.date) -> dt.date | None:
    """When a report that is asked for on that day is due: with its round, but never before there was time to write it.

    None where the round takes no report after that day.
    """
    last, fair = last_day_of(report_round, year), day + TIME_TO_REPORT
    if last is None:
        return max(report_round.due_on, fair)
    return max(report_round.due_on, min(fair, last)) if last > day else None


def reason_of_late_start() -> str:
    """Why a report is due later than its round, as its history tells."""
    with in_letter_language():
        return _("This report is asked for only since %(day)s.") % {"day": thai.day_long(thai.today())}


def due_lines(pledge: Pledge) -> list[str]:
    """When each report that is owed of a pledge is due, as sentences."""
    owed = pledge.reports.filter(state__in=OPEN).select_related("round__programme_year").order_by("due_on", "pk")
    sentence = _("The report of the %(round)s is due on %(day)s.")
    return [sentence % {"round": report.round, "day": thai.day_long(report.due_on)} for report in owed]


def waive_reports_of(pledge: Pledge, *, reason: str, by: User) -> None:
    """What an ended pledge still owed is not required any more; its reminders stop. What was sent meanwhile stays sent."""
    for report in pledge.reports.filter(state__in=OPEN):
        before = report.state
        try:
            REPORT.write(report, REPORT.step("waive"), {})
        except Outpaced:
            continue
        Waiver.objects.create(report=report, reason=reason, by=by)
        record("waive", report, by=by, note=reason, changes={"state": [before, "waived"]})
        cancel_open(f"report:{report.pk}", reason="waived")
