"""Who came: the list to mark, those who attended as well, and the QR code of the door."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from moralprovince.core import thai
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.views.exports import ending_of
from networks.actions import attendance as actions
from networks.exports.attendance import attendance_table, qr_of
from networks.forms.attendance import OtherForm, choices, marks_of
from networks.models import Attendance, Meeting
from networks.permissions import can_read_inside, can_write_meeting

from .meetings import fetch, fetch_to_write, is_mended


def fetch_inside(request: HttpRequest, pk: int) -> Meeting:
    """A meeting whose inside this person reads.

    Raises:
        NotAllowed: she was invited only.
    """
    found = fetch(request, pk)
    if not can_read_inside(request.user, found):
        raise NotAllowed(_("Who came and what is being written is read by the network itself and the culture office."))
    return found


@login_required
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """The list: marked row by row and saved at once; whoever was slower keeps what she marked."""
    meeting = fetch_inside(request, pk)
    rows = list(meeting.attendance.all())
    if request.method == "POST":
        try:
            changed = actions.mark_attendance(meeting=meeting, marks=marks_of(request.POST, rows), by=request.user)
        except Refused as refused:
            return show(request, meeting, keep_typed(request, rows), refusal=refused.sentence, status=409)
        words = ngettext("%(count)s line was changed.", "%(count)s lines were changed.", changed) % {"count": changed}
        messages.success(request, words)
        return redirect("networks:attendance", pk)
    return show(request, meeting, rows)


def keep_typed(request: HttpRequest, rows: list[Attendance]) -> list[Attendance]:
    """The rows as they were marked in the form; `was` becomes what is stored now, which the page shows beside."""
    marks = {mark.key: mark for mark in marks_of(request.POST, rows)}
    for row in rows:
        if mark := marks.get(row.pk):
            row.was = row.status  # type: ignore[attr-defined]
            row.stored = "" if mark.status == row.status else row.get_status_display()  # type: ignore[attr-defined]
            row.status, row.on_behalf, row.reason = mark.status, mark.on_behalf, mark.reason
    return rows


def show(
    request: HttpRequest, meeting: Meeting, rows: list[Attendance], *, refusal: object = "", status: int = 200
) -> HttpResponse:
    """The page."""
    came = (Attendance.Status.PRESENT, Attendance.Status.REPRESENTED)
    members = [row for row in rows if row.member_id]
    may_write = can_write_meeting(request.user, meeting)
    may_change = may_write and is_mended(meeting)
    return render(request, "networks/meetings/attendance.html", {
        "meeting": meeting, "members": members, "others": [row for row in rows if not row.member_id], "choices": choices(),
        "came": sum(row.status in came for row in members), "may_change": may_change,
        "unmarked": unmarked_in(meeting, members),
        "refusal": refusal, "door": meeting.sign_in_key and may_write and actions.open_for_signing_in(meeting.sign_in_key),
        "may_open": may_change and meeting.held_on >= thai.today(),
    }, status=status)  # fmt: skip


def unmarked_in(meeting: Meeting, members: list[Attendance]) -> int:
    """Who will have been absent from a meeting that was held once its minutes are certified, although nobody said so."""
    if meeting.state != Meeting.State.HELD:
        return 0
    return sum(row.status == Attendance.Status.INVITED for row in members)


@login_required
@require_safe
def attendance_export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The list as a workbook or CSV; no telephone numbers."""
    return attendance_table(fetch_inside(request, pk), ending_of(request))


@login_required
def attendance_other(request: HttpRequest, pk: int) -> HttpResponse:
    """Add somebody who attended as well."""
    meeting = fetch_to_write(request, pk)
    form = OtherForm(request.POST or None)
    if form.is_valid():
        try:
            actions.add_other(meeting=meeting, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("networks:attendance", pk)
    return render(request, "networks/meetings/other.html", {"form": form, "meeting": meeting})


@login_required
@require_POST
def attendance_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take out somebody who did not attend as well."""
    rows = Attendance.objects.visible_to(request.user).select_related("meeting__group")
    row = get_object_or_404(rows, pk=pk)
    actions.remove_other(row=row, by=request.user)
    return redirect("networks:attendance", row.meeting_id)


# The door


@login_required
@require_POST
def door_open(request: HttpRequest, pk: int) -> HttpResponse:
    """A fresh QR code."""
    actions.open_sign_in(meeting=fetch(request, pk), by=request.user)
    return redirect("networks:door", pk)


@login_required
@require_POST
def door_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody signs in any more."""
    actions.close_sign_in(meeting=fetch(request, pk), by=request.user)
    messages.success(request, _("Signing in is closed. Corrections can be made in the list."))
    return redirect("networks:attendance", pk)


@login_required
@never_cache
@require_safe
def door(request: HttpRequest, pk: int) -> HttpResponse:
    """The QR code for the screen or the door, and how many have come."""
    meeting = fetch_to_write(request, pk)
    if not actions.open_for_signing_in(meeting.sign_in_key):
        raise Refused(_("Signing in is not open. Open it on the list of attendance, up to the day of the meeting."))
    address = settings.SITE_URL + reverse("networks:sign-in", args=[meeting.sign_in_key])
    came = meeting.attendance.filter(status__in=["present", "represented"], member__isnull=False).count()
    return render(request, "networks/meetings/door.html", {
        "meeting": meeting, "address": address, "qr": qr_of(address), "came": came,
        "expected": meeting.attendance.filter(member__isnull=False).count(),
    })  # fmt: skip
