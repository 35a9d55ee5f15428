"""What follows a coaching visit: lists whose rows equal their numbers, Today, reminders, the report beside, the story."""

import datetime as dt

import pypdfium2
import pytest
from django.urls import reverse

from assessments import floor as visits_floor
from assessments.actions import visits as actions
from assessments.actions.visit_follow_up import finish_agreement, reopen_agreement
from assessments.models import Visit, VisitAgreement
from assessments.querysets.visits import unvisited, year_before
from assessments.statistics import VISIT_FIGURES, statistics
from assessments.visit_today import visits_today
from moralprovince.core.models import Job, Message
from moralprovince.core.periods import Period
from moralprovince.portal import floors, references
from moralprovince.portal.planner import plan
from moralprovince.portal.tasks import do_long_works
from moralprovince.portal.wording import word
from networks.models import Organisation
from networks.story import bodies_found
from pledges.models import Progress
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    UserFactory,
    contact_of,
    coordinator_of,
    officer_of,
)
from tests.factories_assessments import AssessmentFactory, assessor_of, committee_member_of
from tests.factories_networks_at_work import WorkingGroupFactory, WorkingGroupMemberFactory
from tests.factories_pledges import FollowUpReportFactory, PledgeFactory, ReportRoundFactory
from tests.factories_visits import VisitAgreementFactory, VisitFactory, team_of, visited
from tests.support.queries import counted

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2027-04-03 10:00:00+07:00", tick=False)]
DAY = dt.date(2027, 4, 3)


@pytest.fixture
def body():
    return OrganisationFactory(name="วัดพระญาติการาม")


@pytest.fixture
def officer(body):
    return officer_of(body.province, name="นางสาววันดี")


@pytest.fixture
def office(client, officer):
    client.force_login(officer)
    return client


# Lists


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["เครือข่าย", "ก", "ข"]),
        ("?state=made", ["ก"]),
        ("?year=2569", ["ข"]),
        ("?network=media", ["ข", "เครือข่าย"]),
        ("?whom=network", ["เครือข่าย"]),
        ("?whom=community", ["ข"]),
        ("?wait=record", ["ข"]),
        ("?wait=sign", ["ก"]),
        ("?q=พระครู", ["ก"]),
        ("?q=วัดข", ["ข"]),
        ("?sort=whom", ["ข", "ก", "เครือข่าย"]),
        ("?q=พระยาติการาม", ["ก"]),
    ],
)
def test_the_list_shows_what_is_asked(office, body, query, expected):
    media = SectorNetworkFactory(code="media", name="เครือข่ายสื่อ")
    made = visited(body, dt.date(2027, 3, 1), "recorded")
    team_of(made, "พระครูสังฆกิจ")
    OrganisationFactory(name="วัดข", network=media, kind="community")
    other = VisitFactory(organisation=Organisation.objects.get(name="วัดข"), planned_on=dt.date(2026, 9, 1))
    whole = VisitFactory(organisation=None, network=media, province=body.province, planned_on=dt.date(2027, 4, 9))
    names = {made.pk: "ก", other.pk: "ข", whole.pk: "เครือข่าย"}
    page = office.get(reverse("assessments:visits") + query)
    found = [names[one.pk] for one in page.context["visits"]]
    assert (sorted(found) if "network" in query else found) == (sorted(expected) if "network" in query else expected)


def test_a_year_begins_on_the_same_day_a_year_before():
    assert [year_before(day) for day in (DAY, dt.date(2028, 2, 29))] == [dt.date(2026, 4, 3), dt.date(2027, 2, 28)]


def test_who_was_not_visited_for_a_year_is_a_list_with_a_button(office, body, officer):
    never, before, just, dormant, planned = (OrganisationFactory(state=state) for state in
                                             ("active", "active", "active", "dormant", "active"))  # fmt: skip
    visited(before, dt.date(2026, 4, 2))
    visited(just, dt.date(2026, 4, 3))
    visited(just, dt.date(2025, 4, 2))
    VisitFactory(organisation=planned, planned_on=dt.date(2027, 4, 9))
    visited(body, dt.date(2027, 4, 1), "recorded")
    page = office.get(reverse("assessments:unvisited"))
    assert [one.pk for one in page.context["bodies"]] == sorted([never.pk, before.pk, planned.pk])
    assert [one.last_visit for one in page.context["bodies"]] == [None, dt.date(2026, 4, 2), None]
    assert f"{reverse('assessments:visit-plan')}?organisation={never.code}" in page.content.decode()
    jobs = {job.address: job.count for floor in floors.each("today") for job in floor(officer, DAY)}
    assert jobs[reverse("assessments:unvisited")] == 3
    assert [one.pk for one in office.get(reverse("assessments:unvisited") + "?ever=before").context["bodies"]] == [before.pk]


