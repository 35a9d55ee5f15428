"""The province's colour as a small style sheet; the address holds the colour, so it may be kept for ever."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from moralprovince.core.colours import DEFAULT, palette


@require_safe
@cache_control(public=True, max_age=365 * 24 * 3600, immutable=True)
def theme_css(request: HttpRequest) -> HttpResponse:
    """/theme.css?c=8C3B2A: the office's colour, darkened where it would not read."""
    lines = "".join(f"{name}:{value};" for name, value in palette(request.GET.get("c", DEFAULT)).items())
    return HttpResponse(f":root{{{lines}}}\n", content_type="text/css; charset=utf-8")
