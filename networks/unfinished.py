"""What of a year is not finished on floor 1: what can still be done once the year is closed, and what cannot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.turning import Unfinished, unfinished

from .models import Activity, Meeting, ProgrammeYear, WorkPlanItem

HELD, PLANNED = Meeting.State.HELD, Meeting.State.PLANNED


def still_open_of(year: ProgrammeYear) -> Iterator[Unfinished]:
    """Minutes are certified by the next meeting, also where that is one of the next year."""
    where = {"fiscal": year.fiscal_year, "state": HELD}
    yield unfinished(_("meetings whose minutes are not certified"), meetings_in(year, HELD), "networks:meetings", **where)


def left_undone(year: ProgrammeYear) -> Iterator[Unfinished]:
    """What was planned and of which nothing is told."""
    where: dict[str, Any] = {"fiscal": year.fiscal_year, "state": PLANNED}
    yield unfinished(_("meetings that are still planned"), meetings_in(year, PLANNED), "networks:meetings", **where)
    untold = Activity.objects.filter(programme_year=year, state=Activity.State.PLANNED)
    where = {"year": year.fiscal_year, "state": Activity.State.PLANNED}
    yield unfinished(_("activities that are planned and not recorded"), untold, "networks:activities", **where)
    work = WorkPlanItem.objects.filter(programme_year=year, done_on__isnull=True)
    where = {"year": year.fiscal_year, "state": "open"}
    yield unfinished(_("lines of the joint work plan that are not done"), work, "networks:work-plan", **where)


def meetings_in(year: ProgrammeYear, state: str) -> QuerySet[Meeting]:
    """Meetings held, or to be held, from its first day to its last."""
    days = thai.fiscal_year_days(year.fiscal_year)
    return Meeting.objects.filter(province=year.province_id, state=state, held_on__range=days)
