"""The review in the administration: queue, one page per case, every road guarded, scores unseen until all are done."""

import html
import re

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from assessments.actions.review import ask_question
from assessments.models import Assessment, AssessorAssignment, AssessorScore, EvidenceUse, ItemQuestion
from moralprovince.core.models import AuditEvent, Message
from networks.models import Organisation
from tests.factories import OrganisationFactory, SectorNetworkFactory, SubdistrictFactory, UserFactory, contact_of, officer_of
from tests.factories_assessments import (
    AssessmentFactory,
    AssignmentFactory,
    ConflictFactory,
    assessor_of,
    committee_member_of,
    recommended_in_bulk,
)
from tests.support.queries import counted

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2027-08-10 10:00:00+07:00", tick=False)]
LIST = "admin:assessments_assessment_changelist"
ITEMS = range(1, 10)


@pytest.fixture
def case():
    return AssessmentFactory(state="submitted", scores=[2] * 9)


def page(client, case):
    return client.get(reverse("admin:assessments_assessment_change", args=[case.pk]))


def press(client, case, verb, **typed):
    return client.post(reverse("admin:assessments_assessment_do", args=[case.pk, verb]), typed)


def as_(client, person):
    client.force_login(person)
    return person


def assigned(case, **more):
    return AssignmentFactory(assessment=case, assessor=assessor_of(case.province), **more)


def column(name, value, *, items=ITEMS):
    return {f"{name}-{item}": str(value) for item in items}


def written(text, name):
    """What stands in a text field of a page."""
    [found] = re.findall(rf'<textarea[^>]* name="{name}"[^>]*>(.*?)</textarea>', text, re.S)
    return html.unescape(found)


def names_in(response):
    return {case.pk for case in response.context["cl"].result_list}


# The queue


def test_an_assessor_sees_her_cases_and_the_office_all_that_were_sent(client, case):
    mine = assigned(case)
    other, own = AssessmentFactory(state="in_review", scores=[2] * 9), AssessmentFactory()
    as_(client, mine.assessor)
    hers = names_in(client.get(reverse(LIST)))
    as_(client, officer_of(case.province))
    assert (hers, names_in(client.get(reverse(LIST)))) == ({case.pk}, {case.pk, other.pk})
    assert page(client, own).status_code == 404


def test_of_an_assessors_cases_those_she_has_to_score_come_first_and_what_is_over_last(client, case):
    """Whichever was sent in first; the office reads them by the day they were sent."""
    sent = {"certified": "2027-05-01", "in_review": "2027-06-01", "submitted": "2027-07-01"}
    over, scored, open_ = (AssessmentFactory(state=state, scores=[2] * 9) for state in sent)
    for one in (over, scored, open_):
        Assessment.objects.filter(pk=one.pk).update(submitted_on=sent[one.state])
    mine = assigned(open_)
    for one in (over, scored):
        AssignmentFactory(assessment=one, assessor=mine.assessor, done_at=timezone.now())
    as_(client, mine.assessor)
    order = [[one.pk for one in client.get(reverse(LIST) + query).context["cl"].result_list] for query in ("", "?o=2")]
    assert order == [[open_.pk, scored.pk, over.pk], [over.pk, scored.pk, open_.pk]]
    assert names_in(client.get(reverse(LIST) + "?assessor=mine")) == {open_.pk}
    as_(client, officer_of(case.province))
    listed = [one.pk for one in client.get(reverse(LIST)).context["cl"].result_list]
    assert [pk for pk in listed if pk != case.pk] == [over.pk, scored.pk, open_.pk]


def test_the_queue_calls_levels_by_their_names(client, case):
    Assessment.objects.filter(pk=case.pk).update(self_level=2, recommended_level=None)
    as_(client, officer_of(case.province))
    listed = client.get(reverse(LIST)).content.decode()
    cells = [re.findall(rf"field-{name}[^>]*>([^<]*)<", listed) for name in ("own_level", "proposed_level")]
    assert cells == [["องค์กรพัฒนาคุณธรรม"], ["–"]]


