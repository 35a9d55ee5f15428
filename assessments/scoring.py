"""Levels as gates, never a total: pure functions over plain numbers, without a database or a clock.

Source: thresholds of fiscal year 2567 (level 1 = items 1-3, each at least 1, sum at least 6; level 2 = items 1-6, each at
least 2, sum at least 14; level 3 = items 1-9, each at least 2, sum at least 21). A level counts only when every lower one
is reached.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Rule = Literal["least_score", "least_sum"]


class ScoresError(ValueError):
    """The scores do not fit the criteria: a wrong number of them, or one out of range."""


@dataclass(frozen=True)
class Gate:
    """What one level asks: items 1 to `items_up_to` each score at least `least_score`, and together `least_sum`."""

    level: int
    items_up_to: int
    least_score: int
    least_sum: int


@dataclass(frozen=True)
class Rules:
    """The numbers of a criteria set: how many items, the highest score of one, and the gates from the lowest level up."""

    items: int
    max_score: int
    gates: tuple[Gate, ...]

    def check(self, scores: Sequence[int]) -> None:
        """Raises ScoresError where the number or the range of scores is wrong."""
        if len(scores) != self.items:
            raise ScoresError(f"{self.items} scores are needed, {len(scores)} were given")
        for number, score in enumerate(scores, 1):
            if not 0 <= score <= self.max_score:
                raise ScoresError(f"item {number} scores {score}, it must be between 0 and {self.max_score}")


@dataclass(frozen=True)
class Failure:
    """One rule that a gate asks and the scores do not meet; without an item it is about the sum."""

    item: int | None
    rule: Rule
    needs: int
    has: int


@dataclass(frozen=True)
class Outcome:
    """The level reached (0 is none), the next one (None at the highest), and every rule that keeps it away."""

    level: int
    next: int | None
    failed: tuple[Failure, ...]


def failures(gate: Gate, scores: Sequence[int]) -> tuple[Failure, ...]:
    """Every rule of a gate that is not met: items in order, then the sum."""
    counted = scores[: gate.items_up_to]
    low = [
        Failure(item, "least_score", gate.least_score, score)
        for item, score in enumerate(counted, 1)
        if score < gate.least_score
    ]
    short = [Failure(None, "least_sum", gate.least_sum, sum(counted))] if sum(counted) < gate.least_sum else []
    return (*low, *short)


def outcome_of(rules: Rules, scores: Sequence[int]) -> Outcome:
    """The level of these scores, and what fails of the next one.

    Raises:
        ScoresError: the number or the range of scores is wrong.
    """
    rules.check(scores)
    level = 0
    for gate in rules.gates:
        if failed := failures(gate, scores):
            return Outcome(level, gate.level, failed)
        level = gate.level
    return Outcome(level, None, ())


@dataclass(frozen=True)
class PercentBand:
    """The score that a share of people reaches, for example 2 from 80 per cent on."""

    score: int
    least_percent: Decimal


def score_of_share(bands: Sequence[PercentBand], part: int | None, whole: int | None) -> int | None:
    """The highest score whose share is reached, compared exactly (79.996 % is not 80 %); None where people were not counted.

    `part` and `whole` are people: members who joined the declaration, and all members. Where nobody joined the score is 0.
    """
    if part is None or not whole:
        return None
    reached = [band.score for band in bands if part and part * 100 >= band.least_percent * whole]
    return max(reached, default=0)
