"""The way of an assessment as people make it: from the self-assessment on a phone to a stranger who checks the certificate."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from networks.models import Office
from tests.browser.conftest import PHONE
from tests.browser.people import PASSWORD, Person
from tests.factories import OfficeFactory, OrganisationFactory, ProgrammeYearFactory, contact_of, officer_of
from tests.factories_assessments import assessor_of, use_in
from tests.support.reference import load_one_province

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.time_machine("2027-07-20 09:00+07:00", tick=True),
]
ORGANISATION = "โรงเรียนบ้านปิ่นเกล้า"
ASSESSOR = "นางสาวประเมิน ดีงาม"
HIGHEST = "องค์กรคุณธรรมต้นแบบ"


@pytest.fixture
def office(live_server, settings) -> Office:
    """A province that assesses fiscal year 2570; the address of a certificate leads to this very server."""
    settings.SITE_URL = live_server.url
    office = OfficeFactory(province=load_one_province())
    office.working_year = ProgrammeYearFactory(province=office.province)
    office.save()
    use_in(office.working_year)
    return office


def test_an_organisation_assesses_itself_and_a_stranger_checks_its_certificate(office, somebody):
    organisation = OrganisationFactory(province=office.province, name=ORGANISATION)
    contact, officer, assessor, stranger = somebody(PHONE), somebody(), somebody(PHONE), somebody(PHONE)
    contact.log_in(contact_of(organisation, password=PASSWORD))
    officer.log_in(officer_of(office.province, password=PASSWORD))
    assessor.log_in(assessor_of(office.province, name=ASSESSOR, password=PASSWORD))

    assess_themselves(contact)
    officer.press("เรื่องที่ต้องประเมิน")
    click(officer, "link", ORGANISATION)
    officer.page.select_option("#assessor", label=ASSESSOR)
    click(officer, "button", "มอบหมาย")
    score(assessor)

    officer.page.reload()
    choose_scores(officer, "committee")
    click(officer, "button", "เสนอระดับ")
    click(officer, "link", "กลับไปหน้าหลักของระบบ")
    hold_a_session(officer)
    address = issue(officer)

    stranger.open(address)
    stranger.reads("เกียรติบัตรใบนี้ใช้ได้")
    facts = stranger.page.locator("main dd").all_inner_texts()
    assert [text.strip() for text in facts] == [ORGANISATION, "องค์กร", HIGHEST, "2570", "1/2570", "20 กรกฎาคม 2570"]
    contact.page.reload()
    contact.reads("เกียรติบัตรเลขที่ 1/2570")


def click(person: Person, role: str, name: str) -> None:
    """Press what is called so; pages of the administration have no main part to look into."""
    person.page.get_by_role(role, name=name, exact=True).first.click()


def choose_scores(person: Person, name: str) -> None:
    """The highest score at each of the nine items, and the level that follows at once."""
    for item in range(1, 10):
        person.page.select_option(f"#{name}-{item}", "3")
    expect(person.page.locator(f"[data-level={name}]")).to_contain_text(HIGHEST)


def assess_themselves(contact: Person) -> None:
    """From home to a self-assessment that is sent."""
    contact.press(ORGANISATION)
    contact.press("เริ่มประเมินตนเอง")
    contact.choose("year", 2570)
    contact.press("เริ่ม")
    for item in range(1, 10):
        contact.choose(f"s{item}-score", 3)
    contact.fill(**{"s1-text": "ประกาศเจตนารมณ์ร่วมกันหน้าเสาธง สมาชิกร่วมครบทุกคน"})
    contact.press("ส่งให้ตรวจประเมิน")
    contact.reads("รอตรวจประเมิน")


def score(assessor: Person) -> None:
    """What is given to her stands on her first page; she scores it and says that she is done."""
    assessor.page.on("dialog", lambda dialog: dialog.accept())
    assessor.open("/")
    assessor.job("เรื่องที่มอบให้ท่านประเมิน 1 เรื่อง").get_by_role("link").click()
    click(assessor, "link", ORGANISATION)
    choose_scores(assessor, "value")
    click(assessor, "button", "ประเมินเสร็จแล้ว")
    expect(assessor.page.locator("#steps-head + p")).to_contain_text("ขอบคุณ")


def hold_a_session(officer: Person) -> None:
    """Planned from what waits for it; opened, and the case certified as recommended."""
    officer.job("รอเข้าระเบียบวาระ 1 เรื่อง").get_by_role("link").click()
    officer.press("กำหนดการประชุม")
    officer.fill(number="1/2570", held_on="20/07/2570")
    officer.press("กำหนดการประชุม")
    officer.press("นำเรื่องที่เลือกเข้าระเบียบวาระ")
    officer.press("เปิดประชุม")
    officer.press("รับรองหลายเรื่อง")
    officer.fill(resolution="1/2570", resolved_on="20/07/2570")
    officer.press("รับรองเรื่องที่เลือกตามที่เสนอ")
    officer.reads("มติเลขที่ 1/2570")


def issue(officer: Person) -> str:
    """The certificate, and the address in its QR code."""
    officer.press("การประเมิน")
    officer.press("เกียรติบัตร")
    officer.press("ออกเกียรติบัตร")
    officer.press("ออกเกียรติบัตรที่เลือก")
    officer.press(ORGANISATION)
    return officer.page.locator("main a[href*='/check/']").inner_text()
