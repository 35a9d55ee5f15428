"""Figures for those who read a province or all of them: at a glance, compared, side by side, and as a de-identified file."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from moralprovince.core import thai
from moralprovince.core.exports import FORMATS
from moralprovince.core.views.exports import ending_of
from moralprovince.portal.actions.figures import cells_of_year, ensure_may_export, export_figures
from moralprovince.portal.current import keep_office, province_code
from moralprovince.portal.exports.figures import COLUMNS, cells_file, table_file
from moralprovince.portal.figures.asked import Asked, asked_of
from moralprovince.portal.figures.compare import comparison_of
from moralprovince.portal.figures.glance import glance_of
from moralprovince.portal.figures.provinces import provinces_of
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


@login_required
@require_GET
def figures_compare(request: HttpRequest) -> HttpResponse:
    """Networks, years, kinds or districts beside one another."""
    asked = frame_of(request)
    shown = comparison_of(asked, request.user, request.GET)
    return render(request, "portal/figures/compare.html", {"asked": asked, "shown": shown, "query": request.GET})


@login_required
@require_GET
def figures_compare_export(request: HttpRequest) -> HttpResponseBase:
    """The table as shown, as a workbook or CSV."""
    asked = frame_of(request)
    return table_file(comparison_of(asked, request.user, request.GET).table, _("comparison"), ending_of(request))


@login_required
@require_GET
def figures_export(request: HttpRequest) -> HttpResponse:
    """What is in the de-identified file, by which rules, and how far they reach this year."""
    asked = frame_of(request)
    ensure_may_export(request.user, asked.province)
    return render(request, "portal/figures/export.html", {
        "asked": asked, "chips": [year_chip(asked.year, asked.years, request.GET)], "query": request.GET, "columns": COLUMNS,
        "cells": cells_of_year(asked.year),
    })  # fmt: skip


@login_required
@require_POST
def figures_file(request: HttpRequest) -> HttpResponseBase:
    """The file itself; that it was taken is written down."""
    asked = asked_of(request)
    cells = export_figures(year=asked.year, by=request.user)  # type: ignore[arg-type]
    ending = request.POST.get("format", "")
    return cells_file(cells, asked.year, ending if ending in FORMATS else "xlsx")


@login_required
@require_GET
def figures_provinces(request: HttpRequest) -> HttpResponse:
    """Provinces side by side."""
    return render(
        request, "portal/figures/provinces.html", {"shown": provinces_of(request.user, request.GET), "query": request.GET}
    )


@login_required
@require_GET
def figures_provinces_export(request: HttpRequest) -> HttpResponseBase:
    """The table as shown, as a workbook or CSV."""
    return table_file(provinces_of(request.user, request.GET).table, _("provinces"), ending_of(request))
