"""Appeals as pages: filed, given to another assessor, answered, printed; and the days of the year."""

import datetime as dt

import pypdfium2
import pytest
import time_machine
from django.contrib.messages import get_messages
from django.urls import reverse

from assessments.actions.appeals import ItemAnswer, answer_appeal, file_appeal, take_up
from assessments.actions.certificates import issue
from assessments.models import Appeal, Assessment, AssessmentCalendar, Certificate, Decision
from moralprovince.core import thai
from moralprovince.core.models import AuditEvent, Message
from moralprovince.core.tables import read_table
from networks.models import Organisation
from tests.factories import OfficeFactory, OrganisationFactory, ProgrammeYearFactory, contact_of, officer_of
from tests.factories_assessments import AssessmentFactory, AssignmentFactory, assessor_of
from tests.support.queries import counted

SOON = dt.datetime(2027, 8, 13, 3, tzinfo=dt.UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(SOON, tick=False)]


@pytest.fixture
def case():
    OfficeFactory(
        name="สำนักงานวัฒนธรรมจังหวัดพระนครศรีอยุธยา", letter_code="อย 0031", signatory_name="นายประพันธ์ ตรีบุบผา",
        signatory_title="วัฒนธรรมจังหวัดพระนครศรีอยุธยา",
    )  # fmt: skip
    body = OrganisationFactory(name="โรงเรียนบ้านปิ่นเกล้า")
    return AssessmentFactory(organisation=body, state="certified", scores=[2] * 9)


@pytest.fixture
def officer(case):
    return officer_of(case.province)


def at(name, *keys, **query):
    return reverse(f"assessments:{name}", args=keys, query=query)


def filed(case, **more):
    given = {"reason": "ขอให้พิจารณาใหม่", "items": {2: "แนบภาพกิจกรรมแล้ว"}, "by": contact_of(case.organisation)}
    return file_appeal(assessment=case, **{**given, **more})


def opened(case, officer):
    appeal = filed(case)
    take_up(appeal=appeal, assessor=assessor_of(case.province, name="นางลับ ผู้ประเมิน"), by=officer)
    return appeal


def test_an_appeal_is_offered_as_long_as_it_is_in_time_and_to_the_office_for_letters_after_that(client, case, officer):
    client.force_login(contact_of(case.organisation))
    page = client.get(at("assessment", case.pk)).context
    assert (page["may_appeal"], page["appeal_until"]) == (True, dt.date(2027, 9, 1))
    with time_machine.travel(dt.datetime(2027, 9, 1, 18, tzinfo=dt.UTC), tick=False):
        client.force_login(contact_of(case.organisation))
        assert client.get(at("assessment", case.pk)).context["may_appeal"] is False
        client.force_login(officer)
        assert client.get(at("assessment", case.pk)).context["may_appeal"] is True


def test_a_contact_appeals_and_reads_on_until_when_it_is_answered(client, case):
    client.force_login(contact_of(case.organisation))
    page = client.get(at("appeal-file", case.pk))
    assert [name for name in page.context["form"].fields if not name.startswith("item-")] == ["reason"]
    assert "1 กันยายน 2570" in page.content.decode()
    response = client.post(at("appeal-file", case.pk), {"reason": "ขอให้พิจารณาใหม่", "item-2": "แนบภาพแล้ว", "item-9": " "})
    appeal = Appeal.objects.get()
    assert response.url == at("appeal", appeal.pk)
    assert list(appeal.items.values_list("score__criterion__number", "reason")) == [(2, "แนบภาพแล้ว")]
    assert "24 กันยายน 2570" in client.get(response.url).content.decode()
    again = client.get(at("appeal-file", case.pk))
    there = f'<a href="{at("appeal", appeal.pk)}">คำอุทธรณ์เมื่อวันที่ {thai.day_long(appeal.filed_on)}</a>'
    assert (again.status_code, again.content.decode().count(there)) == (409, 1)


