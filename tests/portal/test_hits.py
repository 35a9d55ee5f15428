"""The search box groups what it finds kind by kind, says where the rest is, marks what was typed, and shows nobody too much."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from moralprovince.core.story import Hit
from moralprovince.core.templatetags.portal import marked
from moralprovince.portal.hits import groups
from tests.factories import OfficeFactory, OrganisationFactory, contact_of, officer_of
from tests.factories_networks_at_work import MeetingFactory, ResolutionFactory
from tests.factories_pledges import FollowUpReportFactory
from tests.support.queries import counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    person = officer_of(OfficeFactory().province)
    client.force_login(person)
    return person


def test_hits_stand_kind_by_kind_with_the_rest_in_their_list():
    hits = [Hit(f"ประชุม {number}", "/x/", "การประชุม", total=9) for number in range(5)] + [Hit("แผน", "/y/", "แผน")]
    found = groups(hits, "ก", few=4)
    address = f"{reverse('networks:meetings')}?q=%E0%B8%81"
    assert [(one.kind, len(one.hits), one.total, one.address) for one in found] == [
        ("การประชุม", 4, 9, address), ("แผน", 1, None, ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "typed", "shown"),
    [
        ("วัดใหญ่ <b>", "ใหญ่", "วัด<mark>ใหญ่</mark> &lt;b&gt;"),
        ("อบต.บ้านใหม่", "อบต. บ้าน", "<mark>อบต.</mark><mark>บ้าน</mark>ใหม่"),
        ("วัด", "ก", "วัด"),
    ],
)
def test_what_was_typed_is_marked_and_everything_else_stays_harmless(text, typed, shown):
    assert marked(text, typed) == shown


def test_resolutions_are_found_by_those_who_read_the_minutes(client, officer):
    body = OrganisationFactory(province=officer.role_grants.get().province)
    ResolutionFactory(text="เห็นชอบตลาดนัดคุณธรรม", item__meeting=MeetingFactory(state="held"))
    kinds = [str(hit.kind) for hit in client.get(reverse("search"), {"q": "ตลาดนัดคุณธรรม"}).context["hits"]]
    client.force_login(contact_of(body))
    assert (kinds, client.get(reverse("search"), {"q": "ตลาดนัดคุณธรรม"}).context["hits"]) == (["มติที่ประชุม"], [])


def test_the_box_offers_options_within_the_budget_and_its_second_part_pledges_and_reports(client, officer):
    FollowUpReportFactory(pledge__organisation__name="วัดใหญ่ชัยมงคล", state="submitted")
    with counted() as asked:
        box = client.get(reverse("search-box"), {"q": "วัดใหญ่"})
    with counted() as more:
        rest = client.get(reverse("search-more"), {"q": "วัดใหญ่", "box": "1"})
    assert (box.content.decode().count('role="option"'), [group.kind for group in rest.context["groups"]]) == (
        2, ["ปฏิญญา", "รายงาน"],
    )  # fmt: skip
    assert max(len(asked), len(more)) <= 12


def test_nothing_typed_offers_nothing(client, officer):
    assert client.get(reverse("search-box"), {"q": " "}).content.decode().strip() == ""


def test_the_box_on_top_repeats_what_was_looked_for_everywhere_and_not_what_a_list_was_asked(client, officer):
    typed = re.compile(r'id="search-box" type="search" name="q" value="([^"]*)"')
    shown = {
        name: typed.findall(client.get(reverse(name), {"q": "วัดใหญ่"}).content.decode())
        for name in ("search", "pledges:pledges")
    }
    assert shown == {"search": ["วัดใหญ่"], "pledges:pledges": [""]}
