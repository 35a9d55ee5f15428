"""Whole journeys as people make them: import, invitation, a report from pledge to acceptance, and a reminder."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2
import pytest
import time_machine
from django.core.management import call_command
from playwright.sync_api import expect

from networks.models import Office, SectorNetwork, Subdistrict
from tests.browser.conftest import PHONE
from tests.browser.people import PASSWORD, Person
from tests.factories import OfficeFactory, OrganisationFactory, ProgrammeYearFactory, contact_of, officer_of
from tests.factories_pledges import FollowUpReportFactory, PledgeFactory, ReportRoundFactory
from tests.factories_portal import default_ladder
from tests.support.mailserver import mail_server
from tests.support.reference import load_one_province
from tests.support.uploads import photo

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
WORKBOOK = Path(__file__).resolve().parents[2] / "moralprovince" / "portal" / "demo_data" / "registry-ayutthaya-2564.xlsx"
# Eleven days before the 6-month round of fiscal year 2570 is due.
NOW = "2027-03-20 09:00+07:00"
ORGANISATION = "วัดหน้าพระเมรุ"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=True) as travel:
        yield travel


@pytest.fixture
def office(live_server, settings) -> Office:
    """A province ready to work in fiscal year 2570; links in mails lead to this very server."""
    settings.SITE_URL = live_server.url
    province = load_one_province()
    default_ladder(province)
    office = OfficeFactory(province=province)
    office.working_year, office.phone = ProgrammeYearFactory(province=province), "035336882"
    office.save()
    return office


@pytest.fixture
def officer(somebody, office) -> Person:
    """The culture officer, logged in with her password."""
    person = somebody()
    person.log_in(officer_of(office.province, name="นางสาวใจดี มีสุข", password=PASSWORD))
    return person


@pytest.fixture
def post(settings):
    """A real mail server that the portal sends to."""
    with mail_server() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        yield box


def organisation_of(office: Office, **more):
    """A temple of the register whose contact has an address."""
    return OrganisationFactory(
        province=office.province, network=SectorNetwork.objects.get(province=office.province, code="government"),
        subdistrict=Subdistrict.objects.get(code="140101"), name=ORGANISATION, contact_name="นางสมศรี ตั้งใจ",
        email="somsri@example.org", **more,
    )  # fmt: skip


def link_in(mail) -> str:
    """The address a mail asks to open."""
    return re.search(r"https?://\S+", mail.get_body(("plain",)).get_content())[0]


def test_a_register_is_imported_looked_at_and_taken_back(officer, office):
    officer.press("ทะเบียน")
    expect(officer.page.locator("#register-count")).to_have_text("ไม่พบรายการ")
    officer.press("นำเข้าจากไฟล์ Excel")
    officer.press("นำเข้าจากไฟล์ Excel")
    officer.press("ตรวจดูแต่ละแถว")
    expect(officer.page.locator("[data-error-summary]")).to_be_visible()
    officer.attach("file", WORKBOOK)
    officer.press("ตรวจดูแต่ละแถว")

    officer.heading(WORKBOOK.name)
    officer.reads("338")
    officer.press("ทะเบียน")
    expect(officer.page.locator("#register-count")).to_have_text("ไม่พบรายการ")
    officer.page.go_back()
    tabs = officer.page.locator(".state-tabs")
    expect(tabs.get_by_role("link", name="ต้องแก้ไข")).to_have_text(re.compile(r"\b10$"))
    tabs.get_by_role("link", name="ต้องแก้ไข").click()
    rows = officer.page.locator("tbody tr")
    expect(rows).to_have_count(10)
    assert all(len(words) > 10 for words in rows.locator("td:last-child").all_inner_texts())

    officer.press("ยืนยันนำเข้า")
    officer.reads("338")
    officer.page.locator("main").get_by_role("link", name="ทะเบียน").first.click()
    expect(officer.page.locator("#register-count")).to_have_text("องค์กรและชุมชน 338 แห่ง")

    officer.press("นำเข้าจากไฟล์ Excel")
    officer.press(WORKBOOK.name)
    officer.press("ยกเลิกการนำเข้านี้")
    officer.reads("ยกเลิกการนำเข้านี้เมื่อ")
    officer.press("ทะเบียน")
    expect(officer.page.locator("#register-count")).to_have_text("ไม่พบรายการ")


def test_a_contact_comes_by_mail_and_a_coordinator_by_a_printed_sheet(officer, office, somebody, post, tmp_path):
    organisation = organisation_of(office)
    officer.press("ทะเบียน")
    officer.press(ORGANISATION)
    officer.press("เชิญผู้ติดต่อเข้าใช้ระบบ")
    assert officer.page.input_value("[name=email]") == "somsri@example.org"
    assert places_asked_for(officer) == ["organisation"]
    officer.press("เชิญ")
    officer.reads("นางสมศรี ตั้งใจ")

    call_command("deliver")
    assert post.addresses() == ["somsri@example.org"]
    contact = somebody(PHONE)
    contact.open(link_in(post.taken[0]))
    come_in(contact, "นางสมศรี ตั้งใจ")
    contact.reads("somsri@example.org")
    contact.reads(organisation.name)

    officer.press("เชิญผู้ใช้")
    officer.page.locator("[name=role]").select_option("coordinator")
    assert places_asked_for(officer) == ["network"]
    officer.page.locator("[name=network]").select_option(label="เครือข่ายภาครัฐ")
    officer.fill(name="นายสมชาย ประสานดี", phone="0812345678")
    officer.press("เชิญ")
    officer.page.get_by_role("checkbox", name="นายสมชาย ประสานดี").check()
    with officer.page.expect_download() as printed:
        officer.press("พิมพ์ใบเชิญที่เลือก")
    sheet = tmp_path / "sheet.pdf"
    printed.value.save_as(sheet)

    coordinator = somebody()
    coordinator.open("/join/")
    coordinator.fill(code="0000 0000 0000")
    coordinator.press("ต่อไป")
    expect(coordinator.page.locator("[data-error-summary]")).to_be_visible()
    coordinator.fill(code=code_on(sheet))
    coordinator.press("ต่อไป")
    come_in(coordinator, "นายสมชาย ประสานดี")
    coordinator.reads("081")
    officer.page.reload()
    officer.reads("ใช้แล้ว")


def places_asked_for(person: Person) -> list[str]:
    """The boxes of a place that the chosen role needs."""
    return [name for name in ("network", "organisation") if person.page.locator(f"[name={name}]").is_visible()]


def come_in(person: Person, name: str) -> None:
    """Name, password and privacy notice; then home says what to do."""
    assert person.page.input_value("[name=name]") == name
    person.fill(password=PASSWORD, again="ไม่เหมือนกันเลยสักนิด")
    person.press("เราดูแลข้อมูลของท่านอย่างไร")
    person.page.locator("[name=notice]").check()
    person.press("เข้าใช้งาน")
    expect(person.page.locator("[data-error-summary]")).to_be_visible()
    person.fill(password=PASSWORD, again=PASSWORD)
    person.page.locator("[name=notice]").check()
    person.press("เข้าใช้งาน")
    person.heading("วันนี้ต้องทำอะไรบ้าง")


def code_on(sheet: Path) -> str:
    """The code a person reads on paper."""
    document = pypdfium2.PdfDocument(sheet)
    text = document[0].get_textpage().get_text_range()
    document.close()
    return re.search(r"\d{4} \d{4} \d{4}", text)[0]


def test_a_pledge_is_declared_reported_returned_and_accepted(officer, office, somebody, tmp_path):
    organisation = organisation_of(office, members=80)
    contact = somebody(PHONE)
    contact.log_in(contact_of(organisation, name="นางสมศรี ตั้งใจ", email="somsri@example.org", password=PASSWORD))
    declare(contact)

    officer.open("/")
    officer.job("รอตรวจ").get_by_role("link").click()
    officer.press(ORGANISATION)
    officer.press("รับปฏิญญา")
    open_round(officer)

    contact.open("/")
    # Her only one: the way leads straight to it.
    contact.job("ครบกำหนดภายใน 14 วัน").get_by_role("link").click()
    contact.press("เริ่มกรอกรายงาน")
    fill_in(contact, tmp_path / "กิจกรรม.jpg")
    contact.reads("ส่งแล้ว ขอขอบคุณ")

    officer.open("/")
    officer.job("รอตรวจ").get_by_role("link").click()
    officer.press(ORGANISATION)
    officer.press("ส่งกลับให้เติม…")
    officer.page.locator("#note-return").fill("โปรดบอกจำนวนผู้เข้าร่วมวันพระใหญ่")
    officer.press("ส่งกลับให้เติม")
    officer.reads(f"ส่งกลับพร้อมข้อความของท่านแล้ว: {ORGANISATION}")

    contact.open("/")
    contact.job("ส่งกลับ").get_by_role("link").click()
    contact.reads("โปรดบอกจำนวนผู้เข้าร่วมวันพระใหญ่")
    contact.press("เติมรายงานให้ครบ")
    contact.fill(summary="เข้าแถวตรงเวลาทุกเช้า วันพระใหญ่มีผู้เข้าร่วม 64 คน")
    contact.press("ส่งรายงาน")
    contact.reads("ส่งแล้ว ขอขอบคุณ")

    officer.open("/")
    officer.job("รอตรวจ").get_by_role("link").click()
    officer.press(ORGANISATION)
    officer.reads("วันพระใหญ่มีผู้เข้าร่วม 64 คน")
    officer.press("รับรองรายงาน")
    officer.reads(ORGANISATION)
    officer.reads("ไม่มีรายงานรอตรวจแล้ว")
    contact.page.reload()
    contact.reads("รับรองแล้ว")


def declare(contact: Person) -> None:
    """From home to a declaration with one commitment."""
    contact.press(ORGANISATION)
    contact.press("เริ่มประกาศเจตนารมณ์ปี 2570")
    contact.choose("year", 2570)
    contact.press("เริ่ม")
    contact.fill(text="เราจะมีวินัยและช่วยเหลือกัน", declared_on="๑/๑๐/๒๕๖๙", members="80", members_joined="72")
    if not contact.page.locator("[data-line]").count():
        contact.press("เพิ่มข้อตกลง")
    line = contact.page.locator("[data-line]").first
    typed = {
        "problem_to_solve": "มาสาย", "good_to_do": "มาตรงเวลา", "activity": "เข้าแถวทุกเช้า", "indicator": "ผู้มาตรงเวลา",
        "baseline": "40", "target": "80", "unit": "คน", "due_on": "30/09/2570", "responsible": "ครูสมศรี",
    }  # fmt: skip
    line.locator("select[name$=target_virtue_id]").select_option(label="วินัย")
    for name, value in typed.items():
        line.locator(f"[name$='-{name}']").fill(value)
    contact.press("บันทึกและประกาศเจตนารมณ์")
    contact.heading(f"ปฏิญญา 2570: {ORGANISATION}")


def open_round(officer: Person) -> None:
    """Plan the 6-month round with the days the form offers, and open it."""
    officer.press("รายงานผล")
    officer.press("รอบรายงาน")
    officer.press("กำหนดรอบรายงาน")
    assert officer.page.input_value("[name=due_on]") == "31/03/2570"
    officer.press("กำหนดรอบรายงาน", inside=officer.page.locator("form.form-page"))
    officer.press("เปิดรอบ")
    expect(officer.page.locator("tfoot td").first).to_have_text("1")


def fill_in(contact: Person, picture: Path) -> None:
    """The report on a telephone: a state, a figure, words, a photo."""
    page = contact.page
    page.locator("input[name$=-status][value=under_way]").check()
    page.locator("[name$=-actual]").first.fill("๖๔")
    contact.fill(summary="เข้าแถวตรงเวลาทุกเช้า")
    expect(page.locator("[data-saved]")).to_contain_text("บันทึกแล้วเมื่อ")
    picture.write_bytes(photo(size=(1600, 1200)))
    contact.attach("e-file", picture)
    contact.press("เพิ่มหลักฐานนี้")
    expect(page.locator(".evidence-piece")).to_have_count(1)
    contact.press("ส่งรายงาน")


def test_a_reminder_leads_to_the_report_and_ends_when_it_is_sent(office, somebody, post, clock):
    organisation = organisation_of(office)
    user = contact_of(organisation, name="นางสมศรี ตั้งใจ", email="somsri@example.org", password=PASSWORD)
    pledge = PledgeFactory(organisation=organisation, programme_year=office.working_year, commitments=1)
    FollowUpReportFactory(pledge=pledge, round=ReportRoundFactory(programme_year=office.working_year))

    clock.move_to("2027-03-17 09:00+07:00")
    assert (planned(), planned()) == (2, 0)
    call_command("deliver")
    assert post.addresses() == ["somsri@example.org"]
    clock.move_to("2027-03-28 08:00+07:00")
    assert planned() == 3

    contact = somebody(PHONE)
    contact.open(link_in(post.taken[0]))
    contact.log_in(user)
    contact.heading(ORGANISATION)
    contact.press("เริ่มกรอกรายงาน")
    contact.page.locator("input[name$=-status][value=done]").check()
    contact.fill(summary="ทำครบทุกข้อแล้ว")
    contact.press("ส่งรายงาน")
    contact.reads("ส่งแล้ว ขอขอบคุณ")

    call_command("deliver")
    assert post.addresses() == ["somsri@example.org"]
    clock.move_to("2027-03-31 09:00+07:00")
    assert planned() == 0
    officer = somebody()
    officer.log_in(officer_of(office.province, name="นางสาวใจดี มีสุข", password=PASSWORD))
    officer.open("/operations/?state=cancelled")
    officer.reads("นางสมศรี ตั้งใจ")


def planned() -> int:
    """How many messages planning adds today."""
    from io import StringIO

    said = StringIO()
    call_command("plan_reminders", stdout=said)
    return int(said.getvalue().split()[-1])
