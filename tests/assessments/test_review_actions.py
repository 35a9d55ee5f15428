"""Cases are given out, scored unseen, asked about, returned and recommended; nobody touches an own one."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from assessments.actions import assignments as assigning
from assessments.actions import review
from assessments.actions.decisions import choose_outstanding, take_outstanding_back
from assessments.models import Assessment, AssessmentCalendar, AssessorAssignment, AssessorScore, ConflictOfInterest
from moralprovince.core.audit import history_of
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import AuditEvent, Message
from networks.querysets.scope import forget_scope
from tests.factories import ProvinceFactory, RoleGrantFactory, contact_of, officer_of, role
from tests.factories_assessments import (
    AppealFactory,
    AssessmentFactory,
    AssignmentFactory,
    ConflictFactory,
    assessor_of,
    committee_member_of,
)
from tests.support.races import race

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2027-08-02 10:00:00+07:00", tick=False)]
ITEMS = range(1, 10)
TODAY = dt.date(2027, 8, 2)


@pytest.fixture
def case():
    return AssessmentFactory(state="submitted", scores=[2] * 9)


@pytest.fixture
def officer(case):
    return officer_of(case.province)


def given_to(case, *people, **more):
    return [AssignmentFactory(assessment=case, assessor=person, **more) for person in people]


def scored(assignment, values, *, done=True):
    """An assessor's scores as the action keeps them."""
    typed = dict(zip(ITEMS, values, strict=True))
    review.save_assessor_scores(assignment=assignment, values=typed, remarks={}, by=assignment.assessor)
    if done:
        review.finish_assignment(assignment=assignment, by=assignment.assessor)
    return Assessment.objects.get(pk=assignment.assessment_id)


def committee(case, values, by, reasons=None):
    typed = dict(zip(ITEMS, values, strict=True))
    review.save_committee_scores(assessment=case, scores=typed, reasons=reasons or {}, version=case.version, by=by)


def reviewed(scores=(2,) * 9):
    """In review, both assessors done, the committee's scores entered; with the officer who did so."""
    case = AssessmentFactory(state="submitted", scores=list(scores))
    for assignment in given_to(case, assessor_of(case.province), assessor_of(case.province)):
        case = scored(assignment, scores)
    officer = officer_of(case.province)
    committee(case, scores, officer)
    return case, officer


# Giving


def test_the_first_assignment_begins_the_review_and_tells_the_assessor(case, officer):
    person = assessor_of(case.province)

    assigning.assign(assessment=case, assessors=[person], by=officer)

    assert Assessment.objects.get().state == "in_review"
    assert [event.action for event in history_of(case)] == ["assign", "begin_review"]
    assert Message.objects.filter(kind="case_assigned", recipient=person, channel="inbox").count() == 1


def test_only_assessors_of_the_province_without_a_conflict_get_it_and_each_once(case, officer):
    mine, held = assessor_of(case.province), assessor_of(case.province)
    RoleGrantFactory(user=mine, role=role("contact"), organisation=case.organisation)
    declared = assessor_of(case.province)
    ConflictFactory(person=declared, organisation=case.organisation)
    given_to(case, held)
    for person in (officer, assessor_of(ProvinceFactory(code="13")), mine, declared, held):
        with pytest.raises(Refused):
            assigning.assign(assessment=case, assessors=[assessor_of(case.province), person], by=officer)
    with pytest.raises(Refused):
        assigning.assign(assessment=case, assessors=[], by=officer)

    assert list(AssessorAssignment.objects.values_list("assessor", flat=True)) == [held.pk]


@pytest.mark.parametrize("state", ["self", "returned", "recommended", "certified", "withdrawn"])
def test_nothing_is_given_out_that_is_not_under_review(state):
    case = AssessmentFactory(state=state, scores=[2] * 9)
    with pytest.raises(Refused):
        assigning.assign(assessment=case, assessors=[assessor_of(case.province)], by=officer_of(case.province))


