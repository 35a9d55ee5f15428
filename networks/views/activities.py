"""Central activities: the list, planning one, its page, what took place, and calling it off."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from moralprovince.core import thai
from moralprovince.core.audit import history_of
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.listing import headings, page_showing
from moralprovince.core.values import typed, version_typed
from moralprovince.core.views.exports import ending_of
from moralprovince.core.words import with_names
from networks.actions import activities as actions
from networks.actions.years import is_closed
from networks.activity_list import HEADINGS, ActivityList, activity_list
from networks.body_meetings import meetings_of
from networks.exports.activities import activities_table
from networks.forms.activities import ActivityForm, PhotoForm, RecordForm
from networks.models import Activity, ActivityPlan, District, Organisation, ProgrammeYear, Province, SectorNetwork
from networks.permissions import can_read_activities, can_write_activity
from networks.querysets.scope import scope_of
from networks.workflow import ACTIVITY

from .provinces import province_code

ABOUT = ("programme_year", "network", "plan", "district")
WRITE = "activities.write"
# The page of a body names its latest ones.
MOST_OF_A_BODY = 20
NEXT = {
    "unrecord": lazy("It is planned again and does not count for now."),
    "cancel": lazy("The activity is cancelled."),
    "resume": lazy("It is planned again."),
}
MOVES: dict[str, Any] = {
    "unrecord": actions.unrecord_activity, "cancel": actions.cancel_activity, "resume": actions.resume_activity,
}  # fmt: skip


def as_shown(request: HttpRequest) -> ActivityList:
    """The list as the address describes it.

    Raises:
        NotAllowed: activities are none of this person's business.
    """
    if not can_read_activities(request.user):
        raise NotAllowed(_("Activities and their plan are for the culture office and the coordinators of networks."))
    return activity_list(request.user, province_code(request), thai.today(), request.GET)


@login_required
@require_safe
def activities(request: HttpRequest) -> HttpResponse:
    """All of them, the newest first, with what they add up to."""
    shown = as_shown(request)
    page = page_showing(shown.rows, request.GET.get("page", ""), Activity.objects.select_related(*ABOUT))
    people, money = shown.sums()
    return render(request, "networks/activities/list.html", {
        "page": page, "activities": page.rows, "query": request.GET, "chips": shown.chips(),
        "headings": headings(HEADINGS, shown.sort, request.GET), "filtered": shown.filtered, "people": people, "money": money,
        "text": request.GET.get("q", ""), "may_plan": scope_of(request.user).any(WRITE),
    })  # fmt: skip


@login_required
@require_safe
def activities_export(request: HttpRequest) -> HttpResponseBase:
    """The list as shown, as a workbook or CSV."""
    return activities_table(as_shown(request).rows.select_related(*ABOUT), ending_of(request))


def fetch(request: HttpRequest, pk: int) -> Activity:
    """One activity this person may see."""
    return get_object_or_404(Activity.objects.visible_to(request.user).select_related(*ABOUT), pk=pk)


def fetch_to_write(request: HttpRequest, pk: int) -> Activity:
    """One activity this person looks after.

    Raises:
        NotAllowed: she only reads it.
    """
    found = fetch(request, pk)
    if not can_write_activity(request.user, found):
        raise NotAllowed(_("This activity is looked after by the coordinator of its network and the culture office."))
    return found


def takes_days(year: ProgrammeYear, day: dt.date) -> bool:
    """Are the lines of a year's plan offered to whoever plans a day: those of the year before and of any later one, if open?"""
    return year.fiscal_year >= thai.fiscal_year_of(day) - 1 and not is_closed(year, day)


def offered(request: HttpRequest, province: str, of: Activity | None = None) -> dict[str, Any]:
    """The networks, lines of plans and districts a form of this person offers; an activity keeps its own line."""
    user, day = request.user, thai.today()
    networks = SectorNetwork.objects.with_groups_of(user).filter(province=province).in_year(thai.fiscal_year_of(day))
    plans = ActivityPlan.objects.for_right(user, WRITE).filter(programme_year__province=province)
    taking = plans.writable(day).filter(programme_year__fiscal_year__gte=thai.fiscal_year_of(day) - 1)
    plans = taking | plans.filter(pk=of.plan_id if of else None)
    return {
        "networks": list(networks.order_by("order", "code")), "plans": list(plans.select_related("programme_year", "network")),
        "province_too": scope_of(user).in_province(WRITE, province),
        "districts": list(District.objects.filter(province=province)),
    }  # fmt: skip


