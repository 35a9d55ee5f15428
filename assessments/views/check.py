"""The public page that says whether a certificate is valid: no log-in, nothing beyond what is printed on it."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.crypto import salted_hmac
from django.views.decorators.http import condition, require_safe

from assessments.forms.certificates import tidy_code
from assessments.models import Certificate
from networks.views.provinces import tell_of

# Everybody in a hall may share one address; whoever tries unknown codes waits sooner.
LOOKS = {"check": "300/m/ip,3000/h/ip"}
WRONG = {"check-wrong": "20/m/ip,120/h/ip"}
# So long a browser need not ask again; a revoked certificate must not look valid for longer.
KEPT_FOR = 60
COOKIES = (settings.LANGUAGE_COOKIE_NAME, "text_size", "contrast", settings.SESSION_COOKIE_NAME)
# Counted up when the page is drawn anew, so that no browser keeps an old drawing.
DRAWING = "1"


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Type the code of a certificate."""
    if code := tidy_code(request.GET.get("code", "")):
        return redirect("assessments:check-code", code)
    return render(request, "assessments/check.html", {"typed": request.GET.get("code", "")})


def state_of(request: HttpRequest, code: str) -> str | None:
    """What the page depends on, as its ETag; unknown codes have none."""
    found = certificate_of(request, code)
    if found is None:
        return None
    reader = [request.COOKIES.get(name, "") for name in COOKIES]
    parts = [DRAWING, found.check_code, found.state, *reader]
    return f'"{salted_hmac("assessments.check", "|".join(parts)).hexdigest()}"'


def certificate_of(request: HttpRequest, code: str) -> Certificate | None:
    """The certificate of a code, asked for once in a request; nobody who tries too often is answered."""
    kept = request.__dict__.setdefault("_certificates", {})
    if code not in kept:
        kept[code] = Certificate.objects.filter(check_code=tidy_code(code)).first() if may_look(request) else None
    return kept[code]


def may_look(request: HttpRequest) -> bool:
    """Is this address still answered?"""
    if "_may_look" not in request.__dict__:
        looks = ratelimit.consume(request, app="assessments", action="check", config=LOOKS, limit_get=True)
        request.__dict__["_may_look"] = looks is not None and not too_many_wrong(request, dry_run=True)
    return request.__dict__["_may_look"]


def too_many_wrong(request: HttpRequest, *, dry_run: bool = False) -> bool:
    """Count an unknown code, or only ask."""
    used = ratelimit.consume(
        request, app="assessments", action="check-wrong", config=WRONG, limit_get=True, dry_run=dry_run
    )  # fmt: skip
    return used is None


@require_safe
@condition(etag_func=state_of)
def check_code(request: HttpRequest, code: str) -> HttpResponse:
    """Valid, replaced, revoked, or unknown."""
    found = certificate_of(request, code)
    if found is None and not may_look(request):
        return answer(request, None, code, 429)
    if found is None:
        too_many_wrong(request)
        return answer(request, None, code, 404)
    return answer(request, found, code, 200)


def answer(request: HttpRequest, found: Certificate | None, code: str, status: int) -> HttpResponse:
    """The page; only an answer about a known code may be kept, and only by its reader's own browser."""
    tell_of(request, found.province_id if found else "")
    response = render(
        request, "assessments/check_code.html", {"certificate": found, "typed": code, "waiting": status == 429}, status=status
    )
    patch_vary_headers(response, ["Cookie"])
    kept = {"max_age": KEPT_FOR} if found else {"no_store": True}
    patch_cache_control(response, private=True, **kept)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
