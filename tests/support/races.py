"""Lets several people act at the same moment: threads on a real database server, each on a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
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
