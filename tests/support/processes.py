"""Real processes that work on the test's own database: deliverers, workers, and what kills them."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


class Shared:
    """The test's database as other processes see it: PostgreSQL as it is, SQLite's memory copied to a file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "shared.sqlite3"
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            with sqlite3.connect(self.file) as copy:
                connection.connection.backup(copy)
                copy.execute("PRAGMA journal_mode=WAL")

    @property
    def url(self) -> str:
        """What DATABASE_URL says to the processes."""
        if connection.vendor == "sqlite":
            return f"sqlite:///{self.file}"
        given = connection.settings_dict
        who = f"{given['USER']}:{given['PASSWORD']}@" if given["USER"] else ""
        return f"postgres://{who}{given['HOST'] or 'localhost'}:{given['PORT'] or 5432}/{given['NAME']}"

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What the database holds now."""
        if connection.vendor != "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall()
        with sqlite3.connect(self.file, timeout=20) as own:
            return own.execute(sql).fetchall()

    def environment(self, **more: str) -> dict[str, str]:
        """What a process of the portal needs to know."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "DEBUG": "True",
            "DATABASE_URL": self.url,
            "MEDIA_ROOT": str(self.folder / "media"),
            "OUTBOX_LOCK": str(self.folder / "outbox.lock"),
            "SITE_URL": "http://localhost:8000",
            "PYTHONDONTWRITEBYTECODE": "1",
            **more,
        }

    def start(self, *command: str, **more: str) -> subprocess.Popen[str]:
        """One process of the portal, in a group of its own."""
        return subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=self.environment(**more), text=True, start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *command: str, **more: str) -> str:
        """Run one to its end; what it printed."""
        process = self.start(*command, **more)
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        return out


class Deliverers:
    """Deliverers that are there within moments: a parent that has loaded the portal once forks them."""

    def __init__(self, shared: Shared, **settings: str) -> None:
        self.parent = shared.start("-m", "tests.support.deliverers", **settings)
        assert self.answer() == "ready"

    def answer(self) -> str:
        """One line of the parent."""
        return self.parent.stdout.readline().strip()  # type: ignore[union-attr]

    def start(self, count: int) -> list[int]:
        """So many deliverers, each a process of its own; their process numbers."""
        self.parent.stdin.write(f"{count}\n")  # type: ignore[union-attr]
        self.parent.stdin.flush()  # type: ignore[union-attr]
        return [int(number) for number in self.answer().split()]

    def stop(self) -> None:
        """The parent and all its children."""
        kill(self.parent)


def kill_one(number: int) -> None:
    """One deliverer, in the middle of whatever it does; it may have finished already."""
    try:
        os.kill(number, signal.SIGKILL)
    except ProcessLookupError:
        return


def kill(process: subprocess.Popen[str]) -> None:
    """As the power cut does it: with everything it started, without a last word."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def wait_until(true: Callable[[], Any], seconds: float = 20.0) -> None:
    """Wait for something that other processes bring about."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
