"""The plan of a year: planned against done in pictures and tables, and its lines."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from moralprovince.core import thai
from moralprovince.core.errors import NotAllowed, Refused
from networks.actions import activity_plans as actions
from networks.actions.years import is_closed
from networks.activity_list import networks_read
from networks.forms.plans import PlanLineEditForm, PlanLineForm
from networks.listed import year_chip
from networks.models import ActivityPlan, ProgrammeYear, SectorNetwork
from networks.permissions import can_manage_plans, can_plan_activity, can_read_activities, can_read_work_plan
from networks.plan_pictures import plan_of_network, plans_of_year
from networks.querysets.scope import scope_of

from .activities import takes_days
from .provinces import years_and_asked


def ensure_reads(request: HttpRequest) -> None:
    """Plans are for the office and for who follows a network.

    Raises:
        NotAllowed: the reader is neither.
    """
    if not can_read_activities(request.user):
        raise NotAllowed(_("Activities and their plan are for the culture office and the coordinators of networks."))


@login_required
@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """Planned and done, network by network."""
    ensure_reads(request)
    years, year = years_and_asked(request)
    return render(request, "networks/activities/plan.html", {
        "year": year, "plans": plans_of_year(request.user, year, thai.today()), "query": request.GET,
        "chips": [year_chip(year, years, request.GET)], "closed": (closed := is_closed(year, thai.today())),
        "may_manage": can_manage_plans(request.user, year.province_id) and not closed,
        "may_write": (writes := scope_of(request.user).any("activities.write")),
        "may_date": writes and takes_days(year, thai.today()),
        "may_read_work": can_read_work_plan(request.user, year.province_id),
    })  # fmt: skip


@login_required
@require_safe
def network_plan(request: HttpRequest, code: str) -> HttpResponse:
    """The picture and the table of one network, for its page."""
    years, year = years_and_asked(request)
    visible = networks_read(request.user, year.province_id)
    network = get_object_or_404(visible, code=code)
    manages, closed = can_manage_plans(request.user, year.province_id), is_closed(year, thai.today())
    return render(request, "networks/activities/_network.html", {
        "plan": plan_of_network(request.user, network, year, thai.today()), "closed": closed,
        "may_begin": manages and not closed,
        "may_date": can_plan_activity(request.user, network.province_id, network.pk) and takes_days(year, thai.today()),
    })  # fmt: skip


def networks_of(year: ProgrammeYear) -> list[SectorNetwork]:
    """The networks of a year, called as they were then."""
    rows = SectorNetwork.objects.filter(province=year.province_id).in_year(year.fiscal_year).named_in(year.fiscal_year)
    return list(rows.order_by("order", "code"))


@login_required
def line_add(request: HttpRequest) -> HttpResponse:
    """A new line of the plan."""
    ensure_reads(request)
    _years, year = years_and_asked(request)
    ensure_manages(request, year)
    form = PlanLineForm(
        request.POST or None, networks=networks_of(year), initial={"network": request.GET.get("network", "")[:60]}
    )
    if form.is_valid():
        try:
            actions.add_plan_line(year=year, entry=form.entry(), by=request.user)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The line stands in the plan."))
            return after_saving(request, year)
    return render(request, "networks/activities/line.html", {"form": form, "year": year})


def after_saving(request: HttpRequest, year: ProgrammeYear) -> HttpResponse:
    """The plan, or the next empty line."""
    if "another" in request.POST:
        return redirect(f"{reverse('networks:plan-line-add')}?year={year}&network={request.POST.get('network', '')[:60]}")
    return redirect(f"{reverse('networks:plan')}?year={year}")


def ensure_manages(request: HttpRequest, year: ProgrammeYear) -> None:
    """May she set plans?

    Raises:
        NotAllowed: she only reads them.
    """
    if not can_manage_plans(request.user, year.province_id):
        raise NotAllowed(_("The plan of a year is kept by the culture office."))


def fetch_to_write(request: HttpRequest, pk: int) -> ActivityPlan:
    """One line this person may change.

    Raises:
        NotAllowed: she only reads it.
    """
    visible = ActivityPlan.objects.visible_to(request.user).select_related("programme_year", "network")
    line = get_object_or_404(visible, pk=pk)
    ensure_manages(request, line.programme_year)
    return line


@login_required
def line_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend a line of the plan."""
    line = fetch_to_write(request, pk)
    networks = networks_of(line.programme_year)
    if line.network and line.network not in networks:
        networks.append(line.network)
    form = PlanLineEditForm(request.POST or None, row=line, networks=networks)
    if form.saved_by(actions.change_plan_line, line=line, by=request.user):
        messages.success(request, _("Saved."))
        return redirect(f"{reverse('networks:plan')}?year={line.programme_year}")
    return render(request, "networks/activities/line.html", {"form": form, "line": line, "year": line.programme_year})


@login_required
@require_POST
def line_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a line out."""
    line = fetch_to_write(request, pk)
    actions.remove_plan_line(line=line, by=request.user)
    messages.success(request, _("The line is taken out."))
    return redirect(f"{reverse('networks:plan')}?year={line.programme_year}")
