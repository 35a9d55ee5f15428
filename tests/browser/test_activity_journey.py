"""An activity on a telephone: from the plan of its network over what took place to the picture of plan against done."""

import datetime as dt

import pytest
from django.urls import reverse

from moralprovince.core import thai
from networks.models import Activity
from tests.browser.conftest import PHONE
from tests.factories import OfficeFactory, OrganisationFactory, ProgrammeYearFactory, coordinator_of
from tests.factories_networks_at_work import ActivityPlanFactory
from tests.support.uploads import photo

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_an_activity_goes_from_plan_to_done_on_a_phone(browser_page, log_in, axe, overflow):
    day = thai.today() - dt.timedelta(days=1)
    year = ProgrammeYearFactory(fiscal_year=thai.fiscal_year_of(day))
    line = ActivityPlanFactory(programme_year=year, name="ตลาดนัดคุณธรรม", months=[day.month])
    OfficeFactory(province=line.network.province, working_year=year)
    body = OrganisationFactory(network=line.network, name="วัดพระญาติการาม")
    log_in(coordinator_of(line.network))
    browser_page.set_viewport_size({"width": PHONE, "height": 844})

    browser_page.goto(reverse("networks:plan"))
    assert (axe(browser_page), overflow(browser_page)) == ([], 0)
    browser_page.get_by_role("link", name="กำหนดวันจัด ตลาดนัดคุณธรรม").click()
    browser_page.fill("#id_held_on", thai.day_numeric(day))
    browser_page.fill("#id_place", "ลานวัด")
    browser_page.get_by_role("button", name="บันทึกแผนกิจกรรม").click()

    browser_page.get_by_text("กรุณาบันทึกผล").first.wait_for()
    assert (axe(browser_page), overflow(browser_page)) == ([], 0)
    browser_page.fill("#id_people", "๘๐")
    browser_page.fill("#id_result", "ชาวบ้านนำสินค้ามาแบ่งปันกัน")
    browser_page.fill("#id_organisation", body.code)
    browser_page.get_by_role("button", name="บันทึกผล", exact=True).click()

    browser_page.get_by_text("บันทึกผลแล้ว").first.wait_for()
    browser_page.set_input_files("#id_file", {"name": "ภาพ.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    browser_page.fill("#id_caption", "ตลาดนัดหน้าวัด")
    browser_page.check("#id_consent")
    browser_page.get_by_role("button", name="เพิ่มภาพนี้").click()
    browser_page.get_by_text("เผยแพร่ได้").wait_for()
    assert (axe(browser_page), overflow(browser_page)) == ([], 0)

    made = Activity.objects.get()
    assert (made.state, made.people, made.photos.count(), list(made.organisations.all())) == ("done", 80, 1, [body])
    browser_page.goto(reverse("networks:plan"))
    browser_page.locator(".plan-month.plan-done").first.click()
    assert browser_page.get_by_role("link", name="ตลาดนัดคุณธรรม").count() == 1
