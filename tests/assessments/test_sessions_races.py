"""Two people at the same moment over one session, or two sessions over one case: one honest state, and both are told."""

import datetime as dt

import pytest

from assessments.actions import appeals, decisions, sessions
from assessments.actions.certificates import issue
from assessments.models import Appeal, Assessment, Certificate, CommitteeSession, Decision, SessionCase
from moralprovince.core.models import AuditEvent
from tests.factories import OfficeFactory, OrganisationFactory, ProgrammeYearFactory, contact_of, officer_of
from tests.factories_assessments import AssessmentFactory
from tests.support.races import race, race_in_order

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.time_machine("2027-08-10 10:00:00+07:00", tick=False),
]

DAY = dt.date(2027, 8, 10)
# Named so that the order of names is the reverse of the order of keys.
NAMES = ("ฮ", "ม", "ก")


@pytest.fixture
def people():
    province = OfficeFactory().province
    return [officer_of(province), officer_of(province)]


@pytest.fixture
def cases(people):
    return [
        AssessmentFactory(state="recommended", scores=[3] * 9, organisation=OrganisationFactory(name=name)) for name in NAMES
    ]


@pytest.fixture
def two_sessions(people, cases):
    """All cases on the agendas of both: the first was closed before they were decided, and is opened again."""
    year = ProgrammeYearFactory(province=cases[0].province)
    found = []
    for number, officer in enumerate(people, 1):
        session = sessions.plan_session(programme_year=year, number=f"{number}/2570", held_on=DAY, by=officer)
        sessions.put_on_agenda(session=session, assessments=cases, by=officer)
        sessions.open_session(session=session, by=officer)
        sessions.close_session(session=session, by=officer)
        found.append(session)
    for session in found:
        sessions.reopen_session(session=session, note="ยังไม่ได้พิจารณา", by=people[0])
    return found


def fresh(session):
    return CommitteeSession.objects.get(pk=session.pk)


def agenda(session, *assessments):
    rows = SessionCase.objects.select_related("assessment", "session").filter(session=session)
    found = {case.assessment_id: case for case in rows}
    return [found[one.pk] for one in assessments] if assessments else list(found.values())


def deciding(session, case, by, level=3):
    (row,) = agenda(session, case)
    return lambda: decisions.decide(
        case=row, level=level, resolution=session.number, resolved_on=DAY, note="ที่ประชุมเห็นควร", by=by
    )


def certifying(session, by, *assessments):
    rows, seen = agenda(session, *assessments), fresh(session)
    return lambda: decisions.certify_many(session=seen, cases=rows, resolution=session.number, resolved_on=DAY, by=by)


def decided():
    """Every decision with the state and level of its case; a case with two decisions stands here twice."""
    rows = Decision.objects.order_by("assessment_id", "pk")
    return list(rows.values_list("assessment_id", "level", "assessment__state", "assessment__certified_level"))


def told(results):
    return sorted("done" if one == "done" else "told" for one in results)


# Two committees


def test_two_sessions_decide_the_same_case_and_one_decision_stands(two_sessions, cases, people):
    first, second = two_sessions
    results = race(deciding(first, cases[0], people[0], level=3), deciding(second, cases[0], people[1], level=2))
    assert told(results) == ["done", "told"]
    ((_case, level, state, certified),) = decided()
    assert (state, certified) == ("certified", level)
    assert AuditEvent.objects.filter(action="certify").count() == 1


def test_two_committees_certify_many_of_the_same_cases_and_one_resolution_stands(two_sessions, cases, people):
    first, second = two_sessions
    results = race(certifying(first, people[0]), certifying(second, people[1]))
    assert told(results) == ["done", "told"]
    assert decided() == [(case.pk, 3, "certified", 3) for case in cases]
    assert Decision.objects.values_list("resolution", flat=True).distinct().count() == 1


@pytest.mark.parametrize("turn", range(3))
def test_sessions_with_overlapping_cases_certify_all_of_theirs_or_none(two_sessions, cases, people, turn):
    first, second = two_sessions
    results = race_in_order(certifying(first, people[0], *cases[:2]), certifying(second, people[1], *cases[1:]))
    assert told(results) == ["done", "told"]
    faster = cases[:2] if results[0] == "done" else cases[1:]
    assert decided() == [(case.pk, 3, "certified", 3) for case in faster]
    assert Assessment.objects.filter(state="recommended").count() == 1


def test_one_case_is_decided_while_many_are_certified(two_sessions, cases, people):
    first, second = two_sessions
    results = race_in_order(deciding(first, cases[1], people[0], level=1), certifying(second, people[1]))
    one, many = [(cases[1].pk, 1, "certified", 1)], [(case.pk, 3, "certified", 3) for case in cases]
    assert (told(results), decided()) == (["done", "told"], one if results[0] == "done" else many)


# One session


