"""What meetings resolved that somebody does: the list, one of them, and saying that it is done."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from moralprovince.core import thai
from moralprovince.core.audit import history_of
from moralprovince.core.listing import headings, in_order, page_of
from moralprovince.core.values import typed
from moralprovince.core.views.exports import ending_of
from networks.actions.minutes import finish_action
from networks.exports.meetings import actions_table
from networks.meeting_list import ACTION_HEADINGS, ActionList, action_list
from networks.models import ActionItem, Meeting
from networks.permissions import can_read_inside, can_write_meeting
from networks.workflow import ACTION_ITEM

from .provinces import province_code

ABOUT = ("meeting__group__network", "owner", "resolution")
STEPS = {
    "done": lazy("Well done. It no longer stands in the matters arising."),
    "drop": lazy("It no longer stands in the matters arising; your reason is kept."),
    "reopen": lazy("It is open again and stands in the matters arising."),
}


def as_shown(request: HttpRequest) -> ActionList:
    """The list as the address describes it."""
    return action_list(request.user, province_code(request), thai.today(), request.GET)


@login_required
@require_safe
def actions(request: HttpRequest) -> HttpResponse:
    """All that is hers to read, what is due first on top."""
    shown = as_shown(request)
    page = page_of(shown.rows, request.GET.get("page", ""))
    rows = ActionItem.objects.filter(pk__in=page.keys).select_related(*ABOUT)
    return render(request, "networks/meetings/actions.html", {
        "page": page, "actions": in_order(rows, page.keys), "query": request.GET, "chips": shown.chips(),
        "headings": headings(ACTION_HEADINGS, shown.sort, request.GET), "filtered": shown.filtered,
        "text": request.GET.get("q", ""), "everything": shown.everything,
    })  # fmt: skip


@login_required
@require_safe
def actions_export(request: HttpRequest) -> HttpResponseBase:
    """The list as shown, as a workbook or CSV."""
    return actions_table(as_shown(request).rows.select_related(*ABOUT), ending_of(request))


def fetch(request: HttpRequest, pk: int) -> ActionItem:
    """One that this person may see."""
    return get_object_or_404(ActionItem.objects.visible_to(request.user).select_related(*ABOUT), pk=pk)


@login_required
@require_safe
def action(request: HttpRequest, pk: int) -> HttpResponse:
    """What it is, from which resolution, and the buttons that finish it."""
    item, user = fetch(request, pk), request.user
    # What a cancelled meeting gave is not opened again.
    left_out = {"reopen"} if item.meeting.state == Meeting.State.CANCELLED else set()
    return render(request, "networks/meetings/action.html", {
        "item": item, "meeting": item.meeting, "inside": can_read_inside(user, item.meeting),
        "steps": [one for one in ACTION_ITEM.possible(user, item) if one.name not in left_out],
        "events": history_of(item)[:50],
        "may_edit": not item.meeting.frozen and can_write_meeting(user, item.meeting),
    })  # fmt: skip


@login_required
@require_POST
def action_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Done, no longer needed, or open again."""
    item = fetch(request, pk)
    if step not in STEPS:
        raise Http404
    finish_action(item=item, step=step, note=typed(request.POST, "note"), by=request.user)
    messages.success(request, STEPS[step])
    return redirect("networks:action", pk)
