"""The first page says what is to be done, by role, and every number leads to its rows."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import translation

from moralprovince.core import thai
from moralprovince.portal.today import all_jobs_of, jobs_of, progress_of
from networks.models import Invitation, Office, Organisation, ProgrammeYear
from pledges.models import FollowUpReport, ReportRound
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
)
from tests.factories_assessments import AssessmentFactory
from tests.factories_pledges import FollowUpReportFactory, PledgeFactory, ReportRoundFactory
from tests.factories_visits import VisitFactory
from tests.support.queries import counted

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(dt.datetime(2027, 4, 10, 3, tzinfo=dt.UTC), tick=False)]
TODAY = dt.date(2027, 4, 10)


@pytest.fixture
def province():
    province = OfficeFactory(phone="035 336 881").province
    coordinator_of(SectorNetworkFactory(province=province))
    return province


def counts_of(user):
    return [(job.urgency, job.count) for job in jobs_of(user, TODAY)]


def reached(**more):
    """A body with an address that mail reaches."""
    return OrganisationFactory(email="ask@example.org", **more)


def came_in(body):
    """A body whose contact is there."""
    contact_of(body, last_login=dt.datetime(2027, 1, 5, tzinfo=dt.UTC))
    return body


def lived(network=None):
    network = network or SectorNetworkFactory()
    for state in ("expected", "draft", "submitted", "submitted", "returned"):
        FollowUpReportFactory(pledge=PledgeFactory(organisation=reached(network=network)), state=state)
    PledgeFactory(organisation=reached(network=network), state="declared")
    reached(network=network, state="proposed")
    return network


def test_an_officer_reads_what_waits_most_urgent_first(province):
    lived()
    assert counts_of(officer_of(province)) == [(5, 2), (10, 2), (15, 1), (38, 1), (40, 1)]


def test_an_officer_of_two_provinces_reads_the_day_of_the_one_she_works_for(client, province):
    other = OfficeFactory(province=ProvinceFactory(code="17", name="สิงห์บุรี")).province
    lived()
    reached(province=other, network=SectorNetworkFactory(province=other), state="proposed")
    both = officer_of(province)
    holder_of("culture_officer", user=both, province=other)
    client.force_login(both)

    days = [client.get(reverse("home"), asked).context["jobs"] for asked in ({}, {"province": "17"}, {})]

    there = [(12, 1), (40, 1)]
    assert [[(job.urgency, job.count) for job in day] for day in days] == [counts_of(officer_of(province)), there, there]


def test_who_keeps_the_installation_reads_the_day_of_the_office_she_chose_and_finds_as_many_rows(client, province):
    other = OfficeFactory(province=ProvinceFactory(code="17", name="สิงห์บุรี"), email="office@example.org").province
    lived()
    reached(province=other, network=SectorNetworkFactory(province=other), state="proposed")
    root = UserFactory(is_superuser=True)
    client.force_login(root)

    days = [client.get(reverse("home"), asked).context["jobs"] for asked in ({}, {"province": "17"})]

    assert [[(job.urgency, job.count) for job in day] for day in days] == [counts_of(officer_of(province)), [(12, 1), (40, 1)]]
    assert client.get(days[1][1].address).context["page"].total == 1


def test_a_coordinator_reads_only_of_her_own_networks(province):
    own = lived()
    lived(SectorNetworkFactory(code="media"))
    assert counts_of(coordinator_of(own)) == [(5, 2), (8, 1)]


def test_a_contact_reads_of_her_own_organisation(province):
    lived()
    report = FollowUpReportFactory(pledge=PledgeFactory(), due_on=dt.date(2027, 4, 20))
    assert counts_of(contact_of(report.pledge.organisation)) == [(30, 1)]


def asked_to_begin(person):
    return [(job.urgency, job.address, str(job.text)) for job in jobs_of(person, TODAY) if "/begin/" in job.address]


@pytest.fixture
def body(province):
    ProgrammeYearFactory()
    return reached(name="วัดใหม่")


def begins(body, year=2570):
    return [(26, f"{reverse('pledges:pledge-begin')}?organisation={body.code}&year={year}", "วัดใหม่")]


def test_a_contact_whose_body_has_no_pledge_is_asked_to_begin_it(client, body):
    contact = contact_of(body)
    client.force_login(contact)
    [(_urgency, address, _name)] = asked_to_begin(contact)
    assert asked_to_begin(contact) == begins(body)
    assert client.get(address).context["chosen"].fiscal_year == 2570
    PledgeFactory(organisation=body, programme_year=ProgrammeYearFactory(fiscal_year=2569))
    assert asked_to_begin(contact) == begins(body)
    client.post(address, {"year": "2570"})
    assert asked_to_begin(contact) == []


def test_a_pledge_is_asked_for_in_the_year_the_office_works_in(body):
    contact = contact_of(body)
    Office.objects.update(working_year=ProgrammeYearFactory(fiscal_year=2571))
    assert asked_to_begin(contact) == begins(body, 2571)
    Office.objects.update(working_year=ProgrammeYearFactory(fiscal_year=2568))
    assert asked_to_begin(contact) == begins(body)


@pytest.mark.parametrize(
    ("working", "day", "asked"),
    [
        (2569, TODAY, [2569, 2570]),
        (2570, dt.date(2027, 8, 31), [2570]),
        (2570, dt.date(2027, 9, 1), [2570, 2571]),
        (2571, dt.date(2027, 9, 1), [2571]),
    ],
)
def test_from_september_on_the_next_year_is_asked_for_too_whichever_the_office_works_in(body, working, day, asked):
    years = {year: ProgrammeYearFactory(fiscal_year=year) for year in (2569, 2570, 2571, 2572)}
    Office.objects.update(working_year=years[working])
    contact = contact_of(body)
    found = [job.address for job in all_jobs_of(contact, day) if "/begin/" in job.address]
    assert found == [begins(body, year)[0][1] for year in asked]
    PledgeFactory(organisation=body, programme_year=years[asked[-1]], state="draft")
    assert [job.address for job in all_jobs_of(contact, day) if "/begin/" in job.address] == found[:-1]


def test_no_pledge_is_asked_for_that_was_ended_or_whose_year_is_closed_or_not_there(body):
    contact = contact_of(body)
    ProgrammeYear.objects.update(read_only_from=TODAY)
    assert asked_to_begin(contact) == []
    ProgrammeYear.objects.all().delete()
    assert asked_to_begin(contact) == []
    PledgeFactory(organisation=body, state="ended")
    assert asked_to_begin(contact) == []


@pytest.mark.parametrize("change", [{"state": "withdrawn"}, {"reports_centrally": True}])
def test_no_pledge_is_asked_for_of_a_body_that_left_or_reports_centrally(body, change):
    contact = contact_of(body)
    assert asked_to_begin(contact) == begins(body)
    Organisation.objects.update(**change)
    assert asked_to_begin(contact) == []


def test_only_the_contact_is_asked_to_begin(province, body):
    people = officer_of(province), coordinator_of(body.network), contact_of(reached(name="วัดอื่น"))
    assert [[row for row in asked_to_begin(person) if row == begins(body)[0]] for person in people] == [[], [], []]


def test_who_looks_after_bodies_without_a_pledge_is_led_to_exactly_these_behind_all_that_waits(client, province):
    network = lived()
    for name in ("วัดหนึ่ง", "วัดสอง"):
        reached(network=network, name=name)
    reached(network=SectorNetworkFactory(code="media"), name="วัดสาม")
    found = {}
    for person in (coordinator_of(network), officer_of(province)):
        client.force_login(person)
        job = all_jobs_of(person, TODAY)[-1]
        page = client.get(job.address)
        found[job.count] = (job.urgency, str(job.sentence), page.context["page"].total)
    words = "มี {} แห่งที่ยังไม่ได้เริ่มเขียนปฏิญญาปีงบประมาณ พ.ศ. 2570"
    assert found == {2: (48, words.format(2), 2), 3: (48, words.format(3), 3)}


def test_the_office_is_told_of_networks_without_coordinator(province):
    came_in(reached())
    SectorNetworkFactory(code="media")
    for person in (administrator_of(province), officer_of(province)):
        assert counts_of(person) == [(12, 1)]


def test_who_keeps_the_data_of_the_office_is_told_that_nobody_can_reach_it(client, province):
    came_in(reached())
    Office.objects.update(phone="")
    administrator, officer = administrator_of(province), officer_of(province)
    assert [[(job.address, job.count) for job in jobs_of(person, TODAY)] for person in (administrator, officer)] == [
        [(reverse("office"), 1)], []
    ]  # fmt: skip
    client.force_login(administrator)
    assert client.get(reverse("office")).status_code == 200
    Office.objects.update(email="office@example.org")
    assert jobs_of(administrator, TODAY) == []


@pytest.mark.parametrize(
    ("known", "said"),
    [({}, True), ({"address": "ถนนโรจนะ"}, True), ({"phone": "035 336 881"}, False), ({"email": "a@example.org"}, False)],
)
def test_the_public_page_says_where_an_office_cannot_be_called_or_written_to(client, province, known, said):
    Office.objects.update(**{"phone": "", **known})
    page = client.get(reverse("contact")).content.decode()
    assert ("สำนักงานยังไม่ได้แจ้งหมายเลขโทรศัพท์หรืออีเมลไว้ที่นี่" in page) is said


def test_who_imports_into_an_empty_register_is_asked_to_begin_with_it(client, province):
    SectorNetworkFactory(code="media")
    people = officer_of(province), administrator_of(province)
    jobs = [[(job.urgency, job.count, job.address) for job in jobs_of(person, TODAY)][:1] for person in people]
    assert jobs == [[(1, 1, reverse("networks:import-begin"))]] * 2
    client.force_login(people[0])
    assert client.get(jobs[0][0][2]).status_code == 200
    assert [job.address for job in jobs_of(coordinator_of(SectorNetworkFactory()), TODAY)] == []


def test_an_office_that_has_invited_no_contact_is_led_to_the_invitations(client, province):
    network = SectorNetworkFactory()
    assert [job.urgency for job in all_jobs_of(officer_of(province), TODAY)] == [1]
    body = reached(network=network)
    people = officer_of(province), administrator_of(province), coordinator_of(network)
    told = [[(job.urgency, job.count, job.address) for job in all_jobs_of(person, TODAY)] for person in people]
    assert told == [[(43, 1, reverse("networks:invitations"))]] * 2 + [[]]
    client.force_login(people[0])
    entry = {"role": "contact", "organisation": body.code, "name": "นางมาลี", "phone": "0812345678"}
    client.post(reverse("networks:invite"), entry)
    assert (Invitation.objects.count(), all_jobs_of(people[0], TODAY)) == (1, [])


@pytest.mark.parametrize("state", ["active", "proposed", "withdrawn"])
def test_a_register_with_anything_in_it_is_not_called_empty(province, state):
    reached(state=state)
    assert 1 not in dict(counts_of(officer_of(province)))
    elsewhere = OfficeFactory(province=ProvinceFactory(code="60")).province
    assert counts_of(officer_of(elsewhere)) == [(1, 1)]


def test_who_has_nothing_to_do_is_thanked(client, province):
    came_in(reached())
    client.force_login(officer_of(province))
    page = client.get(reverse("home"))
    assert (page.status_code, page.context["jobs"]) == (200, [])


def test_every_number_leads_to_as_many_rows(client, province):
    lived()
    lived(SectorNetworkFactory(code="media", order=2))
    for user in (officer_of(province), coordinator_of(SectorNetworkFactory())):
        client.force_login(user)
        for job in jobs_of(user, TODAY):
            listed = client.get(job.address)
            assert (listed.status_code, job.address, listed.context["page"].total) == (200, job.address, job.count)


def test_the_button_of_one_row_leads_to_its_page_and_of_more_to_their_list(client, province):
    network = lived()
    body = reached(network=network, name="วัดใหม่")
    pledge = PledgeFactory(organisation=body, state="draft")
    case = AssessmentFactory(organisation=body, state="returned")
    client.force_login(coordinator_of(network))
    page = client.get(reverse("home"))
    returned = FollowUpReport.objects.get(state="returned")
    one = [reverse("pledges:report", args=[returned.pk]), reverse("assessments:assessment", args=[case.pk]),
           reverse("pledges:pledge", args=[pledge.pk])]  # fmt: skip
    jobs = {job.leads_to: job.count for job in page.context["jobs"]}
    assert jobs == {f"{reverse('pledges:reports')}?late=open": 2} | dict.fromkeys(one, 1)
    assert [page.content.decode().count(f'href="{address}"') for address in one] == [1, 1, 1]


def test_pledges_of_two_years_are_counted_year_by_year_as_their_list_shows_them(client, province):
    body = came_in(reached())
    for year in (2569, 2570):
        PledgeFactory(organisation=body, programme_year=ProgrammeYearFactory(fiscal_year=year), state="declared")
    officer = officer_of(province)
    client.force_login(officer)
    jobs = jobs_of(officer, TODAY)
    assert [(job.count, str(job.text)) for job in jobs] == [(1, "ปีงบประมาณ พ.ศ. 2569"), (1, "ปีงบประมาณ พ.ศ. 2570")]
    assert [client.get(job.address).context["page"].total for job in jobs] == [1, 1]
    ProgrammeYear.objects.filter(fiscal_year=2569).update(read_only_from=TODAY)
    assert [str(job.text) for job in jobs_of(officer, TODAY)] == ["ปีงบประมาณ พ.ศ. 2570"]


def test_the_numbers_of_the_open_round_lead_to_as_many_rows(client, province):
    lived()
    client.force_login(officer_of(province))
    progress = client.get(reverse("home")).context["progress"]
    base = f"{reverse('pledges:reports')}?round={progress.round.pk}&network={progress.networks[0].network.code}"
    totals = [client.get(f"{base}{more}").context["page"].total for more in ("&figure=reports_submitted", "&late=1")]
    assert totals == [progress.submitted, progress.missing] == [3, 2]


def test_an_open_round_that_expects_nothing_yet_says_so_without_a_table_of_nothing(client, province):
    ReportRoundFactory(due_on=dt.date(2027, 4, 30))
    for person in (officer_of(province), coordinator_of(SectorNetworkFactory())):
        client.force_login(person)
        page = client.get(reverse("home")).text
        assert ("30 เมษายน 2570 ยังไม่มีรายงานที่ต้องส่ง" in page, "0 จาก 0" in page, "<table" in page) == (True, False, False)


@pytest.mark.postgres
def test_reports_find_their_networks_by_indexes_alone(province):
    lived()
    officer = officer_of(province)
    with counted() as queries:
        progress_of(officer, ReportRound.objects.get(), TODAY)
    tables = ("networks_organisation", "pledges_pledge")
    asked = {table: set(re.findall(rf'"{table}"\."(\w+)"', queries[-1])) for table in tables}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, indexdef FROM pg_indexes WHERE indexname LIKE '%_joined'")
        carried = {table: set(re.findall(r"\w+", said.partition(" USING ")[2])) for table, said in cursor.fetchall()}

    # Whichever way the server takes with a handful of rows: nothing is asked that the index does not hold.
    assert {table: asked[table] - carried[table] for table in tables} == dict.fromkeys(tables, set())
    assert (asked["networks_organisation"] >= {"id", "network_id"}, asked["pledges_pledge"] >= {"id"}) == (True, True)


def test_what_was_given_more_time_is_said_beside_what_is_missing(client, province):
    lived()
    FollowUpReport.objects.filter(submitted_on=None).exclude(state="waived").update(due_on=TODAY)
    client.force_login(officer_of(province))
    page = client.get(reverse("home"))
    progress = page.context["progress"]
    address = f"{reverse('pledges:reports')}?round={progress.round.pk}&figure=reports_not_due"
    said = f'<a href="{address.replace("&", "&amp;")}">ยังไม่ถึงกำหนด {progress.not_due} ฉบับ</a>' in page.content.decode()
    assert (progress.missing, progress.not_due, client.get(address).context["page"].total, said) == (0, 2, 2, True)


def test_the_open_round_is_due_for_a_contact_on_the_day_of_her_own_report(client, province):
    report = FollowUpReportFactory(due_on=dt.date(2027, 4, 15), round=ReportRoundFactory(due_on=dt.date(2027, 3, 31)))
    body = report.pledge.organisation
    found = []
    for days in ([15], [15, 15], [15, 20]):
        for day in days[1:]:
            other = reached(network=body.network)
            FollowUpReportFactory(pledge=PledgeFactory(organisation=other), round=report.round, due_on=dt.date(2027, 4, day))
        for person in (contact_of(body), coordinator_of(body.network)):
            client.force_login(person)
            page = client.get(reverse("home"))
            due_on = page.context["progress"].due_on
            found.append((due_on.day, f"ครบกำหนด {thai.day_long(due_on)}" in page.text))
    assert found == [(15, True)] * 5 + [(31, True)]


@pytest.mark.parametrize(
    ("how_many", "day", "words"),
    [
        (1, 9, "1 report waits to be checked, for 1 day"), (2, 9, "2 reports wait to be checked, the oldest for 1 day"),
        (1, 10, "1 report waits to be checked, for less than a day"),
    ],
)  # fmt: skip
def test_a_sentence_about_one_is_written_for_one(province, how_many, day, words):
    sent = dt.datetime(2027, 4, day, 3, tzinfo=dt.UTC)
    for _time in range(how_many):
        pledge = PledgeFactory(organisation=came_in(reached()))
        FollowUpReportFactory(pledge=pledge, state="submitted", submitted_at=sent)
    with translation.override("en"):
        assert [job.sentence for job in jobs_of(officer_of(province), TODAY)] == [words]


def test_another_province_shows_up_nowhere(province):
    elsewhere = ProvinceFactory(code="60")
    OfficeFactory(province=elsewhere)
    came_in(reached(province=elsewhere, network=SectorNetworkFactory(province=elsewhere)))
    coordinator_of(SectorNetworkFactory(province=elsewhere))
    lived()
    assert counts_of(officer_of(elsewhere)) == []


@pytest.mark.parametrize("make", [officer_of, administrator_of])
def test_the_day_keeps_its_budget_however_much_waits(client, province, make):
    client.force_login(make(province))
    found = []
    for times in (2, 8):
        for _time in range(times):
            lived()
        with counted() as queries:
            client.get(reverse("home"))
        found.append(len(queries))
    assert found[0] == found[1]
    assert found[1] <= 12


def test_what_is_less_urgent_is_folded_below_the_five_most_urgent(client, province):
    officer = officer_of(province)
    lived()
    VisitFactory(planned_on=TODAY - dt.timedelta(days=3))
    VisitFactory(planned_on=TODAY - dt.timedelta(days=30), state="recorded")
    client.force_login(officer)
    page, jobs = client.get(reverse("home")), all_jobs_of(officer, TODAY)
    assert len(jobs) > 5
    assert [job.address for job in (*page.context["jobs"], *page.context["more"])] == [job.address for job in jobs]
    assert (len(page.context["jobs"]), page.content.decode().count("jobs-more")) == (5, 1)


def test_the_public_home_says_how_many_take_part(client, province):
    network = SectorNetworkFactory()
    reached(network=network)
    OrganisationFactory(network=network, kind="community", state="dormant")
    for state in ("proposed", "withdrawn"):
        OrganisationFactory(network=network, state=state)
    page = client.get(reverse("home"))
    assert {one.name: one.number for one in page.context["figures"]} == {
        "members": 2, "declared": 0, "certified": 0, "activities": 0
    }  # fmt: skip
    assert [one.code for one in page.context["networks"]] == ["government"]


def test_the_public_home_says_that_the_portal_is_being_prepared_until_there_is_an_office(client, province):
    pages = [client.get(reverse("home")).content.decode()]
    office = Office.objects.get()
    Office.objects.all().delete()
    pages.append(client.get(reverse("home")).content.decode())
    assert [("ระบบอยู่ระหว่างเตรียมการ" in page, "public-figures" in page) for page in pages] == [(False, True), (True, False)]
    office.save()
    assert client.get(reverse("home")).content.decode() == pages[0]


def test_the_public_home_keeps_its_budget(client, province):
    with counted() as queries:
        client.get(reverse("home"))
    assert len(queries) <= 12


def test_an_account_without_a_role_is_told_whom_to_ask(client, province):
    client.force_login(UserFactory())
    assert client.get(reverse("home")).templates[0].name == "portal/public/home.html"


# The year in the head


BELOW_THE_BRAND = re.compile(
    r'<p class="brand-year"><span class="brand-long">(.*?)</span><span class="brand-short">(.*?)</span>(.*?)</p>'
)


def head_of(page):
    """Its line on the year, what stands below it, and where that leads."""
    head = page.split('<div class="top-row">')[1].split("</header>")[0]
    place, below = re.search(r'<span class="brand-long"> · (.*?)</span>', head)[1], BELOW_THE_BRAND.search(head)
    return place, re.sub("<.*?>", "", below[1] + below[3]) if below else "", reverse("year-turn") in head


def short_head_of(page):
    """Its years on a telephone, each where it stands once."""
    return re.findall(r'<span class="brand-short">(.*?)</span>', page)


@pytest.mark.parametrize(
    ("working", "reader", "told"),
    [
        (2570, administrator_of, ("ปีงบประมาณ พ.ศ. 2570", "", False)),
        (2569, officer_of, ("ทำงานในปีงบประมาณ พ.ศ. 2569", "ตามปฏิทินเป็นปีงบประมาณ 2570", False)),
        (2569, administrator_of,
         ("ทำงานในปีงบประมาณ พ.ศ. 2569", "ตามปฏิทินเป็นปีงบประมาณ 2570 · ขึ้นปีงบประมาณใหม่", True)),
        # Turned in September, before the new year has begun.
        (2571, administrator_of, ("ทำงานในปีงบประมาณ พ.ศ. 2571", "ตามปฏิทินเป็นปีงบประมาณ 2570", False)),
    ],
)  # fmt: skip
def test_the_head_says_that_the_office_works_in_another_year_than_the_calendar(client, province, working, reader, told):
    office = province.office
    office.working_year = ProgrammeYearFactory(province=province, fiscal_year=working)
    office.save()
    client.force_login(reader(province))

    page = client.get(reverse("inbox")).content.decode()

    assert head_of(page) == told


@pytest.mark.parametrize(("working", "told"), [(2570, "ปีงบประมาณ 2570"), (2569, "ปีงบประมาณ 2569 · ตามปฏิทิน 2570")])
def test_the_head_of_a_telephone_says_the_years_in_a_few_words(client, province, working, told):
    Office.objects.update(working_year=ProgrammeYearFactory(province=province, fiscal_year=working))
    client.force_login(officer_of(province))
    assert short_head_of(client.get(reverse("inbox")).content.decode()) == [told]


def test_today_says_the_day_and_leaves_the_year_to_the_head(client, province):
    Office.objects.update(working_year=ProgrammeYearFactory(province=province, fiscal_year=2569))
    client.force_login(officer_of(province))
    page = client.get(reverse("home")).content.decode()
    assert re.search(r'<div class="lead">(.*?)</div>', page)[1] == thai.day_long(thai.today())
    assert page.count("ปีงบประมาณ พ.ศ.") == 1


def test_a_visitor_reads_of_no_other_year_than_the_offices(client, province):
    Office.objects.update(working_year=ProgrammeYearFactory(province=province, fiscal_year=2569))
    assert head_of(client.get(reverse("home")).content.decode()) == ("ปีงบประมาณ พ.ศ. 2569", "", False)


def test_the_head_asks_nothing_more_where_the_years_differ(client, province):
    client.force_login(administrator_of(province))
    asked = []
    for year in (2570, 2569):
        Office.objects.update(working_year=ProgrammeYearFactory(province=province, fiscal_year=year))
        with counted() as queries:
            client.get(reverse("inbox"))
        asked.append(len(queries))

    assert asked[0] == asked[1]