def test_a_session_is_closed_while_a_case_is_decided(two_sessions, cases, people):
    session = two_sessions[0]
    seen = fresh(session)
    results = race_in_order(lambda: sessions.close_session(session=seen, by=people[0]), deciding(session, cases[0], people[1]))
    # Decided first and closed then, or closed first and whoever decides is told: nothing enters a closed session.
    last = list(AuditEvent.objects.order_by("-pk").values_list("action", flat=True)[:2])
    assert (results, last, Decision.objects.count()) in (
        (["done", "done"], ["close", "certify"], 1), (["done", "Refused"], ["close", "reopen"], 0)
    )  # fmt: skip
    assert fresh(session).state == "closed"


def test_a_case_is_taken_off_while_it_is_decided(two_sessions, cases, people):
    session = two_sessions[0]
    (row,) = agenda(session, cases[0])
    results = race_in_order(lambda: sessions.take_off_agenda(case=row, by=people[0]), deciding(session, cases[0], people[1]))
    on_it = SessionCase.objects.filter(session=session, assessment=cases[0]).exists()
    assert (results, on_it, Decision.objects.count()) in (
        (["done", "Outpaced"], False, 0), (["Refused", "done"], True, 1)
    )  # fmt: skip


def test_two_who_plan_put_a_case_on_one_agenda_only(cases, people):
    year = ProgrammeYearFactory(province=cases[0].province)
    planned = [
        sessions.plan_session(programme_year=year, number=f"{number}/2570", held_on=DAY, by=people[0]) for number in (1, 2)
    ]

    def putting(session, by, wanted):
        return lambda: sessions.put_on_agenda(session=session, assessments=wanted, by=by)

    results = race(*(putting(*three) for three in zip(planned, people, (cases, cases[::-1]), strict=True)))
    assert results == ["Refused", "done"]
    assert sorted(SessionCase.objects.values_list("assessment_id", flat=True)) == [case.pk for case in cases]
    assert SessionCase.objects.values("session").distinct().count() == 1


def test_two_who_move_cases_up_both_succeed(two_sessions, cases, people):
    session = two_sessions[0]
    first, second, third = sorted(agenda(session), key=lambda case: case.order)
    results = race(*(
        lambda case=case, by=by: sessions.move_case(case=case, steps=-1, by=by)
        for case, by in zip((second, third), people, strict=True)
    ))  # fmt: skip
    assert results == ["done", "done"]
    # Both moves count, in whichever order: neither is written over by the other.
    assert list(session.cases.order_by("order")) in ([second, third, first], [first, second, third])


# With what comes after


def test_an_appeal_is_filed_while_many_are_certified(two_sessions, cases, people):
    contact = contact_of(cases[0].organisation)
    seen = Assessment.objects.get(pk=cases[0].pk)
    results = race_in_order(
        certifying(two_sessions[0], people[0]),
        lambda: appeals.file_appeal(assessment=seen, reason="ขอให้พิจารณาใหม่", items={2: "แนบภาพแล้ว"}, by=contact),
    )
    # Certified first: the appeal is against that decision. Appealed first: there was nothing to appeal against.
    assert (results, Appeal.objects.count()) in ((["done", "done"], 1), (["done", "Refused"], 0))
    assert decided() == [(case.pk, 3, "certified", 3) for case in cases]


def test_certificates_are_asked_for_while_many_are_certified(two_sessions, cases, people):
    results = race_in_order(
        certifying(two_sessions[0], people[0]), lambda: issue(assessments=cases, issued_on=DAY, by=people[1])
    )
    assert (results, Certificate.objects.count()) in ((["done", "done"], 3), (["done", "Refused"], 0))


def test_results_are_sent_up_twice_at_once(two_sessions, cases, people):
    certifying(two_sessions[0], people[0])()
    seen = [list(Assessment.objects.order_by("pk")), list(Assessment.objects.order_by("-pk"))]
    results = race(*(
        lambda rows=rows, by=by: decisions.move_many(assessments=rows, step="send_up", by=by)
        for rows, by in zip(seen, people, strict=True)
    ))  # fmt: skip
    assert results == ["Outpaced", "done"]
    assert AuditEvent.objects.filter(action="send_up").count() == 3


def test_the_yearly_selection_is_made_twice_at_once(two_sessions, cases, people):
    certifying(two_sessions[0], people[0])()
    year = ProgrammeYearFactory(province=cases[0].province)
    seen = [Assessment.objects.get(pk=case.pk) for case in cases[:2]]
    results = race(*(
        lambda case=case, by=by: decisions.choose_outstanding(
            programme_year=year, kind="organisation", assessment=case, resolution="1/2570", resolved_on=DAY, by=by
        )
        for case, by in zip(seen, people, strict=True)
    ))  # fmt: skip
    assert results == ["Outpaced", "done"]
    assert AuditEvent.objects.filter(action="choose_outstanding").count() == 1
