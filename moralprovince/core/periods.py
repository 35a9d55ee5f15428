"""Stretches of time that figures and lists are told of: a fiscal year, its halves, its quarters; a month of the calendar."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from . import thai

# Part of the year: (first month counted from October, how many months).
PARTS = {"": (0, 12), "H1": (0, 6), "H2": (6, 6), "Q1": (0, 3), "Q2": (3, 3), "Q3": (6, 3), "Q4": (9, 3)}
# The part to compare with, and whether it lies in the year before. Pledges are made anew in the first months of each year: a
# first quarter is compared with that of the year before, for the last one has the pledges of a whole year.
BEFORE = {"": ("", 1), "H1": ("H2", 1), "H2": ("H1", 0), "Q1": ("Q1", 1), "Q2": ("Q1", 0), "Q3": ("Q2", 0), "Q4": ("Q3", 0)}


@dataclass(frozen=True)
class Period:
    """A fiscal year (Buddhist era) or a part of it; written 2564, 2564-H1 … 2564-Q4."""

    fiscal_year: int
    part: str = ""

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read "2564-H1".

        Raises:
            ValueError: it is not a period, with a sentence that says how one is written.
        """
        match = re.fullmatch(r"(2[4-7]\d\d)(?:-(H[12]|Q[1-4]))?", text.strip().upper())
        if not match:
            raise ValueError(_("A period is written like 2564, 2564-H1 or 2564-Q3."))
        return cls(int(match[1]), match[2] or "")

    @classmethod
    def asked(cls, text: str) -> Period | None:
        """The period of an address; None where there is none, or nonsense."""
        try:
            return cls.parse(text)
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.fiscal_year}-{self.part}" if self.part else str(self.fiscal_year)

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """First and last day."""
        start, length = PARTS[self.part]
        first = month_after(thai.fiscal_year_days(self.fiscal_year)[0], start)
        return first, month_after(first, length) - dt.timedelta(days=1)

    def over_on(self, day: dt.date) -> bool:
        """Is its last day over on that day?"""
        return self.days[1] < day

    def running_note(self, day: dt.date) -> str:
        """What stands wherever figures of it are told that were counted on a day before it was over; else nothing."""
        return "" if self.over_on(day) else _("Counted up to %(day)s; the period is not over yet") % {"day": thai.day_long(day)}

    @property
    def before(self) -> Period:
        """The period that figures are compared with."""
        part, years = BEFORE[self.part]
        return Period(self.fiscal_year - years, part)

    @property
    def name(self) -> Any:
        """In words."""
        words = {
            "": _("fiscal year %(year)s"),
            "H1": _("first half of fiscal year %(year)s"),
            "H2": _("second half of fiscal year %(year)s"),
        }
        quarter = _("quarter %(quarter)s of fiscal year %(year)s")
        return words.get(self.part, quarter) % {"year": self.fiscal_year, "quarter": self.part[1:]}


def month_after(day: dt.date, months: int) -> dt.date:
    """The first of the month so many months later."""
    month = day.month - 1 + months
    return dt.date(day.year + month // 12, month % 12 + 1, 1)


MONTH = re.compile(r"(2[4-7]\d\d)-(0[1-9]|1[0-2])")
# Thai offices read a month from Sunday.
SUNDAY = 6


@dataclass(frozen=True)
class Month:
    """A month by its first day; written 2570-04 (Buddhist era) in an address."""

    first: dt.date

    @classmethod
    def asked(cls, text: str) -> Month | None:
        """The month of an address; None where there is none, or nonsense."""
        found = MONTH.fullmatch(text)
        year = thai.christian_year(int(found[1])) if found else None
        return cls(dt.date(year, int(found[2]), 1)) if found and year else None

    @classmethod
    def of(cls, day: dt.date) -> Month:
        """The month of a day."""
        return cls(day.replace(day=1))

    def __str__(self) -> str:
        return f"{thai.buddhist_year(self.first)}-{self.first.month:02d}"

    @property
    def last(self) -> dt.date:
        """Its last day."""
        return self.after.first - dt.timedelta(days=1)

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """First and last day."""
        return self.first, self.last

    @property
    def name(self) -> str:
        """เมษายน 2570."""
        return thai.month_long(self.first)

    @property
    def short(self) -> str:
        """เม.ย., where the year stands beside it."""
        return thai.month_names(short=True)[self.first.month - 1]

    @property
    def before(self) -> Month:
        """The month before."""
        return Month.of(self.first - dt.timedelta(days=1))

    @property
    def after(self) -> Month:
        """The month after."""
        return Month(month_after(self.first, 1))

    def weeks(self) -> list[list[dt.date]]:
        """Its weeks from Sunday to Saturday, with the days of the months beside it that fill them."""
        return calendar.Calendar(SUNDAY).monthdatescalendar(self.first.year, self.first.month)
