"""Every step × state × role of certificates, sessions, appeals and criteria sets, walked from their tables."""

import datetime as dt

import pytest
from django.db import transaction

from assessments.models import Appeal, Certificate, CommitteeSession, CriteriaSet, Decision
from assessments.workflow import APPEAL, CERTIFICATE, CRITERIA_SET, SESSION
from moralprovince.core.errors import NotAllowed, Refused
from tests.factories import (
    OrganisationFactory,
    ProvinceFactory,
    RoleGrantFactory,
    UserFactory,
    administrator_of,
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

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.time_machine("2027-08-20 10:00:00+07:00", tick=False)]
OFFICE = {"administrator", "officer"}
# In the office, but close to the body: she keeps the agenda and the criteria, which are about no body of hers alone.
CLOSE = {"officer of the own body", "officer of the parent body", "officer with a conflict"}
# Who may take a step, said once more by hand: the tables of the code must agree with this one.
WHO = {
    "certificate": {"replace": OFFICE, "revoke": OFFICE},
    "session": {"open": OFFICE | CLOSE, "close": OFFICE | CLOSE, "reopen": OFFICE | CLOSE},
    "appeal": {"take_up": OFFICE, "grant": OFFICE, "dismiss": OFFICE},
    "set": {"publish": {"administrator"}, "retire": {"administrator"}},
}  # fmt: skip
WORKFLOWS = {"certificate": CERTIFICATE, "session": SESSION, "appeal": APPEAL, "set": CRITERIA_SET}
MODELS = {"certificate": Certificate, "session": CommitteeSession, "appeal": Appeal, "set": CriteriaSet}
WALKS = [(kind, state) for kind in WORKFLOWS for state in MODELS[kind].State.values]


@pytest.fixture
def case():
    """A certified case of a body that has a parent, with its assessor."""
    parent = OrganisationFactory()
    body = OrganisationFactory(parent=parent, province=parent.province, network=parent.network)
    made = AssessmentFactory(organisation=body, state="certified", scores=[2] * 9)
    AssignmentFactory(assessment=made, done_at="2027-08-09T10:00:00+07:00")
    return made


def certificate_of(case, state):
    return Certificate.objects.create(
        assessment=case, province=case.province, kind=case.kind, result_year=2570, number=1, level=1, level_name="ระดับ",
        name="ชื่อ", issued_on=dt.date(2027, 8, 15), issued_by=UserFactory(), state=state,
    )  # fmt: skip


def session_of(case, state):
    return CommitteeSession.objects.create(
        province=case.province, programme_year=case.programme_year, number="1/2570", held_on=dt.date(2027, 8, 20), state=state
    )


def appeal_of(case, state):
    return AppealFactory(assessment=case, state=state, decision=Decision.objects.get(assessment=case))


def set_of(case, state):
    return CriteriaSet.objects.create(
        code="own", name="ชุดของจังหวัด", first_fiscal_year=2570, max_score=3, province=case.province, state=state
    )


MAKERS = {"certificate": certificate_of, "session": session_of, "appeal": appeal_of, "set": set_of}


def close_to(case):
    """Three of the office who are close to the body, each in another way."""
    own, above, declared = officer_of(case.province), officer_of(case.province), officer_of(case.province)
    RoleGrantFactory(user=own, role=role("contact"), organisation=case.organisation)
    RoleGrantFactory(user=above, role=role("contact"), organisation=case.organisation.parent)
    ConflictFactory(person=declared, organisation=case.organisation)
    return {"officer of the own body": own, "officer of the parent body": above, "officer with a conflict": declared}


def people_about(case):
    """One person per role, and people who have nothing to do with the case or are too close to it."""
    province, body = case.province, case.organisation
    return close_to(case) | {
        "administrator": administrator_of(province), "officer": officer_of(province),
        "coordinator": coordinator_of(body.network), "contact": contact_of(body),
        "assessor": case.assignments.get().assessor, "other assessor": assessor_of(province),
        "committee": committee_member_of(province), "other officer": officer_of(ProvinceFactory(code="10")),
        "other administrator": administrator_of(ProvinceFactory(code="10")), "nobody": UserFactory(),
    }  # fmt: skip


def outcome(kind, key, step, person):
    """What the door of the workflow answers, and the state afterwards; nothing of it stays."""
    with transaction.atomic():
        try:
            WORKFLOWS[kind].move(MODELS[kind].objects.get(pk=key), step, by=person, note="เหตุผล")
            answer = "done"
        except NotAllowed:
            answer = "not allowed"
        except Refused:
            answer = "refused"
        found = answer, MODELS[kind].objects.get(pk=key).state
        transaction.set_rollback(True)
    return found


def expected(kind, step, state, who):
    """By the tables above."""
    row = WORKFLOWS[kind].step(step)
    if who not in WHO[kind][step]:
        return "not allowed", state
    return ("done", row.target) if state in row.sources else ("refused", state)


@pytest.mark.parametrize(("kind", "state"), WALKS)
def test_each_role_takes_just_the_steps_of_the_table(case, kind, state):
    people = people_about(case)
    moved = MAKERS[kind](case, state)
    tries = [(step.name, who) for step in WORKFLOWS[kind].steps for who in people]
    found = {(step, who): outcome(kind, moved.pk, step, people[who]) for step, who in tries}
    assert found == {(step, who): expected(kind, step, state, who) for step, who in tries}


def test_every_step_of_the_tables_is_known_to_this_test():
    assert {kind: {step.name for step in flow.steps} for kind, flow in WORKFLOWS.items()} == {
        kind: set(steps) for kind, steps in WHO.items()
    }


def test_a_shipped_set_is_moved_by_nobody(case):
    shipped = CriteriaSet.objects.create(code="shipped", name="ชุดกลาง", first_fiscal_year=2570, max_score=3, state="draft")
    found = {who: outcome("set", shipped.pk, "publish", person) for who, person in people_about(case).items()}
    assert set(found.values()) == {("not allowed", "draft")}


@pytest.mark.parametrize(
    ("kind", "step"), [(kind, step.name) for kind, flow in WORKFLOWS.items() for step in flow.steps if step.note == "required"]
)
def test_a_step_that_asks_for_a_reason_is_refused_without_one(case, kind, step):
    row = WORKFLOWS[kind].step(step)
    moved = MAKERS[kind](case, row.sources[0])
    with pytest.raises(Refused, match="เหตุผล"):
        WORKFLOWS[kind].move(moved, step, by=officer_of(case.province), note=" \n")
    assert MODELS[kind].objects.get(pk=moved.pk).state == row.sources[0]
