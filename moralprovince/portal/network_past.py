"""The years of a province and the past of one network, in one statement: its names, what it came from, what followed it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import CharField, QuerySet, Value
from django.utils.translation import get_language

from networks.models import NetworkName, ProgrammeYear, SectorNetwork, Succession

YEAR, CALLED, FROM, TO = "year", "called", "from", "to"


@dataclass(frozen=True)
class Past:
    """A name it had up to a year, or another network it came from or became, from a year on."""

    kind: str
    fiscal_year: int
    name: str
    name_en: str

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name


@dataclass
class Years:
    """The programme years, newest first, and the past of the network."""

    years: list[ProgrammeYear] = field(default_factory=list)
    names: list[Past] = field(default_factory=list)
    relations: list[Past] = field(default_factory=list)


def text(words: str) -> Value:
    """The same words in every row."""
    return Value(words, output_field=CharField())


def years_of(network: SectorNetwork) -> Years:
    """Everything the page of a network needs to know of its years."""
    found, province = Years(), network.province_id
    for kind, fiscal_year, key, name, name_en in sorted(statement(network), key=lambda row: row[1]):
        if kind == YEAR:
            found.years.insert(0, ProgrammeYear(pk=key, province_id=province, fiscal_year=fiscal_year))
        else:
            (found.names if kind == CALLED else found.relations).append(Past(kind, fiscal_year, name, name_en))
    return found


def statement(network: SectorNetwork) -> QuerySet:
    """Four kinds of rows of the same shape: kind, year, key, name, name in English."""
    years = ProgrammeYear.objects.filter(province=network.province_id).order_by()
    names, ties = NetworkName.objects.filter(network=network).order_by(), Succession.objects.order_by()
    before, after = ("predecessor__name", "predecessor__name_en"), ("successor__name", "successor__name_en")
    return years.values_list(text(YEAR), "fiscal_year", "pk", text(""), text("")).union(
        names.values_list(text(CALLED), "last_fiscal_year", "pk", "name", "name_en"),
        ties.filter(successor=network).values_list(text(FROM), "first_fiscal_year", "pk", *before),
        ties.filter(predecessor=network).values_list(text(TO), "first_fiscal_year", "pk", *after),
        all=True,
    )
