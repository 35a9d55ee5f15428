"""Evidence under the items of a self-assessment: added by a script, taken over, agreed to, taken out, and opened."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from assessments.actions.evidence import AlreadyUnder, add_to_score, agree_to_added, remove_from_score, use_evidence
from assessments.forms.assessments import PieceForm
from assessments.items import Item, with_evidence
from assessments.models import Assessment, EvidenceUse, Score
from assessments.permissions import can_write_assessment
from moralprovince.core import pictures
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.files import store
from moralprovince.core.models import User
from moralprovince.core.views.files import served
from moralprovince.core.views.keeping import told_added, told_problems, told_refused
from pledges.models import Evidence

from .pages import fetch

# The buttons of a piece, and what is said once one was pressed.
NOTED = {
    "agree": pictures.NOTED[True],
    "disagree": lazy("Noted: it is used in the self-assessment only."),
    "remove": lazy("The evidence was taken out."),
}


def keep_piece(request: HttpRequest, score: Score, piece: PieceForm, *, sending: bool = False) -> bool:
    """Store the file and hang it on the item; why not stands at its box, and its file is cleared away later."""
    upload, by = piece.cleaned_data["file"], cast(User, request.user)
    with piece.refusals_at_their_box():
        try:
            add_to_score(score=score, file=store(upload, by=by) if upload else None, by=by, **piece.about())
        except AlreadyUnder as under:
            # An answer that got lost leaves the piece in its box; what says nothing more need not hold the rest back.
            if not (sending and piece.adds_nothing_to(under.use)):
                raise
            tell_already_under(request, piece.number)
    return not piece.errors


def tell_already_under(request: HttpRequest, number: int) -> None:
    """Nothing is wrong and nothing was added."""
    told = _("The evidence chosen last for item %(item)s is under it already and was not added again.")
    messages.info(request, told % {"item": number})


def use_piece(request: HttpRequest, assessment: Assessment, wish: str) -> bool:
    """Take over what was pressed (use-4-17: piece 17 under item 4); False where it does not exist, or stands there already."""
    keys = keys_of(wish, "use-")
    score = evidence = None
    if len(keys) == 2:
        score = assessment.scores.select_related("criterion").filter(criterion__number=keys[0]).first()
        evidence = Evidence.objects.select_related("file").filter(pk=keys[1]).first()
    if not (score and evidence):
        return False
    try:
        use_evidence(score=score, evidence=evidence, by=cast(User, request.user))
    except AlreadyUnder:
        tell_already_under(request, keys[0])
        return False
    return True


def press_at_piece(assessment: Assessment, wish: str, by: Any) -> None:
    """Do what the button of a piece says (remove-4-17, agree-4-17); one of another assessment is not found, nothing happens."""
    verb = wish.partition("-")[0]
    keys = keys_of(wish, f"{verb}-") if verb in NOTED else []
    if len(keys) != 2:
        return
    uses = EvidenceUse.objects.filter(score__assessment=assessment, pk=keys[1])
    use = uses.select_related("score__criterion", "file", "evidence__file").first()
    if use and verb == "remove":
        remove_from_score(use=use, by=by)
    elif use:
        agree_to_added(use=use, consent=verb == "agree", by=by)


def keys_of(wish: str, prefix: str) -> list[int]:
    """The numbers in a pressed button's value; none where it is another button."""
    parts = wish.removeprefix(prefix).split("-") if wish.startswith(prefix) else []
    return [int(part) for part in parts if part.isdecimal() and len(part) < 18]


@login_required
@require_POST
def evidence_add(request: HttpRequest, pk: int, number: int) -> JsonResponse:
    """One piece of evidence sent by a script, the rest of the form staying as it stands."""
    assessment = fetch(request, pk)
    if not can_write_assessment(request.user, assessment):
        raise NotAllowed(_("You do not have the right to fill in this self-assessment."))
    score = get_object_or_404(assessment.scores.select_related("criterion"), criterion__number=number)
    form = PieceForm(request.POST, request.FILES, number=number)
    try:
        if not (form.is_valid() and keep_piece(request, score, form)):
            return told_problems(form, html=pieces_now(score))
    except Refused as refused:
        return told_refused(refused)
    return told_added(pieces_now(score))


def pieces_now(score: Score) -> str:
    """The list under an item, also beside a refusal: what is "there already" came in by a press that was never answered."""
    [item] = with_evidence([Item(score)])
    return render_to_string("assessments/assessments/_evidence.html", {"item": item, "filling": True})


@login_required
@require_safe
def evidence_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of a piece, for whoever sees the assessment it stands under, whatever she may see of reports."""
    uses = EvidenceUse.objects.visible_to(request.user).select_related("file", "evidence__file")
    stored = get_object_or_404(uses, pk=pk).stored
    if stored is None:
        raise Http404(_("There is no such file."))
    return served(request, stored)