@login_required
def activity_plan(request: HttpRequest) -> HttpResponse:
    """Plan an activity; one whose day is over is recorded next."""
    if not scope_of(request.user).any(WRITE):
        raise NotAllowed(_("Activities of a network are planned by its coordinator and the culture office."))
    province = province_code(request)
    initial = {"whose": request.GET.get("whose", "")[:60]}
    form = ActivityForm(request.POST or None, initial=initial, **offered(request, province))
    if form.is_valid():
        try:
            made = actions.plan_activity(province=Province.objects.get(pk=province), entry=form.entry(), by=request.user)
        except Refused as refused:
            form.refuse(refused)
        else:
            return after_planning(request, made)
    return render(request, "networks/activities/edit.html", {"form": form})


def after_planning(request: HttpRequest, made: Activity) -> HttpResponse:
    """Its page, or the form of what took place where that is known already."""
    if made.last_day < thai.today():
        messages.success(request, _("Planned. Its day is over: please tell what took place."))
        return redirect("networks:activity-record", made.pk)
    messages.success(request, _("Planned. Once it took place, tell here how it went."))
    return redirect("networks:activity", made.pk)


@login_required
@require_safe
def activity(request: HttpRequest, pk: int) -> HttpResponse:
    """What it is about, what came of it, who took part, its pictures, and what can be done now."""
    shown, user = fetch(request, pk), request.user
    writes, closed = can_write_activity(user, shown), is_closed(shown.programme_year, thai.today())
    may_write = writes and not closed
    return render(request, "networks/activities/page.html", {
        "activity": shown, "writes": writes, "may_write": may_write, "closed": closed and writes,
        "over": shown.last_day < thai.today(),
        "may_record": may_write and shown.last_day <= thai.today() and shown.state != Activity.State.CANCELLED,
        "organisations": list(shown.organisations.order_by("name_sort", "pk")), "virtues": list(shown.virtues.all()),
        "photos": list(shown.photos.select_related("file")), "photo_form": PhotoForm() if may_write else None,
        "steps": [step for step in ACTIVITY.possible(user, shown) if step.name != "record"] if may_write else [],
        "events": with_names(history_of(shown)[:50]) if writes else [],
    })  # fmt: skip


@login_required
def activity_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend what was planned."""
    changed = fetch_to_write(request, pk)
    # Whoever has typed already is told on the form, which keeps it.
    if request.method != "POST":
        actions.ensure_not_recorded(changed)
    form = ActivityForm(request.POST or None, activity=changed, **offered(request, changed.province_id, changed))
    if form.is_valid():
        try:
            actions.change_activity(
                activity=changed, entry=form.entry(), version=version_typed(request.POST, changed.version), by=request.user
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("networks:activity", pk)
    return render(request, "networks/activities/edit.html", {"form": form, "activity": changed})


@login_required
def activity_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell what took place; “more” keeps the form open for further bodies."""
    told = fetch_to_write(request, pk)
    # Whoever has typed already is told on the form, which keeps it.
    if request.method != "POST":
        actions.ensure_not_cancelled(told)
        actions.ensure_over(told.last_day)
    form = record_form(request, told)
    if form.is_valid():
        try:
            actions.record_activity(
                activity=told, outcome=form.outcome(), version=version_typed(request.POST, told.version), by=request.user
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
        else:
            more = request.POST.get("do") == "more"
            messages.success(request, _("Saved. Name the others who took part.") if more else _("Recorded. It counts now."))
            return redirect("networks:activity-record" if more else "networks:activity", pk)
    return render(request, "networks/activities/record.html", {"form": form, "activity": told})


def record_form(request: HttpRequest, told: Activity) -> RecordForm:
    """The form with what is known already."""
    bodies = Organisation.objects.visible_to(request.user).exclude(state=Organisation.State.MERGED)
    return RecordForm(
        request.POST or None, activity=told, bodies=bodies.filter(province=told.province_id),
        virtues=told.programme_year.virtues.all(), districts=list(District.objects.filter(province=told.province_id)),
    )  # fmt: skip


@login_required
@require_POST
def activity_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Called off, planned again, not held after all."""
    moved = fetch(request, pk)
    if step not in MOVES:
        raise Http404
    MOVES[step](activity=moved, note=typed(request.POST, "note"), by=request.user)
    messages.success(request, NEXT[step])
    return redirect("networks:activity", pk)


@login_required
@require_safe
def of_body(request: HttpRequest, code: str) -> HttpResponse:
    """What a body took part in, for its page; who may not read of the network is told name and day only."""
    body = get_object_or_404(Organisation.objects.visible_to(request.user), code=code)
    rows = body.activities.filter(state=Activity.State.DONE).select_related("network").order_by("-held_on", "-pk")
    scope, found = scope_of(request.user), list(rows[:MOST_OF_A_BODY])
    for one in found:
        one.readable = scope.over("activities.read", province=body.province_id, network=one.network_id)
    meetings = meetings_of(body, request.user, MOST_OF_A_BODY)
    return render(request, "networks/activities/_of_body.html", {"activities": found, "meetings": meetings})