def test_only_whoever_plans_visits_is_told_today_who_was_not_visited(body, officer):
    OrganisationFactory()
    visited(body, dt.date(2027, 4, 1), "recorded")
    group = WorkingGroupFactory(kind="empowerment", network=None, province=body.province)
    people = {
        "officer": officer, "sits": WorkingGroupMemberFactory(group=group, user=UserFactory()).user,
        "committee": committee_member_of(body.province), "assessor": assessor_of(body.province),
        "coordinator": coordinator_of(body.network),
    }  # fmt: skip
    told = {who: [job.count for job in visits_today(person, DAY) if job.address == reverse("assessments:unvisited")]
            for who, person in people.items()}  # fmt: skip
    assert told == {"officer": [1], "sits": [1], "committee": [0], "assessor": [0], "coordinator": [0]}


def test_the_lists_lead_only_to_what_their_reader_may_open(client, body, officer):
    links = [("visits", reverse("networks:networks")), ("unvisited", reverse("networks:organisation", args=[body.code]))]
    found = {}
    for who, person in (("officer", officer), ("committee", committee_member_of(body.province))):
        client.force_login(person)
        main = [client.get(reverse(f"assessments:{name}")).content.decode().partition("<main")[2] for name, _link in links]
        found[who] = [f'href="{link}"' in page for page, (_name, link) in zip(main, links, strict=True)]
        assert body.name in main[1]
    assert found == {"officer": [True, True], "committee": [False, False]}


@pytest.mark.parametrize("name", ["visits", "agreements", "unvisited"])
def test_a_long_list_is_written_by_a_worker_as_the_asking_person_sees_it(client, officer, body, monkeypatch, name):
    bodies = [body, *OrganisationFactory.create_batch(2)]
    beside = OrganisationFactory(name="วัดนอกเครือข่าย", network=SectorNetworkFactory(code="media"))
    for one in (*bodies, beside):
        VisitAgreementFactory(visit=visited(one, dt.date(2026, 1, 5), "recorded"))
    client.force_login(coordinator_of(body.network))
    address = reverse(f"assessments:{name}-export")
    at_once = b"".join(client.get(f"{address}?format=csv").streaming_content).decode("utf-8-sig")
    assert [sum(one.name in line for line in at_once.splitlines()[1:]) for one in (*bodies, beside)] == [1, 1, 1, 0]
    monkeypatch.setattr("moralprovince.core.views.exports.count_up_to", lambda rows: None)
    assert reverse(f"assessments:{name}-export-begin") in client.get(address).content.decode()
    client.post(reverse(f"assessments:{name}-export-begin") + "?format=csv")
    do_long_works()
    job = Job.objects.get()
    assert (job.state, job.total) == ("done", 3)
    with job.file.file.open() as kept:
        assert kept.read().decode("utf-8-sig") == at_once


def test_a_coordinator_sees_her_own_networks_only(client, body):
    other = OrganisationFactory(network=SectorNetworkFactory(code="media"))
    for one in (body, other):
        VisitAgreementFactory(visit=visited(one, dt.date(2026, 1, 5), "recorded"))
    client.force_login(coordinator_of(body.network))
    shown = {
        name: [str(getattr(row, "organisation", None) or getattr(row, "visit", row)) for row in
               client.get(reverse(f"assessments:{name}")).context[rows]]
        for name, rows in (("visits", "visits"), ("agreements", "agreements"), ("unvisited", "bodies"))
    }  # fmt: skip
    assert shown == {"visits": [body.name], "agreements": [body.name], "unvisited": [body.name]}


@pytest.mark.parametrize("count", [10, 50])
def test_pages_cost_the_same_for_few_and_many(office, body, count):
    planned = VisitFactory(organisation=body)
    OfficeFactory(province=body.province)
    AssessmentFactory(organisation=body, state="submitted", scores=[1] * 9)
    PledgeFactory(organisation=body, commitments=2)
    team_of(planned, UserFactory())
    for number in range(count):
        network = SectorNetworkFactory(code=f"n{number % 9}", order=number % 9)
        one = OrganisationFactory(network=network)
        visit = visited(one if number % 2 else body, dt.date(2026, 1, 5), "recorded", wishes="วิทยากร")
        team_of(visit, UserFactory(), "พระครู")
        VisitAgreementFactory(visit=visit)
        FollowUpReportFactory(pledge__organisation=one, due_on=dt.date(2027, 3, 1))
    office.get(reverse("assessments:visits"))
    spent = {}
    for name, args in (("visits", ()), ("agreements", ()), ("unvisited", ()), ("visit-plan", ()), ("visit", (visit.pk,)),
                       ("visit-prepare", (planned.pk,)), ("visit-record", (planned.pk,))):  # fmt: skip
        with counted() as queries:
            assert office.get(reverse(f"assessments:{name}", args=args)).status_code == 200
        spent[name] = len(queries)
    assert {name: number for name, number in spent.items() if number > 12} == {}


