"""Sessions of the sub-committee: agenda, decisions one by one and many at once, what came of them, the yearly selection."""

import datetime as dt
import time

import pytest

from assessments.actions import decisions, sessions
from assessments.models import Assessment, CommitteeSession, Decision, OutstandingAward
from assessments.rollup import thawed
from moralprovince.core.audit import history_of
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import AuditEvent
from networks.models import Organisation
from tests.factories import (
    DistrictFactory,
    OfficeFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    contact_of,
    officer_of,
)
from tests.factories_assessments import AssessmentFactory, ConflictFactory, committee_member_of, recommended_in_bulk
from tests.support.queries import counted

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2027-08-10 10:00:00+07:00", tick=False)]

DAY = dt.date(2027, 8, 10)
ONE, TWO, THREE = [2, 2, 2, 1, 0, 0, 0, 0, 0], [3, 3, 2, 2, 2, 2, 0, 0, 0], [3] * 9
RESOLVED = {"resolution": "2/2570", "resolved_on": DAY}


@pytest.fixture
def province():
    return OfficeFactory().province


@pytest.fixture
def officer(province):
    return officer_of(province)


@pytest.fixture
def session(province, officer):
    year = ProgrammeYearFactory(province=province)
    return sessions.plan_session(programme_year=year, number="2/2570", held_on=DAY, by=officer)


def recommended(scores=THREE, **more):
    return AssessmentFactory(state="recommended", scores=scores, **more)


@pytest.fixture
def agenda(session, officer):
    """An open session with a case at each level."""
    cases = [recommended(scores) for scores in (THREE, TWO, ONE)]
    sessions.put_on_agenda(session=session, assessments=cases, by=officer)
    sessions.open_session(session=session, by=officer)
    return list(session.cases.select_related("assessment", "session").order_by("assessment__recommended_level"))


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def named(session):
    return [str(case.assessment.subject) for case in session.cases.order_by("order")]


# The session and its agenda


def test_a_number_stands_once_in_a_province(session, officer):
    with pytest.raises(Refused):
        sessions.plan_session(programme_year=session.programme_year, number="2/2570", held_on=DAY, by=officer)
    far = ProgrammeYearFactory(province=ProvinceFactory(code="15"))
    other = sessions.plan_session(programme_year=far, number="2/2570", held_on=DAY, by=officer_of(far.province))
    assert list(CommitteeSession.objects.visible_to(officer)) == [session]
    assert other.province_id == "15"


def test_only_the_office_plans_sessions_and_keeps_the_agenda(province, session):
    member, case = committee_member_of(province), recommended()
    for person in (member, contact_of(case.organisation), officer_of(ProvinceFactory(code="15"))):
        with pytest.raises(NotAllowed):
            sessions.plan_session(programme_year=session.programme_year, number="3/2570", held_on=DAY, by=person)
        with pytest.raises(NotAllowed):
            sessions.put_on_agenda(session=session, assessments=[case], by=person)
        with pytest.raises(NotAllowed):
            sessions.open_session(session=session, by=person)
    assert list(CommitteeSession.objects.visible_to(member)) == [session]


def test_cases_stand_in_calling_order_kind_highest_level_network_name(session, officer, province):
    networks = [SectorNetworkFactory(province=province, code=f"n{place}", order=place) for place in (1, 2)]

    def body(name, kind, network, scores):
        return recommended(scores, organisation=OrganisationFactory(name=name, kind=kind, network=networks[network]))

    wanted = [
        body("ง", "organisation", 1, THREE), body("ก", "organisation", 0, ONE), body("ข", "organisation", 0, ONE),
        body("ค", "organisation", 1, ONE), body("จ", "community", 1, ONE),
        recommended(ONE, of_body=False, district=DistrictFactory(), kind="district"),
    ]  # fmt: skip
    added = sessions.put_on_agenda(session=session, assessments=wanted[::-1], by=officer)
    assert (added, named(session)) == (6, [str(one.subject) for one in wanted])


