"""What the filters of all lists above the register share: choices that are at hand, the network by its code, the chips."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from moralprovince.core.figures import Figure
from moralprovince.core.listing import address
from moralprovince.core.periods import Month

from .filters import Chip, Choice, chip
from .models import District, Organisation, ProgrammeYear, SectorNetwork
from .querysets.organisations import number_of

Choices = Iterable[tuple[Any, Any]]
CODE = re.compile(r"\d{2}-\d{3,}")


class ListFilter(django_filters.FilterSet):
    """Choices come from rows already read, so that filtering asks nothing more; `body` is the road to the organisation."""

    body = "organisation__"
    # For whom; who is found by telephone depends on it.
    reader: Any = None

    def __init__(
        self,
        data: QueryDict,
        queryset: QuerySet,
        *,
        networks: Iterable[SectorNetwork] = (),
        districts: Iterable[District] = (),
        reader: Any = None,
        **choices: Choices,
    ) -> None:
        self.networks, self.districts = list(networks), list(districts)
        self.reader = reader or self.reader
        super().__init__(data, queryset)
        own = {
            "network": [(one.code, str(one)) for one in self.networks],
            "district": [(one.pk, str(one)) for one in self.districts],
        }
        choices = own | choices
        for name in choices.keys() & self.filters.keys():
            self.filters[name].extra["choices"] = list(choices[name])

    def by_network(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """By the network's code, which reads well in an address."""
        keys = [one.pk for one in self.networks if one.code == value]
        return rows.filter(**{f"{self.body}network_id__in": keys})

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """By the code of an organisation, or by its name, spelling forgiven."""
        return rows.filter(**{f"{self.body}in": self.named})

    @cached_property
    def named(self) -> QuerySet:
        """The bodies that the search box asks for; whether any name is written just so is asked once."""
        return bodies_named(self.chosen()["q"], self.reader)

    def chosen(self) -> dict[str, str]:
        """The filters in force, as cleaned."""
        self.errors  # noqa: B018 - cleans the form
        return {name: value for name, value in self.form.cleaned_data.items() if value}


def bodies_named(text: str, reader: Any = None) -> QuerySet:
    """The keys of the body with that code, or of those with that name or telephone, spelling forgiven."""
    of_code = Organisation.objects.filter(Q(code=text) | number_of(text, reader))
    found = of_code if CODE.fullmatch(text) else Organisation.objects.search(text, reader)
    return found.order_by().values("pk")


def chips_of(
    filters: ListFilter,
    labels: Sequence[tuple[str, Any]],
    query: QueryDict,
    *,
    only_when_chosen: Collection[str] = (),
    always: Collection[str] = (),
) -> list[Chip]:
    """The chips of a list; a filter with nothing to choose between is left out."""
    chosen = filters.chosen()
    shown = []
    for name, label in labels:
        choices = [(str(value), words) for value, words in filters.filters[name].extra["choices"]]
        if name in chosen or name in always or (len(choices) > 1 and name not in only_when_chosen):
            shown.append(chip(name, label, choices, str(chosen.get(name, "")), query))
    return shown


def year_chip(year: ProgrammeYear, years: Iterable[ProgrammeYear], query: QueryDict) -> Chip:
    """The fiscal year, which a list of a year always has; a summary's period and a month are left behind with their year."""
    left = {"period": None, "as_of": None, "figure": None, "within": None, "page": None}
    choices = [Choice(str(one), address(query, year=one.fiscal_year, **left), one == year) for one in years]
    return Chip("year", _("Fiscal year"), str(year), choices, "")


def years_offered(years: Iterable[ProgrammeYear]) -> list[tuple[str, str]]:
    """Fiscal years as the choices of a filter."""
    return [(str(one.fiscal_year), str(one)) for one in years]


def day_asked(text: str) -> dt.date | None:
    """A single day of an address (2027-04-07); nothing where there is none, or nonsense."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def as_of(query: QueryDict, today: dt.date) -> dt.date:
    """The day a summary was made for; today where there is none, or nonsense."""
    return day_asked(query.get("as_of", "")) or today


def without_fiscal_year(query: QueryDict) -> QueryDict:
    """Summaries name the fiscal year beside their period; where the year of a list is another one, the period alone counts."""
    if "figure" not in query:
        return query
    kept = query.copy()
    kept.pop("year", None)
    return kept


def month_offered(asked: str) -> list[tuple[str, str]]:
    """The month that an address asks for: the calendar leads to its rows, nobody chooses it in a list."""
    month = Month.asked(asked)
    return [(str(month), month.name)] if month else []


def day_offered(asked: str) -> list[tuple[str, str]]:
    """The same for a day."""
    day = day_asked(asked)
    return [(str(day), thai.day_short(day))] if day else []


def figures_offered(figures: Sequence[Figure]) -> list[tuple[str, Any]]:
    """The figures of a summary whose rows a list shows."""
    return [(one.name, one.label) for one in figures if one.kind == "count"]