# Figures


def test_figures_count_exactly_the_rows_behind_them(office, body):
    media = SectorNetworkFactory(code="media")
    other = OrganisationFactory(network=media)
    made = ((body, 2026, 11, 2), (body, 2027, 2, 2), (other, 2027, 3, 31), (other, 2026, 9, 30), (other, 2027, 4, 1))
    for place, (one, *day) in enumerate(made):
        visited(one, dt.date(*day), "signed" if place % 2 else "recorded")
    VisitFactory(organisation=None, network=media, province=body.province, planned_on=dt.date(2027, 1, 4), state="signed")
    VisitFactory(organisation=None, district=body.district, planned_on=dt.date(2027, 1, 4), state="signed")
    VisitFactory(organisation=other, planned_on=dt.date(2027, 1, 4))
    found = statistics(province="14", period=Period(2570, "H1"), as_of=DAY)
    assert [found[None][figure.name] for figure in VISIT_FIGURES] == [5, 2]
    assert [found[media.pk][figure.name] for figure in VISIT_FIGURES] == [2, 1]
    for network, code in ((None, ""), (media.pk, "media")):
        for figure in VISIT_FIGURES:
            address = figure.address(year="2570", period="2570-H1", as_of=str(DAY), network=code)
            assert len(office.get(address).context["visits"]) == found[network][figure.name]


# Today


def jobs_of(user):
    return {job.address: job.count for job in visits_floor.today(user, DAY) if job.count}


def test_today_tells_the_team_the_body_and_the_office(body, officer, client):
    goes, contact = UserFactory(), contact_of(body)
    team_of(VisitFactory(organisation=body, planned_on=dt.date(2027, 4, 9)), goes)
    team_of(VisitFactory(organisation=body, planned_on=dt.date(2027, 4, 2)), goes)
    told = visited(body, dt.date(2027, 3, 1), "recorded")
    VisitAgreementFactory(visit=told, due_on=dt.date(2027, 4, 2))
    VisitAgreementFactory(visit=told, due_on=dt.date(2027, 5, 2))
    visits, agreed = reverse("assessments:visits"), reverse("assessments:agreements")
    expected = {
        goes: {f"{visits}?mine=1&wait=soon": 1, f"{visits}?mine=1&wait=record": 1},
        contact: {f"{visits}?wait=soon": 1, f"{visits}?wait=sign_body": 1, f"{agreed}?state=open": 2},
        officer: {f"{visits}?wait=record": 1, f"{visits}?wait=sign": 1, f"{agreed}?state=late": 1},
    }
    assert {one: jobs_of(one) for one in expected} == expected
    for one, jobs in expected.items():
        client.force_login(one)
        for address, count in jobs.items():
            context = client.get(address).context
            assert len(context.get("visits") or context["agreements"]) == count


def test_whoever_goes_along_without_any_role_has_a_day_of_her_own(client, body):
    goes, sits, nobody = UserFactory(), UserFactory(), UserFactory()
    team_of(VisitFactory(organisation=body, planned_on=dt.date(2027, 4, 9)), goes)
    WorkingGroupMemberFactory(group=WorkingGroupFactory(kind="empowerment", network=None, province=body.province), user=sits)
    shown = {}
    for person in (goes, sits, nobody):
        client.force_login(person)
        context = client.get(reverse("home")).context
        shown[person] = (len(context.get("jobs", "-")), [str(place.label) for place in context["navigation"]])
    assert shown == {goes: (1, ["วันนี้"]), sits: (0, ["วันนี้"]), nobody: (1, [])}


def test_whoever_sits_in_the_follow_up_group_plans_without_any_role(client, body):
    group = WorkingGroupFactory(kind="empowerment", network=None, province=body.province)
    client.force_login(WorkingGroupMemberFactory(group=group, user=UserFactory()).user)
    assert [one.pk for one in client.get(reverse("assessments:unvisited")).context["bodies"]] == [body.pk]
    ProgrammeYearFactory(province=body.province)
    sent = {"organisation": body.code, "planned_on": "9/4/2570", "others": "พระครู"}
    made = client.post(reverse("assessments:visit-plan"), sent)
    page = client.get(made.headers["Location"])
    assert (page.context["manages"], page.context["may_open"], page.context["phone"]) == (True, False, "")


