"""Copies of public pages: exact to the last change, one for each way a page may look, none for whoever has a session."""

from __future__ import annotations

import datetime as dt
import gzip

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from lessons.actions import stories as actions
from lessons.models import Story
from moralprovince.core import visitors
from moralprovince.core.models import PublicChange, VisitorDay
from moralprovince.core.public_pages import shelf
from moralprovince.core.public_stamp import forget_old_changes, noticing, read_stamp, stamp
from networks.models import Organisation, ProgrammeYear, Virtue
from tests.factories import OfficeFactory, OrganisationFactory, ProgrammeYearFactory, officer_of
from tests.factories_lessons import StoryFactory
from tests.support.queries import counted

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2027, 4, 1, 3, tzinfo=dt.UTC)
BROWSER = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36"


@pytest.fixture(autouse=True)
def kept(settings):
    settings.PUBLIC_PAGES_KEPT = True
    shelf.empty()
    stamp.forget()
    with time_machine.travel(NOW, tick=False):
        yield
    visitors.waiting.take()
    shelf.empty()


@pytest.fixture
def story():
    body = OrganisationFactory()
    OfficeFactory(province=body.province, working_year=ProgrammeYearFactory(province=body.province, fiscal_year=2570))
    return StoryFactory(organisation=body, title="ตักบาตรเช้าวันเสาร์", state="proposed")


def read(address: str = "/stories/", **headers: str):
    """As a new visitor reads it."""
    return Client().get(address, headers=headers)


def test_the_second_reader_is_answered_by_one_query(story):
    read()
    with counted() as queries:
        again = read()
    assert [query for query in queries if "publicchange" not in query] == []
    assert (len(queries), again.status_code) == (1, 200)


def test_what_an_action_changes_is_shown_at_once_and_what_is_taken_back_never(story):
    officer = officer_of(story.province)
    assert "ตักบาตรเช้าวันเสาร์" not in read().content.decode()
    actions.publish_story(story=story, by=officer)
    assert "ตักบาตรเช้าวันเสาร์" in read().content.decode()
    actions.withdraw_story(story=story, note="ชื่อผิด", by=officer)
    assert "ตักบาตรเช้าวันเสาร์" not in read().content.decode()


def test_a_transaction_that_ends_later_with_a_lower_key_changes_the_stamp(story):
    first, second = PublicChange.objects.create(token=5), PublicChange.objects.create(token=7)
    PublicChange.objects.filter(pk=first.pk).delete()
    before = read_stamp()
    PublicChange.objects.create(pk=first.pk, token=5)
    assert before != read_stamp()
    assert second.pk > first.pk


def by_hand():
    """A statement of one's own, as bulk writes are."""
    with connection.cursor() as cursor:
        cursor.execute("WITH one AS (SELECT 1) UPDATE lessons_story SET title = 'x'")


