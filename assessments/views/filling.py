"""Filling in a self-assessment: kept as one types, evidence piece by piece, sent once; and entering one from paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.actions.assessments import file_from_paper, save_scores, scores_of, send_assessment
from assessments.forms.assessments import PaperForm, PieceForm, SelfAssessmentForm
from assessments.items import items_of, with_evidence, with_offers
from assessments.models import Assessment
from assessments.permissions import can_enter_from_paper, can_write_assessment
from assessments.querysets.assessments import OWN
from assessments.standing import standing_of
from moralprovince.core import thai
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.files import store
from moralprovince.core.values import version_typed
from moralprovince.core.views.keeping import told_refused, told_saved

from .evidence import NOTED, keep_piece, press_at_piece, use_piece
from .pages import fetch


@login_required
def fill(request: HttpRequest, pk: int) -> HttpResponse:
    """The form; one form with several buttons, so that nothing typed is lost whichever is pressed."""
    assessment = fetch_to_fill(request, pk)
    if request.method == "POST":
        return take(request, assessment, SelfAssessmentForm)
    if assessment.state not in OWN:
        return redirect("assessments:assessment", pk)
    return show(request, read(assessment, SelfAssessmentForm))


@login_required
def enter_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The same form for an officer who enters what came on paper."""
    assessment = fetch(request, pk)
    if not can_enter_from_paper(request.user, assessment.province_id):
        raise NotAllowed(_("Only the culture office enters what came on paper."))
    if request.method == "POST":
        return take(request, assessment, PaperForm)
    if assessment.state not in OWN:
        return redirect("assessments:assessment", pk)
    return show(request, read(assessment, PaperForm))


def fetch_to_fill(request: HttpRequest, pk: int) -> Assessment:
    """An assessment this person fills in.

    Raises:
        NotAllowed: she may only read it.
    """
    assessment = fetch(request, pk)
    if not can_write_assessment(request.user, assessment):
        raise NotAllowed(_("You do not have the right to fill in this self-assessment."))
    return assessment


def read(assessment: Assessment, kind: type[SelfAssessmentForm], data: Any = None, files: Any = None) -> SelfAssessmentForm:
    """The form over what is stored, and over what was typed where something was."""
    form = kind(data, files, assessment=assessment, items=items_of(assessment))
    if data is not None:
        form.full_clean()
    return form


def take(request: HttpRequest, assessment: Assessment, kind: type[SelfAssessmentForm]) -> HttpResponse:
    """Take what was typed as far as it can be read, then do what the pressed button says."""
    form = read(assessment, kind, request.POST, request.FILES)
    wish = request.POST.get("do", "save")
    pieces = form.given_pieces(wish)
    if wish == "submit":
        form.add_what_is_missing()
    try:
        done = act(request, form, pieces, wish, version_typed(request.POST))
    except Refused as refused:
        return outpaced_or_sent(request, assessment, kind, refused)
    return done or show(request, form)


def act(
    request: HttpRequest, form: SelfAssessmentForm, pieces: dict[int, PieceForm], wish: str, version: int
) -> HttpResponse | None:
    """Do it; None where the form is shown again with its sentences. Whatever could be read is saved either way."""
    user, assessment = request.user, form.assessment
    sendable = wish == "submit" and not form.broken
    if not sendable or pieces:
        save_scores(assessment=assessment, entries=form.entries(), version=version, by=user, by_itself=sendable)  # type: ignore[arg-type]
        version = assessment.version
    for number, piece in pieces.items():
        if not piece.errors and keep_piece(request, form.items[number - 1].score, piece, sending=sendable):
            form.empty_pieces(number)
    added = use_piece(request, assessment, wish) or bool(pieces)
    press_at_piece(assessment, wish, user)
    return sent(request, form, version) if sendable and not form.broken else saved(request, form, wish, added)


def saved(request: HttpRequest, form: SelfAssessmentForm, wish: str, added: bool) -> HttpResponse | None:
    """After saving: back to the form, at the item whose button was pressed; or the form again with its sentences."""
    if form.broken:
        return None
    messages.success(request, words_after_saving(wish, added))
    if isinstance(form, PaperForm):
        # How it came is kept only when it is sent: the page is shown again with what was typed.
        again = read(fetch(request, form.assessment.pk), PaperForm, request.POST, request.FILES)
        again.empty_pieces()
        return show(request, again)
    where = reverse("assessments:assessment-fill", args=[form.assessment.pk])
    item = item_of(wish)
    return redirect(f"{where}#item-{item}" if item else where)


