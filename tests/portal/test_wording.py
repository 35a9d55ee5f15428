"""Words of a reminder: true at the moment it goes out, for its reader, whatever an office typed into the rung."""

from __future__ import annotations

import datetime as dt
import re
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest

from moralprovince.core.models import Message
from moralprovince.core.outbox import notify_address
from moralprovince.core.outbox.lines import compose
from moralprovince.core.outbox.sealing import opened
from moralprovince.portal.models import Rung
from moralprovince.portal.planner import plan
from moralprovince.portal.wording import KNOWN, fill, known_in, sample, unknown_placeholders, word
from pledges.actions.reports import return_report
from tests.factories import OfficeFactory, SectorNetworkFactory, contact_of, coordinator_of, officer_of
from tests.factories_portal import default_ladder, owed_report

pytestmark = pytest.mark.django_db

# What a line of a mail's head may take that carries another alphabet (RFC 2047).
LONGEST_LINE = 76
WEEK_LATE = dt.date(2027, 4, 7)


@pytest.fixture(autouse=True)
def a_week_after_the_due_day(time_machine):
    time_machine.move_to("2027-04-07T09:00:00+07:00", tick=False)


@pytest.fixture
def ladder():
    office = OfficeFactory(phone="035 336 881", email="office@example.org")
    return default_ladder(office.province)


def letter_to(person, channel: str = "email"):
    return word(Message.objects.get(recipient=person, channel=channel, kind="report_due"))


def test_a_contact_reads_her_organisation_round_day_link_and_telephone(ladder):
    report = owed_report(pledge__organisation__name="วัดใหญ่ชัยมงคล")
    contact = contact_of(report.pledge.organisation, name="นางมาลี ศรีสุข")
    plan(on=WEEK_LATE)
    letter = letter_to(contact)
    assert letter.subject == "รายงานรอบ 6 เดือน ปีงบประมาณ 2570 เลยกำหนดมา 7 วันแล้ว"
    assert letter.body == (
        "เรียน นางมาลี ศรีสุข\n\n"
        "รายงานรอบ 6 เดือน ปีงบประมาณ 2570 ที่ครบกำหนดวันที่ 31 มีนาคม 2570 ยังไม่ได้ส่ง\n"
        "วัดใหญ่ชัยมงคล\n\n"
        "หากมีเหตุขัดข้อง โปรดแจ้งเจ้าหน้าที่ที่ 035 336 881 เพื่อหาทางช่วยเหลือ\n"
        f"ส่งรายงานได้ที่ http://localhost:8000/reports/{report.pk}/\n\n"
        "สำนักงานวัฒนธรรมจังหวัดพระนครศรีอยุธยา"
    )
    assert (letter.link, letter.reply_to) == (f"/reports/{report.pk}/", "office@example.org")


@pytest.mark.parametrize(
    ("ran", "runs", "goes_out", "read"),
    [
        ("2027-03-27", "2027-03-28", "2027-03-28", "ถึงกำหนดในอีก 3 วัน"),
        ("2027-03-27", "2027-03-29", "2027-03-29", "ถึงกำหนดในอีก 2 วัน"),
        ("2027-03-27", "2027-03-30", "2027-03-30", "ถึงกำหนดพรุ่งนี้"),
        ("2027-03-27", "2027-03-30", "2027-04-01", "เลยกำหนดมา 1 วันแล้ว"),
        ("2027-03-30", "2027-03-31", "2027-03-31", "ถึงกำหนดวันนี้"),
        ("2027-04-06", "2027-04-12", "2027-04-12", "เลยกำหนดมา 12 วันแล้ว"),
        ("2027-04-29", "2027-05-06", "2027-05-06", "เลยกำหนดมา 36 วันแล้ว"),
    ],
)
def test_after_days_without_planning_or_mail_a_reminder_counts_the_days_there_are(
    ladder, time_machine, ran, runs, goes_out, read
):
    contact = contact_of(owed_report().pledge.organisation)
    for day in (ran, runs):
        plan(on=dt.date.fromisoformat(day))
    time_machine.move_to(f"{goes_out}T09:00:00+07:00", tick=False)
    waiting = Message.objects.get(recipient=contact, channel="email", state="pending")
    assert word(waiting).subject == f"รายงานรอบ 6 เดือน ปีงบประมาณ 2570 {read}"


def test_no_rung_of_the_default_ladders_names_a_number_of_days_or_today_or_tomorrow(ladder):
    counted = re.compile(r"\d+ วัน|วันนี้|พรุ่งนี้")
    assert [str(rung) for rung in Rung.objects.all() if counted.search(rung.subject + rung.body)] == []


