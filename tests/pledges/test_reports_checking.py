"""What the office does with reports: accept, return, reopen, waive, give more time, file for others, print forms."""

import datetime as dt
import re
import threading

import pypdfium2
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import override

from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import AuditEvent, Draft, Message, StoredFile
from pledges.actions.extensions import extend_report
from pledges.actions.reports import (
    ProgressEntry,
    ReportContent,
    accept_report,
    keep_for_others,
    lift_waiver,
    reopen_report,
    return_report,
    send_report,
    submit_report,
    waive_report,
)
from pledges.models import FollowUpReport
from pledges.views import checking
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    UserFactory,
    contact_of,
    coordinator_of,
    holder_of,
    officer_of,
)
from tests.factories_pledges import CommitmentFactory, FollowUpReportFactory, PledgeFactory, ReportRoundFactory
from tests.support.queries import counted
from tests.support.uploads import pdf

# 2 April 2027, two days after the 6-month round was due.
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(dt.datetime(2027, 4, 2, 5, tzinfo=dt.UTC), tick=False)]


@pytest.fixture
def province():
    return ProvinceFactory()


@pytest.fixture
def officer(province, client):
    person = officer_of(province)
    client.force_login(person)
    return person


def submitted(province, **more) -> FollowUpReport:
    pledge = PledgeFactory(organisation=OrganisationFactory(province=province), commitments=1)
    return FollowUpReportFactory(pledge=pledge, state="submitted", **more)


def take(client, report, step, **data):
    return client.post(reverse("pledges:report-step", args=[report.pk, step]), data)


def state(report) -> str:
    return FollowUpReport.objects.get(pk=report.pk).state


def address(report) -> str:
    return reverse("pledges:report", args=[report.pk])


def test_a_report_that_was_returned_and_sent_again_does_not_look_accepted(client, officer, province):
    report = submitted(province)
    return_report(report=report, note="โปรดแนบภาพ", by=officer)
    FollowUpReport.objects.filter(pk=report.pk).update(
        state="submitted", submitted_on=dt.date(2027, 3, 30), submitted_at=dt.datetime(2027, 4, 2, 5, tzinfo=dt.UTC)
    )
    *_before, sent, last = client.get(address(report)).context["milestones"]
    assert sent.note == "ครั้งแรก 30 มี.ค. 2570 ทันกำหนด"
    assert (str(last.label), last.day, last.status) == ("รับรองแล้ว", None, "ahead")


def test_a_report_that_came_by_telephone_and_was_typed_the_next_day_does_not_look_sent_twice(client, officer, province):
    days = {"submitted_on": dt.date(2027, 3, 30), "submitted_at": dt.datetime(2027, 3, 31, 5, tzinfo=dt.UTC)}
    report = submitted(province)
    FollowUpReport.objects.filter(pk=report.pk).update(source="phone", **days)
    *_before, entered, _last = client.get(address(report)).context["milestones"]
    assert (entered.label, entered.day, entered.note) == (
        "สำนักงานบันทึกแล้ว", days["submitted_at"], "สำนักงานรับไว้ 30 มี.ค. 2570 ทันกำหนด",
    )  # fmt: skip


def send(report, by, actual, **texts):
    line = report.pledge.commitments.get()
    progress = [ProgressEntry(commitment_id=line.pk, actual=actual, status="under_way")]
    report = FollowUpReport.objects.get(pk=report.pk)
    send_report(report=report, content=ReportContent(**texts, progress=progress), version=report.version, by=by)
    return report


def test_of_a_report_that_is_sent_again_the_history_tells_what_differs_from_what_was_sent_before(officer, province):
    owed = FollowUpReportFactory(pledge=PledgeFactory(organisation__province=province, commitments=1), state="expected")
    contact, line = contact_of(owed.pledge.organisation), str(owed.pledge.commitments.get())
    send(owed, contact, 10, summary="ทำแล้ว", obstacles="ฝนตก")
    for actual, obstacles, language in ((12, "", "th"), (12, "น้ำท่วม", "en")):
        return_report(report=FollowUpReport.objects.get(pk=owed.pk), note="โปรดแก้ไข", by=officer)
        with override(language):
            send(owed, contact, actual, summary="ทำแล้ว", obstacles=obstacles)
    told = AuditEvent.objects.filter(action="submit").order_by("pk").values_list("changes", flat=True)
    assert [{name: pair for name, pair in changes.items() if name != "state"} for changes in told] == [
        {"summary": ["", "ทำแล้ว"], "obstacles": ["", "ฝนตก"], line: ["", "10 · กำลังทำ"]},
        {"obstacles": ["ฝนตก", ""], line: ["10 · กำลังทำ", "12 · กำลังทำ"]},
        {"obstacles": ["", "น้ำท่วม"]},
    ]


def test_whoever_checks_a_report_anew_reads_who_returned_it_when_and_for_what(client, officer, province):
    report = submitted(province)
    return_report(report=report, note="โปรดแนบภาพ", by=officer)
    FollowUpReport.objects.filter(pk=report.pk).update(state="submitted", returned_note="")
    facts = facts_of(client.get(address(report)))
    assert (facts["เคยส่งกลับ"], "ผู้ตรวจ" in facts) == (f"{officer.name} · 2 เม.ย. 2570 12:00 น. โปรดแนบภาพ", False)
    accept_report(report=FollowUpReport.objects.get(pk=report.pk), by=officer)
    facts = facts_of(client.get(address(report)))
    assert ("เคยส่งกลับ" in facts, facts["ผู้ตรวจ"]) == (False, f"{officer.name} · 2 เม.ย. 2570 12:00 น.")


