"""A migrated database that every worker of the PostgreSQL pass copies instead of migrating its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
from psycopg2 import sql

from moralprovince.portal.launch.processes import Trouble, tail

NAME = "portal_tests_template"


@contextmanager
def of(address: str) -> Iterator[str]:
    """Its name, for the time of the block; it is gone afterwards."""
    server = address.rpartition("/")[0]
    make(server, "DROP DATABASE IF EXISTS {name}", "CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
    try:
        migrate(f"{server}/{NAME}")
        yield NAME
    finally:
        make(server, "DROP DATABASE IF EXISTS {name}")


def make(server: str, *statements: str) -> None:
    """Run these on the server, outside a transaction."""
    connection = psycopg2.connect(f"{server}/postgres")
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(sql.SQL(statement).format(name=sql.Identifier(NAME)))
    finally:
        connection.close()


def migrate(address: str) -> None:
    """Every table, by the portal's own migrations."""
    env = os.environ | {"DEBUG": "True", "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise Trouble(f"manage.py migrate did not succeed:\n{tail(done.stdout + done.stderr)}")
