"""Nobody touches an own body, its parent body, one under it, or one with a declared conflict."""

import pytest

from assessments import permissions
from assessments.models import Assessment
from tests.factories import (
    OrganisationFactory,
    ProvinceFactory,
    RoleGrantFactory,
    contact_of,
    coordinator_of,
    officer_of,
    role,
)
from tests.factories_assessments import AssessmentFactory, AssignmentFactory, ConflictFactory, assessor_of, committee_member_of

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