def facts_of(response):
    """What the page of a report says beside each of its words."""
    pairs = re.findall(r"<dt>([^<]*)</dt><dd>(.*?)</dd>", response.content.decode(), re.S)
    return {word: " ".join(strip_tags(told.replace("<br>", " ")).split()) for word, told in pairs}


def test_a_history_that_is_longer_than_its_page_says_so(client, officer, province):
    report = submitted(province)
    for _time in range(30):
        AuditEvent.objects.create(action="add_evidence", object_type="pledges.followupreport", object_id=str(report.pk))
    sentence = "การเปลี่ยนแปลงก่อนหน้านี้ยังเก็บไว้ แต่ไม่ได้แสดงในหน้านี้"
    said = [client.get(address(report)).content.decode().count(sentence)]
    AuditEvent.objects.create(action="submit", object_type="pledges.followupreport", object_id=str(report.pk))
    said.append(client.get(address(report)).content.decode().count(sentence))
    assert said == [0, 1]


def test_a_note_that_was_begun_is_not_left_without_a_question(client, officer, province):
    page = client.get(address(submitted(province))).content.decode()
    guarded = re.findall(r'steps/(\w+)/"([^>]*)', page)
    assert {step: "data-guard" in more for step, more in guarded} == {"accept": False, "return": True}


# One decision after the other


def test_accepting_opens_the_oldest_report_that_still_waits(client, officer, province):
    first = submitted(province, submitted_on=dt.date(2027, 3, 1))
    third, second = submitted(province), submitted(province, submitted_on=dt.date(2027, 3, 5))
    submitted(ProvinceFactory(code="15"), submitted_on=dt.date(2027, 1, 1))
    assert take(client, first, "accept").headers["Location"] == address(second)
    assert take(client, second, "accept").headers["Location"] == address(third)
    response = take(client, third, "accept")
    assert response.headers["Location"] == reverse("pledges:reports")
    assert [state(report) for report in (first, second, third)] == ["accepted"] * 3


def test_a_return_note_reaches_the_sender_and_the_contacts_in_their_language(client, officer, province):
    report = submitted(province, filed_by=UserFactory())
    contact = contact_of(report.pledge.organisation)
    holder_of("coordinator", user=report.filed_by, network=report.pledge.organisation.network)
    client.cookies["language"] = "en"
    take(client, report, "return", note="โปรดแนบภาพ 100%")
    inbox = Message.objects.filter(kind="report_returned", channel="inbox")
    assert {message.recipient_id for message in inbox} == {report.filed_by_id, contact.pk}
    assert "โปรดแนบภาพ 100%" in inbox[0].body
    assert inbox[0].subject == f"รายงานถูกส่งกลับให้เติม: {report.pledge.organisation} · รอบ 6 เดือน 2570"
    assert inbox[0].link == address(report)
    kept = FollowUpReport.objects.get(pk=report.pk)
    assert (kept.state, kept.returned_note, kept.returns) == ("returned", "โปรดแนบภาพ 100%", 1)


@pytest.mark.parametrize("alone", [True, False])
def test_who_checks_what_she_sent_herself_is_not_told_of_it(client, officer, province, alone):
    report = submitted(province, filed_by=officer)
    contact = contact_of(report.pledge.organisation)
    take(client, report, "accept") if alone else client.post(reverse("pledges:reports-accept"), {"report": report.pk})
    assert list(Message.objects.filter(channel="inbox").values_list("kind", "recipient")) == [("report_accepted", contact.pk)]


def test_each_return_is_told_anew(client, officer, province):
    report = submitted(province, filed_by=UserFactory())
    sender = holder_of("culture_officer", user=report.filed_by, province=province)
    for number in (1, 2):
        with time_machine.travel(dt.datetime(2027, 4, 2 + number, 5, tzinfo=dt.UTC), tick=False):
            client.force_login(officer)
            assert take(client, report, "return", note="อีกครั้ง").status_code == 302
            submit_report(report=FollowUpReport.objects.get(pk=report.pk), by=sender)
    assert Message.objects.filter(kind="report_returned", channel="inbox", recipient=sender).count() == 2


@pytest.mark.parametrize("note", ["", "   ", "\0", "ก" * 2001, "x" * 1_000_000])
def test_a_return_without_a_readable_note_is_refused_with_a_sentence(client, officer, province, note):
    report = submitted(province)
    response = take(client, report, "return", note=note)
    assert (response.status_code, state(report)) == (409, "submitted")


def test_reopening_needs_a_reason_and_puts_it_back_on_the_desk(client, officer, province):
    report = FollowUpReportFactory(pledge=submitted(province).pledge, round=ReportRoundFactory(code="Q1"), state="accepted")
    assert take(client, report, "reopen").status_code == 409
    assert take(client, report, "reopen", note="ตัวเลขผิด").headers["Location"] == address(report)
    assert state(report) == "submitted"
    assert AuditEvent.objects.get(action="reopen").note == "ตัวเลขผิด"


def test_waiving_stops_the_reminders_and_lifting_makes_it_owed_again(client, officer, province):
    report = FollowUpReportFactory(pledge=PledgeFactory(organisation__province=province))
    owed = {"kind": "report_due", "channel": "email", "address": "a@example.org", "obligation": f"report:{report.pk}"}
    Message.objects.create(dedupe_key="r", **owed)
    take(client, report, "waive", note="น้ำท่วม")
    assert (state(report), Message.objects.get(dedupe_key="r").state) == ("waived", "cancelled")
    take(client, report, "lift")
    assert state(report) == "expected"
    assert report.waivers.get().lifted_at is not None