# Messages


@pytest.fixture
def ladders(body):
    OfficeFactory(province=body.province)
    list(references.load())


def messages(kind):
    rows = Message.objects.filter(kind=kind).order_by("recipient__name", "channel", "pk")
    return [(one.recipient.name if one.recipient else one.address, one.channel, one.state) for one in rows]


def test_team_and_body_are_told_once_for_each_day_and_told_of_the_end(body, officer):
    ProgrammeYearFactory(province=body.province)
    goes, contact = UserFactory(name="ก ทีม"), contact_of(body, name="ข ผู้ติดต่อ")
    visit = actions.plan_visit(
        subject=body, planned_on=dt.date(2027, 4, 9), team=(actions.TeamEntry(goes.name, goes),), by=officer
    )
    both = [(one, channel, state) for one in (goes.name, contact.name) for channel, state in
            (("email", "pending"), ("inbox", "sent"))]  # fmt: skip
    assert messages("visit_planned") == both
    team = (actions.TeamEntry(goes.name, goes),)
    actions.change_visit(visit=visit, planned_on=dt.date(2027, 4, 9), team=team, version=visit.version, by=officer)
    assert messages("visit_planned") == both
    actions.cancel_visit(visit=visit, note="น้ำท่วม", by=officer)
    assert [state for _who, channel, state in messages("visit_planned") if channel == "email"] == ["cancelled"] * 2
    assert [who for who, channel, _state in messages("visit_cancelled") if channel == "inbox"] == [goes.name, contact.name]


def test_a_visit_that_goes_back_to_its_day_or_is_on_again_is_told_anew_and_who_joins_its_team_alone(body, officer):
    ProgrammeYearFactory(province=body.province)
    goes, joins = UserFactory(name="ก ทีม"), UserFactory(name="ค ใหม่")
    contact_of(body, name="ข ผู้ติดต่อ")
    first, second, team = dt.date(2027, 4, 9), dt.date(2027, 4, 16), (actions.TeamEntry(goes.name, goes),)
    visit = actions.plan_visit(subject=body, planned_on=first, team=team, by=officer)

    def told_by(done, **how):
        before = set(Message.objects.filter(channel="inbox").values_list("pk", flat=True))
        done(visit=visit, by=officer, **how)
        fresh = Message.objects.filter(channel="inbox").exclude(pk__in=before).order_by("recipient__name")
        return [(one.kind, one.recipient.name) for one in fresh]

    planned = [("visit_planned", "ก ทีม"), ("visit_planned", "ข ผู้ติดต่อ")]
    cancelled = [("visit_cancelled", name) for _kind, name in planned]
    for day in (second, first):
        assert told_by(actions.change_visit, planned_on=day, team=team, version=visit.version) == planned
    for _time in range(2):
        assert told_by(actions.cancel_visit, note="น้ำท่วม") == cancelled
        assert told_by(actions.resume_visit) == planned
    more = (*team, actions.TeamEntry(joins.name, joins))
    assert told_by(actions.change_visit, planned_on=first, team=more, version=visit.version) == [("visit_planned", "ค ใหม่")]


def test_before_the_day_team_and_body_are_reminded_until_it_is_over(ladders, body, officer):
    goes, contact = UserFactory(name="ก ทีม"), contact_of(body, name="ข ผู้ติดต่อ")
    visit = VisitFactory(organisation=body, planned_on=dt.date(2027, 4, 10))
    team_of(visit, goes)
    plan(on=DAY)
    assert messages("visit_due") == [
        (one, channel, "pending") for one in (goes.name, contact.name) for channel in ("email", "inbox")
    ]
    letter = word(Message.objects.get(kind="visit_due", recipient=contact, channel="email"))
    assert ("วัดพระญาติการาม" in letter.body, letter.link) == (True, reverse("assessments:visit", args=[visit.pk]))
    actions.cancel_visit(visit=visit, note="น้ำท่วม", by=officer)
    assert [word(one) for one in Message.objects.filter(kind="visit_due")] == [None] * 4


def test_a_body_without_an_account_is_told_by_the_address_in_the_register(body, officer):
    ProgrammeYearFactory(province=body.province)
    Organisation.objects.filter(pk=body.pk).update(email="temple@example.org")
    body.refresh_from_db()
    team = (actions.TeamEntry(officer.name, officer),)
    visit = actions.plan_visit(subject=body, planned_on=dt.date(2027, 4, 9), team=team, by=officer)
    assert messages("visit_planned") == [("temple@example.org", "email", "pending")]
    Message.objects.update(state="sent")
    actions.cancel_visit(visit=visit, note="น้ำท่วม", by=officer)
    assert messages("visit_cancelled") == [("temple@example.org", "email", "pending")]