def test_only_recommended_cases_of_the_year_that_stand_on_no_agenda_can_be_put_on_it(session, officer, province):
    other_year = ProgrammeYearFactory(province=province, fiscal_year=2569)
    for wrong in (
        AssessmentFactory(state="in_review", scores=ONE), AssessmentFactory(state="certified", scores=ONE),
        recommended(programme_year=other_year),
    ):  # fmt: skip
        with pytest.raises(Refused):
            sessions.put_on_agenda(session=session, assessments=[recommended(), wrong], by=officer)
    case = recommended()
    sessions.put_on_agenda(session=session, assessments=[case], by=officer)
    later = sessions.plan_session(programme_year=session.programme_year, number="3/2570", held_on=DAY, by=officer)
    for again in (session, later):
        with pytest.raises(Refused):
            sessions.put_on_agenda(session=again, assessments=[case], by=officer)
    assert named(session) == [str(case.subject)]


def test_what_was_not_decided_waits_for_the_next_session(agenda, session, officer):
    decisions.decide(case=agenda[0], level=1, by=officer, **RESOLVED)
    sessions.close_session(session=session, by=officer)
    later = sessions.plan_session(programme_year=session.programme_year, number="3/2570", held_on=DAY, by=officer)
    waiting = sessions.waiting_for(later)
    assert {one.pk for one in waiting} == {agenda[1].assessment_id, agenda[2].assessment_id}
    assert sessions.put_on_agenda(session=later, assessments=list(waiting), by=officer) == 2


def test_the_agenda_is_moved_sorted_and_shortened(agenda, session, officer):
    agenda, (first, second, third) = agenda[::-1], named(session)
    sessions.move_case(case=agenda[2], steps=-1, by=officer)
    assert named(session) == [first, third, second]
    sessions.move_case(case=agenda[0], steps=-1, by=officer)
    assert named(session) == [first, third, second]
    sessions.sort_agenda(session=session, by=officer)
    assert named(session) == [first, second, third]
    keys = [case.pk for case in agenda]
    sessions.take_off_agenda(case=agenda[1], by=officer)
    assert named(session) == [first, third]
    with pytest.raises(Outpaced):
        sessions.reorder(session=session, cases=keys, by=officer)


def test_nobody_takes_a_body_she_has_a_conflict_with_off_the_agenda(agenda, session, province):
    colleague = officer_of(province)
    ConflictFactory(person=colleague, organisation=agenda[0].assessment.organisation)
    with pytest.raises(NotAllowed):
        sessions.take_off_agenda(case=agenda[0], by=colleague)
    sessions.take_off_agenda(case=agenda[1], by=colleague)
    assert session.cases.count() == 2


def test_a_decided_case_stays_on_the_agenda_and_a_closed_session_as_it_was(agenda, session, officer):
    decisions.decide(case=agenda[0], level=1, by=officer, **RESOLVED)
    with pytest.raises(Refused):
        sessions.take_off_agenda(case=agenda[0], by=officer)
    sessions.close_session(session=session, by=officer)
    case = fresh(agenda[1])
    for refused in (
        lambda: sessions.take_off_agenda(case=case, by=officer),
        lambda: sessions.note_conflict(case=case, name="นายกิตติ", by=officer),
        lambda: sessions.move_case(case=case, steps=1, by=officer),
        lambda: decisions.decide(case=case, level=2, by=officer, **RESOLVED),
        lambda: decisions.certify_many(session=fresh(session), cases=[case], by=officer, **RESOLVED),
    ):
        with pytest.raises(Refused):
            refused()
    sessions.reopen_session(session=session, note="ลืมหนึ่งเรื่อง", by=officer)
    decisions.decide(case=fresh(agenda[1]), level=2, by=officer, **RESOLVED)
    assert fresh(agenda[1].assessment).state == "certified"


def test_who_stands_back_is_noted_once_and_can_be_taken_back(agenda, officer):
    sessions.note_conflict(case=agenda[0], name=" นายกิตติ  ใจดี ", by=officer)
    for wrong in ("", "นายกิตติ ใจดี"):
        with pytest.raises(Refused):
            sessions.note_conflict(case=agenda[0], name=wrong, by=officer)
    sessions.note_conflict(case=agenda[0], name="นางสมศรี", by=officer)
    assert fresh(agenda[0]).stood_back == ["นายกิตติ ใจดี", "นางสมศรี"]
    sessions.take_conflict_back(case=agenda[0], name="นางสมศรี", by=officer)
    assert fresh(agenda[0]).stood_back == ["นายกิตติ ใจดี"]
    assert [event.action for event in history_of(agenda[0].session)][:3] == [
        "take_conflict_back",
        "note_conflict",
        "note_conflict",
    ]


