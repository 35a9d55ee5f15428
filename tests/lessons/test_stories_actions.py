"""Stories: begun from a record with what may be told, published by the office, taken off again; pictures only with consent."""

from __future__ import annotations

import datetime as dt

import pytest

from lessons.actions import stories as actions
from lessons.actions.stories import StoryEntry
from lessons.actions.story_photos import agree_to_story_photo, remove_story_photo
from lessons.floor import still_open
from lessons.story_drafts import draft_of
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import AuditEvent, Message
from networks.models import ActivityPhoto
from tests.factories import OfficeFactory, OrganisationFactory, ProgrammeYearFactory, contact_of, coordinator_of, officer_of
from tests.factories_lessons import StoryFactory
from tests.factories_networks_at_work import ActivityFactory
from tests.factories_pledges import StoredFileFactory

NOW = dt.datetime(2027, 4, 1, 3, tzinfo=dt.UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]


@pytest.fixture
def body():
    found = OrganisationFactory()
    OfficeFactory(province=found.province, working_year=ProgrammeYearFactory(province=found.province, fiscal_year=2570))
    return found


def entry(**more) -> StoryEntry:
    """Two sentences."""
    return StoryEntry(**{"title": "ตักบาตรเช้าวันเสาร์", "lead": "คนทั้งตำบลมาพบกันที่วัด"} | more)


def test_a_draft_of_an_activity_says_what_is_known_and_takes_agreed_pictures_along(body):
    activity = ActivityFactory(network=body.network, name="ปันน้ำใจ", state="done", people=1200, held_on=dt.date(2027, 3, 1))
    for consent in (True, False):
        file = StoredFileFactory(content_type="image/jpeg", name=f"{consent}.jpg")
        ActivityPhoto.objects.create(activity=activity, file=file, caption=str(consent), consent=consent)
    officer = officer_of(body.province)
    draft = draft_of(activity, writer="สมศรี", unit="สำนักงาน")
    assert (draft.title, draft.happened_on, draft.network) == ("ปันน้ำใจ", dt.date(2027, 3, 1), body.network)
    assert "1,200" in draft.lead
    story = actions.begin_story(province=body.province, entry=draft, told=activity, by=officer)
    assert (story.activity, story.programme_year.fiscal_year) == (activity, 2570)
    assert list(story.photos.values_list("caption", "consent")) == [("True", True)]
    assert not story.photos.filter(file__in=ActivityPhoto.objects.values("file")).exists()


def test_the_office_publishes_in_one_press_and_a_writer_proposes(body):
    officer, contact = officer_of(body.province), contact_of(body)
    own = actions.begin_story(province=body.province, entry=entry(network=body.network), by=officer)
    actions.publish_story(story=own, by=officer)
    assert (own.state, own.published_by, own.published_at) == ("published", officer, NOW)
    hers = actions.begin_story(province=body.province, entry=entry(organisation=body), by=contact)
    assert hers.network == body.network
    with pytest.raises(NotAllowed):
        actions.publish_story(story=StoryFactory(organisation=body, state="proposed"), by=contact)
    actions.propose_story(story=hers, by=contact)
    assert hers.state == "proposed"


def test_a_writer_hears_what_is_to_be_completed_and_once_it_is_published(body):
    officer, contact = officer_of(body.province), contact_of(body)
    story = actions.begin_story(province=body.province, entry=entry(organisation=body), by=contact)
    actions.propose_story(story=story, by=contact)
    actions.return_story(story=story, note="โปรดเติมวันที่", by=officer)
    assert (story.state, story.returned_note) == ("returned", "โปรดเติมวันที่")
    actions.propose_story(story=story, by=contact)
    assert story.returned_note == ""
    actions.publish_story(story=story, by=officer)
    inbox = Message.objects.filter(recipient=contact, channel="inbox").order_by("pk")
    assert list(inbox.values_list("kind", flat=True)) == ["story_returned", "story_published"]
    assert "โปรดเติมวันที่" in inbox[0].body


