"""Copied pictures: what shows one is named where its consent was taken back, and says so to whoever edits it."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from assessments.actions.visit_follow_up import add_visit_photo, agree_to_visit_photo
from lessons.actions.story_photos import agree_to_story_photo, remove_story_photo, take_over
from moralprovince.core.files import copied, give_to, store
from networks.actions.activities import add_photo, agree_to_photo
from tests.factories import OfficeFactory, OrganisationFactory, ProvinceFactory, SectorNetworkFactory, contact_of, officer_of
from tests.factories_lessons import LessonFactory, StoryFactory
from tests.factories_networks_at_work import ActivityFactory
from tests.factories_visits import VisitFactory
from tests.support.queries import counted

pytestmark = pytest.mark.django_db
PIECE = {"HX-Request": "true"}


def picture(colour: str) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (200, 150), colour).save(out, "PNG")
    return SimpleUploadedFile(f"{colour}.png", out.getvalue(), content_type="image/png")


@pytest.fixture
def body():
    found = OrganisationFactory()
    OfficeFactory(province=found.province)
    return found


@pytest.fixture
def officer(body, client):
    officer = officer_of(body.province)
    client.force_login(officer)
    return officer


@pytest.fixture(params=["activity", "visit"])
def record(request, body, officer):
    """Which kind, the record with two pictures, and how a consent is noted there."""
    if request.param == "activity":
        made, add, agree = ActivityFactory(network=body.network, state="done"), add_photo, agree_to_photo
    else:
        made, add, agree = VisitFactory(organisation=body, state="recorded"), add_visit_photo, agree_to_visit_photo
    for colour in ("green", "red"):
        file = store(picture(colour), by=officer)
        add(**{request.param: made}, file=file, caption=f"ภาพ {colour}", consent=True, by=officer)
    return request.param, made, agree


def a_story_and_a_lesson(body, record, by):
    """Both with copies of all pictures of a record."""
    story, lesson = StoryFactory(organisation=body, title="เรื่องเล่าหนึ่ง"), LessonFactory(organisation=body, title="บทเรียนหนึ่ง")
    take_over(story, record, by=by)
    for one in record.photos.all():
        copy = copied(one.file, by=by)
        give_to(copy, lesson.photos.create(file=copy, caption=one.caption, consent=True))
    return story, lesson


def named(client, kind, record):
    return client.get(reverse("pictures-beside", args=[kind, record.pk]), headers=PIECE).content.decode()


def page_of(client, kind, record):
    return client.get(reverse({"activity": "networks:activity", "visit": "assessments:visit"}[kind], args=[record.pk]))


def test_what_shows_a_picture_is_named_below_it_once_its_people_do_not_agree(client, body, officer, record):
    kind, made, agree = record
    story, lesson = a_story_and_a_lesson(body, made, officer)
    way = reverse("pictures-beside", args=[kind, made.pk])
    assert (named(client, kind, made), way in page_of(client, kind, made).content.decode()) == ("", False)

    agree(photo=made.photos.first(), consent=False, by=officer)

    told = named(client, kind, made)
    links = [reverse("lessons:story", args=[story.pk]), reverse("lessons:lesson", args=[lesson.pk])]
    assert [told.count(f'<a href="{link}">') for link in links] == [1, 1]
    assert ("ภาพ green" in told, "ภาพ red" in told) == (True, False)
    assert way in page_of(client, kind, made).content.decode()


def test_whoever_edits_the_copy_is_told_until_she_has_noted_it_too(client, body, officer, record):
    kind, made, agree = record
    story, lesson = a_story_and_a_lesson(body, made, officer)
    pages = [reverse("lessons:story", args=[story.pk]), reverse("lessons:lesson", args=[lesson.pk])]
    there = f'<a href="{page_of(client, kind, made).request["PATH_INFO"]}">{made}</a>'

    def told():
        return [client.get(page).content.decode().count(there) for page in pages]

    before = told()
    agree(photo=made.photos.first(), consent=False, by=officer)
    after = told()
    agree_to_story_photo(photo=story.photos.get(caption="ภาพ green"), consent=False, by=officer)
    lesson.photos.filter(caption="ภาพ green").update(consent=False)
    assert (before[1], [more - less for less, more in zip(before, after, strict=True)], told()) == (0, [1, 1], before)
    assert "ไม่ยินยอมให้ใช้ภาพแล้ว" not in client.get(pages[0]).content.decode()


def test_a_page_asks_no_more_for_many_withheld_pictures_than_for_one(client, body, officer, record):
    kind, made, agree = record
    add = add_photo if kind == "activity" else add_visit_photo
    for colour in ("blue", "white", "black", "yellow"):
        add(**{kind: made}, file=store(picture(colour), by=officer), caption=colour, consent=True, by=officer)
    story, lesson = a_story_and_a_lesson(body, made, officer)
    pages = [reverse("lessons:story", args=[story.pk]), reverse("lessons:lesson", args=[lesson.pk])]

    def asked(page):
        with counted() as queries:
            photos = client.get(page).context["photos"]
        return len(queries), sum(bool(photo.withheld and photo.withheld.name) for photo in photos)

    photos = list(made.photos.order_by("pk"))
    [asked(page) for page in pages]
    agree(photo=photos[0], consent=False, by=officer)
    one = [asked(page) for page in pages]
    for photo in photos[1:]:
        agree(photo=photo, consent=False, by=officer)
    assert (len(photos), [marked for _, marked in one]) == (6, [1, 1])
    assert [asked(page) for page in pages] == [(queries, 6) for queries, _ in one]


def test_a_copy_that_was_taken_out_is_not_named(client, body, officer, record):
    kind, made, agree = record
    story, lesson = a_story_and_a_lesson(body, made, officer)
    agree(photo=made.photos.first(), consent=False, by=officer)
    remove_story_photo(photo=story.photos.get(caption="ภาพ green"), by=officer)
    lesson.photos.all().delete()
    assert named(client, kind, made) == ""


def test_only_readers_of_either_side_read_its_name(client, body, officer):
    visit = VisitFactory(organisation=body, state="recorded")
    add_visit_photo(visit=visit, file=store(picture("green"), by=officer), caption="ภาพ", consent=True, by=officer)
    elsewhere = OrganisationFactory(network=SectorNetworkFactory(province=body.province, code="media"))
    story = StoryFactory(organisation=elsewhere, title="เรื่องของเขา")
    take_over(story, visit, by=officer)
    agree_to_visit_photo(photo=visit.photos.get(), consent=False, by=officer)
    client.force_login(contact_of(body))
    told = named(client, "visit", visit)
    assert ("เรื่องของเขา" in told, "มีเรื่องเล่าหรือบทเรียนอีก 1 เรื่อง" in told) == (False, True)
    client.force_login(contact_of(elsewhere))
    page = client.get(reverse("lessons:story", args=[story.pk])).content.decode()
    assert (reverse("assessments:visit", args=[visit.pk]) in page, "มีบันทึกว่าบุคคลในภาพนี้ไม่ยินยอม" in page) == (False, True)
    assert client.get(reverse("pictures-beside", args=["visit", visit.pk])).status_code == 404


def test_the_public_and_other_provinces_are_told_nothing(client, body, officer, record):
    kind, made, agree = record
    story, lesson = a_story_and_a_lesson(body, made, officer)
    there = ProvinceFactory(code="17")
    far = OrganisationFactory(province=there, network=SectorNetworkFactory(province=there))
    StoryFactory(organisation=far).photos.create(file=copied(made.photos.first().file, by=officer), consent=True)
    type(story).objects.filter(pk=story.pk).update(state="published", published_at="2027-03-01T00:00:00Z")
    agree(photo=made.photos.first(), consent=False, by=officer)
    assert named(client, kind, made).count("<li>") == 2
    client.logout()
    assert "ไม่ยินยอม" not in client.get(reverse("lessons:story", args=[story.pk])).content.decode()
    assert client.get(reverse("pictures-beside", args=["nothing", 1])).status_code in (302, 404)
