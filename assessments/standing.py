"""Says while a self-assessment is filled in which level its scores reach, and what is still missing to the next one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .models import Assessment
from .scoring import Failure, outcome_of
from .sentences import sentence_of


@dataclass(frozen=True)
class Standing:
    """The level reached so far, the next one, and the sentences between them."""

    level: int
    words: str
    next_words: str
    sentences: tuple[str, ...]
    scored: int
    total: int

    @property
    def complete(self) -> bool:
        """Has every item a score?"""
        return self.scored == self.total


def standing_of(assessment: Assessment, scores: Sequence[int | None]) -> Standing:
    """Items without a score count as 0 until they have one, and are named as such."""
    criteria_set = assessment.criteria_set
    outcome = outcome_of(criteria_set.rules(), [score or 0 for score in scores])
    return Standing(
        level=outcome.level,
        words=criteria_set.level_name(outcome.level, assessment.kind),
        next_words=criteria_set.level_name(outcome.next, assessment.kind),
        sentences=tuple(sentence(failure, scores) for failure in outcome.failed),
        scored=sum(1 for score in scores if score is not None),
        total=len(scores),
    )


def sentence(failure: Failure, scores: Sequence[int | None]) -> str:
    """An item nobody has scored is asked for, not found wanting."""
    if failure.item is not None and scores[failure.item - 1] is None:
        return _("Item %(item)s has no score yet, it must be at least %(needs)s") % {
            "item": failure.item, "needs": failure.needs,
        }  # fmt: skip
    return sentence_of(failure)
