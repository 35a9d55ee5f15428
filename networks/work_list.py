"""The joint work plan of a year as an address describes it: who leads, and what is open, late or done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from moralprovince.core.periods import Month

from .filters import Chip
from .listed import ListFilter, chips_of, month_offered
from .models import ProgrammeYear, WorkPlanItem

STATES = (("open", _("open")), ("late", _("overdue")), ("done", _("done")))
CHIPS = (("lead", _("Who leads")), ("state", _("State")), ("within", _("Due in")))


class WorkFilter(ListFilter):
    """Which lines the table shows."""

    lead = django_filters.ChoiceFilter(choices=WorkPlanItem.Lead.choices)
    state = django_filters.ChoiceFilter(choices=STATES, method="by_state")
    within = django_filters.ChoiceFilter(method="by_month")

    class Meta:
        model = WorkPlanItem
        fields: list[str] = []

    def __init__(self, data: QueryDict, queryset: QuerySet, *, day: dt.date) -> None:
        self.day = day
        super().__init__(data, queryset, within=month_offered(data.get("within", "")))

    def by_month(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Due in that month, as the calendar shows them."""
        month = Month.asked(value)
        return rows.filter(due_on__range=month.days) if month else rows

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Done, not done, or not done in time."""
        if value == "late":
            return rows.filter(done_on__isnull=True, due_on__lt=self.day)
        return rows.filter(done_on__isnull=value == "open")


@dataclass(frozen=True)
class WorkList:
    """The plan for one reader."""

    filters: WorkFilter
    rows: QuerySet[WorkPlanItem]
    query: QueryDict

    def chips(self) -> list[Chip]:
        """The chips of the filters."""
        return chips_of(self.filters, CHIPS, self.query, only_when_chosen=("within",))

    @property
    def filtered(self) -> bool:
        """Is anything chosen?"""
        return bool(self.filters.chosen())


def work_list(user: Any, year: ProgrammeYear, day: dt.date, query: QueryDict) -> WorkList:
    """Read an address: the lines of a year in the order they were written down, or those due in a month, of whichever year."""
    rows = WorkPlanItem.objects.visible_to(user).filter(programme_year__province=year.province_id)
    filters = WorkFilter(query, rows if Month.asked(query.get("within", "")) else rows.filter(programme_year=year), day=day)
    return WorkList(filters, filters.qs.order_by("order", "due_on", "pk"), query)
