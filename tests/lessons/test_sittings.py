"""A sitting: cards from many telephones, sorted by several people at once, taken into the lesson; nothing is lost."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from lessons.actions import sittings as actions
from lessons.models import Card, Lesson
from lessons.views.sit import WRONG
from moralprovince.core.errors import NotAllowed, Refused
from tests.factories import contact_of, officer_of
from tests.factories_lessons import LessonFactory, told
from tests.support.queries import counted

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2027, 4, 3, 5, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock():
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def sitting():
    lesson = told(LessonFactory(), "")
    return actions.open_sitting(lesson=lesson, by=contact_of(lesson.organisation))


def question(sitting, code="expected"):
    return sitting.lesson.method.questions.get(code=code)


def card(sitting, text="สะอาด", key="", code="expected"):
    return actions.add_card(
        sitting=sitting, question=question(sitting, code), text=text, by_name="", key=key or f"key-of-{text}"
    )  # fmt: skip


def test_a_lesson_has_one_session_at_a_time(sitting):
    assert actions.open_sitting(lesson=sitting.lesson, by=sitting.facilitator) == sitting
    actions.close_sitting(sitting=sitting, by=sitting.facilitator)
    assert actions.open_sitting(lesson=sitting.lesson, by=sitting.facilitator) != sitting


def test_only_who_writes_the_lesson_leads_its_session(sitting):
    stranger = contact_of(LessonFactory().organisation)
    with pytest.raises(NotAllowed):
        actions.close_sitting(sitting=sitting, by=stranger)
    with pytest.raises(NotAllowed):
        actions.lay_cards(sitting=sitting, cards={card(sitting).pk: 1}, heap="ก", by=stranger)


def test_a_card_sent_twice_is_one_card(sitting):
    first, second = (card(sitting, key="the-same-key") for _time in range(2))
    assert first == second
    assert Card.objects.count() == 1


def test_a_closed_or_forgotten_session_takes_no_cards(sitting):
    with time_machine.travel(NOW + actions.LASTS, tick=False), pytest.raises(Refused):
        card(sitting)
    actions.close_sitting(sitting=sitting, by=sitting.facilitator)
    with pytest.raises(Refused):
        card(sitting)
    assert not Card.objects.exists()


def test_a_question_of_another_method_is_none_of_the_session(sitting):
    with pytest.raises(Refused):
        actions.add_card(
            sitting=sitting, question=LessonFactory(method_id="storytelling").method.questions.first(), text="ก", by_name="",
            key="0123456789",
        )  # fmt: skip


def test_of_two_who_sort_at_once_both_keep_what_they_laid(sitting):
    one, two, three = (card(sitting, text) for text in ("ก", "ข", "ค"))
    other = officer_of(sitting.lesson.province)
    seen = {one.pk: 1, two.pk: 1}
    assert actions.lay_cards(sitting=sitting, cards=seen, heap="กองแรก", by=sitting.facilitator) == []
    missed = actions.lay_cards(sitting=sitting, cards={two.pk: 1, three.pk: 1}, heap="กองสอง", by=other)
    assert missed == ["ข"]
    assert dict(Card.objects.values_list("text", "heap")) == {"ก": "กองแรก", "ข": "กองแรก", "ค": "กองสอง"}


def test_heaps_become_lines_of_the_lesson_and_stand_there_once(sitting):
    for text in ("ขยะน้อยลง", "ลานสะอาด", "คนมาวัด", "ไม่เกี่ยว"):
        card(sitting, text)
    keys = dict(Card.objects.values_list("text", "pk"))
    by = sitting.facilitator
    actions.lay_cards(sitting=sitting, cards={keys["ขยะน้อยลง"]: 1, keys["ลานสะอาด"]: 1}, heap="ความสะอาด", by=by)
    actions.lay_cards(sitting=sitting, cards={keys["ไม่เกี่ยว"]: 1}, heap="", aside=True, by=by)
    sitting.lesson.passages.filter(question=question(sitting)).update(text="เดิม")
    assert actions.take_into_lesson(sitting=sitting, question=question(sitting), by=by) == 2
    assert actions.take_into_lesson(sitting=sitting, question=question(sitting), by=by) == 0
    text = sitting.lesson.passages.get(question=question(sitting)).text
    assert text == "เดิม\nคนมาวัด\nความสะอาด: ขยะน้อยลง, ลานสะอาด"
    assert Lesson.objects.get().version == 2


def post(sitting, client=None, **data):
    sent = {"question": "expected", "text": "ลานสะอาด", "by_name": "น้องเอ", "key": "0123456789"} | data
    return (client or Client()).post(reverse("lessons:sit", args=[sitting.code.lower()]), sent)


def test_a_telephone_without_an_account_sends_a_card_and_gets_an_empty_one(sitting):
    page = post(sitting).content.decode()
    kept = Card.objects.get()
    assert (kept.text, kept.by_name, kept.question.code) == ("ลานสะอาด", "น้องเอ", "expected")
    assert 'value="น้องเอ"' in page
    assert "0123456789" not in page


def test_too_long_a_card_comes_back_with_everything_typed(sitting):
    page = post(sitting, text="ก" * 301).content.decode()
    assert not Card.objects.exists()
    assert "ก" * 301 in page


def test_a_script_is_answered_in_few_words(sitting):
    address = reverse("lessons:sit", args=[sitting.code])
    sent = {"question": "expected", "text": "ลานสะอาด", "key": "0123456789"}
    answers = [Client().post(address, sent | more, headers={"accept": "application/json"}) for more in ({}, {"text": ""})]
    assert [(one.status_code, sorted(one.json())) for one in answers] == [(200, ["sent"]), (422, ["sentence"])]


def test_whoever_tries_codes_waits(sitting):
    client, most = Client(), int(WRONG["sit-wrong"].partition("/")[0])
    unknown = reverse("lessons:sit", args=["ZZZZZZZ"])
    assert [client.get(unknown).status_code for _time in range(most + 1)] == [404] * most + [429]
    assert client.get(reverse("lessons:sit", args=[sitting.code])).status_code == 429


@pytest.fixture
def leader(sitting):
    client = Client()
    client.force_login(sitting.facilitator)
    return client


def test_what_somebody_else_laid_elsewhere_is_said_to_the_slower_one(sitting, leader):
    one = card(sitting, "ลานสะอาด")
    Card.objects.filter(pk=one.pk).update(version=2, heap="ของอีกคน")
    address = reverse("lessons:sitting-sort", args=[sitting.pk, "expected"])
    page = leader.post(address, {"card": f"{one.pk}:1", "heap": "ของฉัน", "do": "lay"}, follow=True).content.decode()
    assert "บัตร 1 ใบ" in page
    assert Card.objects.get().heap == "ของอีกคน"


def test_a_whole_heap_is_laid_on_another_one(sitting, leader):
    for text in ("ก", "ข"):
        card(sitting, text)
    Card.objects.update(heap="กองเดิม")
    address = reverse("lessons:sitting-sort", args=[sitting.pk, "expected"])
    leader.post(address, {"whole": "กอง\x00เดิม", "heap": "กองใหม่", "do": "lay"})
    assert set(Card.objects.values_list("heap", flat=True)) == {"กองใหม่"}


def test_new_cards_are_told_without_moving_what_is_being_sorted(sitting, leader):
    first = card(sitting, "ก")
    card(sitting, "ข")
    card(sitting, "ค", code="happened")
    address = reverse("lessons:sitting-new", args=[sitting.pk, "expected"])
    assert "บัตรใหม่ 1 ใบ" in leader.get(f"{address}?after={first.pk}").content.decode()


@pytest.mark.parametrize("name", ["lessons:sitting", "lessons:sitting-board"])
def test_the_wall_costs_the_same_however_many_cards_hang_there(sitting, leader, name):
    address = reverse(name, args=[sitting.pk])
    with counted() as few:
        leader.get(address)
    Card.objects.bulk_create(
        Card(sitting=sitting, question=question(sitting), text=f"บัตร {n}", key=f"k{n}") for n in range(40)
    )  # fmt: skip
    with counted() as many:
        leader.get(address)
    assert len(many) == len(few) <= 12


def test_the_code_typed_in_any_way_leads_to_the_cards(sitting):
    code = f"{sitting.code[:3]} {sitting.code[3:].lower()}"
    answer = Client().post(reverse("lessons:sit-code"), {"code": code})
    assert answer["Location"] == reverse("lessons:sit", args=[sitting.code])
    assert "กรุณาพิมพ์รหัส" in Client().post(reverse("lessons:sit-code"), {"code": "กกก"}).content.decode()


def test_who_leads_another_session_sees_no_wall_of_this_one(sitting):
    client = Client()
    client.force_login(contact_of(LessonFactory().organisation))
    assert client.get(reverse("lessons:sitting", args=[sitting.pk])).status_code == 404
