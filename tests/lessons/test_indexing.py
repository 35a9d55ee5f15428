"""What a search finds lessons by is written with them, word by word."""

import pytest

from lessons.indexing import index, rebuild
from lessons.models import Lesson, SearchTerm, Topic
from tests.factories_lessons import LessonFactory, method, told

pytestmark = pytest.mark.django_db


def lesson_on(title: str, **values: object) -> Lesson:
    """A published lesson with nothing else in its head."""
    return LessonFactory(title=title, **{"lead": "", "state": "published", **values})


def weights_of(lesson: Lesson) -> dict[str, int]:
    """Its words, without pieces of words."""
    rows = SearchTerm.objects.filter(lesson=lesson).exclude(term__startswith="~")
    return dict(rows.values_list("term", "weight"))


def test_a_word_counts_by_where_it_stands():
    lesson = told(lesson_on("ธนาคารขยะ", problem="น้ำเสีย", organisation__name="วัดใต้"), "ช่วยกันกวาด")
    index(lesson)
    weights = weights_of(lesson)
    assert (weights["ขยะ"], weights["นำเสิย"], weights["กวาด"]) == (9, 6, 3)


def test_words_of_every_sentence_are_left_out():
    lesson = lesson_on("ขยะ และ ที่ ของ ไม่")
    index(lesson)
    assert [word for word in ("และ", "ที", "ของ", "ไม") if word in weights_of(lesson)] == []


def test_writing_anew_forgets_what_is_no_longer_said():
    lesson = lesson_on("ธนาคารขยะ")
    index(lesson)
    lesson.title = "หนี้นอกระบบ"
    lesson.save()
    index(lesson)
    assert [word in weights_of(lesson) for word in ("ขยะ", "หนิ")] == [False, True]


def test_a_lesson_is_found_by_the_other_words_of_its_topic():
    method()
    lesson = lesson_on("เก็บหน้าบ้านให้เรียบร้อย")
    lesson.topics.set(Topic.objects.filter(pk="waste"))
    index(lesson)
    assert list(Lesson.objects.search("ปุ๋ยหมัก")) == [lesson]


def test_rebuilding_writes_every_lesson():
    lessons = [lesson_on("ธนาคารขยะ"), lesson_on("หนี้นอกระบบ")]
    assert rebuild(Lesson.objects.all()) == 2
    assert [list(Lesson.objects.search(one.title))[0] for one in lessons] == lessons


def test_what_is_not_visible_is_not_found():
    index(lesson_on("ธนาคารขยะ", state="draft"))
    assert list(Lesson.objects.public().search("ธนาคารขยะ")) == []


def test_no_question_finds_everything():
    lesson = lesson_on("ธนาคารขยะ")
    assert [list(Lesson.objects.search(text)) for text in ("", "  ", "และ")] == [[lesson]] * 3


@pytest.mark.parametrize(
    "typed",
    ["ธนาคารขยะในโรงเรียน", "ธนาคาร ขยะ โรงเรียน", "ธนาคารขยะโรงเรีนย", "ธนาคารขยโรงเรียน", "ธนาคาน ขยะ", "ธณาคารขญะโรงเรียน"],
)
def test_it_is_found_however_it_is_typed(typed):
    right = lesson_on("ธนาคารขยะในโรงเรียน")
    for title in ("หนี้นอกระบบของพนักงาน", "สวมหมวกนิรภัยทุกครั้ง", "เยี่ยมบ้านผู้สูงอายุ"):
        index(lesson_on(title))
    index(right)
    assert Lesson.objects.search(typed).first() == right
