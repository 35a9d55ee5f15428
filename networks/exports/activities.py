"""Activities, the plan of a year and the joint work plan as tables: what their lists show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.tables import table_response, words
from networks.models import Activity, ActivityPlan, WorkPlanItem

CHUNK = 1000


def activities_table(rows: QuerySet[Activity], ending: str) -> HttpResponseBase:
    """One line for each activity, in the order of the list."""
    headings = [
        _("Day"), _("Until"), _("Activity"), _("Network"), _("State"), _("District"), _("Place"), _("Participants"),
        _("Money used"), _("In the plan as"), _("Organisations"), _("Virtues"), _("What came of it"),
    ]  # fmt: skip
    kinds = ["day", "day", "wide", "wide", "text", "text", "wide", "number", "amount", "wide", "wide", "text", "wide"]
    along = rows.prefetch_related("organisations", "virtues")
    found = (activity_row(one) for one in along.iterator(chunk_size=CHUNK))
    return table_response(ending, _("activities"), headings, found, kinds=kinds)


def activity_row(one: Activity) -> list[Any]:
    """What the list says of one activity."""
    return [
        one.held_on, one.until, one.name, str(one.network or _("of the province itself")), words(Activity.State, one.state),
        str(one.district or ""), one.place, one.people, one.budget_used, str(one.plan or ""), named(one.organisations.all()),
        named(one.virtues.all()), one.result,
    ]  # fmt: skip


def named(things: Iterable[Any]) -> str:
    """Names in a row."""
    return ", ".join(str(thing) for thing in things)


def work_table(rows: QuerySet[WorkPlanItem], ending: str) -> HttpResponseBase:
    """One line for each piece of work, in the order of the plan."""
    headings = [
        _("What is to be done"), _("Who leads"), _("Person or unit"), _("From"), _("By when"), _("Done on"), _("Note"),
    ]  # fmt: skip
    kinds = ["wide", "text", "wide", "day", "day", "day", "wide"]
    found = (
        [one.what, one.get_lead_display(), one.lead_name, one.starts_on, one.due_on, one.done_on, one.note]
        for one in rows.iterator(chunk_size=CHUNK)
    )
    return table_response(ending, _("joint-work-plan"), headings, found, kinds=kinds)


def plan_table(rows: QuerySet[ActivityPlan], ending: str) -> HttpResponseBase:
    """The lines of a year's plan; the same columns are read again."""
    headings = [
        _("Network"), _("Activity"), _("Planned times"), _("Months"), _("Budget"), _("Target group"), _("People expected"),
    ]  # fmt: skip
    kinds = ["wide", "wide", "number", "text", "amount", "wide", "number"]
    names = thai.month_names(short=True)
    found = (
        [
            str(one.network or _("Of the province itself")), one.name, one.times,
            ", ".join(str(names[month - 1]) for month in one.months), one.budget, one.target_group, one.target_people,
        ]
        for one in rows.iterator(chunk_size=CHUNK)
    )  # fmt: skip
    return table_response(ending, _("activity-plan"), headings, found, kinds=kinds)
