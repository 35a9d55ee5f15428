"""Appeals: in time and by whom, to another assessor, answered; a granted one opens its own decision, and only that."""

import datetime as dt

import pytest
import time_machine

from assessments.actions.appeals import ItemAnswer, answer_appeal, file_appeal, look_again, take_up
from assessments.actions.certificates import issue
from assessments.actions.decisions import certify_many, decide, move_many
from assessments.models import (
    Appeal,
    Assessment,
    AssessmentCalendar,
    AssessorAssignment,
    Certificate,
    CommitteeSession,
    OutstandingAward,
    Score,
    SessionCase,
)
from assessments.permissions import may_look_again, may_reopen
from assessments.statistics import assessments_of
from assessments.workflow import ASSESSMENT
from moralprovince.core.audit import history_of
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import AuditEvent, Message
from moralprovince.core.periods import Period
from tests.factories import OrganisationFactory, ProvinceFactory, UserFactory, contact_of, coordinator_of, officer_of
from tests.factories_assessments import (
    AssessmentFactory,
    AssignmentFactory,
    ConflictFactory,
    assessor_of,
    committee_member_of,
)
from tests.support.races import race_in_order

# Two working days after the decision of 10 August 2570.
SOON = dt.datetime(2027, 8, 13, 3, tzinfo=dt.UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(SOON, tick=False)]
REASONS = {2: "แนบภาพกิจกรรมไว้แล้ว", 5: ""}
ANSWERS = {2: ItemAnswer("พบภาพกิจกรรมจริง", 3)}


@pytest.fixture
def case():
    return AssessmentFactory(state="certified", scores=[2] * 9)


@pytest.fixture
def officer(case):
    return officer_of(case.province)


def filed(case, **more):
    given = {"reason": "ขอให้พิจารณาใหม่", "items": REASONS, "by": contact_of(case.organisation)}
    return file_appeal(assessment=case, **{**given, **more})


def looked_at(case, officer):
    appeal = filed(case)
    take_up(appeal=appeal, assessor=assessor_of(case.province), by=officer)
    return appeal


# Filing


def test_an_appeal_keeps_its_reasons_and_the_day_its_answer_is_due(case, officer):
    appeal = Appeal.objects.get(pk=filed(case).pk)
    assert (appeal.state, appeal.filed_on, appeal.decision) == ("filed", dt.date(2027, 8, 13), case.decisions.get())
    # 30 working days after 13 August 2570: no holiday among them.
    assert appeal.answer_due_on == dt.date(2027, 9, 24)
    assert [(row.score.criterion.number, row.reason) for row in appeal.items.all()] == [(2, "แนบภาพกิจกรรมไว้แล้ว")]
    assert list(AuditEvent.objects.filter(action="file_appeal").values_list("province_code", flat=True)) == ["14"]
    assert list(Message.objects.filter(channel="inbox").values_list("kind", "recipient")) == [("appeal_filed", officer.pk)]


@pytest.mark.parametrize(
    ("day", "possible"), [(dt.date(2027, 8, 10), True), (dt.date(2027, 9, 1), True), (dt.date(2027, 9, 2), False)]
)
def test_fifteen_working_days_after_the_decision_it_is_too_late(case, day, possible):
    with time_machine.travel(dt.datetime.combine(day, dt.time(3), dt.UTC), tick=False):
        if possible:
            assert filed(case).filed_on == day
        else:
            with pytest.raises(Refused, match="1 กันยายน 2570"):
                filed(case)


def test_the_office_sets_the_days(case):
    AssessmentCalendar.objects.create(programme_year=case.programme_year, appeal_days=2, appeal_answer_days=1)
    with time_machine.travel(dt.datetime(2027, 8, 16, 3, tzinfo=dt.UTC), tick=False), pytest.raises(Refused):
        filed(case)
    # 12 August is a holiday: the second working day is Friday 13, and the answer is due on Monday.
    assert filed(case).answer_due_on == dt.date(2027, 8, 16)


def test_the_office_enters_a_letter_with_the_day_it_came(case, officer):
    with time_machine.travel(dt.datetime(2027, 9, 20, 3, tzinfo=dt.UTC), tick=False):
        with pytest.raises(NotAllowed):
            filed(case, filed_on=dt.date(2027, 8, 31))
        with pytest.raises(Refused):
            filed(case, filed_on=dt.date(2027, 9, 2), by=officer)
        with pytest.raises(Refused):
            filed(case, filed_on=dt.date(2027, 8, 9), by=officer)
        with pytest.raises(Refused):
            filed(case, filed_on=dt.date(2027, 9, 21), by=officer)
        appeal = filed(case, filed_on=dt.date(2027, 8, 31), by=officer, on_behalf_of="เจ้าอาวาส")
    assert (appeal.filed_on, appeal.on_behalf_of, appeal.filed_by) == (dt.date(2027, 8, 31), "เจ้าอาวาส", officer)


