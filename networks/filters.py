"""The filters of the register's list, and the chips that show them; every state of the list is in its address."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, reduce
from hashlib import md5
from operator import or_
from typing import Any
from urllib.parse import quote

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from moralprovince.core.listing import address, sorted_rows

from .models import District, Organisation, SectorNetwork
from .naming import names_known
from .querysets.organisations import OrganisationQuerySet

STATES = [choice for choice in Organisation.State.choices if choice[0] != Organisation.State.MERGED]


# The levels of every criteria set so far; a level is called by its name on the page of a body.
LEVELS = [(str(level), format_lazy(_("level {level}"), level=level)) for level in (1, 2, 3)]
YEAR = re.compile(r"2[4-7]\d\d")
# Codes and names a filter offers.
Choices = list[tuple[str, Any]]
FILTERS = ("network", "year", "district", "kind", "state", "late", "level", "counted", "central", "unpledged", "q")
# Those that compare a column of the register; the network by its code, which reads well in an address.
COMPARED = {"network", "district", "kind", "state"}


class OrganisationFilter:
    """Which organisations the list shows; what the address asks for and no filter offers is passed over.

    A FilterSet would copy its filters and build a form for every request, half of what the whole list costs;
    there is no form here, only links.
    """

    def __init__(
        self,
        data: QueryDict,
        rows: OrganisationQuerySet,
        *,
        networks: Iterable[tuple[int, str, str]],
        districts: Choices,
        late: Callable[[], list[QuerySet]] | None = None,
        at_level: Callable[[int], list[QuerySet]] | None = None,
        unpledged: Callable[[int], list[QuerySet]] | None = None,
        reader: Any = None,
    ) -> None:
        self.data, self.all_rows, self.reader = data, rows, reader
        self.late, self.at_level, self.unpledged = late, at_level, unpledged
        networks = list(networks)
        self.networks = {code: key for key, code, _name in networks}
        self.choices: dict[str, Choices] = {
            "network": [(code, name) for _key, code, name in networks],
            "district": districts,
            "kind": Organisation.Kind.choices,
            "state": STATES,
            "late": [("1", _("missing"))] if late else [],
            "level": LEVELS if at_level else [],
            # What summaries count: withdrawn bodies, and those that report centrally, are shown in the list but not counted.
            "counted": [("1", _("counted in summaries"))],
            "central": [("1", _("reports centrally"))],
            # Named by Today; nobody chooses it here.
            "unpledged": [(asked, asked)] if unpledged and YEAR.fullmatch(asked := data.get("unpledged", "")) else [],
            # Named by the pages of networks for years that are over; nobody chooses it here. Summaries, which name their period
            # too, count the register as it stands.
            "year": [(asked, asked)] if YEAR.fullmatch(asked := data.get("year", "")) and not data.get("period") else [],
        }

    @cached_property
    def chosen(self) -> dict[str, str]:
        """The filters in force. The text comes last: near misses are looked for among the rows the others leave."""
        asked = {name: self.data.get(name, "") for name in FILTERS}
        return {name: value for name, value in asked.items() if value and (name == "q" or value in dict(self.choices[name]))}

    @property
    def name(self) -> str:
        """The same for the same filters: what is known of a list is remembered under it."""
        return md5(repr(self.chosen).encode(), usedforsecurity=False).hexdigest()

    @cached_property
    def rows(self) -> QuerySet:
        """The rows that every filter in force leaves; what compares a column with a value is one condition."""
        values = {name: value for name, value in self.chosen.items() if name in COMPARED}
        if "network" in values:
            values["network"] = self.networks[values["network"]]
        of_year = "year" in self.chosen
        network = values.pop("network", None) if of_year else None
        rows: QuerySet = self.all_rows.filter(**values) if values else self.all_rows
        rows = rows.members_in(int(self.chosen["year"]), network) if of_year else rows  # type: ignore[attr-defined]
        for name, value in self.chosen.items():
            rows = rows if name in COMPARED or name == "year" else getattr(self, f"by_{name}")(rows, value)
        return rows

    def by_q(self, rows: OrganisationQuerySet, value: str) -> QuerySet:
        """What was typed into the search box."""
        return rows.search(value, self.reader)

    def by_counted(self, rows: OrganisationQuerySet, value: str) -> QuerySet:
        """Those a summary counts."""
        return rows.counted()

    def by_central(self, rows: OrganisationQuerySet, value: str) -> QuerySet:
        """Those that another body reports for."""
        return rows.central()

    def by_late(self, rows: QuerySet, value: str) -> QuerySet:
        """Those that owe a late report; which ones is told by the roof, since reports are a floor above."""
        owing = [Q(pk__in=owed) for owed in self.late()] if self.late else []
        return rows.filter(reduce(or_, owing)) if owing else rows

    def by_level(self, rows: QuerySet, value: str) -> QuerySet:
        """Those certified at a level; which ones is told by the roof, since assessments are floors above."""
        reached = [Q(pk__in=keys) for keys in self.at_level(int(value))] if self.at_level else []
        return rows.filter(reduce(or_, reached)) if reached else rows

    def by_unpledged(self, rows: QuerySet, value: str) -> QuerySet:
        """Those that have no pledge of a year yet; which ones is told by the roof, since pledges are a floor above."""
        found = [Q(pk__in=keys) for keys in self.unpledged(int(value))] if self.unpledged else []
        return rows.filter(reduce(or_, found)) if found else rows


def network_rows(user: Any, province: str, asked: str = "") -> Iterable[tuple[int, str, str]]:
    """Key, code and name of the networks whose organisations a person may look through.

    They only name the choices of a filter, which rows are shown is asked anew each time; a minute late is early enough,
    but for a network that is asked for: a link to one that was made just now leads to its rows. A change of the networks
    themselves is shown at once.
    """

    def read() -> list[tuple[int, str, str, str]]:
        rows = SectorNetwork.objects.visible_to(user).filter(province=province).with_organisations_of(user)
        return list(rows.order_by("order", "code").values_list("pk", "code", "name", "name_en"))

    kept = f"networks:{user.pk}:{province}:{names_known(province)}"
    known = cache.get_or_set(kept, read, 60)
    if asked and asked not in [code for _key, code, *_names in known]:
        known = read()
        cache.set(kept, known, 60)
    english = get_language() == "en"
    return [(key, code, (english and name_en) or name) for key, code, name, name_en in known]


def district_choices(province: str) -> Choices:
    """Districts of a province in the reader's language; places change by law, not by the minute."""
    named = "name_en" if get_language() == "en" else "name"

    def read() -> Choices:
        return list(District.objects.filter(province=province).values_list("pk", named))

    return cache.get_or_set(f"districts:{province}:{named}", read, 600)


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


