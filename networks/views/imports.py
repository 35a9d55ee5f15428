"""Imports of the register: choose a file, look at what it would do, confirm, take the report, take it back."""

from __future__ import annotations

import tempfile
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from moralprovince.core import thai
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.listing import in_order, page_of
from moralprovince.core.models import Job
from moralprovince.core.signs import sign_of
from moralprovince.core.tables.writing import WORKBOOK
from moralprovince.core.values import typed
from networks.actions.imports import PreviewChanged, against_undo, discard_import, undo_import
from networks.exports.imports import blank_template, report_workbook
from networks.forms.imports import ImportForm
from networks.imports import running, working
from networks.imports.opening import BadRegister
from networks.imports.preview import preview_of
from networks.imports.workbooks import tell_parts
from networks.models import ImportRun, Province
from networks.permissions import can_import

from .provinces import provinces_of

# A preview that was renewed after somebody else confirmed it bears another moment.
SEEN = ("created_at",)


def province_to_import_in(request: HttpRequest) -> Province:
    """The province a person imports into: the one she asks for where she has several.

    Raises:
        NotAllowed: there is none.
    """
    for code in provinces_of(request) or [settings.PROVINCE]:
        if can_import(request.user, code):
            return get_object_or_404(Province, pk=code)
    raise NotAllowed(_("Imports are made by the culture office. Please send your register there."))


def fetch(request: HttpRequest, pk: int) -> ImportRun:
    """One import a person may see."""
    runs = ImportRun.objects.visible_to(request.user).select_related("province", "programme_year", "file", "by").defer("report")
    return get_object_or_404(runs, pk=pk)


@login_required
@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """The imports of the province, newest first."""
    province = province_to_import_in(request)
    rows = ImportRun.objects.visible_to(request.user).filter(province=province)
    page = page_of(rows, request.GET.get("page", ""))
    runs = in_order(rows.select_related("programme_year", "by").with_parts().filter(pk__in=page.keys), page.keys)
    tell_parts(runs, province)
    context = {"runs": runs, "page": page, "province": province}
    return render(request, "networks/imports/list.html", context)


@login_required
def import_begin(request: HttpRequest) -> HttpResponse:
    """Choose a file; what it would do is shown next, nothing is imported yet."""
    province = province_to_import_in(request)
    form = ImportForm(request.POST or None, request.FILES or None, province=province)
    if form.is_valid():
        try:
            run = begin(form.cleaned_data, province, request.user)
        except BadRegister as bad:
            form.add_error("file", bad.sentence)
        else:
            return redirect("networks:import", run.pk)
    return render(request, "networks/imports/begin.html", {"form": form, "province": province})


def begin(data: dict[str, Any], province: Province, by: Any) -> ImportRun:
    """Write the upload to disk for the reader, and preview it; a long one is read by a worker."""
    upload = data["file"]
    with tempfile.NamedTemporaryFile(prefix="register-") as kept:
        for chunk in upload.chunks():
            kept.write(chunk)
        kept.flush()
        begin_now = working.begin if running.is_long(kept.name) else running.begin
        return begin_now(kept.name, province=province, year=data["year"].fiscal_year, by=by, name=upload.name)


@login_required
@require_GET
def import_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview, or what an import did: rows with their issues, old and new values; a long one may still be worked on."""
    run, asks_again = fetch(request, pk), bool(request.htmx)  # type: ignore[attr-defined]
    work = working.work_on(run)
    if work and work.state in (Job.State.WAITING, Job.State.RUNNING):
        template = "networks/imports/_work.html" if asks_again else "networks/imports/work.html"
        return render(request, template, {"run": run, "work": work})
    if asks_again:
        return HttpResponseClientRefresh()
    if run.state == ImportRun.State.HEADINGS:
        return redirect("networks:import-columns", run.pk)
    context = {"run": run, "work": work, **preview_of(run, request.GET), "query": request.GET}
    context["gone"] = running.gone_words(run)
    context["seen"] = sign_of(run, SEEN)
    context["out_of_date"] = working.is_out_of_date(run)
    if run.state == ImportRun.State.APPLIED:
        context["against_undo"] = against_undo(run)
    return render(request, "networks/imports/page.html", context)


@login_required
@require_POST
def import_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Import what was previewed; many rows are written by a worker."""
    run = fetch(request, pk)
    if request.POST.get("seen", "") not in ("", sign_of(run, SEEN)) and run.state == ImportRun.State.PREVIEWED:
        messages.warning(request, PreviewChanged().sentence)
        return redirect("networks:import", run.pk)
    if running.was_long(run):
        working.confirm(run, by=request.user)
        return redirect("networks:import", run.pk)
    try:
        plan = running.finish(run, by=request.user)
    except BadRegister as bad:
        raise Refused(bad.sentence) from bad
    except PreviewChanged as changed:
        messages.warning(request, changed.sentence)
        return redirect("networks:import", run.pk)
    messages.success(request, imported_words(plan.summary()))
    return redirect("networks:import", run.pk)


def imported_words(counts: dict[str, int]) -> str:
    """What came into the register, and where the rows are that did not."""
    words = _("Imported: %(created)s new, %(updated)s changed.") % counts
    if not (counts["rejected"] or counts["duplicate"]):
        return words
    return f"{words} {_('Rows that were left out stand in the report.')}"


@login_required
@require_POST
def import_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the kept file anew where its preview is out of date, or another sheet of it."""
    sheet = typed(request.POST, "sheet", 100)
    try:
        run = working.look_again(fetch(request, pk), by=request.user, sheet=sheet)  # type: ignore[arg-type]
    except BadRegister as bad:
        raise Refused(bad.sentence) from bad
    return redirect("networks:import", run.pk)


@login_required
@require_POST
def import_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a preview away."""
    discard_import(run=fetch(request, pk), by=request.user)
    messages.success(request, _("Thrown away. Nothing was imported."))
    return redirect("networks:imports")


@login_required
@require_POST
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the last import back; many rows are taken back by a worker."""
    run = fetch(request, pk)
    if running.was_long(run):
        working.take_back(run, by=request.user)
        return redirect("networks:import", run.pk)
    undo_import(run=run, by=request.user)
    messages.success(request, _("Taken back. The register is as it was before this import."))
    return redirect("networks:import", run.pk)


@login_required
@require_GET
def import_report(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The report as a workbook that can be corrected and imported again."""
    run = fetch(request, pk)
    running.ensure_kept(run)
    if "rows" not in run.report:
        raise Refused(_("There is no report on this file: its rows have not been read."))
    name = _("Import report %(number)s") % {"number": run.pk}
    return FileResponse(report_workbook(run), as_attachment=True, filename=f"{name}.xlsx", content_type=WORKBOOK)


@login_required
@require_GET
def import_template(request: HttpRequest) -> HttpResponseBase:
    """The blank template."""
    stream = blank_template(province_to_import_in(request), thai.today())
    name = _("Register template")
    return FileResponse(stream, as_attachment=True, filename=f"{name}.xlsx", content_type=WORKBOOK)
