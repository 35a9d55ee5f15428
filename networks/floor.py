"""What floor 1 offers to the roof (see moralprovince/portal/floors.py)."""

from __future__ import annotations

from networks.reminders import still_open
from networks.statistics import FIGURES, statistics
from networks.story import search, story, ties
from networks.today import held_by, today

__all__ = ["FIGURES", "statistics", "search", "still_open", "story", "ties", "held_by", "today"]