# One by one


def test_a_decision_certifies_as_recommended_and_keeps_resolution_and_day(agenda, session, officer):
    decision = decisions.decide(case=agenda[1], level=2, by=officer, **RESOLVED)
    case = fresh(agenda[1].assessment)
    assert (case.state, case.certified_level, case.recommended_level) == ("certified", 2, 2)
    assert (decision.session, decision.level, decision.resolution, decision.resolved_on) == (session, 2, "2/2570", DAY)
    event = history_of(case).first()
    assert (event.action, event.changes) == ("certify", {"state": ["recommended", "certified"], "certified_level": [None, 2]})


def test_another_level_than_recommended_asks_for_a_reason(agenda, officer):
    with pytest.raises(Refused):
        decisions.decide(case=agenda[2], level=2, note="  ", by=officer, **RESOLVED)
    decisions.decide(case=agenda[2], level=0, note="หลักฐานข้อ 7 ยังไม่ครบ", by=officer, **RESOLVED)
    case = fresh(agenda[2].assessment)
    assert (case.certified_level, case.recommended_level, case.decisions.get().note) == (0, 3, "หลักฐานข้อ 7 ยังไม่ครบ")


@pytest.mark.parametrize(
    "wrong", [
        {"level": 4, "note": "ดี"}, {"resolution": " "}, {"resolved_on": DAY + dt.timedelta(days=1)},
        {"resolved_on": dt.date(2026, 9, 30)},
    ], ids=str,
)  # fmt: skip
def test_a_decision_needs_a_level_of_the_criteria_a_number_and_a_day_of_its_year_that_has_come(agenda, officer, wrong):
    with pytest.raises(Refused):
        decisions.decide(**{"case": agenda[0], "level": 1, "by": officer, **RESOLVED, **wrong})
    assert (fresh(agenda[0].assessment).state, Decision.objects.count()) == ("recommended", 0)


def test_nothing_is_decided_before_the_session_is_open(session, officer):
    sessions.put_on_agenda(session=session, assessments=[recommended()], by=officer)
    with pytest.raises(Refused):
        decisions.decide(case=session.cases.get(), level=3, by=officer, **RESOLVED)


def test_the_slower_of_two_who_decide_is_told_and_writes_nothing(agenda, officer):
    slow = Assessment.objects.get(pk=agenda[0].assessment_id)
    decisions.decide(case=agenda[0], level=1, by=officer, **RESOLVED)
    agenda[0].assessment = slow
    with pytest.raises(Outpaced):
        decisions.decide(case=agenda[0], level=1, by=officer, **RESOLVED)
    assert Decision.objects.count() == 1


def test_nobody_enters_the_decision_on_a_case_she_has_a_conflict_with(agenda, session, province):
    relative = officer_of(province)
    ConflictFactory(person=relative, organisation=agenda[0].assessment.organisation)
    with pytest.raises(NotAllowed):
        decisions.decide(case=agenda[0], level=1, by=relative, **RESOLVED)
    with pytest.raises(NotAllowed):
        decisions.certify_many(session=session, cases=agenda, by=relative, **RESOLVED)
    assert Assessment.objects.filter(state="certified").count() == 0
    assert decisions.certify_many(session=session, cases=agenda[1:], by=relative, **RESOLVED) == 2


def test_an_officer_does_not_decide_on_her_own_body_its_parent_or_its_units(session, officer, province):
    parent = OrganisationFactory()
    own, unit = OrganisationFactory(parent=parent), OrganisationFactory()
    Organisation.objects.filter(pk=unit.pk).update(parent=own)
    cases = [recommended(organisation=one) for one in (parent, own, unit)]
    sessions.put_on_agenda(session=session, assessments=cases, by=officer)
    sessions.open_session(session=session, by=officer)
    contact = officer_of(province)
    contact.role_grants.create(role=contact_of(own).role_grants.get().role, organisation=own, starts_on=dt.date(2020, 1, 1))
    for case in session.cases.all():
        with pytest.raises(NotAllowed):
            decisions.certify_many(session=session, cases=[case], by=contact, **RESOLVED)


