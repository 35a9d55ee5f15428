"""Counts the working days of Thai government offices: no weekends, no public holidays, no days given in their place."""

from __future__ import annotations

import datetime as dt
import functools

import holidays
from django.utils.translation import get_language
from holidays.constants import GOVERNMENT, PUBLIC

SATURDAY = 5
# Shops and factories close on Labour Day; government offices work.
NOT_FOR_OFFICES = "Labor Day"


@functools.cache
def holidays_of(year: int) -> frozenset[dt.date]:
    """The days on which offices are closed in a (Christian) year, weekends left aside."""
    days = holidays.country_holidays("TH", years=year, categories=(PUBLIC, GOVERNMENT), language="en_US")
    return frozenset(day for day, name in days.items() if day.year == year and not is_labour_day(name))


def is_labour_day(name: str) -> bool:
    """Is that all the day is? Another holiday on the same day still closes the office."""
    return all(NOT_FOR_OFFICES in part for part in name.split("; "))


def is_working_day(day: dt.date) -> bool:
    """Does a government office work on that day?"""
    return day.weekday() < SATURDAY and day not in holidays_of(day.year)


def add_working_days(day: dt.date, count: int) -> dt.date:
    """The working day so many working days after a day; the day itself is not counted, and after none it is still the day."""
    while count > 0:
        day += dt.timedelta(days=1)
        count -= is_working_day(day)
    return day


def working_days_between(first: dt.date, last: dt.date) -> int:
    """How many working days lie after the first day, up to and with the last; none where it is over."""
    days = (first + dt.timedelta(days=number) for number in range(1, (last - first).days + 1))
    return sum(is_working_day(day) for day in days)


@functools.cache
def named_holidays(year: int, language: str) -> dict[dt.date, tuple[str, ...]]:
    """The public holidays of a (Christian) year in words; a day may be several at once."""
    spoken = "en_US" if language == "en" else "th"
    days = holidays.country_holidays("TH", years=year, categories=(PUBLIC, GOVERNMENT), language=spoken)
    return {day: tuple(name.split("; ")) for day, name in sorted(days.items()) if day.year == year}


def holidays_on(day: dt.date) -> tuple[str, ...]:
    """The names of the holidays of a day, in the reader's language."""
    return named_holidays(day.year, get_language() or "th").get(day, ())