def test_the_page_of_a_network_counts_its_visits(office, body):
    other = OrganisationFactory(network=SectorNetworkFactory(code="media"))
    for one, day in ((body, dt.date(2027, 3, 1)), (body, dt.date(2026, 9, 1)), (other, dt.date(2027, 3, 1))):
        visited(one, day)
    OfficeFactory(province=body.province, working_year=ProgrammeYearFactory(province=body.province))
    number = office.get(reverse("networks:network", args=[body.network.code])).context["visits"]
    assert (number.count, len(office.get(number.address).context["visits"])) == (1, 1)


def test_visits_to_a_network_or_district_remind_the_team_alone(ladders, body):
    goes = UserFactory(name="ก ทีม")
    for day in (dt.date(2027, 4, 10), dt.date(2027, 4, 4)):
        for whole in ({"network": body.network}, {"district": body.district}):
            team_of(VisitFactory(organisation=None, province=body.province, planned_on=day, **whole), goes)
    plan(on=DAY)
    assert messages("visit_due") == [(goes.name, channel, "pending") for channel in ["email"] * 4 + ["inbox"] * 4]


def test_what_was_agreed_for_one_day_is_one_reminder_until_all_of_it_is_done(ladders, body, officer):
    contact, visit = contact_of(body, name="ข ผู้ติดต่อ"), visited(body, dt.date(2027, 3, 1))
    soon = DAY + dt.timedelta(days=7)
    first, second = (VisitAgreementFactory(visit=visit, what=what, due_on=soon) for what in ("ตั้งตู้ปันสุข", "ปลูกต้นไม้"))
    VisitAgreementFactory(visit=visit, due_on=soon, done_on=DAY)
    VisitAgreementFactory(visit=visited(OrganisationFactory(), dt.date(2027, 3, 1)), due_on=dt.date(2027, 6, 1))
    plan(on=DAY)
    assert messages("agreement_due") == [(contact.name, "email", "pending"), (contact.name, "inbox", "pending")]
    letter = Message.objects.filter(kind="agreement_due", channel="email").get
    assert [line for line in word(letter()).body.split("\n") if line[:2] in ("1.", "2.")] == ["1. ตั้งตู้ปันสุข", "2. ปลูกต้นไม้"]
    finish_agreement(agreement=first, done_on=DAY, by=officer)
    assert (letter().state, word(letter()).body.count("ปลูกต้นไม้"), word(letter()).body.count("ตู้ปันสุข")) == ("pending", 1, 0)
    finish_agreement(agreement=second, done_on=DAY, by=officer)
    assert messages("agreement_due") == [(contact.name, "email", "cancelled"), (contact.name, "inbox", "cancelled")]


def test_a_week_after_the_day_the_coordinator_reads_of_it_too(ladders, body):
    coordinator, stranger = coordinator_of(body.network), coordinator_of(SectorNetworkFactory(code="media"))
    VisitAgreementFactory(visit=visited(body, dt.date(2027, 3, 1)), what="ตั้งตู้ปันสุข", due_on=DAY - dt.timedelta(days=7))
    plan(on=DAY)
    (message,) = Message.objects.filter(kind="agreement_due", recipient__in=[coordinator, stranger])
    assert message.recipient == coordinator
    # She looks after many bodies: whose it is stands above what was agreed.
    assert word(message).body.split("\n")[2:5] == [
        "เรื่องที่ตกลงกันเมื่อเยี่ยมเสริมพลังวัดพระญาติการาม", "วันที่ 27 มีนาคม 2570 เป็นวันที่ตกลงกันไว้ว่าจะทำให้เสร็จ", "ตั้งตู้ปันสุข",
    ]  # fmt: skip


def test_of_what_a_network_agreed_to_its_coordinators_are_reminded_and_of_a_districts_the_team_and_the_office(
    ladders, body, officer
):
    coordinator, goes = coordinator_of(body.network, name="ก ผู้ประสาน"), UserFactory(name="ข ทีม")
    coordinator_of(SectorNetworkFactory(code="media"))
    for whole in ({"network": body.network}, {"district": body.district}):
        visit = VisitFactory(organisation=None, province=body.province, state="recorded", visited_on=DAY, **whole)
        for person in (goes, officer):
            team_of(visit, person)
        VisitAgreementFactory(visit=visit, what="ขยายตู้ปันสุข", due_on=DAY + dt.timedelta(days=7))
    plan(on=DAY)
    assert messages("network_agreement_due") == [(coordinator.name, channel, "pending") for channel in ("email", "inbox")]
    assert messages("district_agreement_due") == [
        (goes.name, "email", "pending"), (goes.name, "inbox", "pending"), (officer.name, "inbox", "pending"),
    ]  # fmt: skip
    letters = [word(one) for one in Message.objects.filter(kind__endswith="_agreement_due", channel="inbox")]
    assert [letter.body.count("ขยายตู้ปันสุข") for letter in letters] == [1, 1, 1]
    agreement = VisitAgreement.objects.get(visit__network__isnull=False)
    finish_agreement(agreement=agreement, done_on=DAY, by=coordinator)
    assert [word(one) for one in Message.objects.filter(kind="network_agreement_due")] == [None, None]


