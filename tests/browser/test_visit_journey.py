"""A coaching visit on a telephone: recorded at the place, signed by both sides, and what was agreed lies beside the report."""

import datetime as dt

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.models import Visit
from moralprovince.core import thai
from moralprovince.core.models import Draft
from tests.browser.conftest import PHONE, SMALL
from tests.factories import OfficeFactory, OrganisationFactory, ProgrammeYearFactory, contact_of, officer_of
from tests.factories_pledges import FollowUpReportFactory
from tests.factories_visits import VisitFactory, team_of
from tests.support.uploads import photo

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_a_visit_is_recorded_on_a_phone_and_its_agreement_lies_beside_the_next_report(browser_page, log_in, axe, overflow):
    day = thai.today()
    body = OrganisationFactory(name="วัดพระญาติการาม", phone="")
    year = ProgrammeYearFactory(province=body.province, fiscal_year=thai.fiscal_year_of(day))
    OfficeFactory(province=body.province, working_year=year)
    officer, contact = officer_of(body.province, name="นางสาววันดี"), contact_of(body, name="นายเจ้าบ้าน")
    due = day + dt.timedelta(days=20)
    report = FollowUpReportFactory(pledge__organisation=body, pledge__programme_year=year, state="expected", due_on=due)
    visit = VisitFactory(organisation=body, planned_on=day)
    team_of(visit, officer)
    log_in(officer)
    browser_page.set_viewport_size({"width": PHONE, "height": 844})

    browser_page.goto(reverse("home"))
    browser_page.get_by_role("link", name="เตรียมการเยี่ยม").click()
    browser_page.get_by_role("link", name="วัดพระญาติการาม").click()
    browser_page.get_by_role("link", name="เตรียมการเยี่ยม").click()
    browser_page.get_by_text("ยังไม่เคยเยี่ยม").wait_for()
    assert (axe(browser_page), overflow(browser_page)) == ([], 0)
    browser_page.get_by_role("link", name="บันทึกการเยี่ยม").click()

    # What is typed is kept as one types; a picture goes along by itself, the rest stays as it stands.
    browser_page.fill("#id_found", "ชาวบ้านช่วยกันดูแลลานวัด")
    browser_page.fill("#id_score_before", "๔")
    browser_page.fill("#id_score_after", "สิบเอ็ด")
    browser_page.set_input_files("#id_e-file", {"name": "ภาพ.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    browser_page.check("#id_e-consent")
    browser_page.get_by_role("button", name="เพิ่มภาพนี้").click()
    browser_page.get_by_text("เผยแพร่ได้").wait_for()
    # Beside the small picture, with room for its words.
    lefts = "all => all.map(one => Math.round(one.getBoundingClientRect().left))"
    words, *buttons = browser_page.locator(".evidence-piece :is(p, button)").evaluate_all(lefts)
    assert buttons == [words, words]
    expect(browser_page.locator("[data-saved]")).to_contain_text(":", timeout=15_000)
    assert Draft.objects.get(user=officer).data["typed"]["score_after"] == "สิบเอ็ด"
    browser_page.reload()
    expect(browser_page.locator("#id_found")).to_have_value("ชาวบ้านช่วยกันดูแลลานวัด")

    browser_page.set_viewport_size({"width": SMALL, "height": 844})
    assert (axe(browser_page), overflow(browser_page)) == ([], 0)
    browser_page.fill("#id_what-0", "ตั้งตู้ปันสุขหน้าวัด")
    browser_page.fill("#id_who-0", "กรรมการวัด")
    browser_page.fill("#id_due-0", thai.day_numeric(due))
    browser_page.get_by_role("button", name="บันทึกการเยี่ยม").click()
    browser_page.locator("#id_score_after.is-invalid").wait_for()
    assert (axe(browser_page), overflow(browser_page)) == ([], 0)
    browser_page.fill("#id_score_after", "7")
    browser_page.get_by_role("button", name="บันทึกการเยี่ยม").click()

    browser_page.get_by_role("button", name="ลงนามฝ่ายทีมเยี่ยม").click()
    browser_page.get_by_text("ลงนามแล้ว เหลืออีกฝ่ายหนึ่ง").wait_for()
    assert (axe(browser_page), overflow(browser_page)) == ([], 0)

    log_in(contact)
    browser_page.goto(reverse("home"))
    browser_page.get_by_role("link", name="อ่านและลงนาม").click()
    browser_page.get_by_role("link", name="วัดพระญาติการาม").click()
    browser_page.get_by_role("button", name="ลงนามฝ่ายผู้รับการเยี่ยม").click()
    browser_page.get_by_text("ลงนามครบทั้งสองฝ่ายแล้ว").first.wait_for()
    made = Visit.objects.get()
    assert (made.state, made.score_after, made.body_signed_by, made.photos.count()) == ("signed", 7, "นายเจ้าบ้าน", 1)

    browser_page.goto(reverse("pledges:report-fill", args=[report.pk]))
    beside = browser_page.locator(".visit-beside")
    expect(beside).to_contain_text("ตั้งตู้ปันสุขหน้าวัด")
    assert (axe(browser_page), overflow(browser_page)) == ([], 0)
    beside.get_by_role("link").click()
    browser_page.get_by_role("link", name="ดำเนินการแล้ว").click()
    browser_page.get_by_role("button", name="บันทึกว่าทำแล้ว").click()
    browser_page.goto(reverse("pledges:report-fill", args=[report.pk]))
    browser_page.wait_for_load_state("networkidle")
    assert beside.count() == 0
