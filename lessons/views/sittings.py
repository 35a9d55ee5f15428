"""The facilitator's pages of a sitting: the wall with its code, cards that arrive by themselves, heaps, and the lesson."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lessons.actions import sittings as actions
from lessons.models import Card, Question, Sitting
from moralprovince.core import thai
from moralprovince.core.values import clipped, key_typed
from networks.exports.attendance import qr_of

from .lessons import fetch as fetch_lesson

ABOUT = ("lesson__method", "lesson__organisation", "lesson__network", "lesson__programme_year", "facilitator")


@dataclass
class Column:
    """The cards of one question: those that lie nowhere yet, heaps by their names, and those set aside."""

    question: Question
    loose: list[Card] = field(default_factory=list)
    heaps: dict[str, list[Card]] = field(default_factory=dict)
    aside: list[Card] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many there are, without those set aside."""
        return len(self.loose) + sum(map(len, self.heaps.values()))

    def take(self, card: Card) -> None:
        """Lay a card where it belongs."""
        if card.set_aside:
            self.aside.append(card)
        elif card.heap:
            self.heaps.setdefault(card.heap, []).append(card)
        else:
            self.loose.append(card)


def columns_of(sitting: Sitting, questions: Iterable[Question]) -> list[Column]:
    """All cards, question by question."""
    found = {one.pk: Column(one) for one in questions}
    for card in sitting.cards.all():
        if card.question_id in found:
            found[card.question_id].take(card)
    return list(found.values())


def fetch(request: HttpRequest, pk: int) -> Sitting:
    """A sitting this person leads."""
    return get_object_or_404(Sitting.objects.visible_to(request.user).select_related(*ABOUT), pk=pk)


def is_open(sitting: Sitting) -> bool:
    """Does it take cards?"""
    return sitting.closed_at is None and sitting.expires_at > timezone.now()


@login_required
@require_POST
def sitting_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a session."""
    sitting = actions.open_sitting(lesson=fetch_lesson(request, pk), by=request.user)  # type: ignore[arg-type]
    return redirect("lessons:sitting", sitting.pk)


@login_required
@never_cache
@require_safe
def sitting(request: HttpRequest, pk: int) -> HttpResponse:
    """The wall: code, QR picture, and the cards as they come."""
    shown = fetch(request, pk)
    address = settings.SITE_URL + reverse("lessons:sit", args=[shown.code])
    columns = columns_of(shown, shown.lesson.method.questions.all())
    return render(request, "lessons/sittings/wall.html", {
        "sitting": shown, "address": address, "qr": qr_of(address), "columns": columns, "open": is_open(shown),
    })  # fmt: skip


@login_required
@never_cache
@require_safe
def sitting_board(request: HttpRequest, pk: int) -> HttpResponse:
    """The cards alone: the wall asks for them every few seconds."""
    shown = fetch(request, pk)
    columns = columns_of(shown, shown.lesson.method.questions.all())
    return render(request, "lessons/sittings/_board.html", {"sitting": shown, "columns": columns, "open": is_open(shown)})


def question_of(sitting: Sitting, code: str) -> Question:
    """A question of the method."""
    return get_object_or_404(sitting.lesson.method.questions, code=code)


@login_required
@never_cache
def sitting_sort(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The cards of one question: tick some, name a heap; several people may do it at once."""
    shown = fetch(request, pk)
    question = question_of(shown, code)
    if request.method == "POST":
        sort(request, shown, question)
        return redirect("lessons:sitting-sort", pk, code)
    questions = list(shown.lesson.method.questions.all())
    columns = columns_of(shown, questions)
    column = next(one for one in columns if one.question.pk == question.pk)
    return render(request, "lessons/sittings/sort.html", {
        "sitting": shown, "column": column, "columns": columns, "open": is_open(shown), "last": newest_of(shown, question),
        "passage": shown.lesson.passages.filter(question=question).first(),
    })  # fmt: skip


def newest_of(sitting: Sitting, question: Question) -> int:
    """The key of the newest card."""
    return sitting.cards.filter(question=question).order_by("-pk").values_list("pk", flat=True).first() or 0


def ticked(request: HttpRequest, sitting: Sitting, question: Question) -> dict[int, int]:
    """The cards that were ticked, with the version of each as it was seen; a whole heap as it lies now."""
    found = {}
    for value in request.POST.getlist("card")[:600]:
        key, _colon, version = value.partition(":")
        if key.isdecimal() and version.isdecimal() and len(key) < 18 and len(version) < 9:
            found[int(key)] = int(version)
    whole = [clipped(name, 80) for name in request.POST.getlist("whole")]
    rows = sitting.cards.filter(question=question, heap__in=[name for name in whole if name], set_aside=False)
    return found | dict(rows.values_list("pk", "version"))


def sort(request: HttpRequest, sitting: Sitting, question: Question) -> None:
    """Do what the button says, and say what somebody else did meanwhile."""
    cards, wish = ticked(request, sitting, question), request.POST.get("do", "lay")
    heap = thai.tidy(request.POST.get("heap", ""))[:80]
    if wish not in ("lay", "loose", "aside"):
        return
    if not cards:
        messages.info(request, _("Please tick the cards first."))
        return
    if wish == "lay" and not heap:
        messages.info(request, _("Please give the heap a name."))
        return
    missed = actions.lay_cards(
        sitting=sitting, cards=cards, heap=heap if wish == "lay" else "", aside=wish == "aside", by=request.user,  # type: ignore[arg-type]
    )  # fmt: skip
    if missed:
        words = ngettext(
            "%(count)s card was laid elsewhere by somebody else a moment ago and stays there: %(texts)s",
            "%(count)s cards were laid elsewhere by somebody else a moment ago and stay there: %(texts)s", len(missed),
        )  # fmt: skip
        messages.warning(request, words % {"count": len(missed), "texts": " · ".join(missed)[:300]})


@login_required
@never_cache
@require_safe
def sitting_new(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """How many cards have come since the page was opened: it asks every few seconds, so that nothing moves while one sorts."""
    shown = fetch(request, pk)
    after = key_typed(request.GET.get("after", ""))
    count = shown.cards.filter(question=question_of(shown, code), pk__gt=after).count()
    return render(request, "lessons/sittings/_new.html", {"sitting": shown, "count": count, "code": code, "after": after})


@login_required
@require_POST
def sitting_take(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Take the heaps of a question into the lesson."""
    shown = fetch(request, pk)
    added = actions.take_into_lesson(sitting=shown, question=question_of(shown, code), by=request.user)  # type: ignore[arg-type]
    words = ngettext("%(count)s line was added to the lesson.", "%(count)s lines were added to the lesson.", added)
    messages.success(request, words % {"count": added} if added else _("All of it stands in the lesson already."))
    return redirect("lessons:sitting-sort", pk, code)


@login_required
@require_POST
def sitting_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close it; the cards stay."""
    shown = fetch(request, pk)
    actions.close_sitting(sitting=shown, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("The session is closed. Its cards stay here."))
    return redirect("lessons:sitting", pk)
