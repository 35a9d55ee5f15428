"""The report list and the page of a report: seen by scope, filtered by the address, counted in queries."""

import datetime as dt
import io
from urllib.parse import parse_qsl

import openpyxl
import pytest
import time_machine
from django.urls import reverse

from pledges.actions.reports import submit_report
from pledges.models import FollowUpReport, Progress
from pledges.today import report_counts
from tests.factories import (
    DistrictFactory,
    OfficeFactory,
    OrganisationFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    SubdistrictFactory,
    contact_of,
    coordinator_of,
    officer_of,
)
from tests.factories_pledges import EvidenceFactory, FollowUpReportFactory, PledgeFactory, ReportRoundFactory
from tests.support.queries import counted

# 2 April 2027, two days after the 6-month round was due.
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(dt.datetime(2027, 4, 2, 5, tzinfo=dt.UTC), tick=False)]

URL = "/reports/"


@pytest.fixture
def province():
    return ProvinceFactory()


@pytest.fixture
def officer(province, client):
    person = officer_of(province)
    client.force_login(person)
    return person


def named(name: str, province, **more) -> FollowUpReport:
    network = more.pop("network", None) or SectorNetworkFactory(province=province)
    organisation = OrganisationFactory(name=name, province=province, network=network)
    return FollowUpReportFactory(pledge=PledgeFactory(organisation=organisation, commitments=1), **more)


def names(client, **query) -> list[str]:
    response = client.get(URL, query)
    assert response.status_code == 200
    return [report.pledge.organisation.name for report in response.context["reports"]]


def test_an_officer_first_finds_what_waits_for_her_oldest_first(client, officer, province):
    named("ใหม่", province, state="submitted", submitted_on=dt.date(2027, 3, 30))
    named("เก่า", province, state="submitted", submitted_on=dt.date(2027, 3, 1))
    named("ค้าง", province)
    assert names(client) == ["เก่า", "ใหม่"]
    assert sorted(names(client, sort="name")) == ["ค้าง", "เก่า", "ใหม่"]


# Of the older and the present round; one of the older was given more time.
STATES = (
    ("เก่า", "2026-12-31", "submitted"), ("เก่า", "2027-06-30", "expected"), ("ปัจจุบัน", "2027-03-31", "accepted"),
    ("ปัจจุบัน", "2027-03-31", "expected"), ("ปัจจุบัน", "2027-03-31", "submitted"), ("ปัจจุบัน", "2027-03-31", "returned"),
)  # fmt: skip


@pytest.fixture
def two_rounds(province):
    """Reports of an older round and of the present one, one in each state that matters; their names."""
    present = ReportRoundFactory(programme_year__province=province)
    older = ReportRoundFactory(code="Q1", programme_year=present.programme_year, due_on=dt.date(2026, 12, 31))
    for number, (words, due_on, state) in enumerate(STATES):
        day = dt.date.fromisoformat(due_on)
        sent = {"submitted_on": day} if state in ("submitted", "accepted") else {}
        named(f"{words} {number}", province, round=older if words == "เก่า" else present, due_on=day, state=state, **sent)
    return [f"{words} {number}" for number, (words, _due_on, _state) in enumerate(STATES)]


def test_the_whole_list_begins_with_the_present_round_and_in_it_with_what_is_to_be_checked(client, officer, two_rounds):
    old, late, accepted, expected, waiting, returned = two_rounds
    newest = [waiting, expected, returned, accepted, old, late]
    page = client.get(URL).context
    assert [report.pledge.organisation.name for report in page["reports"]] == [old, waiting]
    assert names(client, **dict(parse_qsl(page["list"].everything.removeprefix("?")))) == newest
    assert names(client, going="1") == newest
    assert names(client, sort="due_on") == [old, accepted, expected, waiting, returned, late]
    assert names(client, sort="-due_on")[0] == late


