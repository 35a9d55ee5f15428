"""The list of appeals as an address describes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from assessments.models import Appeal, Kind
from moralprovince.core.listing import sorted_rows
from networks.filters import Chip
from networks.listed import ListFilter, chips_of, years_offered
from networks.models import ProgrammeYear

OPEN = ("filed", "in_review")
LATE = (("1", _("answer overdue")),)


class AppealFilter(ListFilter):
    """Which appeals the list shows."""

    year = django_filters.ChoiceFilter(field_name="assessment__programme_year__fiscal_year")
    kind = django_filters.ChoiceFilter(field_name="assessment__kind", choices=Kind.choices)
    state = django_filters.ChoiceFilter(choices=Appeal.State.choices)
    late = django_filters.ChoiceFilter(choices=LATE, method="by_delay")

    class Meta:
        model = Appeal
        fields: list[str] = []

    def __init__(self, data: QueryDict, queryset: QuerySet, *, years: Iterable[ProgrammeYear], day: dt.date) -> None:
        self.day = day
        super().__init__(data, queryset, year=years_offered(years))

    def by_delay(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Not answered although the day is over."""
        return rows.filter(state__in=OPEN, answer_due_on__lt=self.day)


SORTS = {"filed_on": ("filed_on",), "due": ("answer_due_on",), "name": ("assessment__organisation__name_sort",)}
HEADINGS = (("name", _("Name")), ("filed_on", _("Filed on")), ("due", _("Answer due on")))
CHIPS = (("year", _("Fiscal year")), ("kind", _("Kind")), ("state", _("State")), ("late", _("Answer")))
ABOUT = (
    "assessment__organisation__network", "assessment__district", "assessment__province", "assessment__programme_year",
    "assessor", "decision",
)  # fmt: skip


@dataclass(frozen=True)
class AppealList:
    """The list for one reader on one day."""

    filters: AppealFilter
    rows: QuerySet
    sort: str
    query: QueryDict

    def chips(self) -> list[Chip]:
        """The chips of the filters; what is overdue is always offered."""
        return chips_of(self.filters, CHIPS, self.query, always=("late",))


def appeal_list(user: Any, province: str, day: dt.date, query: QueryDict) -> AppealList:
    """Read an address: the appeals of a province that this person may see, newest first."""
    filters = AppealFilter(
        query,
        Appeal.objects.visible_to(user).filter(assessment__province=province),
        years=ProgrammeYear.objects.filter(province=province).order_by("-fiscal_year"),
        day=day,
    )
    rows, sort = sorted_rows(filters.qs, query.get("sort") or "-filed_on", SORTS, "filed_on")
    return AppealList(filters, rows, sort, query)
