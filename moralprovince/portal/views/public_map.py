"""The schematic map: how many bodies, declarations or certificates each district has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from moralprovince.core.public_pages import public_page
from moralprovince.portal.current import province_code
from moralprovince.portal.public import rows
from moralprovince.portal.public.drawing import SHEETS, draw
from networks.models import District

from .public import year_shown

# What the map counts: the address says which, and where the rows of a district are listed.
MEASURES: dict[str, tuple[Any, str]] = {
    "members": (_("who takes part"), "members"),
    "declared": (_("declared this year"), "declared"),
    "certified": (_("certified"), "certified"),
}


def counts_of(measure: str, province: str, year: int) -> dict[str, int]:
    """How many rows of a measure lie in each district."""
    if measure == "declared":
        return rows.count_by(rows.declared(province, year), "organisation__district")
    if measure == "certified":
        return rows.count_by(rows.certified(province), "assessment__organisation__district")
    return rows.count_by(rows.members(province), "district")


def lead_to(measure: str) -> Callable[[District], str]:
    """Where the rows of a district are listed."""
    return lambda district: f"{reverse(MEASURES[measure][1])}?district={district.pk}"


@require_safe
@public_page("of")
def district_map(request: HttpRequest) -> HttpResponse:
    """The map for a wide and a narrow screen and for large letters, and the same as a table."""
    province, asked = province_code(request), request.GET.get("of", "")
    measure = asked if asked in MEASURES else "members"
    districts = list(District.objects.filter(province=province))
    counts = counts_of(measure, province, year_shown(request))
    drawings = [draw(districts, counts, sheet, lead_to(measure)) for sheet in SHEETS]
    return render(request, "portal/public/map.html", {
        "drawings": drawings, "measure": measure, "measures": [(name, words) for name, (words, _list) in MEASURES.items()],
        "words": MEASURES[measure][0], "total": sum(counts.get(one.pk, 0) for one in districts),
        "spots": sorted(drawings[0].spots, key=lambda spot: (-spot.count, spot.district.pk)),
    })  # fmt: skip
