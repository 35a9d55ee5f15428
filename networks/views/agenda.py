"""The agenda of a meeting: adding, mending, moving and taking out items."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moralprovince.core.errors import NotAllowed, Refused
from networks.actions import agenda as actions
from networks.forms.meetings import ItemEditForm, ItemForm
from networks.models import AgendaItem, Meeting
from networks.permissions import can_write_meeting

from .meetings import ABOUT, fetch_to_write


@login_required
def item_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an item under one of the six points."""
    meeting, asked = fetch_to_write(request, pk), request.GET.get("section", "")
    form = ItemForm(request.POST or None, initial={"section": asked or AgendaItem.Section.CONSIDER.value})
    if form.is_valid():
        try:
            actions.add_item(meeting=meeting, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("It stands on the agenda."))
            return redirect("networks:meeting", pk)
    return render(request, "networks/meetings/item.html", {"form": form, "meeting": meeting})


def fetch_item(request: HttpRequest, pk: int) -> AgendaItem:
    """One item of a meeting this person looks after.

    Raises:
        NotAllowed: she was invited only.
    """
    visible = AgendaItem.objects.filter(meeting__in=Meeting.objects.visible_to(request.user))
    item = get_object_or_404(visible.select_related(*(f"meeting__{name}" for name in ABOUT)), pk=pk)
    if not can_write_meeting(request.user, item.meeting):
        raise NotAllowed(_("The agenda is kept by the coordinator of the network and the culture office."))
    return item


@login_required
def item_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend its words, or put it under another point."""
    item = fetch_item(request, pk)
    form = ItemEditForm(request.POST or None, row=item)
    if form.saved_by(actions.change_item, item=item, by=request.user):
        return redirect("networks:meeting", item.meeting_id)
    return render(request, "networks/meetings/item.html", {"form": form, "meeting": item.meeting, "item": item})


@login_required
@require_POST
def item_move(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down."""
    item = fetch_item(request, pk)
    actions.move_item(item=item, up=request.POST.get("way") == "up", by=request.user)
    return redirect("networks:meeting", item.meeting_id)


@login_required
@require_POST
def item_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it off the agenda."""
    item = fetch_item(request, pk)
    actions.remove_item(item=item, by=request.user)
    messages.success(request, _("Taken off the agenda."))
    return redirect("networks:meeting", item.meeting_id)
