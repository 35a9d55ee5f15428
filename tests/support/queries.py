"""Counts the queries of a page, without what opens and closes transactions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

# What frames the statements of a page; the last one Django asks an SQLite once per process, whoever comes first.
FRAME = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT", "ROLLBACK", "SELECT JSON('{")


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent inside the block, filled in when it ends."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    found += [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(FRAME)]
