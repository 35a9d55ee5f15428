"""Reads the forms of a page as a browser would send them, and tells whether the database changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any, TypeVar

from django.db import connection

from .fixtures import rolled_back

R = TypeVar("R")

# What every request may write: its session, and the sealed list of what was planned.
PASSING = {"django_session", "django_migrations", "sqlite_sequence"}
# How statements begin that change nothing.
READING = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET", "EXPLAIN")
TEXTS = ("text", "email", "tel", "url", "search", "number", "date", "textarea", "color", "password")


class FormReader(HTMLParser):
    """All POST forms of a page: field names with their kinds and the values they begin with."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, tuple[str, list[str]]]] = []
        self.inside: dict[str, tuple[str, list[str]]] | None = None
        self.area = self.choice = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Fields as they open."""
        known = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = {} if known.get("method", "").lower() == "post" and not known.get("action") else None
            if self.inside is not None:
                self.forms.append(self.inside)
        elif self.inside is not None:
            self.field(tag, known)

    def field(self, tag: str, known: dict[str, str]) -> None:
        """One field, or one choice of it."""
        name, kind = known.get("name", ""), known.get("type", "text") if tag == "input" else tag
        if tag == "option":
            if "selected" in known and self.choice:
                self.add(self.choice, "select", known.get("value", ""))
        elif tag == "select":
            self.choice = name
            self.add(name, "select")
        elif tag == "textarea":
            self.area = name
            self.add(name, "textarea", "")
        elif tag == "input" and name and name != "csrfmiddlewaretoken" and kind not in ("submit", "button"):
            picked = kind not in ("checkbox", "radio", "file") or "checked" in known
            self.add(name, kind, *([known.get("value", "on")] if picked else []))

    def add(self, name: str, kind: str, *values: str) -> None:
        """Remember a field."""
        if name:
            self.inside.setdefault(name, (kind, []))[1].extend(values)  # type: ignore[union-attr]

    def handle_data(self, data: str) -> None:
        """The text of a text area."""
        if self.area and self.inside is not None:
            self.inside[self.area][1][-1] += data

    def handle_endtag(self, tag: str) -> None:
        """Fields as they close."""
        if tag == "textarea":
            self.area = ""
        elif tag == "select":
            self.choice = ""
        elif tag == "form":
            self.inside = None


def fields_of(page: str) -> dict[str, tuple[str, list[str]]]:
    """The fields of the largest form of a page that is sent back to its own address."""
    reader = FormReader()
    reader.feed(page)
    return max(reader.forms, key=len, default={})


def as_sent(fields: dict[str, tuple[str, list[str]]], **changes: Any) -> dict[str, Any]:
    """What a browser sends of them, with some values changed."""
    return {name: values for name, (kind, values) in fields.items() if values and kind != "file"} | changes


def everything() -> dict[str, tuple[int, str]]:
    """Each table with the number of its rows and a digest of their values."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in PASSING and not table.startswith(("sqlite_", "networks_organisation_search", "pg_")):
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                rows = sorted(map(repr, cursor.fetchall()))
                found[table] = (len(rows), hashlib.sha256("\n".join(rows).encode("utf-8", "replace")).hexdigest())
    return found


def changed(before: dict[str, tuple[int, str]]) -> list[str]:
    """The tables that are not as they were."""
    now = everything()
    return sorted(name for name in before if now[name] != before[name])


def changed_by(send: Callable[[], R], unless: Callable[[R], bool] = lambda answer: False) -> tuple[R, list[str]]:
    """What was answered and which tables it changed; afterwards all is as it was.

    Tables are only compared where something was written at all, and not where the answer makes that unnecessary.
    """
    written: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if not sql.lstrip().upper().startswith(READING) and not any(f'"{table}"' in sql for table in PASSING):
            written.append(sql)
        return execute(sql, *rest)

    with rolled_back():
        with connection.execute_wrapper(watch):
            answer = send()
        after = everything() if written and not unless(answer) else None
    if after is None:
        return answer, []
    before = everything()
    return answer, sorted(name for name in before if after[name] != before[name])
