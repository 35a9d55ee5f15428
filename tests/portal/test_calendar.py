"""The calendar: everything of a month on its days, each entry leading to its page, each number to its rows."""

import calendar
import datetime as dt
import re

import pytest
from django.urls import reverse

from assessments.models import AssessmentCalendar, CommitteeSession
from networks.models import ActionItem, Meeting, NetworkName
from pledges.actions.extensions import extend_report
from pledges.actions.reports import waive_report
from pledges.models import FollowUpReport
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    coordinator_of,
    officer_of,
)
from tests.factories_networks_at_work import (
    ActionItemFactory,
    ActivityFactory,
    ActivityPlanFactory,
    AgendaItemFactory,
    MeetingFactory,
    WorkingGroupFactory,
    WorkPlanItemFactory,
)
from tests.factories_pledges import FollowUpReportFactory, ReportRoundFactory
from tests.factories_visits import VisitAgreementFactory, VisitFactory
from tests.support.queries import counted

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(dt.datetime(2027, 4, 7, 5, tzinfo=dt.UTC), tick=False)]
APRIL = {"month": "2570-04"}


@pytest.fixture
def province():
    province = ProvinceFactory()
    OfficeFactory(province=province, working_year=ProgrammeYearFactory())
    return province


def lived(network) -> None:
    """A month of one network: two meetings, a task of one of them, a visit and what was agreed, an activity of March.

    What stands in the draft of the meeting to come is no task yet.
    """
    group = WorkingGroupFactory(network=network)
    for day in (1, 20):
        MeetingFactory(group=group, held_on=dt.date(2027, 4, day), place=f"ห้อง {network.code}")
    Meeting.objects.filter(group=group, held_on=dt.date(2027, 4, 1)).update(state="held")
    for meeting in Meeting.objects.filter(group=group):
        ActionItemFactory(resolution__item=AgendaItemFactory(meeting=meeting))
    ActivityFactory(network=network, held_on=dt.date(2027, 3, 31), until=dt.date(2027, 4, 2), name=f"ค่าย {network.code}")
    visit = VisitFactory(organisation=OrganisationFactory(network=network, name=f"วัด {network.code}"), state="recorded")
    VisitAgreementFactory(visit=visit, what=f"ตู้ปันสุข {network.code}")


def of_the_year() -> None:
    """What concerns every network: a round that is due, a day of the assessment, a session."""
    year = ProgrammeYearFactory()
    ReportRoundFactory(programme_year=year, code="H1", due_on=dt.date(2027, 4, 15), locks_on=dt.date(2027, 4, 30))
    AssessmentCalendar.objects.create(programme_year=year, self_due_on=dt.date(2027, 4, 30))
    WorkPlanItemFactory(due_on=dt.date(2027, 4, 30), done_on=dt.date(2027, 4, 2))
    CommitteeSession.objects.create(province=year.province, programme_year=year, number="1/2570", held_on=dt.date(2027, 4, 9))


@pytest.fixture
def officer(province):
    return officer_of(province)


def links_of(page) -> list[str]:
    """The addresses of the entries in the cells."""
    calendar = page.context["calendar"]
    return [entry.line.address for week in calendar.weeks() for cell in week for entry in cell.entries if entry.first]


def test_a_month_shows_what_all_floors_have_on_its_days(client, province, officer):
    lived(SectorNetworkFactory())
    of_the_year()
    client.force_login(officer)
    page = client.get(reverse("calendar"), APRIL)

    counts = {tab.icon: tab.count for tab in page.context["calendar"].tabs()}
    assert counts == {
        "": 11,
        "people": 2,
        "table": 1,
        "flag": 1,
        "leaf": 1,
        "lotus-3": 1,
        "report": 2,
        "lotus-1": 1,
        "check": 1,
        "hand": 1,
    }
    assert len(links_of(page)) == 11
    assert all(client.get(address).status_code == 200 for address in links_of(page))


def test_the_number_of_a_kind_is_the_number_of_rows_behind_it(client, province, officer):
    for code in ("government", "education"):
        lived(SectorNetworkFactory(code=code))
    of_the_year()
    client.force_login(officer)
    for query in ({}, {"network": "education"}):
        tabs = client.get(reverse("calendar"), APRIL | query | {"view": "list"}).context["calendar"].tabs()
        behind = {tab.address: len(client.get(reverse("calendar") + tab.address).context["rows"]) for tab in tabs}
        assert {tab.address: tab.count for tab in tabs} == behind


@pytest.mark.parametrize("network", ["", "education"])
def test_the_list_of_what_was_agreed_has_the_rows_of_the_month(client, province, officer, network):
    for code in ("government", "education"):
        lived(SectorNetworkFactory(code=code))
    VisitAgreementFactory(due_on=dt.date(2027, 5, 1))
    client.force_login(officer)
    calendar = client.get(reverse("calendar"), APRIL | {"kind": "agreement", "network": network}).context["calendar"]
    rows = client.get(calendar.own_list).context["agreements"]
    expected = ["ตู้ปันสุข education"] if network else ["ตู้ปันสุข government", "ตู้ปันสุข education"]
    assert sorted(line.title for line in calendar.lines) == sorted(one.what for one in rows) == sorted(expected)


