"""The list of bodies that nobody has visited for a year, as an address describes it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from assessments.models import Visit
from assessments.permissions import bodies_to_follow
from assessments.querysets.visits import last_visits, next_visits, unvisited
from moralprovince.core.listing import sorted_rows
from networks.filters import Chip, district_choices
from networks.listed import ListFilter, chips_of
from networks.models import Organisation

from .visits import networks_of

EVER = (("never", _("never visited")), ("before", _("visited more than a year ago")))


class UnvisitedFilter(ListFilter):
    """Which of them the list shows."""

    body = ""
    network = django_filters.ChoiceFilter(method="by_network")
    district = django_filters.ChoiceFilter(field_name="district")
    kind = django_filters.ChoiceFilter(choices=Organisation.Kind.choices)
    ever = django_filters.ChoiceFilter(choices=EVER, method="by_last")
    q = django_filters.CharFilter(method="by_words")

    class Meta:
        model = Organisation
        fields: list[str] = []

    def by_last(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Never, or long ago."""
        return rows.filter(last_visit__isnull=value == "never")

    def by_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """What was typed, spelling forgiven."""
        return rows.search(value)  # type: ignore[attr-defined]


SORTS = {"name": ("name_sort",), "network": ("network__order", "name_sort"), "district": ("district", "name_sort"),
         "last": ("last_visit", "name_sort")}  # fmt: skip
HEADINGS = (("name", _("Name")), ("network", _("Network")), ("district", _("District")), ("last", _("Last visit")))
CHIPS = (("network", _("Network")), ("district", _("District")), ("kind", _("Kind")), ("ever", _("Last visit")))


@dataclass(frozen=True)
class UnvisitedList:
    """The list for one reader."""

    filters: UnvisitedFilter
    rows: QuerySet[Organisation]
    sort: str
    query: QueryDict

    def chips(self) -> list[Chip]:
        """The chips of the filters."""
        return chips_of(self.filters, CHIPS, self.query)

    @property
    def filtered(self) -> bool:
        """Is anything chosen or typed?"""
        return bool(self.filters.chosen())


def with_days(rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """With the day of the last visit, and of the next appointment."""
    visits = Visit.objects.all()
    return rows.annotate(last_visit=last_visits(visits), next_visit=next_visits(visits))


def unvisited_list(user: Any, province: str, day: dt.date, query: QueryDict) -> UnvisitedList:
    """Read an address: active bodies this person follows and nobody has visited within a year."""
    rows = unvisited(bodies_to_follow(user).filter(province=province), Visit.objects.all(), day)
    filters = UnvisitedFilter(
        query,
        with_days(rows),
        networks=networks_of(user, province),
        district=district_choices(province),
    )
    shown, sort = sorted_rows(filters.qs, query.get("sort", ""), SORTS, "name")
    return UnvisitedList(filters, shown, sort, query)
