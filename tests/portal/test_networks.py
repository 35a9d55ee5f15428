"""The pages of networks: every number is the number of rows behind its link, for whoever reads it, in every year."""

import datetime as dt

import pytest
from django.urls import reverse

from moralprovince.core.periods import Period
from moralprovince.portal.statistics import compose
from networks.actions.organisations import move_to_network
from networks.models import NetworkName, RoleGrant
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    coordinator_of,
    officer_of,
)
from tests.factories_assessments import AssessmentFactory
from tests.factories_networks_at_work import MeetingFactory, WorkingGroupFactory
from tests.factories_networks_at_work import WorkingGroupMemberFactory as SeatFactory
from tests.factories_pledges import FollowUpReportFactory, PledgeFactory, ReportRoundFactory
from tests.support.queries import counted

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(dt.datetime(2027, 4, 7, 5, tzinfo=dt.UTC), tick=False)]
LIST = "networks:networks"


@pytest.fixture
def province():
    province = ProvinceFactory()
    ProgrammeYearFactory(fiscal_year=2569)
    OfficeFactory(province=province, working_year=ProgrammeYearFactory(fiscal_year=2570))
    return province


@pytest.fixture
def network(province):
    return SectorNetworkFactory()


@pytest.fixture
def officer(province):
    return officer_of(province)


def lived(network):
    """Bodies in every state, one late report, one certified at level 2."""
    late = FollowUpReportFactory(due_on=dt.date(2027, 3, 31), pledge__organisation=OrganisationFactory(network=network))
    for state in ("proposed", "dormant", "withdrawn", "active"):
        OrganisationFactory(network=network, state=state)
    OrganisationFactory(network=network, reports_centrally=True)
    AssessmentFactory(organisation=late.pledge.organisation, state="certified", scores=[2] * 6 + [0] * 3)
    group = WorkingGroupFactory(network=network)
    for held_on in (dt.date(2026, 9, 30), dt.date(2026, 10, 1), dt.date(2027, 4, 1)):
        MeetingFactory(group=group, held_on=held_on)


def rows_behind(client, address: str) -> int:
    return client.get(address).context["page"].total


def numbers_on(page) -> dict[str, int]:
    """The addresses on the list of networks with what it says of each."""
    found = {}
    for row in page.context["rows"]:
        found |= {one.address: one.count for one in (row.members, *row.levels, row.late) if one}
    return found


def numbers_of_page(page) -> dict[str, int]:
    """The same of the page of one network."""
    shown = [
        page.context["members"],
        page.context["meetings"],
        *(line.number for name in ("states", "levels") for line in page.context[name]),
    ]
    now = [page.context.get(name) for name in ("late", "central")]
    return {one.address: one.count for one in (*shown, *now) if one}


@pytest.mark.parametrize("who", [officer_of, coordinator_of])
def test_every_number_is_the_number_of_rows_behind_it(client, province, network, who):
    lived(network)
    lived(SectorNetworkFactory(code="education", order=2))
    client.force_login(who(province if who is officer_of else network))

    told = numbers_on(client.get(reverse(LIST))) | numbers_of_page(client.get(reverse("networks:network", args=["government"])))
    assert told == {address: rows_behind(client, address) for address in told}
    assert (len(told), sum(told.values()) > 8) == ({officer_of: 16, coordinator_of: 11}[who], True)


def test_a_year_that_is_over_shows_who_was_a_member_then(client, province, network, officer):
    body, other = OrganisationFactory(network=network), SectorNetworkFactory(code="education", order=2)
    move_to_network(organisation=body, network=other, by=officer)
    client.force_login(officer)

    told = {year: numbers_on(client.get(reverse(LIST), {"year": year})) for year in (2569, 2570)}
    assert [list(told[2569].values()), list(told[2570].values())] == [[1, 0], [0] * 5 + [1] + [0] * 4]
    then = told[2569] | numbers_of_page(client.get(reverse("networks:network", args=["government"]), {"year": 2569}))
    assert then == {address: rows_behind(client, address) for address in then}


def test_a_renamed_network_keeps_its_name_in_older_years(client, network, officer):
    NetworkName.objects.create(network=network, last_fiscal_year=2569, name="เครือข่ายราชการ")
    client.force_login(officer)

    called = {
        year: str(client.get(reverse(LIST), {"year": year}).context["rows"][0].network) for year in (2569, 2570)
    }  # fmt: skip
    assert called == {2569: "เครือข่ายราชการ", 2570: "เครือข่ายภาครัฐ"}
    page = client.get(reverse("networks:network", args=["government"]), {"year": 2569})
    assert str(page.context["network"]) == "เครือข่ายราชการ"