@pytest.mark.parametrize("wrong", [{"reason": ""}, {"item-2": " "}, {"reason": "ก" * 4001}])
def test_what_is_missing_is_said_and_what_was_typed_stays(client, case, wrong):
    client.force_login(contact_of(case.organisation))
    response = client.post(at("appeal-file", case.pk), {"reason": "เหตุผลที่พิมพ์", "item-2": "ข้อสองที่พิมพ์", **wrong})
    assert (response.status_code, Appeal.objects.count(), bool(response.context["form"].errors)) == (200, 0, True)
    kept = [text for name, text in (("reason", "เหตุผลที่พิมพ์"), ("item-2", "ข้อสองที่พิมพ์")) if name not in wrong]
    assert [text in response.content.decode() for text in kept] == [True] * len(kept)


def test_when_the_days_are_over_only_a_letter_that_came_in_time_is_entered(client, case, officer):
    with time_machine.travel(dt.datetime(2027, 9, 10, 3, tzinfo=dt.UTC), tick=False):
        client.force_login(contact_of(case.organisation))
        assert client.get(at("appeal-file", case.pk)).status_code == 409
        client.force_login(officer)
        assert client.get(at("appeal-file", case.pk)).status_code == 200
        sent = {"reason": "ตามหนังสือ", "item-1": "ข้อหนึ่ง", "on_behalf_of": "ผู้อำนวยการ"}
        response = client.post(at("appeal-file", case.pk), sent)
        assert "1 กันยายน 2570" in str(response.context["form"].non_field_errors())
        client.post(at("appeal-file", case.pk), {**sent, "filed_on": "31/08/2570"})
    assert list(Appeal.objects.values_list("filed_on", "on_behalf_of")) == [(dt.date(2027, 8, 31), "ผู้อำนวยการ")]


def test_only_assessors_who_may_look_again_are_offered(client, case, officer):
    former, fit = AssignmentFactory(assessment=case).assessor, assessor_of(case.province)
    appeal = filed(case)
    client.force_login(officer)
    assert list(client.get(at("appeal-take-up", appeal.pk)).context["form"].fields["assessor"].queryset) == [fit]
    assert client.post(at("appeal-take-up", appeal.pk), {"assessor": former.pk}).status_code == 200
    assert client.post(at("appeal-take-up", appeal.pk), {"assessor": "x"}).status_code == 200
    assert Appeal.objects.get().assessor is None
    assert client.post(at("appeal-take-up", appeal.pk), {"assessor": fit.pk}).url == at("appeal", appeal.pk)
    assert Appeal.objects.get().assessor == fit


def test_the_assessor_looks_again_and_the_office_answers_with_it(client, case, officer):
    appeal = opened(case, officer)
    client.force_login(appeal.assessor)
    assert client.post(at("appeal-look", appeal.pk), {"answer-2": "พบภาพจริง", "value-2": "9"}).status_code == 200
    assert client.post(at("appeal-look", appeal.pk), {"answer-2": "พบภาพจริง", "value-2": "๓"}).status_code == 302
    assert client.get(at("appeal-answer", appeal.pk)).status_code == 403
    client.force_login(officer)
    form = client.get(at("appeal-answer", appeal.pk)).context["form"]
    assert (form["answer-2"].value(), form["value-2"].value()) == ("พบภาพจริง", 3)
    sent = {"result": "granted", "answer": "รับคำอุทธรณ์", "answer-2": "พบภาพจริง", "value-2": "3"}
    assert client.post(at("appeal-answer", appeal.pk), {**sent, "answer-2": ""}).status_code == 200
    assert client.post(at("appeal-answer", appeal.pk), sent).url == at("appeal", appeal.pk)
    assert (Appeal.objects.get().state, Assessment.objects.get().state) == ("granted", "in_review")
    assert client.get(at("appeal-answer", appeal.pk)).status_code == 409


