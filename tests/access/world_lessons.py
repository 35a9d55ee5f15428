"""Lessons in the small world: one of the body being written, one proposed, and one of its network that everybody reads."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from lessons.models import Card, Lesson, LessonPerson, LessonPhoto, Sitting
from moralprovince.core.files import give_to
from moralprovince.core.models import StoredFile, User
from networks.models import Organisation
from tests.factories_lessons import LessonFactory, told
from tests.factories_pledges import StoredFileFactory


@dataclass
class Lessons:
    """What a body and its network learned."""

    lesson_draft: Lesson
    lesson_proposed: Lesson
    lesson_published: Lesson
    lesson_photo: LessonPhoto
    lesson_photo_inside: LessonPhoto
    teller: LessonPerson
    # Its name is taken by the sub-committee's session: `sitting` of a realm.
    lesson_sitting: Sitting
    card: Card


def lessons_of(word: str, body: Organisation, picture: StoredFile, by: User) -> Lessons:
    """All of it: what is not public carries the word of the body, what is public carries no word at all."""
    words = {"organisation": body, "lead": f"นำ {word}", "problem": f"ปัญหา {word}", "place": f"ที่ {word}"}
    draft = told(LessonFactory(**words, title=f"ร่างบทเรียน {word}"), f"เขียน {word}")
    proposed = told(LessonFactory(**words, title=f"เสนอบทเรียน {word}", state="proposed"), f"เสนอ {word}")
    public = told(LessonFactory(organisation=None, network=body.network, title="ลดขยะได้ครึ่งหนึ่ง", state="published"))
    named = LessonPerson.objects.create(lesson=public, part="teller", name="ป้าสมใจ", consent=True)
    LessonPerson.objects.create(lesson=public, part="author", name=f"ผู้เขียน {word}")
    inside = LessonPhoto.objects.create(lesson=public, file=picture, caption=f"ภาพ {word}")
    shown = LessonPhoto.objects.create(
        lesson=public, file=StoredFileFactory(content_type="image/png"), caption="ลานวัด", consent=True
    )
    for photo in (inside, shown):
        give_to(photo.file, photo)
    sitting = Sitting.objects.create(
        lesson=draft, code=f"S{word[6:]}".upper()[:7], facilitator=by, expires_at=timezone.now() + dt.timedelta(hours=9)
    )
    asked = draft.method.questions.get(code="expected")
    card = Card.objects.create(sitting=sitting, question=asked, text=f"บัตร {word}", by_name=f"น้อง{word}"[:60], key="a" * 10)
    return Lessons(draft, proposed, public, shown, inside, named, sitting, card)
