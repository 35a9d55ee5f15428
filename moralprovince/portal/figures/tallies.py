"""Counts a year by province, year, network, district and kind in one statement, by the conditions that summaries count by.

Each tally takes its rows and its counts from the statistics of a floor; what is new here is only by what they are grouped.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, F, IntegerField, QuerySet, Sum, Value
from django.db.models.functions import Cast, Coalesce

from assessments.models import Visit
from assessments.statistics import assessment_counts, assessments_of, visit_counts, visits_counted
from lessons.models import Lesson, Story
from lessons.statistics import PUBLISHED, lessons_counted
from lessons.story_statistics import PUBLISHED as STORIES
from lessons.story_statistics import stories_counted
from moralprovince.core.periods import Period
from networks.models import Activity, ActivityPlan, Organisation
from networks.statistics import register_counts
from networks.work_statistics import DONE, activity_conditions, activity_counts
from pledges.statistics import pledge_counts, pledges_of, report_counts, reports_of

PLANNED = "activities_planned"
PARTS = ("province", "year", "network", "district", "kind")
NOBODY = {
    "province": Value("", CharField()), "network": Cast(Value(None), IntegerField()), "district": Value("", CharField()),
    "kind": Value("", CharField()),
}  # fmt: skip
# So many figures has the longest tally; shorter ones are filled up.
WIDTH = 5
BODY = {"network": "organisation__network", "district": "organisation__district", "kind": "organisation__kind"}


@dataclass(frozen=True)
class Tally:
    """Some figures of the same rows: how the rows are found, by what they can be grouped, and how they are counted."""

    names: tuple[str, ...]
    rows: Callable[[Period, dt.date], QuerySet]
    roads: dict[str, Any]
    counts: Callable[[dt.date], dict[str, Any]]


def planned(period: Period, _day: dt.date) -> QuerySet:
    """Lines of the plan of the year."""
    return ActivityPlan.objects.filter(programme_year__fiscal_year=period.fiscal_year)


def held(period: Period, day: dt.date) -> QuerySet:
    """Activities that took place."""
    return Activity.objects.filter(activity_conditions(period, day)[DONE])


def made(period: Period, day: dt.date) -> QuerySet:
    """Coaching visits that were made."""
    return visits_counted(Visit.objects.all(), "visits_made", period, day)


OF_YEAR = {"province": "programme_year__province", "network": "network"}
TALLIES = (
    Tally(("organisations", "communities", "central"), lambda _period, _day: Organisation.objects.listed(),
          {name: name for name in ("province", "network", "district", "kind")}, lambda _day: register_counts()),
    Tally(("pledges", "pledges_active", "members", "members_joined"), lambda period, _day: pledges_of(period),
          {"province": "organisation__province", **BODY},
          lambda _day: {**pledge_counts(), "all_members": Sum("members"), "joined": Sum("members_joined")}),
    Tally(("reports_expected", "reports_on_time", "reports_sent_late", "reports_missing", "reports_not_due"),
          lambda period, _day: reports_of(period),
          {"province": "province", **{name: f"pledge__{road}" for name, road in BODY.items()}}, report_counts),
    Tally(("assessments_sent", "assessments_certified", "level_1", "level_2", "level_3"), assessments_of,
          {"province": "province", **BODY}, assessment_counts),
    Tally(("visits_made", "bodies_visited"), made,
          {"province": "province", "network": Coalesce("organisation__network", "network"),
           "district": Coalesce("organisation__district", "district"), "kind": Coalesce("organisation__kind", Value(""))},
          lambda _day: visit_counts()),
    Tally((PLANNED,), planned, OF_YEAR, lambda _day: {PLANNED: Sum("times")}),
    Tally((DONE, "activities_people"), held, OF_YEAR, lambda _day: activity_counts()),
    Tally((PUBLISHED,), lambda period, day: lessons_counted(Lesson.objects.all(), period, day),
          {"province": "province", "network": "network", "district": Coalesce("district", Value(""))},
          lambda _day: {PUBLISHED: Count("pk")}),
    Tally((STORIES,), lambda period, day: stories_counted(Story.objects.all(), period, day),
          {"province": "province", "network": "network"}, lambda _day: {STORIES: Count("pk")}),
)  # fmt: skip
NAMES = tuple(name for tally in TALLIES for name in tally.names)
# Aggregates that may not be called as the column they add up.
CALLED = {"members": "all_members", "members_joined": "joined"}

# Province, year, network, district, kind; what was not asked for is empty.
Cell = tuple[str, int, int | None, str, str]
Figures = dict[str, int]


@dataclass(frozen=True)
class Cube:
    """All figures, cell by cell."""

    cells: dict[Cell, Figures]

    def total(self, **where: Any) -> Figures:
        """What the cells add up to, all or those of one network, kind …"""
        chosen = [found for cell, found in self.cells.items() if fits(cell, where)]
        return {name: sum(found.get(name, 0) for found in chosen) for name in NAMES}

    def by(self, part: str) -> dict[Any, Figures]:
        """What they add up to by one part; what belongs to none stands under None or an empty word."""
        values = {cell[PARTS.index(part)] for cell in self.cells}
        return {value: self.total(**{part: value}) for value in values}


def fits(cell: Cell, where: dict[str, Any]) -> bool:
    """Is the cell one of those asked for?"""
    return all(cell[PARTS.index(part)] == value for part, value in where.items())


def count(periods: Iterable[Period], day: dt.date, *, by: Collection[str], provinces: Collection[str] | None = None) -> Cube:
    """Every figure of these years as of a day, grouped by some of the parts; one statement, however much there is."""
    asked = [grouped(which, tally, period, day, by, provinces) for period in periods for which, tally in enumerate(TALLIES)]
    cells: dict[Cell, Figures] = defaultdict(dict)
    for which, *rest in asked[0].union(*asked[1:], all=True):
        cell, values = tuple(rest[: len(PARTS)]), rest[len(PARTS) :]
        cells[cell].update({name: int(value or 0) for name, value in zip(TALLIES[which].names, values, strict=False)})
    return Cube(dict(cells))


def grouped(
    which: int, tally: Tally, period: Period, day: dt.date, by: Collection[str], provinces: Collection[str] | None
) -> QuerySet:
    """One tally of one year: its number, the five parts, five numbers."""
    rows = tally.rows(period, day).order_by()
    if provinces is not None:
        rows = rows.filter(**{f"{tally.roads['province']}__in": sorted(provinces)})
    parts = {f"by_{part}": road_of(tally, part, by) for part in PARTS if part != "year"}
    rows = rows.values(which=Value(which), by_year=Value(period.fiscal_year), **parts)
    wanted = [CALLED.get(name, name) for name in tally.names]
    counts = {name: one for name, one in tally.counts(day).items() if name in wanted}
    filled = {f"none_{place}": Value(0) for place in range(WIDTH - len(wanted))}
    rows = rows.annotate(**counts).annotate(**filled)
    return rows.values_list("which", *(f"by_{part}" for part in PARTS), *wanted, *filled)


def road_of(tally: Tally, part: str, by: Collection[str]) -> Any:
    """By which column a tally is grouped; by nothing where it was not asked for, or knows no such thing."""
    road = tally.roads.get(part) if part in by else None
    return NOBODY[part] if road is None else F(road) if isinstance(road, str) else road


def years_back(years: Iterable[int], most: int) -> Iterator[Period]:
    """The newest of some fiscal years as periods, oldest first."""
    return (Period(year) for year in sorted(years)[-most:])