def test_a_combined_message_lists_who_is_still_late_when_it_goes_out(ladder):
    reports = [owed_report(pledge__organisation__name=f"วัด {number}") for number in (1, 2, 3)]
    coordinator = coordinator_of(reports[0].pledge.organisation.network)
    plan(on=WEEK_LATE)
    type(reports[1]).objects.filter(pk=reports[1].pk).update(state="submitted")
    letter = letter_to(coordinator)
    assert "\n1. วัด 1\n2. วัด 3\n" in letter.body
    assert letter.link == f"/reports/?round={reports[0].round_id}&state=owed"


def test_a_long_list_says_how_many_more_there_are(ladder):
    network = owed_report().pledge.organisation.network
    for _ in range(24):
        owed_report(pledge__organisation__network=network)
    coordinator = coordinator_of(network)
    plan(on=WEEK_LATE)
    body = letter_to(coordinator).body
    assert "\n20. " in body and "\n21. " not in body
    assert "\nและอีก 5 แห่ง\n" in body


def test_a_coordinator_hears_of_the_own_network_only(ladder):
    own = owed_report(pledge__organisation__name="ของเรา")
    owed_report(pledge__organisation__name="ของเขา", pledge__organisation__network=SectorNetworkFactory(code="media"))
    coordinator = coordinator_of(own.pledge.organisation.network)
    plan(on=WEEK_LATE)
    body = letter_to(coordinator).body
    assert "ของเรา" in body and "ของเขา" not in body


def test_an_officer_who_coordinates_a_network_hears_of_that_network_in_the_coordinators_message(ladder):
    own = owed_report(pledge__organisation__name="ของเรา")
    owed_report(pledge__organisation__name="ของเขา", pledge__organisation__network=SectorNetworkFactory(code="media"))
    officer = officer_of(own.province)
    coordinator_of(own.pledge.organisation.network).role_grants.update(user=officer)
    plan(on=WEEK_LATE)
    assert "ของเขา" not in letter_to(officer).body


def test_whose_grant_ended_since_planning_gets_no_words(ladder):
    report = owed_report()
    contact = contact_of(report.pledge.organisation)
    coordinator = coordinator_of(report.pledge.organisation.network)
    plan(on=WEEK_LATE)
    for person in (contact, coordinator):
        person.role_grants.update(ends_on=dt.date(2027, 4, 6))
        assert letter_to(person) is None


def test_when_all_have_handed_in_a_combined_message_has_nothing_to_say(ladder):
    report = owed_report()
    coordinator = coordinator_of(report.pledge.organisation.network)
    plan(on=WEEK_LATE)
    type(report).objects.update(state="submitted")
    assert letter_to(coordinator) is None


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("{name}", "มาลี"),
        ("{ NAME }", "มาลี"),
        ("{unknown} {name}", "{unknown} มาลี"),
        ("{", "{"),
        ("{}", "{}"),
        ("{{name}}", "{มาลี}"),
        ("{name", "{name"),
        ("100% {0} %s {name!r} {name.__class__}", "100% {0} %s {name!r} {name.__class__}"),
        ("{name}" * 1000, "มาลี" * 1000),
    ],
)
def test_whatever_was_typed_breaks_nothing(typed, read):
    assert fill(typed, {"name": "มาลี"}) == read


def test_words_that_came_in_are_not_read_for_placeholders_again():
    assert fill("{name} {link}", {"name": "{link}", "link": "https://x/"}) == "{link} https://x/"


def test_unknown_placeholders_are_named():
    assert unknown_placeholders("{name} {foo} { bar } {due}") == ["{ bar }", "{foo}"]
    assert unknown_placeholders(" ".join(f"{{{name}}}" for name in KNOWN)) == []


def test_every_rung_of_the_default_ladder_uses_known_words_only(ladder):
    rungs = Rung.objects.select_related("ladder")
    assert [rung for rung in rungs if unknown_placeholders(rung.subject + rung.body, known_in(rung.ladder.kind))] == []


def test_a_rung_that_is_gone_says_nothing(ladder):
    contact = contact_of(owed_report().pledge.organisation)
    plan(on=WEEK_LATE)
    Rung.objects.all().delete()
    assert letter_to(contact) is None


def test_without_an_office_a_reminder_still_reads_well(ladder):
    contact = contact_of(owed_report().pledge.organisation)
    plan(on=WEEK_LATE)
    OfficeFactory._meta.model.objects.all().delete()
    body = letter_to(contact).body
    assert "{" not in body and body.endswith("สำนักงานวัฒนธรรมจังหวัด")


@pytest.mark.parametrize(
    ("known", "read"),
    [
        ({"phone": "035 336 881"}, "035 336 881"),
        ({"email": "office@example.org"}, "office@example.org"),
        ({}, "สำนักงานวัฒนธรรมจังหวัดพระนครศรีอยุธยา"),
    ],
)
def test_every_shipped_reminder_reads_well_whichever_way_the_office_is_reached(ladder, known, read):
    office = OfficeFactory._meta.model(name="สำนักงานวัฒนธรรมจังหวัดพระนครศรีอยุธยา", **known)
    assert {sample(rung.ladder.kind, rung.who, office)["office_phone"] for rung in Rung.objects.select_related("ladder")} == {
        read
    }
    # To call somebody takes a number.
    assert [rung.body for rung in Rung.objects.filter(body__contains="{office_phone}") if "โทร" in rung.body] == []


