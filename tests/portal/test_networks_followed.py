"""Who follows a network: the alarm where nobody does, lent rights and their days, telephones, a network that ended."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from moralprovince.portal.today import jobs_of
from networks.actions.lineage import merge_networks
from networks.actions.roles import close_account, grant_role
from networks.models import RoleGrant
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    UserFactory,
    administrator_of,
    contact_of,
    coordinator_of,
    holder_of,
    officer_of,
    role,
)
from tests.factories_networks_at_work import WorkingGroupFactory
from tests.factories_networks_at_work import WorkingGroupMemberFactory as SeatFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2027, 4, 7)
YESTERDAY, TOMORROW = TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)
PAGE = "/networks/government/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2027-04-07 12:00:00+07:00", tick=False) as travel:
        yield travel


@pytest.fixture
def province():
    return OfficeFactory(working_year=ProgrammeYearFactory(fiscal_year=2570)).province


@pytest.fixture
def network(province):
    return SectorNetworkFactory()


@pytest.fixture
def officer(province):
    return officer_of(province)


def rings(client, officer) -> list[bool]:
    """In the list, on the page and among what waits for the officer."""
    client.force_login(officer)
    return [
        len(client.get("/networks/?coordinator=none").context["rows"]) == 1,
        client.get(PAGE).context["alarm"],
        [job.count for job in jobs_of(officer, TODAY) if job.address.endswith("?coordinator=none")] == [1],
    ]


def test_a_closed_account_follows_nothing(client, network, officer):
    leaving = coordinator_of(network)
    assert rings(client, officer) == [False] * 3
    close_account(person=leaving, by=administrator_of(network.province))
    assert rings(client, officer) == [True] * 3


SPANS = {
    "ended yesterday": (dt.date(2026, 10, 1), YESTERDAY, True), "ends today": (dt.date(2026, 10, 1), TODAY, False),
    "begins today": (TODAY, dt.date(2027, 9, 30), False), "begins tomorrow": (TOMORROW, dt.date(2027, 9, 30), True),
}  # fmt: skip


@pytest.mark.parametrize("lent", [False, True])
def test_the_alarm_goes_by_the_days_of_the_right(lent, client, network, officer):
    grant = coordinator_of(network).role_grants.get()
    found = {}
    for name, (starts_on, ends_on, _rings) in SPANS.items():
        lender = officer if lent else None
        RoleGrant.objects.filter(pk=grant.pk).update(starts_on=starts_on, ends_on=ends_on, acting_for=lender)
        found[name] = rings(client, officer)
    assert found == {name: [expected] * 3 for name, (_first, _last, expected) in SPANS.items()}


def test_lent_rights_give_nothing_before_their_first_day_and_after_their_last(client, network, clock):
    lender, deputy = coordinator_of(network), UserFactory()
    clock.move_to(dt.datetime(2027, 4, 5, 5, tzinfo=dt.UTC))
    grant_role(
        user=deputy, role=role("coordinator"), scope=network, by=administrator_of(network.province), acting_for=lender,
        starts_on=dt.date(2027, 4, 7), ends_on=dt.date(2027, 4, 9),
    )  # fmt: skip
    body, found = reverse("networks:organisation", args=[OrganisationFactory(network=network, state="proposed").code]), {}
    for moment in ("06 23:59:30", "07 00:00:30", "09 23:59:30", "10 00:00:30"):
        clock.move_to(dt.datetime.fromisoformat(f"2027-04-{moment}+07:00"))
        client.force_login(deputy)
        found[moment] = [client.get(address).status_code for address in (PAGE, body)]
    assert found == {
        "06 23:59:30": [403, 404], "07 00:00:30": [200, 200], "09 23:59:30": [200, 200], "10 00:00:30": [403, 404],
    }  # fmt: skip


def test_her_telephone_and_those_of_the_group_are_read_by_the_office_and_by_who_follows_the_network(client, network, province):
    own = coordinator_of(network, name="นางประสาน งานดี", phone="0811111111", email="own@example.org")
    SeatFactory(group=WorkingGroupFactory(network=network), phone="0822222222")
    other = SectorNetworkFactory(code="media", order=2)
    readers = {
        "officer": officer_of(province), "administrator": administrator_of(province), "own": own,
        "another network": coordinator_of(other), "another province": officer_of(ProvinceFactory(code="13")),
        "contact": contact_of(OrganisationFactory(network=network)),
        "committee": holder_of("committee_member", province=province),
    }  # fmt: skip
    shown = {}
    for who, person in readers.items():
        client.force_login(person)
        page = client.get(PAGE)
        text = page.content.decode()
        shown[who] = (
            page.status_code,
            [text.count(sign) for sign in ("tel:0811111111", "mailto:own@example.org", "0822222222")],
        )
    assert shown == dict.fromkeys(("officer", "administrator", "own"), (200, [1, 1, 2])) | {
        "another network": (404, [0] * 3), "another province": (404, [0] * 3),
        "contact": (403, [0] * 3), "committee": (403, [0] * 3),
    }  # fmt: skip


def test_after_a_merger_nobody_is_asked_for_a_coordinator_or_a_group_of_the_network_that_ended(client, network, officer):
    other = SectorNetworkFactory(code="media", order=2)
    coordinator_of(other), coordinator_of(network)
    OrganisationFactory(network=network)
    WorkingGroupFactory(network=network, starts_on=dt.date(2026, 10, 1))
    client.force_login(officer)
    offers = ("ยังไม่มีผู้ประสานงาน", reverse("networks:group-add"))
    RoleGrant.objects.filter(network=network).update(ends_on=YESTERDAY)
    network.groups.update(ends_on=YESTERDAY)
    page = client.get(PAGE).content.decode()
    assert [page.count(words) for words in offers] == [2, 1]

    merge_networks(source=network, into=other, since=dt.date(2027, 4, 1), by=administrator_of(network.province))
    page = client.get(PAGE)
    assert ([page.content.decode().count(words) for words in offers], page.context["alarm"]) == ([0, 0], False)
    listed = client.get("/networks/")
    assert [row.needed for row in listed.context["rows"]] == [False, True]
    assert listed.content.decode().count('<span class="text-muted">สิ้นสุด</span>') == 1