def test_the_queue_is_filtered_by_state_age_network_district_and_assessor(client, case):
    network = SectorNetworkFactory(province=case.province, code="temples")
    body = OrganisationFactory(network=network, subdistrict=SubdistrictFactory(district__code="1402"))
    old = AssessmentFactory(organisation=body, state="in_review", scores=[2] * 9)
    Assessment.objects.filter(pk=old.pk).update(submitted_on="2027-06-01")
    done = assigned(old, done_at=timezone.now())
    certified = AssessmentFactory(state="certified", scores=[2] * 9)
    as_(client, officer_of(case.province))
    found = {query: names_in(client.get(reverse(LIST) + query)) for query in (
        "?state=waiting", "?state=certified", "?age=30", "?age=7", f"?organisation__network__id__exact={network.pk}",
        f"?district={body.district_id}", "?assessor=none", "?assessor=done", f"?assessor={done.assessor_id}", "?assessor=x",
    )}  # fmt: skip
    assert found == {
        "?state=waiting": {case.pk, old.pk}, "?state=certified": {certified.pk}, "?age=30": {old.pk},
        "?age=7": {case.pk, old.pk}, f"?organisation__network__id__exact={network.pk}": {old.pk},
        f"?district={body.district_id}": {old.pk}, "?assessor=none": {case.pk, certified.pk}, "?assessor=done": {old.pk},
        f"?assessor={done.assessor_id}": {old.pk}, "?assessor=x": {case.pk, old.pk, certified.pk},
    }  # fmt: skip


def test_chosen_cases_are_given_out_evenly_by_the_office_only(client, case):
    people = [assessor_of(case.province) for _person in range(2)]
    second = AssessmentFactory(state="submitted", scores=[2] * 9)
    typed = {"action": "assign_evenly", "_selected_action": [case.pk, second.pk]}
    assigned_before = AssignmentFactory(assessment=case, assessor=people[0])
    as_(client, people[0])
    client.post(reverse(LIST), typed)
    before = AssessorAssignment.objects.count()

    as_(client, officer_of(case.province))
    client.post(reverse(LIST), typed)

    assert (before, AssessorAssignment.objects.count()) == (1, 4)
    assert set(Assessment.objects.values_list("state", flat=True)) == {"in_review"}
    assert assigned_before.assessor in people


def test_whoever_has_a_conflict_gives_nothing_out_by_the_pile(client, case):
    officer = as_(client, officer_of(case.province))
    assessor_of(case.province)
    ConflictFactory(person=officer, organisation=case.organisation)
    client.post(reverse(LIST), {"action": "assign_evenly", "_selected_action": [case.pk]})
    assert AssessorAssignment.objects.count() == 0


def next_step(client, case):
    """What the last box of the page says first."""
    return re.search(r'"steps-head">[^<]*</h2>\s*(?:<p>([^<]*)</p>)?', page(client, case).content.decode())[1]


def test_where_nothing_is_to_be_done_the_page_says_what_it_waits_for(client, case):
    chief, row = officer_of(case.province), assigned(case)
    said = {}
    as_(client, chief)
    said["scoring"] = next_step(client, case)
    as_(client, row.assessor)
    said["her turn"] = next_step(client, case)
    as_(client, chief)
    for state in ("recommended", "returned", "certified", "announced", "withdrawn"):
        Assessment.objects.filter(pk=case.pk).update(state=state)
        said[state] = next_step(client, case)
    decided = "เรื่องนี้มีมติแล้ว ไม่มีสิ่งที่ต้องทำที่หน้านี้อีก"
    assert said == {
        "scoring": "ผู้ประเมินยังให้คะแนนไม่ครบทุกคน เมื่อครบแล้วจึงบันทึกคะแนนของคณะกรรมการและเสนอระดับได้ที่นี่",
        "her turn": None,
        "recommended": "เสนอระดับแล้ว รอคณะอนุกรรมการรับรองในการประชุม",
        "returned": "ส่งกลับให้เติมแล้ว เรื่องจะกลับมาที่หน้านี้เมื่อส่งเข้ามาอีกครั้ง",
        "certified": decided,
        "announced": decided,
        "withdrawn": "ถอนการประเมินแล้ว ไม่มีสิ่งที่ต้องทำที่หน้านี้อีก",
    }


