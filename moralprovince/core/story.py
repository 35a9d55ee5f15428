"""One line of an organisation's story, and one hit of the search box: what floors hand to the roof."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone


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
