"""Sittings in which a lesson is distilled together: a code, cards, heaps sorted by several at once, the end."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping

from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from lessons.indexing import index
from lessons.models import Card, Lesson, Question, Sitting
from lessons.permissions import can_lead_sitting
from moralprovince.core.actions import action
from moralprovince.core.audit import record
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import User

from .lessons import PASSAGES, ensure_writes, write

# No letters that are taken for others when they are read from a wall.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LENGTH = 7
LASTS = dt.timedelta(hours=12)
MOST_CARDS = 600


@action
def open_sitting(*, lesson: Lesson, by: User) -> Sitting:
    """A code by which people add cards; a lesson that has one that is open keeps it.

    Raises:
        NotAllowed: not hers.
        Refused: the lesson is not being written.
    """
    ensure_writes(lesson, by)
    running = lesson.sittings.open().first()
    if running:
        return running
    code = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
    sitting = Sitting.objects.create(lesson=lesson, code=code, facilitator=by, expires_at=timezone.now() + LASTS)
    record("open_sitting", lesson, by=by)
    return sitting


def ensure_leads(sitting: Sitting, by: User) -> None:
    """Is it hers to lead?

    Raises:
        NotAllowed: it is not.
    """
    if not can_lead_sitting(by, sitting):
        raise NotAllowed(_("This session is led by those who write the lesson."))


@action
def close_sitting(*, sitting: Sitting, by: User) -> None:
    """Nobody adds cards any more; those that are there stay.

    Raises:
        NotAllowed: not hers.
    """
    ensure_leads(sitting, by)
    if Sitting.objects.filter(pk=sitting.pk, closed_at=None).update(closed_at=timezone.now()):
        record("close_sitting", sitting.lesson, by=by)


def sitting_of(code: str) -> Sitting | None:
    """The sitting a code opens, as long as it takes cards."""
    return Sitting.objects.open().filter(code=code.upper()[:12]).select_related("lesson__method").first()


@action
def add_card(*, sitting: Sitting, question: Question, text: str, by_name: str, key: str, by: User | None = None) -> Card:
    """One thought on one question; sent twice over a poor line it is one card.

    Raises:
        Refused: the session was closed meanwhile, the question is of another method, or there are enough cards.
    """
    if sitting_of(sitting.code) is None:
        raise Refused(_("This session is closed. What you typed stays on your telephone."))
    if question.method_id != sitting.lesson.method_id:
        raise Refused(_("Please choose one of the questions."))
    cards = Card.objects.filter(sitting=sitting)
    if cards.count() >= MOST_CARDS:
        raise Refused(_("There are very many cards already. Please tell whoever leads the session."))
    card = Card(sitting=sitting, question=question, text=text, by_name=by_name, key=key)
    Card.objects.bulk_create([card], ignore_conflicts=True)
    return cards.get(key=key)


# Sorting


@action
def lay_cards(*, sitting: Sitting, cards: Mapping[int, int], heap: str, aside: bool = False, by: User) -> list[str]:
    """Lay cards on a heap, on none, or aside; `cards` says the version of each as it was seen.

    Two people sort at once: what somebody else laid elsewhere meanwhile stays there. Returns the texts of those cards.

    Raises:
        NotAllowed: not hers.
    """
    ensure_leads(sitting, by)
    order = (sitting.cards.aggregate(last=Max("order"))["last"] or 0) + 1
    missed = []
    for key, version in sorted(cards.items()):
        same = Card.objects.filter(sitting=sitting, pk=key, version=version)
        if not same.update(heap="" if aside else heap, set_aside=aside, order=order, version=F("version") + 1):
            missed.append(key)
        order += 1
    return list(Card.objects.filter(sitting=sitting, pk__in=missed).values_list("text", flat=True))


@action
def take_into_lesson(*, sitting: Sitting, question: Question, by: User) -> int:
    """Add the heaps of a question to what the lesson says to it: a line for each heap; what stands there already is left out.

    Returns how many lines were added.

    Raises:
        NotAllowed: not hers.
        Refused: the lesson is not being written.
        Outpaced: somebody saved the lesson this very moment.
    """
    ensure_leads(sitting, by)
    lesson = Lesson.objects.select_related("programme_year").get(pk=sitting.lesson_id)
    ensure_writes(lesson, by)
    passage, _made = lesson.passages.get_or_create(question=question)
    before, there = passage.text, set(passage.text.splitlines())
    new = [line for line in lines_of(sitting.cards.filter(question=question, set_aside=False)) if line not in there]
    if not new:
        return 0
    write(lesson, lesson.version, {})
    passage.text = "\n".join([*filter(None, [before]), *new])
    passage.save(update_fields=["text"])
    index(lesson)
    record("take_into_lesson", lesson, by=by, changes={PASSAGES: [before, passage.text]})
    return len(new)


def lines_of(cards: Iterable[Card]) -> list[str]:
    """One line for each heap, its name first; a card that lies on none is a line of its own."""
    heaps: dict[str, list[str]] = {}
    for place, card in enumerate(cards):
        heaps.setdefault(card.heap or f"\x00{place}", []).append(card.text)
    return [
        texts[0] if heap.startswith("\x00") else f"{heap}: {', '.join(dict.fromkeys(texts))}" for heap, texts in heaps.items()
    ]