def test_what_waits_or_is_owed_begins_with_the_oldest(client, officer, two_rounds, province):
    old, later, accepted, expected, waiting, returned = two_rounds
    older = named("เก่ากว่า", province, due_on=dt.date(2026, 12, 1)).pledge.organisation.name
    assert names(client, state="submitted") == [old, waiting]
    assert names(client, state="owed") == [older, expected, returned, later]
    assert names(client, late="1") == [older, expected]
    assert names(client, state="delivered") == [old, accepted, waiting]


def test_whoever_checks_nothing_finds_the_present_round_first(client, two_rounds, province):
    client.force_login(coordinator_of(SectorNetworkFactory(province=province)))
    assert names(client) == [two_rounds[place] for place in (4, 3, 5, 2, 0, 1)]


def test_a_coordinator_finds_the_reports_of_her_networks_and_nothing_else(client, province):
    mine, other = SectorNetworkFactory(), SectorNetworkFactory(code="education")
    named("ของฉัน", province, network=mine)
    named("ของเขา", province, network=other)
    named("จังหวัดอื่น", ProvinceFactory(code="15"))
    client.force_login(coordinator_of(mine))
    assert names(client) == ["ของฉัน"]


def test_a_contact_finds_her_own(client, province):
    mine = named("ของฉัน", province)
    other = named("ของเขา", province)
    client.force_login(contact_of(mine.pledge.organisation))
    assert names(client) == ["ของฉัน"]
    assert client.get(reverse("pledges:report", args=[other.pk])).status_code == 404


def test_the_address_filters_by_everything_it_names(client, officer, province):
    late = named("ค้าง", province)
    on_time = named("ทัน", province, state="accepted", submitted_on=dt.date(2027, 3, 31))
    was_late = named("ช้า", province, state="submitted", submitted_on=dt.date(2027, 4, 1))
    elsewhere = OrganisationFactory(
        name="เสนา", network=SectorNetworkFactory(code="education"),
        subdistrict=SubdistrictFactory(code="141201", district=DistrictFactory(code="1412")),
    )  # fmt: skip
    soon = FollowUpReportFactory(pledge=PledgeFactory(organisation=elsewhere), due_on=dt.date(2027, 4, 10))
    full = ReportRoundFactory(code="FULL", programme_year=late.round.programme_year)
    FollowUpReportFactory(pledge=late.pledge, round=full, due_on=dt.date(2027, 9, 30))
    assert names(client, late="1") == ["ค้าง"]
    assert names(client, late="on_time") == ["ทัน"]
    assert names(client, late="was_late") == ["ช้า"]
    assert names(client, due="soon") == ["เสนา"]
    assert names(client, network="education") == ["เสนา"]
    assert names(client, district="1412") == ["เสนา"]
    assert names(client, state="accepted") == ["ทัน"]
    assert names(client, round=full.pk) == ["ค้าง"]
    assert names(client, q=was_late.pledge.organisation.code) == ["ช้า"]
    assert names(client, q="เสนา") == ["เสนา"]
    assert (on_time.state, soon.state) == ("accepted", "expected")


def test_what_came_back_is_not_counted_as_due_as_well(client, province):
    back = named("กลับ", province, state="returned", due_on=dt.date(2027, 4, 10))
    contact = contact_of(back.pledge.organisation)
    counts = report_counts(contact, dt.date(2027, 4, 2))
    client.force_login(contact)
    assert (counts["returned"], counts["soon"], names(client, due="soon")) == (1, 0, [])


@pytest.mark.parametrize(
    "query",
    ["page=x", "round=0", "round=" + "9" * 40, "state=zzz", "late=2", "district=%00", "network=%27", "sort=pk", "q=%00",
     "q=" + "ก" * 2000,
     "figure=x", "figure=reports_late&period=9999-Z&as_of=yesterday", "page=-1", "due=x"],
)  # fmt: skip
def test_nonsense_in_the_address_is_no_fault(client, officer, province, query):
    named("ค้าง", province)
    assert client.get(f"{URL}?{query}").status_code == 200


