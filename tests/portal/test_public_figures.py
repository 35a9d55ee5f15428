"""The public site tells the truth: each figure is the number of rows it leads to, and no more than may be told."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse

from pledges.models import Pledge
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    SectorNetworkFactory,
)
from tests.factories_lessons import StoryFactory
from tests.factories_networks_at_work import ActivityFactory, WorkingGroupFactory, WorkingGroupMemberFactory
from tests.factories_pledges import PledgeFactory
from tests.support.queries import counted
from tests.support.weight import weigh

NOW = dt.datetime(2027, 4, 1, 3, tzinfo=dt.UTC)
DAY = dt.date(2027, 4, 1)
LIGHT = 100 * 1024


@pytest.fixture(autouse=True)
def in_april():
    with time_machine.travel(NOW, tick=False):
        yield


def told(page) -> int:
    """How many rows a list says it has."""
    return page.context["page"].total


@pytest.fixture
def network(db):
    found = SectorNetworkFactory()
    OfficeFactory(province=found.province, working_year=ProgrammeYearFactory(province=found.province, fiscal_year=2570))
    return found


def test_a_network_is_told_by_the_position_of_its_chair_and_never_by_her_telephone(client, network):
    group = WorkingGroupFactory(province=network.province, network=network)
    WorkingGroupMemberFactory(
        group=group, post="chair", name="นายประธาน", position="ศึกษาธิการจังหวัด", phone="0811111111", email="x@example.org"
    )
    page = client.get(reverse("sector", args=[network.code])).content.decode()
    assert "ศึกษาธิการจังหวัด" in page
    assert [word for word in ("นายประธาน", "0811111111", "x@example.org") if word in page] == []


def test_what_was_called_off_or_is_not_told_yet_is_no_open_activity(client, network):
    year = {"network": network, "programme_year": network.province.years.get()}
    ActivityFactory(**year, name="จะมา", state="planned", held_on=DAY + dt.timedelta(days=3))
    ActivityFactory(**year, name="ไม่ได้เล่า", state="planned", held_on=DAY - dt.timedelta(days=3))
    ActivityFactory(**year, name="ยกเลิก", state="cancelled", held_on=DAY + dt.timedelta(days=3))
    ActivityFactory(**year, name="จัดแล้ว", state="done", held_on=DAY - dt.timedelta(days=3))
    page = client.get(reverse("open-activities"))
    assert [one.name for one in page.context["rows"]] == ["จะมา", "จัดแล้ว"]


def test_the_wall_tells_no_draft_and_nothing_sent_back(client, network):
    for number, state in enumerate(Pledge.State.values):
        body = OrganisationFactory(network=network, name=f"องค์กร {state} {number}")
        PledgeFactory(organisation=body, programme_year=network.province.years.get(), state=state,
                      declared_on=DAY - dt.timedelta(days=number))  # fmt: skip
    page = client.get(reverse("declared"))
    assert sorted(one.state for one in page.context["rows"]) == ["active", "declared", "ended"]


@pytest.mark.parametrize(
    ("name", "questions"),
    [
        ("home", 10), ("sectors", 5), ("members", 6), ("declared", 9), ("certified", 7), ("open-activities", 7), ("map", 4),
        ("lessons:stories", 7),
    ],
)  # fmt: skip
def test_a_list_asks_the_same_however_much_stands_in_it(client, network, name, questions):
    found = []
    for _time in range(2):
        for _body in range(4):
            body = OrganisationFactory(network=network)
            PledgeFactory(organisation=body, programme_year=network.province.years.get(), state="active", commitments=2)
            StoryFactory(organisation=body, state="published")
            ActivityFactory(network=network, programme_year=network.province.years.get(), state="done", held_on=DAY)
        with counted() as queries:
            client.get(reverse(name))
        found.append(len(queries))
    assert found == [questions] * 2


def test_the_first_view_of_home_is_light(client, network):
    for _time in range(3):
        StoryFactory(organisation=OrganisationFactory(network=network), state="published")
    weights = weigh(client, reverse("home"))
    assert sum(weights.values()) < LIGHT, sorted(weights.items(), key=lambda item: -item[1])


def test_each_page_says_its_own_address_and_how_it_is_shared(client, network):
    story = StoryFactory(organisation=OrganisationFactory(network=network), state="published", title="ตักบาตร", lead="พบกันที่วัด")
    page = client.get(reverse("lessons:story", args=[story.pk])).content.decode()
    tags = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)"', page))
    assert (tags["title"], tags["description"], tags["url"]) == (
        "ตักบาตร",
        "พบกันที่วัด",
        f"http://localhost:8000/stories/{story.pk}/",
    )
    assert tags["image"] == f"http://localhost:8000/stories/{story.pk}/share.png"
    assert f'<link rel="canonical" href="http://localhost:8000/stories/{story.pk}/">' in page


def test_search_engines_are_told_of_every_public_page(client, network):
    story = StoryFactory(organisation=OrganisationFactory(network=network), state="published")
    StoryFactory(organisation=story.organisation, state="proposed")
    text = client.get("/sitemap.xml").content.decode()
    places = re.findall(r"<loc>http://localhost:8000([^<]+)</loc>", text)
    assert [one for one in places if client.get(one).status_code != 200] == []
    assert [one for one in places if one.startswith("/stories/")] == ["/stories/", f"/stories/{story.pk}/"]
    assert "Sitemap: http://localhost:8000/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_an_english_page_says_once_in_which_era_its_years_are(client, network):
    pages = []
    for language in ("en", "th"):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        pages.append(client.get(reverse("home")).content.decode())

    assert [page.count("Buddhist Era") + page.count("พุทธศักราช") for page in pages] == [1, 0]
    assert [page.count("fiscal year B.E. 2570") for page in pages] == [1, 0]
    assert re.search(r'aria-current="page"[^>]*>([^<]+)<', pages[0])[1] == "Home"
