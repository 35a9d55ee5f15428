"""Reminder ladders: look at the rungs, change their words with a preview, add, remove, switch off."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from moralprovince.core.audit import histories_of, history_of
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.portal.actions import ladders as actions
from moralprovince.portal.current import office_of, province_code
from moralprovince.portal.forms.ladders import RungEditForm, RungForm
from moralprovince.portal.models import Ladder, Rung
from moralprovince.portal.permissions import can_manage_reminders
from moralprovince.portal.wording import fill, known_in, sample
from networks.models import Office


def ladder_of(request: HttpRequest, pk: int) -> Ladder:
    """A ladder of a province whose reminders this person looks after."""
    return get_object_or_404(Ladder.objects.visible_to(request.user).select_related("province"), pk=pk)


def rung_of(request: HttpRequest, pk: int) -> Rung:
    """A rung of such a ladder."""
    return get_object_or_404(Rung.objects.visible_to(request.user).select_related("ladder__province"), pk=pk)


@login_required
@require_GET
def ladders(request: HttpRequest) -> HttpResponse:
    """The ladders of the province; where there is one only, that one."""
    if not can_manage_reminders(request.user, province_code(request)):
        raise NotAllowed(_("Reminders are changed by officers of the culture office."))
    rows = Ladder.objects.visible_to(request.user).filter(province=province_code(request)).order_by("kind")
    return render(request, "portal/reminders/ladders.html", {"ladders": rows.prefetch_related("rungs")})


@login_required
@require_GET
def ladder(request: HttpRequest, pk: int) -> HttpResponse:
    """The rungs of a ladder in the order of days."""
    found = ladder_of(request, pk)
    rungs, office = list(found.rungs.all()), own_office(request, found)
    read = [(rung, subject_read(found, rung, office)) for rung in rungs]
    days = [(offset, list(same_day)) for offset, same_day in groupby(read, key=lambda one: one[0].offset)]
    events = (history_of(found) | histories_of(Rung, [str(rung.pk) for rung in rungs]))[:50]
    return render(request, "portal/reminders/ladder.html", {"ladder": found, "days": days, "events": events})


def own_office(request: HttpRequest, ladder: Ladder) -> Office | None:
    """The office whose letters these are, where it is the one she works for."""
    office = office_of(request)
    return office if office and office.pk == ladder.province_id else None


def subject_read(ladder: Ladder, rung: Rung, office: Office | None) -> str:
    """A rung's subject as it would be read on its day."""
    return fill(rung.subject, sample(ladder.kind, rung.who, office, rung.offset))


@login_required
def rung_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a rung."""
    rung = rung_of(request, pk)
    form = RungEditForm(request.POST or None, row=rung, known=known_in(rung.ladder.kind))
    if "preview" not in request.POST and form.saved_by(actions.edit_rung, rung=rung, by=request.user):
        messages.success(request, _("Saved. The new words are used from the next reminder on."))
        return redirect("ladder", rung.ladder_id)
    return show_form(request, form, rung.ladder, rung)


@login_required
def rung_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a rung to a ladder."""
    ladder = ladder_of(request, pk)
    first = {"who": "contact", "channel": "email"}
    form = RungForm(request.POST or None, initial=first, known=known_in(ladder.kind))
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        try:
            actions.add_rung(ladder=ladder, content=form.content(), by=request.user)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Added. It is used from its next day on."))
            return redirect("ladder", ladder.pk)
    return show_form(request, form, ladder, None)


def show_form(request: HttpRequest, form: RungForm, ladder: Ladder, rung: Rung | None) -> HttpResponse:
    """The form with its preview beside it."""
    context = {"form": form, "ladder": ladder, "rung": rung, "known": form.known, **preview_of(request, form, ladder)}
    return render(request, "portal/reminders/rung.html", context)


@login_required
@require_POST
def rung_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview alone, for the page that asks while somebody types."""
    shown = preview_of(request, RungForm(request.POST), ladder_of(request, pk))
    return render(request, "portal/reminders/_preview.html", shown)


def preview_of(request: HttpRequest, form: RungForm, ladder: Ladder) -> dict[str, Any]:
    """The words as a reader of a sample report would get them."""
    typed = form.typed()
    values = sample(ladder.kind, typed["who"], own_office(request, ladder), form.typed_offset())
    return {"subject": fill(typed["subject"], values), "body": fill(typed["body"], values), "channel": typed["channel"]}


@login_required
@require_POST
def rung_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a rung out."""
    rung = rung_of(request, pk)
    actions.remove_rung(rung=rung, by=request.user)
    messages.success(request, _("Taken out. Nobody is reminded by it any more."))
    return redirect("ladder", rung.ladder_id)


@login_required
@require_POST
def ladder_switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch a ladder on or off."""
    found = ladder_of(request, pk)
    active = request.POST.get("active") == "on"
    actions.switch_ladder(ladder=found, active=active, by=request.user)
    messages.success(request, _("The reminders are on.") if active else _("The reminders are off; what waited is not sent."))
    return redirect("ladder", pk)
