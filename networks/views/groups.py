"""Working groups of networks and bodies of the province: who sits there, and what only the office changes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from moralprovince.core import thai
from moralprovince.core.audit import history_of
from moralprovince.core.errors import Refused
from moralprovince.core.files import store
from moralprovince.core.models import StoredFile
from moralprovince.core.signs import sign_of
from moralprovince.core.views.exports import ending_of
from moralprovince.core.words import with_names
from networks.actions import groups as actions
from networks.exports.groups import seats_table
from networks.forms.groups import EndSeatForm, GroupEditForm, GroupForm, NewGroupForm, SeatEditForm, SeatForm, first_values
from networks.models import Province, SectorNetwork, WorkingGroup, WorkingGroupMember
from networks.permissions import can_manage_groups, can_see_seats

from .provinces import province_code


def fetch(request: HttpRequest, pk: int) -> WorkingGroup:
    """One group the reader may see."""
    visible = WorkingGroup.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("province", "network", "order_file"), pk=pk)


def to_manage(request: HttpRequest, pk: int) -> WorkingGroup:
    """One group the reader may change."""
    group = fetch(request, pk)
    actions.ensure_may_manage(request.user, group.province_id)  # type: ignore[arg-type]
    return group


@login_required
@require_GET
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """Order, term, who sits there now and who did."""
    shown, day = fetch(request, pk), thai.today()
    seats = list(shown.members.in_official_order().select_related("stands_in_for"))  # type: ignore[attr-defined]
    may_manage = can_manage_groups(request.user, shown.province_id)
    context = {
        "group": shown,
        "seats": [seat for seat in seats if not seat.ends_on or seat.ends_on >= day],
        "past": sorted((s for s in seats if s.ends_on and s.ends_on < day), key=lambda s: s.ends_on, reverse=True),
        "over": bool(shown.ends_on and shown.ends_on < day),
        "day": day,
        "may_manage": may_manage,
        "may_see": can_see_seats(request.user, shown),
        "events": with_names(history_of(shown)[:20]) if may_manage else [],
    }
    return render(request, "networks/groups/group.html", context)


@login_required
@require_GET
def group_export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Everybody who sits or sat there, as a workbook or CSV."""
    shown = fetch(request, pk)
    return seats_table(shown, ending_of(request), personal=can_see_seats(request.user, shown))


def province_to_manage(request: HttpRequest) -> Province:
    """The province in which the reader appoints groups: the one she asks for where she has several."""
    code = province_code(request)
    actions.ensure_may_manage(request.user, code)  # type: ignore[arg-type]
    return Province.objects.get(pk=code)


@login_required
def group_add(request: HttpRequest) -> HttpResponse:
    """Appoint a group: of a network, or a body of the province."""
    province = province_to_manage(request)
    networks = list(SectorNetwork.objects.filter(province=province).in_year(thai.fiscal_year_of(thai.today())))
    start = {"starts_on": thai.today(), "whose": request.GET.get("whose", "")}
    form = NewGroupForm(request.POST or None, request.FILES or None, initial=start, networks=networks)
    if form.is_valid():
        try:
            made = actions.add_group(province=province, entry=form.entry(), by=request.user, **form.of_whom())
        except Refused as refused:
            form.refuse(refused)
        else:
            if order := kept_order(request, form):
                actions.attach_order(group=made, file=order, sign=sign_of(made, actions.ORDER), by=request.user)
            messages.success(request, _("The group is there. Now add who sits in it."))
            return redirect("networks:group", made.pk)
    return render(request, "networks/groups/group_form.html", {"form": form})


def kept_order(request: HttpRequest, form: GroupForm) -> StoredFile | None:
    """The order of appointment, where one was chosen."""
    chosen = form.cleaned_data["order"] if form.is_valid() else None
    return store(chosen, by=request.user) if chosen else None  # type: ignore[arg-type]


@login_required
def group_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Name, order, term."""
    edited = to_manage(request, pk)
    form = GroupEditForm(request.POST or None, files=request.FILES or None, row=edited)
    if form.saved_by(actions.edit_group, group=edited, order=kept_order(request, form), by=request.user):
        messages.success(request, _("Saved."))
        return redirect("networks:group", edited.pk)
    return render(request, "networks/groups/group_form.html", {"form": form, "group": edited})


@login_required
def member_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Seat somebody."""
    seated_in = to_manage(request, pk)
    start = first_values(thai.today(), seated_in)
    form = SeatForm(request.POST or None, initial=start, group=seated_in)
    if form.is_valid():
        try:
            made = actions.add_member(group=seated_in, entry=form.entry(), by=request.user)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("%(name)s sits in the group now.") % {"name": made})
            again = "networks:member-add" if "another" in request.POST else "networks:group"
            return redirect(again, seated_in.pk)
    return render(request, "networks/groups/member_form.html", {"form": form, "group": seated_in})


def seat_to_manage(request: HttpRequest, pk: int) -> WorkingGroupMember:
    """One seat the reader may change."""
    visible = WorkingGroupMember.objects.visible_to(request.user).select_related("group", "group__network")
    seat = get_object_or_404(visible, pk=pk)
    actions.ensure_may_manage(request.user, seat.group.province_id)  # type: ignore[arg-type]
    return seat


@login_required
def member_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a seat."""
    seat = seat_to_manage(request, pk)
    form = SeatEditForm(request.POST or None, row=seat, group=seat.group, seat=seat)
    if form.saved_by(actions.edit_member, member=seat, by=request.user):
        messages.success(request, _("Saved."))
        return redirect("networks:group", seat.group_id)
    return render(request, "networks/groups/member_form.html", {"form": form, "group": seat.group, "seat": seat})


@login_required
def member_end(request: HttpRequest, pk: int) -> HttpResponse:
    """She leaves the group."""
    seat = seat_to_manage(request, pk)
    form = EndSeatForm(request.POST or None, row=seat, day=thai.today())
    if form.saved_by(actions.end_seat, member=seat, by=request.user):
        messages.success(request, _("%(name)s stands among the past members after that day.") % {"name": seat})
        return redirect("networks:group", seat.group_id)
    return render(request, "networks/groups/member_end.html", {"form": form, "group": seat.group, "seat": seat})


@login_required
@require_POST
def member_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take out a seat entered by mistake."""
    seat = seat_to_manage(request, pk)
    kept: dict[str, Any] = {"pk": seat.group_id, "name": str(seat)}
    actions.remove_member(member=seat, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("%(name)s was taken out; the history keeps it.") % kept)
    return redirect("networks:group", kept["pk"])