def test_the_list_of_tasks_has_those_that_the_calendar_shows_and_none_of_a_draft(client, province, officer):
    lived(SectorNetworkFactory())
    client.force_login(officer)
    calendar = client.get(reverse("calendar"), APRIL | {"kind": "task"}).context["calendar"]
    rows = [reverse("networks:action", args=[one.pk]) for one in client.get(calendar.own_list).context["actions"]]
    held = ActionItem.objects.get(meeting__state="held")
    assert [line.address for line in calendar.lines] == rows == [reverse("networks:action", args=[held.pk])]


def test_a_line_of_last_years_work_plan_stands_in_the_month_it_is_due_and_in_its_list(client, province, officer):
    WorkPlanItemFactory(programme_year=ProgrammeYearFactory(fiscal_year=2569), what="สรุปปีเก่า", due_on=dt.date(2027, 4, 2))
    WorkPlanItemFactory(due_on=dt.date(2027, 5, 2))
    client.force_login(officer)
    calendar = client.get(reverse("calendar"), APRIL | {"kind": "work"}).context["calendar"]
    page = client.get(calendar.own_list)
    assert [one.what for one in page.context["items"]] == [line.title for line in calendar.lines] == ["สรุปปีเก่า"]
    assert page.content.decode().count("แผนงานร่วม ปีงบประมาณ") == 0


def test_a_coordinator_sees_no_other_networks_entries(client, province):
    own, other = SectorNetworkFactory(), SectorNetworkFactory(code="education")
    for network in (own, other):
        lived(network)
    of_the_year()
    client.force_login(coordinator_of(own))
    for view in ("month", "list"):
        page = client.get(reverse("calendar"), APRIL | {"view": view})
        assert page.content.decode().count("education") == 0
        assert {line.network for line in page.context["calendar"].lines} == {own.pk, None}


@pytest.mark.parametrize("month", ["2400-01", "2700-12", "2750-01", "๒๕๗๐-๐๔", "x" * 300])
def test_months_at_the_end_of_time_and_nonsense_are_answered(client, province, officer, month):
    client.force_login(officer)
    for view in ("month", "list"):
        page = client.get(reverse("calendar"), {"month": month, "view": view})
        assert page.status_code == 200
        beside = [client.get(reverse("calendar") + page.context["calendar"].before).status_code]
        assert [*beside, client.get(reverse("calendar") + page.context["calendar"].after).status_code] == [200, 200]


def test_the_networks_of_the_year_are_offered_under_their_names_of_then(client, province, officer):
    renamed = SectorNetworkFactory()
    NetworkName.objects.create(network=renamed, last_fiscal_year=2569, name="เครือข่ายราชการเดิม")
    SectorNetworkFactory(code="old", name="เครือข่ายเก่า", order=2, last_fiscal_year=2569)
    client.force_login(officer)

    def offered(month):
        (chip,) = client.get(reverse("calendar"), {"month": month}).context["calendar"].chips()
        return [str(choice.label) for choice in chip.choices]

    assert (offered("2569-09"), offered("2569-10")) == (["เครือข่ายราชการเดิม", "เครือข่ายเก่า"], ["เครือข่ายภาครัฐ"])


def test_what_is_planned_for_the_month_and_has_no_day_yet_stands_below_it(client, province, officer):
    own, other = SectorNetworkFactory(), SectorNetworkFactory(code="education")
    open_line = ActivityPlanFactory(network=own, months=[4, 9])
    dated, elsewhere = ActivityPlanFactory(network=own, months=[4]), ActivityPlanFactory(network=other, months=[4])
    ActivityPlanFactory(network=own, months=[5])
    ActivityFactory(network=own, plan=dated, held_on=dt.date(2027, 4, 20))
    client.force_login(officer)

    def shown(**query):
        return [line for line, _network, _link in client.get(reverse("calendar"), APRIL | query).context["calendar"].plans()]

    assert (shown(), shown(network="government"), shown(kind="meeting")) == ([open_line, elsewhere], [open_line], [])
    client.force_login(coordinator_of(own))
    assert shown() == [open_line]


def test_the_page_needs_as_many_queries_for_fifty_entries_as_for_ten(client, province, officer):
    of_the_year()
    client.force_login(officer)
    group, sent = WorkingGroupFactory(), []
    for more in (3, 15):
        for _number in range(more):
            meeting = MeetingFactory(group=group, state="held")
            ActionItemFactory(resolution__item=AgendaItemFactory(meeting=meeting))
            ActivityFactory(held_on=dt.date(2027, 4, 20))
            VisitAgreementFactory()
        with counted() as queries:
            client.get(reverse("calendar"), APRIL)
        sent.append(len(queries))
    assert sent[0] == sent[1] <= 12


