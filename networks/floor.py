"""What floor 1 offers to the roof (see moralprovince/portal/floors.py)."""

from __future__ import annotations

from networks.actions.mergers import merge, merging
from networks.actions.turning import carry_over, coming
from networks.days import days
from networks.entered import entered_by
from networks.forgetting import forgets, keeps
from networks.post import post_about
from networks.reminders import due, still_open, told
from networks.statistics import FIGURES, statistics
from networks.story import search, story, ties
from networks.today import held_by, today
from networks.unfinished import left_undone, still_open_of

__all__ = [
    "FIGURES", "days", "due", "statistics", "search", "still_open", "story", "ties", "held_by", "today", "told", "merge",
    "merging", "coming", "carry_over", "still_open_of", "left_undone", "entered_by", "forgets", "keeps",
    "post_about",
]  # fmt: skip
