"""What the organisation's page and the day of a person say of self-assessments."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions.certificates import issue
from assessments.models import AppealItem, Assessment, AssessmentCalendar, CommitteeSession, SessionCase
from assessments.story import story
from assessments.today import today
from tests.factories import OfficeFactory, OrganisationFactory, ProgrammeYearFactory, contact_of, coordinator_of, officer_of
from tests.factories_assessments import (
    AppealFactory,
    AssessmentFactory,
    AssignmentFactory,
    assessor_of,
    committee_member_of,
    use_in,
)
from tests.support.queries import counted

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(dt.datetime(2027, 7, 15, 5, tzinfo=dt.UTC), tick=False)]
DAY = dt.date(2027, 7, 15)


@pytest.fixture
def body():
    return OrganisationFactory()


@pytest.fixture
def year(body):
    year = ProgrammeYearFactory(province=body.province)
    OfficeFactory(province=body.province, working_year=year)
    use_in(year)
    return year


def open_from(year, first: dt.date, due: dt.date | None = None) -> None:
    AssessmentCalendar.objects.update_or_create(programme_year=year, defaults={"opens_on": first, "self_due_on": due})


def due_by(year, **days: dt.date) -> None:
    AssessmentCalendar.objects.update_or_create(programme_year=year, defaults=days)


def told(person) -> list[tuple[str, str, str]]:
    return [(str(job.sentence), str(job.text), job.tone) for job in today(person, DAY) if job.count]


def in_state(state: str, body, year) -> Assessment:
    other = OrganisationFactory(province=body.province, network=body.network)
    return AssessmentFactory(organisation=other, programme_year=year, state=state, scores=[2] * 9)


def offers(body, person) -> list[tuple[str, str, bool]]:
    body.refresh_from_db()
    return [(str(offer.title), offer.address, offer.urgent) for offer in story(body, person, DAY).offers]


def jobs(person) -> list[tuple[int, int, str]]:
    return [(job.urgency, job.count, job.address) for job in today(person, DAY) if job.count]


# The page of an organisation


def test_a_contact_is_offered_to_begin_once_the_year_is_open(body, year):
    contact = contact_of(body)
    address = reverse("assessments:assessment-begin") + f"?organisation={body.code}"
    assert offers(body, contact) == [("เริ่มประเมินตนเอง", address, False)]
    open_from(year, DAY + dt.timedelta(1))
    assert offers(body, contact) == []
    open_from(year, DAY - dt.timedelta(9), DAY - dt.timedelta(1))
    assert offers(body, contact) == [("เริ่มประเมินตนเอง", address, True)]


def test_nothing_is_offered_without_criteria_or_in_a_closed_year_or_to_a_reader(body, year):
    contact = contact_of(body)
    year.criteria.all().delete()
    assert offers(body, contact) == []
    use_in(year)
    assert offers(body, assessor_of(body.province)) == []
    type(year).objects.filter(pk=year.pk).update(read_only_from=DAY)
    assert offers(body, contact) == []


@pytest.mark.parametrize(("state", "urgent"), [("self", False), ("returned", True)])
def test_one_that_is_with_its_body_is_offered_to_go_on_with(body, year, state, urgent):
    one = AssessmentFactory(organisation=body, programme_year=year, state=state, scores=[1] * 9)
    found = offers(body, contact_of(body))
    assert [(address, hot) for _title, address, hot in found] == [
        (reverse("assessments:assessment-fill", args=[one.pk]), urgent)
    ]


def test_the_story_tells_when_it_was_begun_and_sent_in_one_query(body, year):
    AssessmentFactory(organisation=body, programme_year=year, state="submitted", scores=[1] * 9)
    AssessmentFactory(
        organisation=body, programme_year=ProgrammeYearFactory(province=body.province, fiscal_year=2569), state="withdrawn"
    )
    contact = contact_of(body)
    body.refresh_from_db()
    story(body, contact, DAY)
    with counted() as queries:
        account = story(body, contact, DAY)
    assert [str(line.title) for line in account.lines] == ["เริ่มประเมินตนเองปี 2570", "ส่งแบบประเมินตนเองปี 2570"]
    assert ([mark.status for mark in account.milestones], len(queries)) == (["current"], 1)


# The day of a person


def test_a_contact_is_told_to_begin_while_the_calendar_is_open(body, year):
    contact = contact_of(body)
    assert jobs(contact) == []
    open_from(year, DAY, DAY + dt.timedelta(20))
    assert jobs(contact) == [(28, 1, reverse("assessments:assessment-begin") + f"?organisation={body.code}")]
    AssessmentFactory(organisation=body, programme_year=year, due_on=DAY)
    assert [(urgency, count) for urgency, count, _address in jobs(contact)] == [(45, 1)]


def test_what_came_back_and_what_is_late_is_told_by_year_to_whoever_writes(body, year):
    AssessmentFactory(organisation=body, programme_year=year, due_on=DAY - dt.timedelta(1))
    other = OrganisationFactory(province=body.province, network=body.network)
    AssessmentFactory(organisation=other, programme_year=year, state="returned", scores=[1] * 9)
    listed = reverse("assessments:assessments")
    assert jobs(coordinator_of(body.network)) == [
        (9, 1, f"{listed}?state=returned&year=2570"), (11, 1, f"{listed}?state=self&late=1&year=2570")
    ]  # fmt: skip


def test_the_office_is_told_what_waits_for_review_and_the_number_is_that_of_the_list(client, body, year):
    AssessmentFactory(organisation=body, programme_year=year, state="submitted", scores=[1] * 9)
    officer = officer_of(body.province)
    [(urgency, count, address)] = jobs(officer)
    client.force_login(officer)
    assert (urgency, count, len(client.get(address).context["assessments"])) == (18, 1, 1)


def test_the_office_is_told_what_waits_for_an_agenda_and_for_another_assessor(client, body, year):
    AssessmentFactory(organisation=body, programme_year=year, state="recommended", scores=[2] * 9)
    other = OrganisationFactory(province=body.province, network=body.network)
    AppealFactory(assessment=AssessmentFactory(organisation=other, programme_year=year, state="certified", scores=[2] * 9))
    officer = officer_of(body.province)
    assert jobs(officer) == [
        (19, 1, reverse("assessments:sessions") + "?year=2570"),
        (14, 1, reverse("assessments:appeals") + "?state=filed&year=2570"),
        (21, 1, reverse("assessments:certificates-issue") + "?year=2570"),
    ]
    client.force_login(officer)
    sessions, appeals = [client.get(address).context for _urgency, _count, address in jobs(officer)[:2]]
    assert (sessions["waiting"], len(appeals["appeals"])) == (1, 1)


def test_the_office_is_told_by_year_which_results_have_no_certificate_and_finds_exactly_these(client, body, year):
    before = ProgrammeYearFactory(province=body.province, fiscal_year=2569)
    for state, one in (("certified", year), ("announced", year), ("recommended", before), ("confirmed", before)):
        in_state(state, body, one)
    issued, below = in_state("certified", body, year), in_state("certified", body, year)
    Assessment.objects.filter(pk=below.pk).update(certified_level=0)
    officer = officer_of(body.province)
    issue(assessments=[issued], issued_on=DAY + dt.timedelta(365), by=officer)
    client.force_login(officer)
    page = reverse("assessments:certificates-issue")
    told = [(count, address) for urgency, count, address in jobs(officer) if urgency == 21]
    assert told == [(1, f"{page}?year=2569"), (2, f"{page}?year=2570")]
    assert [len(client.get(address).context["rows"]) for _count, address in told] == [1, 2]


def test_an_assessor_is_told_what_she_has_not_done_and_finds_as_much_in_her_queue(client, body, year):
    assessor = assessor_of(body.province)
    case = AssessmentFactory(organisation=body, programme_year=year, state="in_review", scores=[2] * 9)
    AssignmentFactory(assessment=case, assessor=assessor)
    other = OrganisationFactory(province=body.province, network=body.network)
    done = AssessmentFactory(organisation=other, programme_year=year, state="in_review", scores=[2] * 9)
    AssignmentFactory(assessment=done, assessor=assessor, done_at=timezone.now())
    [(urgency, count, address)] = jobs(assessor)
    client.force_login(assessor)
    assert (urgency, count, client.get(address).context["cl"].result_count) == (12, 1, 1)
    page = client.get(reverse("home"))
    assert (page.templates[0].name, page.context["progress"]) == ("portal/today.html", None)


def test_the_office_is_told_that_all_assessors_of_a_case_are_done_and_finds_it_alone(client, body, year):
    for number, done in enumerate([(True, True), (True, False), ()]):
        other = OrganisationFactory(province=body.province, network=body.network, name=f"แห่งที่ {number}")
        case = AssessmentFactory(organisation=other, programme_year=year, state="in_review", scores=[2] * 9)
        for is_done in done:
            AssignmentFactory(assessment=case, done_at=timezone.now() if is_done else None)
    officer = officer_of(body.province)
    [(urgency, count, address)] = jobs(officer)
    client.force_login(officer)
    found = client.get(address).context["cl"].result_list
    assert (urgency, count, [str(one.organisation) for one in found]) == (18, 1, ["แห่งที่ 0"])


def test_the_sub_committee_is_told_what_is_on_the_agenda_without_a_decision(client, body, year):
    case = AssessmentFactory(organisation=body, programme_year=year, state="recommended", scores=[2] * 9)
    session = CommitteeSession.objects.create(province=body.province, programme_year=year, number="1/2570", held_on=DAY)
    SessionCase.objects.create(session=session, assessment=case)
    member = committee_member_of(body.province)
    assert jobs(member) == [(16, 1, reverse("assessments:session", args=[session.pk]) + "?show=open")]
    client.force_login(member)
    page = client.get(reverse("home"))
    places = ["วันนี้", "การประเมิน", "ประชุมอนุกรรมการ", "ปฏิทิน"]
    assert [str(place.label) for place in page.context["navigation"]] == places
    assert [case.pk for case in client.get(page.context["jobs"][0].address).context["cases"]] == [session.cases.get().pk]
    type(session).objects.update(state="closed")
    assert jobs(member) == []


# Days that are over


def test_the_office_is_told_what_is_over_its_day_and_finds_exactly_these_rows(client, body, year):
    due_by(year, review_due_on=DAY - dt.timedelta(3), committee_due_on=DAY - dt.timedelta(1))
    for state in ("submitted", "in_review", "recommended", "returned"):
        in_state(state, body, year)
    AppealFactory(assessment=in_state("certified", body, year), answer_due_on=DAY - dt.timedelta(2))
    AppealFactory(assessment=in_state("certified", body, year), answer_due_on=DAY)
    officer, listed, appeals = officer_of(body.province), reverse("assessments:assessments"), reverse("assessments:appeals")
    late = [job for job in jobs(officer) if job[0] < 9]
    assert late == [
        (6, 1, f"{appeals}?late=1&year=2570"), (7, 2, f"{listed}?late=review&year=2570"),
        (8, 1, f"{listed}?late=committee&year=2570"),
    ]  # fmt: skip
    client.force_login(officer)
    shown = [client.get(address).context for _urgency, _count, address in late]
    assert [len(page.get("appeals") or page["assessments"]) for page in shown] == [1, 2, 1]


def test_the_sentences_tell_by_when_and_for_how_long_it_is_late(body, year):
    due_by(year, review_due_on=DAY - dt.timedelta(3), committee_due_on=DAY)
    in_state("submitted", body, year)
    in_state("recommended", body, year)
    late = "ปีงบประมาณ พ.ศ. 2570 · ครบกำหนดเมื่อ 12 กรกฎาคม 2570 เลยมา 3 วัน"
    assert told(officer_of(body.province)) == [
        ("การตรวจประเมินเลยกำหนด 1 เรื่อง", late, "urgent"),
        ("แบบประเมินตนเองรอตรวจประเมิน 1 ชุด", late, "plain"),
        ("เรื่องที่เสนอระดับแล้วรอเข้าระเบียบวาระ 1 เรื่อง", "ปีงบประมาณ พ.ศ. 2570 · ครบกำหนด 15 กรกฎาคม 2570", "plain"),
    ]


def test_what_is_over_its_day_is_asked_in_one_query_for_all_years(body, year):
    due_by(year, review_due_on=DAY - dt.timedelta(3))
    for one in (year, ProgrammeYearFactory(province=body.province, fiscal_year=2571)):
        for state in ("submitted", "recommended", "self"):
            in_state(state, body, one)
    officer = officer_of(body.province)
    jobs(officer)
    with counted() as queries:
        jobs(officer)
    assert len(queries) == 1


@pytest.mark.parametrize(("days", "text", "tone"), [
    (0, "ครบกำหนด 15 กรกฎาคม 2570", "plain"), (-4, "ครบกำหนดเมื่อ 11 กรกฎาคม 2570 เลยมา 4 วัน", "urgent"),
])  # fmt: skip
def test_an_assessor_reads_by_when_her_cases_are_due(body, year, days, text, tone):
    due_by(year, review_due_on=DAY + dt.timedelta(days))
    assessor = AssignmentFactory(assessment=in_state("in_review", body, year)).assessor
    assert [(said, how) for _sentence, said, how in told(assessor)] == [(text, tone)]


def test_an_assessor_finds_the_appeals_whose_items_she_has_not_looked_at(client, body, year):
    assessor = assessor_of(body.province)
    fresh, seen = [
        AppealFactory(
            assessment=in_state("certified", body, year),
            assessor=assessor,
            state="in_review",
            answer_due_on=DAY + dt.timedelta(9),
        )
        for _ in "ab"
    ]
    for appeal in (fresh, seen):
        AssignmentFactory(assessment=appeal.assessment, assessor=assessor, for_appeal=True)
        for score in appeal.assessment.scores.all()[:2]:
            AppealItem.objects.create(appeal=appeal, score=score, reason="มีภาพ", answer="พบแล้ว" if appeal == seen else "")
    AppealFactory(assessment=in_state("certified", body, year), state="in_review", assessor=assessor_of(body.province))
    assert jobs(assessor) == [(13, 1, reverse("assessments:appeals") + "?given=mine")]
    assert told(assessor) == [("คำอุทธรณ์ที่รอท่านพิจารณาใหม่เป็นรายข้อ 1 เรื่อง", "ครบกำหนด 24 กรกฎาคม 2570", "plain")]
    client.force_login(assessor)
    assert [one.pk for one, _left in client.get(jobs(assessor)[0][2]).context["appeals"]] == [fresh.pk]
