"""Figures for those who read a province or all of them: at a glance, compared, side by side, and as a de-identified file."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from moralprovince.core import thai
from moralprovince.portal.current import keep_office, province_code
from moralprovince.portal.figures.asked import Asked, asked_of
from moralprovince.portal.figures.glance import glance_of
from networks.listed import year_chip


def frame_of(request: HttpRequest) -> Asked:
    """What the address asks for; the frame of the page need not read the office again."""
    asked = asked_of(request)
    keep_office(request, asked.province)
    return asked


@login_required
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """The year of a province at a glance."""
    asked = frame_of(request)
    return render(request, "portal/figures/glance.html", {
        "asked": asked, "day": thai.today(), "glance": glance_of(asked, request.user),
        "chips": [year_chip(asked.year, asked.years, request.GET)], "query": request.GET,
        # Public pages tell of one province: her own, or that of the installation.
        "public": asked.province.pk == province_code(request),
    })  # fmt: skip
