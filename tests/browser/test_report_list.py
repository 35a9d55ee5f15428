"""The list of reports that wait: chosen one by one or all of the page, and accepted together."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from pledges.models import FollowUpReport
from tests.browser.conftest import DESKTOP, PHONE
from tests.factories import OfficeFactory, ProvinceFactory, officer_of
from tests.factories_pledges import FollowUpReportFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_all_of_a_page_are_chosen_counted_cleared_and_accepted(browser_page, log_in, axe, overflow, width):
    OfficeFactory()
    FollowUpReportFactory.create_batch(2, state="submitted")
    log_in(officer_of(ProvinceFactory()))
    page, chosen = browser_page, browser_page.locator("[data-chosen]")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(reverse("pledges:reports"))
    page.get_by_role("button", name="เลือกทั้งหน้านี้").click()
    expect(chosen).to_have_text("เลือก 2 ฉบับ")
    page.get_by_role("button", name="ล้างที่เลือก").click()
    expect(chosen).to_have_text("")
    page.locator("[name=report]").first.check()
    expect(chosen).to_have_text("เลือก 1 ฉบับ")
    assert (axe(page), overflow(page)) == ([], 0)
    page.get_by_role("button", name="เลือกทั้งหน้านี้").click()
    page.get_by_role("button", name="รับรองรายการที่เลือก").click()
    expect(page.get_by_text("รับรองแล้ว 2 ฉบับ")).to_be_visible()
    assert set(FollowUpReport.objects.values_list("state", flat=True)) == {"accepted"}
