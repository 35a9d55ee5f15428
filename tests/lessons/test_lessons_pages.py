"""Lessons on the screen: what is known stands in the form, what was typed stays, and visitors see what is public."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from lessons.filters.lessons import lesson_list
from lessons.models import Lesson, LessonPerson, LessonPhoto, Question, SearchTerm, Topic
from lessons.statistics import statistics
from lessons.story import story
from lessons.story_list import story_list
from lessons.today import today
from moralprovince.core.models import AuditEvent, Draft
from moralprovince.core.periods import Period
from tests.factories import OfficeFactory, ProgrammeYearFactory, administrator_of, contact_of, coordinator_of, officer_of
from tests.factories_lessons import LessonFactory, StoryFactory, method, told
from tests.factories_pledges import PledgeFactory, StoredFileFactory
from tests.support.administration import signed
from tests.support.queries import counted

NOW = dt.datetime(2027, 4, 3, 5, tzinfo=dt.UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
DAY = dt.date(2027, 4, 3)


def as_user(user=None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


def page(client, name, *args, query="", **more: Any) -> str:
    return client.get(reverse(name, args=args) + query, **more).content.decode()


def test_a_visitor_reads_the_public_names_and_pictures_and_no_others():
    lesson = told(LessonFactory(state="published", title="วัดไร้ขยะ"))
    for name, consent in (("ป้าสมใจ", True), ("ครูมี", False)):
        LessonPerson.objects.create(lesson=lesson, part="author", name=name, consent=consent)
    shown, hidden = (
        LessonPhoto.objects.create(lesson=lesson, file=StoredFileFactory(content_type="image/png"), consent=consent)
        for consent in (True, False)
    )
    text = page(as_user(), "lessons:lesson", lesson.pk)
    assert ("ป้าสมใจ" in text, "ครูมี" in text) == (True, False)
    addresses = [reverse("lessons:lesson-photo", args=[one.pk]) for one in (shown, hidden)]
    assert [address in text for address in addresses] == [True, False]
    answers = [as_user().get(address) for address in addresses]
    b"".join(answers[0].streaming_content)
    assert [answer.status_code for answer in answers] == [200, 404]
    stranger = as_user(contact_of(LessonFactory().organisation))
    assert stranger.get(reverse("file", args=[hidden.file_id])).status_code == 404


def test_the_list_tells_visitors_only_what_is_published():
    lesson = LessonFactory(state="published", title="วัดไร้ขยะ")
    LessonFactory(organisation=lesson.organisation, title="ยังเขียนอยู่")
    LessonFactory(organisation=lesson.organisation, title="เสนอแล้ว", state="proposed")
    texts = [page(client, "lessons:lessons") for client in (as_user(), as_user(contact_of(lesson.organisation)))]
    titles = ("วัดไร้ขยะ", "ยังเขียนอยู่", "เสนอแล้ว")
    assert [[title in text for title in titles] for text in texts] == [[True, False, False], [True, True, True]]


def test_the_list_leads_from_each_number_of_a_summary_to_its_rows():
    first = LessonFactory(state="published", title="ในงวด", published_at=dt.datetime(2027, 3, 31, 16, 59, tzinfo=dt.UTC))
    LessonFactory(
        organisation=first.organisation, state="published", title="หลังงวด",
        published_at=dt.datetime(2027, 3, 31, 17, tzinfo=dt.UTC),
    )  # fmt: skip
    LessonFactory(organisation=first.organisation, state="withdrawn", title="เคยอยู่", published_at=first.published_at)
    period = Period.parse("2570-H1")
    found = statistics(province=first.province_id, period=period, as_of=DAY)
    assert (found[None], found[first.network_id]) == ({"lessons_published": 1}, {"lessons_published": 1})
    text = page(as_user(officer_of(first.province)), "lessons:lessons", query="?figure=lessons_published&period=2570-H1")
    assert [title in text for title in ("ในงวด", "หลังงวด", "เคยอยู่")] == [True, False, False]


def test_what_one_year_lived_and_the_next_published_stands_behind_the_figure_of_the_next():
    lived = ProgrammeYearFactory(fiscal_year=2569)
    lesson = LessonFactory(state="published", programme_year=lived, published_at=dt.datetime(2027, 3, 31, tzinfo=dt.UTC))
    StoryFactory(organisation=lesson.organisation, state="published", programme_year=lived, published_at=lesson.published_at)
    ProgrammeYearFactory()
    scope = {"year": "2570", "period": "2570", "as_of": str(DAY)}
    rows = [
        lesson_list(officer_of(lesson.province), "14", DAY, asked(figure="lessons_published", **scope)).rows,
        story_list(officer_of(lesson.province), "14", asked(figure="stories_published", **scope)).rows,
    ]
    assert [found.count() for found in rows] == [1, 1]


def asked(**values: str) -> QueryDict:
    """An address."""
    return QueryDict(urlencode(values))


def test_a_lesson_is_begun_from_a_pledge_and_written_from_what_is_known():
    method()
    pledge = PledgeFactory(commitments=1, commitments__problem_to_solve="ขยะล้นวัด")
    client = as_user(contact_of(pledge.organisation))
    answer = client.post(
        reverse("lessons:lesson-begin") + f"?pledge={pledge.pk}", {"method": "aar", "title": "วัดไร้ขยะ", "pledge": pledge.pk}
    )  # fmt: skip
    lesson = Lesson.objects.get()
    assert answer["Location"] == reverse("lessons:lesson-write", args=[lesson.pk])
    assert "ขยะล้นวัด" in page(client, "lessons:lesson-write", lesson.pk)


def typed(lesson, **more: Any) -> dict[str, Any]:
    return {"title": lesson.title, "version": lesson.version, "do": "save", "lead": "สองประโยค"} | more


def test_what_an_office_wrote_into_a_question_stands_in_the_form_as_text():
    lesson = told(LessonFactory())
    Question.objects.filter(code="expected").update(ask='น้อยกว่า <b>5</b> & "มาก"')
    text = page(as_user(contact_of(lesson.organisation)), "lessons:lesson-write", lesson.pk)
    assert text.count("น้อยกว่า &lt;b&gt;5&lt;/b&gt; &amp; &quot;มาก&quot;</div>") == 1


def test_what_is_typed_wrongly_comes_back_and_is_kept():
    lesson = told(LessonFactory())
    user = contact_of(lesson.organisation)
    client, address = as_user(user), reverse("lessons:lesson-write", args=[lesson.pk])
    wrong = typed(lesson, **{"q-expected": "อยากให้สะอาด", "figure-before-0": "มากมาย", "figure-label-0": "ขยะ"})
    assert "มากมาย" in client.post(address, wrong).content.decode()
    assert Draft.objects.get(user=user).data["typed"]["figure-before-0"] == "มากมาย"
    assert Lesson.objects.get().lead == "ชาวบ้านแบ่งเวรดูแลวัดทุกวันเสาร์"
    assert "อยากให้สะอาด" in client.get(address).content.decode()


def test_a_box_that_was_emptied_stays_empty_on_another_device():
    lesson = told(LessonFactory(problem="ขยะล้น"))
    user = contact_of(lesson.organisation)
    client = as_user(user)
    client.post(reverse("lessons:lesson-autosave", args=[lesson.pk]), typed(lesson, problem=""))
    assert "ขยะล้น" not in page(client, "lessons:lesson-write", lesson.pk)


def test_who_was_slower_sees_what_is_stored_beside_what_she_typed():
    lesson = told(LessonFactory())
    client = as_user(contact_of(lesson.organisation))
    Lesson.objects.update(version=2, title="ของอีกคน")
    answer = client.post(reverse("lessons:lesson-write", args=[lesson.pk]), typed(lesson, title="ของฉัน"))
    text = answer.content.decode()
    assert (answer.status_code, "ของอีกคน" in text, "ของฉัน" in text) == (409, True, True)


def test_the_office_is_told_what_waits_and_writers_what_came_back():
    proposed = LessonFactory(state="proposed")
    LessonFactory(organisation=proposed.organisation, state="returned")
    officer, contact = officer_of(proposed.province), contact_of(proposed.organisation)
    jobs = [
        [(job.count, job.address.partition("?")[2]) for job in today(user, DAY) if job.count] for user in (officer, contact)
    ]
    assert jobs == [[(1, "state=proposed")], [(1, "state=returned")]]
    assert list(today(coordinator_of(LessonFactory().network), DAY))[0].count == 0


def test_the_story_of_a_body_says_what_it_taught():
    lesson = LessonFactory(state="published", title="วัดไร้ขยะ")
    draft = LessonFactory(organisation=lesson.organisation)
    reader = contact_of(lesson.organisation)
    with counted() as asked:
        account = story(lesson.organisation, reader, DAY)
    assert [line.title for line in account.lines] == ["เป็นบทเรียนแก่ผู้อื่น: วัดไร้ขยะ"]
    assert [one.status for one in account.milestones] == ["done"]
    assert reverse("lessons:lesson-write", args=[draft.pk]) in [offer.address for offer in account.offers]
    assert len(asked) <= 4


@pytest.mark.parametrize("name", ["lessons:lessons", "lessons:lesson", "lessons:lesson-write"])
def test_no_page_asks_the_database_more_than_twelve_times(name):
    lesson = told(LessonFactory())
    for _number in range(5):
        LessonFactory(organisation=lesson.organisation)
        LessonPerson.objects.create(lesson=lesson, part="teller", name="ป้า")
    OfficeFactory(province=lesson.province)
    client = as_user(officer_of(lesson.province))
    address = reverse(name, args=[] if name == "lessons:lessons" else [lesson.pk])
    # Virtues, topics, methods and districts are read once a minute.
    client.get(address)
    with counted() as asked:
        assert client.get(address).status_code == 200
    assert len(asked) <= 12, "\n".join(asked)


def test_an_administrator_puts_a_question_and_a_topic_into_other_words():
    lesson = told(LessonFactory())
    lesson.topics.add(topic := Topic.objects.get(pk="waste"))
    client = as_user(administrator_of(lesson.province))
    question = Question.objects.get(method="aar", code="expected")
    sent = {"heading": "ที่หวังไว้", "heading_en": "Hoped", "ask": "หวังอะไร", "required": "on", "order": "1"}
    signed(client, reverse("admin:lessons_question_change", args=[question.pk]), sent)
    question.refresh_from_db()
    assert (question.heading, AuditEvent.objects.get(action="edit_reference").changes["heading"][1]) == ("ที่หวังไว้",) * 2
    sent = {"name": "ขยะ", "name_en": "Waste", "synonyms": "กากอุตสาหกรรม", "order": "1"}
    signed(client, reverse("admin:lessons_topic_change", args=[topic.pk]), sent)
    assert SearchTerm.objects.filter(lesson=lesson, term__contains="กาก").exists()
