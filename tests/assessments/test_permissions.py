"""Nobody touches an own body, its parent body, one under it, or one with a declared conflict."""

import datetime as dt

import pytest

from assessments import permissions
from assessments.models import Appeal, Assessment, AssessorAssignment, AssessorScore, Certificate, VisitAgreement
from moralprovince.core.models import User
from networks.models import Role
from tests.factories import (
    LONG_AGO,
    DistrictFactory,
    OrganisationFactory,
    ProvinceFactory,
    RoleGrantFactory,
    SectorNetworkFactory,
    UserFactory,
    contact_of,
    coordinator_of,
    officer_of,
    role,
)
from tests.factories_assessments import (
    AppealFactory,
    AssessmentFactory,
    AssignmentFactory,
    ConflictFactory,
    assessor_of,
    committee_member_of,
)
from tests.factories_networks_at_work import WorkingGroupFactory, WorkingGroupMemberFactory
from tests.factories_visits import VisitFactory, team_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    parent = OrganisationFactory()
    return AssessmentFactory(state="submitted", scores=[2] * 9, organisation=OrganisationFactory(parent=parent))


def also_contact_of(person, organisation):
    RoleGrantFactory(user=person, role=role("contact"), organisation=organisation)
    return person


@pytest.mark.parametrize("whose", ["own", "under the own", "above the own"])
def test_whoever_belongs_to_a_body_close_to_it_reviews_and_certifies_nothing(case, whose):
    body = case.organisation
    close = {"own": body, "under the own": body.parent, "above the own": OrganisationFactory(parent=body)}[whose]
    officer = also_contact_of(officer_of(case.province), close)
    asked = (permissions.can_review, permissions.can_recommend, permissions.can_certify, permissions.can_manage_assessment)
    assert [may(officer, case) for may in asked] == [False] * 4
    assert [may(officer_of(case.province), case) for may in asked] == [True] * 4


def test_a_declared_conflict_keeps_away_until_it_is_lifted(case):
    officer = officer_of(case.province)
    conflict = ConflictFactory(person=officer, organisation=case.organisation)
    assert permissions.can_review(officer, case) is False
    type(conflict).objects.update(lifted_at=conflict.declared_at)
    assert permissions.can_review(officer, case) is True


def test_close_are_the_own_body_all_above_it_and_those_right_under_it_seen_from_either_end():
    bodies = {"": None}
    for name, above in (("top", ""), ("mid", "top"), ("low", "mid"), ("leaf", "low"), ("side", "top")):
        bodies[name] = OrganisationFactory(parent=bodies[above])
    del bodies[""]
    people = {name: contact_of(body) for name, body in bodies.items()}
    expected = {
        "top": ["top", "mid", "side"], "mid": ["top", "mid", "low"], "low": ["top", "mid", "low", "leaf"],
        "leaf": ["top", "mid", "low", "leaf"], "side": ["top", "side"],
    }  # fmt: skip
    close = {name: permissions.bodies_close_to(person) for name, person in people.items()}
    assert {name: [one for one, body in bodies.items() if body.pk in close[name]] for name in people} == expected
    near = {name: permissions.people_close_to(body) for name, body in bodies.items()}
    assert {name: [one for one in bodies if people[name].pk in near[one]] for name in people} == expected


@pytest.mark.parametrize("declared_with", ["a body", "a district"])
def test_of_many_cases_those_are_closed_to_her_that_are_closed_one_by_one(case, declared_with):
    body, district = OrganisationFactory(), DistrictFactory()
    here, far = (AssessmentFactory(of_body=False, district=one) for one in (district, DistrictFactory(province__code="60")))
    theirs = AssessmentFactory(organisation=body)
    cases = [case, theirs, here, far, AssessmentFactory()]
    person = also_contact_of(officer_of(case.province), case.organisation)
    about = {"organisation": body} if declared_with == "a body" else {"organisation": None, "district": district}
    ConflictFactory(person=person, **about)
    ConflictFactory(organisation=cases[-1].organisation)
    lifted = ConflictFactory(person=person, organisation=cases[-1].organisation)
    type(lifted).objects.filter(pk=lifted.pk).update(lifted_at=lifted.declared_at)
    closed = {case.pk, theirs.pk if declared_with == "a body" else here.pk}
    assert permissions.conflicts_among(person, cases) == closed
    assert {one.pk for one in cases if permissions.has_conflict(person, one)} == closed
    assert {one.pk for one in permissions.histories_closed_to(person)} == closed


