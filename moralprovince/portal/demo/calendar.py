"""The days of the demo, all counted from the day of seeding: the story is as fresh in March as in November."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from moralprovince.core import thai

STAGES = ("start", "mid", "end")
# How long ago the open round was due, by stage; at `mid` the +7 rung falls on the day of seeding.
DUE_DAYS_AGO = {"mid": 7, "end": 45}
SPRING = range(3, 9)


@dataclass(frozen=True)
class DemoRound:
    """One round of the demo's year."""

    code: str
    opens_on: dt.date
    due_on: dt.date


@dataclass(frozen=True)
class DemoCalendar:
    """What happened when, seen from the day of seeding."""

    day: dt.date
    stage: str

    @property
    def due_on(self) -> dt.date:
        """The due day of the round that the demo is about."""
        return self.day - dt.timedelta(days=DUE_DAYS_AGO.get(self.stage, 0))

    @property
    def half_year(self) -> bool:
        """Does the round report on six months (due from March to August), or on twelve?"""
        return self.due_on.month in SPRING

    @property
    def fiscal_year(self) -> int:
        """The year the round belongs to: a 12-month report handed in after September is about the year before."""
        if self.stage == "start" or self.half_year or self.due_on.month == 9:
            return thai.fiscal_year_of(self.due_on)
        return thai.fiscal_year_of(self.due_on) - 1

    @property
    def first_day(self) -> dt.date:
        """The first day of that fiscal year."""
        return thai.fiscal_year_days(self.fiscal_year)[0]

    @property
    def spring_year(self) -> int:
        """The calendar year in which that fiscal year ends."""
        return thai.fiscal_year_days(self.fiscal_year)[1].year

    @property
    def earlier(self) -> DemoRound:
        """The round before: a quarter before the half-year, a half-year before the twelve months."""
        if self.half_year:
            return DemoRound("Q1", dt.date(self.spring_year - 1, 12, 16), dt.date(self.spring_year, 1, 15))
        return DemoRound("H1", dt.date(self.spring_year, 3, 1), dt.date(self.spring_year, 3, 31))

    @property
    def present(self) -> DemoRound:
        """The round that is open (or, at the end, was)."""
        return DemoRound("H1" if self.half_year else "FULL", self.due_on - dt.timedelta(days=30), self.due_on)

    @property
    def planned(self) -> tuple[DemoRound, DemoRound]:
        """The two rounds of a year that has just begun."""
        half = DemoRound("H1", dt.date(self.spring_year, 3, 1), dt.date(self.spring_year, 3, 31))
        return half, DemoRound("FULL", dt.date(self.spring_year, 9, 1), dt.date(self.spring_year, 9, 30))

    @property
    def pledging(self) -> tuple[dt.date, dt.date]:
        """First and last day on which the demo's pledges were declared."""
        return self.first_day + dt.timedelta(days=10), self.earlier.opens_on - dt.timedelta(days=6)