def test_the_body_is_told_that_a_report_is_not_required_and_that_it_is_after_all(officer, province):
    report = FollowUpReportFactory(pledge=PledgeFactory(organisation__province=province), due_on=dt.date(2027, 4, 10))
    contact = contact_of(report.pledge.organisation)
    name, link = report.pledge.organisation.name, address(report)
    waive_report(report=report, reason="น้ำท่วม", by=officer)
    lift_waiver(report=report, by=officer, note="น้ำลดแล้ว")
    FollowUpReport.objects.update(due_on=dt.date(2027, 3, 31))
    report.refresh_from_db()
    for _time in range(2):
        with time_machine.travel(dt.datetime(2027, 4, 6 + _time, 5, tzinfo=dt.UTC), tick=False):
            waive_report(report=report, reason="น้ำท่วมอีก", by=officer)
            lift_waiver(report=report, by=officer)
    told = contact.messages.filter(channel="inbox").order_by("pk").values_list("kind", "subject", "body", "link")
    waived, required = f"ไม่ต้องส่งรายงานผล: {report}", f"ขอให้ส่งรายงานผลตามเดิม: {report}"
    again = [
        ("report_waived", waived, f"รายงานของ {name}:\nน้ำท่วมอีก", link),
        ("report_required", required, f"รายงานของ {name}:\nครบกำหนดเมื่อวันที่ 31 มีนาคม 2570 แล้ว กรุณาส่งโดยเร็วที่สะดวก", link),
    ]
    assert list(told) == [
        ("report_waived", waived, f"รายงานของ {name}:\nน้ำท่วม", link),
        ("report_required", required, f"รายงานของ {name}:\nกำหนดส่งวันที่ 10 เมษายน 2570\nน้ำลดแล้ว", link), *again, *again,
    ]  # fmt: skip


def test_who_was_told_that_her_report_is_accepted_is_told_that_it_is_checked_once_more(officer, province):
    report = submitted(province)
    contact = contact_of(report.pledge.organisation)
    accept_report(report=report, by=officer)
    reopen_report(report=report, note="ตัวเลขผิด", by=officer)
    told = contact.messages.filter(channel="inbox").order_by("pk")
    assert [one.subject for one in told] == [f"รายงานได้รับการรับรองแล้ว: {report}", f"นำรายงานที่รับรองแล้วกลับมาตรวจอีกครั้ง: {report}"]
    assert told[1].body == f"รายงานของ {report.pledge.organisation}:\nตัวเลขผิด"


@pytest.mark.parametrize("state", ["draft", "returned"])
def test_what_was_begun_or_returned_stands_there_again_once_its_waiver_is_lifted(officer, province, state):
    report = FollowUpReportFactory(pledge=PledgeFactory(organisation__province=province), state="submitted", version=2)
    if state == "returned":
        return_report(report=report, note="โปรดแนบภาพ", by=officer)
    else:
        FollowUpReport.objects.update(state="draft")
    report.refresh_from_db()
    waive_report(report=report, reason="น้ำท่วม", by=officer)
    lift_waiver(report=report, by=officer)
    report.refresh_from_db()
    assert report.state == state
    assert AuditEvent.objects.get(action="lift").changes == {"state": ["waived", state]}


def test_a_report_of_an_ended_pledge_is_not_required_again(officer, province):
    report = FollowUpReportFactory(pledge=PledgeFactory(organisation__province=province, state="ended"), state="waived")
    with pytest.raises(Refused):
        lift_waiver(report=report, by=officer)


def test_more_time_is_given_to_a_later_day_with_a_reason(client, officer, province):
    report = FollowUpReportFactory(pledge=PledgeFactory(organisation__province=province))
    url = reverse("pledges:report-extend", args=[report.pk])
    assert client.post(url, {"due_on": "๑๕/๔/๒๕๗๐", "reason": "น้ำท่วม"}).status_code == 302
    assert FollowUpReport.objects.get(pk=report.pk).due_on == dt.date(2027, 4, 15)
    assert AuditEvent.objects.get(action="extend_report").province_code == "14"


@pytest.mark.parametrize(
    ("due_on", "reason", "said"),
    [
        ("30/02/2570", "น้ำท่วม", {"due_on": ["วันที่ 30 ก.พ. 2570 ไม่มีอยู่จริง กรุณาตรวจอีกครั้ง"]}),
        ("31/03/2570", "น้ำท่วม", {"due_on": ["ต้องเป็นวันที่ 3 เม.ย. 2570 หรือหลังจากนั้น"]}),
        ("2/4/2570", "น้ำท่วม", {"due_on": ["ต้องเป็นวันที่ 3 เม.ย. 2570 หรือหลังจากนั้น"]}),
        ("1/10/2571", "น้ำท่วม", {"due_on": ["ต้องเป็นวันที่ 30 ก.ย. 2571 หรือก่อนหน้านั้น"]}),
        ("15/04/2570", " ", {"reason": ["กรุณากรอกช่องนี้"]}),
    ],
)
def test_a_day_that_cannot_be_given_is_said_at_its_box_and_what_was_typed_stays(
    client, officer, province, due_on, reason, said
):
    report = FollowUpReportFactory(pledge=PledgeFactory(organisation__province=province))
    page = client.post(reverse("pledges:report-extend", args=[report.pk]), {"due_on": due_on, "reason": reason})
    form = page.context["extend_form"]
    assert (page.status_code, form.errors, form["due_on"].value(), form["reason"].value()) == (200, said, due_on, reason)
    assert page.content.decode().count('extend-box" open') == 1
    assert (FollowUpReport.objects.get().due_on, Message.objects.count()) == (report.due_on, 0)


