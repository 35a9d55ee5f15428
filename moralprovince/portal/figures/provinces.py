"""Provinces side by side: the same figures of one year for every province that has that year in the portal."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moralprovince.core import thai
from moralprovince.core.errors import NotAllowed
from moralprovince.core.figures import Figure
from moralprovince.core.periods import Period
from moralprovince.portal.permissions import reads_all_provinces
from networks.filters import Chip
from networks.models import ProgrammeYear

from .columns import Number, Row, Table, columns_of
from .compare import COLUMNS, always, chosen, names_of
from .tallies import Figures, count

PROVINCE = "province"


@dataclass(frozen=True)
class Provinces:
    """What the page shows, and what its file says."""

    year: int
    table: Table
    chips: list[Chip]


def provinces_of(user: Any, query: QueryDict) -> Provinces:
    """Read the address and count.

    Raises:
        NotAllowed: she does not read all provinces.
        Http404: no province has such a year.
    """
    if not reads_all_provinces(user):
        raise NotAllowed(_("Provinces side by side are for those who read the figures of all provinces."))
    rows = ProgrammeYear.objects.select_related("province__office__working_year").order_by("-fiscal_year", "province__name")
    years = list(rows)
    offered = list(dict.fromkeys(str(one.fiscal_year) for one in years))
    year = year_asked(years, offered, query.get("year", ""))
    group = chosen(query, "columns", COLUMNS)
    columns = columns_of(names_of(PROVINCE, group))
    chips = [
        always("columns", gettext_lazy("Figures"), COLUMNS, group, query),
        always("year", gettext_lazy("Fiscal year"), [(one, one) for one in offered], year, query),
    ]
    there = [one for one in years if str(one.fiscal_year) == year]
    return Provinces(int(year), Table(PROVINCE, "", gettext_lazy("Province"), columns, rows_of(there, columns)), chips)


def year_asked(years: list[ProgrammeYear], offered: list[str], typed: str) -> str:
    """The year that was typed, else the one most offices work in, else today's, else the newest."""
    if not offered or (typed and typed not in offered):
        raise Http404(_("No province has programme year %(year)s yet.") % {"year": typed[:4]})
    at_work = Counter(str(one.fiscal_year) for one in years if one.pk == working_year_of(one))
    now = str(thai.fiscal_year_of(thai.today()))
    return typed or max(at_work, key=lambda year: (at_work[year], year), default=now if now in offered else offered[0])


def working_year_of(year: ProgrammeYear) -> int | None:
    """The key of the year that the office of its province works in."""
    office = getattr(year.province, "office", None)
    return office.working_year_id if office else None


def rows_of(years: list[ProgrammeYear], columns: list[Figure]) -> list[Row]:
    """The provinces by name, all of them below; numbers lead nowhere, a province opens its glance."""
    codes = [one.province_id for one in years]
    cube = count([Period(years[0].fiscal_year)], thai.today(), by=(PROVINCE,), provinces=codes)
    found = cube.by(PROVINCE)
    rows = [Row(one.province_id, one.province, numbers(columns, found.get(one.province_id, {})), glance(one)) for one in years]
    return [*rows, Row("", "", numbers(columns, cube.total()))]


def numbers(columns: list[Figure], figures: Figures) -> list[Number]:
    """The cells of one row."""
    return [Number(one, figures.get(one.name, 0)) for one in columns]


def glance(year: ProgrammeYear) -> str:
    """The province at a glance, in that year."""
    return f"{reverse('figures')}?province={year.province_id}&year={year.fiscal_year}"
