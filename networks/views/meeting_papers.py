"""The papers of a meeting: the invitation with its letter, text for LINE and calendar file; the minutes as PDF."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from moralprovince.core.errors import NotAllowed
from networks.actions import meetings as actions
from networks.exports import meeting_papers as papers
from networks.forms.meetings import LetterForm
from networks.meeting_hints import hints_of
from networks.models import Meeting, Office
from networks.permissions import can_read_inside, can_write_meeting

from .attendance import fetch_inside
from .meetings import fetch


@login_required
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Letter, text to copy, calendar file; the number of the letter is written here."""
    meeting = fetch(request, pk)
    may_change = can_write_meeting(request.user, meeting) and not meeting.frozen
    if request.method == "POST" and not can_write_meeting(request.user, meeting):
        raise NotAllowed(_("This meeting is looked after by the coordinator of its network and the culture office."))
    form = letter_form(request, meeting) if may_change or request.method == "POST" else None
    if form and form.saved_by(actions.write_letter, meeting=meeting, by=request.user):
        messages.success(request, _("Saved. The letter carries this number and day."))
        return redirect("networks:meeting-invitation", pk)
    return render(request, "networks/meetings/invitation.html", {
        "meeting": meeting, "form": form, "text": papers.line_text(meeting),
        "guests": actions.guests_of(meeting).count() if may_change else 0, "planned": meeting.state == Meeting.State.PLANNED,
        "hints": hints_of(meeting, request.user) if may_change else [],
    })  # fmt: skip


def letter_form(request: HttpRequest, meeting: Meeting) -> LetterForm:
    """What stands there, else the code of the office for circulars."""
    code = Office.objects.filter(province=meeting.province_id).values_list("letter_code", flat=True).first()
    return LetterForm(request.POST or None, row=meeting).propose(f"{code}/ว " if code else "")


@login_required
@require_POST
def invitation_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell whoever has an account, by mail and in the inbox."""
    meeting = fetch(request, pk)
    sent = actions.send_invitation(meeting=meeting, text=papers.line_text(meeting), by=request.user)
    if sent:
        words = ngettext("%(count)s person was invited.", "%(count)s people were invited.", sent) % {"count": sent}
        messages.success(request, words)
    else:
        messages.info(
            request, _("Everybody with an account knows of this day, time and place already: nothing was sent again.")
        )
    return redirect("networks:meeting-invitation", pk)


@login_required
@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter of invitation as PDF."""
    meeting = fetch(request, pk)
    return papers.letter_response(meeting, inside=can_read_inside(request.user, meeting))


@login_required
@require_safe
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting as a calendar file."""
    return papers.ics_response(fetch(request, pk))


@login_required
@require_safe
def minutes_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes as PDF."""
    return papers.minutes_response(fetch_inside(request, pk))
