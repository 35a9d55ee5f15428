"""The pages of a self-assessment: begun, filled in with or without a script, sent, read by its body and nobody else."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from assessments.actions.assessments import begin_assessment
from assessments.models import Assessment, ItemQuestion
from moralprovince.core.errors import Refused
from networks.permissions import has_right_over
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    ProvinceFactory,
    contact_of,
    coordinator_of,
    officer_of,
)
from tests.factories_assessments import AssessmentFactory, AssignmentFactory, criteria, use_in
from tests.factories_pledges import EvidenceFactory, FollowUpReportFactory, PledgeFactory
from tests.support.queries import counted

# 15 July 2027, sixteen days before the self-assessment is due.
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(dt.datetime(2027, 7, 15, 5, tzinfo=dt.UTC), tick=False)]


@pytest.fixture
def one():
    return AssessmentFactory()


@pytest.fixture
def contact(one, client):
    person = contact_of(one.organisation)
    client.force_login(person)
    return person


def at(name: str, one: Assessment) -> str:
    return reverse(f"assessments:{name}", args=[one.pk])


def typed(one: Assessment, *scores: int | None, **more):
    data = {"version": one.version, "do": "save"}
    for number, score in enumerate(scores, 1):
        data |= {f"s{number}-score": "" if score is None else str(score), f"s{number}-text": f"ทำข้อ {number}"}
    return {**data, **more}


def fresh(one: Assessment) -> Assessment:
    return Assessment.objects.get(pk=one.pk)


def own_scores(one: Assessment) -> list[int | None]:
    return list(one.scores.order_by("criterion__number").values_list("self_score", flat=True))


# Beginning


def test_a_contact_begins_for_the_year_and_finds_the_form(client):
    body = OrganisationFactory()
    use_in(ProgrammeYearFactory(province=body.province))
    client.force_login(contact_of(body))
    page = reverse("assessments:assessment-begin") + f"?organisation={body.code}"
    assert [str(year) for year in client.get(page).context["years"]] == ["2570"]
    response = client.post(page, {"year": "2570"})
    begun = Assessment.objects.get()
    assert response.headers["Location"] == at("assessment-fill", begun)
    assert client.post(page, {"year": "2570"}).headers["Location"] == at("assessment-fill", begun)
    assert client.get(page).context["years"] == []
    # Of two who begin at the same moment the slower one is led to what the other began.
    with pytest.raises(Refused) as refused:
        begin_assessment(subject=body, programme_year=begun.programme_year, by=contact_of(body))
    assert refused.value.shown.count(f'<a href="{at("assessment", begun)}">{begun}</a>') == 1


def test_the_chosen_year_says_why_it_is_chosen(client):
    body = OrganisationFactory()
    this, last = (ProgrammeYearFactory(province=body.province, fiscal_year=year, motto="") for year in (2570, 2569))
    office = OfficeFactory(province=body.province, working_year=last)
    client.force_login(contact_of(body))

    def said():
        page = client.get(reverse("assessments:assessment-begin") + f"?organisation={body.code}").content.decode()
        fieldset = page.split('<fieldset class="choices">')[1].split("</fieldset>")[0]
        return [re.sub("<.*?>", "", line).strip() for line in re.findall(r"<label.*?</label>|<p.*?</p>", fieldset)]

    use_in(last)
    works = "เลือกปี 2569 ไว้ให้ เพราะสำนักงานกำลังทำงานในปีนี้"
    assert said() == ["2569 ปีที่กำลังทำงาน", works]
    use_in(this)
    assert said() == ["2570 ปีตามปฏิทิน", "2569 ปีที่กำลังทำงาน", works]
    type(office).objects.update(working_year=this)
    assert said() == ["2570 ปีที่กำลังทำงาน", "2569", "เลือกปี 2570 ไว้ให้ เพราะสำนักงานกำลังทำงานในปีนี้"]
    type(office).objects.update(working_year=None)
    assert said() == ["2570 ปีตามปฏิทิน", "2569", "เลือกปี 2570 ไว้ให้ เพราะเป็นปีงบประมาณตามปฏิทิน"]
    AssessmentFactory(organisation=body, programme_year=this)
    assert said() == ["2569", "เลือกปี 2569 ไว้ให้ เพราะเป็นปีล่าสุดที่เปิดอยู่"]


def test_a_year_without_criteria_is_not_offered_and_refused_with_a_sentence(client):
    body = OrganisationFactory()
    ProgrammeYearFactory(province=body.province)
    client.force_login(contact_of(body))
    page = reverse("assessments:assessment-begin") + f"?organisation={body.code}"
    assert client.get(page).context["years"] == []
    assert client.post(page, {"year": "2570"}).status_code == 409


# Filling in


def test_the_form_is_read_and_saved_and_sent_with_at_most_twelve_queries(client, one, contact):
    OfficeFactory(province=one.province)
    pledge = PledgeFactory(organisation=one.organisation, programme_year=one.programme_year, commitments=2)
    report = FollowUpReportFactory(pledge=pledge, state="accepted")
    for step in (1, 4, 9):
        EvidenceFactory(report=report, steps=[step])
    AssessmentFactory(
        organisation=one.organisation, programme_year=ProgrammeYearFactory(province=one.province, fiscal_year=2569),
        state="announced", scores=[2] * 9,
    )  # fmt: skip
    page = at("assessment-fill", one)
    counts = {}
    with counted() as queries:
        assert client.get(page).status_code == 200
    counts["get"] = len(queries)
    with counted() as queries:
        assert client.post(page, typed(one, 3, 2)).status_code == 302
    counts["save"] = len(queries)
    with counted() as queries:
        assert client.post(at("assessment-autosave", one), typed(fresh(one), 3, 2, 1)).status_code == 200
    counts["autosave"] = len(queries)
    with counted() as queries:
        assert client.get(at("assessment", one)).status_code == 200
    counts["page"] = len(queries)
    data = typed(fresh(one), *[3] * 9, do="submit")
    with counted() as queries:
        assert client.post(page, data).status_code == 302
    counts["send"] = len(queries)
    assert {name: number for name, number in counts.items() if number > 12} == {}


def test_a_draft_is_kept_and_the_standing_says_what_is_missing(client, one, contact):
    assert client.post(at("assessment-fill", one), typed(one, 3, 2, 1)).status_code == 302
    assert own_scores(one) == [3, 2, 1, *[None] * 6]
    standing = client.get(at("assessment-fill", one)).context["standing"]
    assert (standing.level, standing.scored, len(standing.sentences)) == (1, 3, 5)


def test_autosave_answers_with_the_level_and_the_sentences(client, one, contact):
    answer = client.post(at("assessment-autosave", one), typed(one, 3, 3, 3, 1)).json()
    assert (answer["version"], answer["unsaved"]) == (2, "")
    assert [words for words in ("องค์กรส่งเสริมคุณธรรม", "ข้อ 4 ได้ 1 ต้องไม่น้อยกว่า 2") if words not in answer["standing"]] == []
    # Sent once more since its answer got lost it is saved already; other scores under the old version are not.
    assert client.post(at("assessment-autosave", one), typed(one, 3, 3, 3, 1)).json() == answer
    assert client.post(at("assessment-autosave", one), typed(one, 1)).status_code == 409


def test_sending_says_nothing_of_evidence_that_nobody_began(client, one, contact):
    typed_so_far = typed(one, 3, None, 3, do="submit") | {"e3-caption": "ภาพไม่มีไฟล์"}
    response = client.post(at("assessment-fill", one), typed_so_far)
    assert [number for number, piece in response.context["form"].pieces.items() if piece.errors] == [3]


def test_sending_names_what_is_missing_at_its_item_and_keeps_the_rest(client, one, contact):
    response = client.post(at("assessment-fill", one), typed(one, 3, None, 3, do="submit"))
    assert sorted(response.context["form"].errors) == [f"s{number}-score" for number in (2, 4, 5, 6, 7, 8, 9)]
    assert (own_scores(one)[:3], fresh(one).state) == ([3, None, 3], "self")


def test_a_complete_form_is_sent_and_a_second_press_finds_it_sent(client, one, contact):
    page, data = at("assessment-fill", one), typed(one, *[2] * 4, *[3] * 5, do="submit")
    assert [client.post(page, data).headers["Location"] for _press in range(2)] == [at("assessment", one)] * 2
    assert (fresh(one).state, fresh(one).self_level) == ("submitted", 3)
    assert client.get(page).headers["Location"] == at("assessment", one)


def test_the_slower_of_two_sees_what_is_stored_beside_what_she_typed(client, one, contact):
    page = at("assessment-fill", one)
    client.post(page, typed(one, 3))
    response = client.post(page, typed(one, 1))
    assert (response.status_code, own_scores(one)[0]) == (409, 3)
    assert [stored for _label, stored in response.context["differences"]] == ["3"]
    assert response.content.decode().count("data-autosave") == 0


def test_last_years_answer_stands_beside_each_item_unless_it_was_by_other_criteria(client, one, contact):
    earlier = ProgrammeYearFactory(province=one.province, fiscal_year=2569)
    last = AssessmentFactory(organisation=one.organisation, programme_year=earlier, state="returned", scores=[1] * 9)
    items = client.get(at("assessment-fill", one)).context["items"]
    assert [item.last.self_score for item in items] == [1] * 9
    last.delete()
    AssessmentFactory(
        organisation=one.organisation, programme_year=earlier, criteria_set=criteria("plan1"), state="certified", scores=[1] * 9
    )  # fmt: skip
    assert [item.last for item in client.get(at("assessment-fill", one)).context["items"]] == [None] * 9


def test_the_proposal_of_the_pledge_is_shown_with_its_figures_and_may_be_left(client, one, contact):
    pledge = PledgeFactory(organisation=one.organisation, programme_year=one.programme_year, members=50, members_joined=45)
    html = client.get(at("assessment-fill", one)).content.decode()
    assert (reverse("pledges:pledge", args=[pledge.pk]) in html, "(90%)" in html) == (True, True)
    client.post(at("assessment-fill", one), typed(one, 2))
    assert own_scores(one)[0] == 2


def test_an_officer_enters_from_paper(client, one):
    client.force_login(officer_of(one.province))
    page = at("assessment-paper", one)
    came = {"on_behalf_of": "นางสมศรี", "received_on": "10/07/2570"}
    assert client.post(page, typed(one, 2, **came)).status_code == 200
    assert fresh(one).state == "self"
    response = client.post(page, typed(fresh(one), *[2] * 9, do="submit", **came))
    assert response.headers["Location"] == at("assessment", one)
    kept = fresh(one)
    assert (kept.source, kept.on_behalf_of, kept.submitted_on) == ("paper", "นางสมศรี", dt.date(2027, 7, 10))


# Who may


def test_strangers_find_nothing_and_an_assessor_reads_but_does_not_write(client, one):
    names = ("assessment", "assessment-fill", "assessment-form")
    for person in (contact_of(OrganisationFactory()), officer_of(ProvinceFactory(code="15"))):
        client.force_login(person)
        assert [client.get(at(name, one)).status_code for name in names] == [404] * 3
    client.force_login(AssignmentFactory(assessment=one).assessor)
    assert [client.get(at(name, one)).status_code for name in ("assessment", "assessment-fill")] == [200, 403]


def test_nothing_of_a_review_is_shown_to_the_body_before_it_is_certified(client):
    one = AssessmentFactory(state="recommended", scores=[2] * 9)
    one.scores.update(committee_score=3, reason="เหตุผลของกรรมการ")
    assignment = AssignmentFactory(assessment=one)
    client.force_login(contact_of(one.organisation))
    response = client.get(at("assessment", one))
    html = response.content.decode()
    assert response.context["events"] is None
    assert [words for words in ("เหตุผลของกรรมการ", assignment.assessor.name, "คะแนนที่รับรอง") if words in html] == []
    Assessment.objects.filter(pk=one.pk).update(state="certified", certified_level=3)
    html = client.get(at("assessment", one)).content.decode()
    assert [words for words in ("เหตุผลของกรรมการ", "คะแนนที่รับรอง", "องค์กรคุณธรรมต้นแบบ") if words not in html] == []
    assert has_right_over(contact_of(one.organisation), "assessments.read", one.organisation)


def test_a_returned_one_shows_its_reasons_at_the_items(client):
    one = AssessmentFactory(state="returned", scores=[2] * 9)
    one.scores.filter(criterion__number=4).update(return_reason="โปรดแนบภาพของข้อนี้")
    client.force_login(coordinator_of(one.organisation.network))
    for name in ("assessment", "assessment-fill"):
        assert client.get(at(name, one)).content.decode().count("โปรดแนบภาพของข้อนี้") == 1


def test_a_question_on_an_item_is_answered_in_place_and_nobody_learns_who_asked(client):
    one = AssessmentFactory(state="in_review", scores=[2] * 9)
    assessor = AssignmentFactory(assessment=one).assessor
    score = one.scores.get(criterion__number=4)
    question = ItemQuestion.objects.create(score=score, text="ทำวันใดบ้าง", asked_by=assessor)
    client.force_login(contact_of(one.organisation))
    html = client.get(at("assessment", one)).content.decode()
    assert ("ทำวันใดบ้าง" in html, assessor.name in html) == (True, False)
    answer = reverse("assessments:question-answer", args=[question.pk])
    assert client.post(answer, {"answer": " ทุกวันศุกร์ "}).headers["Location"] == f"{at('assessment', one)}#item-4"
    assert ItemQuestion.objects.get().answer == "ทุกวันศุกร์"
    assert client.post(answer, {"answer": "ก" * 2001}).status_code == 409
    client.force_login(contact_of(OrganisationFactory()))
    assert client.post(answer, {"answer": "ก"}).status_code == 404
