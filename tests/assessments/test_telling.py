"""What a body is told of its result: in the inbox of its contacts, by e-mail, or at the address in the register."""

import datetime as dt

import pytest
from django.urls import reverse

from assessments.actions import decisions, sessions
from assessments.actions.certificates import follow_new_results, issue, replace, revoke
from assessments.models import Certificate
from moralprovince.core.models import Message
from moralprovince.portal.filters import KINDS
from tests.factories import OfficeFactory, OrganisationFactory, ProgrammeYearFactory, contact_of, officer_of
from tests.factories_assessments import AssessmentFactory
from tests.support.queries import counted

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(dt.datetime(2027, 8, 10, 5, tzinfo=dt.UTC), tick=False)]
DAY = dt.date(2027, 8, 10)
RESOLVED = {"resolution": "2/2570", "resolved_on": DAY}


@pytest.fixture
def office():
    return OfficeFactory()


@pytest.fixture
def officer(office):
    return officer_of(office.province)


def body(office, **more):
    return OrganisationFactory(**{"province": office.province, "name": "วัดพนัญเชิง", **more})


def recommended(scores, organisation):
    return AssessmentFactory(state="recommended", scores=scores, organisation=organisation)


def session_of(cases, officer):
    session = sessions.plan_session(programme_year=cases[0].programme_year, number="2/2570", held_on=DAY, by=officer)
    sessions.put_on_agenda(session=session, assessments=cases, by=officer)
    sessions.open_session(session=session, by=officer)
    return session


def certified(cases, officer):
    session = session_of(cases, officer)
    return decisions.certify_many(session=session, cases=list(session.cases.all()), by=officer, **RESOLVED)


def told(kind):
    rows = Message.objects.filter(kind=kind).order_by("channel", "address", "recipient")
    return [(one.channel, one.recipient and one.recipient.name, one.address, one.state) for one in rows]


def test_the_contacts_of_a_body_are_congratulated_once_in_the_inbox_and_by_mail(office, officer):
    organisation = body(office, email="wat@example.org")
    contact_of(organisation, name="สมศรี", email="somsri@example.org")
    case = recommended([3] * 9, organisation)
    certified([case], officer)
    assert told("assessment_certified") == [
        ("email", "สมศรี", "somsri@example.org", "pending"), ("inbox", "สมศรี", "", "sent"),
    ]  # fmt: skip
    one = Message.objects.filter(kind="assessment_certified", channel="inbox").get()
    assert one.subject == "ขอแสดงความยินดี วัดพนัญเชิง ได้รับการรับรองระดับ “องค์กรคุณธรรมต้นแบบ”"
    assert one.body == (
        "คณะอนุกรรมการส่งเสริมคุณธรรมจังหวัดมีมติที่ 2/2570 รับรอง วัดพนัญเชิง ในระดับ “องค์กรคุณธรรมต้นแบบ” ประจำปีงบประมาณ พ.ศ. 2570 "
        "ขอขอบคุณความดีที่ทุกท่านร่วมกันทำ ดูรายละเอียดได้ที่หน้าการประเมิน"
    )
    assert (one.link, one.province_code) == (reverse("assessments:assessment", args=[case.pk]), office.province.code)


def test_a_body_without_an_account_with_a_mailbox_is_written_to_at_the_address_in_the_register(office, officer):
    organisation = body(office, email="wat@example.org", contact_name="พระครู")
    contact_of(organisation, name="ไม่มีอีเมล", has_mailbox=False)
    ended = contact_of(body(office, name="วัดอื่น"))
    ended.role_grants.update(organisation=organisation, ends_on=DAY - dt.timedelta(1))
    certified([recommended([3] * 9, organisation)], officer)
    assert told("assessment_certified") == [
        ("email", None, "wat@example.org", "pending"), ("inbox", "ไม่มีอีเมล", "", "sent"),
    ]  # fmt: skip


def test_a_body_that_reached_no_level_is_told_kindly_and_a_community_by_the_words_for_it(office, officer):
    low, community = body(office, name="วัดต่ำ"), body(office, name="ชุมชนดี", kind="community")
    for one in (low, community):
        contact_of(one)
    certified([recommended([0] * 9, low), recommended([3] * 9, community)], officer)
    subjects = Message.objects.filter(kind="assessment_certified", channel="inbox").order_by("subject")
    assert list(subjects.values_list("subject", flat=True)) == [
        "ขอแสดงความยินดี ชุมชนดี ได้รับการรับรองระดับ “ชุมชนคุณธรรมต้นแบบ”", "แจ้งผลการพิจารณาของ วัดต่ำ",
    ]  # fmt: skip