def test_the_figure_of_a_summary_leads_to_its_rows(client, officer, province):
    named("ค้าง", province)
    named("ทัน", province, state="accepted", submitted_on=dt.date(2027, 3, 31))
    named("ยกเว้น", province, state="waived")
    query = {"period": "2570-H1", "as_of": "2027-04-02", "sort": "name"}
    assert names(client, figure="reports_late", **query) == ["ค้าง"]
    with counted() as queries:
        assert names(client, figure="reports_on_time", **query) == ["ทัน"]
    # Its period is told by the rounds: no report is looked up among all reports of the period.
    assert [one for one in queries if one.count('FROM "pledges_followupreport"') > 1] == []
    assert sorted(names(client, figure="reports_expected", **query)) == ["ค้าง", "ทัน"]
    assert names(client, figure="reports_late", period="2570-H2", as_of="2027-04-02") == []


@pytest.mark.parametrize("rows", [10, 50])
def test_the_list_is_read_with_at_most_twelve_queries(client, officer, province, rows):
    for number in range(rows):
        named(f"องค์กร {number}", province, state="submitted")
    with counted() as queries:
        response = client.get(URL)
    assert (response.status_code, len(response.context["reports"])) == (200, rows)
    assert len(queries) <= 12, queries


def test_the_list_is_exported_as_shown(client, officer, province):
    named("ค้าง", province)
    named("ทัน", province, state="accepted", submitted_on=dt.date(2027, 3, 31), summary="=SUM(A1)")
    response = client.get(reverse("pledges:reports-export"), {"state": "accepted", "format": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    assert [cell.value for cell in sheet["B"]] == ["ชื่อ", "ทัน"]
    csv = b"".join(client.get(reverse("pledges:reports-export"), {"late": "1", "format": "csv"}).streaming_content)
    assert csv.startswith(b"\xef\xbb\xbf")
    assert ("ค้าง" in csv.decode(), "ทัน" in csv.decode().replace("ทันกำหนด", "")) == (True, False)


# One report


def test_the_page_tells_everything_with_at_most_twelve_queries(client, officer, province):
    OfficeFactory(province=province)
    report = named("วัด", province, state="submitted", submitted_on=dt.date(2027, 4, 2), progress__words="ทำได้ดี")
    earlier = FollowUpReportFactory(
        pledge=report.pledge, round=ReportRoundFactory(code="Q1", programme_year=report.round.programme_year), state="accepted"
    )
    Progress.objects.filter(report=earlier).update(actual=17)
    for _each in range(5):
        EvidenceFactory(report=report)
    with counted() as queries:
        response = client.get(reverse("pledges:report", args=[report.pk]))
    html = response.content.decode()
    assert len(queries) <= 12, queries
    for words in ("ทำได้ดี", "2 เม.ย. 2570", "ช้า 2 วัน", "รอบที่แล้ว 17", "เป้าหมาย 30", "ภาพกิจกรรม", report.filed_by.name):
        assert words in html
    assert [step.name for step in response.context["steps"]] == ["accept", "return"]


def test_late_or_on_time_is_told_by_the_bangkok_day(client, officer, province):
    """18:00 UTC on 31 March is already 1 April in Bangkok."""
    report = named("วัด", province, state="draft", progress=True)
    report.summary = "ทำแล้ว"
    report.save()
    with time_machine.travel(dt.datetime(2027, 3, 31, 18, tzinfo=dt.UTC), tick=False):
        submit_report(report=FollowUpReport.objects.get(pk=report.pk), by=officer)
    html = client.get(reverse("pledges:report", args=[report.pk])).content.decode()
    assert "ช้า 1 วัน" in html


@pytest.mark.parametrize("state", ["expected", "draft", "submitted", "returned", "accepted", "waived"])
def test_every_state_has_its_page(client, officer, province, state):
    report = named("วัด", province, state=state)
    assert client.get(reverse("pledges:report", args=[report.pk])).status_code == 200


def test_a_reader_without_rights_sees_no_buttons(client, province):
    report = named("วัด", province, state="submitted")
    client.force_login(coordinator_of(report.pledge.organisation.network))
    response = client.get(reverse("pledges:report", args=[report.pk]))
    assert (response.context["steps"], response.context["may_fill"], response.context["may_extend"]) == ([], False, False)
