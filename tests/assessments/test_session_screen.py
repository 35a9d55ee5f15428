"""Noting on the screen of a case who stands back: the decision typed beside it stands as it was."""

import datetime as dt

import pytest
from django.urls import reverse

from assessments.actions import decisions, sessions
from assessments.models import Assessment, Decision
from tests.factories import ProgrammeYearFactory
from tests.factories_assessments import AssessmentFactory, ConflictFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = dt.date(2027, 8, 10)
# Nothing of it could be entered: the level asks for a reason, and there is no such day.
TYPED = {"level": "1", "note": "", "resolution": "๗/๒๕๗๐", "resolved_on": "๓๑ กุมภา"}
UNTOUCHED = {"level": "3", "note": "", "resolution": "", "resolved_on": "10/08/2570"}


@pytest.fixture
def case(officer):
    """The one case of an open session."""
    waiting = AssessmentFactory(state="recommended", scores=[3] * 9)
    year = ProgrammeYearFactory(province=waiting.province)
    session = sessions.plan_session(programme_year=year, number="2/2570", held_on=DAY, by=officer)
    sessions.put_on_agenda(session=session, assessments=[waiting], by=officer)
    sessions.open_session(session=session, by=officer)
    return session.cases.get()


def send(client, address, case, **data):
    return client.post(reverse(f"assessments:{address}", args=[case.pk]), data)


def noted(case):
    return type(case).objects.get(pk=case.pk).stood_back


def standing(answer):
    """What stands in the boxes of the decision, and in that of the name."""
    form = answer.context["form"]
    assert form.errors == {}
    return {name: str(form[name].value()) for name in TYPED}, answer.context["name_typed"]


def test_whoever_read_a_case_to_its_end_goes_on_from_there_and_opens_what_was_sent(client, officer, case):
    other = AssessmentFactory(state="recommended", province=case.assessment.province)
    sessions.put_on_agenda(session=case.session, assessments=[other], by=officer)
    html = client.get(reverse("assessments:session-case", args=[case.pk])).content.decode()
    after = reverse("assessments:session-case", args=[case.session.cases.get(assessment=other).pk])
    sent = reverse("assessments:assessment", args=[case.assessment_id])
    assert [html.count(f'href="{address}"') for address in (after, sent)] == [2, 1]


def test_who_stands_back_is_noted_and_taken_back(client, case):
    for name in ("นายกิตติ", "นางสมศรี"):
        answer = send(client, "case-stand-back", case, name=name)
        assert answer["Location"] == reverse("assessments:session-case", args=[case.pk])
    send(client, "case-stand-back-undo", case, out="นายกิตติ")
    assert noted(case) == ["นางสมศรี"]


def test_what_is_typed_for_the_decision_stands_after_noting_and_taking_back(client, case):
    assert standing(send(client, "case-stand-back", case, name="นายกิตติ", **TYPED)) == (TYPED, "")
    assert standing(send(client, "case-stand-back-undo", case, out="นายกิตติ", name="นางส", **TYPED)) == (TYPED, "นางส")
    assert (noted(case), Decision.objects.count()) == ([], 0)


@pytest.mark.parametrize("name", ["", "  ", "นายกิตติ"], ids=["nothing", "blanks", "a name twice"])
def test_a_name_that_is_refused_costs_no_word_of_the_decision(client, officer, case, name):
    sessions.note_conflict(case=case, name="นายกิตติ", by=officer)
    answer = send(client, "case-stand-back", case, name=name, **TYPED)
    said = "โปรดระบุชื่อกรรมการที่งดออกความเห็น ชื่อละครั้งเดียว"
    assert (standing(answer), str(answer.context["refusal"])) == ((TYPED, name), said)
    assert noted(case) == ["นายกิตติ"]


def test_a_form_nobody_has_begun_leads_back_to_the_page_of_the_case(client, case):
    answer = send(client, "case-stand-back", case, name="นายกิตติ", **UNTOUCHED)
    assert (answer.status_code, noted(case)) == (302, ["นายกิตติ"])


def test_a_name_left_in_its_box_is_noted_before_anything_is_decided(client, case):
    ready = {**TYPED, "level": "3", "resolved_on": "10/08/2570"}
    answer = send(client, "case-decide", case, name=" นายกิตติ ", **ready)
    assert (standing(answer), noted(case), Decision.objects.count()) == ((ready, ""), ["นายกิตติ"], 0)
    assert [str(one) for one in answer.context["messages"]] == [
        "บันทึกชื่อกรรมการที่งดออกความเห็นแล้ว: นายกิตติ ยังไม่ได้บันทึกมติ"
    ]  # fmt: skip
    send(client, "case-decide", case, name="", **ready)
    assert Decision.objects.get().level == 3


def test_a_session_closed_meanwhile_is_told_and_what_was_typed_stands(client, officer, case):
    sessions.close_session(session=case.session, by=officer)
    answer = send(client, "case-stand-back", case, name="นายกิตติ", **TYPED)
    assert standing(answer) == (TYPED, "นายกิตติ")
    assert str(answer.context["refusal"]) == "ปิดประชุมแล้ว หากต้องการแก้ไขโปรดเปิดประชุมอีกครั้งก่อน"


def test_a_case_decided_meanwhile_shows_its_decision(client, officer, case):
    decisions.decide(case=case, level=3, by=officer, resolution="2/2570", resolved_on=DAY)
    context = send(client, "case-stand-back", case, name="นายกิตติ", **TYPED).context
    assert (context["asks"], context["decision"], noted(case)) == (False, Decision.objects.get(), ["นายกิตติ"])


def test_whoever_may_not_decide_notes_names_and_gets_no_form(client, officer, case):
    ConflictFactory(person=officer, organisation=case.assessment.organisation)
    context = send(client, "case-stand-back", case, name=str(officer), **TYPED).context
    assert (context["form"], context["asks"], noted(case)) == (None, False, [str(officer)])
    assert Assessment.objects.get().state == "recommended"


@pytest.mark.parametrize("address", ["case-decide", "case-stand-back", "case-stand-back-undo"])
def test_the_address_a_screen_was_answered_under_leads_on_to_the_case(client, case, address):
    answer = client.get(reverse(f"assessments:{address}", args=[case.pk]), follow=True)
    assert answer.redirect_chain == [(reverse("assessments:session-case", args=[case.pk]), 302)]
    assert (answer.status_code, answer.context["case"]) == (200, case)
