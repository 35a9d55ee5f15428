"""Empties PostgreSQL after a test that really wrote: only tables that hold something, without weighing their keys.

Django truncates all of them, hundreds of files for a handful of rows, after each race and each journey in a browser, and then
looks up what every model may be used for anew.
"""

from __future__ import annotations

from typing import Any

from django.core.management.commands import flush as command
from django.db import connection

# Made by migrations, changed by no test; Django would fill them again after each flush.
KEPT = {"django_content_type", "auth_permission"}


def quickly() -> None:
    """Let this connection flush so; a role that is no superuser goes on as Django does."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW is_superuser")
        if cursor.fetchone()[0] == "on":
            connection.ops.sql_flush = sql_flush  # type: ignore[method-assign]
            # Its listeners make what is kept.
            command.emit_post_migrate_signal = lambda *_: None


def sql_flush(_style: Any, tables: list[str], **_options: Any) -> list[str]:
    """The statements, which Django runs in one transaction."""
    quote = connection.ops.quote_name
    deletes = [f"DELETE FROM {quote(table)}" for table in filled(sorted(set(tables) - KEPT))]
    return ["SET LOCAL session_replication_role = replica", *deletes] if deletes else []


def filled(tables: list[str]) -> list[str]:
    """Those with a row."""
    quote = connection.ops.quote_name
    asked = (f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {quote(table)})" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return [table for (table,) in cursor.fetchall()]
