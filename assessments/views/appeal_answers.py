"""Looking again: an appeal goes to another assessor, is looked at item by item, and answered by letter."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments.actions.appeals import answer_appeal, look_again, take_up
from assessments.exports.appeals import letter_response
from assessments.forms.appeals import AnswerForm, LookForm, TakeUpForm
from assessments.models import Appeal
from assessments.permissions import can_answer_appeal, can_appeal, can_look_again, can_manage_appeal, may_look_again
from moralprovince.core.errors import NotAllowed, Refused
from pledges.actions.people import heard

from .appeals import fetch, items_of

State = Appeal.State


@login_required
def appeal_take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it to another assessor: only those are offered who may look at it."""
    appeal = fetch(request, pk)
    if not can_manage_appeal(request.user, appeal):
        raise NotAllowed(_("You do not have the right to do this here. Please ask the culture office."))
    ensure_in(State.FILED, appeal)
    data = request.POST if request.method == "POST" else None
    form = TakeUpForm(data, assessors=may_look_again(appeal))
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["assessor"]
        try:
            take_up(appeal=appeal, assessor=chosen, by=request.user)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("%(name)s was asked to look again.") % {"name": chosen})
            return redirect("assessments:appeal", pk)
    return render(request, "assessments/appeals/take_up.html", {"form": form, "appeal": appeal})


def ensure_in(state: str, appeal: Appeal) -> None:
    """Each page belongs to one state of the appeal."""
    if appeal.state != state:
        raise Refused(_("This cannot be done now: the state is “%(state)s”.") % {"state": appeal.get_state_display()})


def form_of(request: HttpRequest, appeal: Appeal, kind: type[LookForm]) -> Any:
    """The form over the items of the appeal."""
    case = appeal.assessment
    data = request.POST if request.method == "POST" else None
    return kind(data, rows=items_of(appeal), kind=case.kind, highest=case.criteria_set.max_score)


@login_required
def appeal_look(request: HttpRequest, pk: int) -> HttpResponse:
    """The other assessor writes down what she found."""
    appeal = fetch(request, pk)
    if not can_look_again(request.user, appeal):
        raise NotAllowed(_("Only the assessor of this appeal and the culture office write here."))
    ensure_in(State.IN_REVIEW, appeal)
    form = form_of(request, appeal, LookForm)
    if request.method == "POST" and form.is_valid():
        try:
            written = look_again(appeal=appeal, items=form.items(), by=request.user)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_what_was_written(request, written)
            return redirect("assessments:appeal", pk)
    return render(request, "assessments/appeals/look.html", {"form": form, "appeal": appeal})


def say_what_was_written(request: HttpRequest, written: bool) -> None:
    """Saved, or what was sent stood there already."""
    if written:
        messages.success(request, _("Saved. The culture office answers the appeal with it."))
    else:
        messages.info(request, _("Nothing was changed: all of this stood here already."))


@login_required
def appeal_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The office answers."""
    appeal = fetch(request, pk)
    if not can_answer_appeal(request.user, appeal):
        raise NotAllowed(_("Appeals are answered by the culture office."))
    ensure_in(State.IN_REVIEW, appeal)
    form = form_of(request, appeal, AnswerForm)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            answer_appeal(
                appeal=appeal, granted=given["result"] == "granted", answer=given["answer"], items=form.items(), by=request.user
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, answered_words(appeal))
            return redirect("assessments:appeal", pk)
    return render(request, "assessments/appeals/answer.html", {"form": form, "appeal": appeal})


def answered_words(appeal: Appeal) -> str:
    """Whether the body hears of it by itself."""
    told = _("Answered. The body was told; the letter can be printed here.")
    return heard(appeal.assessment.organisation, told, _("Answered. The letter can be printed here."))


@login_required
def appeal_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer as a letter, for the office and for the body."""
    appeal = fetch(request, pk)
    if not can_appeal(request.user, appeal.assessment):
        raise NotAllowed(_("The letter is for the body and the culture office."))
    if appeal.state not in (State.GRANTED, State.DISMISSED):
        raise Refused(_("This appeal has not been answered yet."))
    return letter_response(appeal)
