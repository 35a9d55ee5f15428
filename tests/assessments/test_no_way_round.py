"""No way round the rules of the review: early looks, stale recommendations, what rests under a certified case."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from assessments.actions import assignments, decisions, review
from assessments.actions.certificates import issue, revoke
from assessments.models import Assessment, AssessorAssignment, CommitteeSession, EvidenceUse, SessionCase
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import AuditEvent
from pledges.actions.evidence import remove_evidence
from pledges.models import Evidence
from tests.factories import RoleGrantFactory, administrator_of, contact_of, officer_of, role
from tests.factories_assessments import AssessmentFactory, AssignmentFactory, ConflictFactory
from tests.factories_pledges import EvidenceFactory, FollowUpReportFactory

pytestmark = pytest.mark.django_db
# Looking early


@pytest.fixture
def clock():
    with time_machine.travel("2027-08-10 10:00:00+07:00", tick=False):
        yield


@pytest.fixture
def in_review(clock):
    """A case with the committee's scores in it, one assessor who is done and one who came later."""
    case = AssessmentFactory(state="in_review", scores=[2] * 9)
    AssignmentFactory(assessment=case, done_at=timezone.now())
    version = Assessment.objects.get(pk=case.pk).version
    scores, reasons = dict.fromkeys(range(1, 10), 1), dict.fromkeys(range(1, 10), "ความลับของกรรมการ")
    officer = officer_of(case.province)
    review.save_committee_scores(assessment=case, scores=scores, reasons=reasons, version=version, by=officer)
    return AssignmentFactory(assessment=case)


HISTORY, PAGE = "admin:assessments_assessment_history", "assessments:assessment"


def test_whoever_still_scores_reads_no_committee_score_in_any_history(client, in_review):
    case, secret = in_review.assessment, "ความลับของกรรมการ"
    client.force_login(in_review.assessor)
    history = client.get(reverse(HISTORY, args=[case.pk]))
    pages = [client.get(reverse(name, args=[case.pk])) for name in (PAGE, "admin:assessments_assessment_change")]
    assert (history.status_code, [page.status_code for page in pages]) == (403, [200, 200])
    assert [secret in page.content.decode() for page in (history, *pages)] == [False] * 3
    assert reverse(HISTORY, args=[case.pk]) not in pages[1].content.decode()


def test_the_history_opens_when_she_is_done(client, in_review):
    AssessorAssignment.objects.filter(pk=in_review.pk).update(done_at=timezone.now())
    client.force_login(in_review.assessor)
    page = client.get(reverse(HISTORY, args=[in_review.assessment_id]))
    assert (page.status_code, "ความลับของกรรมการ" in page.content.decode()) == (200, True)


def test_whoever_has_a_conflict_reads_no_history_of_the_case(client, in_review):
    case = in_review.assessment
    client.force_login(ConflictFactory(person=officer_of(case.province), organisation=case.organisation).person)
    assert client.get(reverse(HISTORY, args=[case.pk])).status_code == 403
    assert "ความลับของกรรมการ" not in client.get(reverse(PAGE, args=[case.pk])).content.decode()


def test_an_administrator_finds_no_event_of_a_case_whose_history_is_closed_to_her(client, in_review):
    case, event = in_review.assessment, AuditEvent.objects.get(action="committee_scores")
    free, close, scoring = (administrator_of(case.province) for _person in range(3))
    ConflictFactory(person=close, organisation=case.organisation)
    AssignmentFactory(assessment=case, assessor=scoring)
    answers = []
    for person in (free, close, scoring):
        client.force_login(person)
        listed = client.get(reverse("admin:core_auditevent_changelist")).context["cl"].queryset
        page = client.get(reverse("admin:core_auditevent_change", args=[event.pk]))
        answers.append((listed.filter(pk=event.pk).exists(), page.status_code))
    assert answers == [(True, 200), (False, 404), (False, 404)]