@pytest.mark.parametrize("who", [officer_of, assessor_of])
def test_the_queue_asks_the_same_at_ten_and_at_fifty_cases(client, case, who):
    person = as_(client, who(case.province))
    found = []
    for count in (10, 40):
        for _case in range(count):
            AssignmentFactory(assessment=AssessmentFactory(state="in_review", scores=[2] * 9), assessor=person)
        with counted() as queries:
            client.get(reverse(LIST))
        found.append(len(queries))
    assert found[0] == found[1] <= 25


# One case


def test_the_page_of_a_case_stays_within_its_queries(client, case):
    for item in case.scores.all():
        EvidenceUse.objects.create(score=item, url="https://example.org/p", caption="ภาพ")
    first, second = assigned(case, done_at=timezone.now()), assigned(case, done_at=timezone.now())
    found = {}
    for row in (first, second):
        AssessorScore.objects.bulk_create(AssessorScore(assignment=row, score=score, value=2) for score in case.scores.all())
    Assessment.objects.filter(pk=case.pk).update(state="in_review")
    for name, person in {"office": officer_of(case.province), "assessor": first.assessor}.items():
        as_(client, person)
        with counted() as queries:
            assert page(client, case).status_code == 200
        found[name] = len(queries)
    assert max(found.values()) <= 25, found


def test_scores_are_saved_and_finished_by_the_buttons(client, case):
    row = assigned(case)
    as_(client, row.assessor)
    offered = set(re.findall(r'name="(value-[0-9]+)"', page(client, case).content.decode()))
    assert offered == {f"value-{item}" for item in ITEMS}

    first = press(client, case, "save", **column("value", 3, items=[1]), **{"remark-1": "ดี"})
    early = press(client, case, "finish", **column("value", 3, items=range(1, 9)))
    done = press(client, case, "finish", **column("value", 3))

    row.refresh_from_db()
    assert [answer.status_code for answer in (first, early, done)] == [302, 409, 302]
    assert (row.done_at is not None, set(row.scores.values_list("value", flat=True))) == (True, {3})


