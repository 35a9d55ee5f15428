"""Deadlines of floor 3 are obligations: planned by their ladders, true at the moment they go out, over when they are met."""

import datetime as dt
from email.utils import parseaddr

import pytest

from assessments.actions.appeals import answer_appeal, take_up
from assessments.actions.assessments import submit_assessment
from assessments.actions.assignments import assign, release
from assessments.actions.review import answer_question, ask_question, return_assessment
from assessments.models import Assessment, AssessmentCalendar
from assessments.reminders import TASKS, due, due_of, still_open, told
from moralprovince.core.models import Message, User
from moralprovince.core.outbox import deliver
from moralprovince.portal import references
from moralprovince.portal.planner import plan
from moralprovince.portal.rules import outbox_rules
from moralprovince.portal.wording import word
from networks.models import Organisation, ProgrammeYear, RoleGrant
from tests.factories import DistrictFactory, OfficeFactory, OrganisationFactory, contact_of, coordinator_of, officer_of
from tests.factories_assessments import DUE, AppealFactory, AssessmentFactory, AssignmentFactory, assessor_of

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(dt.datetime(2027, 7, 31, 3, tzinfo=dt.UTC), tick=False)]
REVIEW, COMMITTEE, ANSWER = dt.date(2027, 8, 10), dt.date(2027, 8, 20), dt.date(2027, 9, 30)


@pytest.fixture
def province():
    province = OfficeFactory().province
    list(references.load())
    return province


def with_days():
    for year in ProgrammeYear.objects.all():
        AssessmentCalendar.objects.get_or_create(
            programme_year=year, defaults={"review_due_on": REVIEW, "committee_due_on": COMMITTEE}
        )


def reached(kind):
    return sorted(Message.objects.filter(kind=kind).values_list("recipient", "channel", "rung", "obligation"))


def test_a_body_and_its_network_are_reminded_until_it_has_sent_its_self_assessment(province):
    case = AssessmentFactory()
    AssessmentFactory(state="submitted", scores=[2] * 9)
    contact, coordinator = contact_of(case.organisation), coordinator_of(case.organisation.network)
    assert plan(on=DUE + dt.timedelta(days=3))["assessment_due"] == 4
    about = f"assessments:{case.programme_year_id}:coordinator:{coordinator.pk}"
    assert reached("assessment_due") == sorted(
        [(contact.pk, channel, "+3", f"assessment:{case.pk}") for channel in ("email", "inbox")]
        + [(coordinator.pk, channel, "+3", about) for channel in ("email", "inbox")]
    )
    assert plan(on=DUE + dt.timedelta(days=3))["assessment_due"] == 0


def test_a_returned_one_is_a_new_obligation(province):
    case = AssessmentFactory()
    contact_of(case.organisation)
    plan(on=DUE)
    type(case).objects.filter(pk=case.pk).update(state="returned", returns=1)
    assert plan(on=DUE)["assessment_due"] == 2
    # What still waited from before is not sent beside it.
    states = Message.objects.filter(kind="assessment_due").order_by("pk").values_list("state", flat=True)
    assert list(states) == ["skipped", "skipped", "pending", "pending"]


def test_assessors_are_reminded_of_what_they_have_not_finished_once_for_all(province):
    first = AssignmentFactory()
    second = AssignmentFactory(assessor=first.assessor, assessment=AssessmentFactory(state="in_review", scores=[1] * 9))
    done = AssignmentFactory(assessment=second.assessment, done_at=second.assigned_at)
    with_days()
    assert plan(on=REVIEW)["review_due"] == 2
    assert {recipient for recipient, *_rest in reached("review_due")} == {first.assessor_id} != {done.assessor_id}
    letter = word(Message.objects.get(kind="review_due", channel="email"))
    assert [name in letter.body for name in (str(first.assessment.subject), str(second.assessment.subject))] == [True, True]