def test_what_is_returned_is_owed_until_it_is_proposed_again(body):
    officer, contact = officer_of(body.province), contact_of(body)
    for again, by in ((actions.propose_story, contact), (actions.publish_story, officer)):
        story = StoryFactory(organisation=body, state="proposed", created_by=contact)
        actions.return_story(story=story, note="โปรดเติมวันที่", by=officer)
        mail = Message.objects.get(kind="story_returned", channel="email", link__endswith=f"/{story.pk}/")
        assert (mail.state, still_open(mail.obligation, None, NOW.date())) == ("pending", True)
        again(story=story, by=by)
        mail.refresh_from_db()
        assert (mail.state, still_open(mail.obligation, None, NOW.date())) == ("cancelled", False)


def test_a_picture_without_consent_keeps_a_story_from_the_public(body):
    officer = officer_of(body.province)
    story = StoryFactory(organisation=body, state="proposed")
    photo = story.photos.create(file=StoredFileFactory(content_type="image/jpeg"))
    with pytest.raises(Refused):
        actions.publish_story(story=story, by=officer)
    agree_to_story_photo(photo=photo, consent=True, by=officer)
    actions.publish_story(story=story, by=officer)
    agree_to_story_photo(photo=photo, consent=False, by=officer)
    assert not story.photos.filter(consent=True).exists()
    remove_story_photo(photo=photo, by=officer)
    assert AuditEvent.objects.filter(object_type="lessons.story", action="change_consent").count() == 2


def test_nothing_said_is_nothing_to_publish(body):
    with pytest.raises(Refused):
        actions.publish_story(story=StoryFactory(organisation=body, lead="", body=" "), by=officer_of(body.province))


@pytest.mark.parametrize(("day", "year"), [(dt.date(2026, 9, 30), 2569), (dt.date(2026, 10, 1), 2570), (None, 2570)])
def test_a_story_goes_into_the_fiscal_year_of_the_day_it_is_given(body, day, year):
    ProgrammeYearFactory(fiscal_year=2569)
    story, officer = StoryFactory(organisation=body, happened_on=dt.date(2026, 11, 1)), officer_of(body.province)
    actions.change_story(story=story, entry=entry(happened_on=day, organisation=body), version=1, by=officer)
    story.refresh_from_db()
    assert story.programme_year.fiscal_year == year


def test_two_on_one_story_lose_nothing_of_each_other(body):
    officer = officer_of(body.province)
    story = StoryFactory(organisation=body)
    actions.change_story(story=story, entry=entry(title="ใหม่", organisation=body), version=1, by=officer)
    assert (story.title, story.version) == ("ใหม่", 2)
    with pytest.raises(Outpaced):
        actions.change_story(story=story, entry=entry(title="เก่า", organisation=body), version=1, by=officer)


def test_a_coordinator_writes_for_her_own_networks_alone(body):
    coordinator = coordinator_of(body.network)
    actions.begin_story(province=body.province, entry=entry(network=body.network), by=coordinator)
    with pytest.raises(NotAllowed):
        actions.begin_story(province=body.province, entry=entry(), by=coordinator)


def test_what_was_proposed_or_published_is_changed_by_the_office_alone(body):
    contact = contact_of(body)
    for state in ("proposed", "published"):
        with pytest.raises(NotAllowed):
            actions.change_story(
                story=StoryFactory(organisation=body, state=state), entry=entry(organisation=body), version=1, by=contact
            )  # fmt: skip


def test_a_story_is_taken_off_with_a_reason_and_written_anew(body):
    officer = officer_of(body.province)
    story = StoryFactory(organisation=body, state="published", created_by=contact_of(body))
    with pytest.raises(Refused):
        actions.withdraw_story(story=story, note=" ", by=officer)
    actions.withdraw_story(story=story, note="ชื่อผิด", by=officer)
    actions.revise_story(story=story, by=officer)
    assert (story.state, story.returned_note) == ("draft", "ชื่อผิด")


def test_a_story_that_is_published_again_asks_for_nothing(body):
    officer = officer_of(body.province)
    story = StoryFactory(organisation=body, state="published", lead="คนทั้งตำบลมาพบกัน", created_by=contact_of(body))
    actions.withdraw_story(story=story, note="ชื่อผิด", by=officer)
    actions.publish_story(story=story, by=officer)
    story.refresh_from_db()
    assert (story.state, story.returned_note) == ("published", "")