def test_whose_day_somebody_else_moved_keeps_what_she_typed(client, officer, province, monkeypatch):
    report = FollowUpReportFactory(pledge=PledgeFactory(organisation__province=province))
    fetch, other = checking.fetch, dt.date(2027, 4, 10)

    def slow(request, pk):
        found = fetch(request, pk)
        FollowUpReport.objects.update(due_on=other)
        return found

    monkeypatch.setattr(checking, "fetch", slow)
    typed = {"due_on": "15/4/2570", "reason": "น้ำท่วม"}
    page = client.post(reverse("pledges:report-extend", args=[report.pk]), typed)
    form = page.context["extend_form"]
    assert (list(form.errors), {name: form[name].value() for name in typed}) == (["due_on"], typed)
    assert page.context["report"].due_on == other


def test_the_body_is_told_of_more_time_each_time_it_is_given(client, officer, province):
    report = FollowUpReportFactory(pledge=PledgeFactory(organisation__province=province))
    contact = contact_of(report.pledge.organisation)
    url = reverse("pledges:report-extend", args=[report.pk])
    pages = [
        client.post(url, {"due_on": day, "reason": reason}, follow=True)
        for day, reason in (("15/4/2570", "น้ำท่วม"), ("20/4/2570", "น้ำยังไม่ลด"))
    ]
    name = report.pledge.organisation
    said = f"ขยายเวลาให้ {name} แล้ว และแจ้งองค์กรให้ทราบแล้ว"
    assert [[strip_tags(str(one)) for one in page.context["messages"]] for page in pages] == [[said], [said]]
    told = Message.objects.filter(kind="report_extended").order_by("pk")
    assert [(one.recipient, one.channel) for one in told] == [(contact, "inbox"), (contact, "email")] * 2
    assert {one.subject for one in told} == {f"ขยายเวลาส่งรายงานผลแล้ว: {name} · รอบ 6 เดือน 2570"}
    assert [one.body.splitlines() for one in told.filter(channel="email")] == [
        [f"รายงานของ {name}:", "กำหนดส่งใหม่คือวันที่ 15 เมษายน 2570", "เหตุผล: น้ำท่วม"],
        [f"รายงานของ {name}:", "กำหนดส่งใหม่คือวันที่ 20 เมษายน 2570", "เหตุผล: น้ำยังไม่ลด"],
    ]
    assert {one.link for one in told} == {address(report)}


@pytest.mark.parametrize(("came", "taken"), [(None, "3/4/2570"), (dt.date(2027, 4, 1), "1/4/2570"), (None, "30/9/2571")])
def test_more_time_ends_after_today_but_for_what_was_sent_and_a_year_after_its_own_at_most(
    client, officer, province, came, taken
):
    pledge = PledgeFactory(organisation__province=province)
    report = FollowUpReportFactory(pledge=pledge, state="returned" if came else "draft", submitted_on=came)
    client.post(reverse("pledges:report-extend", args=[report.pk]), {"due_on": taken, "reason": "น้ำท่วม"})
    due_on = FollowUpReport.objects.get().due_on
    assert f"{due_on.day}/{due_on.month}/{due_on.year + 543}" == taken


def test_a_closed_year_is_only_read(client, officer, province):
    report = submitted(province)
    year = report.pledge.programme_year
    year.read_only_from = dt.date(2027, 4, 1)
    year.save()
    for step in ("accept", "return"):
        assert take(client, report, step, note="x").status_code == 409
    assert state(report) == "submitted"


def test_steps_are_for_the_office_and_unknown_ones_do_not_exist(client, officer, province):
    report = submitted(province)
    assert take(client, report, "submit").status_code == 404
    assert take(client, report, "explode").status_code == 404
    assert client.get(reverse("pledges:report-step", args=[report.pk, "accept"])).status_code == 405
    client.force_login(coordinator_of(report.pledge.organisation.network))
    for step in ("accept", "return", "waive"):
        assert take(client, report, step, note="x").status_code in (403, 409)
    client.force_login(officer_of(ProvinceFactory(code="15")))
    assert take(client, report, "accept").status_code == 404
    assert state(report) == "submitted"


# Many at once


def test_chosen_ones_are_accepted_each_by_itself_and_the_others_are_named(client, officer, province):
    first, second = submitted(province), submitted(province)
    changed = submitted(province)
    FollowUpReport.objects.filter(pk=changed.pk).update(state="returned")
    foreign = submitted(ProvinceFactory(code="15"))
    keys = [first.pk, second.pk, changed.pk, foreign.pk, "x", 10**30]
    back = f"{reverse('pledges:reports')}?state=submitted"
    response = client.post(reverse("pledges:reports-accept"), {"report": keys, "back": back}, follow=True)
    assert response.redirect_chain == [(back, 302)]
    html = response.content.decode()
    assert "รับรองแล้ว 2 ฉบับ" in html
    assert changed.pledge.organisation.name in html
    assert [state(report) for report in (first, second, changed, foreign)] == ["accepted", "accepted", "returned", "submitted"]


@pytest.mark.parametrize("back", ["https://evil.example.org/", "//evil.example.org/reports/", "/admin/"])
def test_the_way_back_leads_only_to_the_list(client, officer, back):
    response = client.post(reverse("pledges:reports-accept"), {"back": back})
    assert response.headers["Location"] == reverse("pledges:reports")


# For those who telephone, write or send paper


def filing(report, **more):
    key = report.pledge.commitments.get().pk
    return {
        "version": report.version, "do": "submit", "source": "paper", "on_behalf_of": "กำนันสมศักดิ์", "received_on": "31/03/2570",
        "summary": "เล่าทางโทรศัพท์", f"c{key}-status": "done", f"c{key}-actual": "30", **more,
    }  # fmt: skip


