"""The search box of every page: organisations and whatever else the floors find."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from moralprovince.core import thai
from moralprovince.portal import floors
from moralprovince.portal.register import hits_for
from networks.story import HITS


@login_required
def search(request: HttpRequest) -> HttpResponse:
    """Hits for what was typed; as one types, htmx asks for the hits only."""
    text = typed(request)
    hits = hits_for(text, request.user) if text else []
    template = "portal/_hits.html" if request.htmx else "portal/search.html"  # type: ignore[attr-defined]
    more = f"{reverse('networks:organisations')}?{urlencode({'q': text})}" if len(hits) >= HITS else ""
    return render(request, template, {"q": text, "hits": hits, "more": more})


@login_required
def search_more(request: HttpRequest) -> HttpResponse:
    """What takes longer to find, as a piece of the page: it is asked for once the hits stand there."""
    text = typed(request)
    hits = [hit for search in floors.each("search_more") for hit in search(text, request.user)] if text else []
    return render(request, "portal/_hits_more.html", {"q": text, "hits": hits})


def typed(request: HttpRequest) -> str:
    """What was typed, in one spelling."""
    return thai.canonical(request.GET.get("q", "")[:200])
