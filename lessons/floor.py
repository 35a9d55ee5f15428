"""What floor 4 offers to the roof (see moralprovince/portal/floors.py)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from lessons.actions.merging import merge, merging
from lessons.beside import beside_assessment, beside_report, beside_visit
from lessons.copies import beside_pictures
from lessons.entered import entered_by
from lessons.forgetting import forgets
from lessons.hits import search_more as lessons_found
from lessons.models import Lesson, Story
from lessons.models.lessons import State
from lessons.statistics import FIGURES as LESSON_FIGURES
from lessons.statistics import statistics as lesson_statistics
from lessons.story import story
from lessons.story_hits import stories_found
from lessons.story_statistics import STORY_FIGURES, story_statistics
from lessons.today import today
from moralprovince.core.holding import DraftKind
from moralprovince.core.periods import Period
from moralprovince.core.story import Hit

__all__ = [
    "DRAFTS", "FIGURES", "beside_assessment", "beside_pictures", "beside_report", "beside_visit", "merge", "merging",
    "search_more", "statistics", "still_open", "story", "today", "entered_by", "forgets",
]  # fmt: skip


FIGURES = (*LESSON_FIGURES, *STORY_FIGURES)
DRAFTS = (DraftKind("lesson", Lesson, "province"),)


def statistics(*, province: str, period: Period, as_of: dt.date) -> dict[int | None, dict[str, Any]]:
    """Lessons and stories of a period together."""
    given = {"province": province, "period": period, "as_of": as_of}
    stories = story_statistics(**given)
    return {network: {**figures, **stories[network]} for network, figures in lesson_statistics(**given).items()}


def search_more(text: str, user: Any) -> list[Hit]:
    """Lessons, then stories."""
    return [*lessons_found(text, user), *stories_found(text, user)]


# What a notice asks for: to complete what was returned. Proposing it again takes back what has not gone out.
COMPLETED: dict[str, type[Lesson] | type[Story]] = {"lesson": Lesson, "returned-story": Story}


def still_open(obligation: str, due_on: dt.date | None, day: dt.date) -> bool | None:
    """Is what was returned still to be completed? None where the obligation is none of this floor."""
    of, _colon, key = obligation.partition(":")
    if of not in COMPLETED or not key.isdecimal():
        return None
    return COMPLETED[of].objects.filter(pk=key, state=State.RETURNED).exists()