@pytest.fixture
def owed(province):
    return FollowUpReportFactory(pledge=PledgeFactory(organisation__province=province, commitments=1))


def test_what_reached_the_office_in_time_is_on_time_though_it_is_entered_later(client, officer, owed):
    scan = SimpleUploadedFile("แบบรายงาน.pdf", pdf())
    response = client.post(reverse("pledges:report-file", args=[owed.pk]), filing(owed, paper=scan))
    assert response.headers["Location"] == address(owed)
    kept = FollowUpReport.objects.get(pk=owed.pk)
    assert (kept.state, kept.source, kept.on_behalf_of, kept.submitted_on) == (
        "submitted", "paper", "กำนันสมศักดิ์", dt.date(2027, 3, 31))  # fmt: skip
    assert (kept.paper.owner_type, kept.paper.owner_id) == ("pledges.followupreport", str(owed.pk))
    assert kept.filed_by == officer


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("received_on", "03/04/2570"), ("received_on", "01/01/2570"), ("received_on", "30/02/2570"), ("received_on", ""),
        ("source", "web"), ("source", ""), ("on_behalf_of", ""), ("on_behalf_of", "ก" * 201),
    ],
)  # fmt: skip
def test_how_it_came_must_be_told_and_must_be_possible(client, officer, owed, field, value):
    response = client.post(reverse("pledges:report-file", args=[owed.pk]), filing(owed, **{field: value}))
    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
    kept = FollowUpReport.objects.get(pk=owed.pk)
    assert (kept.state, kept.summary) == ("draft", "เล่าทางโทรศัพท์")


def test_what_others_learned_is_offered_to_whoever_reports_and_not_to_whoever_files_for_her(client, officer, owed):
    asked = reverse("report-beside", args=[owed.pk])
    offered = {
        name: client.get(reverse(name, args=[owed.pk])).content.decode().count(asked)
        for name in ("pledges:report", "pledges:report-file")
    }
    assert offered == {"pledges:report": 2, "pledges:report-file": 0}


def came(client, owed):
    """How it came, as the form shows it when it is opened, and what is marked."""
    form = client.get(reverse("pledges:report-file", args=[owed.pk])).context["form"]
    return {name: form[name].value() for name in form.kept}, list(form.errors)


def test_a_draft_keeps_how_it_came_for_whichever_officer_goes_on_with_it_until_it_is_filed(client, officer, owed, province):
    address, told = reverse("pledges:report-file", args=[owed.pk]), {"source": "paper", "on_behalf_of": "กำนันสมศักดิ์"}
    client.post(address, filing(owed, do="save"))
    assert came(client, owed) == ({**told, "received_on": "31/03/2570"}, [])
    other = officer_of(province)
    client.force_login(other)
    assert came(client, owed) == ({**told, "received_on": "31/03/2570"}, [])
    owed.refresh_from_db()
    client.post(address, filing(owed, do="save", source="", on_behalf_of="", received_on="30/02/2570"))
    client.force_login(officer)
    # What is missing is named when it is filed, what cannot be read at once.
    assert came(client, owed) == ({"source": "", "on_behalf_of": "", "received_on": "30/02/2570"}, ["received_on"])
    owed.refresh_from_db()
    client.post(address, filing(owed))
    assert (Draft.objects.count(), FollowUpReport.objects.get(pk=owed.pk).state) == (0, "submitted")


def test_how_it_came_as_another_officer_mended_it_is_not_overwritten_unseen(client, owed, province):
    address = reverse("pledges:report-file", args=[owed.pk])
    old, mended = filing(owed, do="save", received_on="10/03/2570"), {"received_on": "12/03/2570", "source": "phone"}
    client.force_login(officer_of(province))
    client.post(address, old | mended)
    client.force_login(officer_of(province))
    for wish in ("save", "submit"):
        slow = client.post(address, old | {"do": wish})
        kept = [text for _label, text in slow.context["differences"]]
        assert (slow.status_code, kept, came(client, owed)[0]["received_on"]) == (
            409,
            ["แจ้งทางโทรศัพท์", "12/03/2570"],
            "12/03/2570",
        )
    assert client.post(address, old | mended).status_code == 200


def test_whoever_goes_on_with_what_was_begun_for_others_is_led_to_where_it_stands_how_it_came(client, officer, owed, province):
    fill, file = (reverse(f"pledges:{name}", args=[owed.pk]) for name in ("report-fill", "report-file"))
    buttons = (fill, file)
    offered = [[one for one in buttons if f'href="{one}"' in client.get(address(owed)).content.decode()]]
    assert client.get(fill).status_code == 200
    client.post(file, filing(owed, do="save"))
    client.force_login(officer_of(province))
    offered.append([one for one in buttons if f'href="{one}"' in client.get(address(owed)).content.decode()])
    assert (offered, client.get(fill).headers["Location"]) == ([[fill, file], [file]], file)


def test_the_paper_of_a_filing_that_never_was_is_no_part_of_what_the_body_sends(client, officer, owed):
    client.post(
        reverse("pledges:report-file", args=[owed.pk]), filing(owed, do="save", paper=SimpleUploadedFile("ก.pdf", pdf()))
    )
    owed.refresh_from_db()
    scanned, content = owed.paper, ReportContent(summary="ส่งเอง")
    owed.pledge.commitments.all().delete()
    send_report(report=owed, content=content, version=owed.version, by=officer)
    owed.refresh_from_db()
    scanned.refresh_from_db()
    assert (owed.state, owed.source, owed.paper, scanned.owner_id) == ("submitted", "web", None, "")


