"""Measures exporting the register to Excel and CSV: memory stays flat from 1,000 to 10,000 rows; queries and seconds too."""

from __future__ import annotations

import sys
import time

import common

# A workbook's strings are written as they come; ten times the rows may cost a quarter more memory at the most.
MOST_GROWTH = 1.25
SIZES = (1_000, 10_000)


def main() -> int:
    """One process for each size and format; 1 where memory grows with the rows."""
    asked = common.begin(__doc__ or "", ("--rows", {"type": int, "default": 0}), ("--format", {"default": ""}))
    if asked.rows:
        return measured(asked.rows, asked.format)
    found = {(ending, rows): run(asked.engine, ending, rows) for ending in ("xlsx", "csv") for rows in SIZES}
    common.table(
        ["format and rows", "queries", "seconds", "peak MB", "KB written"],
        [[f"{ending} {rows:,}", int(q), s, int(m), int(k)] for (ending, rows), (q, s, m, k) in found.items()],
    )
    holds = [
        common.verdict(f"memory of {ending}, 10,000 against 1,000 rows", large[2] / small[2], MOST_GROWTH)
        for ending in ("xlsx", "csv")
        for small, large in [(found[ending, SIZES[0]], found[ending, SIZES[1]])]
    ]
    return 0 if all(holds) else 1


def run(engine: str, ending: str, rows: int) -> list[float]:
    """The figures of one export, from a process of its own."""
    import subprocess

    command = [sys.executable, sys.argv[0], "--engine", engine, "--rows", str(rows), "--format", ending]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return [float(word) for word in done.stdout.splitlines()[-1].split()]


def measured(rows: int, ending: str) -> int:
    """Fetch the file as an officer would; the last line carries the figures. Filling happens in a child, to leave no trace."""
    import os

    with common.scratch_database():
        child = os.fork()
        if child == 0:
            fill(rows)
        _pid, status = os.waitpid(child, 0)
        assert status == 0
        user = common.officer()
        begun, size = time.perf_counter(), 0
        queries = common.queries_of(lambda: None)

        def fetch() -> None:
            nonlocal size
            size = sum(map(len, export(user, ending)))

        queries = common.queries_of(fetch)
        seconds = time.perf_counter() - begun
    common.say(f"{queries} {seconds:.2f} {common.peak_memory()} {size // 1024}")
    return 0


def fill(rows: int) -> None:
    """Rows made in a process of their own, over a connection of its own."""
    import os

    from django.db import connection

    connection.connect()
    common.fill_register(rows)
    connection.close()
    os._exit(0)


def export(user: object, ending: str) -> object:
    """The streamed answer's pieces."""
    from moralprovince.portal.exports.register import register_response
    from networks.models import Organisation

    rows = Organisation.objects.visible_to(user).filter(province="14").order_by("name_sort", "pk")
    return register_response(rows, user, ending).streaming_content


if __name__ == "__main__":
    sys.exit(main())
