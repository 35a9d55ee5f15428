"""The joint work plan of the Center, the culture office and the university: one table of a year."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from moralprovince.core import thai
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.views.exports import ending_of
from networks.actions import work_plan as actions
from networks.actions.years import is_closed
from networks.exports.activities import work_table
from networks.forms.plans import WorkEditForm, WorkForm
from networks.listed import year_chip
from networks.models import ProgrammeYear, WorkPlanItem
from networks.permissions import can_read_work_plan, can_write_work_plan
from networks.work_list import WorkList, work_list

from .provinces import years_and_asked


def year_read(request: HttpRequest) -> tuple[list[ProgrammeYear], ProgrammeYear]:
    """The year whose plan is shown.

    Raises:
        NotAllowed: the plan is none of this person's business.
    """
    years, year = years_and_asked(request)
    if not can_read_work_plan(request.user, year.province_id):
        raise NotAllowed(_("The joint work plan is for the culture office and its partners."))
    return years, year


def as_shown(request: HttpRequest) -> tuple[WorkList, list[ProgrammeYear], ProgrammeYear]:
    """The table as the address describes it."""
    years, year = year_read(request)
    return work_list(request.user, year, thai.today(), request.GET), years, year


@login_required
@require_safe
def work_plan(request: HttpRequest) -> HttpResponse:
    """What, who leads, when, done."""
    shown, years, year = as_shown(request)
    may_write, items = can_write_work_plan(request.user, year.province_id), list(shown.rows.select_related("programme_year"))
    for item in items:
        item.may_write = may_write and not is_closed(item.programme_year, thai.today())
    return render(request, "networks/activities/work_plan.html", {
        "items": items, "year": year, "query": request.GET, "today": thai.today(), "filtered": shown.filtered,
        "of_month": "within" in shown.filters.chosen(),
        "chips": [year_chip(year, years, request.GET), *shown.chips()],
        "may_write": may_write and not is_closed(year, thai.today()),
    })  # fmt: skip


@login_required
@require_safe
def work_plan_export(request: HttpRequest) -> HttpResponseBase:
    """The table as shown, as a workbook or CSV."""
    return work_table(as_shown(request)[0].rows, ending_of(request))


def ensure_keeps(request: HttpRequest, year: ProgrammeYear) -> None:
    """May she write here?

    Raises:
        NotAllowed: she only reads it.
    """
    if not can_write_work_plan(request.user, year.province_id):
        raise NotAllowed(_("The joint work plan is kept by the culture office."))


@login_required
def work_add(request: HttpRequest) -> HttpResponse:
    """A new line."""
    _years, year = year_read(request)
    ensure_keeps(request, year)
    form = WorkForm(request.POST or None)
    if form.is_valid():
        try:
            actions.add_work(year=year, entry=form.entry(), by=request.user)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The line stands in the plan."))
            again = "another" in request.POST
            return redirect(f"{reverse('networks:work-add' if again else 'networks:work-plan')}?year={year}")
    return render(request, "networks/activities/work.html", {"form": form, "year": year})


def fetch_to_write(request: HttpRequest, pk: int) -> WorkPlanItem:
    """One line this person may change."""
    item = get_object_or_404(WorkPlanItem.objects.visible_to(request.user).select_related("programme_year"), pk=pk)
    ensure_keeps(request, item.programme_year)
    return item


def back_to(item: WorkPlanItem) -> HttpResponse:
    """The plan of its year."""
    return redirect(f"{reverse('networks:work-plan')}?year={item.programme_year}")


@login_required
def work_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend a line."""
    item = fetch_to_write(request, pk)
    form = WorkEditForm(request.POST or None, row=item)
    if form.saved_by(actions.change_work, item=item, by=request.user):
        messages.success(request, _("Saved."))
        return back_to(item)
    return render(request, "networks/activities/work.html", {"form": form, "item": item, "year": item.programme_year})


def simple(request: HttpRequest, pk: int, act: Any, sentence: str, **more: Any) -> HttpResponse:
    """One press on one line."""
    item = fetch_to_write(request, pk)
    act(item=item, by=request.user, **more)
    messages.success(request, sentence)
    return back_to(item)


@login_required
@require_POST
def work_done(request: HttpRequest, pk: int) -> HttpResponse:
    """It was done today."""
    return simple(request, pk, actions.finish_work, _("Done. Well done."), done_on=thai.today())


@login_required
@require_POST
def work_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """It is not done after all."""
    return simple(request, pk, actions.reopen_work, _("It is open again."))


@login_required
@require_POST
def work_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a line out that was entered by mistake."""
    return simple(request, pk, actions.remove_work, _("The line is taken out."))