def test_one_of_the_team_who_works_in_the_office_of_another_province_is_reminded_of_what_a_district_agreed_to(ladders, body):
    goes = officer_of(ProvinceFactory(code="16"), name="ก ทีม")
    visit = VisitFactory(organisation=None, province=body.province, state="recorded", visited_on=DAY, district=body.district)
    team_of(visit, goes)
    VisitAgreementFactory(visit=visit, due_on=DAY + dt.timedelta(days=7))
    plan(on=DAY)
    assert messages("district_agreement_due") == [(goes.name, "email", "pending"), (goes.name, "inbox", "pending")]
    assert [word(one) is None for one in Message.objects.filter(kind="district_agreement_due")] == [False, False]


def test_what_is_open_again_is_reminded_of_again_even_for_the_same_day(ladders, body, officer):
    contact, coordinator = contact_of(body, name="ก ผู้ติดต่อ"), coordinator_of(body.network, name="ข ผู้ประสาน")
    whole = VisitFactory(organisation=None, network=body.network, province=body.province, state="recorded", visited_on=DAY)
    soon = DAY + dt.timedelta(days=7)
    kinds = {"agreement_due": (visited(body, dt.date(2027, 3, 1)), contact), "network_agreement_due": (whole, coordinator)}
    both = [(VisitAgreementFactory(visit=visit, due_on=soon), VisitAgreementFactory(visit=visit, due_on=soon))
            for visit, _person in kinds.values()]  # fmt: skip
    plan(on=DAY)
    Message.objects.update(state="sent")
    for agreement, _other in both:
        finish_agreement(agreement=agreement, done_on=DAY, by=officer)
        reopen_agreement(agreement=agreement, by=officer)
    plan(on=DAY)
    for kind, (_visit, person) in kinds.items():
        assert messages(kind) == [
            (person.name, channel, state) for channel in ("email", "inbox") for state in ("sent", "pending")
        ]
    assert sum(plan(on=DAY).values()) == 0


def test_whoever_reads_of_one_body_chooses_between_nothing_but_years_and_states(client, body):
    VisitAgreementFactory(visit=visited(body, dt.date(2026, 1, 5), "recorded"))
    SectorNetworkFactory(code="media")
    shown = {}
    for person in (officer_of(body.province), contact_of(body)):
        client.force_login(person)
        pages = [client.get(reverse(f"assessments:{name}"), {"state": "open"}) for name in ("visits", "agreements")]
        shown[person.role_grants.get().role_id] = [sorted(chip.name for chip in page.context["chips"]) for page in pages]
    places = {"network", "district"} & {*shown["culture_officer"][0]}
    assert ("network" in places, [places & {*chips} for chips in shown["contact"]]) == (True, [set(), set()])
    assert [{"whom", "wait"} & {*chips} for chips in shown["contact"]] == [set(), set()]


def test_those_visited_are_asked_to_sign_once_the_team_has(body, officer):
    contact_of(body, name="ข ผู้ติดต่อ")
    visit = visited(body, dt.date(2027, 4, 1), "recorded")
    actions.sign_for_team(visit=visit, name="ก", version=visit.version, by=officer)
    assert messages("visit_to_sign") == [("ข ผู้ติดต่อ", "email", "pending"), ("ข ผู้ติดต่อ", "inbox", "sent")]
    owed = f"visit-sign:{visit.pk}"
    assert visits_floor.still_open(owed, None, DAY) is True
    actions.sign_for_body(visit=visit, name="ข", version=visit.version, by=officer)
    assert messages("visit_to_sign") == [("ข ผู้ติดต่อ", "email", "cancelled"), ("ข ผู้ติดต่อ", "inbox", "sent")]


# Beside the report, in the story, in the search box, in the calendar


