"""Two entries of the same body become one: its pledges move, and of two pledges of one year one goes on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.audit import record
from moralprovince.core.models import AuditEvent, User
from moralprovince.core.moving import Coming, Journal, silence
from moralprovince.core.workflow import Step
from networks.models import Organisation
from pledges.models import FollowUpReport, Pledge, ReportRound, Waiver
from pledges.permissions import can_review_pledge, can_review_report
from pledges.querysets.reports import DELIVERED
from pledges.workflow import PLEDGE, REPORT

from .rounds import expect_report_in

State = Pledge.State
# How far a pledge has come, from a draft on.
FAR = {State.DRAFT: 0, State.RETURNED: 1, State.DECLARED: 2, State.ACTIVE: 3}
# No buttons: these are what a merger does to the pledge that does not go on, whatever its state.
SET_ASIDE = Step("end", tuple(FAR), State.ENDED, can_review_pledge, PLEDGE.step("end").label)
NOT_COUNTED = Step("waive", tuple(FollowUpReport.State.values), "waived", can_review_report, REPORT.step("waive").label)


def same_years(keep: Organisation, drop: Organisation) -> list[tuple[Pledge, Pledge]]:
    """Of each year in which both have a pledge: the one that goes on, and the one that does not.

    The one that has come further goes on, then the one with more reports delivered, then the kept entry's.
    """
    delivered = Count("reports", filter=Q(reports__state__in=DELIVERED))
    rows = Pledge.objects.filter(organisation__in=(keep, drop)).exclude(state=State.ENDED)
    found: dict[int, list[Pledge]] = {}
    for pledge in rows.select_related("programme_year", "organisation").annotate(delivered=delivered).order_by("pk"):
        found.setdefault(pledge.programme_year_id, []).append(pledge)

    def worth(pledge: Pledge) -> tuple[int, int, bool]:
        return FAR[State(pledge.state)], pledge.delivered, pledge.organisation_id == keep.pk  # type: ignore[attr-defined]

    pairs = [sorted(pair, key=worth, reverse=True) for pair in found.values() if len(pair) > 1]
    return [(pair[0], pair[1]) for pair in pairs]


def merge(keep: Organisation, drop: Organisation, *, by: User) -> Journal:
    """Pledges with all that hangs on them become the kept body's; what does not go on stays with the dropped entry.

    There it can be read, and counts nowhere: its reports are not required, and a merged body is in no figure.
    """
    journal = Journal()
    aside = [second for _first, second in same_years(keep, drop)]
    set_aside(aside, drop, journal, by)
    moving = Pledge.objects.filter(organisation=drop).exclude(pk__in=[pledge.pk for pledge in aside])
    journal.write(moving, before={"organisation_id": drop.pk}, after={"organisation_id": keep.pk})
    return journal


def set_aside(pledges: list[Pledge], drop: Organisation, journal: Journal, by: User) -> None:
    """They end today, with a reason; their reports count no more."""
    reason = _("The body stood in the register twice; its other pledge of the year goes on.")
    for pledge in pledges:
        before = {name: getattr(pledge, name) for name in ("state", "ended_on", "ended_reason", "organisation_id")}
        ended = {"ended_on": thai.today(), "ended_reason": reason, "organisation_id": drop.pk}
        PLEDGE.write(pledge, SET_ASIDE, ended)
        journal.note(Pledge, [pledge.pk], before, {"state": State.ENDED, **ended})
        record("end", pledge, by=by, note=reason, changes={"state": [before["state"], State.ENDED]}, province=drop.province_id)
    reports = FollowUpReport.objects.filter(pledge__in=pledges).exclude(state="waived")
    # Held, so that a report that is sent at this moment is either sent before or refused.
    uncount(reports.select_for_update(of=("self",)), reason, journal, by)


def parted(kept: Organisation, dropped: Organisation, *, since: dt.datetime, by: User) -> None:
    """Two entries were put apart: in rounds opened since their merger reports are expected of what was set aside, too."""
    opened = AuditEvent.objects.filter(object_type="pledges.reportround", action__in=["open", "reopen"], at__gte=since)
    keys = [int(key) for key in opened.values_list("object_id", flat=True)]
    rounds = ReportRound.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True)
    going = Pledge.objects.filter(organisation__in=(kept, dropped), state=State.ACTIVE).select_related("programme_year")
    for one in [one for one in rounds if one.state == ReportRound.State.OPEN]:
        for pledge in going.filter(programme_year=one.programme_year_id).order_by("pk"):
            expect_report_in(one, pledge, by=by)


def uncount(reports: Iterable[FollowUpReport], reason: str, journal: Journal, by: User) -> None:
    """Reports that count no more, by one statement for each state; their reminders stop."""
    by_state: dict[str, list[FollowUpReport]] = {}
    for report in reports:
        by_state.setdefault(report.state, []).append(report)
    every = [report for rows in by_state.values() for report in rows]
    for state, rows in sorted(by_state.items()):
        REPORT.write_many(rows, NOT_COUNTED, {})
        journal.note(FollowUpReport, [row.pk for row in rows], {"state": state}, {"state": "waived"})
    journal.made(Waiver.objects.bulk_create([Waiver(report=report, reason=reason, by=by) for report in every]))
    silence([f"report:{report.pk}" for report in every], reason="waived", journal=journal)


def merging(keep: Organisation, drop: Organisation) -> Iterator[Coming]:
    """What a merger will do on this floor."""
    pairs = same_years(keep, drop)
    aside = [second.pk for _first, second in pairs]
    moving = Pledge.objects.filter(organisation=drop).exclude(pk__in=aside)
    yield Coming(Pledge._meta.verbose_name_plural, moving.count(), _("become those of the kept entry"))
    reports = FollowUpReport.objects.filter(pledge__in=moving).count()
    yield Coming(FollowUpReport._meta.verbose_name_plural, reports, _("move with their pledges"))
    for first, second in pairs:
        words = _("Both have a pledge. That of %(first)s goes on; that of %(second)s ends and stays readable.")
        said = {"first": first.organisation.code, "second": second.organisation.code}
        yield Coming(_("Pledges of fiscal year %(year)s") % {"year": first.programme_year.fiscal_year}, 2, words % said)
        if lost := second.delivered:  # type: ignore[attr-defined]
            yield Coming(_("reports sent under it"), lost, _("stay readable and count no more"))
