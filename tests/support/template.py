"""A migrated database that every worker of a pass copies instead of migrating its own."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future, wait
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg2
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from psycopg2 import sql

from moralprovince.portal.launch.processes import Trouble, tail

NAME = "portal_tests_template"
PATIENCE = 180.0


@contextmanager
def in_background(aside: Executor, address: str, after: Future[None]) -> Iterator[Future[str]]:
    """Its name on that server once it is migrated, while something else goes on; it is gone after the block."""
    server = address.rpartition("/")[0]
    make(server, "DROP DATABASE IF EXISTS {name}", "CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
    ready = aside.submit(named, server, after)
    try:
        yield ready
    finally:
        wait([ready])
        # Where all was stopped, the server is gone with what it held.
        with suppress(psycopg2.OperationalError):
            make(server, "DROP DATABASE IF EXISTS {name}")


def named(server: str, after: Future[None]) -> str:
    """Migrate it once what is awaited more is done; its name."""
    after.result()
    migrate(f"{server}/{NAME}")
    return NAME


def in_file(path: Path) -> None:
    """Make one on SQLite; it is there once it is whole."""
    part = path.with_name(f"{path.name}.part")
    migrate(f"sqlite:///{part}")
    with closing(sqlite3.connect(part)) as opened:
        opened.execute("PRAGMA journal_mode = DELETE")
    part.rename(path)


def copied_when_first_opened() -> None:
    """Each database in memory begins as that file, where TEST_TEMPLATE names one: nothing is left to migrate."""
    connection_created.connect(fill, dispatch_uid="tests.template")


def fill(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Copy the file into a new database that is still empty; tests are read while it is being made."""
    path = os.environ.get("TEST_TEMPLATE", "")
    if not path or connection.vendor != "sqlite" or not connection.is_in_memory_db():  # type: ignore[attr-defined]
        return
    opened: sqlite3.Connection = connection.connection
    if opened.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None:
        await_whole(Path(path))
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as ready:
            ready.backup(opened)


def await_whole(path: Path) -> None:
    """Wait until it is there."""
    patience = time.monotonic() + PATIENCE
    while not path.exists():
        if time.monotonic() > patience:
            raise Trouble(f"the migrated database {path} was not made within {PATIENCE:.0f} seconds")
        time.sleep(0.05)


def make(server: str, *statements: str) -> None:
    """Run these on the server, outside a transaction."""
    opened = psycopg2.connect(f"{server}/postgres")
    opened.autocommit = True
    try:
        with opened.cursor() as cursor:
            for statement in statements:
                cursor.execute(sql.SQL(statement).format(name=sql.Identifier(NAME)))
    finally:
        opened.close()


def migrate(address: str) -> None:
    """Every table, by the portal's own migrations."""
    env = os.environ | {"DEBUG": "True", "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise Trouble(f"manage.py migrate did not succeed:\n{tail(done.stdout + done.stderr)}")