def test_what_was_agreed_lies_beside_the_next_report_until_it_is_done(client, body):
    year = ProgrammeYearFactory(province=body.province)
    report = FollowUpReportFactory(pledge__organisation=body, pledge__programme_year=year, state="expected")
    agreement = VisitAgreementFactory(visit=visited(body, dt.date(2027, 3, 1)), what="ตั้งตู้ปันสุข")
    VisitAgreementFactory(visit=visited(OrganisationFactory(), dt.date(2027, 3, 1)), what="ของที่อื่น")
    client.force_login(contact_of(body))
    address = reverse("report-beside", args=[report.pk])
    assert f'hx-get="{address}"' in client.get(reverse("pledges:report-fill", args=[report.pk])).content.decode()
    piece = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert ("ตั้งตู้ปันสุข" in piece, "ของที่อื่น" in piece) == (True, False)
    VisitAgreement.objects.filter(pk=agreement.pk).update(done_on=DAY)
    assert client.get(address, headers={"HX-Request": "true"}).content == b""


def test_the_blank_forms_of_many_bodies_carry_what_was_agreed_with_each(client, body):
    year = ProgrammeYearFactory(province=body.province)
    other, quiet = OrganisationFactory(), OrganisationFactory()
    agreed = {body: "ตั้งตู้ปันสุขหน้าวัด", other: "ปลูกต้นไม้ริมคลอง"}
    for one in (body, other, quiet):
        FollowUpReportFactory(
            pledge__organisation=one, pledge__programme_year=year, state="expected", due_on=dt.date(2027, 3, 31)
        )
    for one, what in agreed.items():
        VisitAgreementFactory(visit=visited(one, dt.date(2027, 3, 1)), what=what, due_on=dt.date(2027, 5, 1))
        VisitAgreementFactory(visit=visited(one, dt.date(2027, 3, 1)), what="ทำเสร็จแล้ว", done_on=DAY)
    client.force_login(officer_of(body.province))
    read = {}
    for page in pypdfium2.PdfDocument(client.get(reverse("pledges:report-forms")).content):
        text = page.get_textpage().get_text_bounded()
        (whose,) = [one for one in (body, other, quiet) if one.code in text]
        read[whose] = ([what for what in agreed.values() if what in text], "ภายใน 1 พ.ค. 2570" in text, "ทำเสร็จแล้ว" in text)
    assert read == {body: ([agreed[body]], True, False), other: ([agreed[other]], True, False), quiet: ([], False, False)}


def test_what_was_agreed_stands_at_the_next_visit(office, body):
    VisitAgreementFactory(visit=visited(body, dt.date(2027, 3, 1), wishes="อยากได้วิทยากร"), what="ตั้งตู้ปันสุข")
    planned = VisitFactory(organisation=body, planned_on=dt.date(2027, 4, 3))
    record = office.get(reverse("assessments:visit-record", args=[planned.pk]))
    assert [one.what for one in record.context["before"]] == ["ตั้งตู้ปันสุข"]
    prepared = office.get(reverse("assessments:visit-prepare", args=[planned.pk])).context["prepared"]
    assert ([one.what for one in prepared.agreements], prepared.last.wishes) == (["ตั้งตู้ปันสุข"], "อยากได้วิทยากร")
    assert len(office.get(prepared.agreements_address).context["agreements"]) == prepared.agreements_count == 1


def test_the_story_tells_visits_and_offers_what_comes_next(body, officer):
    contact = contact_of(body)
    visited(body, dt.date(2027, 3, 1), "recorded", score_before=4, score_after=7)
    stories = {one: visits_floor.story(body, one, DAY) for one in (officer, contact)}
    assert [str(line.text) for line in stories[officer].lines] == ["ชาวบ้านร่วมกันดูแลวัด · คะแนนตนเอง 4 → 7 จาก 10"]
    assert [str(offer.title) for offer in stories[officer].offers] == ["นัดหมายการเยี่ยม"]
    assert [(str(offer.title), offer.urgent) for offer in stories[contact].offers] == [
        ("ลงนามบันทึกการเยี่ยมวันที่ 1 มีนาคม 2570", True)
    ]


def test_search_and_calendar_know_visits_one_may_see(body, officer):
    visit = VisitFactory(organisation=body, planned_on=dt.date(2027, 4, 9))
    stranger = coordinator_of(SectorNetworkFactory(code="media"))
    found = [
        [hit.address for hit in visits_floor.search("พระญาติ", one, bodies_found("พระญาติ", one))] for one in (officer, stranger)
    ]
    assert found == [[reverse("assessments:visit", args=[visit.pk])], []]
    agreed = VisitAgreementFactory(visit__organisation=body, what="ตั้งตู้ปันสุข", due_on=dt.date(2027, 5, 2))
    told = [[hit.title for hit in visits_floor.search("ปันสุข", one, bodies_found("ปันสุข", one))] for one in (officer, stranger)]
    assert told == [[agreed.what], []]
    month = (dt.date(2027, 4, 1), dt.date(2027, 4, 30))
    lines = [[line.key for line in visits_floor.days(one, "14", *month)] for one in (officer, stranger)]
    assert lines == [[f"visit-{agreed.visit_id}", f"visit-{visit.pk}"], []]


