"""The day on which every run of the tests begins, whatever day it is: a test that passes today passes next year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import time_machine

# A working day in fiscal year 2570, the year of the factories; its clock goes on.
BEGINS = "2026-11-24 12:00+07:00"
_day = time_machine.travel(BEGINS, tick=True)


def begin() -> None:
    """From here on it is that day."""
    _day.start()


@contextmanager
def real() -> Iterator[None]:
    """The day it really is."""
    with time_machine.travel(time_machine.escape_hatch.datetime.datetime.now(tz=dt.UTC), tick=True):
        yield
