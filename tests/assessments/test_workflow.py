"""Every step × state × role of an assessment, walked from the table: by the workflow and by the buttons of the review."""

import pytest
from django.db import transaction
from django.urls import reverse

from assessments.models import Assessment, AssessorAssignment
from assessments.workflow import ASSESSMENT
from moralprovince.core.errors import NotAllowed, Refused
from tests.factories import (
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
    AssessmentFactory,
    AssignmentFactory,
    ConflictFactory,
    assessor_of,
    committee_member_of,
)

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.time_machine("2027-08-10 10:00:00+07:00", tick=False)]
STATES = Assessment.State.values
OFFICE = {"administrator", "officer"}
BODY = {"contact", "coordinator"}
# An officer who is the contact of the body writes for it, but reviews nothing of it.
WRITES = OFFICE | BODY | {"officer of the own body", "officer with a conflict"}
REVIEWS = OFFICE | {"assessor"}
# Who may take a step, said once more by hand: the table of the code must agree with this one.
WHO = {
    "submit": WRITES, "begin_review": REVIEWS, "return": REVIEWS, "recommend": OFFICE, "reconsider": OFFICE,
    "certify": OFFICE, "send_up": OFFICE, "confirm": OFFICE, "announce": OFFICE, "withdraw": OFFICE,
    # Only where an appeal was granted, which none of these cases has: tests of appeals walk that road.
    "review_again": set(),
}  # fmt: skip
# The buttons of the review page, by the step they take.
BUTTONS = {
    "begin": "begin_review", "return": "return", "recommend": "recommend", "reconsider": "reconsider", "withdraw": "withdraw",
}  # fmt: skip
# Who comes into the administration at all, and who of them finds the case.
ENTERS = OFFICE | {"assessor", "other assessor", "other officer", "officer of the own body", "officer with a conflict"}
FINDS = ENTERS - {"other assessor", "other officer"}


def people_about(case):
    """One person per role, and people who have nothing to do with the case or are too close to it."""
    province, body = case.province, case.organisation
    own, close = officer_of(province), officer_of(province)
    RoleGrantFactory(user=own, role=role("contact"), organisation=body)
    ConflictFactory(person=close, organisation=body)
    return {
        "administrator": administrator_of(province), "officer": officer_of(province),
        "coordinator": coordinator_of(body.network), "contact": contact_of(body),
        "assessor": AssessorAssignment.objects.get(assessment=case).assessor, "other assessor": assessor_of(province),
        "committee": committee_member_of(province), "other officer": officer_of(ProvinceFactory(code="10")),
        "officer of the own body": own, "officer with a conflict": close, "nobody": UserFactory(),
    }  # fmt: skip


def in_state(state):
    """A case that lacks nothing, in that state, with an assessor who is done."""
    case = AssessmentFactory(state=state, scores=[2] * 9)
    case.scores.update(committee_score=2)
    AssignmentFactory(assessment=case, done_at="2027-08-09T10:00:00+07:00")
    return case


def outcome_of_move(case, step, person):
    """What the door of the workflow answers."""
    try:
        ASSESSMENT.move(Assessment.objects.get(pk=case.pk), step, by=person, note="เหตุผล")
    except NotAllowed:
        return "not allowed"
    except Refused:
        return "refused"
    return "done"


def expected_move(step, state, who):
    """By the tables above."""
    row = ASSESSMENT.step(step)
    if who not in WHO[step]:
        return "not allowed", state
    return ("done", row.target) if state in row.sources else ("refused", state)


@pytest.mark.parametrize("state", STATES)
def test_each_role_takes_just_the_steps_of_the_table(state):
    case = in_state(state)
    people, found = people_about(case), {}
    tries = [(step.name, who) for step in ASSESSMENT.steps for who in people]
    for step, who in tries:
        with transaction.atomic():
            answer = outcome_of_move(case, step, people[who])
            found[step, who] = (answer, Assessment.objects.get(pk=case.pk).state)
            transaction.set_rollback(True)
    assert found == {(step, who): expected_move(step, state, who) for step, who in tries}


def test_every_step_of_the_table_is_known_to_this_test():
    assert {step.name for step in ASSESSMENT.steps} == set(WHO)


def test_a_step_leads_from_known_states_to_known_states():
    assert all({*step.sources, step.target} <= set(STATES) for step in ASSESSMENT.steps)


def expected_button(step, state, who):
    """What a button of the review answers: the log-in page, not there, closed by a conflict, refused, done."""
    row = ASSESSMENT.step(step)
    if who not in ENTERS:
        return "door", state
    if who not in FINDS or state == "self":
        return 404, state
    if who not in WHO[step]:
        return 403, state
    return (302, row.target) if state in row.sources else (409, state)


def outcome_of_button(client, case, verb, person):
    """What the button answers."""
    client.force_login(person)
    answer = client.post(reverse("admin:assessments_assessment_do", args=[case.pk, verb]), {"note": "เหตุผล"})
    return "door" if reverse("admin:login") in answer.headers.get("Location", "") else answer.status_code


@pytest.mark.parametrize("state", STATES)
def test_each_role_presses_just_the_buttons_of_the_table(client, state):
    case = in_state(state)
    people, found = people_about(case), {}
    tries = [(verb, who) for verb in BUTTONS for who in people]
    for verb, who in tries:
        with transaction.atomic():
            answer = outcome_of_button(client, case, verb, people[who])
            found[verb, who] = (answer, Assessment.objects.get(pk=case.pk).state)
            transaction.set_rollback(True)
    assert found == {(verb, who): expected_button(BUTTONS[verb], state, who) for verb, who in tries}


@pytest.mark.parametrize("verb", ["return", "reconsider", "withdraw"])
def test_a_button_that_asks_for_a_note_is_refused_without_one(client, verb):
    case = in_state(ASSESSMENT.step(verb).sources[-1] if verb != "withdraw" else "in_review")
    client.force_login(officer_of(case.province))
    answer = client.post(reverse("admin:assessments_assessment_do", args=[case.pk, verb]), {"note": " \n"})
    assert (answer.status_code, Assessment.objects.get().state) == (409, case.state)
