"""What the floors above lay beside pages of the floors below, as a piece of each: the lower floor knows nothing of it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessments.models import Assessment, Visit
from moralprovince.core import thai
from moralprovince.portal import floors
from networks.models import Activity
from pledges.models import FollowUpReport


@login_required
@require_safe
def beside_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Beside a follow-up report."""
    visible = FollowUpReport.objects.visible_to(request.user).select_related("pledge__organisation__district")
    report = get_object_or_404(visible, pk=pk)
    return pieces(request, "beside_report", report, reverse("pledges:report", args=[pk]))


@login_required
@require_safe
def beside_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Beside a coaching visit."""
    visible = Visit.objects.visible_to(request.user).select_related("organisation__district")
    return pieces(request, "beside_visit", get_object_or_404(visible, pk=pk), reverse("assessments:visit", args=[pk]))


@login_required
@require_safe
def beside_assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """Beside an assessment."""
    visible = Assessment.objects.visible_to(request.user).select_related("organisation__district", "criteria_set")
    case = get_object_or_404(visible, pk=pk)
    return pieces(request, "beside_assessment", case, reverse("assessments:assessment", args=[pk]))


# What has pictures that floors above copy, with its page.
PICTURED: dict[str, tuple[Any, str]] = {
    "activity": (Activity.objects.select_related("programme_year"), "networks:activity"),
    "visit": (Visit.objects.all(), "assessments:visit"),
}


@login_required
@require_safe
def beside_pictures(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Below the pictures of an activity or a visit."""
    if kind not in PICTURED:
        raise Http404
    rows, page = PICTURED[kind]
    return pieces(request, "beside_pictures", get_object_or_404(rows.visible_to(request.user), pk=pk), reverse(page, args=[pk]))


def pieces(request: HttpRequest, name: str, of: Any, page: str) -> HttpResponse:
    """Whatever the floors have to lay there, one piece after the other; a page for whoever followed the link herself."""
    asked = [beside(of, request.user, thai.today()) for beside in floors.each(name)]
    found = [render_to_string(template, shown, request) for template, shown in filter(None, asked)]
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse("".join(found))
    # On a slow line the link is there before the script that replaces it.
    return render(request, "portal/beside.html", {"pieces": found, "page": page})
