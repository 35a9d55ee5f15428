"""The register's list as a file: at once where it is short, as a long work with progress where it is not."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from moralprovince.core import thai
from moralprovince.core.jobs import request_job
from moralprovince.core.listing import EXACT_UP_TO, count_up_to
from moralprovince.core.models import Job
from moralprovince.portal.current import province_code
from moralprovince.portal.exports.register import FORMATS, KIND, register_response
from moralprovince.portal.register import register_as_shown
from networks.filters import Register


def register_asked_for(request: HttpRequest) -> tuple[Register, str]:
    """The list of the address and the format asked for.

    Raises:
        Http404: no such format.
    """
    ending = request.GET.get("format", "")
    if ending not in FORMATS:
        raise Http404
    return register_as_shown(request.user, province_code(request), request.GET, thai.today()), ending


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """The file; a list too long for that is offered as a work that one can leave."""
    shown, ending = register_asked_for(request)
    if count_up_to(shown.rows) is None:
        return render(request, "portal/register_export_long.html", {"most": EXACT_UP_TO, "query": request.GET})
    return register_response(shown.rows, request.user, ending)


@login_required
@require_POST
def export_begin(request: HttpRequest) -> HttpResponse:
    """Put the long export into the queue."""
    shown, ending = register_asked_for(request)
    parameters = {"query": request.GET.urlencode(), "format": ending, "province": province_code(request)}
    job = request_job(kind=KIND, parameters=parameters, total=shown.rows.order_by().count(), by=request.user)
    return redirect("networks:organisations-export-work", job.pk)


@login_required
@require_safe
def export_work(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, and the file once it is there; the page asks again by itself."""
    job = get_object_or_404(Job.objects.visible_to(request.user).select_related("file"), pk=pk, kind=KIND)
    template = "portal/_register_export.html" if request.htmx else "portal/register_export.html"  # type: ignore[attr-defined]
    return render(request, template, {"job": job, "moving": job.state in (Job.State.WAITING, Job.State.RUNNING)})