def test_a_network_without_a_coordinator_today_is_marked_and_told_to_the_officer(client, network, officer):
    coordinator_of(SectorNetworkFactory(code="education", order=2))
    leaving = coordinator_of(network)
    client.force_login(officer)
    where = {"coordinator": "none"}
    assert [
        len(client.get(reverse(LIST), where).context["rows"]),
        client.get("/").content.decode().count("?coordinator=none"),
    ] == [0, 0]

    RoleGrant.objects.filter(user=leaving).update(ends_on=dt.date(2027, 4, 6))
    assert [str(row.network) for row in client.get(reverse(LIST), where).context["rows"]] == [str(network)]
    assert client.get("/").content.decode().count("?coordinator=none") == 1
    assert client.get(reverse("networks:network", args=["government"])).context["alarm"] is True


def test_the_page_shows_the_group_in_force_with_its_people_and_the_terms_before(client, network, officer):
    old = WorkingGroupFactory(network=network, starts_on=dt.date(2023, 10, 1), ends_on=dt.date(2026, 9, 30))
    group = WorkingGroupFactory(network=network, starts_on=dt.date(2026, 10, 1))
    seat, _over = SeatFactory(group=group, post="chair"), SeatFactory(group=group, ends_on=dt.date(2027, 4, 6))
    client.force_login(officer)

    page = client.get(reverse("networks:network", args=["government"])).context
    assert (page["group"], page["seats"], page["others"]) == (group, [seat], [old])
    page = client.get(reverse("networks:network", args=["government"]), {"year": 2569}).context
    assert (page["group"], page["others"]) == (old, [group])


@pytest.mark.parametrize(
    "address", ["/networks/", "/networks/government/", "/networks/?year=2569", "/networks/government/?year=2569"]
)
def test_the_pages_need_as_many_queries_for_fifty_rows_as_for_ten(client, network, officer, address):
    client.force_login(officer)
    group, sent = WorkingGroupFactory(network=network), []
    for more in (10, 40):
        for number in range(more):
            late = FollowUpReportFactory(due_on=dt.date(2027, 3, 31))
            SeatFactory(group=group)
            coordinator_of(network)
            SectorNetworkFactory(code=f"n{more}-{number}", name=late.pledge.organisation.name)
        with counted() as queries:
            client.get(address)
        sent.append(len(queries))
    assert sent[0] == sent[1] <= 12


def test_lists_exports_and_summaries_of_an_older_year_say_the_name_of_that_year(client, network, officer):
    NetworkName.objects.create(network=network, last_fiscal_year=2569, name="เครือข่ายราชการเดิม")
    for year in (2569, 2570):
        pledge = PledgeFactory(
            organisation=OrganisationFactory(network=network), programme_year=ProgrammeYearFactory(fiscal_year=year)
        )
        FollowUpReportFactory(pledge=pledge, round=ReportRoundFactory(programme_year=pledge.programme_year))
        AssessmentFactory(organisation=pledge.organisation, programme_year=pledge.programme_year)
    client.force_login(officer)
    lists = ("pledges:pledges", "pledges:reports", "assessments:assessments")
    addresses = [reverse(f"{name}{more}") for name in lists for more in ("", "-export")]
    named = {
        year: [text_of(client.get(address, {"year": year, "format": "csv"})).count("ราชการเดิม") > 0 for address in addresses]
        for year in (2569, 2570)
    }
    # Reports of all years stand in one list, each row under the name of its own year.
    assert named == {2569: [True] * 6, 2570: [False, False, True, True, False, False]}
    frozen = compose("14", Period(2569), dt.date(2026, 9, 30), None)["networks"]
    assert [row["name"] for row in frozen] == ["เครือข่ายราชการเดิม"]


def test_pages_and_papers_of_an_older_year_call_the_network_as_it_was_called_then(client, network, officer):
    NetworkName.objects.create(network=network, last_fiscal_year=2569, name="เครือข่ายราชการเดิม")
    called = {}
    client.force_login(officer)
    for year in (2569, 2570):
        pledge = PledgeFactory(
            organisation=OrganisationFactory(network=network), programme_year=ProgrammeYearFactory(fiscal_year=year)
        )
        report = FollowUpReportFactory(pledge=pledge, round=ReportRoundFactory(programme_year=pledge.programme_year))
        case = AssessmentFactory(organisation=pledge.organisation, programme_year=pledge.programme_year)
        pages = [
            ("pledges:pledge", pledge), ("pledges:report", report), ("pledges:round", report.round),
            ("assessments:assessment", case),
        ]  # fmt: skip
        texts = [text_of(client.get(reverse(name, args=[one.pk]))) for name, one in pages]
        called[year] = [("ราชการเดิม" in text) for text in texts]
    assert called == {2569: [True] * 4, 2570: [False] * 4}


def text_of(response) -> str:
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode()
