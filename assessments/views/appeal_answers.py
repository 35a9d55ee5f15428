"""Looking again: an appeal goes to another assessor, is looked at item by item, and answered by letter."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.actions.appeals import answer_appeal, look_again, take_up
from assessments.exports.appeals import letter_response
from assessments.forms.appeals import AnswerForm, LookForm
from assessments.models import Appeal
from assessments.permissions import can_answer_appeal, can_appeal, can_look_again, can_manage_appeal
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import User

from .appeals import fetch, items_of

State = Appeal.State


@login_required
@require_POST
def appeal_take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it to another assessor; who may be chosen is looked at by the action."""
    appeal, chosen = fetch(request, pk), request.POST.get("assessor", "")
    if not can_manage_appeal(request.user, appeal):
        raise NotAllowed(_("You do not have the right to do this here. Please ask the culture office."))
    found = User.objects.filter(pk=chosen).first() if chosen.isdecimal() and len(chosen) < 19 else None
    if found is None:
        raise Refused(_("Please choose another assessor for this appeal."))
    take_up(appeal=appeal, assessor=found, by=request.user)
    messages.success(request, _("%(name)s was asked to look again.") % {"name": found})
    return redirect("assessments:appeal", pk)


def ensure_open(appeal: Appeal) -> None:
    """Only what is being looked at is written on."""
    if appeal.state != State.IN_REVIEW:
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
    ensure_open(appeal)
    form = form_of(request, appeal, LookForm)
    if request.method == "POST" and form.is_valid():
        look_again(appeal=appeal, items=form.items(), by=request.user)
        messages.success(request, _("Saved. The culture office answers the appeal with it."))
        return redirect("assessments:appeal", pk)
    return render(request, "assessments/appeals/look.html", {"form": form, "appeal": appeal})


@login_required
def appeal_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The office answers."""
    appeal = fetch(request, pk)
    if not can_answer_appeal(request.user, appeal):
        raise NotAllowed(_("Appeals are answered by the culture office."))
    ensure_open(appeal)
    form = form_of(request, appeal, AnswerForm)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            answer_appeal(
                appeal=appeal, granted=given["result"] == "granted", answer=given["answer"], items=form.items(), by=request.user
            )
        except Refused as refused:
            form.refuse(refused.sentence)
        else:
            messages.success(request, _("Answered. The body was told; the letter can be printed here."))
            return redirect("assessments:appeal", pk)
    return render(request, "assessments/appeals/answer.html", {"form": form, "appeal": appeal})


@login_required
def appeal_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer as a letter, for the office and for the body."""
    appeal = fetch(request, pk)
    if not can_appeal(request.user, appeal.assessment):
        raise NotAllowed(_("The letter is for the body and the culture office."))
    if appeal.state not in (State.GRANTED, State.DISMISSED):
        raise Refused(_("This appeal has not been answered yet."))
    return letter_response(appeal)
