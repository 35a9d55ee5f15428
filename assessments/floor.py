"""What floor 3 offers to the roof (see moralprovince/portal/floors.py)."""

from __future__ import annotations

from assessments.reminders import due, still_open, told, told_each
from assessments.statistics import FIGURES, statistics

__all__ = ["FIGURES", "due", "statistics", "still_open", "told", "told_each"]
