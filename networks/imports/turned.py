"""Finds days whose day and month may have changed places: a column tells by its other cells which comes first."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from moralprovince.core import thai
from moralprovince.core.tables import Cell

NUMERIC = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*\d{4}")
# So many different days that all lie in the first twelve of their month are no accident.
TELLING = 4


@dataclass(frozen=True)
class Turned:
    """What is doubtful in a column of days: what was typed as text, or what Excel has made a day of."""

    texts: bool = False
    days: bool = False

    def doubts(self, cell: Cell) -> bool:
        """Could this be another day, were day and month the other way round?"""
        if isinstance(cell, dt.date):
            return self.days and cell.day <= 12 and cell.day != cell.month
        first, second = typed(cell)
        return self.texts and 0 < first <= 12 and 0 < second <= 12 and first != second


def turned_in(cells: Iterable[Cell]) -> Turned:
    """Look through a column.

    10/13/2023 is a month before a day, so 10/1/2023 beside it may be one. An Excel that expects the month first makes days of
    10/1/2566 and leaves 13/1/2566 as text: where only such texts stand beside only such days, the days are turned.
    """
    days, texts = set[dt.date](), set[tuple[int, int]]()
    for cell in cells:
        days |= {cell} if isinstance(cell, dt.date) else set()
        texts.add(typed(cell))
    day_first = any(first > 12 >= second > 0 for first, second in texts)
    month_first = any(second > 12 >= first > 0 for first, second in texts)
    return Turned(
        texts=month_first and not day_first,
        days=day_first and len(days) >= TELLING and all(day.day <= 12 for day in days),
    )


def typed(cell: Cell) -> tuple[int, int]:
    """The first two numbers of a day that stands as text; zeros where it is none."""
    found = NUMERIC.fullmatch(thai.canonical(cell)) if isinstance(cell, str) else None
    return (int(found[1]), int(found[2])) if found else (0, 0)
