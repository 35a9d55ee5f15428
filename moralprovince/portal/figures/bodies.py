"""The bodies of a year without their names: where each belongs, what everybody can look up, and what only the office knows."""

from __future__ import annotations

import datetime as dt
import secrets
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, QuerySet, Sum

from assessments.models import Visit
from assessments.statistics import assessment_conditions, assessments_of, visit_counts, visits_counted
from moralprovince.core.periods import Period
from networks.models import Organisation
from pledges.models import Commitment
from pledges.statistics import pledges_of, report_counts, reports_of

from .groups import LEFT_OUT, OTHER, Cell, Traits, steps_for, told, traits_told

# Bands of what is said of a pledge: shares as the criteria have them.
NO_PLEDGE, FEW, HALF, MOST, ONE_OR_TWO, THREE_OR_MORE = "none", "0-49", "50-79", "80-100", "1-2", "3+"
REPORTS = ("reports_expected", "reports_on_time")
VISITS = "visits_made"


@dataclass(frozen=True)
class Body:
    """One body: its network, district and kind; level, share and commitments; reports expected, on time, and visits."""

    cell: Cell
    traits: Traits
    numbers: tuple[int, int, int]


@dataclass(frozen=True)
class Line:
    """One row of the file."""

    key: str
    cell: Cell
    traits: Traits
    numbers: tuple[int, int, int]


@dataclass(frozen=True)
class OpenCells:
    """The rows that go out, and how many bodies are not among them."""

    lines: list[Line]
    left_out: int
    least: int

    @property
    def general(self) -> list[int]:
        """Of how many rows network, district and kind are told as “other”."""
        return [sum(line.cell[part] == OTHER for line in self.lines) for part in range(3)]

    @property
    def empty(self) -> int:
        """Of how many rows level, share or commitments are left empty."""
        return sum("" in line.traits for line in self.lines)


def open_cells(province: str, period: Period, day: dt.date, least: int) -> OpenCells:
    """The bodies of a year with small groups told generally; keys and order are new each time."""
    return de_identified(bodies_of(province, period, day), least)


def de_identified(bodies: list[Body], least: int) -> OpenCells:
    """What goes out of some bodies."""
    steps = steps_for(Counter(body.cell for body in bodies), least)
    groups: dict[Cell, list[Body]] = {}
    for body in bodies:
        if steps[body.cell] < LEFT_OUT:
            groups.setdefault(told(body.cell, steps[body.cell]), []).append(body)
    lines = [
        Line(secrets.token_hex(8), cell, traits, body.numbers)
        for cell, group in groups.items()
        for body, traits in zip(group, traits_told([one.traits for one in group], least), strict=True)
    ]
    # By keys drawn at random: neither order nor key says which body it is, or joins two files.
    return OpenCells(sorted(lines, key=lambda line: line.key), len(bodies) - len(lines), least)


def bodies_of(province: str, period: Period, day: dt.date) -> list[Body]:
    """Whoever counts in a figure of that year, by the conditions of the summary; six statements."""
    pledges = pledges_of(period).filter(organisation__province=province)
    promised = by_body(pledges, "organisation", all_members=Sum("members"), joined=Sum("members_joined"))
    lines = by_body(Commitment.objects.filter(pledge__in=pledges), "pledge__organisation", count=Count("pk"))
    reports = by_body(reports_of(period).filter(province=province), "pledge__organisation", **report_counts(day))
    certified = assessments_of(period, day).filter(assessment_conditions(day)["assessments_certified"], province=province)
    levels = dict(certified.order_by("pk").values_list("organisation", "level_then"))
    made = visits_counted(Visit.objects.filter(province=province, organisation__isnull=False), "visits_made", period, day)
    visits = by_body(made, "organisation", **visit_counts())
    known = Organisation.objects.filter(province=province)
    told_of = {*known.counted().values_list("pk", flat=True), *promised, *reports, *levels, *visits}
    return [
        Body(
            (str(network), district, kind),
            (str(levels.get(pk, 0)), share_of(promised.get(pk)), commitments_of(promised.get(pk), lines.get(pk))),
            (*(reports.get(pk, {}).get(name, 0) for name in REPORTS), visits.get(pk, {}).get(VISITS, 0)),
        )
        for pk, network, district, kind in known.order_by("pk").values_list("pk", "network", "district", "kind")
        if pk in told_of
    ]


def by_body(rows: QuerySet, road: str, **counts: Any) -> dict[int, dict[str, Any]]:
    """What is counted of each body."""
    found = rows.order_by().values(of=F(road)).annotate(**counts)
    return {row["of"]: row for row in found}


def share_of(promised: dict[str, Any] | None) -> str:
    """How many of its members joined, in the bands of the criteria."""
    if promised is None or not promised["all_members"]:
        return NO_PLEDGE
    share = 100 * (promised["joined"] or 0) / promised["all_members"]
    return FEW if share < 50 else HALF if share < 80 else MOST


def commitments_of(promised: dict[str, Any] | None, lines: dict[str, Any] | None) -> str:
    """How many things it promised."""
    if promised is None or lines is None:
        return NO_PLEDGE
    return ONE_OR_TWO if lines["count"] < 3 else THREE_OR_MORE
