"""What floors hand to the roof for its calendar: one thing on its day, or on several, with the page behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class DayLine:
    """One entry of the calendar."""

    # Stays the same whatever changes, so that an entry moves where a telephone has taken it in: "meeting-3".
    key: str
    kind: str
    day: dt.date
    title: Any
    address: str
    # The last day of what takes several.
    until: dt.date | None = None
    begins: dt.time | None = None
    ends: dt.time | None = None
    # Key of its network; None is everybody's, or the province's own.
    network: int | None = None
    place: str = ""
    # Over and done, or called off; what is to come is neither.
    done: bool = False
    cancelled: bool = False

    @property
    def last_day(self) -> dt.date:
        """The day it ends."""
        return self.until or self.day

    @property
    def order(self) -> tuple[dt.date, bool, dt.time, str]:
        """Day by day, what has no time first."""
        return self.day, self.begins is not None, self.begins or dt.time(), self.key

    def touches(self, first: dt.date, last: dt.date) -> bool:
        """Does any of its days lie between these two?"""
        return self.day <= last and self.last_day >= first

    def days(self, first: dt.date, last: dt.date) -> Iterator[dt.date]:
        """Its days between these two."""
        day = max(first, self.day)
        while day <= min(last, self.last_day):
            yield day
            day += dt.timedelta(days=1)
