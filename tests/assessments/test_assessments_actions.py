"""Beginning, filling in and sending a self-assessment: one a year, nothing lost, every missing item named."""

import datetime as dt

import pytest

from assessments.actions.assessments import (
    ScoreEntry,
    begin_assessment,
    file_from_paper,
    save_scores,
    send_assessment,
    submit_assessment,
)
from assessments.models import Assessment, AssessmentCalendar
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import AuditEvent
from networks.models import Organisation, ProgrammeYear
from tests.factories import (
    DistrictFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    ProvinceFactory,
    contact_of,
    coordinator_of,
    officer_of,
)
from tests.factories_assessments import AssessmentFactory, use_in
from tests.factories_pledges import PledgeFactory, StoredFileFactory

# 15 July 2027, sixteen days before the self-assessment is due.
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(dt.datetime(2027, 7, 15, 5, tzinfo=dt.UTC), tick=False)]


@pytest.fixture
def body():
    return OrganisationFactory(members=50)


@pytest.fixture
def year(body) -> ProgrammeYear:
    year = ProgrammeYearFactory(province=body.province)
    use_in(year)
    return year


def given(*scores: int | None) -> list[ScoreEntry]:
    return [ScoreEntry(number, score, f"ข้อ {number}") for number, score in enumerate(scores, 1)]


def own_scores(assessment: Assessment) -> list[int | None]:
    return list(assessment.scores.order_by("criterion__number").values_list("self_score", flat=True))


def actions_of(assessment: Assessment) -> list[str]:
    found = AuditEvent.objects.filter(object_type="assessments.assessment", object_id=str(assessment.pk))
    return list(found.order_by("pk").values_list("action", flat=True))


# Beginning


def test_a_body_begins_with_an_empty_row_for_each_item_of_its_years_form(body, year):
    AssessmentCalendar.objects.create(programme_year=year, self_due_on=dt.date(2027, 7, 31))
    begun = begin_assessment(subject=body, programme_year=year, by=contact_of(body))
    assert (begun.state, begun.kind, begun.due_on, begun.criteria_set.code) == (
        "self",
        body.kind,
        dt.date(2027, 7, 31),
        "plan2",
    )
    assert own_scores(begun) == [None] * 9
    assert actions_of(begun) == ["begin_assessment"]


@pytest.mark.parametrize(("joined", "score"), [(40, 3), (39, 2), (24, 1), (0, 0), (None, None)])
def test_the_pledge_of_the_year_proposes_the_score_of_the_first_item(body, year, joined, score):
    for ended_on, others in ((dt.date(2027, 1, 5), 10), (dt.date(2027, 2, 5), joined)):
        others = {"members": 50, "members_joined": others}
        PledgeFactory(organisation=body, programme_year=year, state="ended", ended_on=ended_on, **others)
    begun = begin_assessment(subject=body, programme_year=year, by=contact_of(body))
    assert own_scores(begun) == [score, *[None] * 8]


def test_a_pledge_that_is_only_a_draft_proposes_nothing(body, year):
    PledgeFactory(organisation=body, programme_year=year, state="draft", members=50, members_joined=50)
    assert own_scores(begin_assessment(subject=body, programme_year=year, by=contact_of(body)))[0] is None


def test_there_is_one_assessment_of_a_body_in_a_year(body, year):
    contact = contact_of(body)
    begin_assessment(subject=body, programme_year=year, by=contact)
    with pytest.raises(Refused, match="แล้ว"):
        begin_assessment(subject=body, programme_year=year, by=contact)
    assert Assessment.objects.count() == 1


def test_without_criteria_of_the_year_nothing_begins_and_the_sentence_names_year_and_kind(body):
    year = ProgrammeYearFactory(province=body.province)
    with pytest.raises(Refused) as refused:
        begin_assessment(subject=body, programme_year=year, by=contact_of(body))
    assert "2570" in str(refused.value.sentence)
    assert not Assessment.objects.exists()


def test_before_its_first_day_only_the_office_begins(body, year):
    AssessmentCalendar.objects.create(programme_year=year, opens_on=dt.date(2027, 7, 16))
    with pytest.raises(Refused, match="16 กรกฎาคม 2570"):
        begin_assessment(subject=body, programme_year=year, by=contact_of(body))
    assert begin_assessment(subject=body, programme_year=year, by=officer_of(body.province)).state == "self"


def test_a_stranger_a_closed_year_a_withdrawn_body_and_another_province_are_refused(body, year):
    with pytest.raises(NotAllowed):
        begin_assessment(subject=body, programme_year=year, by=contact_of(OrganisationFactory()))
    contact = contact_of(body)
    other = ProgrammeYearFactory(province=ProvinceFactory(code="15"))
    with pytest.raises(Refused):
        begin_assessment(subject=body, programme_year=other, by=contact)
    year.read_only_from = dt.date(2027, 7, 15)
    with pytest.raises(Refused):
        begin_assessment(subject=body, programme_year=year, by=contact)
    year.read_only_from = None
    Organisation.objects.filter(pk=body.pk).update(state="withdrawn")
    with pytest.raises(Refused):
        begin_assessment(subject=body, programme_year=year, by=contact)


