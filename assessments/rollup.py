"""What the levels of its bodies say of a district, and those of its districts of a province: pure, over plain rows.

It is advice with its counts; the sub-committee decides, and both are kept. The shares are the office's own data: none was
found in an official source.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

COMMUNITY = "community"


@dataclass(frozen=True)
class Row:
    """One body (or district) behind a roll-up; no level is “nobody has said yet”, which counts as not there."""

    key: int | str
    kind: str
    level: int | None
    name: str = ""
    certified: bool = False

    @property
    def assessed(self) -> bool:
        """Is there an assessment behind it? A district without one is known by its code."""
        return isinstance(self.key, int)


@dataclass(frozen=True)
class Asked:
    """What one level asks of the rows: a share of them at it, and so many communities."""

    level: int
    least_percent: Decimal
    least_communities: int = 0


@dataclass(frozen=True)
class Count:
    """How far the rows meet one level, beside what it asks; `own` is whether its own form reaches it."""

    level: int
    reached: int
    whole: int
    least_percent: Decimal
    communities: int
    least_communities: int
    own: bool

    @property
    def share_holds(self) -> bool:
        """Is the share reached, compared exactly? Where nobody takes part it is not, unless nothing is asked."""
        return self.reached * 100 >= self.least_percent * self.whole and bool(self.whole or not self.least_percent)

    @property
    def communities_hold(self) -> bool:
        """Are there enough communities?"""
        return self.communities >= self.least_communities

    @property
    def holds(self) -> bool:
        """Do the own form and the rows both reach it?"""
        return self.own and self.share_holds and self.communities_hold

    @property
    def percent(self) -> Decimal | None:
        """The share to show; what decides is `share_holds`."""
        return Decimal(self.reached * 100) / self.whole if self.whole else None


@dataclass(frozen=True)
class Advice:
    """The level the roll-up advises (0 is none), its counts from the lowest level up, and the rows behind."""

    own_level: int | None
    level: int
    counts: tuple[Count, ...]
    rows: tuple[Row, ...]

    def frozen(self) -> dict[str, Any]:
        """The same as JSON keeps it, for the day somebody asks what was advised then."""
        counts = [{**asdict(count), "least_percent": str(count.least_percent), "holds": count.holds} for count in self.counts]
        return {
            "own_level": self.own_level, "level": self.level, "counts": counts, "rows": [asdict(row) for row in self.rows]
        }  # fmt: skip


def count_for(asked: Asked, rows: Sequence[Row], own_level: int | None) -> Count:
    """How many rows stand at a level or above it."""
    there = [row for row in rows if row.level is not None and row.level >= asked.level]
    return Count(
        level=asked.level, reached=len(there), whole=len(rows), least_percent=asked.least_percent,
        communities=sum(row.kind == COMMUNITY for row in there), least_communities=asked.least_communities,
        own=own_level is not None and own_level >= asked.level,
    )  # fmt: skip


def advise(own_level: int | None, asked: Iterable[Asked], rows: Iterable[Row]) -> Advice:
    """The highest level that the own form and the rows both reach."""
    rows = tuple(rows)
    counts = tuple(count_for(one, rows, own_level) for one in sorted(asked, key=lambda one: one.level))
    return Advice(own_level, max((count.level for count in counts if count.holds), default=0), counts, rows)


def thawed(kept: Mapping[str, Any]) -> Advice | None:
    """What was frozen, to be shown again; None where nothing was."""
    if not kept.get("counts"):
        return None
    counts = []
    for one in kept["counts"]:
        fields = {name: value for name, value in one.items() if name != "holds"}
        counts.append(Count(**{**fields, "least_percent": Decimal(one["least_percent"])}))
    return Advice(kept["own_level"], kept["level"], tuple(counts), tuple(Row(**row) for row in kept["rows"]))
