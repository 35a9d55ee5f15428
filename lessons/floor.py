"""What floor 4 offers to the roof (see moralprovince/portal/floors.py)."""

from __future__ import annotations

import datetime as dt

from lessons.actions.merging import merge, merging
from lessons.beside import beside_assessment, beside_report, beside_visit
from lessons.hits import search_more
from lessons.models import Lesson
from lessons.statistics import FIGURES, statistics
from lessons.story import story
from lessons.today import today

__all__ = [
    "FIGURES", "beside_assessment", "beside_report", "beside_visit", "merge", "merging", "search_more", "statistics",
    "still_open", "story", "today",
]  # fmt: skip


def still_open(obligation: str, due_on: dt.date | None, day: dt.date) -> bool | None:
    """Is a returned lesson still to be completed? None where the obligation is none of this floor."""
    of, _colon, key = obligation.partition(":")
    if of != "lesson" or not key.isdecimal():
        return None
    return Lesson.objects.filter(pk=key, state=Lesson.State.RETURNED).exists()