def told(page) -> list[str]:
    """Which paper is kept, as the form says beside its box: the address, its name and what a new one does."""
    kept = r'id="id_paper_helptext"[^>]*>เก็บไว้แล้ว: <a href="(.*?)">.*?</svg>(.*?)</a> (.*?)</div>'
    help_text = re.findall(kept, page.content.decode())
    return list(*help_text) if help_text else []


def test_the_scanned_paper_is_kept_with_the_draft_until_another_takes_its_place(client, officer, owed, province):
    address = reverse("pledges:report-file", args=[owed.pk])
    assert told(client.get(address)) == []
    page = client.post(address, filing(owed, do="save", paper=SimpleUploadedFile("หน้าแรก.pdf", pdf())))
    first = StoredFile.objects.get()
    kept = [f"/files/{first.pk}/", "หน้าแรก.pdf", "ไฟล์ที่เลือกใหม่จะใช้แทนไฟล์นี้"]
    assert told(page) == kept
    assert (first.owner_type, first.owner_id) == ("pledges.followupreport", str(owed.pk))
    client.force_login(officer_of(province))
    assert told(client.get(address)) == kept
    assert b"".join(client.get(kept[0]).streaming_content) == pdf()

    owed.refresh_from_db()
    client.post(address, filing(owed, do="save", paper=SimpleUploadedFile("ครบ.pdf", pdf() + b"\n")))
    owed.refresh_from_db()
    client.post(address, filing(owed))
    sent = FollowUpReport.objects.get(pk=owed.pk)
    assert (sent.state, sent.paper.name, StoredFile.objects.get(pk=first.pk).owner_type) == ("submitted", "ครบ.pdf", "")
    notes = AuditEvent.objects.filter(action="save_report").order_by("pk").values_list("note", flat=True)
    assert list(notes) == ["หน้าแรก.pdf", "ครบ.pdf"]


def test_a_paper_that_is_filed_with_a_picture_beside_it_is_stored_once(client, officer, owed):
    sent = {"paper": SimpleUploadedFile("แบบรายงาน.pdf", pdf()), "e-url": "https://example.org/a"}
    client.post(reverse("pledges:report-file", args=[owed.pk]), filing(owed, **sent))
    kept = FollowUpReport.objects.get(pk=owed.pk)
    assert (kept.state, kept.paper, kept.evidence.count()) == ("submitted", StoredFile.objects.get(), 1)


def test_what_is_filed_with_a_picture_beside_it_is_told_once(client, officer, owed):
    address = reverse("pledges:report-file", args=[owed.pk])
    client.post(address, filing(owed, do="save"))
    owed.refresh_from_db()
    client.post(address, {**filing(owed, summary="เล่าใหม่"), "e-url": "https://example.org/a"})
    told = AuditEvent.objects.filter(action__in=["save_report", "add_evidence", "submit"]).order_by("pk")
    assert [event.action for event in told] == ["save_report", "add_evidence", "submit"]


def test_how_it_came_is_forgotten_once_the_body_sends_the_report_itself(client, officer, owed):
    client.post(reverse("pledges:report-file", args=[owed.pk]), filing(owed, do="save"))
    owed.refresh_from_db()
    client.force_login(contact_of(owed.pledge.organisation))
    client.post(reverse("pledges:report-fill", args=[owed.pk]), filing(owed))
    kept = FollowUpReport.objects.get(pk=owed.pk)
    assert (kept.state, kept.source, Draft.objects.count()) == ("submitted", "web", 0)


def test_only_the_office_keeps_a_draft_for_others(owed):
    with pytest.raises(NotAllowed):
        keep_for_others(
            report=owed, content=ReportContent(), came={}, paper=None, version=1, by=contact_of(owed.pledge.organisation)
        )


def test_what_is_missing_is_told_in_the_order_of_the_page(client, officer, owed):
    key = owed.pledge.commitments.get().pk
    missing = {"source": "", "received_on": "", "summary": "", f"c{key}-status": "", f"c{key}-spent": "x"}
    text = client.post(reverse("pledges:report-file", args=[owed.pk]), filing(owed, **missing)).content.decode()
    [box] = re.findall(r"<div[^>]* data-error-summary>(.*?)</div>", text, re.S)
    told = re.findall(r'href="#([^"]+)"', box)
    assert told == ["div_id_source", "id_received_on", f"div_id_c{key}-status", f"id_c{key}-spent", "id_summary"]
    assert [text.index(f'id="{field}"') for field in told] == sorted(text.index(f'id="{field}"') for field in told)


def test_a_second_press_files_nothing_more_and_says_the_same(client, officer, owed):
    data, said = filing(owed), []
    for _press in range(2):
        response = client.post(reverse("pledges:report-file", args=[owed.pk]), data, follow=True)
        said.append([str(message) for message in response.context["messages"]])
    assert said == [[f"บันทึกรายงานแทน {owed.pledge.organisation} แล้ว"]] * 2
    assert AuditEvent.objects.filter(action="submit").count() == 1


def test_what_comes_again_after_a_return_keeps_its_first_day_and_its_paper(client, officer, owed):
    address = reverse("pledges:report-file", args=[owed.pk])
    client.post(address, filing(owed, paper=SimpleUploadedFile("แบบรายงาน.pdf", pdf())))
    owed.refresh_from_db()
    return_report(report=owed, note="ขาดตัวเลข", by=officer)
    client.post(address, filing(owed, source="phone", on_behalf_of="ป้าแดง", received_on="02/04/2570"))
    kept = FollowUpReport.objects.get(pk=owed.pk)
    assert (kept.state, kept.source, kept.on_behalf_of) == ("submitted", "phone", "ป้าแดง")
    assert (kept.submitted_on, kept.paper) == (dt.date(2027, 3, 31), StoredFile.objects.get())