def test_the_office_is_reminded_of_what_the_sub_committee_and_an_appeal_wait_for(province):
    officer = officer_of(province)
    AssessmentFactory(state="recommended", scores=[2] * 9)
    appeal = AppealFactory(answer_due_on=ANSWER)
    with_days()
    assert plan(on=COMMITTEE)["committee_due"] == 2
    plan(on=ANSWER)
    assert Message.objects.filter(kind="appeal_due", state="pending").count() == 2
    told_of = f"appeals:{appeal.assessment.programme_year_id}:culture_officer:{officer.pk}"
    assert {obligation for *_rest, obligation in reached("appeal_due")} == {told_of}


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda: AssessmentFactory(), "assessment"),
        (lambda: AssessmentFactory(state="submitted", scores=[2] * 9), "review"),
        (lambda: AssessmentFactory(state="recommended", scores=[2] * 9), "committee"),
        (lambda: AppealFactory(answer_due_on=ANSWER), "appeal"),
    ],
)
def test_what_is_met_is_open_no_more_and_has_nothing_to_tell(province, make, kind):
    owed = make()
    with_days()
    obligation, day = f"{kind}:{owed.pk}", DUE
    assert still_open(obligation, None, day) is True
    reader = contact_of(getattr(owed, "assessment", owed).organisation)
    assert told(obligation, None, day, reader=reader, most=5).total == 1
    # An officer sees it all the same; it is told to who is the body's contact.
    assert told(obligation, None, day, reader=officer_of(province), most=5) is None
    type(owed).objects.filter(pk=owed.pk).update(state="dismissed" if kind == "appeal" else "certified")
    assert still_open(obligation, None, day) is False
    assert told(obligation, None, day, reader=None, most=5) is None


@pytest.mark.parametrize("again", [False, True])
def test_of_what_was_returned_only_what_is_still_to_be_completed_goes_out(province, mailoutbox, again):
    case = AssessmentFactory(state="submitted", scores=[2] * 9)
    contact, officer = contact_of(case.organisation), officer_of(province)
    return_assessment(assessment=case, note="ขอภาพ", reasons={}, by=officer)
    submit_assessment(assessment=case, by=contact)
    if again:
        return_assessment(assessment=Assessment.objects.get(), note="ขอตัวเลข", reasons={}, by=officer)
    deliver(outbox_rules())
    waited = Message.objects.filter(kind="assessment_returned", channel="email", recipient=contact).order_by("pk")
    assert list(waited.values_list("state", "reason")) == [("cancelled", "closed"), ("sent", "")][: 1 + again]
    assert ["ขอตัวเลข" in mail.body for mail in mailoutbox if contact.email in mail.to[0]] == [True] * again


@pytest.mark.parametrize("what", ["", "released", "left"])
def test_a_case_is_given_by_mail_only_to_who_still_has_it_when_the_mail_goes_out(province, mailoutbox, what):
    case, (first, second) = AssessmentFactory(state="submitted", scores=[2] * 9), (assessor_of(province), assessor_of(province))
    given, _other = assign(assessment=case, assessors=[first, second], by=officer_of(province))
    if what == "released":
        release(assignment=given, by=officer_of(province))
    elif what == "left":
        RoleGrant.objects.filter(user=first).update(ends_on=DUE - dt.timedelta(days=1))
    deliver(outbox_rules())
    assert [parseaddr(mail.to[0])[1] for mail in mailoutbox] == [one.email for one in (first, second)[bool(what) :]]


def test_a_question_that_was_answered_and_an_appeal_to_which_that_was_done_are_asked_of_nobody_by_mail(province, mailoutbox):
    case, appeal = AssessmentFactory(state="in_review", scores=[2] * 9), AppealFactory()
    contact, officer, other = contact_of(case.organisation), officer_of(province), assessor_of(province)
    questions = [ask_question(score=score, text="มีภาพหรือไม่", by=officer) for score in case.scores.all()[:2]]
    answer_question(question=questions[0], answer="มี", by=contact)
    take_up(appeal=appeal, assessor=other, by=officer)
    answer_appeal(appeal=appeal, granted=False, answer="คงเดิม", items={}, by=officer)
    deliver(outbox_rules())
    asked = Message.objects.filter(channel="email", kind__in=["assessment_question", "appeal_assigned"])
    mails = asked.filter(recipient__in=[contact, other]).order_by("pk")
    assert list(mails.values_list("kind", "state")) == [
        ("assessment_question", "cancelled"), ("assessment_question", "sent"), ("appeal_assigned", "cancelled"),
    ]  # fmt: skip


