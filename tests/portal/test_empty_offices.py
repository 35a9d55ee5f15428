"""What pages say in an office where nothing is there yet: how it begins, and no praise before it is earned."""

import datetime as dt

import pytest
from django.urls import reverse

from networks.models import SectorNetwork
from pledges.models import FollowUpReport
from tests.factories import OfficeFactory, OrganisationFactory, SectorNetworkFactory, contact_of, officer_of
from tests.factories_pledges import FollowUpReportFactory
from tests.factories_visits import VisitFactory

pytestmark = pytest.mark.django_db

PRAISE = {
    "assessments:unvisited": "ทุกแห่งได้รับการเยี่ยมภายในหนึ่งปีแล้ว",
    "networks:invite-network": "เข้ามาครบทุกคนแล้ว",
    "networks:unreached": "ติดต่อได้ทุกแห่ง",
    "pledges:reports": "ตรวจครบทุกฉบับแล้ว",
    "pledges:calls": "ไม่มีผู้ที่เลยกำหนด",
}
# Where a page without anything leads: what has to be there first.
BEGINS = {name: "networks:organisations" if "pledges" not in name else "pledges:rounds" for name in PRAISE}


@pytest.fixture
def officer(client):
    officer = officer_of(OfficeFactory().province)
    client.force_login(officer)
    return officer


def body_of(client, name):
    """The page between its frame's pieces."""
    args = [SectorNetwork.objects.get().pk] if name == "networks:invite-network" else []
    page = client.get(reverse(name, args=args)).text
    return page[page.index('<div class="empty">') :].split("</main>")[0]


def test_pages_of_an_empty_office_do_not_praise_and_say_how_it_begins(client, officer):
    SectorNetworkFactory()
    pages = {name: body_of(client, name) for name in PRAISE}
    assert {name: words in pages[name] for name, words in PRAISE.items()} == dict.fromkeys(PRAISE, False)
    led = {name: f'href="{reverse(begins)}"' in pages[name] for name, begins in BEGINS.items()}
    assert led == dict.fromkeys(PRAISE, True)


def test_reports_that_are_expected_and_not_due_earn_no_praise_yet(client, officer):
    FollowUpReportFactory(state="expected", due_on=dt.date(2027, 3, 31))
    pages = {name: body_of(client, name) for name in ("pledges:reports", "pledges:calls")}
    assert {name: PRAISE[name] in page for name, page in pages.items()} == dict.fromkeys(pages, False)


def test_pages_of_an_office_that_has_done_everything_praise_it(client, officer):
    body = OrganisationFactory(email="ask@example.org")
    contact_of(body, last_login=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    VisitFactory(organisation=body, state="recorded", visited_on=dt.date(2026, 11, 2))
    report = FollowUpReportFactory(pledge__organisation=body, state="accepted", due_on=dt.date(2026, 11, 10))
    FollowUpReport.objects.filter(pk=report.pk).update(submitted_on=dt.date(2026, 11, 9))
    assert {name: words in body_of(client, name) for name, words in PRAISE.items()} == dict.fromkeys(PRAISE, True)