def test_what_came_back_stays_returned_while_it_is_completed_and_is_the_senders_own_once_it_is_sent(client, officer, owed):
    client.post(reverse("pledges:report-file", args=[owed.pk]), filing(owed, received_on="31/03/2570"))
    owed.refresh_from_db()
    return_report(report=owed, note="ขาดตัวเลข", by=officer)
    contact, page = contact_of(owed.pledge.organisation), reverse("pledges:report-fill", args=[owed.pk])
    client.force_login(contact)
    client.post(page, filing(owed, do="save", summary="เติมแล้ว"))
    owed.refresh_from_db()
    assert (owed.state, owed.returned_note, owed.summary) == ("returned", "ขาดตัวเลข", "เติมแล้ว")
    client.post(page, filing(owed))
    owed.refresh_from_db()
    sent = (owed.state, owed.source, owed.on_behalf_of, owed.filed_by, owed.returned_note)
    assert sent == ("submitted", "web", "", contact, "")


def test_whoever_filed_for_others_is_no_sender_who_is_told(client, officer, owed, province):
    other = officer_of(province)
    client.post(reverse("pledges:report-file", args=[owed.pk]), filing(owed, received_on="31/03/2570"))
    owed.refresh_from_db()
    return_report(report=owed, note="ขาดตัวเลข", by=other)
    assert Message.objects.filter(recipient=officer).count() == 0


def test_what_is_taken_back_onto_the_desk_was_checked_by_nobody(officer, province):
    report = submitted(province)
    accept_report(report=report, by=officer)
    reopen_report(report=report, note="ตัวเลขผิด", by=officer)
    report.refresh_from_db()
    assert (report.state, report.checked_by, report.checked_at) == ("submitted", None, None)


def test_a_second_waiver_leaves_the_day_on_which_the_first_one_was_lifted(officer, owed):
    for day in (3, 5):
        with time_machine.travel(dt.datetime(2027, 4, day, 5, tzinfo=dt.UTC), tick=False):
            waive_report(report=owed, reason="น้ำท่วม", by=officer)
            lift_waiver(report=owed, by=officer)
    assert sorted(waiver.lifted_at.day for waiver in owed.waivers.all()) == [3, 5]


def test_more_time_begins_its_reminders_anew_and_the_same_day_is_no_more_time(officer, owed):
    FollowUpReport.objects.filter(pk=owed.pk).update(due_on=dt.date(2027, 4, 10))
    owed.refresh_from_db()
    about = {"kind": "report_due", "channel": "email", "address": "a@example.org", "obligation": f"report:{owed.pk}"}
    message = Message.objects.create(dedupe_key="r", **about)
    with pytest.raises(Refused):
        extend_report(report=owed, due_on=dt.date(2027, 4, 10), reason="น้ำท่วม", by=officer)
    extend_report(report=owed, due_on=dt.date(2027, 4, 11), reason="น้ำท่วม", by=officer)
    message.refresh_from_db()
    assert (owed.due_on, message.state) == (dt.date(2027, 4, 11), "cancelled")
    # Somebody who still reads the day before is told so.
    slow = FollowUpReport.objects.get(pk=owed.pk)
    slow.due_on = dt.date(2027, 4, 10)
    with pytest.raises(Outpaced):
        extend_report(report=slow, due_on=dt.date(2027, 4, 12), reason="น้ำท่วม", by=officer)


def test_a_program_named_pdf_is_no_paper(client, officer, owed):
    bad = SimpleUploadedFile("scan.pdf", b"MZ\x90" + b"\0" * 100)
    response = client.post(reverse("pledges:report-file", args=[owed.pk]), filing(owed, paper=bad))
    assert list(response.context["form"].errors) == ["paper"]
    assert StoredFile.objects.count() == 0


def test_only_the_office_files_for_others(client, owed):
    client.force_login(contact_of(owed.pledge.organisation))
    assert client.get(reverse("pledges:report-file", args=[owed.pk])).status_code == 403


@pytest.mark.parametrize(
    ("who", "buttons"),
    [
        (officer_of, [("primary", "report-file"), ("outline-primary", "report-fill"), ("quiet", "report-form")]),
        (contact_of, [("primary", "report-fill"), ("quiet", "report-form")]),
    ],
)
def test_the_main_button_asks_an_officer_how_a_report_came_and_a_contact_for_her_own(client, owed, who, buttons):
    body = owed.pledge.organisation
    client.force_login(who(body.province if who is officer_of else body))
    actions = re.findall(r'<a class="btn btn-([a-z-]+)" href="([^"]+)">', text_of_page(client, owed))
    assert actions == [(look, reverse(f"pledges:{page}", args=[owed.pk])) for look, page in buttons]


def text_of_page(client, report) -> str:
    """The buttons beside the heading."""
    page = client.get(address(report)).content.decode()
    return page[page.index("page-actions") : page.index("</div>", page.index("page-actions"))]


def test_the_office_still_files_after_the_last_day(client, officer, owed):
    with time_machine.travel(dt.datetime(2027, 9, 1, 5, tzinfo=dt.UTC), tick=False):
        client.force_login(officer)
        data = filing(owed, received_on="31/08/2570")
        assert client.post(reverse("pledges:report-file", args=[owed.pk]), data).status_code == 302
    assert state(owed) == "submitted"


# Forms to print