def test_a_history_is_closed_to_whoever_still_scores_that_case(case):
    at, officer = AssignmentFactory(assessment=case).assigned_at, officer_of(case.province)
    scores, done, released = (
        AssignmentFactory(assessor=officer, **over).assessment for over in ({}, {"done_at": at}, {"released_at": at})
    )
    asked = (scores, done, released, case)
    assert [permissions.can_read_history(officer, one) for one in asked] == [False, True, True, True]
    assert list(permissions.histories_closed_to(officer)) == [scores]


def test_an_assessor_sees_and_reviews_only_what_is_assigned_to_her(case):
    mine = AssignmentFactory(assessment=case)
    other = assessor_of(case.province)
    AssignmentFactory(assessor=other)
    assert list(Assessment.objects.visible_to(mine.assessor)) == [case]
    assert [permissions.can_review(person, case) for person in (mine.assessor, other)] == [True, False]
    type(mine).objects.filter(pk=mine.pk).update(released_at=mine.assigned_at)
    assert list(Assessment.objects.visible_to(mine.assessor)) == []


def test_who_sees_an_assessment(case):
    body = case.organisation
    AssignmentFactory(assessment=case)
    AssignmentFactory(assessment=case)
    seeing = [
        contact_of(body), coordinator_of(body.network), officer_of(case.province), committee_member_of(case.province),
    ]  # fmt: skip
    blind = [contact_of(OrganisationFactory()), officer_of(ProvinceFactory(code="60")), assessor_of(case.province)]
    assert [list(Assessment.objects.visible_to(one)) for one in seeing] == [[case]] * 4
    assert [list(Assessment.objects.visible_to(one)) for one in blind] == [[]] * 3


# By the letters below; "a" still scores, so the history is closed to her.
OF_A_BODY = {
    "can_write_assessment": "cno", "can_appeal": "cno", "can_manage_assessment": "o", "can_review": "oa",
    "can_read_history": "o", "can_recommend": "o", "can_certify": "o",
}  # fmt: skip
OF_A_DISTRICT = OF_A_BODY | {"can_write_assessment": "o", "can_appeal": "o"}


@pytest.mark.parametrize("expected", [OF_A_BODY, OF_A_DISTRICT])
def test_who_may_do_what_with_a_case(expected):
    body = OrganisationFactory()
    about = {"organisation": body} if expected is OF_A_BODY else {"of_body": False, "district": DistrictFactory()}
    case = AssessmentFactory(state="in_review", scores=[2] * 9, **about)
    people = {
        "c": contact_of(body), "n": coordinator_of(body.network), "o": officer_of(case.province),
        "a": AssignmentFactory(assessment=case).assessor, "u": assessor_of(case.province),
        "s": committee_member_of(case.province), "x": contact_of(OrganisationFactory()),
        "f": officer_of(ProvinceFactory(code="60")),
    }  # fmt: skip
    may = {name: [letter for letter in people if getattr(permissions, name)(people[letter], case)] for name in expected}
    assert {name: "".join(letters) for name, letters in may.items()} == expected