def test_what_the_roll_up_advised_is_kept_beside_what_was_decided(session, officer):
    district = DistrictFactory()
    body = recommended(ONE, organisation=OrganisationFactory(kind="community"))
    own = recommended(of_body=False, district=district, kind="district")
    sessions.put_on_agenda(session=session, assessments=[body, own], by=officer)
    sessions.open_session(session=session, by=officer)
    case = session.cases.get(assessment=own)
    decisions.decide(case=case, level=2, note="ที่ประชุมเห็นควร", by=officer, **RESOLVED)
    kept = fresh(own)
    advice = thawed(kept.roll_up)
    assert (kept.certified_level, advice.level, advice.own_level) == (2, 1, 3)
    assert [(row.key, row.level, row.certified) for row in advice.rows] == [(body.pk, 1, False)]


# Many at once


def test_many_are_certified_as_recommended_by_one_resolution(agenda, session, officer):
    assert decisions.certify_many(session=session, cases=agenda, by=officer, **RESOLVED) == 3
    levels = Assessment.objects.order_by("certified_level").values_list("state", "certified_level")
    assert list(levels) == [("certified", 1), ("certified", 2), ("certified", 3)]
    kept = Decision.objects.order_by("level").values_list("level", "resolution", "resolved_on", "session", "by")
    assert list(kept) == [(level, "2/2570", DAY, session.pk, officer.pk) for level in (1, 2, 3)]
    event = history_of(agenda[1].assessment).first()
    assert (event.action, event.note, event.changes, event.province_code) == (
        "certify", "2/2570", {"state": ["recommended", "certified"], "certified_level": [None, 2]}, "14"
    )  # fmt: skip


@pytest.mark.parametrize("state", ["in_review", "certified", "self"])
def test_one_that_is_not_recommended_stops_all(agenda, session, officer, state):
    Assessment.objects.filter(pk=agenda[1].assessment_id).update(state=state)
    with pytest.raises(Refused):
        decisions.certify_many(session=session, cases=agenda, by=officer, **RESOLVED)
    assert Decision.objects.count() == 0
    assert sorted(Assessment.objects.values_list("state", flat=True)) == sorted(["recommended", "recommended", state])


def test_one_moved_by_somebody_else_at_the_same_moment_stops_all(agenda, session, officer, monkeypatch):
    def meanwhile(rows, by):
        Assessment.objects.filter(pk=agenda[1].assessment_id).update(state="in_review")

    monkeypatch.setattr(decisions, "ensure_without_conflict", meanwhile)
    with pytest.raises(Outpaced):
        decisions.certify_many(session=session, cases=agenda, by=officer, **RESOLVED)
    assert (Decision.objects.count(), Assessment.objects.filter(state="certified").count()) == (0, 0)


def test_cases_of_another_session_are_refused(agenda, session, officer):
    later = sessions.plan_session(programme_year=session.programme_year, number="3/2570", held_on=DAY, by=officer)
    sessions.open_session(session=later, by=officer)
    with pytest.raises(Refused):
        decisions.certify_many(session=later, cases=agenda, by=officer, **RESOLVED)


def test_a_committee_member_certifies_nothing(agenda, session, province):
    member = committee_member_of(province)
    with pytest.raises(NotAllowed):
        decisions.certify_many(session=session, cases=agenda, by=member, **RESOLVED)
    with pytest.raises(NotAllowed):
        decisions.decide(case=agenda[0], level=1, by=member, **RESOLVED)


def test_the_roll_up_of_districts_certified_with_their_bodies_is_kept(session, officer):
    body = recommended(TWO, organisation=OrganisationFactory(kind="community"))
    own = recommended(of_body=False, district=DistrictFactory(), kind="district")
    sessions.put_on_agenda(session=session, assessments=[body, own], by=officer)
    sessions.open_session(session=session, by=officer)
    decisions.certify_many(session=session, cases=list(session.cases.all()), by=officer, **RESOLVED)
    advice = thawed(fresh(own).roll_up)
    assert (fresh(own).certified_level, advice.level, [row.certified for row in advice.rows]) == (3, 2, [True])
    assert fresh(body).roll_up == {}


