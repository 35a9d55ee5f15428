"""Keeps what was typed into a form whose session had ended, until the person has logged in again.

Only texts are kept, never files; never anything of the pages for logging in; on the server, in the visitor's own
session; and they are only ever sent again to the address they were meant for.

They are offered to whoever typed them and to nobody else who logs in at the same machine. That is whoever was logged in here
last, whose sign the browser carries (core/personal.py): a form drawn for anybody before her carries the token of an earlier
log-in and is refused long before it comes here. Logging out keeps the sign, so that a page left open loses nothing, and takes
away what waits for oneself. What waits for others is not thrown away by somebody else's visit: the colleague who logs in first
would cost its writer her work. A browser without a sign never showed a form to anybody logged in, since the sign outlives
the token; what it sends is a visitor's own and is offered to whoever logs in next.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from .personal import NOBODY, sign_of, typist

KEY = "typed_before_login"
MOST_PEOPLE = 4
MOST_CHARACTERS = 200_000
MOST_FIELDS = 2_000
# One-time codes are typed on the pages of NEVER; elsewhere a code names a round or a network.
SECRET = re.compile(r"csrfmiddlewaretoken|otp|token|.*(password|secret).*", re.IGNORECASE)
NEVER = ("/accounts/", "/admin/", "/join/", "/setup/")
TECHNICAL = re.compile(r"[\x21-\x7e]{0,40}")


@dataclass(frozen=True)
class Typed:
    """What was typed, and for which address."""

    path: str
    fields: list[tuple[str, str]]
    files: bool

    @property
    def texts(self) -> list[str]:
        """Those a person recognises: words, not choices and numbers."""
        return [value for _name, value in self.fields if not TECHNICAL.fullmatch(value)]

    @property
    def others(self) -> int:
        """How many short answers and choices there are besides."""
        return sum(1 for _name, value in self.fields if value and TECHNICAL.fullmatch(value))


def was_sent_to_login(request: HttpRequest, response: HttpResponse) -> bool:
    """Is this the answer of a page that asks an unknown visitor to log in first and then to come back?"""
    if request.method != "POST" or request.user.is_authenticated or response.status_code != 302:
        return False
    target = urlsplit(response["Location"])
    back = parse_qs(target.query).get("next", [""])[0]
    return target.path == resolve_url(settings.LOGIN_URL) and back == request.get_full_path()


def may_be_kept(request: HttpRequest) -> bool:
    """Not the pages for logging in, and only in sensible sizes."""
    if request.path.startswith(NEVER):
        return False
    fields = typed_fields(request)
    return len(fields) <= MOST_FIELDS and sum(len(name) + len(value) for name, value in fields) <= MOST_CHARACTERS


def typed_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Names and values in their order; nothing secret."""
    return [(name, value) for name, values in request.POST.lists() if not SECRET.fullmatch(name) for value in values]


def keep(request: HttpRequest) -> None:
    """Put it into the visitor's session, under the sign of whoever typed it; of many people's the oldest goes."""
    fields = [list(pair) for pair in typed_fields(request)]
    typed = {"path": request.get_full_path(), "fields": fields, "files": bool(request.FILES)}
    whose = typist(request)
    others = [(sign, of) for sign, of in request.session.get(KEY, {}).items() if sign != whose]
    request.session[KEY] = dict([*others, (whose, typed)][-MOST_PEOPLE:])


def signs_of(request: HttpRequest) -> tuple[str, ...]:
    """Under which this person's words may wait."""
    return (sign_of(request.user.pk), NOBODY) if request.user.pk else ()


def found(request: HttpRequest) -> dict[str, Any] | None:
    """What waits in this session for this person, as it is stored."""
    waiting = request.session.get(KEY, {})
    return next((waiting[sign] for sign in signs_of(request) if sign in waiting), None)


def kept(request: HttpRequest) -> Typed | None:
    """What waits in this session for this person."""
    stored = found(request)
    if not stored:
        return None
    return Typed(stored["path"], [(name, value) for name, value in stored["fields"]], stored["files"])


def was_sent_again(request: HttpRequest, response: HttpResponse) -> bool:
    """Did the page it was meant for take it now (or show it again with what is missing)?"""
    if request.method != "POST" or response.status_code >= 400 or not request.user.is_authenticated:
        return False
    stored = found(request)
    return stored is not None and stored["path"] == request.get_full_path()


def forget(request: HttpRequest) -> None:
    """It was sent again, or is not wanted any more; what waits for others is put back at the end of the request."""
    request.session.pop(KEY, None)


def of_others(request: HttpRequest) -> dict[str, Any]:
    """What waits in this session for other people."""
    mine = signs_of(request)
    return {sign: typed for sign, typed in request.session.get(KEY, {}).items() if sign not in mine}


def put_back(request: HttpRequest, others: dict[str, Any]) -> None:
    """Logging out empties the session, and forgetting takes all: what waits for others is laid into it again."""
    if others and KEY not in request.session:
        request.session[KEY] = others


def waits_for_newcomer(request: HttpRequest, before: Any) -> bool:
    """Has somebody just logged in whose own words wait here?"""
    came_in = request.user.is_authenticated and request.user.pk != before
    return came_in and sign_of(request.user.pk) in request.session.get(KEY, {})
