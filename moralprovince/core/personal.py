"""What is answered to somebody logged in is hers: nobody in between keeps it, and her browser knows whose pages it shows."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.crypto import salted_hmac

# Who was logged in here last (core/resume.py), for the server alone; it stays when she logs out.
TYPIST = "typist"
# As long as any form can be sent: without the cookie of its token, made at that log-in or later, none is taken.
TYPIST_LASTS = settings.CSRF_COOKIE_AGE + settings.SESSION_COOKIE_AGE
# Who is logged in here now, for the pages themselves (static/js/portal.js): gone as soon as nobody is.
HERE = "here"
SIGN = re.compile(r"[0-9a-f]{64}")
NOBODY = ""


class PersonalMiddleware:
    """Marks what a person is answered as hers, where its view said nothing of keeping, and has her browser carry her sign."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            # Not "no-store": going back would then cost what was typed.
            response.headers.setdefault("Cache-Control", "private, no-cache")
            remember(request, response)
            if request.htmx:  # type: ignore[attr-defined]
                # A piece is no page: going back to its address asks for the whole again.
                patch_vary_headers(response, ["HX-Request"])
        elif request.COOKIES.get(HERE) and "public" not in response.headers.get("Cache-Control", ""):
            response.delete_cookie(HERE, samesite="Lax")
        return response


@functools.lru_cache(maxsize=10_000)
def sign_of(person: int | None, cookie: str = TYPIST) -> str:
    """By which a person is known again, and which tells nobody who she is."""
    return salted_hmac(f"core.personal.{cookie}", str(person), algorithm="sha256").hexdigest()


def typist(request: HttpRequest) -> str:
    """The sign of whoever was logged in here last, or nobody's."""
    sign = request.COOKIES.get(TYPIST, "")
    return sign if SIGN.fullmatch(sign) else NOBODY


def is_hers_alone(response: HttpResponse) -> bool:
    """May nobody but this browser keep the answer? Only such a one carries a sign."""
    said = response.headers.get("Cache-Control", "")
    return "private" in said or "no-store" in said


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """Have the browser carry the signs of this person; each log-in renews them."""
    if not is_hers_alone(response):
        return
    who, secure = request.user.pk, settings.SESSION_COOKIE_SECURE
    if typist(request) != sign_of(who) or request.session.modified:
        response.set_cookie(TYPIST, sign_of(who), max_age=TYPIST_LASTS, secure=secure, httponly=True, samesite="Lax")
    if request.COOKIES.get(HERE) != sign_of(who, HERE):
        response.set_cookie(HERE, sign_of(who, HERE), secure=secure, samesite="Lax")