def words_after_saving(wish: str, added: bool) -> Any:
    """What was done."""
    noted = NOTED.get(wish.partition("-")[0])
    if noted or added:
        return noted or _("The evidence was added.")
    return _("Saved at %(time)s. You can go on later.") % {"time": thai.clock()}


def item_of(wish: str) -> str:
    """The item whose button was pressed (evidence-4, use-4-17); none where it was the whole form's."""
    _verb, _dash, rest = wish.partition("-")
    number = rest.partition("-")[0]
    return number if number.isdecimal() else ""


def sent(request: HttpRequest, form: SelfAssessmentForm, version: int) -> HttpResponse:
    """Send it, and say what happens next."""
    user: Any = request.user
    assessment = form.assessment
    if isinstance(form, PaperForm):
        data = form.cleaned_data
        paper = store(data["paper"], by=user) if data["paper"] else None
        file_from_paper(
            assessment=assessment, entries=form.entries(), on_behalf_of=data["on_behalf_of"],
            received_on=data["received_on"], paper=paper, version=version, by=user,
        )  # fmt: skip
        messages.success(request, _("Entered for %(name)s.") % {"name": assessment.title})
    else:
        send_assessment(assessment=assessment, entries=form.entries(), version=version, by=user)
        messages.success(request, thanks())
    return redirect("assessments:assessment", assessment.pk)


def thanks() -> str:
    """What happens next."""
    return _("Sent for review. Thank you! You see here how it goes on.")


def outpaced_or_sent(
    request: HttpRequest, assessment: Assessment, kind: type[SelfAssessmentForm], refused: Refused
) -> HttpResponse:
    """A second press of the same button is fine; otherwise show what is stored beside what was typed."""
    fresh = fetch(request, assessment.pk)
    form = read(fresh, kind, request.POST, request.FILES)
    wish = request.POST.get("do", "save")
    if wish == "submit":
        form.add_what_is_missing()
    behind = isinstance(refused, Outpaced) and version_typed(request.POST) != fresh.version
    if fresh.state in OWN and behind and form.says_what_is_stored():
        # What stands there is what was typed (saved by the form itself a moment ago): nobody was in the way.
        return act(request, form, form.given_pieces(wish), wish, fresh.version) or show(request, form)
    if fresh.state == Assessment.State.SUBMITTED and fresh.filed_by_id == request.user.pk and form.says_what_is_stored():
        messages.success(request, thanks())
        return redirect("assessments:assessment", fresh.pk)
    form.refuse(refused)
    return show(request, form, status=409, differences=form.differences())


def show(request: HttpRequest, form: SelfAssessmentForm, status: int = 200, **more: Any) -> HttpResponse:
    """The page around the form, with what reports and the pledge of the year offer."""
    assessment = form.assessment
    for piece in form.pieces.values():
        piece.ask_for_files_again()
    with_offers(with_evidence(form.items), assessment)
    scores = [item.score.self_score for item in form.items]
    shown = {
        "assessment": assessment, "organisation": assessment.organisation, "form": form, "items": form.items,
        "standing": standing_of(assessment, scores), "filing": isinstance(form, PaperForm), "day": thai.today(), **more,
    }  # fmt: skip
    return render(request, "assessments/assessments/fill.html", shown, status=status)


@login_required
@require_POST
def autosave(request: HttpRequest, pk: int) -> JsonResponse:
    """What a script saves while somebody types; answered by the time and the level so far, or by a sentence."""
    assessment = fetch_to_fill(request, pk)
    form = SelfAssessmentForm(request.POST, assessment=assessment, items=items_of(assessment))
    form.full_clean()
    try:
        save_scores(  # fmt: skip
            assessment=assessment,
            entries=form.entries(),
            version=version_typed(request.POST),
            by=request.user,
            by_itself=True,  # type: ignore[arg-type]
        )
    except Refused as refused:
        return kept_before(request, pk, refused) or told_refused(refused)
    return told_with_level(form)


def kept_before(request: HttpRequest, pk: int, refused: Refused) -> JsonResponse | None:
    """What is sent once more, since its answer got lost on the way, stands already: nobody was in the way."""
    fresh = fetch(request, pk)
    form = read(fresh, SelfAssessmentForm, request.POST)
    stands = isinstance(refused, Outpaced) and fresh.state in OWN and form.says_what_is_stored()
    return told_with_level(form) if stands else None


def told_with_level(form: SelfAssessmentForm) -> JsonResponse:
    """It is saved, and this is the level that the scores reach so far."""
    standing = standing_of(form.assessment, [score.self_score for score in scores_of(form.assessment)])
    html = render_to_string("assessments/assessments/_standing.html", {"standing": standing})
    return told_saved(form, form.assessment.version, standing=html)
