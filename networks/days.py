"""What floor 1 puts into the calendar: meetings, activities, and the days of what meetings gave somebody to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from moralprovince.core.days import DayLine

from .models import ActionItem, Activity, Meeting, SectorNetwork

MEETING_OVER = (Meeting.State.HELD, Meeting.State.CERTIFIED)


def days(user: Any, province: str, first: dt.date, last: dt.date, network: SectorNetwork | None = None) -> Iterator[DayLine]:
    """Those that touch the days between these two, as far as this person may see them; of one network, or of all."""
    yield from meeting_lines(Meeting.objects.visible_to(user).filter(province=province), first, last, network)
    activities = Activity.objects.visible_to(user).filter(programme_year__province=province)
    yield from activity_lines(activities, first, last, network)
    yield from task_lines(ActionItem.objects.visible_to(user).filter(meeting__province=province), first, last, network)


def meeting_lines(rows: QuerySet[Meeting], first: dt.date, last: dt.date, network: SectorNetwork | None) -> Iterator[DayLine]:
    """Meetings on their day; a cancelled one says so."""
    of_network = {"group__network": network} if network else {}
    for one in rows.filter(held_on__range=(first, last), **of_network).select_related("group"):
        yield DayLine(
            f"meeting-{one.pk}", "meeting", one.held_on, one.name, reverse("networks:meeting", args=[one.pk]),
            begins=one.starts_at, ends=one.ended_at, network=one.group.network_id, place=one.place,
            done=one.state in MEETING_OVER, cancelled=one.state == Meeting.State.CANCELLED,
        )  # fmt: skip


def activity_lines(rows: QuerySet[Activity], first: dt.date, last: dt.date, network: SectorNetwork | None) -> Iterator[DayLine]:
    """Activities from their first day to their last."""
    of_network = {"network": network} if network else {}
    for one in rows.between(first, last).filter(**of_network):  # type: ignore[attr-defined]
        yield DayLine(
            f"activity-{one.pk}", "activity", one.held_on, one.name, reverse("networks:activity", args=[one.pk]),
            until=one.until, network=one.network_id, place=one.place,
            done=one.state == Activity.State.DONE, cancelled=one.state == Activity.State.CANCELLED,
        )  # fmt: skip


def task_lines(rows: QuerySet[ActionItem], first: dt.date, last: dt.date, network: SectorNetwork | None) -> Iterator[DayLine]:
    """The day by which something was to be done."""
    of_network = {"meeting__group__network": network} if network else {}
    for one in rows.filter(due_on__range=(first, last), **of_network).select_related("meeting__group"):
        yield DayLine(
            f"task-{one.pk}", "task", one.due_on, one.what, reverse("networks:action", args=[one.pk]),  # type: ignore[arg-type]
            network=one.meeting.group.network_id, place=one.owner_name,
            done=one.state == ActionItem.State.DONE, cancelled=one.state == ActionItem.State.DROPPED,
        )  # fmt: skip