def test_another_day_is_another_obligation(province):
    case = AssessmentFactory()
    assert [still_open(f"assessment:{case.pk}", day, DUE) for day in (DUE, DUE + dt.timedelta(days=1))] == [True, False]


def test_obligations_of_other_floors_are_left_to_them(province):
    assert (still_open("report:1", None, DUE), told("round:1:officer:2", None, DUE, reader=None, most=5)) == (None, None)


def test_without_days_of_the_office_nobody_is_reminded_of_reviews(province):
    AssignmentFactory()
    AssessmentFactory(state="recommended", scores=[2] * 9)
    assert {owed.kind: owed.rows.count() for owed in due(DUE)} == dict.fromkeys(TASKS, 0)


def test_a_read_only_year_is_reminded_of_nothing(province):
    case = AssessmentFactory()
    ProgrammeYear.objects.filter(pk=case.programme_year_id).update(read_only_from=DUE)
    assert still_open(f"assessment:{case.pk}", None, DUE) is False


@pytest.mark.parametrize(
    ("make", "state"),
    [
        (lambda: AssessmentFactory(), "merged"),
        (lambda: AssessmentFactory(), "withdrawn"),
        (lambda: AssessmentFactory(due_on=None), "active"),
        (lambda: AssessmentFactory(of_body=False, district=DistrictFactory()), "active"),
    ],
)
def test_a_body_that_left_and_a_case_without_a_day_or_a_body_owe_no_self_assessment(province, make, state):
    owed, case = AssessmentFactory(), make()
    keep = owed.organisation if state == "merged" else None
    Organisation.objects.filter(pk=case.organisation_id).update(state=state, merged_into=keep)
    assert list(due_of("assessment_due", DUE).rows) == [owed]


@pytest.mark.parametrize(
    ("assignment", "person", "roads"),
    [
        ({}, {"is_active": False}, []),
        ({}, {"has_mailbox": False}, ["inbox"]),
        ({"released_at": dt.datetime(2027, 7, 30, tzinfo=dt.UTC)}, {}, []),
    ],
)
def test_an_assessor_is_reminded_as_long_as_it_is_hers_and_by_mail_only_where_she_reads_it(province, assignment, person, roads):
    given = AssignmentFactory(**assignment)
    User.objects.filter(pk=given.assessor_id).update(**person)
    with_days()
    plan(on=REVIEW)
    assert [row[:2] for row in reached("review_due")] == [(given.assessor_id, road) for road in roads]


def test_bodies_of_another_network_are_not_in_a_coordinators_letter(province):
    mine, other = AssessmentFactory(), AssessmentFactory(organisation=OrganisationFactory(network__code="media"))
    coordinator = coordinator_of(mine.organisation.network)
    plan(on=DUE + dt.timedelta(days=3))
    letter = word(Message.objects.get(recipient=coordinator, channel="email"))
    assert [str(case.subject) in letter.body for case in (mine, other)] == [True, False]


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda: AssessmentFactory(state="submitted", scores=[2] * 9), "review"),
        (lambda: AssessmentFactory(state="recommended", scores=[2] * 9), "committee"),
        (lambda: AppealFactory(answer_due_on=ANSWER), "appeal"),
    ],
)
def test_the_link_of_a_combined_letter_leads_to_what_is_owed_in_that_year(province, client, make, kind):
    owed = make()
    year = getattr(owed, "assessment", owed).programme_year
    with_days()
    officer = officer_of(province)
    found = told(f"{kind}s:{year.pk}:culture_officer:{officer.pk}", None, DUE, reader=officer, most=5)
    client.force_login(officer)
    page = client.get(found.link).context
    rows = [one for one, _left in page["appeals"]] if kind == "appeal" else page["assessments"]
    assert (rows, found.link.endswith(f"year={year.fiscal_year}")) == ([owed], True)
