"""The search box of every page: organisations and whatever else the floors find."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from moralprovince.core import thai
from moralprovince.portal import floors
from moralprovince.portal.hits import FEW, groups
from moralprovince.portal.register import hits_for


@login_required
def search(request: HttpRequest) -> HttpResponse:
    """Hits for what was typed; as one types, htmx asks for the hits only."""
    text = typed(request)
    hits = hits_for(text, request.user) if text else []
    template = "portal/_hits.html" if request.htmx else "portal/search.html"  # type: ignore[attr-defined]
    return render(request, template, {"q": text, "hits": hits, "groups": groups(hits, text)})


@login_required
def search_box(request: HttpRequest) -> HttpResponse:
    """The first few of each kind, as options of the box that is on every page."""
    text = typed(request)
    hits = hits_for(text, request.user) if text else []
    return render(request, "portal/_box.html", {"q": text, "groups": groups(hits, text, FEW)})


@login_required
def search_more(request: HttpRequest) -> HttpResponse:
    """What takes longer to find, as a piece of the page: it is asked for once the hits stand there."""
    text = typed(request)
    hits = [hit for search in floors.each("search_more") for hit in search(text, request.user)] if text else []
    template, few = ("portal/_options.html", FEW) if request.GET.get("box") else ("portal/_hits_more.html", None)
    # Where the first part found nothing, this one says whether anything was found at all.
    context = {"q": text, "hits": hits, "groups": groups(hits, text, few), "alone": bool(request.GET.get("alone"))}
    return render(request, template, context)


def typed(request: HttpRequest) -> str:
    """What was typed, in one spelling."""
    return thai.canonical(request.GET.get("q", "")[:200])
