"""What floors hand to the turn of the year: what it would carry over, and what of the old year is not finished."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode


@dataclass(frozen=True)
class Proposal:
    """One thing that can be carried over: the office ticks it by its key."""

    key: str
    what: Any
    becomes: Any
    # How many rows it makes or changes.
    count: int = 1


@dataclass(frozen=True)
class Part:
    """What is proposed of one kind, and a sentence on what goes on by itself or is left out."""

    title: Any
    proposals: tuple[Proposal, ...]
    note: Any = ""

    @property
    def count(self) -> int:
        """Rows of all its proposals."""
        return sum(one.count for one in self.proposals)


@dataclass(frozen=True)
class Unfinished:
    """Rows of the old year that are not finished, in words, and the list that shows exactly these."""

    what: Any
    rows: QuerySet
    address: str


def unfinished(what: Any, rows: QuerySet, page: str, **filters: Any) -> Unfinished:
    """The same, by the name of the list and its filters."""
    return Unfinished(what, rows, f"{reverse(page)}?{urlencode(filters)}")


def among(chosen: Collection[str] | None, key: str) -> bool:
    """Was it ticked? Without a choice everything was."""
    return chosen is None or key in chosen


def years_later(day: dt.date, years: int) -> dt.date:
    """The same day some years on; 29 February becomes the 28th where it must."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def moved(day: dt.date | None) -> dt.date | None:
    """The same day of the next year, where there is one."""
    return None if day is None else years_later(day, 1)