@pytest.mark.parametrize("email", ["school@example.org", ""])
def test_who_answers_what_she_entered_herself_reads_whether_the_body_was_told_and_gets_no_mail(client, case, officer, email):
    Organisation.objects.update(email=email)
    appeal = file_appeal(assessment=Assessment.objects.get(), reason="ขอให้พิจารณาใหม่", items={2: "แนบภาพแล้ว"}, by=officer)
    take_up(appeal=appeal, assessor=assessor_of(case.province), by=officer)
    client.force_login(officer)
    answer = client.post(at("appeal-answer", appeal.pk), {"result": "dismissed", "answer": "คงผลเดิม", "answer-2": "ไม่พบภาพ"})
    told = "ตอบแล้ว และแจ้งผู้อุทธรณ์แล้ว พิมพ์หนังสือแจ้งผลได้ที่นี่"
    tell = "ตอบแล้ว พิมพ์หนังสือแจ้งผลได้ที่นี่ องค์กรนี้ยังไม่มีบัญชีผู้ใช้และอีเมลในระบบ กรุณาแจ้งให้องค์กรทราบด้วยตนเอง"
    assert [str(one) for one in get_messages(answer.wsgi_request)] == [told if email else tell]
    assert [one.address for one in Message.objects.filter(kind="appeal_answered")] == [email] * bool(email)


def test_looking_again_without_a_word_is_asked_for_one_and_the_same_words_change_nothing(client, case, officer):
    appeal = opened(case, officer)
    client.force_login(appeal.assessor)

    def sent(**typed):
        response = client.post(at("appeal-look", appeal.pk), typed)
        said = [(one.level_tag, str(one)) for one in get_messages(response.wsgi_request)]
        return response.status_code, said, AuditEvent.objects.filter(action="look_again").count()

    assert sent(**{"answer-2": " ", "value-2": ""}) == (200, [], 0)
    page = client.post(at("appeal-look", appeal.pk), {})
    assert page.context["form"].non_field_errors() == ["กรุณาเขียนผลการพิจารณาใหม่อย่างน้อยหนึ่งข้อ"]
    first = sent(**{"answer-2": "พบภาพจริง", "value-2": "3"})
    assert first == (302, [("success", "บันทึกแล้ว สำนักงานวัฒนธรรมจังหวัดจะใช้ตอบคำอุทธรณ์")], 1)
    client.get(at("appeal", appeal.pk))
    assert sent(**{"answer-2": "พบภาพจริง ", "value-2": "๓"}) == (302, [("info", "ไม่มีการเปลี่ยนแปลง ข้อมูลนี้บันทึกไว้แล้ว")], 1)
    client.get(at("appeal", appeal.pk))
    assert sent()[1:] == ([("success", "บันทึกแล้ว สำนักงานวัฒนธรรมจังหวัดจะใช้ตอบคำอุทธรณ์")], 2)
    assert list(appeal.items.values_list("answer", "value")) == [("", None)]


def test_what_people_wrote_is_shown_and_never_run(client, case, officer):
    wild = "{{ form }} {% now 'Y' %} <script>alert(1)</script>"
    appeal = filed(case, items={2: wild}, reason=wild)
    take_up(appeal=appeal, assessor=assessor_of(case.province), by=officer)
    client.force_login(officer)
    for name in ("appeal", "appeal-look", "appeal-answer"):
        page = client.get(at(name, appeal.pk)).content.decode()
        assert ["{% now &#x27;Y&#x27; %}" in page, "<script>alert" in page] == [True, False]


def test_the_body_learns_neither_who_looks_nor_what_is_found_before_the_answer(client, case, officer):
    appeal = opened(case, officer)
    appeal.items.update(answer="ผลลับก่อนตอบ", value=3)
    client.force_login(appeal.filed_by)
    page = client.get(at("appeal", appeal.pk)).content.decode()
    assert [word for word in ("นางลับ", "ผลลับ") if word in page] == []
    Appeal.objects.update(state="dismissed", answer="คงผลเดิม", answered_on=SOON.date(), answered_by=officer)
    page = client.get(at("appeal", appeal.pk)).content.decode()
    assert ["นางลับ" in page, "ผลลับก่อนตอบ" in page, at("appeal-letter", appeal.pk) in page] == [False, True, True]


VALID_UNTIL = "ขณะนี้อยู่ระหว่างการพิจารณาผลใหม่ ระหว่างนี้เกียรติบัตรเลขที่ 1/2570 ยังใช้ได้ตามเดิม เมื่อมีมติใหม่แล้ว เกียรติบัตรจะเป็นไปตามผลครั้งใหม่"


