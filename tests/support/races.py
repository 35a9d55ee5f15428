"""Lets several people act at the same moment: threads on a real database server, each on a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from moralprovince.core.errors import Refused


def race_in_order(*moves: Callable[[], Any]) -> list[str]:
    """What each move came to: "done", or the name of its refusal; anything else that went wrong is raised in its thread."""
    ready, results = threading.Barrier(len(moves)), ["lost"] * len(moves)

    def run(at: int, move: Callable[[], Any]) -> None:
        try:
            ready.wait(timeout=10)
            move()
            results[at] = "done"
        except Refused as refused:
            results[at] = type(refused).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(moves)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def race(*moves: Callable[[], Any]) -> list[str]:
    """The same, whoever was faster."""
    return sorted(race_in_order(*moves))


@contextmanager
def meanwhile(before: str, move: Callable[[], Any]) -> Iterator[list[Any]]:
    """Somebody else does `move` right before the first statement that begins so; what she waits for, she waits for."""
    came_to: list[Any] = []
    others: list[threading.Thread] = []

    def elsewhere() -> None:
        came_to.append(move())
        connection.close()

    def watching(execute, sql, params, many, context):
        if sql.startswith(before) and not others:
            others.append(threading.Thread(target=elsewhere))
            others[0].start()
            others[0].join(timeout=0.5)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watching):
        yield came_to
    others[0].join(timeout=10)