def test_cases_are_given_evenly_to_those_with_the_fewest_open_ones(case, officer):
    busy, first, second = [assessor_of(case.province) for _person in range(3)]
    given_to(AssessmentFactory(state="in_review", scores=[2] * 9), busy)
    given_to(AssessmentFactory(state="in_review", scores=[2] * 9), first, done_at=dt.datetime(2027, 8, 1, tzinfo=dt.UTC))
    given_to(AssessmentFactory(state="withdrawn", scores=[2] * 9), second)
    second_case = AssessmentFactory(state="submitted", scores=[2] * 9)

    share = assigning.assign_evenly(assessments=[second_case, case], by=officer)

    assert (share.given, share.short) == (4, ())
    assert set(case.assignments.values_list("assessor", flat=True)) == {first.pk, second.pk}
    assert set(second_case.assignments.values_list("assessor", flat=True)) == {busy.pk, first.pk}


def test_evenly_fills_up_to_what_the_year_asks_and_tells_where_assessors_are_missing(case, officer):
    AssessmentCalendar.objects.create(programme_year=case.programme_year, assessors_each=3)
    held, free, close = [assessor_of(case.province) for _person in range(3)]
    ConflictFactory(person=close, organisation=case.organisation)
    given_to(case, held)

    share = assigning.assign_evenly(assessments=[case], by=officer)

    assert (share.given, share.short) == (1, (case,))
    assert set(case.assignments.values_list("assessor", flat=True)) == {held.pk, free.pk}
    assert assigning.assign_evenly(assessments=[case], by=officer).given == 0


def test_a_case_taken_back_is_closed_to_its_assessor(case, officer):
    [assignment] = given_to(case, assessor_of(case.province))

    assigning.release(assignment=assignment, by=officer)

    with pytest.raises(NotAllowed):
        scored(assignment, [2] * 9)
    with pytest.raises(Refused):
        assigning.release(assignment=assignment, by=officer)
    assert Assessment.objects.to_review_by(assignment.assessor).count() == 0


# Scoring


def test_the_first_score_begins_the_review_and_the_history_tells_no_score(case):
    [assignment] = given_to(case, assessor_of(case.province))

    review.save_assessor_scores(assignment=assignment, values={1: 3, 2: None}, remarks={1: "ดีมาก"}, by=assignment.assessor)

    kept = list(AssessorScore.objects.values_list("score__criterion__number", "value", "remark"))
    assert (Assessment.objects.get().state, kept) == ("in_review", [(1, 3, "ดีมาก")])
    assert {str(event.changes) + event.note for event in AuditEvent.objects.filter(action="score")} == {"{}"}


def test_only_her_own_assignment_is_scored(case, officer):
    [assignment] = given_to(case, assessor_of(case.province))
    for person in (officer, assessor_of(case.province), committee_member_of(case.province), contact_of(case.organisation)):
        with pytest.raises(NotAllowed):
            review.save_assessor_scores(assignment=assignment, values={1: 3}, remarks={}, by=person)
        with pytest.raises(NotAllowed):
            review.finish_assignment(assignment=assignment, by=person)
    assert AssessorScore.objects.count() == 0


def test_a_score_lies_in_the_range_of_the_criteria(case):
    [assignment] = given_to(case, assessor_of(case.province))
    for value in (-1, 4, 99):
        with pytest.raises(Refused):
            review.save_assessor_scores(assignment=assignment, values={1: value}, remarks={}, by=assignment.assessor)
    assert AssessorScore.objects.count() == 0


def test_finishing_asks_for_every_item_and_closes_the_scores(case):
    [assignment] = given_to(case, assessor_of(case.province))
    scored(assignment, [2] * 8 + [None], done=False)
    with pytest.raises(Refused, match="9"):
        review.finish_assignment(assignment=assignment, by=assignment.assessor)

    scored(assignment, [2] * 9)

    with pytest.raises(Refused):
        scored(assignment, [3] * 9, done=False)
    assert set(AssessorScore.objects.values_list("value", flat=True)) == {2}


