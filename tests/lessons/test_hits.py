"""The search box finds lessons in a piece of its own."""

import pytest
from django.urls import reverse
from django.utils.html import escape

from lessons.indexing import index
from tests.factories import OrganisationFactory, contact_of
from tests.factories_lessons import LessonFactory
from tests.support.queries import counted

pytestmark = pytest.mark.django_db


def test_the_page_asks_for_lessons_once_its_hits_stand_there_and_keeps_its_budget(client):
    body = OrganisationFactory()
    lesson = LessonFactory(title="ธนาคารขยะของนักเรียน", state="published")
    index(lesson)
    hidden = LessonFactory(title="ธนาคารขยะที่ยังไม่เสร็จ")
    index(hidden)
    own = LessonFactory(title="ธนาคารขยะของเรา", organisation=body)
    index(own)
    client.force_login(contact_of(body))
    address = f"{reverse('search-more')}?q=%E0%B8%82%E0%B8%A2%E0%B8%B0&alone=1"
    assert f'hx-get="{escape(address)}"' in client.get(reverse("search"), {"q": "ขยะ"}).content.decode()
    with counted() as queries:
        hits = client.get(address).context["hits"]
    assert {(hit.title, hit.text) for hit in hits} == {
        (lesson.title, lesson.organisation.name), (own.title, f"{body.name} · กำลังจัดทำ"),
    }  # fmt: skip
    assert len(queries) <= 12


def test_that_nothing_was_found_is_said_once_everything_was_looked_through(client):
    client.force_login(contact_of(OrganisationFactory()))
    first = client.get(reverse("search"), {"q": "ไม่มีคำนี้"}).content.decode()
    rest = client.get(reverse("search-more"), {"q": "ไม่มีคำนี้", "alone": "1"}).content.decode()
    beside = client.get(reverse("search-more"), {"q": "ไม่มีคำนี้"}).content.decode()
    assert ["ไม่พบข้อมูล" in text for text in (first, rest, beside)] == [False, True, False]


def test_nothing_typed_finds_nothing(client):
    client.force_login(contact_of(OrganisationFactory()))
    assert client.get(reverse("search-more")).content.strip() == b""
