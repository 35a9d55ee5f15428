"""Pages of stories: two presses from a record to the public, a feed, a picture for sharing, and nothing that is not for all."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from lessons.actions.story_photos import add_story_photo
from lessons.models import Story
from moralprovince.core.files import store
from tests.factories import OfficeFactory, OrganisationFactory, ProgrammeYearFactory, contact_of, officer_of
from tests.factories_lessons import StoryFactory
from tests.factories_networks_at_work import ActivityFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2027, 4, 1, 3, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def in_april():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def body():
    found = OrganisationFactory()
    OfficeFactory(province=found.province, working_year=ProgrammeYearFactory(province=found.province, fiscal_year=2570))
    return found


def upload(colour: str = "green", **exif: str) -> SimpleUploadedFile:
    """A photograph with what a telephone writes into it."""
    picture, out, data = Image.new("RGB", (900, 700), colour), io.BytesIO(), Image.Exif()
    data[0x010E], data[0x013B] = exif.get("about", ""), exif.get("artist", "")
    picture.save(out, "JPEG", exif=data)
    return SimpleUploadedFile("IMG_0811111111.jpg", out.getvalue(), content_type="image/jpeg")


def shown(client, url: str) -> Image.Image:
    """The picture an address answers with."""
    response = client.get(url)
    content = b"".join(response) if response.streaming else response.content
    response.close()
    return Image.open(io.BytesIO(content))


def test_the_office_tells_an_activity_in_two_presses(client, body):
    activity = ActivityFactory(network=body.network, name="ปันน้ำใจ", state="done", people=30, held_on=dt.date(2027, 3, 1))
    client.force_login(officer_of(body.province))
    page = client.get(reverse("networks:activity", args=[activity.pk])).content.decode()
    address = f"{reverse('lessons:story-write')}?activity={activity.pk}"
    assert address in page
    form = client.get(address).context["form"]
    sent = {name: form.initial.get(name) or "" for name in form.fields} | {"happened_on": "1/3/2570", "do": "publish"}
    client.post(address, sent)
    story = Story.objects.get()
    assert (story.state, story.activity, story.title) == ("published", activity, "ปันน้ำใจ")
    client.logout()
    assert "ปันน้ำใจ" in client.get(reverse("lessons:story", args=[story.pk])).content.decode()


def test_a_contact_proposes_and_what_stands_in_the_way_is_told_on_the_page(client, body):
    client.force_login(contact_of(body))
    client.post(reverse("lessons:story-write"), {"title": "วันศุกร์", "organisation": body.code, "do": "propose"})
    story = Story.objects.get()
    assert story.state == "draft"
    page = client.get(reverse("lessons:story", args=[story.pk])).content.decode()
    assert "กรุณาเขียนอย่างน้อยสองประโยคก่อน" in page


def test_pictures_go_out_without_what_a_camera_wrote_and_only_with_consent(client, body):
    officer, story = officer_of(body.province), StoryFactory(organisation=body, state="published")
    photos = [
        add_story_photo(story=story, file=store(upload(colour, about="0811111111", artist="canary"), by=officer),
                        caption=colour, consent=consent, by=officer)
        for colour, consent in (("green", True), ("blue", False))
    ]  # fmt: skip
    addresses = [reverse("lessons:story-photo", args=[photo.pk]) for photo in photos]
    assert client.get(addresses[1]).status_code == 404
    for picture in (shown(client, addresses[0]), shown(client, reverse("lessons:story-picture", args=[story.pk]))):
        assert (dict(picture.getexif()), sorted(set(picture.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density",
                "progressive", "progression", "dpi"})) == ({}, [])  # fmt: skip
    page = client.get(reverse("lessons:story", args=[story.pk])).content.decode()
    assert [address in page for address in addresses] == [True, False]


def test_the_picture_for_sharing_is_as_large_as_networks_ask(client, body):
    story = StoryFactory(organisation=body, state="published", title="ตักบาตรเช้าวันเสาร์ " * 8)
    response = client.get(reverse("lessons:story-picture", args=[story.pk]))
    assert (response["Content-Type"], shown(client, response.wsgi_request.path).size) == ("image/png", (1200, 630))
    assert shown(client, reverse("share-picture")).size == (1200, 630)


def test_the_feed_brings_published_stories_with_addresses_that_lead_here(client, body):
    public = StoryFactory(organisation=body, state="published", title="เปิดเผย & ชัดเจน")
    for state in ("draft", "proposed", "returned", "withdrawn"):
        StoryFactory(organisation=body, state=state, title=f"ยังไม่เผยแพร่ {state}")
    response = client.get(reverse("lessons:feed"))
    text = response.content.decode()
    assert response["Content-Type"].startswith("application/rss+xml")
    assert "เปิดเผย &amp; ชัดเจน" in text
    assert f"<link>http://localhost:8000/stories/{public.pk}/</link>" in text
    assert "ยังไม่เผยแพร่" not in text


def test_text_is_shown_as_it_was_typed_and_runs_nothing(client, body):
    story = StoryFactory(organisation=body, state="published", body="<script>alert(1)</script>\n\nย่อหน้าสอง")
    page = client.get(reverse("lessons:story", args=[story.pk])).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;</p>" in page
    assert "<p>ย่อหน้าสอง</p>" in page


def test_a_visitor_reads_nothing_of_what_goes_on_inside(client, body):
    story = StoryFactory(
        organisation=body, state="published", returned_note="แก้ชื่อ", created_by=contact_of(body, name="คุณผู้เขียน")
    )
    page = client.get(reverse("lessons:story", args=[story.pk])).content.decode()
    assert [word for word in ("แก้ชื่อ", "คุณผู้เขียน", "csrfmiddlewaretoken") if word in page] == []