def text_of(response) -> str:
    document = pypdfium2.PdfDocument(response.content)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def test_the_blank_form_says_what_was_promised_and_last_reported(client, officer, owed):
    earlier = ReportRoundFactory(programme_year=owed.pledge.programme_year, code="Q1")
    FollowUpReportFactory(pledge=owed.pledge, round=earlier, state="accepted", progress__actual=17)
    response = client.get(reverse("pledges:report-form", args=[owed.pk]))
    words = text_of(response)
    assert response["Content-Type"] == "application/pdf"
    assert owed.pledge.organisation.code in words
    assert owed.pledge.commitments.get().activity in words
    assert all(figure in words for figure in ("10", "17", "30"))


def test_a_form_with_three_commitments_is_one_sheet(client, officer, owed):
    OfficeFactory(address="ศาลากลางจังหวัด ถนนสายเอเชีย 13000", phone="035-336-647")
    words = "อบรมให้ความรู้เรื่องการคัดแยกขยะแก่สมาชิกและครอบครัว พร้อมจัดมุมแลกเปลี่ยนสิ่งของที่ยังใช้ได้ในวัดทุกวันพระ"
    for order in (2, 3):
        CommitmentFactory(pledge=owed.pledge, order=order)
    owed.pledge.commitments.update(activity=words, indicator="จำนวนครัวเรือนที่คัดแยกขยะก่อนทิ้ง")
    response = client.get(reverse("pledges:report-form", args=[owed.pk]))
    assert len(pypdfium2.PdfDocument(response.content)) == 1


def test_all_late_ones_of_a_network_are_one_pile(client, officer, province, owed):
    other = FollowUpReportFactory(pledge=PledgeFactory(organisation__province=province, commitments=1))
    FollowUpReportFactory(pledge=submitted(province).pledge, round=ReportRoundFactory(code="FULL"))
    response = client.get(reverse("pledges:report-forms"), {"network": owed.pledge.organisation.network.code})
    words = text_of(response)
    assert owed.pledge.organisation.code in words
    assert other.pledge.organisation.code in words
    assert len(pypdfium2.PdfDocument(response.content)) == 2


def test_a_pile_says_the_last_figures_of_each_and_asks_the_same_for_one_and_for_three(client, officer, province, owed):
    earlier, counts = ReportRoundFactory(programme_year=owed.pledge.programme_year, code="Q1"), []
    # Names in the forms carry whole numbers.
    figures = ("17.25", "18.25", "19.25")
    for figure in figures:
        pledge = owed.pledge
        if counts:
            pledge = PledgeFactory(organisation__province=province, commitments=1)
            FollowUpReportFactory(pledge=pledge, round=owed.round)
        FollowUpReportFactory(pledge=pledge, round=earlier, state="accepted", progress__actual=figure)
        with counted() as queries:
            words = text_of(client.get(reverse("pledges:report-forms")))
        counts.append(len(queries))

    assert counts == [counts[0]] * 3
    assert [words.count(figure) for figure in figures] == [1, 1, 1]


def test_where_nobody_is_late_there_is_nothing_to_print_and_no_button_for_it(client, officer, owed):
    pages = []
    for network in (owed.pledge.organisation.network, SectorNetworkFactory(code="media")):
        late = client.get(reverse("pledges:reports"), {"late": "1", "going": "1", "network": network.code})
        pages.append(reverse("pledges:report-forms") in late.content.decode())
    assert pages == [True, False]
    assert client.get(reverse("pledges:report-forms"), {"network": "media"}).status_code == 409


# The same moment


@pytest.mark.postgres  # one writer at a time on SQLite; the conditional update is tested below
@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_and_return_at_the_same_moment_one_is_told_that_the_other_was_faster():
    report = submitted(ProvinceFactory())
    contact_of(report.pledge.organisation)
    people = [officer_of(report.province), officer_of(report.province)]
    start, told = threading.Barrier(2), []

    def act(action, person, **more):
        rows = FollowUpReport.objects.select_related("pledge__organisation", "pledge__programme_year", "round")
        mine = rows.get(pk=report.pk)
        start.wait()
        try:
            action(report=mine, by=person, **more)
            told.append("done")
        except Outpaced:
            told.append("outpaced")
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=act, args=(accept_report, people[0])),
        threading.Thread(target=act, args=(return_report, people[1]), kwargs={"note": "แก้"}),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(told) == ["done", "outpaced"]
    assert AuditEvent.objects.filter(action__in=["accept", "return"]).count() == 1
    assert Message.objects.filter(channel="inbox").values("kind").distinct().count() == 1


def test_the_slower_of_two_is_told_and_nothing_of_hers_is_half_written(officer, province):
    report = submitted(province)
    mine, hers = FollowUpReport.objects.get(pk=report.pk), FollowUpReport.objects.get(pk=report.pk)
    accept_report(report=mine, by=officer)
    with pytest.raises(Outpaced):
        return_report(report=hers, note="แก้", by=officer)
    kept = FollowUpReport.objects.get(pk=report.pk)
    assert (kept.state, kept.returned_note, kept.returns) == ("accepted", "", 0)
    assert not AuditEvent.objects.filter(action="return").exists()
    assert not Message.objects.filter(kind="report_returned").exists()


@pytest.mark.postgres  # one writer at a time on SQLite; a second press is tested with the form
@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_make_one_report():
    report = FollowUpReportFactory(pledge=PledgeFactory(commitments=1))
    sender = coordinator_of(report.pledge.organisation.network)
    line = ProgressEntry(report.pledge.commitments.get().pk, status="done")
    start, told = threading.Barrier(2), []

    def press():
        mine = FollowUpReport.objects.get(pk=report.pk)
        start.wait()
        try:
            send_report(report=mine, content=ReportContent(summary="ทำแล้ว", progress=[line]), version=1, by=sender)
            told.append("done")
        except Outpaced:
            told.append("outpaced")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(told) == ["done", "outpaced"]
    assert AuditEvent.objects.filter(action="submit").count() == 1