def test_a_hand_over_takes_the_visits_to_come_along(body):
    leaves, comes = contact_of(body, name="ผู้เดิม"), UserFactory(name="ผู้ใหม่")
    ahead, over = VisitFactory(organisation=body), visited(body, dt.date(2027, 3, 1))
    for one in (ahead, over):
        team_of(one, leaves)
    for held in visits_floor.held_by(leaves, Organisation.objects.none()):
        held.rows.update(**{held.column: comes})
    assert [[member.who for member in one.team.all()] for one in (ahead, over)] == [["ผู้ใหม่"], ["ผู้เดิม"]]
    assert [Visit.objects.of_team(one).count() for one in (leaves, comes)] == [1, 1]


def test_moving_a_visit_to_another_body_moves_everything_that_counts_it(body):
    kept = OrganisationFactory()
    visited(body, dt.date(2027, 3, 1))
    left = [set(unvisited(Organisation.objects.all(), Visit.objects.all(), DAY))]
    Visit.objects.filter(organisation=body).update(organisation=kept)
    left.append(set(unvisited(Organisation.objects.all(), Visit.objects.all(), DAY)))
    assert left == [{kept}, {body}]


# Preparation


def test_the_preparation_names_what_is_weak_late_and_stuck(office, body):
    AssessmentFactory(organisation=body, state="submitted", scores=[3, 3, 3, 1, 3, 3, 0, 0, 0])
    pledge = PledgeFactory(organisation=body, commitments=3)
    first, second, third = pledge.commitments.order_by("order")
    pledge.commitments.update(due_on=dt.date(2027, 9, 30))
    sent = FollowUpReportFactory(pledge=pledge, state="accepted", next_steps="อยากพบวิทยากร", due_on=dt.date(2027, 1, 31))
    late = FollowUpReportFactory(pledge=pledge, round=ReportRoundFactory(code="Q2"), due_on=dt.date(2027, 3, 31))
    FollowUpReportFactory(due_on=dt.date(2027, 3, 31))
    for commitment, status in ((first, "changed"), (second, "done"), (third, "under_way")):
        Progress.objects.update_or_create(report=sent, commitment=commitment, defaults={"status": status})
    type(second).objects.filter(pk=second.pk).update(due_on=dt.date(2027, 2, 1))
    visited(body, dt.date(2026, 3, 1), score_after=6)
    planned = VisitFactory(organisation=body, planned_on=dt.date(2027, 4, 9))
    prepared = office.get(reverse("assessments:visit-prepare", args=[planned.pk])).context["prepared"]
    assert [one.words for one in prepared.weak] == ["ข้อ 4 ได้ 1 ต้องไม่น้อยกว่า 2"]
    assert (prepared.late, prepared.report, prepared.stuck) == ([late], sent, [first])
    assert (prepared.last.visited_on, prepared.last.score_after) == (dt.date(2026, 3, 1), 6)
    assert office.get(prepared.late_address).context["page"].total == prepared.late_count == 1
    type(third).objects.filter(pk=third.pk).update(due_on=dt.date(2027, 4, 2))
    again = office.get(reverse("assessments:visit-prepare", args=[planned.pk])).context["prepared"]
    assert again.stuck == [first, third]


@pytest.mark.parametrize("whole", ["network", "district"])
def test_the_preparation_of_a_network_or_district_counts_its_bodies(office, body, whole):
    other = OrganisationFactory(network=body.network, subdistrict=body.subdistrict)
    FollowUpReportFactory(pledge__organisation=other, due_on=dt.date(2027, 3, 31))
    VisitAgreementFactory(visit=visited(other, dt.date(2027, 3, 1)))
    subject = {"network": body.network} if whole == "network" else {"district": body.district}
    VisitAgreementFactory(visit=VisitFactory(organisation=None, province=body.province, state="recorded", **subject))
    planned = VisitFactory(organisation=None, province=body.province, planned_on=dt.date(2027, 4, 9), **subject)
    prepared = office.get(reverse("assessments:visit-prepare", args=[planned.pk])).context["prepared"]
    assert (prepared.late_count, prepared.agreements_count, prepared.unvisited_count) == (1, 2, 1)
    for address in (prepared.late_address, prepared.agreements_address, prepared.unvisited_address):
        assert office.get(address).context["page"].total == (2 if "agreed" in address else 1)
