"""Reminders of a report that was returned: in words of their own, from the day it was returned, until it is sent again."""

from __future__ import annotations

import datetime as dt

import pytest

from moralprovince.core.audit import record
from moralprovince.core.models import Message
from moralprovince.core.outbox import deliver, in_letter_language
from moralprovince.portal.line_texts import for_report
from moralprovince.portal.models import Ladder
from moralprovince.portal.planner import plan
from moralprovince.portal.references import load
from moralprovince.portal.rules import outbox_rules
from moralprovince.portal.wording import word
from pledges import reminders
from pledges.actions.extensions import extend_report
from pledges.actions.reports import accept_report, return_report, submit_report
from pledges.models import Pledge
from tests.factories import OfficeFactory, contact_of, coordinator_of, officer_of
from tests.factories_pledges import PledgeFactory, ReportRoundFactory
from tests.factories_portal import default_ladder, owed_report

pytestmark = pytest.mark.django_db

DUE, RETURNED = dt.date(2027, 3, 31), dt.date(2027, 4, 2)


def days(count: int) -> dt.timedelta:
    return dt.timedelta(days=count)


def told(day: dt.date, **which) -> list[tuple[str, str, str]]:
    """Plans a day; returns (rung, who, channel) of what it owes to contacts anew, by either ladder."""
    last = max(Message.objects.values_list("pk", flat=True), default=0)
    plan(on=day)
    rows = Message.objects.filter(pk__gt=last, state="pending", context__who="contact", **which)
    return [(row.rung, row.context["who"], row.channel) for row in rows.order_by("channel")]


@pytest.fixture(autouse=True)
def the_day_it_was_returned(time_machine):
    time_machine.move_to("2027-04-02T14:00:00+07:00", tick=False)


@pytest.fixture
def office():
    office = OfficeFactory(phone="035 336 881")
    default_ladder(office.province)
    return office


@pytest.fixture
def report(office):
    """Sent two days before it was due, looked at after it and returned today."""
    return returned(RETURNED)


def returned(day):
    """A report of a body with a contact, planned for and then returned on this day."""
    report = owed_report(state="submitted", pledge__organisation__name="วัดใหญ่ชัยมงคล")
    contact_of(report.pledge.organisation, name="นางมาลี ศรีสุข")
    plan(on=day)
    return_report(report=report, note="ขาดภาพ", by=officer_of(report.province))
    return report


LETTER = (
    "เรียน นางมาลี ศรีสุข\n\n"
    "สำนักงานได้รับรายงานรอบ 6 เดือน ปีงบประมาณ 2570 ของ วัดใหญ่ชัยมงคล แล้ว "
    "และส่งกลับให้เติมเมื่อวันที่ 2 เมษายน 2570 แต่ยังไม่ได้รับฉบับที่เติมแล้ว\n\n"
    "ดูสิ่งที่ต้องเติมและส่งอีกครั้งได้ที่ http://localhost:8000/reports/{key}/ หรือแจ้งเจ้าหน้าที่ที่ 035 336 881\n\n"
    "สำนักงานวัฒนธรรมจังหวัดพระนครศรีอยุธยา"
)


def test_who_got_a_report_back_reads_that_and_the_day_instead_of_that_nothing_came(report, mailoutbox, time_machine):
    assert told(DUE + days(3)) == []
    assert told(RETURNED + days(3)) == [("+3", "contact", road) for road in ("email", "inbox", "line")]
    time_machine.move_to("2027-04-05T09:00:00+07:00", tick=False)
    Message.objects.exclude(kind="returned_due").delete()
    deliver(outbox_rules())
    (mail,) = mailoutbox
    assert mail.subject == "รายงานรอบ 6 เดือน ปีงบประมาณ 2570 ที่ส่งกลับให้เติม ยังรอส่งอีกครั้ง"
    assert mail.body.replace("\r\n", "\n").startswith(LETTER.format(key=report.pk))
    inbox = Message.objects.get(channel="inbox", state="sent")
    assert (inbox.body, inbox.link) == (LETTER.format(key=report.pk), f"/reports/{report.pk}/")


def test_planned_day_by_day_she_is_written_to_on_four_of_them(report):
    assert [offset for offset in range(34) if told(RETURNED + days(offset))] == [3, 7, 14, 30]


def test_sending_it_again_stops_the_rest_and_accepting_asks_for_nothing(report, time_machine):
    time_machine.move_to("2027-04-05T09:00:00+07:00", tick=False)
    plan(on=RETURNED + days(3))
    submit_report(report=report, by=report.pledge.organisation.grants.get().user)
    assert set(Message.objects.filter(kind="returned_due").values_list("state", "reason")) == {("cancelled", "submitted")}
    assert [told(RETURNED + days(offset)) for offset in (7, 14, 30)] == [[], [], []]


