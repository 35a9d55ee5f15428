"""Answers a question about an item in place, on the page of the assessment."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.actions.review import answer_question
from assessments.models import ItemQuestion
from moralprovince.core.errors import Refused
from moralprovince.core.forms.fields import tidy_lines

LONGEST_ANSWER = 2000


@login_required
@require_POST
def question_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One answer, by whoever fills in the self-assessment."""
    rows = ItemQuestion.objects.visible_to(request.user).select_related("score__assessment", "score__criterion", "asked_by")
    question = get_object_or_404(rows, pk=pk)
    answer_question(question=question, answer=answer_of(request), by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("Answered. Whoever asked is told."))
    page = reverse("assessments:assessment", args=[question.score.assessment_id])
    return redirect(f"{page}#item-{question.score.criterion.number}")


def answer_of(request: HttpRequest) -> str:
    """The answer as typed.

    Raises:
        Refused: it is longer than anybody reads.
    """
    answer = tidy_lines(request.POST.get("answer", "")[: LONGEST_ANSWER * 50])
    if len(answer) > LONGEST_ANSWER:
        raise Refused(_("The answer is too long. Please say it in at most 2,000 characters."))
    return answer
