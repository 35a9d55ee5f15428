"""A list shows which words of a lesson were looked for, however they were typed."""

import datetime as dt

import pytest
from django.urls import reverse

from assessments.models import Certificate
from lessons.highlights import excerpt_of, looked_for, marked
from lessons.indexing import index
from tests.factories import officer_of
from tests.factories_assessments import AssessmentFactory
from tests.factories_lessons import LessonFactory, told
from tests.support.queries import counted

LIST = "lessons:lessons"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("ขยะ", "ธนาคาร<mark>ขยะ</mark>ของนักเรียน"),
        ("ขญะ นักเรียน", "ธนาคาร<mark>ขยะ</mark>ของ<mark>นักเรียน</mark>"),
        ("ธนาคารขยะ", "<mark>ธนาคารขยะ</mark>ของนักเรียน"),
        ("ของ", "ธนาคารขยะของนักเรียน"),
        ("", "ธนาคารขยะของนักเรียน"),
    ],
)
def test_what_was_looked_for_is_marked(typed, shown):
    assert marked("ธนาคารขยะของนักเรียน", typed) == shown


def test_what_somebody_wrote_stays_text():
    assert marked("<b>ขยะ</b> & น้ำ", "ขยะ") == "&lt;b&gt;<mark>ขยะ</mark>&lt;/b&gt; &amp; น้ำ"


def test_the_passage_that_says_most_of_it_is_shown_from_a_little_before():
    texts = ["เก็บขยะทุกวัน", "ตอนเช้าทุกคนในหมู่บ้านออกมาช่วยกันเดินตามถนนและริมคลองเก็บขยะและคัดแยกขวดที่หน้าวัดด้วยกัน " * 3]
    found = excerpt_of(texts, looked_for("ขยะ ขวด"))
    assert (found[0], found[-1], "ขยะ" in found, "ขวด" in found, len(found) <= 152) == ("…", "…", True, True, True)


@pytest.mark.django_db
def test_the_list_marks_words_in_title_and_passage_in_its_budget(client):
    lesson = told(LessonFactory(title="ธนาคารขยะของนักเรียน", lead="", state="published"), "ชั่งขวดทุกวันศุกร์")
    index(lesson)
    with counted() as queries:
        page = client.get(reverse(LIST), {"q": "ขยะ ขวด"}).content.decode()
    assert "ธนาคาร<mark>ขยะ</mark>ของนักเรียน" in page
    assert '<span class="lesson-excerpt">ชั่ง<mark>ขวด</mark>ทุกวันศุกร์</span>' in page
    assert len(queries) <= 12


@pytest.mark.django_db
def test_the_list_is_filtered_by_the_level_of_the_certificate_in_force(client):
    low, high, _none = (LessonFactory(title=f"บทเรียน {number}", state="published") for number in range(3))
    for lesson, level in ((low, 1), (high, 3)):
        case = AssessmentFactory(organisation=lesson.organisation, state="certified")
        Certificate.objects.create(
            assessment=case, province=lesson.province, kind=case.kind, result_year=2569, number=level, level=level,
            level_name=f"ระดับ {level}", name="วัด", issued_on=dt.date(2027, 1, 1), issued_by=officer_of(lesson.province),
        )  # fmt: skip
    asked = {level: list(client.get(reverse(LIST), {"level": level}).context["lessons"]) for level in ("1", "2", "3")}
    assert asked == {"1": [low], "2": [], "3": [high]}