def test_a_full_day_shows_four_entries_and_folds_the_others(client, province, officer):
    for number in range(1, 13):
        ActivityFactory(held_on=dt.date(2027, 4, 20), name=f"ค่ายที่ {number:02}")
    for number in range(13, 17):
        ActivityFactory(held_on=dt.date(2027, 4, 21), name=f"ค่ายที่ {number}")
    client.force_login(officer)
    page = client.get(reverse("calendar"), APRIL).content.decode()
    table = page.split('<table class="calendar">')[1].split("</table>")[0]
    # A fold opens without a script, by the keyboard too, and on paper.
    folds = re.findall(r'<details class="calendar-more"><summary>(.*?)</summary>(.*?)</details>', table, re.S)
    assert [(words, len(re.findall("ค่ายที่", inside))) for words, inside in folds] == [("อีก 8 รายการ", 8)]
    assert sorted(re.findall(r"ค่ายที่\s\d\d", table.replace("\xa0", " "))) == [f"ค่ายที่ {number:02}" for number in range(1, 17)]


# The month, and what office calendars of that year print: days in place of a Sunday too, several holidays on one day.
HOLIDAYS = {
    "2570-04": ["6 เม.ย. 2570", "13 เม.ย. 2570", "14 เม.ย. 2570", "15 เม.ย. 2570"],
    "2570-12": ["5 ธ.ค. 2570", "6 ธ.ค. 2570", "10 ธ.ค. 2570", "31 ธ.ค. 2570"],
    "2570-06": ["3 มิ.ย. 2570"],
    "2570-11": [],
}


@pytest.mark.parametrize("month", HOLIDAYS)
def test_public_holidays_stand_on_their_days_of_the_month_and_under_the_list(client, province, officer, month):
    client.force_login(officer)
    shown = client.get(reverse("calendar"), {"month": month}).content.decode()
    cells = re.findall(r'calendar-full">[^<]*ที่ ([^<]*)</span>.*?</td>', shown, re.DOTALL)
    named = [cell for cell in re.split(r"<td ", shown) if "calendar-holiday" in cell]
    days = [re.search(r'calendar-full">[^<]*ที่ (\d+)', cell)[1] for cell in named]
    assert (len(cells), days) == (calendar.monthrange(2027, int(month[-2:]))[1], [day.split()[0] for day in HOLIDAYS[month]])
    assert ["calendar-rest" in cell for cell in named] == [True] * len(named)
    listed = client.get(reverse("calendar"), {"month": month, "view": "list"}).content.decode()
    rows = re.findall(r'<li><span class="text-nowrap">([^<]*)</span> ([^<]+)</li>', listed)
    assert [day for day, _name in rows] == HOLIDAYS[month]
    # What stands in a cell is one of the names that the list tells.
    told = [re.search(r'calendar-holiday">([^<]*)<', cell)[1] for cell in named]
    assert [name for name, (_day, names) in zip(told, rows, strict=True) if name not in names.split(", ")] == []


def test_the_names_of_holidays_are_those_of_the_reader(client, province, officer):
    client.force_login(officer)
    page = client.get(reverse("calendar"), APRIL)
    assert page.content.decode().count('calendar-holiday">วันสงกรานต์<') == 3
    client.cookies["language"] = "en"
    assert client.get(reverse("calendar"), APRIL).content.decode().count('calendar-holiday">Songkran Festival<') == 3


# Reports with a day of their own


@pytest.mark.parametrize("network", ["", "education"])
def test_each_day_to_which_reports_were_given_more_time_counts_them_and_leads_to_exactly_these(
    client, province, officer, network
):
    networks = [SectorNetworkFactory(code=code) for code in ("government", "education", "education")]
    owed, also, sent = (
        FollowUpReportFactory(pledge__organisation=OrganisationFactory(network=one), state=state)
        for one, state in zip(networks, ("expected", "draft", "expected"), strict=True)
    )
    waived = FollowUpReportFactory(pledge__organisation=OrganisationFactory(network=networks[1]))
    for report, day in ((owed, 20), (also, 20), (sent, 22), (waived, 20)):
        extend_report(report=report, due_on=dt.date(2027, 4, day), reason="น้ำท่วม", by=officer)
    FollowUpReport.objects.filter(pk=sent.pk).update(state="accepted", submitted_on=dt.date(2027, 4, 7))
    waive_report(report=waived, reason="น้ำท่วม", by=officer)
    client.force_login(officer)
    lines = client.get(reverse("calendar"), APRIL | {"network": network, "kind": "round"}).context["calendar"].lines
    own = [line for line in lines if line.key.startswith("extended-")]
    both = {also.pk} if network else {owed.pk, also.pk}
    assert [(line.day.day, line.title, line.done) for line in own] == [
        (20, f"ครบกำหนดส่งรายงานที่ขยายเวลา {len(both)} ฉบับ", False),
        (22, "ครบกำหนดส่งรายงานที่ขยายเวลา 1 ฉบับ", True),
    ]
    assert [{one.pk for one in client.get(line.address).context["reports"]} for line in own] == [both, {sent.pk}]
