"""Long lists as files: what is said instead of a file, and the page of the work that writes it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from moralprovince.core.exports import FORMATS, ListFile, ask_for_export, still_reached
from moralprovince.core.listing import EXACT_UP_TO, address, count_up_to
from moralprovince.core.models import Job
from moralprovince.core.tables import table_response


def ending_of(request: HttpRequest) -> str:
    """The format asked for; a workbook unless it is CSV."""
    asked = request.GET.get("format", "")
    return asked if asked in FORMATS else "xlsx"


def offer(request: HttpRequest, shown_at: str) -> HttpResponse:
    """Too long for a file at once: a button puts it into the queue of the workers."""
    back = reverse(shown_at) + address(request.GET, page=None, format=None)
    context = {"most": EXACT_UP_TO, "query": request.GET, "begin": reverse(f"{shown_at}-export-begin"), "back": back}
    return render(request, "core/exports/offer.html", context)


def as_file(request: HttpRequest, made: ListFile) -> HttpResponseBase:
    """The list as a workbook or CSV, at once."""
    return table_response(ending_of(request), made.name, made.headings, made.rows, kinds=made.kinds)


def file_or_offer(request: HttpRequest, rows: QuerySet, shown_at: str, made: ListFile) -> HttpResponseBase:
    """The list as a file; a long one is offered as a work."""
    return offer(request, shown_at) if count_up_to(rows) is None else as_file(request, made)


def begin_export(
    request: HttpRequest, rows: QuerySet, kind: str, shown_at: str, province: str, query: QueryDict | None = None
) -> HttpResponse:
    """Put the long list into the queue as its address describes it, or a query that says more, and show how far it is."""
    job = ask_for_export(
        kind, shown_at, request.GET if query is None else query, ending=ending_of(request), province=province,
        total=rows.order_by().count(), by=request.user,  # type: ignore[arg-type]
    )  # fmt: skip
    return redirect("export-work", job.pk)


@login_required
@require_safe
def export_work(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, and the file once it is there; the page asks again by itself."""
    works = Job.objects.visible_to(request.user).select_related("file").filter(kind__endswith="_export")
    job = get_object_or_404(works, pk=pk)
    query = QueryDict(job.parameters.get("query", ""))
    back = reverse(job.parameters.get("list", "home")) + address(query, page=None, format=None)
    template = "core/exports/_work.html" if request.htmx else "core/exports/work.html"  # type: ignore[attr-defined]
    moving = job.state in (Job.State.WAITING, Job.State.RUNNING)
    return render(request, template, {
        "job": job, "moving": moving, "back": back, "reached": still_reached(job, request.user),
    })  # fmt: skip
