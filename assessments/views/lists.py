"""The list of assessments as its address says, and the same as a file."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from assessments.exports.assessments import KIND, assessments_table
from assessments.filters.assessments import HEADINGS, AssessmentList, assessment_list
from assessments.models import Assessment
from moralprovince.core import thai
from moralprovince.core.listing import count_up_to, headings, page_showing
from moralprovince.core.views.exports import begin_export, ending_of, offer
from networks.models import ProgrammeYear
from networks.naming import call_as_then, then
from networks.querysets.scope import scope_of
from pledges.views.years import chosen_year, province_code, years_of

LIST = "assessments:assessments"
LISTED = ("programme_year", "organisation__network", "district", "province", "criteria_set")


@login_required
@require_GET
def assessments(request: HttpRequest) -> HttpResponse:
    """The assessments of a year that this person may see."""
    scope = scope_of(request.user)
    years = years_of(province_code(request))
    if not years:
        return render(request, "assessments/assessments/list.html", {"no_year": True})
    listed = as_shown(request, years=years)
    rows = Assessment.objects.select_related(*LISTED).prefetch_related("criteria_set__levels")
    rows = rows.annotate(**then("organisation__network", listed.year.fiscal_year))
    page = page_showing(listed.rows, listed.query.get("page", ""), rows)
    for one in page.rows:
        call_as_then(one, one.organisation.network if one.organisation else None)
        one.self_words = one.criteria_set.level_name(one.self_level, one.kind)
        one.certified_words = one.criteria_set.level_name(one.certified_level, one.kind)
    return render(request, "assessments/assessments/list.html", {
        "list": listed, "year": listed.year, "assessments": page.rows, "page": page, "query": listed.query,
        "chips": listed.chips(), "headings": headings(HEADINGS, listed.sort, listed.query), "day": thai.today(),
        "may_begin": scope.any("assessments.write"), "may_manage": scope.any("assessments.manage"),
        "may_sit": scope.any("assessments.sit"), "may_assess": scope.any("assessments.assess"),
        "filtered": bool(listed.filters.chosen()),
    })  # fmt: skip


def as_shown(request: HttpRequest, query: QueryDict | None = None, years: list[ProgrammeYear] | None = None) -> AssessmentList:
    """The list of the address (or of another query), in its year.

    Raises:
        Http404: there is no such year, or none at all.
    """
    years = years_of(province_code(request)) if years is None else years
    return assessment_list(request.user, chosen_year(years, request.GET.get("year", "")), years, query or request.GET)


@login_required
@require_GET
def assessments_export(request: HttpRequest) -> HttpResponseBase:
    """The list as shown, as a workbook or CSV."""
    listed = as_shown(request)
    if count_up_to(listed.rows) is None:
        return offer(request, LIST)
    return assessments_table(listed, ending_of(request))


@login_required
@require_POST
def assessments_export_begin(request: HttpRequest) -> HttpResponse:
    """Put the long list into the queue, with the year it shows."""
    listed, query = as_shown(request), request.GET.copy()
    query["year"] = str(listed.year)
    return begin_export(request, listed.rows, KIND, LIST, province_code(request), query)
