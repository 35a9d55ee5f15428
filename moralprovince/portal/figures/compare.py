"""Networks, kinds, districts or years of a province beside one another: a table, and a small picture of each figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from moralprovince.core.figures import Figure
from moralprovince.core.periods import Period
from networks.filters import Chip, chip
from networks.listed import year_chip
from networks.models import ProgrammeYear

from .asked import Asked
from .columns import GROUPS, MAIN, Reader, Row, Table, columns_of, rows_by
from .glance import Named, districts_named, kinds_named, networks_named
from .pictures import Picture, picture_of
from .tallies import Cube, count

NETWORK, KIND, DISTRICT, YEAR = "network", "kind", "district", "year"
WAYS = ((NETWORK, _("networks")), (YEAR, _("fiscal years")), (KIND, _("kinds of bodies")), (DISTRICT, _("districts")))
FIRST = {NETWORK: _("Network"), KIND: _("Kind"), DISTRICT: _("District"), YEAR: _("Fiscal year")}
COLUMNS = (("main", _("the main figures")), *((name, words) for name, words, _names in GROUPS))
# The register is counted as it stands today: years have nothing to compare in it. Activities and lessons are of networks.
LEFT_OUT = {YEAR: ("register",), KIND: ("lessons",), DISTRICT: ("lessons",)}
OF_NETWORKS = ("activities_planned", "activities_done", "activities_people", "lessons_published")
NONE_OF = {YEAR: GROUPS[0][2], KIND: OF_NETWORKS, DISTRICT: OF_NETWORKS}
# So many years stand beside one another.
MOST_YEARS = 8


@dataclass(frozen=True)
class Comparison:
    """What the page shows, and what its file says."""

    by: str
    group: str
    table: Table
    pictures: list[Picture]
    chips: list[Chip]


def comparison_of(asked: Asked, user: Any, query: QueryDict) -> Comparison:
    """Read the address and count."""
    by = chosen(query, "by", WAYS)
    offered = [one for one in COLUMNS if one[0] not in LEFT_OUT.get(by, ())]
    group = chosen(query, "columns", offered)
    columns = columns_of(names_of(by, group))
    rows = rows_of_years(asked, user, columns) if by == YEAR else rows_of_parts(asked, user, by, columns)
    table = Table(by, "", FIRST[by], columns, rows)
    chips = [always("by", _("Compare"), WAYS, by, query), always("columns", _("Figures"), offered, group, query)]
    if by != YEAR:
        chips.append(year_chip(asked.year, asked.years, query))
    return Comparison(by, group, table, pictures_of(table), chips)


def always(name: str, label: Any, offered: Iterable[tuple[str, Any]], value: str, query: QueryDict) -> Chip:
    """A chip of which something is always chosen: there is nothing to show all of."""
    return replace(chip(name, label, offered, value, query), without="")


def chosen(query: QueryDict, name: str, offered: Iterable[tuple[str, Any]]) -> str:
    """What an address chooses; what is not offered is the first."""
    values = [value for value, _words in offered]
    asked = query.get(name, "")
    return asked if asked in values else values[0]


def names_of(by: str, group: str) -> list[str]:
    """The figures of a group that such rows can have."""
    names = MAIN if group == "main" else next(names for name, _words, names in GROUPS if name == group)
    return [name for name in names if name not in NONE_OF.get(by, ())]


def rows_of_parts(asked: Asked, user: Any, by: str, columns: Sequence[Figure]) -> list[Row]:
    """Networks, kinds or districts of one year, the whole below."""
    reader = asked.reader(user)
    cube = count([reader.period], reader.day, by=(by,), provinces=[asked.province.pk])
    return rows_by(columns, cube.by(by), named_by(asked, by, cube), cube.total(), reader, by)


def named_by(asked: Asked, by: str, cube: Cube) -> Named:
    """What its rows are called."""
    if by == NETWORK:
        return networks_named(asked, cube)
    return kinds_named() if by == KIND else districts_named(asked)


def rows_of_years(asked: Asked, user: Any, columns: Sequence[Figure]) -> list[Row]:
    """The years of the province, oldest first, from the first that has anything to tell up to the one under way."""
    years = years_begun(asked.years)
    cube = count([Period(one.fiscal_year) for one in years], thai.today(), by=(), provinces=[asked.province.pk])
    totals = {one: cube.total(year=one.fiscal_year) for one in years}
    lived = [one.fiscal_year for one in years if any(totals[one][column.name] for column in columns)]
    found = []
    for year in years:
        reader = Reader(user, asked.province.pk, Period(year.fiscal_year), thai.today())
        if not lived or year.fiscal_year >= lived[0]:
            numbers = [reader.number(column, totals[year]) for column in columns]
            found.append(Row(str(year), year, numbers, address_of(year, asked)))
    return found


def years_begun(years: Iterable[ProgrammeYear]) -> list[ProgrammeYear]:
    """Years that have begun, oldest first."""
    begun = [one for one in years if one.fiscal_year <= thai.fiscal_year_of(thai.today())]
    return sorted(begun, key=lambda one: one.fiscal_year)[-MOST_YEARS:]


def address_of(year: ProgrammeYear, asked: Asked) -> str:
    """The year at a glance."""
    place = f"&province={asked.province.pk}" if asked.named else ""
    return f"{reverse('figures')}?year={year.fiscal_year}{place}"


def pictures_of(table: Table) -> list[Picture]:
    """One small picture for each figure; the whole is no bar beside its parts, and many districts are read in the table."""
    rows = [row for row in table.rows if row.key]
    if table.name == DISTRICT:
        return []
    return [picture_of(one, [(row.label, row.numbers[at].count) for row in rows], table.name == YEAR)
            for at, one in enumerate(table.columns)]  # fmt: skip