def readable(*people):
    """How many assessors' scores each person reads."""
    for person in people:
        forget_scope(person)
    return [AssessorScore.objects.visible_to(person).count() for person in people]


def test_nobody_reads_a_colleagues_scores_before_all_are_done(case, officer):
    one, other = assessor_of(case.province), assessor_of(case.province)
    mine, theirs = given_to(case, one, other)
    readers = (one, other, officer, committee_member_of(case.province), contact_of(case.organisation),
               assessor_of(case.province), officer_of(ProvinceFactory(code="13")))  # fmt: skip

    scored(mine, [3] * 9)
    before = readable(*readers)
    scored(theirs, [1] * 9, done=False)
    meanwhile = readable(*readers)
    scored(theirs, [1] * 9)

    assert before == [9, 0, 0, 0, 0, 0, 0]
    assert meanwhile == [9, 9, 0, 0, 0, 0, 0]
    assert readable(*readers) == [18, 18, 18, 18, 0, 0, 0]


def test_what_a_released_assessor_gave_counts_no_longer(case, officer):
    one, other = given_to(case, assessor_of(case.province), assessor_of(case.province))
    scored(one, [3] * 9)
    assigning.release(assignment=other, by=officer)
    assert readable(officer, other.assessor) == [9, 0]


# The committee's scores


def test_the_committees_scores_wait_for_the_assessors(case, officer):
    one, other = given_to(case, assessor_of(case.province), assessor_of(case.province))
    case = scored(one, [2] * 9)
    with pytest.raises(Refused):
        committee(case, [2] * 9, officer)

    scored(other, [2] * 9)
    committee(case, [2] * 9, officer)

    assert set(case.scores.values_list("committee_score", flat=True)) == {2}


def test_a_differing_score_of_the_committee_needs_its_reason(case, officer):
    review.begin_review(assessment=case, by=officer)
    with pytest.raises(Refused, match="4"):
        committee(case, [2, 2, 2, 1, 2, 2, 2, 2, 2], officer)
    assert case.scores.filter(committee_score__isnull=False).count() == 0

    committee(case, [2, 2, 2, 1, 2, 2, 2, 2, 2], officer, {4: "ไม่มีหลักฐาน"})

    row = case.scores.get(criterion__number=4)
    assert (row.committee_score, row.reason) == (1, "ไม่มีหลักฐาน")


def test_the_slower_of_two_who_enter_the_committees_scores_is_told(case, officer):
    review.begin_review(assessment=case, by=officer)
    copy = Assessment.objects.get(pk=case.pk)
    committee(case, [2] * 9, officer)
    with pytest.raises(Outpaced):
        committee(copy, [3] * 9, officer_of(case.province), dict.fromkeys(ITEMS, "เหตุผล"))
    assert set(case.scores.values_list("committee_score", flat=True)) == {2}


# Questions


def test_a_question_is_answered_in_place_by_whoever_fills_in_the_form(case):
    [assignment] = given_to(case, assessor_of(case.province))
    contact = contact_of(case.organisation)
    score = case.scores.get(criterion__number=3)

    question = review.ask_question(score=score, text="มีภาพกิจกรรมหรือไม่", by=assignment.assessor)
    with pytest.raises(NotAllowed):
        review.answer_question(question=question, answer="มี", by=assignment.assessor)
    review.answer_question(question=question, answer="มีค่ะ", by=contact)

    question.refresh_from_db()
    assert (question.answer, question.answered_by, Assessment.objects.get().state) == ("มีค่ะ", contact, "in_review")
    told = Message.objects.filter(channel="inbox").values_list("kind", "recipient").order_by("pk")
    assert set(told) >= {("assessment_question", contact.pk), ("assessment_answer", assignment.assessor_id)}