WRITES = {
    "one row": lambda: StoryFactory(),
    "many rows": lambda: Virtue.objects.bulk_create([Virtue(code="new", name="ใหม่", name_en="new")], ignore_conflicts=True),
    "a change of many": lambda: Organisation.objects.update(name="ชื่อใหม่"),
    "each its own change": lambda: Story.objects.bulk_update(Story.objects.all(), ["title"]),
    "what hangs on another row": lambda: ProgrammeYear.objects.get().virtues.add("there"),
    "taken out": lambda: Story.objects.all().delete(),
    "by hand": by_hand,
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_whichever_way_something_public_is_written_the_stamp_changes(story, write):
    Virtue.objects.create(code="there")
    before = read_stamp()
    with transaction.atomic(), noticing():
        write()
    assert read_stamp() != before


def test_reading_changes_no_stamp(story):
    before = read_stamp()
    with transaction.atomic(), noticing():
        Story.objects.select_for_update().first()
        list(Organisation.objects.all())
    assert read_stamp() == before


def test_what_no_public_page_reads_keeps_the_copies(story):
    from moralprovince.core.actions import keep_draft

    before = read_stamp()
    keep_draft(key="x", data={}, by=officer_of(story.province))
    assert read_stamp() == before


def test_a_browser_that_has_it_is_told_so(story):
    first = read()
    assert first["Cache-Control"] == "no-cache"
    assert first["Vary"] == "Accept-Encoding, Cookie"
    again = read(if_none_match=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    actions.publish_story(story=story, by=officer_of(story.province))
    assert read(if_none_match=first["ETag"]).status_code == 200


def test_it_is_packed_for_whoever_takes_it_packed(story):
    plain, packed = read(), read(accept_encoding="br, gzip")
    assert (packed["Content-Encoding"], gzip.decompress(packed.content)) == ("gzip", plain.content)
    assert int(packed["Content-Length"]) == len(packed.content)
    assert plain["ETag"] == packed["ETag"]


@pytest.mark.parametrize(("cookie", "value", "sign"), [
    ("language", "en", '<html lang="en"'), ("text_size", "large", 'data-text-size="large"'),
    ("contrast", "high", 'data-contrast="high"'),
])  # fmt: skip
def test_each_way_a_page_may_look_is_a_copy_of_its_own(story, cookie, value, sign):
    plain, client = read().content.decode(), Client()
    client.cookies[cookie] = value
    assert sign not in plain
    assert sign in client.get("/stories/").content.decode()
    assert read().content.decode() == plain


def test_whoever_has_a_session_gets_no_copy_and_leaves_none(story):
    officer, client = officer_of(story.province), Client()
    client.force_login(officer)
    assert story.title in client.get("/stories/").content.decode()
    visitor = read().content.decode()
    assert (story.title in visitor, officer.name in visitor) == (False, False)
    assert officer.name in client.get("/stories/").content.decode()


def test_made_up_addresses_do_not_fill_the_shelf(story):
    for number in range(5):
        assert read(f"/stories/?made-up={number}").status_code == 200
    read("/stories/?year=2570")
    assert len(shelf.copies) == 1


def test_a_new_day_is_a_new_page(story):
    read()
    with time_machine.travel(NOW + dt.timedelta(days=1), tick=False):
        with counted() as queries:
            read()
        assert len(queries) > 1


def test_no_copy_sets_a_cookie_or_holds_a_token(story):
    answers = [read(reverse("home")) for _each in range(2)]
    assert len(shelf.copies) == 1
    assert [(one.cookies, "csrfmiddlewaretoken" in one.content.decode()) for one in answers] == [({}, False)] * 2


def test_few_rows_are_kept_and_the_newest_always(story):
    PublicChange.objects.create(token=1, at=NOW - dt.timedelta(days=9))
    newest = PublicChange.objects.create(token=2, at=NOW - dt.timedelta(days=8))
    assert forget_old_changes() == 1
    assert list(PublicChange.objects.all()) == [newest]


def test_visits_and_views_are_counted_by_day_and_robots_are_not(story):
    read(user_agent=BROWSER)
    read(user_agent=BROWSER, referer="http://testserver/")
    read(user_agent=BROWSER, referer="https://www.example.org/")
    read("/stories/?page=1", user_agent="Googlebot/2.1")
    read("/stories/?page=1")
    visitors.write()
    assert list(VisitorDay.objects.values_list("day", "visits", "views")) == [(dt.date(2027, 4, 1), 2, 3)]
    read(user_agent=BROWSER)
    visitors.write()
    assert VisitorDay.objects.get().views == 4
    assert visitors.visits_before(dt.date(2027, 4, 1)) == 0
    assert visitors.visits_before(dt.date(2027, 4, 2)) == 3


def test_yesterdays_last_visitor_changes_what_is_told_of_yesterday(story):
    before = read_stamp()
    visitors.add_to(dt.date(2027, 4, 1), 1, 1)
    assert read_stamp() == before
    visitors.add_to(dt.date(2027, 3, 31), 1, 1)
    assert read_stamp() != before
