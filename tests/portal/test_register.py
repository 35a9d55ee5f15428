"""The register's list and an organisation's page: what is shown, to whom, in which order, and with how many queries."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse

from moralprovince.core import thai
from moralprovince.portal.register import late_count
from networks.models import Office, Organisation, ProgrammeYear
from networks.querysets.scope import forget_scope
from pledges.models import Pledge
from tests.factories import (
    DistrictFactory,
    OfficeFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    SubdistrictFactory,
    UserFactory,
    contact_of,
    coordinator_of,
    officer_of,
)
from tests.factories_assessments import AssessmentFactory
from tests.factories_networks_at_work import (
    ActionItemFactory,
    ActivityFactory,
    ActivityPlanFactory,
    AgendaItemFactory,
    MeetingFactory,
    WorkingGroupFactory,
    WorkingGroupMemberFactory,
    WorkPlanItemFactory,
)
from tests.factories_pledges import EvidenceFactory, FollowUpReportFactory, PledgeFactory, ReportRoundFactory
from tests.factories_visits import VisitAgreementFactory
from tests.support.queries import counted

# The 6-month round of 2570 was due on 31 March 2027.
AFTER_THE_DUE_DAY = dt.datetime(2027, 4, 7, 5, 0, tzinfo=dt.UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(AFTER_THE_DUE_DAY, tick=False)]
LIST = "networks:organisations"


@pytest.fixture
def province():
    return OfficeFactory().province


@pytest.fixture
def officer(client, province):
    officer = officer_of(province)
    client.force_login(officer)
    return officer


def names(client, **query):
    response = client.get(reverse(LIST), query)
    assert response.status_code == 200
    return [row["name"] for row in response.context["organisations"]]


def page_of(client, organisation):
    return client.get(reverse("networks:organisation", args=[organisation.code]))


# The list


def test_the_list_is_sorted_as_a_thai_dictionary_is(client, officer):
    for name in ("แก้ว", "ขวัญ", "กา", "เก่ง"):
        OrganisationFactory(name=name)
    assert names(client) == ["กา", "เก่ง", "แก้ว", "ขวัญ"]


def test_merged_entries_stand_in_no_list(client, officer):
    kept = OrganisationFactory()
    Organisation.objects.filter(pk=OrganisationFactory().pk).update(state="merged", merged_into=kept)
    assert names(client) == [kept.name]


def test_every_filter_narrows_the_list(client, officer, province):
    bang_sai = SubdistrictFactory(code="140401", district=DistrictFactory(code="1404"))
    temple = OrganisationFactory(
        name="วัดหนึ่ง", kind="community", state="dormant", network=SectorNetworkFactory(code="religion"), subdistrict=bang_sai
    )
    OrganisationFactory(name="โรงเรียนสอง")
    for query in ({"network": "religion"}, {"district": "1404"}, {"kind": "community"}, {"state": "dormant"}, {"q": "วดหนึง"}):
        assert names(client, **query) == [temple.name], query


def test_only_those_with_a_late_report_are_late(client, officer):
    late = FollowUpReportFactory(state="draft").pledge.organisation
    FollowUpReportFactory(state="accepted")
    FollowUpReportFactory(state="waived")
    OrganisationFactory()
    assert names(client, late="1") == [late.name]


def test_each_row_says_how_many_reports_are_late(client, officer):
    report = FollowUpReportFactory(pledge__organisation__name="ค้างสอง")
    quarter = ReportRoundFactory(code="Q1", programme_year=report.pledge.programme_year)
    FollowUpReportFactory(pledge=report.pledge, round=quarter)
    OrganisationFactory(name="ไม่ค้าง")
    shown = client.get(reverse(LIST)).context["organisations"]
    address = f"{reverse('pledges:reports')}?late=1&amp;going=1&amp;q={report.pledge.organisation.code}"
    assert {row["name"]: row["late"] for row in shown} == {"ค้างสอง": f'<a href="{address}">2</a>', "ไม่ค้าง": "–"}


def test_what_is_late_is_counted_anew_when_a_person_may_see_less(province):
    body = FollowUpReportFactory(pledge__organisation__province=province).pledge.organisation
    person = officer_of(province)
    counts = []
    for ends_on in (None, thai.today() - dt.timedelta(days=1)):
        person.role_grants.update(ends_on=ends_on)
        forget_scope(person)
        rows = Organisation.objects.filter(pk=body.pk).values_list("pk", late_count(person, thai.today()))
        counts.append(rows.get()[1])
    assert counts == [1, 0]


@pytest.mark.parametrize("sort", ["members", "-members"])
def test_empty_cells_stand_last_either_way(client, officer, sort):
    OrganisationFactory(name="ไม่ทราบ", members=None)
    OrganisationFactory(members=3)
    OrganisationFactory(members=8)
    assert names(client, sort=sort)[-1] == "ไม่ทราบ"


def test_pages_follow_each_other_and_the_last_is_read_from_the_end(client, officer):
    made = [OrganisationFactory(name=f"วัด {number:03d}").name for number in range(103)]
    assert names(client) == made[:50]
    assert names(client, page="2") == made[50:100]
    assert names(client, page="-1") == names(client, page="3") == made[100:]


def test_as_one_types_only_the_list_is_sent(client, officer):
    OrganisationFactory(name="วัดหนึ่ง")
    response = client.get(reverse(LIST), {"q": "วัด"}, headers={"HX-Request": "true"})
    text = response.content.decode()
    assert "<html" not in text
    assert "วัดหนึ่ง" in text


NONSENSE = ["\x00", "%", "'", "-1", "999999999999999999999", "<script>", "ก" * 3000, "1e9", "१", "²"]


@pytest.mark.parametrize("name", ["q", "network", "district", "kind", "state", "late", "sort", "page", "province", "year"])
def test_nonsense_in_the_address_is_no_trouble(client, officer, name):
    OrganisationFactory()
    assert {client.get(reverse(LIST), {name: value}).status_code for value in NONSENSE} == {200}


def test_an_empty_register_says_how_to_begin(client, officer):
    text = client.get(reverse(LIST)).content.decode()
    assert "ทะเบียนจะแสดงที่นี่" in text
    assert reverse("networks:imports") in text


def test_an_empty_search_leads_back_to_the_whole_list(client, officer):
    OrganisationFactory()
    text = client.get(reverse(LIST), {"q": "ฮฮฮฮฮฮ"}).content.decode()
    assert "ไม่พบรายการที่ตรง" in text


# Who sees what


def test_a_visitor_is_asked_to_log_in(client):
    assert client.get(reverse(LIST)).url.startswith(reverse("account_login"))


def test_everybody_sees_her_own_rows_only(client, province):
    mine, neighbour = OrganisationFactory(name="ของเรา"), OrganisationFactory(name="เพื่อนบ้าน")
    OrganisationFactory(name="เครือข่ายอื่น", network=SectorNetworkFactory(code="religion"))
    OrganisationFactory(name="จังหวัดอื่น", province=ProvinceFactory(code="10"))
    seen = {}
    for label, person in (
        ("officer", officer_of(province)), ("coordinator", coordinator_of(mine.network)), ("contact", contact_of(mine)),
        ("stranger", UserFactory()),
    ):  # fmt: skip
        client.force_login(person)
        seen[label] = set(names(client))
    assert seen == {
        "officer": {"ของเรา", "เพื่อนบ้าน", "เครือข่ายอื่น"},
        "coordinator": {mine.name, neighbour.name},
        "contact": {mine.name},
        "stranger": set(),
    }


def test_the_page_is_not_there_for_those_who_may_not_see_it(client, province):
    mine, other = OrganisationFactory(), OrganisationFactory(network=SectorNetworkFactory(code="religion"))
    for person, page, status in (
        (contact_of(mine), mine, 200), (contact_of(other), mine, 404), (coordinator_of(mine.network), other, 404),
        (officer_of(province), other, 200), (officer_of(ProvinceFactory(code="10")), mine, 404), (UserFactory(), mine, 404),
    ):  # fmt: skip
        client.force_login(person)
        assert page_of(client, page).status_code == status


def test_the_search_box_finds_only_what_a_person_may_see(client, province):
    mine = OrganisationFactory(name="วัดใหญ่")
    OrganisationFactory(name="วัดใหญ่สอง", network=SectorNetworkFactory(code="religion"))
    client.force_login(coordinator_of(mine.network))
    hits = client.get(reverse("search"), {"q": "วดใหญ"}).context["hits"]
    assert [hit.title for hit in hits] == [mine.name]


def test_more_hits_than_fit_are_found_in_the_register(client, officer):
    for _number in range(21):
        OrganisationFactory()
    context = client.get(reverse("search"), {"q": "วัด"}).context
    [group] = context["groups"]
    assert (len(context["hits"]), group.address) == (20, f"{reverse(LIST)}?q=%E0%B8%A7%E0%B8%B1%E0%B8%94")
    assert client.get(reverse("search"), {"q": "วัดทดสอบ"}).context["hits"][0].address.startswith("/register/14-")


def test_the_search_box_keeps_its_budget_whatever_is_found_and_however_much(client, officer):
    network = SectorNetworkFactory(code="media", name="เครือข่ายวัดใหญ่")
    line = ActivityPlanFactory(network=network, name="ทำบุญวัดใหญ่")
    for _number in range(6):
        body = OrganisationFactory(network=network, name=f"วัดใหญ่ชัยมงคล {_number}")
        AssessmentFactory(organisation=body, state="certified", scores=[2] * 9)
        VisitAgreementFactory(visit__organisation=body, what="ดูแลวัดใหญ่")
        meeting = MeetingFactory(group=WorkingGroupFactory(network=network, name="คณะทำงานเครือข่ายวัดใหญ่"))
        WorkingGroupMemberFactory(group=meeting.group)
        ActionItemFactory(resolution__item=AgendaItemFactory(meeting=meeting))
        ActivityFactory(network=network, plan=line, name="ทำบุญวัดใหญ่")
        WorkPlanItemFactory(what="คู่มือเครือข่ายวัดใหญ่")
    asked = {}
    for typed in ("วัดใหญ่", "วดใหญ่", "วัดใหญไชยมงคน", "เครือข่าย", "ไม่มีชื่อนี้"):
        with counted() as queries:
            hits = client.get(reverse("search"), {"q": typed}).context["hits"]
        asked[typed] = (len({hit.kind for hit in hits}), len(queries))
    kinds = {"วัดใหญ่": 11, "วดใหญ่": 3, "วัดใหญไชยมงคน": 3, "เครือข่าย": 6, "ไม่มีชื่อนี้": 0}
    assert {typed: found for typed, (found, _count) in asked.items()} == kinds
    assert {typed: count for typed, (_found, count) in asked.items() if count > 12} == {}


def test_nonsense_in_the_search_box_is_no_trouble(client, officer):
    assert {client.get(reverse("search"), {"q": q}).status_code for q in ("", " ", *NONSENSE)} == {200}


def test_a_parent_of_another_network_is_not_named_to_a_coordinator(client):
    parent = OrganisationFactory(name="ต้นสังกัดลับ", network=SectorNetworkFactory(code="religion"))
    unit = OrganisationFactory(parent=parent)
    client.force_login(coordinator_of(unit.network))
    assert "ต้นสังกัดลับ" not in page_of(client, unit).content.decode()


# The page


def test_the_page_tells_the_whole_story_newest_first(client, officer):
    organisation = OrganisationFactory(declared_on=dt.date(2021, 1, 16))
    pledge = PledgeFactory(organisation=organisation)
    FollowUpReportFactory(pledge=pledge, state="accepted")
    lines = page_of(client, organisation).context["account"].lines
    days = [line.day for line in lines]
    assert days == sorted(days, reverse=True)
    assert days[-1] == dt.date(2021, 1, 16)
    titles = [str(line.title) for line in lines]
    assert "ประกาศเจตนารมณ์ปี 2570" in titles
    assert any(title.startswith("ส่งรายงานผล") for title in titles)


def test_the_most_urgent_thing_is_the_one_primary_button(client, officer):
    report = FollowUpReportFactory(state="submitted")
    context = page_of(client, report.pledge.organisation).context
    assert context["primary"].address == reverse("pledges:report", args=[report.pk])


def test_a_contact_is_offered_the_late_report(client):
    report = FollowUpReportFactory(state="draft")
    client.force_login(contact_of(report.pledge.organisation))
    context = page_of(client, report.pledge.organisation).context
    assert context["primary"].address == reverse("pledges:report-fill", args=[report.pk])


def test_an_officer_is_led_to_where_it_is_asked_how_a_report_came(client, officer):
    report = FollowUpReportFactory(state="draft")
    primary = page_of(client, report.pledge.organisation).context["primary"]
    assert (primary.address, primary.title) == (
        reverse("pledges:report-file", args=[report.pk]), f"บันทึกรายงานผล{report.round} ที่ได้รับ (กระดาษ โทรศัพท์ LINE)"
    )  # fmt: skip


def test_without_a_pledge_one_can_begin(client, officer):
    organisation = OrganisationFactory()
    addresses = [offer.address for offer in page_of(client, organisation).context["account"].offers]
    pages = ("pledges:pledge-begin", "assessments:visit-plan", "lessons:lesson-begin")
    assert addresses == [f"{reverse(page)}?organisation={organisation.code}" for page in pages]


def test_to_begin_is_the_primary_button_of_a_contact_without_a_pledge_unless_something_is_urgent(client, officer):
    organisation = ProgrammeYearFactory() and OrganisationFactory()
    begin = f"{reverse('pledges:pledge-begin')}?organisation={organisation.code}"
    assert page_of(client, organisation).context["primary"] is None
    client.force_login(contact_of(organisation))
    context = page_of(client, organisation).context
    assert (context["primary"].address, begin in [one.address for one in context["others"]]) == (begin, False)
    earlier = PledgeFactory(organisation=organisation, programme_year=ProgrammeYearFactory(fiscal_year=2569))
    report = FollowUpReportFactory(pledge=earlier, state="returned")
    assert page_of(client, organisation).context["primary"].address == reverse("pledges:report-fill", args=[report.pk])


def test_the_page_leads_to_pledges_of_open_years_beside_the_one_at_work_and_to_the_next_one(client, province):
    years = {year: ProgrammeYearFactory(fiscal_year=year) for year in (2569, 2570, 2571)}
    Office.objects.update(working_year=years[2569])
    organisation = OrganisationFactory()
    people = contact_of(organisation), coordinator_of(organisation.network), officer_of(province)

    def offered(person):
        client.force_login(person)
        context = page_of(client, organisation).context
        words = {one: re.findall(r"^(เริ่ม|เขียน|ตรวจ)\D*(\d+)", str(one.title)) for one in context["account"].offers}
        return [(*found[0], context["primary"] is one) for one, found in words.items() if found]

    PledgeFactory(organisation=organisation, programme_year=years[2569])
    begin = [("เริ่ม", "2570", False)]
    assert [offered(person) for person in people] == [[("เริ่ม", "2570", True)], begin, begin]
    pledge = PledgeFactory(organisation=organisation, programme_year=years[2570], state="draft")
    assert [offered(person) for person in people] == [[("เขียน", "2570", False)]] * 3
    Pledge.objects.filter(pk=pledge.pk).update(state="declared")
    ahead = [("เริ่ม", "2571", False)]
    assert [offered(person) for person in people] == [ahead, ahead, [("ตรวจ", "2570", True), *ahead]]
    said = [one.text for one in page_of(client, organisation).context["account"].offers if "2571" in str(one.title)]
    assert said == ["ปีงบประมาณนี้เริ่มวันที่ 1 ตุลาคม 2570"]
    ProgrammeYear.objects.exclude(fiscal_year=2569).update(read_only_from=thai.today())
    assert [offered(person) for person in people] == [[]] * 3
    Pledge.objects.all().delete()
    ProgrammeYear.objects.update(read_only_from=thai.today())
    assert [offered(person) for person in people] == [[]] * 3


@pytest.mark.parametrize(
    ("day", "state", "shown"),
    [
        ("2027-09-20", "active", ("done", "ปีงบประมาณนี้เริ่มวันที่ 1 ตุลาคม 2570")),
        ("2027-09-20", "declared", ("current", "ประกาศแล้ว รอตรวจ")),
        ("2027-10-05", "active", ("done", "")),
        ("2027-09-20", "ended", None),
    ],
)
def test_the_declaration_of_the_next_year_stands_last_among_the_steps_of_this_one(client, province, day, state, shown):
    this_year, next_year = (ProgrammeYearFactory(fiscal_year=year) for year in (2570, 2571))
    Office.objects.update(working_year=this_year)
    organisation = OrganisationFactory()
    FollowUpReportFactory(pledge__organisation=organisation, state="accepted")
    AssessmentFactory(organisation=organisation, programme_year=this_year, state="submitted")
    declared = dt.date(2027, 9, 10)
    PledgeFactory(organisation=organisation, programme_year=next_year, state=state, declared_on=declared)
    with time_machine.travel(f"{day} 10:00:00+07:00", tick=False):
        client.force_login(officer_of(province))
        marks = page_of(client, organisation).context["milestones"]
    this = ["ประกาศเจตนารมณ์ปี 2570", "รอบ 6 เดือน", "การประเมิน"]
    assert [str(mark.label) for mark in marks[2:]] == [*this, *(["ประกาศเจตนารมณ์ปี 2571"] if shown else [])]
    assert [(mark.day, mark.status, str(mark.note)) for mark in marks[5:]] == ([(declared, *shown)] if shown else [])


def test_files_of_pledges_and_reports_stand_on_the_page(client, officer):
    report = FollowUpReportFactory(state="draft")
    evidence = EvidenceFactory(report=report, with_file=True)
    EvidenceFactory(with_file=True)
    assert [file.pk for file in page_of(client, report.pledge.organisation).context["account"].files] == [evidence.file_id]


def test_a_withdrawn_step_needs_a_reason_and_nothing_that_hangs_on_it(client, officer):
    organisation = PledgeFactory().organisation
    address = reverse("networks:organisation-step", args=[organisation.pk, "withdraw"])
    assert client.post(address, {"note": ""}).status_code == 409
    refused = client.post(address, {"note": "ย้ายออก"})
    assert refused.status_code == 409
    assert "ปฏิญญา" in refused.content.decode()
    organisation.refresh_from_db()
    assert organisation.state == "active"


def test_a_body_with_units_is_not_withdrawn(client, officer):
    parent = OrganisationFactory()
    OrganisationFactory(parent=parent)
    address = reverse("networks:organisation-step", args=[parent.pk, "withdraw"])
    assert client.post(address, {"note": "ย้ายออก"}).status_code == 409


def test_steps_are_taken_one_after_the_other(client, officer):
    organisation = OrganisationFactory(state="proposed")
    for step, state in (
        ("confirm", "active"), ("rest", "dormant"), ("wake", "active"), ("withdraw", "withdrawn"), ("readmit", "dormant")
    ):  # fmt: skip
        response = client.post(reverse("networks:organisation-step", args=[organisation.pk, step]), {"note": "เหตุผล"})
        organisation.refresh_from_db()
        assert (response.status_code, organisation.state) == (302, state)


@pytest.mark.parametrize("step", ["merge", "nonsense", "edit"])
def test_a_step_that_is_none_is_not_there(client, officer, step):
    organisation = OrganisationFactory()
    assert client.post(reverse("networks:organisation-step", args=[organisation.pk, step])).status_code in (404, 405)


def test_a_step_is_never_taken_by_a_link(client, officer):
    organisation = OrganisationFactory()
    assert client.get(reverse("networks:organisation-step", args=[organisation.pk, "rest"])).status_code == 405


def test_a_coordinator_takes_no_step(client):
    organisation = OrganisationFactory()
    client.force_login(coordinator_of(organisation.network))
    assert client.post(reverse("networks:organisation-step", args=[organisation.pk, "rest"])).status_code == 403


@pytest.mark.parametrize("code", ["14-99999", "14-00001x", "x", "0", "%00"])
def test_a_code_that_is_none_is_not_there(client, officer, code):
    assert client.get(f"/register/{code}/").status_code == 404


def test_personal_data_is_shown_to_those_who_look_after_it(client, province):
    organisation = OrganisationFactory(contact_name="นายทดสอบ", phone="081-234-5678 ต่อ 3")
    for person in (officer_of(province), coordinator_of(organisation.network), contact_of(organisation)):
        client.force_login(person)
        text = page_of(client, organisation).content.decode()
        assert "นายทดสอบ" in text
        assert 'href="tel:0812345678"' in text


def test_a_body_whose_contact_has_an_account_is_offered_to_invite_another_one(client, officer):
    organisation = OrganisationFactory()
    contact = contact_of(OrganisationFactory(name="วัดอื่น"))
    offers = ["เชิญผู้ติดต่อเข้าใช้ระบบ", "เชิญผู้ติดต่ออีกคน"]

    def offered():
        text = page_of(client, organisation).content.decode()
        return [offer for offer in offers if offer in text]

    seen = [offered()]
    contact.role_grants.update(organisation=organisation)
    seen.append(offered())
    type(contact).objects.filter(pk=contact.pk).update(is_active=False)
    seen.append(offered())

    assert seen == [offers[:1], offers[1:], offers[:1]]


# How many queries


@pytest.mark.parametrize(
    "query", [{}, {"late": "1"}, {"q": "วัด", "network": "government", "sort": "-members"}, {"q": "วบดทอสอดบ"}]
)
def test_the_list_needs_as_many_queries_for_fifty_rows_as_for_ten(client, officer, query):
    SectorNetworkFactory()
    sent = []
    client.get(reverse(LIST))
    for more in (10, 40):
        for _number in range(more):
            FollowUpReportFactory(pledge__organisation__name=f"วัดทดสอบ {Organisation.objects.count()}")
        with counted() as queries:
            client.get(reverse(LIST), query)
        sent.append(len(queries))
    assert sent[0] == sent[1] <= 12


def test_the_page_needs_as_many_queries_for_a_long_story_as_for_a_short_one(client, officer):
    organisation = OrganisationFactory()
    sent = []
    for year in (2568, 2569):
        programme_year = ProgrammeYearFactory(fiscal_year=year)
        pledge = PledgeFactory(organisation=organisation, programme_year=programme_year, state="ended")
        for code in ("H1", "FULL"):
            report_round = ReportRoundFactory(code=code, programme_year=programme_year)
            FollowUpReportFactory(pledge=pledge, round=report_round, state="accepted")
        with counted() as queries:
            page_of(client, organisation)
        sent.append(len(queries))
    assert sent[0] == sent[1] <= 12


def test_late_reports_count_by_the_bangkok_day(client, officer):
    FollowUpReportFactory(due_on=dt.date(2027, 4, 7))
    assert names(client, late="1") == []
    with time_machine.travel(dt.datetime(2027, 4, 7, 17, 1, tzinfo=dt.UTC), tick=False):
        client.force_login(officer)
        assert len(names(client, late="1")) == 1
