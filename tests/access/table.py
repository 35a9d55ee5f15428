"""Reads the table: one line for one address asked in one way, with what each role is answered.

    GET  networks:organisation {body.code} : login 200 404 200 200 200 404 404 200

The columns are world.ROLES. What may stand in them: a status; `login` (led to the log-in page); `resume` (the same for a
form, with what was typed kept); `door` (Django admin's log-in, whose own line says what it answers); `index` (led on to
Django admin's first page). 302 is "done, look here". Arguments and `?query` name what stands in the
world, seen from the first body; `FORM` is a page that is read with GET and sent with POST: whoever may not read it may not
send it either, which the test derives.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from . import (
    rows_accounts,
    rows_activities,
    rows_admin,
    rows_assessments,
    rows_care,
    rows_lessons,
    rows_meetings,
    rows_networks,
    rows_opendata,
    rows_pledges,
    rows_portal,
    rows_public,
    rows_register,
    rows_sessions,
    rows_stories,
    rows_turn,
    rows_visits,
)
from .world import ROLES

AREAS = (
    rows_portal,
    rows_register,
    rows_care,
    rows_networks,
    rows_meetings,
    rows_activities,
    rows_pledges,
    rows_assessments,
    rows_sessions,
    rows_visits,
    rows_turn,
    rows_lessons,
    rows_accounts,
    rows_admin,
    rows_public,
    rows_opendata,
    rows_stories,
)


@dataclass(frozen=True)
class Row:
    """One line."""

    method: str
    name: str
    arguments: tuple[str, ...]
    query: str
    expected: dict[str, str]
    data: Callable[[dict[str, Any]], dict[str, Any]] | None = None

    @property
    def label(self) -> str:
        """What a failing test is called."""
        return " ".join((self.method, self.name, *self.arguments, self.query)).strip()

    @property
    def needs(self) -> bool:
        """Does the address name a thing, which may be somebody else's?"""
        return any("{" in part for part in (*self.arguments, self.query))

    def address(self, names: dict[str, Any]) -> str:
        """The address with the things of one body."""
        return reverse(self.name, args=[part.format(**names) for part in self.arguments]) + self.query.format(**names)

    def typed(self, names: dict[str, Any]) -> dict[str, Any]:
        """What a POST sends."""
        return self.data(names) if self.data else {}

    def allowed(self) -> list[str]:
        """The roles that are let in."""
        return [who for who in ROLES if self.expected[who] in ("200", "302")]


def read(line: str, sent: dict[str, Callable[[dict[str, Any]], dict[str, Any]]]) -> Row:
    """One line of an area."""
    left, _colon, right = line.rpartition(" : ")
    method, name, *rest = left.split()
    arguments = tuple(part for part in rest if not part.startswith("?"))
    query = next((part for part in rest if part.startswith("?")), "")
    answers = right.split()
    assert len(answers) == len(ROLES), f"{line}: {len(answers)} answers for {len(ROLES)} roles"
    key = " ".join((name, *(part for part in arguments if "{" not in part)))
    return Row(method, name, arguments, query, dict(zip(ROLES, answers, strict=True)), sent.get(key, sent.get(name)))


def table() -> list[Row]:
    """All lines of all areas."""
    return [
        read(line, area.SENT)
        for area in AREAS
        for line in area.ROWS.splitlines()
        if line.strip() and not line.lstrip().startswith("#")
    ]


def answer(client: Client, method: str, address: str, data: dict[str, Any] | None = None) -> HttpResponseBase:
    """What is answered, with what is streamed read to its end."""
    response = client.post(address, data or {}) if method == "POST" else client.get(address)
    response.whole = b"".join(response.streaming_content) if response.streaming else response.content
    return response


def outcome(response: HttpResponseBase) -> str:
    """The answer in the words of the table."""
    target = response.headers.get("Location", "")
    if response.status_code not in (301, 302):
        return str(response.status_code)
    if target.startswith(reverse("account_login")):
        return "resume" if target.endswith("next=%2Fresume%2F") else "login"
    if target.startswith(reverse("admin:login")):
        return "door" if response.wsgi_request.user.is_authenticated else "login"
    return "index" if target == reverse("admin:index") else str(response.status_code)
