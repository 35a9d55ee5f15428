"""The page behind the code of a sitting: choose a question, send a card; without an account, from a telephone."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lessons.actions import sittings as actions
from lessons.forms.sittings import CardForm
from lessons.models import Sitting
from moralprovince.core.errors import Refused

# A whole hall shares one address; whoever tries unknown codes waits sooner.
LOOKS = {"sit": "900/m/ip,9000/h/ip"}
WRONG = {"sit-wrong": "20/m/ip,120/h/ip"}
TEMPLATE = "lessons/sittings/sit.html"


@require_http_methods(["GET", "HEAD", "POST"])
def sit(request: HttpRequest, code: str) -> HttpResponse:
    """Send a card; a script sends it with a key of its own and is answered in few words."""
    sitting = sitting_behind(request, code)
    if sitting is None:
        return closed(request)
    questions = list(sitting.lesson.method.questions.all())
    form = CardForm(request.POST if request.method == "POST" else None, questions=questions, initial=first(request))
    sent, refusal = False, ""
    if form.is_valid():
        try:
            given = {**form.cleaned_data, "key": form.cleaned_data["key"] or uuid.uuid4().hex}
            actions.add_card(sitting=sitting, **given)
            sent = True
        except Refused as refused:
            refusal = str(refused.sentence)
    if "application/json" in request.headers.get("Accept", ""):
        return guarded(told(form, sent=sent, refusal=refusal))
    return guarded(shown(request, sitting, form, questions, sent=sent, refusal=refusal))


def first(request: HttpRequest) -> dict[str, Any]:
    """What stands in the form at first; the key makes pressing twice one card."""
    return {"key": uuid.uuid4().hex, "question": request.GET.get("question", "")[:40]}


def told(form: CardForm, *, sent: bool, refusal: str) -> HttpResponse:
    """What a script is answered."""
    if sent:
        return JsonResponse({"sent": True})
    words = refusal or " ".join(sentence for found in form.errors.values() for sentence in found)
    return JsonResponse({"sentence": words}, status=409 if refusal else 422)


def shown(
    request: HttpRequest, sitting: Sitting, form: CardForm, questions: list[Any], *, sent: bool, refusal: str
) -> HttpResponse:
    """The page: after a card an empty one, with question and name kept."""
    if sent:
        data = form.cleaned_data
        again = {"question": data["question"].code, "by_name": data["by_name"], "key": uuid.uuid4().hex}
        form = CardForm(questions=questions, initial=again)
    context = {"sitting": sitting, "form": form, "questions": questions, "sent": sent, "refusal": refusal}
    return render(request, TEMPLATE, context, status=409 if refusal else 200)


def sitting_behind(request: HttpRequest, code: str) -> Sitting | None:
    """The sitting of a code; nobody who tries too often is answered."""
    looks = ratelimit.consume(request, app="lessons", action="sit", config=LOOKS, limit_get=True)
    if looks is None or waits(request):
        request.__dict__["_waits"] = True
        return None
    found = actions.sitting_of(code)
    if found is None:
        ratelimit.consume(request, app="lessons", action="sit-wrong", config=WRONG, limit_get=True)
    return found


def waits(request: HttpRequest) -> bool:
    """Were too many unknown codes tried from here?"""
    if "_waits" not in request.__dict__:
        used = ratelimit.consume(request, app="lessons", action="sit-wrong", config=WRONG, limit_get=True, dry_run=True)
        request.__dict__["_waits"] = used is None
    return request.__dict__["_waits"]


def closed(request: HttpRequest) -> HttpResponse:
    """Unknown, over, or closed: the same for all, so that nobody learns which codes there are."""
    status = 429 if waits(request) else 404
    if "application/json" in request.headers.get("Accept", ""):
        words = _("This session is closed. What you typed stays on your telephone.")
        return guarded(JsonResponse({"sentence": words}, status=status))
    return guarded(render(request, TEMPLATE, {"sitting": None, "waiting": status == 429}, status=status))


def guarded(response: HttpResponse) -> HttpResponse:
    """Nobody keeps it, nobody finds it, and the address does not travel on."""
    patch_cache_control(response, private=True, no_store=True)
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def sit_code(request: HttpRequest) -> HttpResponse:
    """Type the code that stands on the wall."""
    code = "".join(char for char in request.POST.get("code", "")[:60].upper() if char.isascii() and char.isalnum())[:12]
    if request.method == "POST" and code:
        return redirect("lessons:sit", code)
    return guarded(render(request, "lessons/sittings/code.html", {"missing": request.method == "POST"}))
