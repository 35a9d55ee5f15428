"""How a reader likes the pages: text size, contrast and language, kept in cookies, without JavaScript."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

SIZES = ("small", "normal", "large", "larger")
CONTRASTS = ("normal", "high")
A_YEAR = 365 * 24 * 3600


# Without a token, so that public pages need no cookie for it: nothing but the look of the pages hangs on it, and what another
# site sends is left alone.
@csrf_exempt
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep what was pressed (text=smaller|normal|larger, contrast, language) and go back to where the reader was."""
    kept = {} if request.headers.get("Sec-Fetch-Site") == "cross-site" else chosen(request)
    answer = JsonResponse(kept) if "application/json" in request.headers.get("Accept", "") else redirect(way_back(request))
    for name, value in kept.items():
        answer.set_cookie(name, value, max_age=A_YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")
    return answer


def chosen(request: HttpRequest) -> dict[str, str]:
    """The cookies to set; what is not one of the choices is left alone."""
    kept = {}
    if request.POST.get("text") in ("smaller", "normal", "larger"):
        kept["text_size"] = next_size(request.COOKIES.get("text_size", "normal"), request.POST["text"])
    if request.POST.get("contrast") in CONTRASTS:
        kept["contrast"] = request.POST["contrast"]
    if request.POST.get("language") in dict(settings.LANGUAGES):
        kept[settings.LANGUAGE_COOKIE_NAME] = request.POST["language"]
    return kept


def next_size(now: str, press: str) -> str:
    """One size up or down; A is the size everybody begins with."""
    if press == "normal":
        return "normal"
    place = SIZES.index(now) if now in SIZES else SIZES.index("normal")
    return SIZES[min(max(place + (1 if press == "larger" else -1), 0), len(SIZES) - 1)]


def way_back(request: HttpRequest) -> str:
    """The page the reader was on, if it is one of ours."""
    wanted = request.POST.get("next", "")
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if ours else "/"
