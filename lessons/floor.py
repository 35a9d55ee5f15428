"""What floor 4 offers to the roof (see moralprovince/portal/floors.py)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from lessons.actions.merging import merge, merging
from lessons.beside import beside_assessment, beside_report, beside_visit
from lessons.hits import search_more as lessons_found
from lessons.models import Lesson
from lessons.statistics import FIGURES, statistics
from lessons.story import story
from lessons.story_hits import stories_found
from lessons.today import today
from moralprovince.core.story import Hit

__all__ = [
    "FIGURES", "beside_assessment", "beside_report", "beside_visit", "merge", "merging", "search_more", "statistics",
    "still_open", "story", "today",
]  # fmt: skip


def search_more(text: str, user: Any) -> list[Hit]:
    """Lessons, then stories."""
    return [*lessons_found(text, user), *stories_found(text, user)]


def still_open(obligation: str, due_on: dt.date | None, day: dt.date) -> bool | None:
    """Is a returned lesson still to be completed? None where the obligation is none of this floor."""
    of, _colon, key = obligation.partition(":")
    if of != "lesson" or not key.isdecimal():
        return None
    return Lesson.objects.filter(pk=key, state=Lesson.State.RETURNED).exists()