def register(
    user: Any,
    province: str,
    query: QueryDict,
    late: Callable[[], list[QuerySet]] | None = None,
    at_level: Callable[[int], list[QuerySet]] | None = None,
    unpledged: Callable[[int], list[QuerySet]] | None = None,
) -> Register:
    """Read an address: what this person may see of the province, filtered and sorted as it says."""
    visible = Organisation.objects.visible_to(user).filter(~Q(state=Organisation.State.MERGED), province=province)
    filters = OrganisationFilter(
        query,
        visible,
        networks=network_rows(user, province, query.get("network", "")),
        districts=district_choices(province),
        late=late,
        at_level=at_level,
        unpledged=unpledged,
        reader=user,
    )
    rows, sort = sorted_rows(filters.rows, query.get("sort", ""), SORTS, "name")
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
    ("year", _("Members in fiscal year")),
    ("district", _("District")),
    ("kind", _("Kind")),
    ("state", _("State")),
    ("late", _("Reports")),
    ("level", _("Certified level")),
    ("counted", _("Counted")),
    ("central", _("Reporting")),
    ("unpledged", _("No declaration for fiscal year")),
)


def chips(filters: OrganisationFilter, query: QueryDict) -> list[Chip]:
    """The chips of the list; a filter with nothing to choose between is left out."""
    chosen = filters.chosen
    return [
        chip(name, label, filters.choices[name], chosen.get(name, ""), query)
        for name, label in CHIPS
        if name in chosen or len(filters.choices[name]) > (name not in ("late", "central"))
    ]


def chip(name: str, label: Any, choices: Iterable[tuple[str, Any]], chosen: str, query: QueryDict) -> Chip:
    """One chip with the address of each of its choices."""
    without = address(query, page=None, **{name: None})
    base = without if without == "?" else f"{without}&"
    offered = [Choice(words, f"{base}{name}={quote(str(value))}", value == chosen) for value, words in choices]
    value = next((choice.label for choice in offered if choice.chosen), "")
    return Chip(name, label, value, offered, without)