def test_who_appeals(case):
    body = case.organisation
    for person in (
        contact_of(OrganisationFactory()), assessor_of(case.province), committee_member_of(case.province),
        officer_of(ProvinceFactory(code="60")),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            filed(case, by=person)
    assert filed(case, by=coordinator_of(body.network)).state == "filed"


@pytest.mark.parametrize("state", ["self", "submitted", "in_review", "returned", "recommended", "withdrawn"])
def test_only_what_was_decided_is_appealed_against(state):
    case = AssessmentFactory(state=state, scores=[2] * 9)
    with pytest.raises(Refused):
        filed(case)


def test_an_appeal_needs_a_reason_and_an_item_that_exists(case):
    for given in ({"reason": " "}, {"items": {}}, {"items": {2: " "}}, {"items": {10: "ข้อสิบ"}}):
        with pytest.raises(Refused):
            filed(case, **given)
    assert Appeal.objects.count() == 0


def test_one_appeal_against_one_decision(case, officer):
    appeal = looked_at(case, officer)
    with pytest.raises(Refused):
        filed(case)
    answer_appeal(appeal=appeal, granted=False, answer="คงผลเดิม", items=ANSWERS, by=officer)
    with pytest.raises(Refused):
        filed(case)


# Another assessor


def test_another_assessor_takes_it_up_and_is_told(case, officer):
    appeal, assessor = filed(case), assessor_of(case.province)
    take_up(appeal=appeal, assessor=assessor, by=officer)
    kept = Appeal.objects.get(pk=appeal.pk)
    assert (kept.state, kept.assessor) == ("in_review", assessor)
    assert list(AssessorAssignment.objects.values_list("assessor", "for_appeal")) == [(assessor.pk, True)]
    assert Message.objects.filter(kind="appeal_assigned", recipient=assessor, channel="inbox").count() == 1


def test_never_one_who_saw_the_case_before_nor_one_with_a_conflict_nor_a_stranger(case, officer):
    former, conflicted, belongs = (assessor_of(case.province) for _number in range(3))
    AssignmentFactory(assessment=case, assessor=former, released_at=SOON)
    ConflictFactory(person=conflicted, organisation=case.organisation)
    contact_of(case.organisation).role_grants.update(user=belongs)
    elsewhere, nobody = assessor_of(ProvinceFactory(code="60")), UserFactory()
    gone, fit = assessor_of(case.province, is_active=False), assessor_of(case.province)
    appeal = filed(case)
    # Whoever appealed looks no more, also once she is no contact any longer.
    appealed = assessor_of(case.province)
    Appeal.objects.update(filed_by=appealed)
    appeal.refresh_from_db()
    for person in (former, conflicted, belongs, elsewhere, nobody, gone, appealed):
        with pytest.raises(Refused):
            take_up(appeal=appeal, assessor=person, by=officer)
    assert Appeal.objects.get().state == "filed"
    assert set(may_look_again(appeal)) == {fit}


def test_the_office_gives_it_out_and_only_once(case, officer):
    appeal = filed(case)
    mine, hers = Appeal.objects.get(), Appeal.objects.get()
    with pytest.raises(NotAllowed):
        take_up(appeal=appeal, assessor=assessor_of(case.province), by=contact_of(case.organisation))
    take_up(appeal=mine, assessor=assessor_of(case.province), by=officer)
    with pytest.raises(Outpaced):
        take_up(appeal=hers, assessor=assessor_of(case.province), by=officer)
    assert AssessorAssignment.objects.count() == 1


def test_the_assessor_of_the_appeal_writes_down_what_she_found(case, officer):
    appeal = looked_at(case, officer)
    for person in (contact_of(case.organisation), assessor_of(case.province)):
        with pytest.raises(NotAllowed):
            look_again(appeal=appeal, items=ANSWERS, by=person)
    with pytest.raises(Refused):
        look_again(appeal=appeal, items={2: ItemAnswer("สูงเกิน", 4)}, by=appeal.assessor)
    look_again(appeal=appeal, items=ANSWERS, by=appeal.assessor)
    assert list(appeal.items.values_list("answer", "value")) == [("พบภาพกิจกรรมจริง", 3)]


# Answering


def test_a_dismissed_appeal_leaves_the_result_and_tells_the_body(case, officer):
    appeal = looked_at(case, officer)
    answer_appeal(appeal=appeal, granted=False, answer="หลักฐานไม่พอ", items={2: ItemAnswer("ไม่พบ")}, by=officer)
    kept = Appeal.objects.get()
    assert (kept.state, kept.answer, kept.answered_on, kept.answered_by) == (
        "dismissed", "หลักฐานไม่พอ", dt.date(2027, 8, 13), officer
    )  # fmt: skip
    assert Assessment.objects.get().state == "certified"
    assert AssessorAssignment.objects.get(assessor=appeal.assessor).done_at == SOON
    assert Message.objects.filter(kind="appeal_answered", recipient=kept.filed_by, channel="inbox").count() == 1
    assert may_reopen(officer, case) is False


def test_a_granted_appeal_opens_the_case_for_the_other_assessor_alone(case, officer):
    former = AssignmentFactory(assessment=case)
    appeal = looked_at(case, officer)
    answer_appeal(appeal=appeal, granted=True, answer="รับคำอุทธรณ์", items=ANSWERS, by=officer)
    assert Assessment.objects.get().state == "in_review"
    standing = AssessorAssignment.objects.filter(released_at__isnull=True)
    assert list(standing.values_list("assessor", flat=True)) == [appeal.assessor_id]
    assert AssessorAssignment.objects.get(pk=former.pk).released_at == SOON
    score = Score.objects.get(assessment=case, criterion__number=2)
    assert (score.committee_score, score.reason) == (3, "พบภาพกิจกรรมจริง")
    actions = AuditEvent.objects.filter(object_type__in=["assessments.appeal", "assessments.assessment"])
    assert list(actions.order_by("pk").values_list("action", flat=True)) == ["file_appeal", "take_up", "grant", "review_again"]


def test_an_answer_says_something_on_every_item(case, officer):
    appeal = looked_at(case, officer)
    with pytest.raises(Refused):
        answer_appeal(appeal=appeal, granted=True, answer=" ", items=ANSWERS, by=officer)
    with pytest.raises(Refused):
        answer_appeal(appeal=Appeal.objects.get(), granted=True, answer="รับ", items={2: ItemAnswer(" ")}, by=officer)
    for person in (appeal.assessor, contact_of(case.organisation)):
        with pytest.raises(NotAllowed):
            answer_appeal(appeal=Appeal.objects.get(), granted=True, answer="รับ", items=ANSWERS, by=person)
    assert (Appeal.objects.get().state, Assessment.objects.get().state) == ("in_review", "certified")


def on_agenda_again(case, level):
    """The way back: recommended, on the agenda of an open session."""
    Assessment.objects.filter(pk=case.pk).update(state="recommended", recommended_level=level)
    session = CommitteeSession.objects.create(
        province=case.province, programme_year=case.programme_year, number="3/2570", held_on=dt.date(2027, 8, 13), state="open"
    )
    return SessionCase.objects.create(session=session, assessment=Assessment.objects.get(pk=case.pk))


def certify_again(case, level, officer):
    """The whole way back, decided."""
    entry = on_agenda_again(case, level)
    decide(case=entry, level=level, resolution="3/2570", resolved_on=dt.date(2027, 8, 13), by=officer)
    return Assessment.objects.get(pk=case.pk)


@pytest.mark.parametrize("many", [False, True], ids=["one", "many"])
def test_a_case_is_not_decided_anew_on_a_day_before_it_was_decided(case, officer, many):
    entry = on_agenda_again(case, 3)
    (first,) = case.decisions.all()
    given = {"resolution": "3/2570", "resolved_on": first.resolved_on - dt.timedelta(days=1), "by": officer}
    with pytest.raises(Refused) as refused:
        if many:
            certify_many(session=entry.session, cases=[entry], **given)
        else:
            decide(case=entry, level=3, **given)
    told = f"“{case.title}” มีมติแล้วเมื่อวันที่ 10 สิงหาคม 2570 โปรดตรวจวันที่มีมติอีกครั้ง"
    assert (str(refused.value), refused.value.field) == (told, "resolved_on")
    assert (Assessment.objects.get().state, list(case.decisions.all())) == ("recommended", [first])
    decide(case=entry, level=3, **{**given, "resolved_on": first.resolved_on})
    assert level_told(case) == 3


def level_told(case):
    """The level by which summaries count it."""
    return assessments_of(Period(case.programme_year.fiscal_year), SOON.date()).get(pk=case.pk).level_then


@pytest.mark.parametrize(
    ("level", "expected"), [(1, [("valid", 1)]), (3, [("replaced", 1), ("valid", 3)]), (0, [("revoked", 1)])]
)
def test_the_certificate_stays_until_the_new_result_and_then_follows_it(case, officer, level, expected):
    assert case.certified_level == 1
    issue(assessments=[case], issued_on=dt.date(2027, 8, 13), by=officer)
    appeal = looked_at(case, officer)
    answer_appeal(appeal=appeal, granted=True, answer="รับคำอุทธรณ์", items=ANSWERS, by=officer)
    assert list(Certificate.objects.values_list("state", "level")) == [("valid", 1)]
    certify_again(case, level, officer)
    assert list(Certificate.objects.order_by("number").values_list("state", "level")) == expected


@pytest.mark.parametrize(("level", "kept"), [(3, True), (2, False)])
def test_the_yearly_selection_ends_where_the_new_result_is_below_the_highest_level(officer, level, kept):
    best = AssessmentFactory(state="certified", scores=[3] * 9)
    award = OutstandingAward.objects.create(
        programme_year=best.programme_year, kind=best.kind, assessment=best, resolution="2/2570",
        resolved_on=dt.date(2027, 8, 12), by=officer,
    )  # fmt: skip
    certify_again(best, level, officer)
    assert list(OutstandingAward.objects.all()) == ([award] if kept else [])
    told = [event.action for event in history_of(best)]
    assert told.count("take_outstanding_back") == int(not kept)


def test_one_granted_appeal_opens_the_case_once(case, officer):
    appeal = looked_at(case, officer)
    answer_appeal(appeal=appeal, granted=True, answer="รับคำอุทธรณ์", items=ANSWERS, by=officer)
    again = certify_again(case, 2, officer)
    with pytest.raises(NotAllowed):
        ASSESSMENT.move(again, "review_again", by=officer, note="อีกครั้ง")
    assert filed(again).decision.resolution == "3/2570"


# At the same moment


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
class TestRaces:
    """One honest state, and the slower one is told."""

    def test_two_who_appeal_at_once_make_one_appeal(self, case):
        people = [contact_of(case.organisation), contact_of(case.organisation)]
        results = race_in_order(*(lambda one=one: filed(Assessment.objects.get(pk=case.pk), by=one) for one in people))
        assert sorted(results) == ["Refused", "done"]
        assert Appeal.objects.count() == 1

    def test_an_appeal_is_granted_while_the_case_is_sent_up(self, case, officer):
        appeal, other = looked_at(case, officer), officer_of(case.province)
        seen = Assessment.objects.get(pk=case.pk)
        results = race_in_order(
            lambda: answer_appeal(appeal=appeal, granted=True, answer="รับ", items=ANSWERS, by=officer),
            lambda: move_many(assessments=[seen], step="send_up", by=other),
        )
        state, answer = Assessment.objects.get().state, Appeal.objects.get().state
        # Sent up first: the appeal opens it from there. Granted first: whoever sends up is told.
        assert (results, state, answer) in (
            (["done", "done"], "in_review", "granted"), (["done", "Outpaced"], "in_review", "granted"),
        )  # fmt: skip

    def test_a_certificate_is_issued_while_the_appeal_is_granted(self, case, officer):
        appeal, other = looked_at(case, officer), officer_of(case.province)
        seen = Assessment.objects.get(pk=case.pk)
        results = race_in_order(
            lambda: answer_appeal(appeal=appeal, granted=True, answer="รับ", items=ANSWERS, by=officer),
            lambda: issue(assessments=[seen], issued_on=dt.date(2027, 8, 13), by=other),
        )
        assert (results, Certificate.objects.count()) in ((["done", "done"], 1), (["done", "Refused"], 0))
        assert (Assessment.objects.get().state, Appeal.objects.get().state) == ("in_review", "granted")

    def test_an_appeal_is_filed_while_the_case_is_certified(self, officer):
        case = AssessmentFactory(state="recommended", scores=[2] * 9)
        session = CommitteeSession.objects.create(
            province=case.province, programme_year=case.programme_year, number="1/2570", held_on=SOON.date(), state="open"
        )
        entry = SessionCase.objects.create(session=session, assessment=case)
        person = contact_of(case.organisation)
        results = race_in_order(
            lambda: decide(case=entry, level=1, resolution="1/2570", resolved_on=SOON.date(), by=officer),
            lambda: filed(Assessment.objects.get(pk=case.pk), by=person),
        )
        assert (results, Appeal.objects.count()) in ((["done", "done"], 1), (["done", "Refused"], 0))
        assert Assessment.objects.get(pk=case.pk).state == "certified"