def test_whoever_asked_reads_an_answer_that_is_mended_and_the_same_words_only_once(case, officer):
    contact = contact_of(case.organisation)
    question = review.ask_question(score=case.scores.get(criterion__number=3), text="มีภาพกิจกรรมหรือไม่", by=officer)
    for minute, answer in enumerate(["มีค่ะ", "มีค่ะ", "มีค่ะ แนบเพิ่มแล้ว"]):
        with time_machine.travel(dt.datetime(2027, 8, 2, 4, minute, tzinfo=dt.UTC), tick=False):
            review.answer_question(question=question, answer=answer, by=contact)
    told = Message.objects.filter(kind="assessment_answer", channel="inbox").order_by("pk")
    assert [(one.recipient, one.body) for one in told] == [(officer, "มีค่ะ"), (officer, "มีค่ะ แนบเพิ่มแล้ว")]
    assert [one.note for one in history_of(case) if one.action == "answer"] == ["มีค่ะ แนบเพิ่มแล้ว", "มีค่ะ"]


def test_empty_questions_and_answers_are_refused(case, officer):
    score = case.scores.get(criterion__number=1)
    with pytest.raises(Refused):
        review.ask_question(score=score, text=" ", by=officer)
    question = review.ask_question(score=score, text="?", by=officer)
    with pytest.raises(Refused):
        review.answer_question(question=question, answer=" ", by=officer)


# Steps


def test_returning_says_why_at_each_item_and_lets_assessors_look_again(case, officer):
    [assignment] = given_to(case, assessor_of(case.province))
    case = scored(assignment, [2] * 9)

    review.return_assessment(assessment=case, note="ขอหลักฐานเพิ่ม", reasons={2: "ไม่มีภาพ"}, by=officer)

    case, row = Assessment.objects.get(), AssessorAssignment.objects.get()
    assert (case.state, case.returned_note, case.returns, row.done_at) == ("returned", "ขอหลักฐานเพิ่ม", 1, None)
    reasons = case.scores.exclude(return_reason="").values_list("criterion__number", "return_reason")
    assert list(reasons) == [(2, "ไม่มีภาพ")]
    assert AssessorScore.objects.count() == 9


def test_the_level_recommended_is_that_of_the_committees_scores():
    case, officer = reviewed()
    review.recommend(assessment=case, by=officer)
    case.refresh_from_db()
    assert (case.state, case.recommended_level, case.recommended_by) == ("recommended", 1, officer)


def test_another_level_is_recommended_only_with_a_reason_and_only_one_of_the_criteria():
    case, officer = reviewed()
    for level, reason in ((3, " "), (7, "เหตุผล")):
        with pytest.raises(Refused):
            review.recommend(assessment=case, level=level, reason=reason, by=officer)
    review.recommend(assessment=case, level=3, reason="มีผลงานเด่น", by=officer)
    assert (case.recommended_level, case.recommendation) == (3, "มีผลงานเด่น")


def test_nothing_is_recommended_before_everybody_is_done_and_every_item_has_a_score(case, officer):
    [assignment] = given_to(case, assessor_of(case.province))
    case = scored(assignment, [2] * 9, done=False)
    with pytest.raises(Refused):
        review.recommend(assessment=case, by=officer)
    case = scored(assignment, [2] * 9)
    with pytest.raises(Refused, match="1, 2, 3"):
        review.recommend(assessment=case, by=officer)
    assert Assessment.objects.get().state == "in_review"


def test_a_recommendation_is_taken_back_with_a_reason():
    case, officer = reviewed()
    review.recommend(assessment=case, by=officer)
    with pytest.raises(Refused):
        review.reconsider(assessment=case, note=" ", by=officer)
    review.reconsider(assessment=case, note="มีข้อมูลใหม่", by=officer)
    case.refresh_from_db()
    assert (case.state, case.recommended_level, case.recommended_at) == ("in_review", None, None)


def test_a_review_goes_on_although_its_year_is_closed(case, officer):
    case.programme_year.read_only_from = dt.date(2027, 8, 1)
    case.programme_year.save()
    [assignment] = given_to(case, assessor_of(case.province))
    scored(assignment, [2] * 9)
    case.refresh_from_db()
    review.withdraw(assessment=case, note="เหตุผล", by=officer)
    assert Assessment.objects.get().state == "withdrawn"


