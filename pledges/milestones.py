"""The stations of a pledge and of a round with their days, as the bar on top of a page shows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.badges import Milestone
from moralprovince.core.models import AuditEvent

from .models import FollowUpReport, Pledge, ReportRound


def with_first_day(report: FollowUpReport, how: str) -> str:
    """How punctual a report was; the day that counts stands before where it was sent again, or entered after it came in."""
    first = report.submitted_on
    if first is None or report.submitted_at is None or thai.bangkok_day(report.submitted_at) == first:
        return how
    words = _("received on %(day)s, %(how)s") if is_entered_once(report) else _("first on %(day)s, %(how)s")
    return words % {"day": thai.day_short(first), "how": how}


def is_entered_once(report: FollowUpReport) -> bool:
    """Did the office enter what came on paper, by telephone or over LINE, and never send it back?"""
    return report.source != FollowUpReport.Source.WEB and not report.returns


def day_of(events: Sequence[AuditEvent], action: str) -> Any:
    """When a step was last taken."""
    return next((event.at for event in events if event.action == action), None)


def pledge_milestones(pledge: Pledge, events: Sequence[AuditEvent]) -> list[Milestone]:
    """Written → declared → being kept → ended; a returned pledge stands at the first with what is to be completed."""
    reached = {"draft": 0, "returned": 0, "declared": 1, "active": 2, "ended": 3}[pledge.state]
    days = [pledge.created_at, pledge.declared_on, day_of(events, "activate"), pledge.ended_on]
    labels = [_("Written"), _("Declared"), _("Being kept"), _("Ended")]
    marks = []
    for at, (label, day) in enumerate(zip(labels, days, strict=True)):
        status: Any = "done" if at < reached else "current" if at == reached else "ahead"
        note = ""
        if at == reached and pledge.state == Pledge.State.RETURNED:
            status, note = "hand", _("returned for completion")
        if at == reached == 3:
            status = "done"
        marks.append(Milestone(label, day if at <= reached else None, status, note))
    return marks if pledge.state == Pledge.State.ENDED else marks[:3]


def round_milestones(report_round: ReportRound, day: dt.date) -> list[Milestone]:
    """Opens → due → last day → closed; a round that was closed by hand before its days still takes reports until them."""
    reached = {"planned": 0, "open": 1, "closed": 3}[report_round.state]
    due, last, closed = report_round.due_on, report_round.locks_on, "done" if reached == 3 else "ahead"

    def until(end: dt.date) -> Any:
        return closed if end < day else "ahead"

    marks = [
        Milestone(_("Opens"), report_round.opens_on, "done" if reached else "current"),
        Milestone(_("Due"), due, "current" if reached == 1 else until(due)),
    ]
    if last:
        marks.append(Milestone(_("Last day to hand in"), last, until(last)))
    marks.append(Milestone(_("Closed"), report_round.closed_on, closed))
    return marks
