"""Coaching visits: the list, planning one, its page, its preparation, and calling it off."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from assessments.actions import visits as actions
from assessments.exports.visits import VISITS_KIND, visits_file
from assessments.filters.visits import HEADINGS, VisitList, visit_list
from assessments.forms.visits import DoneForm, SignForm, TeamForm, VisitPlanForm
from assessments.models import Visit, VisitAgreement, VisitMember
from assessments.permissions import (
    can_answer_for,
    can_finish_agreement,
    can_manage_visit,
    can_plan_visits,
    can_record_visit,
    follows_visits,
)
from assessments.querysets.visits import READ
from assessments.visit_preparation import preparation_of, with_last
from assessments.workflow import VISIT
from moralprovince.core import thai
from moralprovince.core.audit import history_of
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.listing import headings, page_showing
from moralprovince.core.models import User
from moralprovince.core.values import dial, typed, version_typed
from moralprovince.core.views.exports import begin_export, file_or_offer
from moralprovince.core.words import with_names
from networks.actions.years import is_closed
from networks.forms.bodies import CODE, words_for
from networks.listed import day_asked
from networks.models import District, Organisation, Role, RoleGrant, SectorNetwork, WorkingGroup, WorkingGroupMember
from networks.permissions import can_read_groups, can_see_contact, can_see_organisation, can_see_seats
from networks.querysets.scope import scope_of
from pledges.actions.people import holders
from pledges.views.years import province_code

ABOUT = ("organisation__network", "organisation__district", "network", "district", "programme_year", "recorded_by")
LIST = "assessments:visits"
MOVES = {
    "cancel": actions.cancel_visit, "resume": actions.resume_visit, "unrecord": actions.unrecord_visit,
    "reopen": actions.reopen_visit,
}  # fmt: skip
NEXT = {
    "cancel": lazy("The visit is cancelled."),
    "resume": lazy("The visit is planned again."),
    "unrecord": lazy("It is planned again; what was written stays."),
    "reopen": lazy("The record is open again. Both sides sign anew once it is right."),
}


def as_shown(request: HttpRequest) -> VisitList:
    """The list as the address describes it.

    Raises:
        NotAllowed: visits are none of this person's business.
    """
    if not (scope_of(request.user).any(READ) or goes_along(request.user) or follows_visits(request.user)):
        raise NotAllowed(_("Coaching visits are for those who visit and those who are visited."))
    return visit_list(request.user, province_code(request), thai.today(), request.GET)


def goes_along(user: Any) -> bool:
    """Is she in the team of any visit?"""
    return VisitMember.objects.filter(user=user.pk).exists()


def with_team(rows: QuerySet[Visit]) -> QuerySet[Visit]:
    """With whom it is, and who goes along."""
    team = Prefetch("team", VisitMember.objects.select_related("user"))
    return rows.select_related(*ABOUT).prefetch_related(team)


@login_required
@require_safe
def visits(request: HttpRequest) -> HttpResponse:
    """All of them, the newest first."""
    shown = as_shown(request)
    page = page_showing(shown.rows, request.GET.get("page", ""), with_team(Visit.objects.with_day()))
    return render(request, "assessments/visits/list.html", {
        "page": page, "visits": page.rows, "query": request.GET, "chips": shown.chips(), "filtered": shown.filtered,
        "headings": headings(HEADINGS, shown.sort, request.GET), "text": request.GET.get("q", ""),
        "may_plan": can_plan_visits(request.user, province_code(request)), "follows": follows_visits(request.user),
        "may_read_groups": can_read_groups(request.user), "day": thai.today(),
    })  # fmt: skip


@login_required
@require_safe
def visits_export(request: HttpRequest) -> HttpResponseBase:
    """The list as shown, as a workbook or CSV; a long one is offered as a work."""
    rows, made = as_shown(request).rows, visits_file(request.user, province_code(request), request.GET)
    return file_or_offer(request, rows, LIST, made)


@login_required
@require_POST
def visits_export_begin(request: HttpRequest) -> HttpResponse:
    """Put the long list into the queue."""
    return begin_export(request, as_shown(request).rows, VISITS_KIND, LIST, province_code(request))


def fetch(request: HttpRequest, pk: int) -> Visit:
    """One visit this person may see."""
    return get_object_or_404(with_team(Visit.objects.visible_to(request.user)), pk=pk)


# Planning


@login_required
def visit_plan(request: HttpRequest) -> HttpResponse:
    """Plan a visit; whom it is to may stand in the address."""
    province = province_code(request)
    if not can_plan_visits(request.user, province):
        raise NotAllowed(_("Visits are planned by the culture office and the empowerment follow-up group."))
    form = plan_form(request, province)
    if form.is_valid():
        try:
            day, team = form.cleaned_data["planned_on"], form.team()
            made = actions.plan_visit(subject=form.subject(), planned_on=day, team=team, by=request.user)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Planned. Before you set out, the preparation page tells what to talk about."))
            return redirect("assessments:visit", made.pk)
    return render(request, "assessments/visits/plan.html", {"form": form})


def plan_form(request: HttpRequest, province: str) -> VisitPlanForm:
    """The form with what the address says already."""
    networks = SectorNetwork.objects.filter(province=province).in_year(thai.fiscal_year_of(thai.today()))
    offered = list(networks.order_by("order", "code"))
    bodies = Organisation.objects.filter(province=province).listed()
    found = CODE.fullmatch(request.GET.get("organisation", ""))
    asked = bodies.filter(code=found[1]).first() if found else None
    initial: dict[str, Any] = {
        "organisation": words_for(asked) if asked else "", "people": [request.user.pk],
        "district": request.GET.get("district", "")[:4], "planned_on": day_asked(request.GET.get("day", "")),
        "network": next((one.pk for one in offered if one.code == request.GET.get("network")), ""),
    }  # fmt: skip
    return VisitPlanForm(
        request.POST or None, bodies=bodies, networks=offered, districts=list(District.objects.filter(province=province)),
        people=people_for(province), province=province, initial=initial,
    )  # fmt: skip


def people_for(province: str) -> QuerySet[User]:
    """Accounts that may go along: whoever plans visits, sits in the follow-up group or coordinates a network there."""
    day = thai.today()
    writing = [role.pk for role in Role.objects.all() if "visits.write" in role.rights]
    grants = RoleGrant.objects.in_force(day)
    office = grants.filter(role__in=writing, province=province)
    coordinators = grants.filter(role="coordinator", network__province=province)
    seats = WorkingGroupMember.objects.in_force(day).filter(group__kind=WorkingGroup.Kind.EMPOWERMENT, group__province=province)
    wanted = Q(pk__in=office.values("user")) | Q(pk__in=coordinators.values("user")) | Q(pk__in=seats.values("user"))
    return User.objects.filter(wanted, is_active=True).order_by("name", "pk")


@login_required
def visit_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Move the day, change the team."""
    visit = fetch(request, pk)
    actions.ensure_moves(visit, request.user)
    form = team_form(request, visit)
    if form.is_valid():
        try:
            actions.change_visit(
                visit=visit, planned_on=form.cleaned_data["planned_on"], team=form.team(), version=version_typed(request.POST),
                by=request.user,
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("assessments:visit", pk)
    return render(request, "assessments/visits/plan.html", {"form": form, "visit": visit})


def team_form(request: HttpRequest, visit: Visit) -> TeamForm:
    """The day and the team as they stand; whoever goes along already can be chosen whatever her role is now."""
    team = list(visit.team.all())
    accounts = [one.user_id for one in team if one.user_id]
    people = User.objects.filter(Q(pk__in=people_for(visit.province_id).values("pk")) | Q(pk__in=accounts)).order_by(
        "name", "pk"
    )
    others = "\n".join(one.name for one in team if not one.user_id)
    initial = {"planned_on": visit.planned_on, "people": accounts, "others": others}
    return TeamForm(request.POST or None, people=people, initial=initial)


# One visit


@login_required
@require_safe
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """When and with whom, what was seen and agreed, who signed, and what can be done now."""
    return render(request, "assessments/visits/page.html", about(request, fetch(request, pk)))


def sign_again(request: HttpRequest, shown: Visit, side: str, form: SignForm) -> HttpResponse | None:
    """The page with what is wrong said at the box of the name; None where this reader has nothing to sign."""
    told = about(request, shown)
    if not told[f"sign_{side}"]:
        return None
    return render(request, "assessments/visits/page.html", told | {f"sign_{side}": form})


def about(request: HttpRequest, shown: Visit) -> dict[str, Any]:
    """What the page of a visit says to its reader."""
    user, closed = request.user, is_closed(shown.programme_year, thai.today())
    records, manages, answers = can_record_visit(user, shown), can_manage_visit(user, shown), can_answer_for(user, shown)
    return {
        "visit": shown, "records": records, "manages": manages, "day": thai.today(),
        "closed": closed and (records or manages),
        "may_prepare": shown.state == Visit.State.PLANNED and (records or follows_visits(user)),
        "may_record": records and not closed and is_written(shown),
        "sign_team": SignForm(prefix="team", initial={"name": user.name}) if waits(shown, "team") and records else None,  # type: ignore[union-attr]
        "sign_body": body_form(request, shown) if waits(shown, "body") and (answers or records) else None,
        "answers": answers, "agreements": agreements_of(shown, user), "done_form": DoneForm(),
        "photos": list(shown.photos.select_related("file")), "phone": (phone := phone_of(user, shown)), "dial": dial(phone),
        "may_open": bool(shown.organisation and can_see_organisation(user, shown.organisation)),
        "steps": [] if closed else steps_for(user, shown),
        "events": with_names(history_of(shown)[:50]) if records or manages else [],
    }  # fmt: skip


def is_written(shown: Visit) -> bool:
    """Can its record be written or mended, as long as its year is open?"""
    return not shown.signed_by_one and shown.state in (Visit.State.PLANNED, Visit.State.RECORDED)


def waits(shown: Visit, side: str) -> bool:
    """Is this side's word still missing?"""
    return shown.state == Visit.State.RECORDED and not getattr(shown, f"{side}_signed_at")


def body_form(request: HttpRequest, shown: Visit) -> SignForm:
    """With an own account the name is known; at the place the one who was met types hers."""
    name = request.user.name if can_answer_for(request.user, shown) else ""
    return SignForm(prefix="body", initial={"name": name})


def agreements_of(shown: Visit, user: Any) -> list[VisitAgreement]:
    """What was agreed, each with whether the reader may say that it is done."""
    found = list(shown.agreements.order_by("due_on", "pk"))
    made = shown.state in (Visit.State.RECORDED, Visit.State.SIGNED)
    for one in found:
        one.visit = shown
    may = made and bool(found) and can_finish_agreement(user, found[0])
    for one in found:
        one.may_finish = may  # type: ignore[attr-defined]
    return found


def phone_of(user: Any, shown: Visit) -> str:
    """The telephone of the body, where the reader may know it."""
    body = shown.organisation
    return body.phone if body and can_see_contact(user, body) else ""


def steps_for(user: Any, shown: Visit) -> list[Any]:
    """The buttons beside recording and signing, which have forms of their own."""
    left = {"record", "sign"} | ({"unrecord"} if shown.signed_by_one else {"reopen"})
    return [one for one in VISIT.possible(user, shown) if one.name not in left]


def sees_seats(user: Any, shown: Visit) -> bool:
    """May the reader know the telephone of who coordinates the network?"""
    network = shown.network
    return network is not None and can_see_seats(user, WorkingGroup(network=network, province_id=network.province_id))


@login_required
@require_safe
def visit_prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """One page to read on the way there, or to print."""
    user = request.user
    shown = get_object_or_404(with_last(with_team(Visit.objects.visible_to(user)), user), pk=pk)
    if not (can_record_visit(user, shown) or follows_visits(user)):
        raise NotAllowed(_("The preparation is for the team that goes there."))
    phone = phone_of(user, shown)
    return render(request, "assessments/visits/prepare.html", {
        "visit": shown, "prepared": preparation_of(shown, user, thai.today()), "phone": phone, "dial": dial(phone),
        "day": thai.today(), "records": can_record_visit(user, shown),
        "sees_contact": bool(shown.organisation and can_see_contact(user, shown.organisation)),
        "coordinators": holders("coordinator", network=shown.network) if shown.network else [],
        "sees_seats": sees_seats(user, shown),
    })  # fmt: skip


@login_required
@require_POST
def visit_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Called off, planned again, not held after all, opened again."""
    moved = fetch(request, pk)
    if step not in MOVES:
        raise Http404
    MOVES[step](visit=moved, note=typed(request.POST, "note"), by=request.user)
    messages.success(request, NEXT[step])
    return redirect("assessments:visit", pk)
