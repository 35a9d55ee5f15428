"""Who is told of a lesson: its writers, when it is published, returned, or taken off the public site."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from lessons.models import Lesson, LessonPerson
from moralprovince.core.models import User
from moralprovince.core.outbox import cancel_open, notify, worded
from networks.querysets.scope import still_reading

RETURNED, PUBLISHED, WITHDRAWN = "lesson_returned", "lesson_published", "lesson_withdrawn"


def obligation_of(lesson: Lesson) -> str:
    """What is owed until a returned lesson is proposed again."""
    return f"lesson:{lesson.pk}"


def writers_of(lesson: Lesson, but: User) -> list[User]:
    """Whoever began it and whoever wrote it, as far as they have an account and read it; not who presses the button."""
    authors = lesson.people.filter(part=LessonPerson.Part.AUTHOR, user__isnull=False).values("user")
    return still_reading(lesson, [*User.objects.filter(pk__in=authors), lesson.created_by], but=but)


def tell(lesson: Lesson, kind: str, by: User, *, subject: object, body: object, obligation: str = "") -> None:
    """One message to each writer."""
    notify(
        to=writers_of(lesson, by), kind=kind, key=f"lesson:{lesson.pk}/{kind}/{lesson.version}",
        subject=worded(subject, title=lesson.title), body=body, link=reverse("lessons:lesson", args=[lesson.pk]),
        obligation=obligation, province=lesson.province_id,
    )  # fmt: skip


def tell_returned(lesson: Lesson, by: User) -> None:
    """What is to be completed."""
    subject = lazy("Please complete the lesson “%(title)s”")
    tell(lesson, RETURNED, by, subject=subject, body=lesson.returned_note, obligation=obligation_of(lesson))


def close_returned(lesson: Lesson) -> None:
    """It was proposed again: what has not gone out stays here."""
    cancel_open(obligation_of(lesson), reason=_("It is done."))


def tell_published(lesson: Lesson, by: User) -> None:
    """Thanks, and where it stands."""
    subject = lazy("Published: the lesson “%(title)s”")
    body = lazy("The culture office has published your lesson. Thank you: others who have the same problem find it now.")
    tell(lesson, PUBLISHED, by, subject=subject, body=body)


def tell_withdrawn(lesson: Lesson, note: str, by: User) -> None:
    """Why nobody outside reads it any more."""
    subject = lazy("Taken off the public site: the lesson “%(title)s”")
    tell(lesson, WITHDRAWN, by, subject=subject, body=note)
