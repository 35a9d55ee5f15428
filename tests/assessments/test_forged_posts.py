"""Forged POSTs: every address of floor 3 that writes, pressed by somebody too close to the body it is about."""

import pytest
from django.urls import reverse

from assessments.models import Assessment, AssessorAssignment
from networks.models import Organisation
from tests.access.fixtures import rolled_back
from tests.access.forms import changed_by
from tests.access.table import answer, outcome, table
from tests.factories import OrganisationFactory, RoleGrantFactory, officer_of, role
from tests.factories_assessments import ConflictFactory, assessor_of

pytestmark = [pytest.mark.once, pytest.mark.django_db]
FLOOR = ("assessments:", "admin:assessments_")
POSTS = [row for row in table() if row.method in ("POST", "FORM") and row.name.startswith(FLOOR)]
# What somebody in the office may still do although she has a conflict with the body: write on its side, plan sessions,
# keep the agenda, print what was decided. None of it gives a score, a level or an answer to an appeal.
STILL_HERS = {
    "FORM assessments:assessment-begin ?district={body.district_id}": ["assessment", "score"],
    "FORM assessments:assessment-begin ?province={province.pk}": ["assessment", "score"],
    "POST assessments:assessment-autosave {own.pk}": ["assessment", "score"],
    "POST assessments:assessment-evidence {own.pk} 1": ["evidenceuse"],
    "POST assessments:question-answer {asked.pk}": ["itemquestion"],
    "FORM assessments:session-add": ["committeesession"],
    # One of another person; her own she does not lift.
    "POST assessments:conflict-lift {conflict.pk}": ["conflictofinterest"],
    # Of the district, with which she has no conflict.
    "POST assessments:results-step send_up ?year=2564": ["assessment"],
    "POST assessments:outstanding-back {award.pk}": ["outstandingaward"],
    "FORM assessments:session-edit {sitting.pk}": ["committeesession"],
    "POST assessments:session-step {sitting.pk} close": ["committeesession"],
    "POST assessments:case-move {sitting_case.pk}": ["sessioncase"],
    "POST assessments:case-stand-back {sitting_case.pk}": ["sessioncase"],
}


# What stands fixed once a case is certified; and what the office still does then: begin for a district and the province,
# which have no case, give an appeal to another assessor, and note what became of the results above the province.
OF_A_CASE = {"assessment", "score", "assessorscore", "evidenceuse", "decision", "assessorassignment", "itemquestion"}
GOES_ON = {
    "FORM assessments:assessment-begin ?district={body.district_id}",
    "FORM assessments:assessment-begin ?province={province.pk}",
    "FORM assessments:appeal-take-up {appeal.pk}", "POST assessments:appeal-take-up {appeal.pk}",
    "POST assessments:results-step send_up ?year=2564",
}  # fmt: skip


def forged(world, client):
    """Every POST address of the floor with the things of the first body: what is answered, and what it changed."""
    names, answers, written = world.names(), {}, {}
    for row in POSTS:
        address, typed = row.address(names), row.typed(names)
        response, changes = changed_by(lambda address=address, typed=typed: answer(client, "POST", address, typed))
        answers[row.label] = outcome(response)
        own = [name.removeprefix("assessments_") for name in changes if name.startswith("assessments_")]
        # A coaching visit is no part of the review: whoever is close to a body may well go there.
        if found := [name for name in own if not name.startswith("visit")]:
            written[row.label] = found
    return answers, written


def close_officer(body, how):
    """Somebody of the office who is close to a body: by a declared conflict, as its contact, or as contact of its parent."""
    officer = officer_of(body.province)
    if how == "declared":
        ConflictFactory(person=officer, organisation=body)
        return officer
    if how == "parent":
        parent = OrganisationFactory(province=body.province)
        Organisation.objects.filter(pk=body.pk).update(parent=parent)
    RoleGrantFactory(user=officer, role=role("contact"), organisation=parent if how == "parent" else body)
    return officer


@pytest.mark.parametrize("how", ["declared", "contact", "parent"])
def test_an_officer_close_to_a_body_forges_nothing_of_its_review(world, client, how):
    with rolled_back():
        client.force_login(close_officer(world.kits["home"].body, how))
        answers, written = forged(world, client)
    assert written == STILL_HERS
    review_answers = {value for label, value in answers.items() if "assessments_assessment_do" in label}
    assert review_answers == {"403"}


def test_an_assessor_with_a_conflict_changes_nothing_of_her_case_at_any_address(world, client):
    with rolled_back():
        ConflictFactory(person=world.people["assessor"], organisation=world.kits["home"].body)
        client.force_login(world.people["assessor"])
        _answers, written = forged(world, client)
    assert written == {}


def test_a_bulk_action_gives_out_no_case_of_an_own_body(world, client):
    case = world.kits["home"].case
    with rolled_back():
        client.force_login(close_officer(case.organisation, "declared"))
        assessor_of(case.province)
        before = list(AssessorAssignment.objects.values_list("pk", flat=True))
        typed = {"action": "assign_evenly", "_selected_action": [case.pk], "index": "0"}
        answered = client.post(reverse("admin:assessments_assessment_changelist"), typed).status_code
        assert (answered, list(AssessorAssignment.objects.values_list("pk", flat=True))) == (302, before)


@pytest.mark.parametrize("who", ["administrator", "officer", "assessor", "contact", "coordinator", "committee"])
def test_nobody_changes_a_certified_case_at_any_address(world, client, who):
    with rolled_back():
        Assessment.objects.exclude(state="withdrawn").update(state="certified", certified_level=1, recommended_level=1)
        client.force_login(world.people[who])
        _answers, written = forged(world, client)
    changed = {label for label, names in written.items() if OF_A_CASE & set(names)}
    assert changed == (GOES_ON if who in ("administrator", "officer") else set())