def test_once_its_pledge_has_ended_nobody_is_asked_for_what_was_returned(report):
    """A report that was sent when its pledge ended is still looked at, and may still be returned."""
    Pledge.objects.filter(pk=report.pledge_id).update(state="ended", ended_on=RETURNED)
    assert told(RETURNED + days(3)) == []


def test_returned_once_more_it_counts_from_the_new_day(report, time_machine):
    plan(on=RETURNED + days(3))
    time_machine.move_to("2027-04-06T09:00:00+07:00", tick=False)
    submit_report(report=report, by=report.pledge.organisation.grants.get().user)
    return_report(report=report, note="ขาดตัวเลข", by=officer_of(report.province))
    assert told(RETURNED + days(6)) == []
    assert told(RETURNED + days(7), channel="email") == [("+3", "contact", "email")]


def test_a_report_returned_before_its_due_day_has_time_until_then(office, time_machine):
    time_machine.move_to("2027-03-10T09:00:00+07:00", tick=False)
    returned(dt.date(2027, 3, 10))
    assert told(dt.date(2027, 3, 13)) == []
    assert told(DUE - days(3)) == [("-3", "contact", "email"), ("-3", "contact", "inbox")]
    time_machine.move_to("2027-03-28T09:00:00+07:00", tick=False)
    words = word(Message.objects.get(rung="-3", channel="email")).body
    assert [day in words for day in ("เมื่อวันที่ 10 มีนาคม 2570", "ครบกำหนดวันที่ 31 มีนาคม 2570")] == [True, True]


def test_more_time_for_a_returned_report_begins_anew_from_the_new_day(report):
    plan(on=RETURNED + days(3))
    extend_report(report=report, due_on=dt.date(2027, 4, 20), reason="น้ำท่วม", by=officer_of(report.province))
    assert not Message.objects.filter(kind="returned_due", state="pending").exists()
    assert told(dt.date(2027, 4, 17), channel="email") == [("-3", "contact", "email")]


def test_the_day_is_that_of_bangkok(office, time_machine):
    """At two in the morning in Bangkok it is still the day before in Greenwich."""
    time_machine.move_to("2027-04-03T02:00:00+07:00", tick=False)
    returned(dt.date(2027, 4, 3))
    assert told(dt.date(2027, 4, 5)) == []
    assert told(dt.date(2027, 4, 6), channel="email") == [("+3", "contact", "email")]


def test_a_coordinator_gets_one_message_of_what_was_returned_and_another_of_what_never_came(report, time_machine):
    network = report.pledge.organisation.network
    coordinator = coordinator_of(network)
    owed_report(pledge__organisation__network=network, pledge__organisation__name="วัดที่ไม่ส่ง", due_on=RETURNED)
    time_machine.move_to("2027-04-09T09:00:00+07:00", tick=False)
    plan(on=RETURNED + days(7))
    rows = Message.objects.filter(recipient=coordinator, channel="email", rung="+7")
    words = {row.kind: word(row) for row in rows}
    assert {kind: ("วัดใหญ่ชัยมงคล" in one.body, "วัดที่ไม่ส่ง" in one.body) for kind, one in words.items()} == {
        "report_due": (False, True), "returned_due": (True, False),
    }  # fmt: skip
    assert "และส่งกลับให้เติม แต่ยังไม่ได้รับฉบับที่เติมแล้ว" in words["returned_due"].body
    assert {kind: one.link for kind, one in words.items()} == {
        "report_due": f"/reports/?round={report.round_id}&state=owed",
        "returned_due": f"/reports/?round={report.round_id}&state=returned",
    }


def test_the_text_for_line_says_the_same(report, office, time_machine):
    time_machine.move_to("2027-04-05T09:00:00+07:00", tick=False)
    said = LETTER.format(key=report.pk).replace("นางมาลี ศรีสุข", "ผู้รับผิดชอบ")
    assert for_report(report, office).text == said
    Ladder.objects.all().delete()
    with in_letter_language():
        assert for_report(report, office).text == (
            "สำนักงานได้รับรายงานรอบ 6 เดือน ปีงบประมาณ 2570 ของ วัดใหญ่ชัยมงคล แล้ว และส่งกลับให้เติมเมื่อวันที่ 2 เมษายน 2570 "
            f"ส่งอีกครั้งได้ที่ http://localhost:8000/reports/{report.pk}/"
        )


def test_a_province_with_ladders_of_its_own_gets_the_new_one_and_keeps_the_others(office):
    Ladder.objects.filter(kind="returned_due").delete()
    theirs = Ladder.objects.get(kind="report_due").rungs.order_by("pk").first()
    type(theirs).objects.filter(pk=theirs.pk).update(body="ถ้อยคำของเรา")
    record("edit_rung", theirs, by=None)
    assert list(load()) == ["ladders 1", "reminders in new words 0"]
    theirs.refresh_from_db()
    assert (theirs.body, Ladder.objects.get(kind="returned_due").rungs.count()) == ("ถ้อยคำของเรา", 20)