def test_a_mail_says_once_whose_it_is_and_goes_out_under_that_name(ladder, settings):
    notify_address(
        address="new@example.org", name="นางใหม่", kind="note", key="1", subject="ก", body="ข", link="/x/", province="14"
    )
    contact_of(owed_report().pledge.organisation)
    plan(on=WEEK_LATE)
    notice, reminder = (Message.objects.get(kind=kind, channel="email") for kind in ("note", "report_due"))
    office = "สำนักงานวัฒนธรรมจังหวัดพระนครศรีอยุธยา"
    mail = compose(notice, word(notice))
    assert mail.body == f"เรียน นางใหม่\n\nก\n\nข\n\nhttp://localhost:8000/x/\n\nมีข้อสงสัยโทร 035 336 881\n\n{office}"
    assert compose(reminder, word(reminder)).body.count(office) == 1
    sent = str(mail.message()["From"])
    assert parseaddr(str(make_header(decode_header(sent)))) == (office, settings.DEFAULT_FROM_EMAIL)
    assert max(map(len, sent.split())) <= LONGEST_LINE
    settings.DEFAULT_FROM_EMAIL = "Culture <post@example.org>"
    assert compose(notice, word(notice)).from_email == "Culture <post@example.org>"


def test_the_mail_of_a_returned_report_is_greeted_names_its_round_and_says_whom_to_call_and_its_inbox_stays_short(ladder):
    report = owed_report(state="submitted", pledge__organisation__name="ชุมชนบ้านเกาะ")
    contact = contact_of(report.pledge.organisation, name="นายบุญมี ใจดี")
    return_report(report=report, note="ขาดภาพ", by=officer_of(ladder.province))
    mailed, inbox = (contact.messages.get(kind="report_returned", channel=channel) for channel in ("email", "inbox"))
    assert compose(mailed, word(mailed)).body == (
        "เรียน นายบุญมี ใจดี\n\n"
        "รายงานถูกส่งกลับให้เติม: ชุมชนบ้านเกาะ · รอบ 6 เดือน 2570\n\n"
        "รายงานของ ชุมชนบ้านเกาะ:\nขาดภาพ\n\n"
        f"http://localhost:8000/reports/{report.pk}/\n\n"
        "มีข้อสงสัยโทร 035 336 881\n\n"
        "สำนักงานวัฒนธรรมจังหวัดพระนครศรีอยุธยา"
    )
    assert inbox.body == "รายงานของ ชุมชนบ้านเกาะ:\nขาดภาพ"


@pytest.mark.parametrize("phone", ["035 336 881", ""])
def test_who_has_no_account_is_told_how_to_get_one_instead_of_an_address_that_ends_at_the_log_in(ladder, phone):
    OfficeFactory._meta.model.objects.update(phone=phone)
    report = owed_report(state="submitted", pledge__organisation__email="ban.koh@example.org")
    return_report(report=report, note="ขาดภาพ", by=officer_of(ladder.province))
    mailed = Message.objects.get(address="ban.koh@example.org")
    assert compose(mailed, word(mailed)).body.split("\n\n", 3)[3] == "\n".join(
        [
            "หากต้องการเปิดอ่านในระบบ โปรดขอคำเชิญเข้าใช้ระบบจากสำนักงาน",
            *([f"มีข้อสงสัยโทร {phone}"] if phone else []),
            "",
            "สำนักงานวัฒนธรรมจังหวัดพระนครศรีอยุธยา",
        ]
    )


@pytest.mark.parametrize(
    ("told", "phone", "read"),
    [
        ({"name": ""}, "035 336 881", "เรียน ผู้รับผิดชอบ\n\nก\n\nข\n\nมีข้อสงสัยโทร 035 336 881\n\n{office}"),
        ({"name": "นางใหม่"}, "", "เรียน นางใหม่\n\nก\n\nข\n\n{office}"),
        ({"name": "นางใหม่", "body": "{office}ยินดี"}, "", "เรียน นางใหม่\n\nก\n\n{office}ยินดี\n\n{office}"),
        ({"name": "นางใหม่", "secret": True}, "035 336 881", "ข\n\n{office}\nโทรศัพท์ 035 336 881"),
    ],
)
def test_a_notice_is_greeted_and_closed_and_a_sealed_letter_is_whole_already(ladder, told, phone, read):
    office = OfficeFactory._meta.model.objects.get()
    office.phone = phone
    office.save()
    body = told.get("body", "ข").format(office=office.name)
    notify_address(address="new@example.org", kind="note", key="1", subject="ก", province="14", **(told | {"body": body}))
    notice = Message.objects.get()
    assert compose(notice, opened(notice, word(notice))).body == read.format(office=office.name)