def test_the_outstanding_one_of_a_year_is_withdrawn_once_its_selection_is_taken_back():
    case = AssessmentFactory(state="certified", scores=[3] * 9)
    officer, award_of = officer_of(case.province), {"programme_year": case.programme_year, "kind": case.kind}
    award = choose_outstanding(**award_of, assessment=case, resolution="2/2570", resolved_on=TODAY, by=officer)
    AppealFactory(assessment=case, state="granted", decision=case.decisions.get())
    Assessment.objects.update(state="in_review")
    case.refresh_from_db()
    with pytest.raises(Refused) as refusal:
        review.withdraw(assessment=case, note="เหตุผล", by=officer)
    assert (refusal.value.leads_to, Assessment.objects.get().state) == (
        ("2570", "/assessments/sessions/results/?year=2570"),
        "in_review",
    )
    take_outstanding_back(award=award, note="พิจารณาใหม่", by=officer)
    review.withdraw(assessment=case, note="เหตุผล", by=officer)
    assert Assessment.objects.get().state == "withdrawn"


def test_the_body_is_told_that_its_case_was_withdrawn_and_why(case, officer):
    contact = contact_of(case.organisation)
    review.withdraw(assessment=case, note="ไม่ร่วมโครงการแล้ว", by=officer)
    told = Message.objects.filter(channel="inbox").values_list("recipient", "kind", "subject", "body", "link")
    assert list(told) == [(
        contact.pk, "assessment_withdrawn", f"ถอนแบบประเมินตนเองของท่านแล้ว: {case}", "ไม่ร่วมโครงการแล้ว",
        reverse("assessments:assessment", args=[case.pk]),
    )]  # fmt: skip


def test_a_self_assessment_that_was_not_sent_ends_with_its_year(case, officer):
    Assessment.objects.update(state="self")
    case.refresh_from_db()
    case.programme_year.read_only_from = dt.date(2027, 8, 1)
    case.programme_year.save()
    for try_it in (
        lambda: review.withdraw(assessment=case, note="เหตุผล", by=officer),
        lambda: assigning.assign(assessment=case, assessors=[assessor_of(case.province)], by=officer),
    ):
        with pytest.raises(Refused):
            try_it()
    assert Assessment.objects.get().state == "self"


# Conflicts of interest


def test_declaring_a_conflict_takes_her_open_cases_of_that_body_back(case, officer):
    person = assessor_of(case.province)
    [assignment] = given_to(case, person)
    [other] = given_to(AssessmentFactory(state="in_review", scores=[2] * 9), person)

    assigning.declare_conflict(person=person, subject=case.organisation, reason="เป็นญาติกัน", by=person)

    assert [AssessorAssignment.objects.get(pk=row.pk).released_at is None for row in (assignment, other)] == [False, True]
    told = AuditEvent.objects.filter(action="release").values_list("object_id", "note", "actor")
    assert list(told) == [(str(case.pk), person.name, person.pk)]
    with pytest.raises(Refused):
        assigning.assign(assessment=case, assessors=[person], by=officer)


def test_a_conflict_is_declared_by_oneself_or_the_office_and_lifted_by_a_colleague(case, officer):
    person, contact = assessor_of(case.province), contact_of(case.organisation)
    for by in (contact, assessor_of(case.province), officer_of(ProvinceFactory(code="13"))):
        with pytest.raises(NotAllowed):
            assigning.declare_conflict(person=person, subject=case.organisation, reason="ญาติ", by=by)
    conflict = assigning.declare_conflict(person=officer, subject=case.organisation, reason="ญาติ", by=officer)
    for by in (officer, person):
        with pytest.raises(NotAllowed):
            assigning.lift_conflict(conflict=conflict, by=by)
    assigning.lift_conflict(conflict=conflict, by=officer_of(case.province))
    assert ConflictOfInterest.objects.standing().count() == 0


