"""Small pictures of one figure: years stand side by side as columns, networks below one another as bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from moralprovince.core.figures import Figure
from moralprovince.core.templatetags.portal import short_network

# The drawing, its longest bar and the room of one row or column.
WIDE, LINE, BAR, HIGH, TOP = 320, 34, 12, 110, 18


@dataclass(frozen=True)
class Mark:
    """One bar with its words and its number, and where they stand."""

    label: str
    count: int
    x: float
    y: float
    width: float
    height: float
    # Where the words and the number stand.
    at: float
    number_at: float


@dataclass(frozen=True)
class Picture:
    """One figure, drawn."""

    figure: Figure
    upright: bool
    height: int
    marks: list[Mark]


def picture_of(figure: Figure, counts: Sequence[tuple[Any, int]], upright: bool) -> Picture:
    """Every bar to the same measure: the longest fills the room."""
    most = max((count for _label, count in counts), default=0) or 1
    draw = column_at if upright else bar_at
    marks = [draw(place, str(label), count, count / most, len(counts)) for place, (label, count) in enumerate(counts)]
    return Picture(figure, upright, HIGH + TOP + 20 if upright else LINE * len(counts), marks)


def column_at(place: int, label: str, count: int, share: float, many: int) -> Mark:
    """A column of a year: its number above, the year below."""
    room = WIDE / many
    height = max(1.0, round(HIGH * share, 1))
    top = TOP + HIGH - height
    middle = round(room * (place + 0.5), 1)
    return Mark(label, count, round(middle - room * 0.3, 1), top, round(room * 0.6, 1), height, middle, top - 5)


def bar_at(place: int, label: str, count: int, share: float, _many: int) -> Mark:
    """A bar with its words above it and the number at the end of the line."""
    top = place * LINE
    return Mark(short_network(label), count, 0, top + 19, max(1.0, round(WIDE * share, 1)), BAR, top + 14, top + 14)
