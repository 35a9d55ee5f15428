"""Keeps what was typed into a form whose session had ended, until the person has logged in again.

Only texts are kept, never files; never anything of the pages for logging in; on the server, in the visitor's own
session; and they are only ever sent again to the address they were meant for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

KEY = "typed_before_login"
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
    """Put it into the visitor's session."""
    fields = [list(pair) for pair in typed_fields(request)]
    request.session[KEY] = {"path": request.get_full_path(), "fields": fields, "files": bool(request.FILES)}


def kept(request: HttpRequest) -> Typed | None:
    """What waits in this session."""
    found: dict[str, Any] | None = request.session.get(KEY)
    if not found:
        return None
    return Typed(found["path"], [(name, value) for name, value in found["fields"]], found["files"])


def was_sent_again(request: HttpRequest, response: HttpResponse) -> bool:
    """Did the page it was meant for take it now (or show it again with what is missing)?"""
    if request.method != "POST" or response.status_code >= 400 or KEY not in request.session:
        return False
    return request.user.is_authenticated and request.session[KEY]["path"] == request.get_full_path()


def forget(request: HttpRequest) -> None:
    """It was sent again, or is not wanted any more."""
    request.session.pop(KEY, None)