def test_whoever_has_a_conflict_does_nothing_at_all(case):
    officer, [assignment] = officer_of(case.province), given_to(case, assessor_of(case.province))
    for person in (officer, assignment.assessor):
        ConflictFactory(person=person, organisation=case.organisation)
    score, recommended = case.scores.first(), reviewed()[0]
    ConflictFactory(person=officer, organisation=recommended.organisation)
    question = review.ask_question(score=score, text="?", by=officer_of(case.province))
    case.refresh_from_db()
    tries = (
        lambda: assigning.assign(assessment=case, assessors=[assessor_of(case.province)], by=officer),
        lambda: assigning.assign_evenly(assessments=[case], by=officer),
        lambda: assigning.release(assignment=assignment, by=officer),
        lambda: review.save_assessor_scores(assignment=assignment, values={1: 1}, remarks={}, by=assignment.assessor),
        lambda: review.finish_assignment(assignment=assignment, by=assignment.assessor),
        lambda: review.ask_question(score=question.score, text="?", by=officer),
        lambda: committee(case, [2] * 9, officer),
        lambda: review.return_assessment(assessment=case, note="เหตุผล", reasons={}, by=officer),
        lambda: review.return_assessment(assessment=case, note="เหตุผล", reasons={}, by=assignment.assessor),
        lambda: review.recommend(assessment=recommended, by=officer),
        lambda: review.withdraw(assessment=case, note="เหตุผล", by=officer),
        lambda: review.begin_review(assessment=case, by=officer),
    )
    for try_it in tries:
        with pytest.raises(NotAllowed):
            try_it()


# Two people at the same moment


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
class TestRaces:
    """One honest state, and the slower one is told."""

    def test_two_assessors_begin_at_once_and_both_keep_their_scores(self):
        case = AssessmentFactory(state="submitted", scores=[2] * 9)
        rows = given_to(case, assessor_of(case.province), assessor_of(case.province))
        copies = [AssessorAssignment.objects.select_related("assessor").get(pk=row.pk) for row in rows]
        results = race(*(lambda row=row, value=value: scored(row, [value] * 9) for value, row in enumerate(copies, 1)))
        assert results == ["done", "done"]
        assert Assessment.objects.get().state == "in_review"
        assert sorted(AssessorScore.objects.values_list("value", flat=True)) == [1] * 9 + [2] * 9
        assert AuditEvent.objects.filter(action="begin_review").count() == 1

    def test_two_recommend_at_once(self):
        case, officer = reviewed()
        other = officer_of(case.province)
        copies = [Assessment.objects.get(pk=case.pk) for _copy in range(2)]
        results = race(
            lambda: review.recommend(assessment=copies[0], by=officer),
            lambda: review.recommend(assessment=copies[1], level=3, reason="เด่น", by=other),
        )
        assert results == ["Outpaced", "done"]
        assert AuditEvent.objects.filter(action="recommend").count() == 1

    def test_recommending_and_returning_at_once(self):
        case, officer = reviewed()
        other = officer_of(case.province)
        copies = [Assessment.objects.get(pk=case.pk) for _copy in range(2)]
        results = race(
            lambda: review.recommend(assessment=copies[0], by=officer),
            lambda: review.return_assessment(assessment=copies[1], note="ขอเพิ่ม", reasons={}, by=other),
        )
        # The slower one is told either way: that somebody was faster, or that the state is another one by now.
        assert (results[0] in {"Outpaced", "Refused"}, results[1]) == (True, "done")
        assert Assessment.objects.get().state in ("recommended", "returned")

    def test_the_same_case_given_to_the_same_assessor_twice_at_once(self):
        case = AssessmentFactory(state="submitted", scores=[2] * 9)
        person, officer = assessor_of(case.province), officer_of(case.province)

        def move():
            assigning.assign(assessment=case, assessors=[person], by=officer)

        assert race(move, move) == ["Refused", "done"]
        assert AssessorAssignment.objects.count() == 1
