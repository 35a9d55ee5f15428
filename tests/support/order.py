"""In which order tests are run: those that take long first, and as many of them on each worker."""

from __future__ import annotations

import pytest


def long_ones_first(items: list[pytest.Item], workers: int) -> None:
    """pytest-xdist hands out the list in as many pieces as there are workers: each piece begins with its share of long tests.

    A long test that begins last keeps one core busy while the other has nothing left to take over.
    """
    long = [item for item in items if item.get_closest_marker("slow") or item.get_closest_marker("browser")]
    chosen = set(long)
    rest = [item for item in items if item not in chosen]
    ordered: list[pytest.Item] = []
    for number, size in enumerate(sizes(len(items), workers)):
        own = long[number::workers][:size]
        ordered += own + [rest.pop(0) for _ in range(min(size - len(own), len(rest)))]
    # Where there are hardly any other tests, a piece is too short for its share.
    kept = set(ordered)
    items[:] = ordered + [item for item in items if item not in kept]


def sizes(total: int, workers: int) -> list[int]:
    """The pieces as the worksteal scheduler cuts them."""
    found: list[int] = []
    for left in range(workers, 0, -1):
        found.append((total - sum(found)) // left)
    return found
