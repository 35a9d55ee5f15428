"""What floors hand to the roof: an organisation's story, what can be done about it now, and hits of the search box."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from .badges import Milestone


@dataclass(frozen=True)
class StoryLine:
    """Something that happened: when, in a few words, by whom, and where to read more."""

    # A timestamp, or a plain Bangkok day where only the day is known.
    at: dt.datetime | dt.date
    title: Any
    text: Any = ""
    who: str = ""
    address: str = ""
    icon: str = "dot"
    # What it is in a life (declared, first_declared, reported, met, joined, visited, assessed, certified, taught), and its own
    # words for it; "entry" is a change of the register's entry, which a biography folds away.
    deed: str = ""
    words: Any = ""

    @property
    def day(self) -> dt.date:
        """The Bangkok day it happened on."""
        return timezone.localtime(self.at).date() if isinstance(self.at, dt.datetime) else self.at

    @property
    def order(self) -> tuple[dt.date, float]:
        """Newest last; within a day what has no time comes first."""
        return self.day, self.at.timestamp() if isinstance(self.at, dt.datetime) else 0.0


@dataclass(frozen=True)
class Hit:
    """Something the search box found."""

    title: Any
    address: str
    kind: Any = ""
    text: Any = ""
    # How many of its kind there are, where that was counted.
    total: int | None = None


@dataclass(frozen=True)
class OnPaper:
    """What lies beside a form that is filled in by hand: a heading, what is asked, and lines with what is said smaller."""

    heading: str
    ask: str
    lines: list[tuple[str, str]]


@dataclass(frozen=True)
class Offer:
    """Something the reader can do now: its button, and a sentence why."""

    title: Any
    address: str
    text: Any = ""
    # The most urgent offer of the page becomes its one primary button.
    urgent: bool = False
    # It becomes that button where nothing is urgent.
    first: bool = False


@dataclass(frozen=True)
class Standing:
    """How far a body has come: a level, and a sentence of it."""

    level: int
    words: str


@dataclass(frozen=True)
class Account:
    """What one floor tells about an organisation to one reader."""

    lines: Sequence[StoryLine] = ()
    offers: Sequence[Offer] = ()
    # StoredFile rows, newest first.
    files: Sequence[Any] = ()
    # Stations of its way through the programme (core.badges.Milestone), in their order.
    milestones: Sequence[Milestone] = ()
    # Those of a later year, which stand behind the stations of every floor.
    ahead: Sequence[Milestone] = ()
    # The level of its newest result, for the head of the page.
    standing: Standing | None = None
