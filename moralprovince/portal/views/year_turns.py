"""The turn of the year: what would be carried over, the tick list, the button, and the way back for a day."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moralprovince.core import thai
from moralprovince.core.errors import Refused
from moralprovince.portal.actions.year_turns import (
    begins_later,
    may_undo,
    next_year_of,
    old_year_of,
    open_until,
    outlook,
    turn_in_force,
    turn_year,
    undo_turn,
    unfinished_of,
)
from moralprovince.portal.forms.year_turns import YearTurnForm
from moralprovince.portal.models import YearTurn
from networks.models import Office
from networks.views.office import office_to_manage

HOME = "year-turn"


@login_required
def year_turn(request: HttpRequest) -> HttpResponse:
    """Show what the next turn would do, or what the last one did; POST does it."""
    office = office_to_manage(request)
    to_year = next_year_of(office, thai.today())
    if request.method == "POST" and request.POST.get("to") not in ("", None, str(to_year)):
        return told_already(request)
    if turn := turn_in_force(office.province_id, to_year):
        if request.method == "POST":
            return told_already(request)
        return render(request, "portal/office/year_turned.html", turned_context(office, turn))
    view = outlook(office, to_year)
    form = YearTurnForm(request.POST or None, outlook=view)
    if form.is_valid() and turn_by(request, office, to_year, form):
        return redirect(HOME)
    return render(request, "portal/office/year_turn.html", {
        "edited": office, "form": form, "outlook": view, "parts": form.parts(), "past": past_turns(office),
        "begins": begins_later(to_year, thai.today()),
    })  # fmt: skip


def told_already(request: HttpRequest) -> HttpResponse:
    """Somebody else turned this year while she looked at the page."""
    messages.info(request, _("This turn of the year was done already. Nothing was added."))
    return redirect(HOME)


def turn_by(request: HttpRequest, office: Office, to_year: int, form: YearTurnForm) -> bool:
    """Turn it; a refusal stands on the form."""
    day, take = form.cleaned_data["read_only_from"], form.cleaned_data["take"]
    try:
        turn_year(office=office, to_year=to_year, read_only_from=day, chosen=take, by=request.user)  # type: ignore[arg-type]
    except Refused as refused:
        form.refuse(refused)
        return False
    words = _("The office works in fiscal year %(year)s from now on. For a day you can undo it here.")
    messages.success(request, words % {"year": to_year})
    return True


def turned_context(office: Office, turn: YearTurn) -> dict[str, Any]:
    """The names the page of a turn that was done uses."""
    left_undone, still_open = unfinished_of(old_year_of(office, turn.to_year))
    return {
        "edited": office, "turn": turn, "left_undone": left_undone, "still_open": still_open,
        "writable": thai.today() < turn.read_only_from, "open": may_undo(turn, timezone.now()),
        "until": open_until(turn), "past": past_turns(office),
    }  # fmt: skip


def past_turns(office: Office) -> list[YearTurn]:
    """Turns done and undone, the newest first."""
    return list(YearTurn.objects.filter(province=office.province_id).select_related("by", "undone_by")[:10])


@login_required
@require_POST
def year_turn_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Put everything back as it was."""
    office = office_to_manage(request)
    turn = get_object_or_404(YearTurn, pk=pk, province=office.province_id)
    undo_turn(turn=turn, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("Undone. The office works in fiscal year %(year)s again.") % {"year": turn.from_year})
    return redirect(HOME)