def test_three_hundred_cases_are_certified_by_a_fixed_number_of_statements(session, officer):
    cases = recommended_in_bulk([ONE, TWO, THREE] * 100)
    sessions.put_on_agenda(session=session, assessments=cases, by=officer)
    sessions.open_session(session=session, by=officer)
    rows, began = list(session.cases.all()), time.perf_counter()
    with counted() as statements:
        assert decisions.certify_many(session=session, cases=rows, by=officer, **RESOLVED) == 300
    assert time.perf_counter() - began < 10
    # One of them leaves word that the public site has changed.
    assert len(statements) <= 20
    assert Decision.objects.count() == AuditEvent.objects.filter(action="certify").count() == 300


# Above the province


def test_many_are_sent_up_confirmed_and_announced_in_this_order(officer):
    cases = [AssessmentFactory(state="certified", scores=THREE) for _case in range(3)]
    for step, state in (("send_up", "sent_up"), ("confirm", "confirmed"), ("announce", "announced")):
        with pytest.raises(Refused):
            decisions.move_many(assessments=cases, step="announce" if step != "announce" else "confirm", by=officer)
        cases = list(Assessment.objects.order_by("pk"))
        assert decisions.move_many(assessments=cases, step=step, by=officer) == 3
        assert set(Assessment.objects.values_list("state", flat=True)) == {state}
        assert AuditEvent.objects.filter(action=step).count() == 3


def test_only_steps_above_the_province_are_taken_for_many(officer):
    case = AssessmentFactory(state="recommended", scores=THREE)
    with pytest.raises(Refused):
        decisions.move_many(assessments=[case], step="certify", by=officer)
    with pytest.raises(NotAllowed):
        certified = AssessmentFactory(state="certified", scores=THREE)
        decisions.move_many(assessments=[certified], step="send_up", by=committee_member_of(certified.province))


# The yearly selection


def select(case, officer, kind=None, **more):
    given = {"programme_year": case.programme_year, "kind": kind or case.kind, "assessment": case, "by": officer, **RESOLVED}
    return decisions.choose_outstanding(**given | more)


def test_one_of_each_kind_is_selected_in_a_year_among_the_highest_level(officer):
    first, second = (AssessmentFactory(state="certified", scores=THREE) for _case in range(2))
    community = AssessmentFactory(state="announced", scores=THREE, organisation=OrganisationFactory(kind="community"))
    select(first, officer)
    select(community, officer)
    with pytest.raises(Outpaced):
        select(second, officer)
    assert sorted(OutstandingAward.objects.values_list("kind", "assessment")) == sorted([
        ("organisation", first.pk), ("community", community.pk)
    ])  # fmt: skip


def test_who_is_not_certified_at_the_highest_level_or_of_another_kind_or_year_is_not_selected(officer, province):
    high = AssessmentFactory(state="certified", scores=THREE)
    far = ProgrammeYearFactory(province=province, fiscal_year=2569)
    for wrong in (
        lambda: select(recommended(), officer), lambda: select(AssessmentFactory(state="certified", scores=TWO), officer),
        lambda: select(high, officer, kind="community"), lambda: select(high, officer, programme_year=far),
    ):  # fmt: skip
        with pytest.raises(Refused):
            wrong()
    with pytest.raises(NotAllowed):
        select(high, committee_member_of(province))
    assert OutstandingAward.objects.count() == 0


def test_a_selection_is_taken_back_with_a_reason(officer):
    first, second = (AssessmentFactory(state="certified", scores=THREE) for _case in range(2))
    award = select(first, officer)
    with pytest.raises(Refused):
        decisions.take_outstanding_back(award=award, note="", by=officer)
    decisions.take_outstanding_back(award=award, note="เลือกผิดแห่ง", by=officer)
    select(second, officer)
    assert OutstandingAward.objects.get().assessment == second
    assert [event.action for event in history_of(first)] == ["take_outstanding_back", "choose_outstanding"]