def test_an_assessor_scores_what_is_hers_until_it_is_taken_back_her_role_ends_or_she_has_a_conflict(case):
    mine, close, former = (AssignmentFactory(assessment=case) for _number in range(3))
    released = AssignmentFactory(assessment=case, released_at=mine.assigned_at)
    ConflictFactory(person=close.assessor, organisation=case.organisation)
    former.assessor.role_grants.update(ends_on=LONG_AGO)
    asked = [(one.assessor, one) for one in (mine, close, former, released)] + [(released.assessor, mine)]
    assert [permissions.can_score(person, one) for person, one in asked] == [True, False, False, False, False]
    assert [permissions.can_review(person, case) for person, _one in asked[:4]] == [True, False, False, False]


def test_an_assessor_who_went_to_another_province_leaves_her_cases_and_their_scores_behind(case):
    mine, colleague = AssignmentFactory(assessment=case), AssignmentFactory(assessment=case, done_at=case.created_at)
    AssessorScore.objects.create(assignment=colleague, score=case.scores.first(), value=3)
    type(mine).objects.update(done_at=colleague.done_at)

    def opened(person):
        return [
            permissions.can_score(person, mine), permissions.can_review(person, case),
            Assessment.objects.visible_to(person).exists(), AssessorScore.objects.visible_to(person).exists(),
        ]  # fmt: skip

    before = opened(mine.assessor)
    mine.assessor.role_grants.update(province=ProvinceFactory(code="60"))
    assert (before, opened(User.objects.get(pk=mine.assessor_id))) == ([True] * 4, [False] * 4)


def test_today_counts_no_case_of_a_province_that_its_assessor_left(case):
    mine = AssignmentFactory(assessment=case)

    def to_do():
        return AssessorAssignment.objects.to_do_by(User.objects.get(pk=mine.assessor_id)).count()

    before = to_do()
    mine.assessor.role_grants.update(province=ProvinceFactory(code="60"))
    assert (before, to_do()) == (1, 0)


def test_only_whoever_has_a_part_in_the_review_there_declares_for_herself(case):
    province = case.province_id
    own = [assessor_of(case.province), committee_member_of(case.province), assessor_of(ProvinceFactory(code="60")),
           contact_of(case.organisation)]  # fmt: skip
    assert [permissions.can_declare_conflict(one, one, province) for one in own] == [True, True, False, False]
    assert permissions.can_declare_conflict(own[0], own[1], province) is False
    assert permissions.can_declare_conflict(officer_of(case.province), own[0], province) is True


def test_conflicts_are_declared_for_whoever_has_any_right_of_the_review_there_today(case):
    rights = ("assessments.assess", "assessments.sit", "assessments.review", "assessments.certify", "assessments.write")
    roles = [
        Role.objects.create(code=f"only-{number}", scope="province", rights=[right]) for number, right in enumerate(rights)
    ]
    holders = [RoleGrantFactory(role=one, province=case.province).user for one in roles]
    assessor_of(ProvinceFactory(code="60"))
    assessor_of(case.province, is_active=False)
    RoleGrantFactory(role=roles[0], province=case.province, ends_on=LONG_AGO)
    assert set(permissions.reviewers_in(case.province_id)) == set(holders[:4])


def test_a_conflict_with_a_district_is_lifted_by_its_office_and_keeps_away_until_then():
    case = AssessmentFactory(state="submitted", scores=[2] * 9, of_body=False, district=DistrictFactory())
    officer, colleague = officer_of(case.province), officer_of(case.province)
    conflict = ConflictFactory(person=officer, organisation=None, district=case.district)
    assert [permissions.can_review(one, case) for one in (officer, colleague)] == [False, True]
    assert [permissions.can_lift_conflict(one, conflict) for one in (officer, colleague)] == [False, True]
    assert permissions.can_lift_conflict(officer_of(ProvinceFactory(code="60")), conflict) is False


