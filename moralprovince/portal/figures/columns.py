"""The figures that are told of a province, group by group, and the rows of a table made of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from moralprovince.core.figures import Figure
from moralprovince.core.periods import Period
from moralprovince.portal import floors
from networks.permissions import has_right_in
from networks.work_statistics import DONE

from .tallies import PLANNED, Figures

# Whoever may read a list follows a number to its rows; published lessons are everybody's.
READS = {
    "networks:organisations": "register.read", "pledges:pledges": "pledges.read", "pledges:reports": "reports.read",
    "assessments:assessments": "assessments.read", "assessments:visits": "visits.read",
    "networks:activities": "activities.read", "lessons:stories": "stories.write", "lessons:lessons": "",
}  # fmt: skip
# Which lists can be narrowed to a network, a kind, a district: only there a number leads to exactly its rows.
NARROWED = {
    "network": frozenset(READS),
    "kind": frozenset({"networks:organisations", "pledges:pledges", "assessments:assessments"}),
    "district": frozenset({
        "networks:organisations", "pledges:pledges", "pledges:reports", "assessments:assessments", "assessments:visits",
    }),
}  # fmt: skip
# What an activity of the plan counts has no list of its own.
PLAN = Figure(PLANNED, _("Activities planned"), "", short=_("By the plan"))
# The tables of the page, each with its words and its figures; the register is counted as it stands, whatever the year.
GROUPS = (
    ("register", _("Register"), ("organisations", "communities", "central")),
    ("pledges", _("Pledges"), ("pledges", "members", "members_joined")),
    ("reports", _("Follow-up reports"),
     ("reports_expected", "reports_on_time", "reports_sent_late", "reports_missing", "reports_not_due")),
    ("levels", _("Assessments"), ("assessments_sent", "assessments_certified", "level_1", "level_2", "level_3")),
    ("together", _("Activities and visits"), (PLANNED, DONE, "activities_people", "visits_made", "bodies_visited")),
    ("lessons", _("Lessons"), ("lessons_published", "stories_published")),
)  # fmt: skip
# What stands first, in one line: one figure or two of each group.
MAIN = (
    "organisations", "communities", "pledges", "reports_expected", "reports_on_time", "assessments_certified", "visits_made",
    DONE, "lessons_published",
)  # fmt: skip


def known() -> dict[str, Figure]:
    """Every figure by its name."""
    figures = [figure for of_floor in floors.each("FIGURES") for figure in of_floor]
    return {figure.name: figure for figure in (*figures, PLAN)}


def columns_of(names: Iterable[str]) -> list[Figure]:
    """Figures by their names."""
    figures = known()
    return [figures[name] for name in names]


@dataclass(frozen=True)
class Number:
    """One number, what it counts, and the list of its rows for whoever may read that."""

    figure: Figure
    count: int
    address: str = ""


@dataclass(frozen=True)
class Row:
    """One network, district, kind, year or province; without a key what all of them add up to."""

    key: str
    label: Any
    numbers: list[Number] = field(default_factory=list)
    address: str = ""


@dataclass(frozen=True)
class Table:
    """Rows under columns, with the words above it and those of its first column."""

    name: str
    words: Any
    first: Any
    columns: list[Figure]
    rows: list[Row]


@dataclass(frozen=True)
class Reader:
    """Who reads the figures of a province and year: which numbers lead on, and where to."""

    user: Any
    province: str
    period: Period
    day: dt.date

    def number(self, figure: Figure, figures: Figures, **where: str) -> Number:
        """A figure with its rows, where they are hers to read."""
        return Number(figure, figures.get(figure.name, 0), self.address(figure, **where))

    def address(self, figure: Figure, **where: str) -> str:
        """The list that counts by the same rule on the same day; none for what cannot be: communities of organisations."""
        right, own = READS.get(figure.rows), dict(figure.filters)
        if right is None or any(figure.rows not in NARROWED[part] or own.get(part, one) != one for part, one in where.items()):
            return ""
        if right and not has_right_in(self.user, right, self.province):
            return ""
        period = {"year": str(self.period.fiscal_year), "period": str(self.period), "as_of": self.day.isoformat()}
        return figure.address(**period, **where)


def rows_by(
    columns: Sequence[Figure], found: dict[Any, Figures], named: Iterable[tuple[Any, str, Any]], total: Figures, reader: Reader,
    part: str,
) -> list[Row]:  # fmt: skip
    """One row for each network, kind or district, and below them the whole."""
    rows = [
        Row(code, label, [reader.number(one, found.get(key, {}), **{part: code}) for one in columns])
        for key, code, label in named
    ]
    return [*rows, Row("", "", [reader.number(one, total) for one in columns])]
