"""What floor 3 offers to the roof (see moralprovince/portal/floors.py)."""

from __future__ import annotations

from assessments.actions.merging import merge, merging
from assessments.days import days
from assessments.hits import at_level, search
from assessments.reminders import due, still_open, told, told_each
from assessments.statistics import FIGURES, statistics
from assessments.story import story
from assessments.today import held_by, today

__all__ = [
    "FIGURES", "days", "at_level", "search", "due", "statistics", "still_open", "story", "held_by", "today", "told",
    "told_each", "merge", "merging",
]  # fmt: skip
