"""Begins lessons with what is known, writes them under a version, keeps their pictures, and takes back a consent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lessons.indexing import index
from lessons.material import FigureEntry, Material, Source, material_of
from lessons.models import Lesson, LessonFigure, LessonPerson, LessonPhoto, Method, Passage, Topic
from lessons.permissions import can_begin_lesson, can_review_lesson, can_write_lesson
from moralprovince.core import pictures, thai
from moralprovince.core.actions import action
from moralprovince.core.audit import changes_between, record, snapshot
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.files import copied, give_to
from moralprovince.core.models import StoredFile, User
from moralprovince.core.outbox import in_letter_language
from networks.actions.activities import year_of
from networks.actions.years import ensure_year_open, is_closed
from networks.models import Virtue

State = Lesson.State
# The history names what hangs on a lesson by these paths.
PASSAGES, FIGURES, PEOPLE = "lessons.passage.text", "lessons.lessonfigure.label", "lessons.lessonperson.name"
PICTURES = "lessons.lessonphoto"


@dataclass(frozen=True)
class PersonEntry:
    """Somebody as she was typed; `key` says which of the kept ones she is."""

    name: str
    part: str
    consent: bool = False
    key: int | None = None


@dataclass(frozen=True)
class PictureEntry:
    """What is said of a picture that is there already."""

    key: int
    caption: str = ""
    consent: bool = False


@dataclass(frozen=True)
class LessonContent:
    """What stands in the form."""

    title: str
    lead: str = ""
    problem: str = ""
    good: str = ""
    distilled_on: dt.date | None = None
    place: str = ""
    # By their keys, or as rows.
    virtues: tuple[Virtue | str, ...] = ()
    topics: tuple[Topic | str, ...] = ()
    # By the key of the question.
    passages: Mapping[int, str] = field(default_factory=dict)
    figures: tuple[FigureEntry, ...] = ()
    people: tuple[PersonEntry, ...] = ()
    pictures: tuple[PictureEntry, ...] = ()


MANY = ("virtues", "topics", "passages", "figures", "people", "pictures")
FIELDS = tuple(one.name for one in fields(LessonContent) if one.name not in MANY)


# Rules


def ensure_writes(lesson: Lesson, by: User) -> None:
    """Is it hers to write, and is it being written? The office may mend what was proposed to it.

    Raises:
        NotAllowed: not hers.
        Refused: it was proposed, published or taken off, or was not proposed before its year was closed.
    """
    if not can_write_lesson(by, lesson):
        raise NotAllowed(_("This lesson is written by those whose lesson it is, and by the culture office."))
    if lesson.state == State.PUBLISHED:
        raise Refused(_("This lesson is published. It can be written anew once the office has taken it off the public site."))
    if lesson.state == State.WITHDRAWN:
        raise Refused(_("This lesson is taken off the public site. Press “Write it anew” first."))
    if lesson.state == State.PROPOSED and not can_review_lesson(by, lesson):
        raise Refused(_("This lesson waits for the office; it can be changed once the office has returned it."))
    ensure_goes_on(lesson)


def ends_with_its_year(lesson: Lesson) -> bool:
    """Is its year closed, and was it not proposed before? What was goes on to the public, as it is returned and mended."""
    return lesson.state in (State.DRAFT, State.WITHDRAWN) and is_closed(lesson.programme_year, thai.today())


def ensure_goes_on(lesson: Lesson) -> None:
    """The same as a refusal.

    Raises:
        Refused: it ended with its year.
    """
    if ends_with_its_year(lesson):
        ensure_year_open(lesson.programme_year)


def write(lesson: Lesson, version: int, values: dict[str, Any]) -> dict[str, list[Any]]:
    """Write columns unless somebody saved or moved it meanwhile; what changed.

    Raises:
        Outpaced: the stored version is a newer one, or it is in another state by now.
    """
    before = snapshot(lesson, values)
    same = Lesson.objects.filter(pk=lesson.pk, version=version, state=lesson.state)
    if not same.update(version=version + 1, updated_at=timezone.now(), **values):
        raise Outpaced(_("Somebody else saved this a moment ago. What you typed is still here: compare it and save again."))
    lesson.version = version + 1
    for name, value in values.items():
        setattr(lesson, name, value)
    return changes_between(before, snapshot(lesson, values))


# Beginning


@action
def begin_lesson(*, method: Method, title: str, source: Source, province: str, by: User) -> Lesson:
    """A draft in which stands what the portal knows already.

    Raises:
        NotAllowed: she writes no lessons there.
        Refused: its year is closed, or there is none yet.
    """
    network = source.network.pk if source.network else None
    if not can_begin_lesson(by, province, network, source.organisation):
        raise NotAllowed(_("Lessons are written by those whose lesson it is, and by the culture office."))
    # What grew from a year that is closed is distilled in today's.
    of = source.year
    year = of if of and not is_closed(of, thai.today()) else year_of(province, thai.today())
    with in_letter_language():
        known = material_of(source, by)
    lesson = Lesson.objects.create(
        province_id=province, programme_year=year, method=method, title=title, organisation=source.organisation,
        network=source.network, district=source.district, pledge=source.pledge, visit=source.visit, activity=source.activity,
        problem=known.problem, good=known.good, place=source.place, distilled_on=thai.today(), created_by=by,
    )  # fmt: skip
    lay_out(lesson, known, by)
    index(lesson)
    record("begin_lesson", lesson, by=by, note=str(method))
    return lesson


def lay_out(lesson: Lesson, known: Material, by: User) -> None:
    """Hang on a new lesson what is known; pictures are copied, so that they stay whatever becomes of the first ones."""
    lesson.virtues.set(known.virtues)
    lesson.topics.set(known.topics)
    lesson.commitments.set(known.commitments)
    questions = list(lesson.method.questions.all())
    answers = known.answers(question.code for question in questions)
    Passage.objects.bulk_create(Passage(lesson=lesson, question=one, text=answers[one.code]) for one in questions)
    set_figures(lesson, tuple(known.figures))
    LessonPerson.objects.create(lesson=lesson, part=LessonPerson.Part.AUTHOR, name=by.name, user=by)
    for file, caption in known.pictures:
        copy = copied(file, by=by)
        give_to(copy, lesson.photos.create(file=copy, caption=caption, consent=True))


# Writing


@action
def write_lesson(*, lesson: Lesson, content: LessonContent, version: int, by: User) -> None:
    """Write what was typed.

    Raises:
        NotAllowed: not hers.
        Refused: it is not being written.
        Outpaced: somebody else saved it meanwhile; nothing was written.
    """
    ensure_writes(lesson, by)
    changes = write(lesson, version, {name: getattr(content, name) for name in FIELDS})
    for name in ("virtues", "topics"):
        changes |= set_many(lesson, name, getattr(content, name))
    changes |= set_passages(lesson, content.passages)
    changes |= set_figures(lesson, content.figures)
    changes |= set_people(lesson, content.people)
    changes |= set_pictures(lesson, content.pictures)
    index(lesson)
    record("write_lesson", lesson, by=by, changes=changes)


def told(name: str, before: list[str], after: list[str]) -> dict[str, list[Any]]:
    """What changed of a list, in words."""
    return {name: [before, after]} if before != after else {}


def set_many(lesson: Lesson, name: str, rows: tuple[Any, ...]) -> dict[str, list[Any]]:
    """Virtues or topics; what changed, by name."""
    relation = getattr(lesson, name)
    before = [str(one) for one in relation.all()]
    relation.set(rows)
    return told(name, before, [str(one) for one in relation.all()])


def set_passages(lesson: Lesson, texts: Mapping[int, str]) -> dict[str, list[Any]]:
    """What is said to each question; one that the method got later gets its row now."""
    kept = {one.question_id: one for one in lesson.passages.all()}
    before = [one.text for one in kept.values()]
    changed = [kept[key] for key, text in texts.items() if key in kept and kept[key].text != text]
    for one in changed:
        one.text = texts[one.question_id]
    Passage.objects.bulk_update(changed, ["text"])
    new = [Passage(lesson=lesson, question_id=key, text=text) for key, text in texts.items() if key not in kept]
    Passage.objects.bulk_create(new)
    return told(PASSAGES, before, [one.text for one in (*kept.values(), *new)]) if changed or new else {}


def set_figures(lesson: Lesson, entries: tuple[FigureEntry, ...]) -> dict[str, list[Any]]:
    """The numbers, in their order."""
    before = [figure_words(one) for one in lesson.figures.all()]
    own = set(lesson.commitments.values_list("pk", flat=True))
    lesson.figures.all().delete()
    LessonFigure.objects.bulk_create(
        LessonFigure(
            lesson=lesson, label=one.label, before=one.before, after=one.after, target=one.target, unit=one.unit, order=order,
            commitment_id=one.commitment if one.commitment in own else None,
        )
        for order, one in enumerate(entries, 1)
    )  # fmt: skip
    return told(FIGURES, before, [figure_words(one) for one in lesson.figures.all()])


def figure_words(one: LessonFigure) -> str:
    """A number as the history tells it."""
    before, after = ("–" if value is None else f"{value:,f}" for value in (one.before, one.after))
    return f"{one.label}: {before} → {after} {one.unit}".strip()


def set_people(lesson: Lesson, entries: tuple[PersonEntry, ...]) -> dict[str, list[Any]]:
    """Who wrote, led, told and reviewed; whoever is known with her account stays known."""
    kept = {one.pk: one for one in lesson.people.all()}
    before = [person_words(one) for one in kept.values()]
    accounts = {one.name: one.user_id for one in kept.values()}
    lesson.people.all().delete()
    LessonPerson.objects.bulk_create(
        LessonPerson(
            pk=one.key if one.key in kept else None, lesson=lesson, name=one.name, part=one.part, consent=one.consent,
            order=order, user_id=accounts.get(one.name),
        )
        for order, one in enumerate(entries, 1)
    )  # fmt: skip
    return told(PEOPLE, before, [person_words(one) for one in lesson.people.all()])


def person_words(one: LessonPerson) -> str:
    """Somebody as the history tells of her."""
    agreed = _("agreed to be named") if one.consent else _("has not agreed to be named")
    return f"{one.name} ({one.get_part_display()}, {agreed})"


def set_pictures(lesson: Lesson, entries: tuple[PictureEntry, ...]) -> dict[str, list[Any]]:
    """What is said of the pictures that are there; the history tells of those of which it changed."""
    kept = {one.pk: one for one in lesson.photos.all()}
    said = [(kept[one.key], one) for one in entries if one.key in kept]
    new = [(photo, one) for photo, one in said if (photo.caption, photo.consent) != (one.caption, one.consent)]
    before = [picture_words(photo) for photo, _entry in new]
    for photo, entry in new:
        photo.caption, photo.consent = entry.caption, entry.consent
    changed = [photo for photo, _entry in new]
    LessonPhoto.objects.bulk_update(changed, ["caption", "consent"])
    return told(PICTURES, before, [picture_words(photo) for photo in changed])


def picture_words(one: LessonPhoto) -> str:
    """A picture as the history tells of it."""
    used = _("may be used") if one.consent else _("not to be shown outside")
    return f"{one.caption or _('Picture without words')} ({used})"


# Pictures and consents


@action
def add_lesson_photo(*, lesson: Lesson, file: StoredFile, caption: str = "", consent: bool = False, by: User) -> LessonPhoto:
    """Add a picture.

    Raises:
        NotAllowed: not hers.
        Refused: it is not being written, or the picture cannot be taken.
    """
    ensure_writes(lesson, by)
    return pictures.add_picture(lesson, file=file, caption=caption, consent=consent, by=by)


@action
def remove_lesson_photo(*, photo: LessonPhoto, by: User) -> None:
    """Take a picture out.

    Raises:
        NotAllowed: not hers.
        Refused: it is not being written.
    """
    ensure_writes(photo.lesson, by)
    pictures.take_out_picture(photo, photo.lesson, by=by)


@action
def take_back_consent(*, of: LessonPhoto | LessonPerson, by: User) -> None:
    """Somebody does not agree any more: her name, or the picture, is public no longer, whatever the state of the lesson.

    Raises:
        NotAllowed: not hers.
    """
    if not can_write_lesson(by, of.lesson):
        raise NotAllowed(_("This lesson is written by those whose lesson it is, and by the culture office."))
    type(of)._default_manager.filter(pk=of.pk).update(consent=False)
    of.consent = False
    record("take_back_consent", of.lesson, by=by, note=str(of))