def test_the_office_begins_for_a_district_and_for_the_province_and_a_coordinator_does_not(body, year):
    district = DistrictFactory(province=body.province)
    officer = officer_of(body.province)
    found = [begin_assessment(subject=one, programme_year=year, by=officer) for one in (district, body.province)]
    assert [(one.kind, one.subject) for one in found] == [("district", district), ("province", body.province)]
    with pytest.raises(NotAllowed):
        begin_assessment(subject=DistrictFactory(province=body.province), programme_year=year, by=coordinator_of(body.network))


# Filling in


def test_what_was_typed_is_kept_item_by_item_complete_or_not():
    one = AssessmentFactory()
    save_scores(assessment=one, entries=given(3, None, 2), version=1, by=contact_of(one.organisation))
    assert own_scores(one) == [3, None, 2, *[None] * 6]
    assert (one.version, actions_of(one)) == (2, ["save_scores"])


def test_the_slower_of_two_is_told_and_nothing_of_the_faster_is_lost():
    one = AssessmentFactory()
    contact = contact_of(one.organisation)
    save_scores(assessment=Assessment.objects.get(pk=one.pk), entries=given(3), version=1, by=contact)
    with pytest.raises(Outpaced):
        save_scores(assessment=Assessment.objects.get(pk=one.pk), entries=given(1), version=1, by=contact)
    assert own_scores(one)[0] == 3


def test_a_score_beyond_the_form_is_refused_with_its_item():
    one = AssessmentFactory()
    with pytest.raises(Refused, match="2"):
        save_scores(assessment=one, entries=given(1, 4), version=1, by=contact_of(one.organisation))
    assert own_scores(one) == [None] * 9


@pytest.mark.parametrize("state", ["submitted", "in_review", "recommended", "certified", "announced"])
def test_what_was_sent_is_not_written_any_more(state):
    one = AssessmentFactory(state=state, scores=[2] * 9)
    with pytest.raises(Refused):
        save_scores(assessment=one, entries=given(*[3] * 9), version=1, by=contact_of(one.organisation))
    assert own_scores(one) == [2] * 9


# Sending


def test_sending_names_every_item_without_a_score_and_keeps_the_state():
    one = AssessmentFactory(scores=[2, None, 2, 2, 2, 2, 2, 2, None])
    with pytest.raises(Refused) as refused:
        submit_assessment(assessment=one, by=contact_of(one.organisation))
    assert [number for number in range(1, 10) if f"ข้อ {number}" in str(refused.value.sentence)] == [2, 9]
    assert Assessment.objects.get().state == "self"


def test_sending_sets_level_day_and_sender():
    one = AssessmentFactory()
    contact = contact_of(one.organisation)
    send_assessment(assessment=one, entries=given(3, 3, 3, 3, 3, 3, 1, 0, 0), version=1, by=contact)
    kept = Assessment.objects.get()
    assert (kept.state, kept.self_level, kept.submitted_on, kept.filed_by) == ("submitted", 2, dt.date(2027, 7, 15), contact)
    assert actions_of(one) == ["submit"]


def test_a_returned_one_is_sent_again_with_its_first_day_and_its_reasons_are_settled():
    one = AssessmentFactory(state="returned", scores=[2] * 9)
    one.scores.filter(criterion__number=4).update(return_reason="โปรดแนบภาพ")
    send_assessment(assessment=one, entries=given(*[3] * 9), version=1, by=contact_of(one.organisation))
    kept = Assessment.objects.get()
    assert (kept.state, kept.self_level, kept.submitted_on, kept.returned_note) == ("submitted", 3, dt.date(2027, 7, 29), "")
    assert set(kept.scores.values_list("return_reason", flat=True)) == {""}


def test_an_officer_enters_what_came_on_paper_with_the_day_it_came_and_its_scan():
    one = AssessmentFactory()
    officer, scan = officer_of(one.province), StoredFileFactory()
    file_from_paper(
        assessment=one, entries=given(*[2] * 9), on_behalf_of="นางสมศรี ประธาน", received_on=dt.date(2027, 7, 10),
        paper=scan, version=1, by=officer,
    )  # fmt: skip
    kept = Assessment.objects.get()
    assert (kept.state, kept.source, kept.on_behalf_of, kept.submitted_on) == (
        "submitted", "paper", "นางสมศรี ประธาน", dt.date(2027, 7, 10)
    )  # fmt: skip
    scan.refresh_from_db()
    assert (kept.paper, scan.owner_type, scan.owner_id) == (scan, "assessments.assessment", str(one.pk))


def test_only_the_office_enters_from_paper_and_never_a_day_to_come_or_before_the_year():
    one = AssessmentFactory()
    typed = {"assessment": one, "entries": given(*[2] * 9), "on_behalf_of": "ก", "paper": None, "version": 1}
    with pytest.raises(NotAllowed):
        file_from_paper(**typed, received_on=dt.date(2027, 7, 10), by=contact_of(one.organisation))
    for day in (dt.date(2027, 7, 16), dt.date(2026, 9, 30)):
        with pytest.raises(Refused):
            file_from_paper(**typed, received_on=day, by=officer_of(one.province))
    assert Assessment.objects.get().state == "self"