def test_what_was_typed_is_kept_when_the_action_refuses(client, case):
    row = assigned(case)
    as_(client, row.assessor)
    answer = press(client, case, "save", **column("value", 2, items=[1]), **{"value-2": "๙", "remark-1": "ข้อความยาว"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert written(text, "remark-1") == "ข้อความยาว"
    assert 'role="alert"' in text
    assert AssessorScore.objects.count() == 0


def led_to(answer):
    """The fields to which the notes of a refusal lead, with what is said there; each stands on the page and is marked."""
    text = answer.content.decode()
    [box] = re.findall(r"<div[^>]* data-error-summary><ul>(.*?)</ul>", text, re.S)
    notes = re.findall(r'<li>(?:<a href="#([^"]+)">)?([^<]+)', box)
    for field in filter(None, dict(notes)):
        [tag] = re.findall(rf'<(?:select|textarea|input)[^>]* id="{field}"[^>]*>', text)
        assert f'aria-invalid="true" aria-describedby="{field}-told"' in tag
    told = re.findall(r'class="review-told" id="([^"]+)-told">([^<]+)', text)
    assert sorted(told) == sorted(note for note in notes if note[0])
    return {field: html.unescape(sentence) for field, sentence in notes}


def test_each_item_an_assessor_left_out_is_a_link_to_its_score(client, case):
    row = assigned(case)
    as_(client, row.assessor)
    answer = press(client, case, "finish", **column("value", 3, items=[1, 2, 4, 5, 6, 7, 9]), **{"remark-1": "ดี"})
    assert led_to(answer) == {
        "value-3": "ข้อ 3 ท่านยังไม่ได้ให้คะแนน", "value-8": "ข้อ 8 ท่านยังไม่ได้ให้คะแนน",
    }  # fmt: skip
    assert [line.my_value for line in answer.context["case"].lines] == ["3", "3", "", "3", "3", "3", "3", "", "3"]
    assert written(answer.content.decode(), "remark-1") == "ดี"


def test_each_reason_and_score_the_committee_owes_is_a_link_to_its_field(client, case):
    as_(client, officer_of(case.province))
    press(client, case, "begin")
    scores, note = {**column("committee", 3, items=[2, 5]), **column("committee", 2, items=[1])}, {"note": "จดไว้"}
    reasons = press(client, case, "committee", **scores, **note, version="1")
    missing = press(client, case, "recommend", **column("committee", 2, items=range(1, 8)), **note, version="1")
    other = press(client, case, "recommend", **column("committee", 2), **note, level="3", version="1")
    assert list(led_to(reasons)) == ["reason-2", "reason-5"]
    assert led_to(missing) == {
        "committee-8": "ข้อ 8 ยังไม่มีคะแนนของคณะกรรมการ", "committee-9": "ข้อ 9 ยังไม่มีคะแนนของคณะกรรมการ",
    }  # fmt: skip
    assert list(led_to(other)) == ["recommendation"]
    assert [line.committee_value for line in reasons.context["case"].lines] == ["2", "3", "", "", "3", "", "", "", ""]
    assert {written(one.content.decode(), "note") for one in (reasons, missing, other)} == {"จดไว้"}


def test_an_empty_question_note_or_reason_is_a_link_to_its_field(client, case):
    row = assigned(case)
    as_(client, row.assessor)
    typed = column("value", 2, items=[1])
    answers = [press(client, case, "ask", item="4", **typed), press(client, case, "return", **typed),
               press(client, case, "conflict")]  # fmt: skip
    assert [list(led_to(one)) for one in answers] == [["ask-4"], ["note"], ["reason"]]
    opened = [re.findall(r"<details[^>]* open><summary>([^<]+)", one.content.decode()) for one in answers]
    asked = [[words for words in found if "หลักฐาน" not in words] for found in opened]
    assert asked == [["ถามเกี่ยวกับข้อ 4"], [], ["ฉันมีส่วนได้เสียกับเรื่องนี้"]]


def test_an_assessor_who_cannot_have_the_case_is_told_at_the_choice_which_stays(client, case):
    first, second = (assessor_of(case.province) for _person in range(2))
    ConflictFactory(person=second, organisation=case.organisation)
    as_(client, officer_of(case.province))
    answer = press(client, case, "assign", assessor=str(second.pk))
    assert list(led_to(answer)) == ["assessor"]
    assert re.findall(r'<option value="([0-9]+)" selected>', answer.content.decode()) == [str(second.pk)]


def test_a_note_about_a_field_that_is_not_on_the_page_is_no_link(client, case):
    as_(client, assigned(case).assessor)
    answer = press(client, case, "save", **column("value", 9, items=[12]))
    assert led_to(answer) == {"": "ข้อ 12: คะแนนต้องอยู่ระหว่าง 0 ถึง 3"}


def test_nobody_meets_a_colleagues_score_before_both_are_done(client, case):
    first, second = assigned(case), assigned(case)
    as_(client, first.assessor)
    press(client, case, "finish", **column("value", 3), **{"remark-1": "นกกระจอกเทศ"})
    secret = "นกกระจอกเทศ"
    officer = officer_of(case.province)
    seen = {}
    for moment in ("before", "after"):
        for name, person in {"colleague": second.assessor, "office": officer, "herself": first.assessor}.items():
            as_(client, person)
            pages = [page(client, case), client.get(reverse(LIST)),
                     client.get(reverse("admin:assessments_assessment_history", args=[case.pk])),
                     client.get(reverse("assessments:assessment", args=[case.pk]))]  # fmt: skip
            seen[moment, name] = any(secret in one.content.decode() for one in pages)
        as_(client, second.assessor)
        press(client, case, "finish", **column("value", 1))
    assert seen == {
        ("before", "colleague"): False, ("before", "office"): False, ("before", "herself"): True,
        ("after", "colleague"): True, ("after", "office"): True, ("after", "herself"): True,
    }  # fmt: skip
    as_(client, officer)
    lines = page(client, case).context["case"].lines
    assert [(line.spread, line.given, line.agreed) for line in lines] == [(2, [3, 1], None)] * 9


def test_the_office_recommends_with_the_committees_scores(client, case):
    as_(client, officer_of(case.province))
    press(client, case, "begin")
    typed = {**column("committee", 3), **column("reason", "เกินเป้า"), "version": "1"}

    wrong = press(client, case, "recommend", **{**typed, "reason-4": ""})
    right = press(client, case, "recommend", **typed)

    case.refresh_from_db()
    assert (wrong.status_code, right.status_code) == (409, 302)
    assert (case.state, case.recommended_level) == ("recommended", 3)


def test_the_slower_of_two_officers_is_told_and_keeps_what_was_typed(client, case):
    as_(client, officer_of(case.province))
    press(client, case, "begin")
    press(client, case, "committee", **column("committee", 2), version="1")
    slow = press(client, case, "committee", **column("committee", 3), **column("reason", "เห็นต่าง"), version="1")
    text = slow.content.decode()
    assert slow.status_code == 409
    assert written(text, "reason-9") == "เห็นต่าง"
    assert re.findall(r'class="review-note">[^<]*<strong>([^<]*)', text) == ["2"] * 9
    assert set(case.scores.values_list("committee_score", flat=True)) == {2}


def test_the_slower_one_saves_again_once_she_sees_what_stands_now(client, case):
    as_(client, officer_of(case.province))
    press(client, case, "begin")
    typed = {**column("committee", 3), **column("reason", "เห็นต่าง")}
    press(client, case, "committee", **column("committee", 2), version="1")
    [version] = re.findall(
        r'name="version" value="(\d+)"', press(client, case, "committee", **typed, version="1").content.decode()
    )
    again = press(client, case, "committee", **typed, version=version)
    assert (again.status_code, set(case.scores.values_list("committee_score", flat=True))) == (302, {3})


def test_a_question_keeps_the_scores_typed_beside_it_and_leads_back_to_its_item(client, case):
    row = assigned(case)
    as_(client, row.assessor)
    answer = press(client, case, "ask", **column("value", 2, items=[1, 2]), item="3", **{"ask-3": "มีภาพหรือไม่"})
    question = ItemQuestion.objects.get()
    assert (question.text, question.score.criterion.number) == ("มีภาพหรือไม่", 3)
    assert row.scores.filter(value=2).count() == 2
    address, _hash, place = answer["Location"].partition("#")
    assert (place, client.get(address).content.decode().count(f'id="{place}"')) == ("questions-3", 1)


def test_returning_names_what_is_missing_at_each_item(client, case):
    row = assigned(case)
    as_(client, row.assessor)
    press(client, case, "return", **column("value", 2, items=[1]), note="ขอเพิ่ม", **{"return-2": "ไม่มีภาพ"})
    case.refresh_from_db()
    assert (case.state, case.scores.get(criterion__number=2).return_reason) == ("returned", "ไม่มีภาพ")
    assert row.scores.get(value=2).score.criterion.number == 1


@pytest.mark.parametrize("email", ["wat@example.org", ""])
def test_who_returns_what_she_entered_herself_reads_whether_the_body_was_told_and_gets_no_mail(client, case, email):
    officer = as_(client, officer_of(case.province))
    Organisation.objects.update(email=email)
    Assessment.objects.update(filed_by=officer)
    answer = press(client, case, "return", note="ขอเพิ่ม")
    silent = "ส่งแบบประเมินกลับแล้ว องค์กรนี้ยังไม่มีบัญชีผู้ใช้และอีเมลในระบบ กรุณาแจ้งให้องค์กรทราบด้วยตนเอง"
    said = [str(one) for one in get_messages(answer.wsgi_request)]
    assert said == ["ส่งแบบประเมินกลับพร้อมแจ้งเหตุผลแล้ว" if email else silent]
    assert [one.address for one in Message.objects.all()] == [email] * bool(email)


def test_a_case_is_given_and_taken_back_on_its_page(client, case):
    person = assessor_of(case.province)
    as_(client, officer_of(case.province))
    press(client, case, "assign", assessor=str(person.pk))
    row = AssessorAssignment.objects.get()
    press(client, case, "release", assignment=str(row.pk))
    row.refresh_from_db()
    assert (row.assessor, row.released_at is not None) == (person, True)


def test_declaring_a_conflict_closes_the_case(client, case):
    row = assigned(case)
    as_(client, row.assessor)
    answer = press(client, case, "conflict", conflict="เป็นญาติกัน")
    assert (answer.url, page(client, case).status_code) == (reverse(LIST), 404)


VERBS = ("save", "finish", "committee", "ask", "return", "recommend", "reconsider", "begin", "withdraw", "assign", "release")


@pytest.mark.parametrize("verb", VERBS)
def test_forged_posts_of_others_change_nothing(client, case, verb):
    typed = {**column("value", 1), **column("committee", 1), **column("reason", "x"), "note": "x", "item": "1", "ask-1": "x",
             "version": "1", "assessor": str(assessor_of(case.province).pk)}  # fmt: skip
    close = officer_of(case.province)
    ConflictFactory(person=close, organisation=case.organisation)
    before = AuditEvent.objects.count()
    answers = {}
    for name, person in {
        "other assessor": assessor_of(case.province), "committee": committee_member_of(case.province), "close": close,
        "released": assigned(case, released_at=timezone.now()).assessor,
    }.items():  # fmt: skip
        as_(client, person)
        answers[name] = press(client, case, verb, **typed).status_code
    assert answers == {"other assessor": 404, "committee": 302, "close": 403, "released": 404}
    assert AuditEvent.objects.count() == before
    assert Assessment.objects.get().state == "submitted"


def test_the_page_is_changed_by_its_buttons_only(client, case):
    as_(client, officer_of(case.province))
    assert (
        client.post(reverse("admin:assessments_assessment_change", args=[case.pk]), {"state": "certified"}).status_code == 405
    )
    before = Assessment.objects.values().get(pk=case.pk)
    assert client.get(reverse("admin:assessments_assessment_do", args=[case.pk, "save"])).status_code == 302
    assert Assessment.objects.values().get(pk=case.pk) == before


def test_every_control_of_the_page_has_a_label_of_its_own(client, case):
    row = assigned(case)
    answers = []
    for person in (row.assessor, officer_of(case.province)):
        as_(client, person)
        answers.append(page(client, case).content.decode())
    AssessorAssignment.objects.update(released_at=timezone.now())
    Assessment.objects.update(state="in_review")
    answers.append(page(client, case).content.decode())
    for text in answers:
        fields = re.findall(r'<(?:select|textarea|input type="text")[^>]* id="([^"]+)"', text)
        labels = re.findall(r'<label for="([^"]+)"', text)
        buttons = [" ".join(re.sub("<[^>]+>", " ", one).split()) for one in re.findall(r"<button[^>]*>(.*?)</button>", text)]
        assert sorted(set(fields)) == sorted(fields)
        assert set(fields) <= set(labels)
        assert all(html.unescape(one) for one in buttons)


def test_the_level_is_told_while_scores_are_chosen(client, case):
    as_(client, officer_of(case.province))
    address = reverse("admin:assessments_assessment_level", args=[case.pk])
    words = {query: client.get(address + query).context["standing"].level for query in ("?" + "s=3&" * 9, "?s=9", "")}
    assert words == {"?" + "s=3&" * 9: 3, "?s=9": 0, "": 0}


def test_a_question_is_read_and_answered_on_the_bodys_own_page(client, case):
    contact, score = contact_of(case.organisation), case.scores.get(criterion__number=4)
    question = ask_question(score=score, text="มีภาพกิจกรรมหรือไม่", by=officer_of(case.province))
    as_(client, contact)
    shown = client.get(reverse("assessments:assessment", args=[case.pk])).content.decode()

    answer = client.post(reverse("assessments:question-answer", args=[question.pk]), {"answer": "มีค่ะ"})

    question.refresh_from_db()
    assert ("มีภาพกิจกรรมหรือไม่" in shown, answer.status_code, question.answer) == (True, 302, "มีค่ะ")


def test_an_assessor_is_led_to_her_queue_from_the_first_page(client, case):
    as_(client, assigned(case).assessor)
    page = client.get(reverse("home"))
    places = [(str(place.label), place.url) for place in page.context["navigation"]]
    assert places == [("วันนี้", "/"), ("เรื่องที่ต้องประเมิน", f"{reverse(LIST)}?assessor=mine"), ("ปฏิทิน", reverse("calendar"))]
    [job] = page.context["jobs"]
    assert (job.count, client.get(job.address).context["cl"].result_count) == (1, 1)


def test_the_office_chooses_among_its_districts_and_an_assessor_among_those_of_her_cases(client, case):
    empty = SubdistrictFactory(district__code="1403", district__province=case.province).district
    elsewhere = SubdistrictFactory(district__code="1001", district__province__code="10").district
    offered = []
    for person in (officer_of(case.province), assigned(case).assessor):
        as_(client, person)
        [shown] = [one for one in client.get(reverse(LIST)).context["cl"].filter_specs if one.title == "อำเภอ"]
        offered.append({key for key, _label in shown.lookup_choices})
    here = case.organisation.district_id
    assert offered == [{here, empty.pk}, {here}]
    assert elsewhere.pk not in offered[0]


def test_the_networks_offered_are_those_of_which_a_case_was_sent_in(client, case):
    far = SectorNetworkFactory(province__code="10", code="far")
    unsent, other, third = (SectorNetworkFactory(province=case.province, code=code) for code in ("unsent", "other", "third"))
    AssessmentFactory(organisation=OrganisationFactory(network=unsent))
    hers = AssessmentFactory(organisation=OrganisationFactory(network=other), state="certified", scores=[2] * 9)
    AssessmentFactory(organisation=OrganisationFactory(network=third), state="returned", scores=[2] * 9)
    AssessmentFactory(organisation=OrganisationFactory(province=far.province, network=far), state="submitted", scores=[2] * 9)
    here, assessor = case.organisation.network, assigned(case).assessor
    AssignmentFactory(assessment=hers, assessor=assessor)
    people = {"office": officer_of(case.province), "assessor": assessor, "all": UserFactory(is_superuser=True, is_staff=True)}
    offered = {}
    for who, person in people.items():
        as_(client, person)
        specs = client.get(reverse(LIST)).context["cl"].filter_specs
        [shown] = [one for one in specs if getattr(one, "field_path", "") == "organisation__network"]
        offered[who] = {key for key, _label in shown.lookup_choices}
    office = {here.pk, other.pk, third.pk}
    assert offered == {"office": office, "assessor": {here.pk, other.pk}, "all": office | {far.pk}}


def test_a_long_queue_is_turned_page_by_page_in_its_order(client, case):
    rest = recommended_in_bulk([[2] * 9] * 60)
    Assessment.objects.filter(pk=rest[59].pk).update(submitted_on="2027-07-01")
    Assessment.objects.filter(pk=rest[0].pk).update(submitted_on="2027-08-09")
    as_(client, officer_of(case.province))
    shown = [one.pk for page in ("", "?p=2") for one in client.get(reverse(LIST) + page).context["cl"].result_list]
    middle = sorted([case.pk, *(one.pk for one in rest[1:59])])
    assert shown == [rest[59].pk, *middle, rest[0].pk]


def test_a_case_nobody_has_scored_yet_is_not_called_below_the_first_level(client, case):
    as_(client, officer_of(case.province))
    level = reverse("admin:assessments_assessment_level", args=[case.pk])
    told = [" ".join(client.get(level + query).content.decode().split()) for query in ("", "?s=0")]
    assert told[0] == "ยังไม่มีคะแนน"
    assert told[1].startswith("<strong>ยังไม่ผ่านเกณฑ์</strong>")


@pytest.mark.parametrize(("query", "title"), [
    ("", "เรื่องทั้งหมดที่ส่งแล้ว"), ("?state=waiting", "เรื่องที่อยู่ระหว่างตรวจประเมิน"), ("?age=14", "เรื่องที่อยู่ระหว่างตรวจประเมิน"),
    ("?state=certified", "เรื่องที่อยู่ในสถานะ “คณะอนุกรรมการรับรองแล้ว”"), ("?assessor=mine", "เรื่องที่ท่านต้องประเมิน"),
])  # fmt: skip
def test_the_queue_is_titled_after_what_it_shows(client, case, query, title):
    as_(client, assigned(case).assessor)
    assert client.get(reverse(LIST) + query).context["title"] == title


def test_the_address_of_a_button_leads_to_its_case(client, case):
    as_(client, assigned(case).assessor)
    answer = client.get(reverse("admin:assessments_assessment_do", args=[case.pk, "finish"]))
    assert (answer.status_code, answer.url) == (302, reverse("admin:assessments_assessment_change", args=[case.pk]))
