"""The stamp of everything public pages show: it changes with every transaction that writes into a table they read.

`settings.PUBLIC_TABLES` names these tables (a test holds the list against what the pages really read). Every write is an
action, and the outermost action notices such a write and leaves one row in the same transaction: what is not committed
changes nothing, and what is committed is never missed, whoever dies at which moment.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Max, Sum
from django.utils import timezone

from .models import PublicChange

WRITE = re.compile(r"\s*(?:WITH .*? )?(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) \"?(\w+)", re.IGNORECASE | re.DOTALL)
# Rows are kept so long: any transaction is over by then.
KEPT_DAYS = 2

_noticing: ContextVar[bool] = ContextVar("noticing", default=False)


@contextmanager
def noticing() -> Iterator[None]:
    """Inside a transaction: if something public is written within, its last statement says so. Within itself once only."""
    if _noticing.get():
        yield
        return
    seen = Seen()
    token = _noticing.set(True)
    try:
        with connection.execute_wrapper(seen):
            yield
    finally:
        _noticing.reset(token)
    if seen.public:
        changed()


class Seen:
    """Looks at each statement: does it write into a table that public pages read?"""

    def __init__(self) -> None:
        self.public = False
        self.tables: frozenset[str] = settings.PUBLIC_TABLES

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if not self.public and isinstance(sql, str) and sql[:1] not in "Ss" and (found := WRITE.match(sql)):
            self.public = found[1] in self.tables
        return execute(sql, params, many, context)


def changed() -> None:
    """Say so in this transaction; for what writes without an action (reference data, rows in bulk)."""
    PublicChange.objects.create(token=secrets.randbits(31))


def read_stamp() -> str:
    """The stamp as the database has it: one query over the few rows of the last days."""
    found = PublicChange.objects.aggregate(newest=Max("pk"), tokens=Sum("token"))
    return f"{found['newest'] or 0}-{found['tokens'] or 0}"


class Remembered:
    """The stamp as this process read it a moment ago, so that a crowd asks the database a few times a second."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.value, self.until = "", 0.0

    def stamp(self) -> str:
        """Read anew once it is `PUBLIC_STAMP_SECONDS` old."""
        now = time.monotonic()
        if now >= self.until:
            with self.lock:
                # Counted from before it was read: a copy is never kept under a stamp newer than what it shows.
                self.value, self.until = read_stamp(), now + settings.PUBLIC_STAMP_SECONDS
        return self.value

    def forget(self) -> None:
        """Ask the database next time."""
        self.until = 0.0


stamp = Remembered()


def forget_old_changes(now: dt.datetime | None = None) -> int:
    """Once a day: the newest row stays, so that the stamp goes on from it."""
    newest = PublicChange.objects.aggregate(newest=Max("pk"))["newest"]
    before = (now or timezone.now()) - dt.timedelta(days=KEPT_DAYS)
    return PublicChange.objects.filter(at__lt=before).exclude(pk=newest).delete()[0]
