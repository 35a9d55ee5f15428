"""A meeting as people make it: invitation, signing in on telephones, minutes by two writers, certified in the next one."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from playwright.sync_api import expect

from networks.models import AgendaItem, Attendance, Meeting
from tests.browser.conftest import PHONE
from tests.browser.people import PASSWORD
from tests.factories import OfficeFactory, SectorNetworkFactory, coordinator_of, officer_of
from tests.factories_networks_at_work import MeetingFactory, WorkingGroupMemberFactory, group_with_members
from tests.support.reference import load_one_province

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
GUEST = "ดร.น้ำทิพย์ ใจงาม"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2027-07-20 09:00+07:00", tick=True) as travel:
        yield travel


@pytest.fixture
def group(live_server, settings):
    """A group of two; the QR code leads to this very server."""
    settings.SITE_URL = live_server.url
    office = OfficeFactory(province=load_one_province())
    group = group_with_members(1, province=office.province, network=SectorNetworkFactory(province=office.province))
    WorkingGroupMemberFactory(group=group, title="พระครู", name="ปลัดน้ำใจ ธมฺมธโร")
    return group


def test_a_meeting_from_its_invitation_to_certified_minutes(group, somebody, clock):
    officer, coordinator, monk, guest = somebody(), somebody(), somebody(PHONE), somebody(PHONE)
    clerk = officer_of(group.province, name="นายเจ้าหน้าที่", password=PASSWORD)
    officer.log_in(clerk)
    coordinator.log_in(coordinator_of(group.network, name="นางประสาน งานดี", password=PASSWORD))

    plan_and_invite(officer, group)
    meeting = Meeting.objects.get()
    address = open_the_door(officer, meeting)
    come(monk, guest, address)
    assert list(meeting.attendance.order_by("order").values_list("name", "status")) == [
        (group.members.first().title + group.members.first().name, "invited"), ("พระครูปลัดน้ำใจ ธมฺมธโร", "present"),
        (GUEST, "attending"),
    ]  # fmt: skip
    write_together(officer, coordinator, meeting)
    clock.shift(dt.timedelta(days=14))
    officer.page.context.clear_cookies()
    officer.log_in(clerk)
    certify(officer, meeting)
    assert Attendance.objects.filter(meeting=meeting, status="absent").count() == 1


def plan_and_invite(officer, group) -> None:
    """From the list of meetings to the text for LINE and a letter with its number."""
    officer.open("/meetings/")
    officer.press("นัดประชุม")
    officer.page.select_option("#id_group", str(group.pk))
    officer.fill(held_on="20/7/2570", starts_at="13.30", place="ศาลากลางจังหวัด")
    officer.page.locator("main form.form-page button.btn-primary").click()
    officer.reads("นัดประชุมแล้ว ระบบเสนอระเบียบวาระตามแบบราชการไว้ให้")
    officer.press("เพิ่มเรื่องในวาระที่ 5")
    officer.fill(title="แผนกิจกรรมกลาง")
    officer.press("บันทึก")
    officer.press("หนังสือเชิญประชุม")
    officer.fill(letter_number="อย 0031/ว 55", letter_on="15/7/2570")
    officer.press("บันทึก")
    officer.reads("บันทึกแล้ว หนังสือเชิญจะใช้เลขที่และวันที่นี้")
    officer.reads("วันอังคารที่ 20 กรกฎาคม 2570 เวลา 13.30 น.")
    answer = officer.page.request.get(officer.page.url + "letter/")
    assert answer.headers["content-type"] == "application/pdf"


def open_the_door(officer, meeting) -> str:
    """The page with the QR code; its address is what a telephone reads from it."""
    officer.open(f"/meetings/{meeting.pk}/attendance/")
    officer.press("เปิดลงชื่อด้วยคิวอาร์โค้ด")
    expect(officer.page.locator(".door-code svg")).to_be_visible()
    return officer.page.locator("#door-address").inner_text()


def come(monk, guest, address: str) -> None:
    """One taps the own name, one is not on the list; neither has an account."""
    monk.page.on("dialog", lambda dialog: dialog.accept())
    monk.open(address)
    monk.press("พระครูปลัดน้ำใจ ธมฺมธโร")
    monk.reads("ลงชื่อ พระครูปลัดน้ำใจ ธมฺมธโร แล้ว ขอบคุณที่มาประชุม")
    guest.open(address)
    guest.press("ไม่มีชื่อของฉัน หรือมาแทนผู้อื่น")
    guest.fill(name=GUEST, agency="มหาวิทยาลัย")
    guest.press("ลงชื่อ")
    guest.reads(f"ลงชื่อ {GUEST} แล้ว ขอบคุณที่มาประชุม")


def box(person, item):
    """The box of one item."""
    return person.page.locator(f"#text-{item.pk}")


def saves(person):
    """Wait for the answer of the next save."""
    return person.page.expect_response(lambda answer: answer.url.endswith("/minutes/autosave/"))


def write_together(officer, coordinator, meeting) -> None:
    """Each under an item of her own, then both under one: nothing is lost, and both texts can be put together."""
    plan, other = meeting.items.get(title="แผนกิจกรรมกลาง"), meeting.items.get(section=6)
    for person in (officer, coordinator):
        person.open(f"/meetings/{meeting.pk}/minutes/")
    with saves(officer):
        box(officer, plan).fill("เจ้าหน้าที่เสนอแผน")
    with saves(coordinator):
        box(coordinator, other).fill("นัดประชุมครั้งต่อไป")
    expect(box(coordinator, plan)).to_have_value("เจ้าหน้าที่เสนอแผน")
    box(coordinator, plan).focus()
    with saves(officer):
        box(officer, plan).fill("เจ้าหน้าที่เสนอแผนสองข้อ")
    with saves(coordinator):
        box(coordinator, plan).fill("ที่ประชุมขอเพิ่มหนึ่งข้อ")
    coordinator.reads("นายเจ้าหน้าที่")
    expect(box(coordinator, plan)).to_have_value("ที่ประชุมขอเพิ่มหนึ่งข้อ")
    with saves(coordinator):
        coordinator.press("รวมทั้งสองข้อความ")
    assert texts(meeting) == ["เจ้าหน้าที่เสนอแผนสองข้อ\n\nที่ประชุมขอเพิ่มหนึ่งข้อ", "นัดประชุมครั้งต่อไป"]
    resolve(coordinator, plan)
    coordinator.press("กลับไปที่การประชุม")
    coordinator.press("จัดประชุมแล้ว")
    coordinator.reads("บันทึกว่าจัดประชุมแล้ว")


def resolve(coordinator, plan) -> None:
    """What was resolved, and who does it by when."""
    item = coordinator.page.locator(f"#item-{plan.pk}")
    coordinator.press("เขียนมติ", inside=item)
    coordinator.fill(**{f"r{plan.pk}-text": "เห็นชอบแผน"})
    coordinator.press("เพิ่มมติ", inside=item)
    resolution = plan.resolutions.get()
    coordinator.press("ใครทำอะไร ภายในเมื่อไร", inside=item)
    key = f"a{resolution.pk}"
    coordinator.fill(**{f"{key}-what": "แจ้งองค์กร", f"{key}-owner_name": "นายเจ้าหน้าที่", f"{key}-due_on": "1/8/2570"})
    coordinator.press("มอบหมายงาน", inside=item)
    expect(coordinator.page.locator(f"#resolution-{resolution.pk}")).to_contain_text("แจ้งองค์กร")


def texts(meeting) -> list[str]:
    """What is written, in the order of the agenda."""
    return list(AgendaItem.objects.filter(meeting=meeting).exclude(text="").values_list("text", flat=True))


def certify(officer, meeting) -> None:
    """Two weeks later the next meeting finds the matter arising, and certifies the minutes."""
    MeetingFactory(group=meeting.group, held_on=dt.date(2027, 8, 3), number=2)
    officer.page.on("dialog", lambda dialog: dialog.accept())
    officer.open(f"/meetings/{meeting.pk}/")
    officer.press("รับรองรายงานการประชุม")
    officer.reads("รับรองรายงานการประชุมแล้ว รายงานจะคงอยู่ตามนี้ตลอดไป")
    officer.page.goto(f"/meetings/{Meeting.objects.get(number=2).pk}/")
    officer.reads("แจ้งองค์กร")
    officer.open("/meetings/actions/?whose=mine&state=open")
    officer.press("แจ้งองค์กร")
    officer.press("ดำเนินการแล้ว…")
    officer.fill(note="แจ้งครบทุกแห่ง")
    officer.page.locator("details[open] button.btn-primary").click()
    officer.reads("ขอบคุณที่ดำเนินการจนเสร็จ งานนี้ออกจากเรื่องสืบเนื่องแล้ว")