def test_whether_something_is_still_owed_is_asked_of_just_this_report_round_return_or_pledge(office):
    first = owed_report()
    full, quarter = (ReportRoundFactory(programme_year=first.pledge.programme_year, code=code) for code in ("FULL", "Q1"))
    sent, back = owed_report(round=full, state="submitted"), owed_report(round=quarter, state="returned")
    pledges = {state: PledgeFactory(state=state).pk for state in ("returned", "declared")}
    asked = {
        f"report:{first.pk}": True, f"report:{sent.pk}": False, f"report:{back.pk}": True,
        f"round:{first.round_id}:coordinator:7": True, f"round:{full.pk}:coordinator:7": False,
        f"returned:{quarter.pk}:coordinator:7": True, f"returned:{first.round_id}:coordinator:7": False,
        f"returned-report:{back.pk}:{back.returns}": True, f"returned-report:{back.pk}:{back.returns + 1}": False,
        f"returned-report:{first.pk}:{back.returns}": False,
        f"returned-pledge:{pledges['returned']}": True, f"returned-pledge:{pledges['declared']}": False,
        "assessment:1": None,
    }  # fmt: skip
    assert {obligation: reminders.still_open(obligation, None, DUE) for obligation in asked} == asked
    assert [reminders.still_open(f"report:{first.pk}", DUE + days(later), DUE) for later in (0, 1)] == [True, False]


def test_what_a_message_tells_is_of_just_this_report_or_round_and_of_that_day(office):
    later = DUE + days(9)
    first = owed_report(pledge__organisation__name="ก")
    owed_report(pledge__organisation__name="ข", due_on=later)
    full = ReportRoundFactory(programme_year=first.pledge.programme_year, code="FULL")
    owed_report(pledge__organisation__name="ค", round=full, due_on=DUE)
    officer = officer_of(office.province)
    one, many = f"report:{first.pk}", f"round:{first.round_id}:culture_officer:{officer.pk}"
    readers = {one: contact_of(first.pledge.organisation), many: officer}
    asked = [(one, None), (one, DUE), (many, None), (many, DUE), (many, later)]
    found = [reminders.told(about, due_on, DUE, reader=readers[about], most=5) for about, due_on in asked]
    assert [words.names for words in found] == [("ก",), ("ก",), ("ก", "ข"), ("ก",), ("ข",)]
    assert reminders.told(one, later, DUE, reader=readers[one], most=5) is None
    # She sees the report, and it is not hers to send.
    assert reminders.told(one, DUE, DUE, reader=officer, most=5) is None
    # A combined message is for a person; where only an address is known there is none to tell.
    assert reminders.told(many, DUE, DUE, reader=None, most=5) is None


def waiting_notices(**which) -> list[tuple[str, str]]:
    """(state, reason) of the mails that say what is to be completed."""
    rows = Message.objects.filter(kind="report_returned", channel="email", **which).order_by("pk")
    return list(rows.values_list("state", "reason"))


@pytest.mark.parametrize("accepted", [False, True])
def test_mail_that_waited_while_the_report_was_sent_again_is_not_sent(report, mailoutbox, accepted):
    contact = report.pledge.organisation.grants.get().user
    mine = {"recipient": contact}
    assert waiting_notices(**mine) == [("pending", "")]
    submit_report(report=report, by=contact)
    if accepted:
        accept_report(report=report, by=officer_of(report.province))
    deliver(outbox_rules())
    assert waiting_notices(**mine) == [("cancelled", "closed")]
    assert [mail.subject for mail in mailoutbox if "ส่งกลับ" in mail.subject] == []


def test_of_two_returns_only_what_the_newer_one_asks_for_goes_out(report, mailoutbox, time_machine):
    contact = report.pledge.organisation.grants.get().user
    submit_report(report=report, by=contact)
    time_machine.move_to("2027-04-02T15:00:00+07:00", tick=False)
    return_report(report=report, note="ขาดตัวเลข", by=officer_of(report.province))
    deliver(outbox_rules())
    assert waiting_notices(recipient=contact) == [("cancelled", "closed"), ("sent", "")]
    (mail,) = [mail for mail in mailoutbox if contact.email in mail.to[0]]
    assert ["ขาดภาพ" in mail.body, "ขาดตัวเลข" in mail.body] == [False, True]


def test_more_time_takes_no_notice_back(report, mailoutbox):
    """Extending closes what reminds of the old due day; what is to be completed is still to be told."""
    extend_report(report=report, due_on=dt.date(2027, 4, 20), reason="น้ำท่วม", by=officer_of(report.province))
    deliver(outbox_rules())
    assert waiting_notices(recipient=report.pledge.organisation.grants.get().user) == [("sent", "")]