def test_an_officer_who_assesses_does_not_take_her_own_case_back_to_look_at_her_colleagues_scores(clock):
    case = AssessmentFactory(state="in_review", scores=[2] * 9)
    officer = officer_of(case.province)
    RoleGrantFactory(user=officer, role=role("assessor"), province=case.province)
    own = AssignmentFactory(assessment=case, assessor=officer)
    colleague = AssignmentFactory(assessment=case, done_at=timezone.now())
    with pytest.raises(NotAllowed):
        assignments.release(assignment=own, by=officer)
    assignments.release(assignment=colleague, by=officer)
    assignments.release(assignment=own, by=officer)
    assert AssessorAssignment.objects.filter(released_at__isnull=True).count() == 0


# What was not recommended


@pytest.fixture
def on_agenda(clock):
    """A case recommended at level 3, in an open session."""
    case = AssessmentFactory(state="recommended", scores=[3] * 9)
    session = CommitteeSession.objects.create(
        province=case.province, programme_year=case.programme_year, number="1/2570", held_on=dt.date(2027, 8, 10), state="open"
    )
    return SessionCase.objects.create(session=session, assessment=case)


RESOLVED = {"resolution": "1/2570", "resolved_on": dt.date(2027, 8, 10)}


def test_a_decision_compares_with_what_is_recommended_now_not_with_what_was_on_the_screen(on_agenda):
    officer = officer_of(on_agenda.assessment.province)
    Assessment.objects.update(recommended_level=1)
    with pytest.raises(Refused):
        decisions.decide(case=on_agenda, level=3, by=officer, **RESOLVED)
    assert Assessment.objects.get().state == "recommended"


def test_a_recommendation_taken_back_a_moment_ago_is_not_certified(on_agenda):
    officer = officer_of(on_agenda.assessment.province)
    Assessment.objects.update(state="in_review")
    with pytest.raises(Outpaced):
        decisions.decide(case=on_agenda, level=3, by=officer, **RESOLVED)
    with pytest.raises(Refused):
        decisions.certify_many(session=on_agenda.session, cases=[on_agenda], by=officer, **RESOLVED)
    assert Assessment.objects.get().state == "in_review"


# What was certified


def test_a_case_whose_certificate_is_valid_is_not_withdrawn_while_it_is_looked_at_again(clock, client):
    case = AssessmentFactory(state="certified", scores=[3] * 9)
    officer = officer_of(case.province)
    (certificate,) = issue(assessments=[case], issued_on=dt.date(2027, 8, 10), by=officer)
    Assessment.objects.update(state="in_review")
    case.refresh_from_db()
    client.force_login(officer)
    page = client.post(reverse("admin:assessments_assessment_do", args=[case.pk, "withdraw"]), {"note": "ไม่ร่วมแล้ว"})
    link = f'<a href="{reverse("assessments:certificate", args=[certificate.pk])}">{certificate}</a>'
    told = f"<li>เกียรติบัตรเลขที่ {link} ของเรื่องนี้ยังมีผลอยู่ กรุณาเพิกถอนก่อน</li>"
    assert (page.content.decode().count(told), Assessment.objects.get().state) == (1, "in_review")
    revoke(certificate=certificate, reason="ไม่ร่วมแล้ว", by=officer)
    review.withdraw(assessment=case, note="ไม่ร่วมแล้ว", by=officer)
    assert Assessment.objects.get().state == "withdrawn"


def test_evidence_that_an_assessment_rests_on_is_not_taken_out_of_its_report(clock):
    report = FollowUpReportFactory(state="returned")
    piece = EvidenceFactory(report=report)
    case = AssessmentFactory(state="certified", scores=[3] * 9, organisation=report.pledge.organisation)
    EvidenceUse.objects.create(score=case.scores.first(), evidence=piece)
    with pytest.raises(Refused):
        remove_evidence(evidence=piece, by=contact_of(report.pledge.organisation))
    assert Evidence.objects.filter(pk=piece.pk).exists()
