"""Takes lessons to the public and back: propose, publish, return with a note, take off with a reason, write anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from lessons.models import Lesson, LessonPerson
from lessons.workflow import LESSON
from moralprovince.core.actions import action
from moralprovince.core.errors import Outpaced, Refused
from moralprovince.core.models import User

from .lessons import ensure_goes_on
from .telling import close_returned, tell_published, tell_returned, tell_withdrawn


def missing_of(lesson: Lesson) -> list[str]:
    """What is still to be written before it can be proposed."""
    texts = {one.question_id: one.text.strip() for one in lesson.passages.all()}
    open_questions = [str(one) for one in lesson.method.questions.all() if one.required and not texts.get(one.pk)]
    lead = [] if lesson.lead.strip() else [str(Lesson._meta.get_field("lead").verbose_name)]  # type: ignore[union-attr]
    return [*lead, *open_questions]


def unasked_of(lesson: Lesson) -> list[str]:
    """Who told the lesson and has not agreed to be named."""
    return [one.name for one in lesson.people.all() if one.part == LessonPerson.Part.TELLER and not one.consent]


def ensure_seen(lesson: Lesson, version: int) -> None:
    """Was it this wording that she read?

    Raises:
        Outpaced: somebody changed it since.
    """
    if Lesson.objects.filter(pk=lesson.pk).values_list("version", flat=True).first() != version:
        raise Outpaced(_("Somebody changed this lesson a moment ago. Please read it again before you go on."))


@action
def propose_lesson(*, lesson: Lesson, version: int, by: User) -> None:
    """It is written; the office reads it.

    Raises:
        NotAllowed: not hers.
        Refused: it is in another state, ended with its year, or something is missing; the sentence names it.
    """
    ensure_goes_on(lesson)
    ensure_seen(lesson, version)
    step = LESSON.step("propose")
    LESSON.check(step, lesson, by, "")
    if missing := missing_of(lesson):
        raise Refused(_("Still to be written before it can be proposed: %(what)s.") % {"what": ", ".join(missing)})
    move(lesson, "propose", by)
    close_returned(lesson)


@action
def publish_lesson(*, lesson: Lesson, version: int, by: User) -> int:
    """Everybody may read it now; returns how many pictures stay inside because nobody said that their people agree.

    Raises:
        NotAllowed: not hers.
        Refused: it is in another state, or somebody who told it has not agreed to be named.
    """
    ensure_seen(lesson, version)
    LESSON.check(LESSON.step("publish"), lesson, by, "")
    if names := unasked_of(lesson):
        sentence = _("It can be published once these people have agreed to be named, or their names are taken out: %(names)s.")
        raise Refused(sentence % {"names": ", ".join(names)})
    move(lesson, "publish", by, {"published_at": timezone.now(), "published_by": by, "returned_note": ""})
    if not lesson.people.filter(part=LessonPerson.Part.REVIEWER, user=by).exists():
        order = lesson.people.count() + 1
        LessonPerson.objects.create(lesson=lesson, part=LessonPerson.Part.REVIEWER, name=by.name, user=by, order=order)
    tell_published(lesson, by)
    return lesson.photos.filter(consent=False).count()


@action
def return_lesson(*, lesson: Lesson, note: str, by: User) -> None:
    """The writer is told what is to be completed.

    Raises:
        NotAllowed: not hers.
        Refused: it is in another state, or nothing is said.
    """
    move(lesson, "return", by, {"returned_note": note.strip()}, note=note)
    tell_returned(lesson, by)


@action
def withdraw_lesson(*, lesson: Lesson, note: str, by: User) -> None:
    """Nobody outside reads it any more.

    Raises:
        NotAllowed: not hers.
        Refused: it is not published, or no reason is given.
    """
    move(lesson, "withdraw", by, note=note)
    tell_withdrawn(lesson, note, by)


@action
def revise_lesson(*, lesson: Lesson, by: User) -> None:
    """What was taken off is written anew.

    Raises:
        NotAllowed: not hers.
        Refused: it is in another state, or its year is closed.
    """
    ensure_goes_on(lesson)
    move(lesson, "revise", by)


def move(lesson: Lesson, step: str, by: User, values: Mapping[str, Any] | None = None, note: str = "") -> None:
    """Take the step; whoever still shows the old wording is told so."""
    LESSON.move(lesson, step, by=by, note=note, set_fields={**(values or {}), "version": F("version") + 1})
    lesson.refresh_from_db(fields=["version"])


Move = Callable[..., Any]
MOVES: dict[str, Move] = {
    "propose": propose_lesson, "publish": publish_lesson, "return": return_lesson, "withdraw": withdraw_lesson,
    "revise": revise_lesson,
}  # fmt: skip
