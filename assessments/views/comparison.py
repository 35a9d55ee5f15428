"""Comparisons: items × levels of a province, network or district, and one body over the years."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from assessments.comparison import matrix, over_years
from assessments.models import CriteriaSet, Kind, YearCriteria
from assessments.views.lists import as_shown
from moralprovince.core.listing import address
from networks.models import Organisation
from pledges.views.years import province_code, years_of


@login_required
@require_GET
def comparison(request: HttpRequest) -> HttpResponse:
    """How many bodies reach each level's score at each item, as the filters of the list say."""
    years = years_of(province_code(request))
    if not years:
        return render(request, "assessments/comparison/matrix.html", {"no_year": True})
    query = request.GET.copy()
    query["kind"] = query.get("kind") if query.get("kind") in Kind.values else Kind.ORGANISATION
    listed = as_shown(request, query, years)
    chosen = YearCriteria.objects.filter(programme_year=listed.year, kind=query["kind"]).values("criteria_set")
    criteria_set = CriteriaSet.objects.filter(pk__in=chosen).prefetch_related("levels").first()
    rows = matrix(listed.rows, criteria_set, query["kind"]) if criteria_set else []
    return render(request, "assessments/comparison/matrix.html", {
        "list": listed, "chips": listed.chips(), "criteria_set": criteria_set,
        "total": max((cell.total for row in rows for cell in row.cells), default=0),
        "levels": levels_of(criteria_set, query["kind"]), "rows": rows, "year": listed.year,
        "base": reverse("assessments:assessments") + address(query, page=None, year=listed.year.fiscal_year),
    })  # fmt: skip


def levels_of(criteria_set: CriteriaSet | None, kind: str) -> list[tuple[int, str]]:
    """Number and name of each level, from the lowest up."""
    levels = sorted(criteria_set.levels.all(), key=lambda level: level.number) if criteria_set else []
    return [(level.number, level.name_for(kind)) for level in levels]


@login_required
@require_GET
def body_over_years(request: HttpRequest, code: str) -> HttpResponse:
    """One body's assessments beside each other, item by item."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), code=code)
    columns = over_years(organisation, request.user)
    newest = columns[-1].assessment.criteria_set if columns else None
    items: list[dict[str, Any]] = []
    if newest:
        for criterion in newest.criteria.prefetch_related("wordings"):
            wording = criterion.wording_for(organisation.kind)
            scores = [(column, column.scores.get(criterion.number)) for column in columns]
            items.append({"number": criterion.number, "text": wording.text if wording else "", "scores": scores})
    return render(request, "assessments/comparison/over_years.html", {
        "organisation": organisation, "columns": columns, "items": items,
    })  # fmt: skip