def test_a_decision_is_opened_again_by_its_office_where_an_appeal_against_it_was_granted(case):
    appealed, other = (AssessmentFactory(state="certified", scores=[2] * 9) for _number in range(2))
    granted = {"state": "granted", "answered_on": dt.date(2027, 9, 1), "answer": "ตรวจหลักฐานใหม่"}
    AppealFactory(assessment=appealed, decision=appealed.decisions.get(), **granted)
    officer = officer_of(case.province)
    assert [permissions.may_reopen(officer, one) for one in (appealed, other)] == [True, False]
    for nobody in (contact_of(appealed.organisation), committee_member_of(case.province)):
        assert permissions.may_reopen(nobody, appealed) is False


def test_the_assessor_of_an_appeal_or_the_office_looks_again_and_the_office_changes_a_certificate(case):
    hers, beside = AssignmentFactory(assessment=case), AssignmentFactory(assessment=case)
    released = AssignmentFactory(assessment=case, released_at=hers.assigned_at)
    officer, contact, close = officer_of(case.province), contact_of(case.organisation), officer_of(case.province)
    ConflictFactory(person=close, organisation=case.organisation)
    people = (hers.assessor, beside.assessor, officer, contact, close)
    appeal, certificate = Appeal(assessment=case, assessor=hers.assessor), Certificate(assessment=case, province=case.province)
    assert [permissions.can_look_again(one, appeal) for one in people] == [True, False, True, False, False]
    assert permissions.can_look_again(released.assessor, Appeal(assessment=case, assessor=released.assessor)) is False
    assert [permissions.can_change_certificate(one, certificate) for one in people] == [False, False, True, False, False]
    assert [permissions.can_answer_appeal(one, appeal) for one in people] == [False, False, True, False, False]


@pytest.mark.parametrize("about", ["body", "district"])
def test_an_appeal_may_go_to_whoever_has_nothing_to_do_with_just_this_body_or_district(about):
    where = {} if about == "body" else {"of_body": False, "district": DistrictFactory()}
    case = AssessmentFactory(state="certified", scores=[2] * 9, **where)
    lifted, elsewhere, busy, declared = (assessor_of(case.province) for _number in range(4))
    assessor_of(case.province, is_active=False)
    same = {"organisation": case.organisation, "district": case.district}
    ConflictFactory(person=lifted, **same, lifted_at=AssignmentFactory(assessor=busy).assigned_at)
    ConflictFactory(person=declared, **same)
    ConflictFactory(person=elsewhere)
    assert set(permissions.may_look_again(Appeal(assessment=case))) == {lifted, elsewhere, busy}


TO_A_BODY = {"can_manage_visit": "os", "can_record_visit": "ogs", "can_answer_for": "c", "can_sign_visit": "cogs"}
TO_A_NETWORK = TO_A_BODY | {"can_answer_for": "n", "can_sign_visit": "nogs"}


@pytest.mark.parametrize(("expected", "finishing"), [(TO_A_BODY, "cnogs"), (TO_A_NETWORK, "nogs")])
def test_who_records_signs_and_finishes_what_belongs_to_a_visit(expected, finishing):
    body, far = OrganisationFactory(), ProvinceFactory(code="60")
    visit = VisitFactory(organisation=body) if expected is TO_A_BODY else VisitFactory(organisation=None, network=body.network)
    groups = [WorkingGroupFactory(kind="empowerment", network=None, province=place) for place in (body.province, far)]
    seats = [WorkingGroupMemberFactory(group=group, user=UserFactory()).user for group in groups]
    people = {
        "c": contact_of(body), "n": coordinator_of(body.network), "o": officer_of(body.province), "g": UserFactory(),
        "s": seats[0], "t": seats[1], "x": contact_of(OrganisationFactory()),
        "m": coordinator_of(SectorNetworkFactory(code="media")), "f": officer_of(far),
    }  # fmt: skip
    team_of(visit, people["g"])
    may = {name: [letter for letter in people if getattr(permissions, name)(people[letter], visit)] for name in expected}
    assert {name: "".join(letters) for name, letters in may.items()} == expected
    agreement = VisitAgreement(visit=visit)
    assert "".join(one for one in people if permissions.can_finish_agreement(people[one], agreement)) == finishing
