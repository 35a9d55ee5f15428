"""Counts what networks did in a period: meetings, activities, tasks; each figure is a condition the lists know by its name."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from moralprovince.core.figures import Figure
from moralprovince.core.periods import Period

from .models import ActionItem, Activity, Attendance, Meeting, SectorNetwork

MEETINGS, ACTIVITIES, TASKS = _("Meetings"), _("Central activities"), _("Tasks from meetings")
PEOPLE, BODIES = pgettext_lazy("unit of a figure", "people"), pgettext_lazy("unit of a figure", "bodies")
HELD = (Meeting.State.HELD, Meeting.State.CERTIFIED)
# Somebody sat there: herself, on behalf of a member, or as a guest.
CAME = (Attendance.Status.PRESENT, Attendance.Status.REPRESENTED, Attendance.Status.ATTENDING)


def summed(name: str, label: Any, short: Any, rows: str, group: Any, of: str, unit: Any) -> Figure:
    """A plain number that leads to the rows which say it."""
    return Figure(name, label, f"networks:{rows}", (("figure", of),), "sum", group, short, side=2, unit=unit)


def counted(name: str, label: Any, short: Any, rows: str, group: Any) -> Figure:
    """A figure whose rows are meetings, activities or tasks."""
    return Figure(name, label, f"networks:{rows}", (("figure", name),), "count", group, short, side=2)


MEETING_FIGURES = (
    counted("meetings_held", _("Meetings held"), _("Held"), "meetings", MEETINGS),
    summed(
        "meetings_people", _("People present at meetings"), _("People present"), "meetings", MEETINGS, "meetings_held", PEOPLE
    ),
)
TASK_FIGURES = (
    counted("tasks_given", _("Tasks given by meetings"), _("Given"), "actions", TASKS),
    counted("tasks_done", _("Tasks from meetings done"), _("Done"), "actions", TASKS),
    counted("tasks_late", _("Tasks from meetings overdue"), _("Overdue"), "actions", TASKS),
)
DONE = "activities_done"
DONE_FIGURES = (
    counted(DONE, _("Activities held"), _("Held"), "activities", ACTIVITIES),
    summed("activities_people", _("People who took part"), _("Participants"), "activities", ACTIVITIES, DONE, PEOPLE),
    summed("activities_bodies", _("Bodies that took part"), _("Bodies"), "activities", ACTIVITIES, DONE, BODIES),
    summed("activities_money", _("Money used (baht)"), _("Baht"), "activities", ACTIVITIES, DONE, _("baht")),
)
WORK_FIGURES = (*MEETING_FIGURES, *DONE_FIGURES, *TASK_FIGURES)


def meeting_conditions(period: Period | None, as_of: dt.date) -> dict[str, Q]:
    """What makes a meeting count: it was held, in the period, by that day."""
    held = Q(state__in=HELD, held_on__lte=as_of)
    return {"meetings_held": held & Q(held_on__range=period.days) if period else held}


def activity_conditions(period: Period | None, as_of: dt.date) -> dict[str, Q]:
    """What makes an activity count: it is recorded, and began in the period and by that day."""
    done = Q(state=Activity.State.DONE, held_on__lte=as_of)
    year = Q(programme_year__fiscal_year=period.fiscal_year, held_on__range=period.days) if period else Q()
    return {DONE: done & year}


def task_conditions(period: Period | None, as_of: dt.date) -> dict[str, Q]:
    """Given by a meeting of the period; done in it; given by then, due in it and not finished by that day."""
    given, done = Q(meeting__state__in=HELD, meeting__held_on__lte=as_of), Q(state=ActionItem.State.DONE, done_on__lte=as_of)
    late = given & Q(due_on__lt=as_of) & (Q(done_on__isnull=True) | Q(done_on__gt=as_of))
    if period:
        given &= Q(meeting__held_on__range=period.days)
        done &= Q(done_on__range=period.days)
        late &= Q(due_on__range=period.days)
    return {"tasks_given": given, "tasks_done": done, "tasks_late": late}


Grouped = list[dict[str, Any]]


def work_statistics(*, province: str, period: Period, as_of: dt.date) -> dict[int | None, dict[str, Any]]:
    """All of it by network; None is the whole province, which has meetings and activities of its own besides."""
    known = list(SectorNetwork.objects.filter(province=province).values_list("pk", flat=True))
    found: dict[int | None, dict[str, Any]] = {
        key: dict.fromkeys([one.name for one in WORK_FIGURES], 0) for key in [None, *known]
    }
    meetings = Meeting.objects.filter(meeting_conditions(period, as_of)["meetings_held"], province=province)
    fill(found, meeting_rows(meetings))
    activities = Activity.objects.filter(activity_conditions(period, as_of)[DONE], programme_year__province=province)
    fill(found, activity_rows(activities))
    fill(found, task_rows(ActionItem.objects.filter(meeting__province=province), period, as_of))
    bodies = bodies_in(activities)
    found[None]["activities_bodies"] = len({body for taking_part in bodies.values() for body in taking_part})
    for key in known:
        found[key]["activities_bodies"] = len(bodies.get(key, ()))
    return {key: {name: plain(value) for name, value in figures.items()} for key, figures in found.items()}


def fill(found: dict[int | None, dict[str, Any]], rows: Grouped) -> None:
    """Grouped rows: each to its network, and all of them to the province."""
    for row in rows:
        network = row.pop("network")
        for name, value in row.items():
            if network is not None:
                found[network][name] += value or 0
            found[None][name] += value or 0


def plain(value: Any) -> int | float:
    """A number as it is frozen, once all is added up: money with satang keeps them."""
    if not isinstance(value, Decimal) or value == value.to_integral_value():
        return int(value)
    return float(value)


def meeting_rows(rows: QuerySet[Meeting]) -> Grouped:
    """Meetings, and who was present."""
    count = rows.order_by().values(network=F("group__network")).annotate(meetings_held=Count("pk"))
    came = Attendance.objects.filter(meeting__in=rows, status__in=CAME).order_by()
    people = came.values(network=F("meeting__group__network")).annotate(meetings_people=Count("pk"))
    return [*count, *people]


def activity_rows(rows: QuerySet[Activity]) -> Grouped:
    """Activities, people and money."""
    sums = {"activities_money": Sum("budget_used")}
    return list(rows.order_by().values("network").annotate(**activity_counts(), **sums))


def activity_counts() -> dict[str, Any]:
    """How many activities, and how many people came."""
    return {DONE: Count("pk"), "activities_people": Sum("people")}


def bodies_in(rows: QuerySet[Activity]) -> dict[int | None, set[int]]:
    """Which bodies took part, by network of the activity; one that took part in three of them is one."""
    found: dict[int | None, set[int]] = {}
    pairs = rows.filter(organisations__isnull=False).order_by().values_list("network", "organisations")
    for network, body in pairs.distinct():
        found.setdefault(network, set()).add(body)
    return found


def task_rows(rows: QuerySet[ActionItem], period: Period, as_of: dt.date) -> Grouped:
    """What meetings gave somebody to do."""
    counts = {name: Count("pk", filter=condition) for name, condition in task_conditions(period, as_of).items()}
    return list(rows.order_by().values(network=F("meeting__group__network")).annotate(**counts))
