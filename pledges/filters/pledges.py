"""The filters of the pledge list: name or code, year, network, district, state, and the figure of a summary that led there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import django_filters
from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from moralprovince.core.listing import address, sorted_rows
from moralprovince.core.periods import Period
from networks.actions.years import is_closed
from networks.filters import Chip
from networks.listed import ListFilter, chips_of, year_chip
from networks.models import District, Organisation, ProgrammeYear, SectorNetwork
from pledges.models import Pledge
from pledges.statistics import declared_in, pledge_conditions

KIND = Organisation.Kind
WAITING = (Pledge.State.DRAFT, Pledge.State.DECLARED, Pledge.State.RETURNED)


class PledgeFilter(ListFilter):
    """Which pledges the list shows."""

    q = django_filters.CharFilter(method="by_text")
    network = django_filters.ChoiceFilter(method="by_network")
    district = django_filters.ChoiceFilter(field_name="organisation__district_id")
    kind = django_filters.ChoiceFilter(field_name="organisation__kind", choices=KIND.choices)
    figure = django_filters.ChoiceFilter(choices=[(name, name) for name in pledge_conditions()], method="by_figure")
    state = django_filters.ChoiceFilter(choices=Pledge.State.choices)

    class Meta:
        model = Pledge
        fields: list[str] = []

    def by_figure(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """The rows a summary counted: of its period, under the same condition."""
        period = Period.asked(self.data.get("period", ""))
        within = declared_in(period) if period else ~Q(state=Pledge.State.DRAFT)
        return rows.filter(within, pledge_conditions()[value])


SORTS = {
    "name": ("organisation__name_sort",),
    "network": ("organisation__network__order", "organisation__name_sort"),
    "declared_on": ("declared_on",),
    "members": ("members",),
    "joined": ("members_joined",),
}
HEADINGS = (
    ("name", _("Name")),
    ("network", _("Network")),
    ("declared_on", _("Declared on")),
    ("members", _("Members")),
    ("joined", _("Members who joined")),
)
CHIPS = (("network", _("Network")), ("district", _("District")), ("kind", _("Kind")))


@dataclass(frozen=True)
class PledgeList:
    """The list as an address describes it, for one reader: for pages and exports alike."""

    year: ProgrammeYear
    years: list[ProgrammeYear]
    filters: PledgeFilter
    rows: QuerySet
    sort: str
    query: QueryDict

    def chips(self) -> list[Chip]:
        """The year, then the chips of the filters."""
        return [year_chip(self.year, self.years, self.query), *chips_of(self.filters, CHIPS, self.query)]

    @cached_property
    def counts(self) -> dict[int, dict[str, int]]:
        """How many there are by year and state under the other filters; of other years only what `waiting` tells. One query."""
        query = self.query.copy()
        query.pop("state", None)
        known = {"networks": self.filters.networks, "districts": self.filters.districts, "reader": self.filters.reader}
        others = PledgeFilter(query, self.filters.queryset if self.filters.chosen() else self.beside(), **known)
        if "q" in self.filters.chosen():
            others.named = self.filters.named
        found: dict[int, dict[str, int]] = {}
        by = others.qs.order_by().values_list("programme_year__fiscal_year", "state").annotate(count=Count("pk"))
        for year, state, count in by:
            found.setdefault(year, {})[state] = count
        return found

    def beside(self) -> QuerySet:
        """The pledges of the year, and those of other open years that wait for somebody."""
        day = thai.today()
        others = [year for year in self.years if year != self.year and not is_closed(year, day)]
        waiting = Q(programme_year__in=others, state__in=WAITING)
        return Pledge.objects.visible_to(self.filters.reader).filter(Q(programme_year=self.year) | waiting)

    def waiting(self) -> dict[int, dict[str, int]]:
        """What waits for somebody in other open years, where the list is not filtered."""
        return {year: states for year, states in self.counts.items() if year != self.year.fiscal_year}

    def states(self) -> list[tuple[str, Any, int, str, bool]]:
        """Every state with how many there are under the other filters, and the address that shows them."""
        found = self.counts.get(self.year.fiscal_year, {})
        chosen = self.filters.chosen().get("state", "")
        rows = [("", _("All"), sum(found.values())), *[(key, name, found.get(key, 0)) for key, name in Pledge.State.choices]]
        return [
            (key, name, count, address(self.query, state=key or None, page=None), key == chosen) for key, name, count in rows
        ]


def pledge_list(user: Any, year: ProgrammeYear, years: list[ProgrammeYear], query: QueryDict) -> PledgeList:
    """Read an address: the pledges of a year that this person may see, filtered and sorted as it says."""
    visible = Pledge.objects.visible_to(user).filter(programme_year=year)
    filters = PledgeFilter(
        query,
        visible,
        reader=user,
        networks=SectorNetwork.objects.visible_to(user)
        .filter(province=year.province_id)
        .with_organisations_of(user)
        .named_in(year.fiscal_year),
        districts=District.objects.filter(province=year.province_id),
    )
    rows, sort = sorted_rows(filters.qs, query.get("sort", ""), SORTS, "name")
    return PledgeList(year, years, filters, rows, sort, query)
