"""Meetings: the list, planning one, its page with the agenda, and the buttons that move it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from moralprovince.core import thai
from moralprovince.core.audit import history_of
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.listing import headings, in_order, page_of
from moralprovince.core.values import typed
from moralprovince.core.views.exports import ending_of
from moralprovince.core.words import with_names
from networks.actions import meetings as actions
from networks.agenda import Point, points_of
from networks.exports.meetings import meetings_table
from networks.forms.meetings import MeetingEditForm, MeetingPlanForm
from networks.meeting_hints import hints_of
from networks.meeting_list import HEADINGS, MeetingList, meeting_list
from networks.models import ActionItem, Meeting, SectorNetwork
from networks.permissions import (
    can_manage_groups,
    can_read_groups,
    can_read_inside,
    can_write_meeting,
    groups_to_meet,
    has_seat,
)
from networks.querysets.meetings import READ
from networks.querysets.scope import scope_of
from networks.workflow import MEETING

from .provinces import province_code

ABOUT = ("group__network", "group__province", "province", "certified_in")
NEXT = {
    "hold": lazy("The meeting was held. Now mark who came, and write the minutes item by item."),
    "unhold": lazy("It is planned again."),
    "cancel": lazy("The meeting is cancelled. Its number is not used again."),
}
# Whoever changes one of these calls the meeting anew.
MOVED = {"held_on", "starts_at", "place", "networks"}
MOVES = {"hold": actions.hold_meeting, "unhold": actions.unhold_meeting, "cancel": actions.cancel_meeting}


def as_shown(request: HttpRequest) -> MeetingList:
    """The list as the address describes it.

    Raises:
        NotAllowed: meetings are none of this person's business.
    """
    if not (scope_of(request.user).any(READ) or has_seat(request.user)):
        raise NotAllowed(_("The meetings are for the working groups and the culture office."))
    return meeting_list(request.user, province_code(request), request.GET)


@login_required
@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """All of them, newest first."""
    shown = as_shown(request)
    page = page_of(shown.rows, request.GET.get("page", ""))
    rows = Meeting.objects.filter(pk__in=page.keys).select_related(*ABOUT)
    return render(request, "networks/meetings/list.html", {
        "page": page, "meetings": in_order(rows, page.keys), "query": request.GET, "chips": shown.chips(),
        "headings": headings(HEADINGS, shown.sort, request.GET), "filtered": shown.filtered,
        "text": request.GET.get("q", ""), "may_plan": scope_of(request.user).any("meetings.write"),
        "follows": can_read_groups(request.user), **({} if page.keys else lacking(request)),
    })  # fmt: skip


def lacking(request: HttpRequest) -> dict[str, bool]:
    """Of whoever plans meetings: is there a working group to plan them for, and does she appoint one?"""
    province = province_code(request)
    groups = groups_to_meet(request.user, thai.today()).filter(province=province)
    may_plan = scope_of(request.user).any("meetings.write")
    return {"no_group": may_plan and not groups.exists(), "may_appoint": can_manage_groups(request.user, province)}


@login_required
@require_safe
def meetings_export(request: HttpRequest) -> HttpResponseBase:
    """The list as shown, as a workbook or CSV."""
    return meetings_table(as_shown(request).rows.select_related(*ABOUT), ending_of(request))


@login_required
def meeting_plan(request: HttpRequest) -> HttpResponse:
    """Plan a meeting of a group."""
    province = province_code(request)
    groups = groups_to_meet(request.user, thai.today()).filter(province=province)
    if not scope_of(request.user).any("meetings.write"):
        raise NotAllowed(_("Meetings of this group are planned by its coordinator and the culture office."))
    asked = request.GET.get("group", "")
    form = MeetingPlanForm(
        request.POST or None, groups=groups, networks=networks_of(province),
        initial={"group": asked} if asked.isdecimal() and len(asked) < 10 else {},
    )  # fmt: skip
    if form.is_valid():
        try:
            planned = actions.plan_meeting(group=form.cleaned_data["group"], entry=form.entry(), by=request.user)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Planned. The agenda is proposed in the official order: complete it, then invite."))
            tell_hints(request, planned)
            return redirect("networks:meeting", planned.pk)
    return render(request, "networks/meetings/edit.html", {"form": form, **lacking(request)})


def tell_hints(request: HttpRequest, planned: Meeting) -> None:
    """What is worth a look before she invites people; it stands there again where she does."""
    for hint in hints_of(planned, request.user):
        messages.warning(request, hint)


def networks_of(province: str) -> QuerySet[SectorNetwork]:
    """The networks of this year that can be invited."""
    return SectorNetwork.objects.filter(province=province).in_year(thai.fiscal_year_of(thai.today())).order_by("order", "code")


def fetch(request: HttpRequest, pk: int) -> Meeting:
    """One meeting this person may see."""
    rows = Meeting.objects.visible_to(request.user).with_closed(thai.today()).select_related(*ABOUT)
    return get_object_or_404(rows.annotate(certified=Exists(Meeting.objects.filter(certified_in=OuterRef("pk")))), pk=pk)


def fetch_to_write(request: HttpRequest, pk: int) -> Meeting:
    """One meeting this person looks after.

    Raises:
        NotAllowed: she was invited only.
    """
    found = fetch(request, pk)
    if not can_write_meeting(request.user, found):
        raise NotAllowed(_("This meeting is looked after by the coordinator of its network and the culture office."))
    return found


@login_required
@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """What it is about, how far it is, its agenda, and what can be done now."""
    shown, user = fetch(request, pk), request.user
    inside, may_write = can_read_inside(user, shown), can_write_meeting(user, shown)
    certified, may_change = shown.state == Meeting.State.CERTIFIED, may_write and is_mended(shown)
    points, tasks = points_of(shown, with_text=inside or certified, with_tasks=False), tasks_beside(shown) if inside else []
    lay_out(points if inside or certified else [], tasks)
    certifying, to_certify = actions.certified_beside(shown) if may_write else ([], [])
    return render(request, "networks/meetings/page.html", {
        "meeting": shown, "inside": inside, "may_write": may_write, "may_change": may_change,
        "points": points, "with_text": inside or certified,
        "invited": list(shown.networks.all()),
        "arising": [one for one in tasks if one.meeting_id != shown.pk],
        "steps": [step for step in MEETING.possible(user, shown) if step.name not in left_out(shown)] if may_change else [],
        "doors": doors_of(shown, inside=inside, may_change=may_change),
        "certifying": certifying,
        "to_certify": to_certify,
        "events": with_names(history_of(shown)[:50]) if may_write else [],
    })  # fmt: skip


def is_mended(shown: Meeting) -> bool:
    """Is anything of it still written, planned or called off: neither certified nor cancelled, nor of a closed year?"""
    return not (shown.frozen or shown.closed)  # type: ignore[attr-defined]


# What leads on from the page of a meeting: its address, its icon, its words.
DOORS = {
    "invitation": ("networks:meeting-invitation", "mail", lazy("Invitation to the meeting")),
    "attendance": ("networks:attendance", "people", lazy("Attendance")),
    "paper": ("networks:minutes-paper", "print", lazy("Minutes as PDF")),
    "write": ("networks:minutes", "pencil", lazy("Write the minutes")),
    "prepare": ("networks:minutes", "pencil", lazy("Prepare the minutes")),
    "change": ("networks:meeting-edit", "pencil", lazy("Change the meeting")),
}


def doors_of(shown: Meeting, *, inside: bool, may_change: bool) -> list[tuple[str, str, Any]]:
    """The first is what one comes for now, the others are folded away on a telephone."""
    planned = shown.state == Meeting.State.PLANNED
    now = ["write"] if may_change and shown.state == Meeting.State.HELD else []
    if planned:
        now = ["attendance"] if inside and shown.held_on <= thai.today() else ["invitation"]
    elif inside and not now:
        now = ["paper"]
    changing = [*(["prepare"] if planned else []), "change"] if may_change else []
    others = ["invitation", *(["attendance", "paper"] if inside else []), *changing]
    names = now + [name for name in others if name not in now]
    return [(reverse(address, args=[shown.pk]), icon, words) for address, icon, words in map(DOORS.__getitem__, names)]


def left_out(shown: Meeting) -> set[str]:
    """Certifying has a form of its own; nobody says that a meeting was held before its day, or cancels one that certified."""
    return {"certify"} | ({"hold"} if shown.held_on > thai.today() else set()) | ({"cancel"} if shown.certified else set())  # type: ignore[attr-defined]


def tasks_beside(shown: Meeting) -> list[ActionItem]:
    """What it gave somebody to do, and what earlier meetings resolved and nobody has finished before this one; one query."""
    rows = ActionItem.objects.arising_in(shown) | ActionItem.objects.filter(meeting=shown)
    return list(rows.select_related("meeting", "owner").order_by("due_on", "pk"))


def lay_out(points: list[Point], tasks: list[ActionItem]) -> None:
    """Each task with its resolution; these were read along."""
    for resolution in (one for point in points for item in point.items for one in item.resolutions.all()):
        resolution.given = [task for task in tasks if task.resolution_id == resolution.pk]


def arising_for(shown: Meeting) -> QuerySet[ActionItem]:
    """What earlier meetings resolved and nobody has finished before this one."""
    return ActionItem.objects.arising_in(shown).select_related("meeting", "owner").order_by("due_on", "pk")


@login_required
def meeting_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend day, time, place, and who writes the minutes."""
    changed = fetch_to_write(request, pk)
    form = MeetingEditForm(request.POST or None, row=changed, networks=networks_of(changed.province_id))
    if form.saved_by(actions.change_meeting, meeting=changed, by=request.user):
        messages.success(request, _("Saved."))
        if MOVED & set(form.changed_data):
            tell_hints(request, fetch(request, pk))
        if actions.is_told_otherwise(fetch(request, pk)):
            words = _("Not everybody who is expected has been told of this day, time and place. Please send the invitation.")
            messages.info(request, words)
        return redirect("networks:meeting", pk)
    return render(request, "networks/meetings/edit.html", {"form": form, "meeting": changed})


@login_required
@require_POST
def meeting_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Held, back to planned, cancelled."""
    moved = fetch(request, pk)
    if step not in MOVES:
        raise Http404
    note: dict[str, Any] = {} if step == "hold" else {"note": typed(request.POST, "note")}
    MOVES[step](meeting=moved, by=request.user, **note)
    messages.success(request, NEXT[step])
    return redirect("networks:meeting", pk)


@login_required
@require_POST
def meeting_certify(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes were certified in a later meeting."""
    certified, asked = fetch(request, pk), request.POST.get("certified_in", "")
    chosen = next((one for one in actions.certifying(certified) if str(one.pk) == asked), certified)
    actions.certify_minutes(meeting=certified, certified_in=chosen, by=request.user)
    messages.success(request, _("The minutes are certified. They stay as they are from now on."))
    return redirect("networks:meeting", chosen.pk if "stay" in request.POST else pk)