@pytest.fixture
def granted(case, officer):
    """An appeal that was granted against a result with a certificate."""
    issue(assessments=[case], issued_on=SOON.date(), by=officer)
    appeal = opened(case, officer)
    answer_appeal(appeal=appeal, granted=True, answer="รับคำอุทธรณ์", items={2: ItemAnswer("พบภาพจริง", 3)}, by=officer)
    return appeal


@pytest.fixture
def told(client, granted):
    """Is the certificate told to stay valid on the page as somebody reads it, and with which link?"""

    def read_by(person, **changes):
        Assessment.objects.filter(pk=granted.assessment_id).update(**changes)
        client.force_login(person)
        with counted() as sent:
            page = client.get(at("appeal", granted.pk))
        assert len(sent) <= 12, sent
        return VALID_UNTIL in page.content.decode(), (page.context.get("decided_at") or [""])[0]

    return read_by


def test_while_a_granted_appeal_waits_for_its_result_the_page_says_that_the_certificate_stays_valid(told, granted, officer):
    contact, review = granted.filed_by, reverse("admin:assessments_assessment_change", args=[granted.assessment_id])
    assert [told(contact), told(granted.assessor), told(officer)] == [(True, ""), (True, ""), (True, review)]
    assert [told(one, state="recommended") for one in (contact, officer)] == [(True, ""), (True, at("sessions", year=2570))]


@pytest.mark.parametrize("state", ["certified", "announced", "withdrawn"])
def test_once_there_is_a_new_result_or_will_be_none_the_page_is_silent_about_the_certificate(told, officer, state):
    assert told(officer, state=state) == (False, "")


def test_a_granted_appeal_is_silent_about_certificates_after_a_newer_decision_or_without_a_valid_one(told, granted, officer):
    Certificate.objects.update(state="revoked")
    assert told(officer) == (False, "")
    Certificate.objects.update(state="valid")
    Decision.objects.create(
        assessment=granted.assessment, level=2, resolution="3/2570", resolved_on=SOON.date(), by=officer, at=SOON
    )
    assert told(officer) == (False, "")


@pytest.mark.parametrize(("state", "words"), [("granted", "เห็นด้วยกับคำอุทธรณ์"), ("dismissed", "เห็นควรคงผลการประเมินเดิม")])
def test_the_letter_reads_back_as_the_same_thai(client, case, officer, state, words):
    appeal = opened(case, officer)
    appeal.items.update(answer="พบภาพกิจกรรมผู้สูงอายุที่วัด", value=3)
    Appeal.objects.update(state=state, answer="หลักฐานครบถ้วนทั้งสิ้น", answered_on=SOON.date(), answered_by=officer)
    client.force_login(appeal.filed_by)
    document = pypdfium2.PdfDocument(client.get(at("appeal-letter", appeal.pk)).content)
    text = "".join("".join(sheet.get_textpage().get_text_range().split()) for sheet in document)
    document.close()
    wanted = (
        "ที่ อย ๐๐๓๑", "สำนักงานวัฒนธรรมจังหวัดพระนครศรีอยุธยา", "๑๓ สิงหาคม ๒๕๗๐", "แจ้งผลการพิจารณาอุทธรณ์ผลการประเมินคุณธรรม",
        "เรียน ผู้บริหารโรงเรียนบ้านปิ่นเกล้า", "มีมติที่ ๑/๒๕๗๐", words, "หลักฐานครบถ้วนทั้งสิ้น", "แนบภาพกิจกรรมแล้ว", "พบภาพกิจกรรมผู้สูงอายุที่วัด",
        "(นายประพันธ์ ตรีบุบผา)", "จึงเรียนมาเพื่อโปรดทราบ",
    )  # fmt: skip
    assert [one for one in wanted if "".join(one.split()) not in text] == []


def test_the_list_shows_filters_and_exports(client, case, officer, tmp_path):
    other = AssessmentFactory(organisation=OrganisationFactory(name="วัดสอง"), state="certified", scores=[2] * 9)
    first, second = filed(case), filed(other)
    Appeal.objects.filter(pk=first.pk).update(answer_due_on=dt.date(2027, 8, 11))
    Appeal.objects.filter(pk=second.pk).update(state="dismissed")
    client.force_login(officer)
    asked = [{}, {"late": "1"}, {"state": "dismissed"}, {"year": "2570", "kind": "community"}, {"sort": "name"}]
    assert [[one for one, _left in client.get(at("appeals", **query)).context["appeals"]] for query in asked] == [
        [second, first], [first], [second], [], [first, second]
    ]  # fmt: skip
    response = client.get(at("appeals-export", late="1"))
    file = tmp_path / "list.xlsx"
    file.write_bytes(b"".join(response.streaming_content))
    _headings, row = read_table(file).rows
    assert [str(cell) for cell in row][:1] == ["โรงเรียนบ้านปิ่นเกล้า"]


