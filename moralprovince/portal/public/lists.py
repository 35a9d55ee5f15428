"""Filters of public lists: which values an address may choose, the rows that are left, and the chips that show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from moralprovince.core.listing import Page, page_showing
from networks.filters import Chip, chip
from networks.models import District, Organisation, ProgrammeYear

from . import rows

PAGE = 30
Choices = Sequence[tuple[str, Any]]


@dataclass(frozen=True)
class Filter:
    """One thing a list can be narrowed by: a column, or a function of the rows and the value."""

    name: str
    label: Any
    choices: Choices
    by: str | Callable[[QuerySet, str], QuerySet]

    def apply(self, found: QuerySet, value: str) -> QuerySet:
        """The rows that are left."""
        return found.filter(**{self.by: value}) if isinstance(self.by, str) else self.by(found, value)


@dataclass(frozen=True)
class PublicList:
    """A list as an address describes it; what no filter offers is passed over."""

    found: QuerySet
    filters: tuple[Filter, ...]
    query: QueryDict

    @property
    def chosen(self) -> dict[str, str]:
        """The filters in force."""
        asked = {one.name: self.query.get(one.name, "") for one in self.filters}
        return {one.name: asked[one.name] for one in self.filters if asked[one.name] in dict(one.choices)}

    @property
    def rows(self) -> QuerySet:
        """The rows that every filter in force leaves."""
        found, chosen = self.found, self.chosen
        for one in self.filters:
            found = one.apply(found, chosen[one.name]) if one.name in chosen else found
        return found

    def chips(self) -> list[Chip]:
        """The chips; a filter with nothing to choose between is left out."""
        chosen = self.chosen
        return [
            chip(one.name, one.label, one.choices, chosen.get(one.name, ""), self.query)
            for one in self.filters
            if len(one.choices) > 1 or one.name in chosen
        ]

    def page(self, shown: QuerySet) -> Page:
        """The page that was asked for, read with what `shown` reads along."""
        return page_showing(self.rows, self.query.get("page", ""), shown, PAGE)


def by_network(province: str, year: int, column: str) -> Filter:
    """By network, whose code reads well in an address."""
    choices = [(one.code, str(one)) for one in rows.sectors(province, year)]
    return Filter("network", _("Network"), choices, f"{column}__code")


def by_district(province: str, column: str) -> Filter:
    """By district."""
    choices = [(one.pk, str(one)) for one in District.objects.filter(province=province)]
    return Filter("district", _("District"), choices, column)


def by_kind(choices: Choices = tuple(Organisation.Kind.choices)) -> Filter:
    """Organisations, communities."""
    return Filter("kind", _("Kind"), choices, "kind")


def years_of(province: str) -> list[ProgrammeYear]:
    """The years of the province, the newest first."""
    return list(ProgrammeYear.objects.filter(province=province).order_by("-fiscal_year"))


def year_asked(years: Iterable[ProgrammeYear], query: QueryDict, at_work: int) -> int:
    """The fiscal year of the address, where there is one, else the one the office works in."""
    asked = query.get("year", "")
    return next((one.fiscal_year for one in years if str(one.fiscal_year) == asked), at_work)
