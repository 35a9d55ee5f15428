"""Lets the seeding act on days that are over, so that history, due days and figures are those of a lived year.

Only the seeding travels; the portal itself always works with the real clock.
"""

from __future__ import annotations

import datetime as dt
from contextlib import AbstractContextManager
from random import Random
from typing import Any

import time_machine
from django.utils import timezone


def at(day: dt.date, chance: Random) -> AbstractContextManager[Any]:
    """Act on that Bangkok day, at some minute of office hours."""
    minute = dt.time(8 + chance.randrange(8), chance.randrange(60))
    moment = dt.datetime.combine(day, minute, tzinfo=timezone.get_default_timezone())
    return time_machine.travel(moment, tick=True)


def between(first: dt.date, last: dt.date, chance: Random) -> dt.date:
    """Some day from first to last."""
    return first + dt.timedelta(days=chance.randrange(max(1, (last - first).days + 1)))