def test_the_office_sets_the_days_of_a_year(client, case, officer):
    client.force_login(officer)
    address = at("calendar", 2570)
    page = client.get(address)
    assert [page.context["form"][name].value() for name in ("appeal_days", "appeal_answer_days", "opens_on")] == [15, 30, None]
    days = {"opens_on": "01/06/2570", "self_due_on": "31/07/2570", "review_due_on": "", "committee_due_on": "15/08/2570"}
    counts = {
        "assessors_each": "3",
        "appeal_days": "๑๐",
        "appeal_answer_days": "20",
        "sign": page.context["form"]["sign"].value(),
    }
    wrong = client.post(address, {**days, **counts, "committee_due_on": "30/07/2570"})
    assert (list(wrong.context["form"].errors), AssessmentCalendar.objects.count()) == (["committee_due_on"], 0)
    assert client.post(address, {**days, **counts}).url == address
    kept = AssessmentCalendar.objects.get()
    assert (kept.self_due_on, kept.review_due_on, kept.appeal_days, kept.assessors_each) == (dt.date(2027, 7, 31), None, 10, 3)
    assert client.get(at("calendar", 2599)).status_code == 404


@pytest.mark.parametrize(
    ("typed", "begun_due", "sent_due"),
    [
        ("15/08/2570", dt.date(2027, 8, 15), dt.date(2027, 8, 15)),
        ("15/07/2570", dt.date(2027, 7, 15), dt.date(2027, 7, 31)),
        ("", None, dt.date(2027, 7, 31)),
    ],
)
def test_what_is_begun_follows_the_due_day_and_what_was_sent_only_gains(client, case, officer, typed, begun_due, sent_due):
    due = dt.date(2027, 7, 31)
    AssessmentCalendar.objects.create(programme_year=case.programme_year, self_due_on=due)
    next_year = ProgrammeYearFactory(province=case.province, fiscal_year=2571)
    cases = [
        AssessmentFactory(state="self"), AssessmentFactory(state="self", due_on=None), AssessmentFactory(state="returned"),
        AssessmentFactory(state="submitted"), AssessmentFactory(state="self", programme_year=next_year),
    ]  # fmt: skip
    client.force_login(officer)
    sign = client.get(at("calendar", 2570)).context["form"]["sign"].value()
    counts = {"assessors_each": "2", "appeal_days": "15", "appeal_answer_days": "30", "sign": sign}
    assert client.post(at("calendar", 2570), {"self_due_on": typed, **counts}).url == at("calendar", 2570)
    kept = dict(Assessment.objects.values_list("pk", "due_on"))
    assert [kept[one.pk] for one in cases] == [begun_due, begun_due, sent_due, sent_due, due]


def test_pages_keep_their_budget(client, case, officer):
    appeals = [filed(case)]
    appeals += [filed(AssessmentFactory(state="certified", scores=[2] * 9)) for _number in range(8)]
    looked = opened(AssessmentFactory(state="certified", scores=[2] * 9), officer)
    client.force_login(officer)
    fresh = AssessmentFactory(state="certified", scores=[2] * 9)
    costs = {}
    for name, keys in (
        ("appeals", ()), ("appeal", (appeals[0].pk,)), ("appeal-take-up", (appeals[0].pk,)),
        ("appeal", (looked.pk,)), ("appeal-look", (looked.pk,)),
        ("appeal-answer", (looked.pk,)), ("appeal-file", (fresh.pk,)), ("calendar", (2570,)),
    ):  # fmt: skip
        with counted() as sent:
            assert client.get(at(name, *keys)).status_code == 200
        costs[at(name, *keys)] = len(sent)
    assert {address: cost for address, cost in costs.items() if cost > 12} == {}