def test_one_decided_alone_is_told_as_well(office, officer):
    case = recommended([3] * 9, body(office))
    contact = contact_of(case.organisation)
    session = session_of([case], officer)
    decisions.decide(case=session.cases.get(), level=3, by=officer, **RESOLVED)
    assert list(contact.messages.filter(channel="inbox").values_list("kind", flat=True)) == ["assessment_certified"]


def test_nobody_is_told_of_a_district_since_the_office_decided_it_herself(office, officer):
    district = body(office).district
    case = AssessmentFactory(
        of_body=False, district=district, programme_year=ProgrammeYearFactory(province=office.province), state="recommended",
        scores=[3] * 9,
    )  # fmt: skip
    certified([case], officer)
    assert told("assessment_certified") == []


def test_thirty_bodies_are_told_by_as_many_statements_as_three(office, officer):
    sent = []
    for count in (3, 27):
        bodies = [body(office, name=f"วัด {count}-{number}") for number in range(count)]
        cases = [recommended([3] * 9, one) for one in bodies]
        for case in cases:
            contact_of(case.organisation)
        made = [case.decisions.create(level=3, by=officer, **RESOLVED) for case in cases]
        with counted() as statements:
            decisions.tell_certified(made)
        sent.append(len(statements))
        assert Message.objects.filter(kind="assessment_certified", channel="inbox").count() == (3 if count == 3 else 30)
    assert sent == [3, 3]


def test_a_body_is_told_when_its_certificate_was_issued_replaced_and_revoked(office, officer):
    organisation = body(office)
    contact = contact_of(organisation)
    case = AssessmentFactory(state="certified", scores=[3] * 9, organisation=organisation)
    (first,) = issue(assessments=[case], issued_on=DAY, by=officer)
    second = replace(certificate=first, reason="เปลี่ยนชื่อในทะเบียน", by=officer)
    revoke(certificate=second, reason="ออกผิดแห่ง", by=officer)
    texts = {one.kind: (one.subject, one.body, one.link) for one in contact.messages.filter(channel="inbox")}
    one, two = (reverse("assessments:certificate", args=[made.pk]) for made in (first, second))
    assert texts == {
        "certificate_issued": (
            "ออกเกียรติบัตรของ วัดพนัญเชิง แล้ว",
            "ออกเกียรติบัตรเลขที่ 1/2570 ระดับ “องค์กรคุณธรรมต้นแบบ” เมื่อ 10 สิงหาคม 2570 ขอแสดงความยินดีกับทุกท่านที่มีส่วนร่วม "
            "เปิดดูและพิมพ์ได้จากหน้าเกียรติบัตร", one,
        ),
        "certificate_replaced": (
            "มีเกียรติบัตรใบใหม่ของ วัดพนัญเชิง",
            "เกียรติบัตรเลขที่ 2/2570 ใช้แทนเลขที่ 1/2570 เนื่องจาก เปลี่ยนชื่อในทะเบียน\n"
            "เปิดดูและพิมพ์ใบใหม่ได้จากหน้าเกียรติบัตร กรุณาใช้แทนใบเดิม", two,
        ),
        "certificate_revoked": (
            "เพิกถอนเกียรติบัตรของ วัดพนัญเชิง",
            "เกียรติบัตรเลขที่ 2/2570 ใช้ไม่ได้แล้ว เนื่องจาก ออกผิดแห่ง\nหากมีข้อสงสัย สำนักงานวัฒนธรรมจังหวัดยินดีให้คำแนะนำ", two,
        ),
    }  # fmt: skip
    assert {"assessment_certified", *texts} - set(KINDS) == set()


def test_a_new_result_after_an_appeal_tells_what_became_of_the_certificate(office, officer):
    organisation = body(office)
    contact = contact_of(organisation)
    case = AssessmentFactory(state="certified", scores=[3] * 9, organisation=organisation)
    issue(assessments=[case], issued_on=DAY, by=officer)
    kinds = []
    for level in (2, 0):
        type(case).objects.filter(pk=case.pk).update(certified_level=level)
        follow_new_results([case], by=officer)
        kinds.append(contact.messages.filter(channel="inbox").order_by("-pk").values_list("kind", flat=True)[0])
    assert (kinds, Certificate.objects.filter(state="valid").count()) == (["certificate_replaced", "certificate_revoked"], 0)
