"""The agenda of a meeting as pages and papers lay it out: six points in the official order, each with its items."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .models import AgendaItem, Meeting


@dataclass
class Point:
    """One of the six agenda points with its items, numbered 3.1, 3.2 …"""

    number: int
    label: Any
    items: list[AgendaItem] = field(default_factory=list)


def points_of(meeting: Meeting, *, with_text: bool, with_tasks: bool = True) -> list[Point]:
    """All six points; without the text, minutes and resolutions are not even read."""
    told = "resolutions__actions" if with_tasks else "resolutions"
    points = [Point(section.value, section.label) for section in AgendaItem.Section]
    rows = meeting.items.order_by("section", "order", "pk")
    rows = rows.select_related("changed_by").prefetch_related(told) if with_text else rows.defer("text")
    for item in rows:
        point = points[item.section - 1]
        point.items.append(item)
        item.place = f"{item.section}.{len(point.items)}"  # type: ignore[attr-defined]
    return points
