"""A province at a glance: its year in figures, then by network, by kind of body and by district."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from moralprovince.core.periods import Period
from moralprovince.portal.statistics import busy_among, networks_of
from networks.models import District, Organisation

from .asked import Asked
from .columns import GROUPS, MAIN, Number, Reader, Table, columns_of, rows_by
from .tallies import Cube, count

# Activities and lessons are of networks and of the province: kinds and districts have none of their own.
OF_BODIES = (
    "organisations",
    "communities",
    "pledges",
    "reports_expected",
    "reports_on_time",
    "level_1",
    "level_2",
    "level_3",
    "visits_made",
)
OF_KIND = OF_BODIES[2:]
# Named things: the key they are counted under, the word in an address, the name.
Named = Iterable[tuple[Any, str, Any]]


@dataclass(frozen=True)
class Glance:
    """All that the page shows."""

    groups: list[tuple[str, Any, list[Number]]]
    tables: list[Table]


def glance_of(asked: Asked, user: Any) -> Glance:
    """Three statements: everything counted, the networks of the year, the districts."""
    reader = asked.reader(user)
    cube = count([reader.period], reader.day, by=("network", "district", "kind"), provinces=[asked.province.pk])
    total = cube.total()
    groups = [(name, words, [reader.number(one, total) for one in columns_of(names)]) for name, words, names in GROUPS]
    return Glance(groups, [one for one in tables_of(asked, cube, reader) if len(one.rows) > 1])


def tables_of(asked: Asked, cube: Cube, reader: Reader) -> list[Table]:
    """By network, by kind, by district."""
    return [
        table("network", _("By network"), _("Network"), MAIN, cube, networks_named(asked, cube), reader),
        table("kind", _("By kind"), _("Kind"), OF_KIND, cube, kinds_named(), reader),
        table("district", _("By district"), _("District"), OF_BODIES, cube, districts_named(asked), reader),
    ]


def table(
    part: str, words: Any, first: Any, names: tuple[str, ...], cube: Cube, named: Named, reader: Reader
) -> Table:  # fmt: skip
    """One of them."""
    columns = columns_of(names)
    return Table(part, words, first, columns, rows_by(columns, cube.by(part), named, cube.total(), reader, part))


def networks_named(asked: Asked, cube: Cube) -> Named:
    """The networks of the year and all that have a part in its figures, called as they were then."""
    period = Period(asked.year.fiscal_year)
    return [(one.pk, one.code, one) for one in networks_of(asked.province.pk, period, busy_among(cube.by("network")))]


def kinds_named() -> Named:
    """Organisations and communities."""
    return [(value, value, label) for value, label in Organisation.Kind.choices]


def districts_named(asked: Asked) -> Named:
    """The districts of the province."""
    return [(one.pk, one.pk, one) for one in District.objects.filter(province=asked.province).order_by("pk")]
