"""What floor 2 offers to the roof (see moralprovince/portal/floors.py)."""

from __future__ import annotations

from moralprovince.core.holding import DraftKind
from pledges.actions.merging import merge, merging, parted
from pledges.actions.turning import carry_over, coming
from pledges.days import days
from pledges.entered import entered_by
from pledges.forgetting import forgets
from pledges.hits import search_more
from pledges.models import FollowUpReport, Pledge
from pledges.post import post_about
from pledges.reminders import due, still_open, told, told_each
from pledges.statistics import FIGURES, statistics
from pledges.story import late, story, ties
from pledges.today import held_by, today
from pledges.unfinished import left_undone, still_open_of
from pledges.unpledged import unpledged_in

__all__ = [
    "DRAFTS", "FIGURES", "days", "statistics", "due", "late", "still_open", "told", "told_each", "story", "ties", "held_by",
    "today", "merge", "merging", "parted", "search_more", "coming", "carry_over", "still_open_of", "left_undone",
    "entered_by", "forgets", "post_about", "unpledged_in",
]  # fmt: skip


DRAFTS = (
    DraftKind("pledge", Pledge, "organisation__province"),
    DraftKind("report", FollowUpReport, "province"),
    DraftKind("filing", FollowUpReport, "province"),
)
