"""The filters of the register's list, and the chips that show them; every state of the list is in its address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from moralprovince.core.listing import address, sorted_rows

from .models import District, Organisation, SectorNetwork

STATES = [choice for choice in Organisation.State.choices if choice[0] != Organisation.State.MERGED]


class OrganisationFilter(django_filters.FilterSet):
    """Which organisations the list shows; choices come from rows already read, so that filtering asks nothing more."""

    q = django_filters.CharFilter(method="by_text")
    network = django_filters.ChoiceFilter(method="by_network")
    district = django_filters.ChoiceFilter(field_name="district_id")
    kind = django_filters.ChoiceFilter(choices=Organisation.Kind.choices)
    state = django_filters.ChoiceFilter(choices=STATES)
    late = django_filters.ChoiceFilter(choices=[("1", _("late"))], method="by_late")
    # What summaries count: withdrawn bodies are shown in the list, but not counted.
    counted = django_filters.ChoiceFilter(choices=[("1", _("counted in summaries"))], method="by_counted")

    class Meta:
        model = Organisation
        fields: list[str] = []

    def __init__(
        self,
        data: QueryDict,
        queryset: QuerySet,
        *,
        networks: Iterable[SectorNetwork],
        districts: Iterable[District],
        late: QuerySet | None = None,
    ) -> None:
        self.networks, self.districts, self.late = list(networks), list(districts), late
        super().__init__(data, queryset)
        # The text comes last: near misses are looked for among the rows the other filters leave.
        self.filters["q"] = self.filters.pop("q")
        self.filters["network"].extra["choices"] = [(network.code, str(network)) for network in self.networks]
        self.filters["district"].extra["choices"] = [(district.pk, str(district)) for district in self.districts]

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """What was typed into the search box."""
        return rows.search(value)  # type: ignore[attr-defined]

    def by_network(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """By the network's code, which reads well in an address."""
        return rows.filter(network_id__in=[network.pk for network in self.networks if network.code == value])

    def by_late(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Those that owe a late report; which ones is told by the roof, since reports are a floor above."""
        return rows if self.late is None else rows.filter(pk__in=self.late)

    def by_counted(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Those a summary counts."""
        return rows.listed()  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, str]:
        """The filters in force, as cleaned."""
        self.errors  # noqa: B018 - cleans the form
        return {name: value for name, value in self.form.cleaned_data.items() if value}


# What each heading sorts by.
SORTS = {
    "name": ("name_sort",),
    "network": ("network__order", "name_sort"),
    "district": ("district", "name_sort"),
    "members": ("members",),
    "declared_on": ("declared_on",),
}
HEADINGS = (
    ("name", _("Name")),
    ("network", _("Network")),
    ("district", _("District")),
    ("members", _("Members")),
    ("declared_on", _("First declared")),
)


@dataclass(frozen=True)
class Register:
    """The register as an address describes it, for one reader: filtered and sorted, for pages and exports alike."""

    filters: OrganisationFilter
    rows: QuerySet
    sort: str
    query: QueryDict


def register(user: Any, province: str, query: QueryDict, late: QuerySet | None = None) -> Register:
    """Read an address: what this person may see of the province, filtered and sorted as it says."""
    visible = Organisation.objects.visible_to(user).filter(province=province).exclude(state=Organisation.State.MERGED)
    filters = OrganisationFilter(
        query,
        visible,
        networks=SectorNetwork.objects.visible_to(user).filter(province=province).with_organisations_of(user),
        districts=District.objects.filter(province=province),
        late=late,
    )
    rows, sort = sorted_rows(filters.qs, query.get("sort", ""), SORTS, "name")
    return Register(filters, rows, sort, query)


@dataclass(frozen=True)
class Choice:
    """One value of a filter: its words and the address of the list with it."""

    label: Any
    address: str
    chosen: bool


@dataclass(frozen=True)
class Chip:
    """One filter above the list: what it filters by, what is chosen, what could be."""

    name: str
    label: Any
    value: Any
    choices: list[Choice]
    without: str


CHIPS = (
    ("network", _("Network")),
    ("district", _("District")),
    ("kind", _("Kind")),
    ("state", _("State")),
    ("late", _("Reports")),
    ("counted", _("Counted")),
)


def chips(filters: OrganisationFilter, query: QueryDict) -> list[Chip]:
    """The chips of the list; a filter with nothing to choose between is left out."""
    chosen = filters.chosen()
    offered = [(name, label, filters.filters[name].extra["choices"]) for name, label in CHIPS]
    return [
        chip(name, label, choices, chosen.get(name, ""), query)
        for name, label, choices in offered
        if name in chosen or (filters.late is not None if name == "late" else len(choices) > 1)
    ]


def chip(name: str, label: Any, choices: Iterable[tuple[str, Any]], chosen: str, query: QueryDict) -> Chip:
    """One chip with the address of each of its choices."""
    offered = [Choice(words, address(query, page=None, **{name: value}), value == chosen) for value, words in choices]
    value = next((choice.label for choice in offered if choice.chosen), "")
    return Chip(name, label, value, offered, address(query, page=None, **{name: None}))
