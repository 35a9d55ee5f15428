"""Pages of stories: two presses from a record to the public, a feed, a picture for sharing, and nothing that is not for all."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from lessons.actions.story_photos import add_story_photo
from lessons.models import Story
from lessons.story import story
from lessons.story_statistics import story_statistics
from lessons.today import today
from moralprovince.core.files import store
from moralprovince.core.periods import Period
from tests.factories import OfficeFactory, OrganisationFactory, ProgrammeYearFactory, ProvinceFactory, contact_of, officer_of
from tests.factories_lessons import LessonFactory, StoryFactory
from tests.factories_networks_at_work import ActivityFactory

NOW = dt.datetime(2027, 4, 1, 3, tzinfo=dt.UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]


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
    # Not closed as a server would: with the answer the test's connection would go.
    content = b"".join(response) if response.streaming else response.content
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


def test_a_story_and_a_lesson_of_the_second_office_name_that_office_and_the_list_its_own(client, body):
    other = OfficeFactory(province=ProvinceFactory(code="17"))
    far = {"organisation": OrganisationFactory(province=other.province), "state": "published", "published_at": NOW}
    told = [("lessons:story", [StoryFactory(**far).pk]), ("lessons:lesson", [LessonFactory(**far).pk]), ("lessons:stories", [])]

    assert [client.get(reverse(name, args=keys)).context["office"].pk for name, keys in told] == ["17", "17", "14"]
    client.force_login(contact_of(body))
    assert [client.get(reverse(name, args=keys)).context["office"].pk for name, keys in told] == ["14", "14", "14"]


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
    assert opened(client, photos, contact_of(OrganisationFactory(network=body.network))) == [200, 404]
    assert [opened(client, photos, person) for person in (officer, contact_of(body))] == [[200, 200]] * 2
    Story.objects.update(state="withdrawn")
    assert opened(client, photos, contact_of(OrganisationFactory(network=body.network))) == [404, 404]


def opened(client, photos, person) -> list[int]:
    """What the addresses of the files answer somebody who knows them."""
    client.force_login(person)
    answers = [client.get(reverse("file", args=[photo.file_id])) for photo in photos]
    for answer in answers:
        b"".join(answer)
    return [answer.status_code for answer in answers]


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


def test_a_summarys_figure_leads_to_the_stories_it_counted(client, body):
    officer = officer_of(body.province)
    for day, state in (("2027-03-31", "published"), ("2026-09-30", "published"), ("2027-03-31", "withdrawn")):
        at = dt.datetime.fromisoformat(f"{day}T12:00:00+07:00")
        StoryFactory(organisation=body, state=state, published_at=at, title=day)
    counted = story_statistics(province=body.province_id, period=Period(2570), as_of=dt.date(2027, 4, 1))
    assert (counted[None], counted[body.network_id]) == ({"stories_published": 1}, {"stories_published": 1})
    client.force_login(officer)
    page = client.get(reverse("lessons:stories"), {"figure": "stories_published", "period": "2570", "as_of": "2027-04-01"})
    assert [one.title for one in page.context["stories"]] == ["2027-03-31"]


def test_the_office_is_told_what_waits_and_a_writer_what_came_back(body):
    StoryFactory(organisation=body, state="proposed")
    StoryFactory(organisation=body, state="returned")
    jobs = {who: [(job.count, job.address) for job in today(user, NOW.date()) if job.count] for who, user in
            (("office", officer_of(body.province)), ("contact", contact_of(body)))}  # fmt: skip
    assert jobs == {"office": [(1, "/stories/?state=proposed")], "contact": [(1, "/stories/?state=returned")]}


def test_what_was_told_of_a_body_stands_in_its_biography(body):
    StoryFactory(organisation=body, state="published", title="ตักบาตร")
    StoryFactory(organisation=body, state="proposed")
    account = story(body, officer_of(body.province), dt.date(2027, 4, 1))
    assert [str(line.title) for line in account.lines] == ["เล่าสู่สาธารณะ: ตักบาตร"]


def test_the_boxes_of_a_story_bear_its_own_words(client, body):
    client.force_login(officer_of(body.province))
    page = client.get(reverse("lessons:story-write"))
    labels = [str(page.context["form"][name].label) for name in ("title", "unit")]
    button = '<button class="btn btn-primary" name="do" value="publish">เผยแพร่</button>'
    assert (labels, page.content.decode().count(button)) == (["ชื่อเรื่อง", "หน่วยงาน"], 1)
