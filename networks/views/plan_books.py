"""The plan of a year as a workbook: it goes out, comes back, is looked at, and is taken in whole or not at all."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from moralprovince.core.errors import Refused
from moralprovince.core.files import keep
from moralprovince.core.models import StoredFile
from moralprovince.core.tables.writing import WORKBOOK
from moralprovince.core.views.exports import ending_of
from networks.actions.activity_plans import apply_plan
from networks.exports.activities import plan_table
from networks.forms.plans import PlanBookForm
from networks.imports.plans import BadPlan, ReadPlan, read_plan
from networks.models import ActivityPlan, ProgrammeYear

from .activity_plans import ensure_manages, ensure_reads, networks_of
from .provinces import years_and_asked


@login_required
@require_safe
def plan_export(request: HttpRequest) -> HttpResponseBase:
    """The lines of the plan, as they can be taken in again."""
    ensure_reads(request)
    _years, year = years_and_asked(request)
    rows = ActivityPlan.objects.visible_to(request.user).filter(programme_year=year).select_related("network")
    return plan_table(rows, ending_of(request))


def year_to_plan(request: HttpRequest) -> ProgrammeYear:
    """The year of the address, where this person keeps its plan."""
    ensure_reads(request)
    _years, year = years_and_asked(request)
    ensure_manages(request, year)
    return year


@login_required
def plan_import(request: HttpRequest) -> HttpResponse:
    """Choose a workbook; nothing is written yet."""
    year = year_to_plan(request)
    form = PlanBookForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        file = keep(upload.read(), by=request.user, name=upload.name, content_type=WORKBOOK)
        return redirect(f"{reverse('networks:plan-import-look', args=[file.pk])}?year={year}")
    return render(request, "networks/activities/book.html", {"form": form, "year": year})


@login_required
def plan_import_look(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What the workbook would do, mistakes by row; confirmed, all of it is written at once.

    Raises:
        Refused: rows are wrong, or the file cannot be read.
    """
    year = year_to_plan(request)
    file = get_object_or_404(StoredFile, pk=pk, uploaded_by=request.user, owner_type="")
    try:
        read = read_plan(file.file.path, networks_of(year), year.activity_plans.select_related("network"))
    except BadPlan as bad:
        messages.error(request, bad.sentence)
        return redirect(f"{reverse('networks:plan-import')}?year={year}")
    if request.method == "POST":
        return taken_in(request, year, read)
    return render(request, "networks/activities/book_look.html", {"read": read, "year": year, "file": file})


def taken_in(request: HttpRequest, year: ProgrammeYear, read: ReadPlan) -> HttpResponse:
    """Write all lines.

    Raises:
        Refused: rows are wrong.
    """
    if read.problems:
        raise Refused(_("Please mend the rows named, then choose the workbook again. Nothing was written."))
    added, changed = apply_plan(year=year, entries=read.entries, by=request.user, given=read.given)
    messages.success(request, _("Lines added: %(added)s, changed: %(changed)s.") % {"added": added, "changed": changed})
    return redirect(f"{reverse('networks:plan')}?year={year}")
