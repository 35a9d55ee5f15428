"""What floor 1 puts into the calendar: meetings, activities, tasks from meetings, the days of the joint work plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Case, CharField, Exists, F, IntegerField, OuterRef, QuerySet, TimeField, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.days import DayLine
from moralprovince.core.periods import Month

from .models import ActionItem, Activity, ActivityPlan, Meeting, SectorNetwork, WorkingGroup, WorkPlanItem

MEETING, TASK, WORK = "meeting", "task", "work"
COLUMNS = ("which", "pk", "name", "of_number", "of_year", "day", "begins", "ends", "of_network", "where", "how")
NO_TIME, NO_NUMBER = Value(None, TimeField()), Value(None, IntegerField())
# What is over and done, and what was called off.
DONE, OFF = ("held", "certified", "done"), ("cancelled", "dropped")


def days(user: Any, province: str, first: dt.date, last: dt.date, network: SectorNetwork | None = None) -> Iterator[DayLine]:
    """Those that touch the days between these two, as far as this person may see them; of one network, or of all."""
    activities = Activity.objects.visible_to(user).filter(programme_year__province=province)
    yield from activity_lines(activities, first, last, network)
    meetings = Meeting.objects.visible_to(user).filter(province=province, held_on__range=(first, last))
    tasks = ActionItem.objects.visible_to(user).resolved().filter(meeting__province=province, due_on__range=(first, last))
    work = WorkPlanItem.objects.visible_to(user).filter(programme_year__province=province, due_on__range=(first, last))
    if network:
        meetings, tasks, work = (
            meetings.filter(group__network=network),
            tasks.filter(meeting__group__network=network),
            work.none(),
        )
    for row in meeting_columns(meetings).union(task_columns(tasks), work_columns(work), all=True):
        yield line_of(dict(zip(COLUMNS, row, strict=True)))


def activity_lines(rows: QuerySet[Activity], first: dt.date, last: dt.date, network: SectorNetwork | None) -> Iterator[DayLine]:
    """Activities from their first day to their last."""
    of_network = {"network": network} if network else {}
    for one in rows.between(first, last).filter(**of_network).select_related("district"):  # type: ignore[attr-defined]
        yield DayLine(
            f"activity-{one.pk}", "activity", one.held_on, one.name, reverse("networks:activity", args=[one.pk]),
            until=one.until, network=one.network_id, place=place_of(one),
            done=one.state == Activity.State.DONE, cancelled=one.state == Activity.State.CANCELLED,
        )  # fmt: skip


def place_of(one: Activity) -> str:
    """Where it takes place: the place as it was written, else the district, said to be one."""
    return one.place or (_("District %(name)s") % {"name": one.district} if one.district else "")


def meeting_columns(rows: QuerySet[Meeting]) -> QuerySet[Any, Any]:
    """Meetings on their day; one statement reads all that has the same columns."""
    return rows.order_by().annotate(
        which=Value(MEETING), name=F("group__name"), of_number=F("number"), of_year=F("calendar_year"), day=F("held_on"),
        begins=F("starts_at"), ends=F("ended_at"), of_network=F("group__network"), where=F("place"), how=F("state"),
    ).values_list(*COLUMNS)  # fmt: skip


def task_columns(rows: QuerySet[ActionItem]) -> QuerySet[Any, Any]:
    """The day by which something that was resolved was to be done."""
    return rows.order_by().annotate(
        which=Value(TASK), name=F("what"), of_number=NO_NUMBER, of_year=NO_NUMBER, day=F("due_on"), begins=NO_TIME,
        ends=NO_TIME, of_network=F("meeting__group__network"), where=F("owner_name"), how=F("state"),
    ).values_list(*COLUMNS)  # fmt: skip


def work_columns(rows: QuerySet[WorkPlanItem]) -> QuerySet[Any, Any]:
    """The day by which a line of the joint work plan was to be done; the networks have no part in it."""
    how = Case(When(done_on__isnull=False, then=Value("done")), default=Value(""), output_field=CharField())
    return rows.order_by().annotate(
        which=Value(WORK), name=F("what"), of_number=NO_NUMBER, of_year=F("programme_year__fiscal_year"), day=F("due_on"),
        begins=NO_TIME, ends=NO_TIME, of_network=NO_NUMBER, where=F("lead_name"), how=how,
    ).values_list(*COLUMNS)  # fmt: skip


def line_of(row: dict[str, Any]) -> DayLine:
    """One row as the calendar shows it."""
    title = row["name"]
    if row["which"] == TASK:
        address = reverse("networks:action", args=[row["pk"]])
    elif row["which"] == MEETING:
        group = WorkingGroup(name=row["name"])
        title = Meeting(number=row["of_number"], calendar_year=row["of_year"], group=group).name
        address = reverse("networks:meeting", args=[row["pk"]])
    else:
        address = reverse("networks:work-plan") + f"?year={row['of_year']}"
    return DayLine(
        f"{row['which']}-{row['pk']}", row["which"], row["day"], title, address, begins=row["begins"], ends=row["ends"],
        network=row["of_network"], place=row["where"], done=row["how"] in DONE, cancelled=row["how"] in OFF,
    )  # fmt: skip


def planned_without_a_day(user: Any, province: str, month: Month, network: SectorNetwork | None) -> list[ActivityPlan]:
    """Lines of the plans that name the month, and no activity of theirs stands in it yet."""
    held = Activity.objects.filter(plan=OuterRef("pk"), held_on__range=month.days).exclude(state=Activity.State.CANCELLED)
    year = {"programme_year__province": province, "programme_year__fiscal_year": thai.fiscal_year_of(month.first)}
    rows = ActivityPlan.objects.visible_to(user).filter(~Exists(held), **year).order_by("network__order", "order", "pk")
    found = rows.filter(network=network) if network else rows
    return [one for one in found if month.first.month in one.months]
