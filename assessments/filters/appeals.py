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

STATES = (("unanswered", _("waiting for an answer")), *Appeal.State.choices)
LATE = (("1", _("answer overdue")),)
GIVEN = (("mine", _("mine, not looked at yet")),)


class AppealFilter(ListFilter):
    """Which appeals the list shows."""

    year = django_filters.ChoiceFilter(field_name="assessment__programme_year__fiscal_year")
    kind = django_filters.ChoiceFilter(field_name="assessment__kind", choices=Kind.choices)
    state = django_filters.ChoiceFilter(choices=STATES, method="by_state")
    late = django_filters.ChoiceFilter(choices=LATE, method="by_delay")
    given = django_filters.ChoiceFilter(choices=GIVEN, method="by_assessor")

    class Meta:
        model = Appeal
        fields: list[str] = []

    def __init__(
        self, data: QueryDict, queryset: QuerySet, *, years: Iterable[ProgrammeYear], day: dt.date, reader: Any
    ) -> None:
        self.day, self.reader = day, reader
        super().__init__(data, queryset, year=years_offered(years))

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """One state, or both in which the answer is still owed."""
        return rows.unanswered() if value == "unanswered" else rows.filter(state=value)  # type: ignore[attr-defined]

    def by_delay(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Not answered although the day is over."""
        return rows.late(self.day)  # type: ignore[attr-defined]

    def by_assessor(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Those that the reader was asked to look at again, and has not."""
        return rows.to_look_at_by(self.reader)  # type: ignore[attr-defined]


SORTS = {"filed_on": ("filed_on",), "due": ("answer_due_on",), "name": ("assessment__organisation__name_sort",)}
HEADINGS = (("name", _("Name")), ("filed_on", _("Filed on")), ("due", _("Answer due on")))
CHIPS = (
    ("year", _("Fiscal year")),
    ("kind", _("Kind")),
    ("state", _("State")),
    ("late", _("Answer")),
    ("given", _("given to")),
)
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
        reader=user,
    )
    rows, sort = sorted_rows(filters.qs, query.get("sort") or "-filed_on", SORTS, "filed_on")
    return AppealList(filters, rows, sort, query)
