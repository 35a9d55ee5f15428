"""Circles pushed apart until none lies on another, with room for the names below them; knows numbers only."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

# Nothing comes nearer to its neighbour than this.
GAP = 4.0
ROUNDS = 300


@dataclass(frozen=True)
class Bubble:
    """A circle with a line of text below it: where it would like to stand, and how much room it needs.

    `x` and `y` are the middle of the room; the circle stands at its top.
    """

    key: str
    x: float
    y: float
    radius: float
    width: float
    height: float

    @property
    def circle(self) -> tuple[float, float]:
        """The middle of the circle."""
        return self.x, self.y - self.height / 2 + self.radius

    def moved(self, x: float, y: float) -> Bubble:
        """The same somewhere else."""
        return replace(self, x=x, y=y)


def radius_of(count: int, most: int, largest: float, least: float) -> float:
    """The area of a circle goes with its count; what is counted once can still be seen, and pressed."""
    return max(least, largest * math.sqrt(count / most)) if count and most else least


def overlap(one: Bubble, other: Bubble) -> tuple[float, float]:
    """By how much two rooms lie over one another, across and down; neither is above zero where they do not."""
    across = (one.width + other.width) / 2 + GAP - abs(one.x - other.x)
    down = (one.height + other.height) / 2 + GAP - abs(one.y - other.y)
    return (across, down) if across > 1e-9 and down > 1e-9 else (0.0, 0.0)


def apart(bubbles: Sequence[Bubble], width: float) -> list[Bubble]:
    """Push them apart between two walls; up and down there is room. None lies on another afterwards.

    First each pair gives way to the nearer side, which keeps the picture close to the land; whatever is left over then is
    stretched downwards, which always comes to an end.
    """
    placed = [inside(one.moved(one.x, one.y + place * 1e-3), width) for place, one in enumerate(bubbles)]
    for _round in range(ROUNDS):
        if not push(placed, width):
            return settled(placed)
    while any(overlap(one, other)[0] for one, other in combinations(placed, 2)):
        placed = [one.moved(one.x, one.y * 1.1 + place * 0.5) for place, one in enumerate(by_height(placed))]
    return settled(placed)


def by_height(placed: Sequence[Bubble]) -> list[Bubble]:
    """From the top down."""
    return sorted(placed, key=lambda one: (one.y, one.key))


def inside(one: Bubble, width: float) -> Bubble:
    """Between the walls; what is wider than the sheet stands in its middle."""
    half = one.width / 2
    return one.moved(min(max(one.x, half), max(width - half, width / 2)) if one.width < width else width / 2, one.y)


def push(placed: list[Bubble], width: float) -> bool:
    """One round: every pair that overlaps gives way; was there any?"""
    pushed = False
    for here, there in combinations(range(len(placed)), 2):
        across, down = overlap(placed[here], placed[there])
        if across:
            pushed = True
            placed[here], placed[there] = parted(placed[here], placed[there], across, down, width)
    return pushed


def parted(one: Bubble, other: Bubble, across: float, down: float, width: float) -> tuple[Bubble, Bubble]:
    """Both give way by half, to the side where less is needed; where a wall is in the way, up and down."""
    if across <= down:
        step = across / 2 if one.x > other.x else -across / 2
        moved = inside(one.moved(one.x + step, one.y), width), inside(other.moved(other.x - step, other.y), width)
        if not overlap(*moved)[0]:
            return moved
    step = down / 2 if one.y > other.y else -down / 2
    return one.moved(one.x, one.y + step), other.moved(other.x, other.y - step)


def settled(placed: Sequence[Bubble]) -> list[Bubble]:
    """Moved so that the topmost begins at zero, in the order of their keys."""
    top = min((one.y - one.height / 2 for one in placed), default=0.0)
    return sorted((one.moved(one.x, one.y - top) for one in placed), key=lambda one: one.key)


def depth(placed: Sequence[Bubble]) -> float:
    """How far down they reach."""
    return max((one.y + one.height / 2 for one in placed), default=0.0)
