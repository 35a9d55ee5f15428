"""Whatever people type, and however they spell it, the right lesson of the demo's comes first in nine of ten."""

import json
from collections import defaultdict

import pytest

from lessons.models import Lesson
from tests.access.fixtures import rolled_back
from tests.support.lessons import LABELS, lay_demo_lessons

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def lessons(django_db_setup, django_db_blocker):
    """The demo's lessons, laid once."""
    with django_db_blocker.unblock(), rolled_back():
        yield lay_demo_lessons()


def first_of(text: str) -> str:
    """The title of the best answer."""
    return Lesson.objects.public().search(text)[0].title


def right(labels: list[dict]) -> float:
    """The share of labels whose right lesson comes first."""
    found = [(Lesson.objects.public().search(label["typed"]).first(), label["right"]) for label in labels]
    return sum(bool(lesson and lesson.title in titles) for lesson, titles in found) / len(labels)


def labels() -> list[dict]:
    """What people would type, and which lessons answer it."""
    return json.loads(LABELS.read_text(encoding="utf-8"))["queries"]


def test_there_are_enough_lessons_and_enough_labels(lessons):
    assert (lessons >= 120, len(labels()) >= 60) == (True, True)


@pytest.mark.parametrize("group", ["exact words", "synonyms", "misspelt", "unspaced", "figures and English", "colloquial"])
def test_the_right_lesson_comes_first_in_nine_of_ten(group):
    """Of one group the rate may be a little lower: it has 15 labels only."""
    groups = defaultdict(list)
    for label in labels():
        groups[label["group"]].append(label)
    assert right(groups[group]) >= (0.9 if group != "synonyms" else 0.8)


def test_a_word_in_two_spellings_finds_the_same():
    assert first_of("ขยะอันตราย") == first_of("ขญะอันตลาย") == first_of("ขยะ อันตราย")


def test_filters_and_the_search_go_together():
    rows = Lesson.objects.public().filter(topics="debt").search("โรงงาน")
    assert rows[0].title == "คลินิกแก้หนี้ในโรงงาน"
    assert set(rows.values_list("topics", flat=True)) >= {"debt"}
    assert [one.title for one in rows if not one.topics.filter(pk="debt").exists()] == []


def test_what_nobody_wrote_of_finds_nothing():
    assert list(Lesson.objects.public().search("quantum xylophone")) == []


def test_a_search_reads_the_index_twice_and_the_rows_once(django_assert_num_queries):
    with django_assert_num_queries(3):
        list(Lesson.objects.public().search("ธนาคารขยะ นักเรียน")[:10])


def test_a_long_question_is_cut_and_answered():
    assert Lesson.objects.public().search("นักเรียนทิ้งขยะไม่เป็นที่ " * 200).first() is not None
