"""Who reads drafts, who writes and who publishes; of names and pictures outsiders see what was agreed to and is published."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from lessons import permissions
from lessons.models import Lesson, LessonPerson, LessonPhoto, Story, StoryPhoto
from networks.models import Role
from tests.factories import (
    OrganisationFactory,
    ProvinceFactory,
    RoleGrantFactory,
    SectorNetworkFactory,
    UserFactory,
    administrator_of,
    contact_of,
    coordinator_of,
    holder_of,
    national_viewer,
    officer_of,
    partner_of,
)
from tests.factories_lessons import LessonFactory, StoryFactory
from tests.factories_pledges import StoredFileFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(dt.datetime(2027, 4, 1, 3, tzinfo=dt.UTC), tick=False)]
OFFICE = {"superuser", "administrator", "officer"}
# Who writes for a body, for its network, and for the province.
WRITERS = {
    "body": OFFICE | {"coordinator", "contact", "contact and partner"},
    "network": OFFICE | {"coordinator"},
    "province": OFFICE,
}


@pytest.fixture
def body():
    return OrganisationFactory()


@pytest.fixture
def people(body):
    """One person per role about a body, and others of its province, of another one, and of nowhere."""
    other = OrganisationFactory(network=SectorNetworkFactory(code="media", province=body.province))
    Role.objects.create(code="only-reviews", scope="province", rights=["stories.review"])
    reviewer = RoleGrantFactory(role_id="only-reviews", province=body.province).user
    return {
        "superuser": UserFactory(is_superuser=True), "administrator": administrator_of(body.province),
        "officer": officer_of(body.province), "coordinator": coordinator_of(body.network), "contact": contact_of(body),
        "contact and partner": holder_of("contact", organisation=body, user=partner_of(body.province)),
        "partner": partner_of(body.province), "named partner": partner_of(body.province), "named contact": contact_of(other),
        "named partner of elsewhere": partner_of(ProvinceFactory(code="15")), "other contact": contact_of(other),
        "other coordinator": coordinator_of(other.network), "other officer": officer_of(ProvinceFactory(code="10")),
        "viewer": national_viewer(), "reviewer": reviewer, "nobody": UserFactory(), "visitor": AnonymousUser(),
    }  # fmt: skip


def of_body_network_and_province(make, body, **more):
    """One of each, by whose it is."""
    whole = {"organisation": None, "province": body.province}
    return {
        "body": make(organisation=body, **more), "network": make(**whole, network=body.network, **more),
        "province": make(**whole, network=None, **more),
    }  # fmt: skip


def those(people, may, *about):
    """Who of them may."""
    return {who for who, person in people.items() if may(person, *about)}


def finding(people, found, one):
    """Who of them finds it among the rows that are hers."""
    return {who for who, person in people.items() if found(person).filter(pk=one.pk).exists()}


def in_each_state(made, *states):
    """All of them in one state after the other, whose they are beside them."""
    for state in states:
        for whose, one in made.items():
            type(one).objects.filter(pk=one.pk).update(state=state, published_at=timezone.now())
            one.state = state
            yield state, whose, one


def test_a_lesson_is_written_and_before_it_is_published_read_by_its_circle_alone(people, body):
    lessons = of_body_network_and_province(LessonFactory, body)
    for lesson in lessons.values():
        LessonPerson.objects.create(lesson=lesson, part="teller", name="ป้าสมใจ", consent=True)
        for who in ("named partner", "named contact", "named partner of elsewhere"):
            LessonPerson.objects.create(lesson=lesson, part="author", name=who, user=people[who])
    for state, whose, lesson in in_each_state(lessons, "draft", "published", "withdrawn"):
        writes = WRITERS[whose] | {"named partner"}
        reads = writes | {"named contact", "named partner of elsewhere"}
        assert those(people, permissions.can_write_lesson, lesson) == writes
        assert those(people, permissions.can_review_lesson, lesson) == OFFICE
        assert finding(people, Lesson.objects.writable_by, lesson) == writes
        assert finding(people, Lesson.objects.inside_of, lesson) == reads
        assert finding(people, Lesson.objects.visible_to, lesson) == (set(people) if state == "published" else reads)


def test_a_story_is_changed_by_its_writer_while_she_writes_it_and_by_the_office_until_it_is_withdrawn(people, body):
    stories, publishes = of_body_network_and_province(StoryFactory, body), OFFICE | {"reviewer"}
    for state, whose, story in in_each_state(stories, "draft", "returned", "proposed", "published", "withdrawn"):
        writes = WRITERS[whose]
        changes = {"draft": writes, "returned": writes, "withdrawn": set()}.get(state, publishes)
        assert those(people, permissions.can_write_story, story) == writes
        assert those(people, permissions.can_review_story, story) == publishes
        assert those(people, permissions.can_change_story, story) == changes
        assert finding(people, Story.objects.inside_of, story) == writes | publishes
        assert finding(people, Story.objects.visible_to, story) == (set(people) if state == "published" else writes)


def test_whoever_writes_there_begins_a_story_and_a_partner_of_the_province_a_lesson_too(people, body):
    places = {"body": (None, body), "network": (body.network_id, None), "province": (None, None)}
    stories = {whose: those(people, permissions.can_begin_story, body.province_id, *at) for whose, at in places.items()}
    lessons = {whose: those(people, permissions.can_begin_lesson, body.province_id, *at) for whose, at in places.items()}
    assert stories == WRITERS
    assert lessons == {whose: writes | {"partner", "named partner", "contact and partner"} for whose, writes in WRITERS.items()}
    elsewhere = {"other contact", "named contact", "other coordinator", "other officer", "named partner of elsewhere"}
    assert those(people, permissions.writes_lessons) == lessons["body"] | elsewhere


def test_outsiders_see_a_name_or_a_picture_only_if_it_was_agreed_to_and_is_published(people, body):
    made = {"lesson": LessonFactory(organisation=body), "story": StoryFactory(organisation=body)}
    about, file = {"lesson": made["lesson"]}, StoredFileFactory()
    LessonPerson.objects.create(**about, part="author", name="เขียนร่วม", user=people["named partner"])
    rows = {"lesson": [], "story": []}
    for consent in (True, False):
        rows["lesson"].append(LessonPerson.objects.create(**about, part="teller", name="ป้าสมใจ", consent=consent))
        rows["lesson"].append(LessonPhoto.objects.create(**about, file=file, consent=consent))
        rows["story"].append(StoryPhoto.objects.create(story=made["story"], file=file, consent=consent))
    inside = {"lesson": WRITERS["body"] | {"named partner"}, "story": WRITERS["body"] | {"reviewer"}}
    for state, noun, _one in in_each_state(made, "draft", "published", "withdrawn"):
        for row in rows[noun]:
            shown = set(people) if state == "published" and row.consent else inside[noun]
            assert finding(people, type(row).objects.visible_to, row) == shown
    Lesson.objects.update(state="published")
    found = [[row for row in rows["lesson"] if type(row).objects.public().filter(pk=row.pk).exists()]]
    Lesson.objects.update(state="withdrawn")
    found.append([row for row in rows["lesson"] if type(row).objects.public().filter(pk=row.pk).exists()])
    assert found == [[row for row in rows["lesson"] if row.consent], []]
