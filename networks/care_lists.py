"""The lists of the register's care as an address describes them: likely duplicates, proposed changes, who reports centrally."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from .duplicates import REASONS, Pair, open_pairs
from .filters import Chip, district_choices
from .listed import ListFilter, chips_of
from .models import ChangeProposal, Organisation, SectorNetwork

Choices = dict[str, Any]


def places_of(user: Any, province: str) -> Choices:
    """What the filters by network and district offer."""
    networks = SectorNetwork.objects.visible_to(user).filter(province=province).order_by("order", "code")
    return {"networks": networks, "district": district_choices(province)}


def with_state(query: QueryDict, states: Any, otherwise: str) -> QueryDict:
    """The address with a state that the list knows: one of them is always shown."""
    known = query.copy()
    known["state"] = asked if (asked := query.get("state", "")) in dict(states) else otherwise
    return known


@dataclass(frozen=True)
class CareList:
    """One of the lists for one reader."""

    filters: ListFilter
    rows: Any
    labels: tuple[tuple[str, Any], ...]
    query: QueryDict
    # The state that is shown where the address names none.
    standing: str = ""

    def chips(self) -> list[Chip]:
        """The chips of the filters."""
        return chips_of(self.filters, self.labels, self.query)

    @property
    def filtered(self) -> bool:
        """Is anything chosen or typed, but the state that is shown anyway?"""
        return any(value != self.standing for value in self.filters.chosen().values())


# Likely duplicates


class PairFilter(ListFilter):
    """Which bodies a pair must have one of; why the two may be one is asked of the pair."""

    body = ""
    reason = django_filters.ChoiceFilter(choices=list(REASONS.items()), method="by_reason")
    network = django_filters.ChoiceFilter(method="by_network")
    district = django_filters.ChoiceFilter(field_name="district")

    class Meta:
        model = Organisation
        fields: list[str] = []

    def by_reason(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Nothing is asked of the rows."""
        return rows


PAIR_CHIPS = (("reason", _("Why")), ("network", _("Network")), ("district", _("District")))


def pair_list(user: Any, province: str, query: QueryDict) -> CareList:
    """Pairs that nobody has decided on; of a network or a district where one of the two stands there."""
    filters = PairFilter(query, Organisation.objects.filter(province=province), **places_of(user, province))
    chosen, pairs = filters.chosen(), open_pairs(province)
    if reason := chosen.pop("reason", ""):
        pairs = [pair for pair in pairs if reason in pair.reasons]
    if chosen:
        there = set(filters.qs.order_by().values_list("pk", flat=True))
        pairs = [pair for pair in pairs if stands_in(pair, there)]
    return CareList(filters, pairs, PAIR_CHIPS, query)


def stands_in(pair: Pair, keys: set[int]) -> bool:
    """Is one of the two among them?"""
    return pair.one in keys or pair.other in keys


# Proposed changes

PROPOSAL_CHIPS = (("state", _("State")), ("network", _("Network")), ("district", _("District")))


class ProposalFilter(ListFilter):
    """Which proposals the list shows."""

    state = django_filters.ChoiceFilter(choices=ChangeProposal.State.choices)
    network = django_filters.ChoiceFilter(method="by_network")
    district = django_filters.ChoiceFilter(field_name="organisation__district")

    class Meta:
        model = ChangeProposal
        fields: list[str] = []


def proposal_list(user: Any, province: str, query: QueryDict) -> CareList:
    """The open ones, the oldest first, unless others are asked for: what was decided, the newest first."""
    waiting = ChangeProposal.State.OPEN.value
    known = with_state(query, ChangeProposal.State.choices, waiting)
    rows = ChangeProposal.objects.filter(organisation__province=province)
    filters = ProposalFilter(known, rows, **places_of(user, province))
    ordered = filters.qs.order_by("at", "pk") if known["state"] == waiting else filters.qs
    return CareList(filters, ordered, PROPOSAL_CHIPS, query, waiting)


# Bodies that report centrally

CENTRAL_CHIPS = (("network", _("Network")), ("district", _("District")), ("kind", _("Kind")))


class CentralFilter(ListFilter):
    """Which bodies the list shows."""

    body = ""
    network = django_filters.ChoiceFilter(method="by_network")
    district = django_filters.ChoiceFilter(field_name="district")
    kind = django_filters.ChoiceFilter(choices=Organisation.Kind.choices)
    q = django_filters.CharFilter(method="by_words")

    class Meta:
        model = Organisation
        fields: list[str] = []

    def by_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """What was typed, spelling forgiven."""
        return rows.search(value[:100])  # type: ignore[attr-defined]


def marked_asked(query: QueryDict) -> bool:
    """Those that are marked; whoever only searches looks for one to mark."""
    return query.get("show") == "marked" or (query.get("show") != "others" and not query.get("q"))


def central_list(user: Any, province: str, query: QueryDict) -> CareList:
    """Those that are marked; or those that may be: what was searched, else the ones with a parent body."""
    rows = Organisation.objects.filter(province=province)
    found = rows.central() if marked_asked(query) else rows.counted()
    if not marked_asked(query) and not query.get("q"):
        found = found.filter(Q(parent__isnull=False))
    filters = CentralFilter(query, found, **places_of(user, province))
    return CareList(filters, filters.qs.order_by("name_sort", "pk"), CENTRAL_CHIPS, query)
