"""Nobody is told of what she did herself, and whoever left a role is not told of it any more: its page is closed to her."""

import datetime as dt

import pytest

from assessments.actions import appeals, assignments, review, visits
from assessments.actions.appeals import ItemAnswer
from assessments.models import Visit
from lessons.actions.stories import return_story
from moralprovince.core.models import Message
from networks.actions.meetings import cancel_meeting, send_invitation
from networks.actions.proposals import decide_proposal, propose_change
from networks.models import RoleGrant
from pledges.actions.pledges import return_pledge
from pledges.actions.reports import return_report
from tests.factories import (
    OrganisationFactory,
    ProgrammeYearFactory,
    RoleGrantFactory,
    UserFactory,
    contact_of,
    coordinator_of,
    officer_of,
    role,
)
from tests.factories_assessments import AssessmentFactory, assessor_of
from tests.factories_lessons import StoryFactory
from tests.factories_networks_at_work import MeetingFactory, WorkingGroupFactory, WorkingGroupMemberFactory
from tests.factories_pledges import FollowUpReportFactory, PledgeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2027-08-13 10:00:00+07:00", tick=False)]
SOON, TODAY = dt.date(2027, 8, 20), dt.date(2027, 8, 13)


@pytest.fixture
def body():
    made = OrganisationFactory()
    ProgrammeYearFactory(province=made.province)
    return made


@pytest.fixture
def officer(body):
    return officer_of(body.province)


def told(kind):
    return {message.recipient for message in Message.objects.filter(kind=kind, channel="inbox")}


# Whoever left: each of these gives what is done later, and what it tells.


def pledge(body, sender, officer):
    made = PledgeFactory(organisation=body, state="declared", created_by=sender)
    return lambda: return_pledge(pledge=made, note="เติม", by=officer), "pledge_returned"


def report(body, sender, officer):
    made = FollowUpReportFactory(pledge__organisation=body, state="submitted", filed_by=sender)
    return lambda: return_report(report=made, note="เติม", by=officer), "report_returned"


def question(body, sender, officer):
    case = AssessmentFactory(organisation=body, state="submitted", scores=[2] * 9, filed_by=sender)
    return lambda: review.ask_question(score=case.scores.all()[0], text="มีภาพไหม", by=officer), "assessment_question"


def appeal(body, sender, officer):
    case = AssessmentFactory(organisation=body, state="certified", scores=[2] * 9)
    filed = appeals.file_appeal(assessment=case, reason="ขอให้พิจารณาใหม่", items={2: "แนบภาพแล้ว"}, by=sender)
    appeals.take_up(appeal=filed, assessor=assessor_of(case.province), by=officer)
    answer = {"answer": "คงเดิม", "items": {2: ItemAnswer("ไม่พบ")}}
    return lambda: appeals.answer_appeal(appeal=filed, granted=False, by=officer, **answer), "appeal_answered"


def story(body, sender, officer):
    made = StoryFactory(organisation=body, state="proposed", created_by=sender)
    return lambda: return_story(story=made, note="เติม", by=officer), "story_returned"


def proposal(body, sender, officer):
    made = propose_change(organisation=body, values={"members": 77}, note="", by=sender)
    return lambda: decide_proposal(proposal=made, accepted=[], answer="", version=body.version, by=officer), "proposal_answered"


def visit(body, sender, officer):
    team = (visits.TeamEntry(officer.name, officer),)
    made = visits.plan_visit(subject=body, planned_on=SOON, team=team, by=officer)
    return lambda: visits.cancel_visit(visit=made, note="ฝนตก", by=officer), "visit_cancelled"


@pytest.mark.parametrize("left", [False, True])
@pytest.mark.parametrize("deed", [pledge, report, question, appeal, story, proposal, visit])
def test_whoever_left_a_body_hears_no_more_of_what_she_did_for_it(deed, left, body, officer):
    sender = contact_of(body)
    do, kind = deed(body, sender, officer)
    if left:
        RoleGrant.objects.filter(user=sender).update(ends_on=TODAY - dt.timedelta(days=1))
        sender.__dict__.pop("_scope", None)
    do()
    assert told(kind) == (set() if left else {sender})


# Whoever did it


def test_an_officer_who_enters_an_appeal_is_not_told_that_it_came(body, officer):
    other = officer_of(body.province)
    case = AssessmentFactory(organisation=body, state="certified", scores=[2] * 9)
    appeals.file_appeal(assessment=case, reason="ขอให้พิจารณาใหม่", items={2: "แนบภาพแล้ว"}, by=officer, on_behalf_of="เจ้าอาวาส")
    assert told("appeal_filed") == {other}


def test_who_gives_a_case_or_an_appeal_to_herself_is_not_asked_by_the_office(body, officer):
    RoleGrantFactory(user=officer, role=role("assessor"), province=body.province)
    other = assessor_of(body.province)
    case = AssessmentFactory(organisation=body, state="submitted", scores=[2] * 9)
    assignments.assign(assessment=case, assessors=[officer, other], by=officer)
    certified = AssessmentFactory(state="certified", scores=[2] * 9)
    sender = contact_of(certified.organisation)
    filed = appeals.file_appeal(assessment=certified, reason="ขอให้พิจารณาใหม่", items={2: "แนบภาพแล้ว"}, by=sender)
    appeals.take_up(appeal=filed, assessor=officer, by=officer)
    assert (told("case_assigned"), told("appeal_assigned")) == ({other}, set())


def test_who_cancels_a_visit_she_was_to_go_along_with_is_not_told_of_it(body, officer):
    goes, other = officer_of(body.province), officer_of(body.province)
    team = tuple(visits.TeamEntry(one.name, one) for one in (goes, other))
    visits.plan_visit(subject=body, planned_on=SOON, team=team, by=officer)
    visits.cancel_visit(visit=Visit.objects.get(), note="ฝนตก", by=goes)
    assert told("visit_cancelled") == {other}


def test_who_cancels_a_meeting_she_was_invited_to_is_not_told_of_it_nor_who_left_its_group(body, officer):
    group = WorkingGroupFactory()
    coordinator = coordinator_of(group.network)
    stays, left, _own = (
        WorkingGroupMemberFactory(group=group, user=one) for one in (UserFactory(), UserFactory(), coordinator)
    )
    meeting = MeetingFactory(group=group, held_on=SOON)
    send_invitation(meeting=meeting, text="ขอเชิญ", by=officer)
    type(left).objects.filter(pk=left.pk).update(ends_on=TODAY - dt.timedelta(days=1))
    cancel_meeting(meeting=meeting, note="เลื่อน", by=coordinator)
    assert told("meeting_cancelled") == {stays.user}
