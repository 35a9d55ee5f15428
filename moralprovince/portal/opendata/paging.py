"""Pages by key, and whole datasets a handful of rows at a time: no list is ever held whole, however long it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from .columns import Dataset

# Rows of a page where nobody says how many, and at most.
USUAL, MOST = 100, 500


def page_of(dataset: Dataset, rows: QuerySet, after: str, limit: int) -> tuple[list[Any], str]:
    """The rows behind a key, and the key of the last one where more follow."""
    wanted = dataset.key.after(rows, after) if after else rows
    found = list(wanted[: limit + 1])
    shown = found[:limit]
    dataset.dress(shown)
    return shown, dataset.id_of(shown[-1]) if len(found) > limit else ""


def every_row(dataset: Dataset, rows: QuerySet) -> Iterator[Any]:
    """All of them, page after page."""
    after = ""
    while True:
        shown, after = page_of(dataset, rows, after, MOST)
        yield from shown
        if not after:
            return
