"""The public site as visitors meet it: axe finds nothing and nothing sticks out, small and large, and without a script."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest
from django.urls import reverse

from assessments.models import Certificate
from moralprovince.core import thai
from tests.browser.conftest import DESKTOP, PHONE, SMALL
from tests.browser.looking import opened
from tests.factories import OfficeFactory, OrganisationFactory, ProgrammeYearFactory, officer_of
from tests.factories_assessments import AssessmentFactory
from tests.factories_lessons import LessonFactory, StoryFactory
from tests.factories_networks_at_work import ActivityFactory
from tests.factories_pledges import PledgeFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NAMES = ("home", "sectors", "members", "declared", "certified", "open-activities", "map", "contact", "accessibility", "privacy",
         "lessons:stories", "lessons:lessons", "lessons:methods", "assessments:check", "open-data", "about-api")  # fmt: skip
# Twice the size everybody begins with.
ONCE, TWICE = ("document.documentElement.style.fontSize = ''", "document.documentElement.style.fontSize = '212.5%'")


@pytest.fixture
def addresses():
    """A province with something of everything; where it stands."""
    today = thai.today()
    body = OrganisationFactory(name="โรงเรียนบ้านหนองแกวทองพัฒนาสามัคคีประชาอุทิศ")
    year = ProgrammeYearFactory(province=body.province, fiscal_year=thai.fiscal_year_of(today), motto="มีวินัย ใส่ใจส่วนรวม")
    OfficeFactory(province=body.province, working_year=year, email="a-rather-long-name-of-an-office@moral-province.example")
    PledgeFactory(organisation=body, programme_year=year, state="active", declared_on=today, commitments=2)
    case = AssessmentFactory(organisation=body, state="certified", scores=[3] * 9)
    Certificate.objects.create(
        assessment=case, province=body.province, kind="organisation", result_year=year.fiscal_year - 1, number=1, level=3,
        level_name="องค์กรคุณธรรมต้นแบบ", name=body.name, issued_on=today, issued_by=officer_of(body.province),
    )  # fmt: skip
    ActivityFactory(network=body.network, programme_year=year, name="ปันน้ำใจ", state="done", people=30, held_on=today)
    ActivityFactory(network=body.network, programme_year=year, held_on=today + dt.timedelta(days=9), place="ลานวัด")
    story = StoryFactory(organisation=body, state="published")
    lesson = LessonFactory(organisation=body, state="published")
    return [reverse(name) for name in NAMES] + [
        reverse("sector", args=[body.network.code]), reverse("lessons:story", args=[story.pk]),
        reverse("lessons:lesson", args=[lesson.pk]), reverse("open-data-set", args=["organisations"]),
    ]  # fmt: skip


@pytest.mark.still
def test_axe_finds_nothing_and_nothing_sticks_out(browser_page, axe, overflow, addresses):
    found = {}
    for address in addresses:
        assert opened(browser_page, address).status == 200
        for size, width in product((ONCE, TWICE), (SMALL, PHONE, DESKTOP)):
            browser_page.evaluate(size)
            browser_page.set_viewport_size({"width": width, "height": 900})
            over = overflow(browser_page)
            found[address, size, width] = [*axe(browser_page), *([f"{over} px"] if over > 0 else [])]
    assert {where: lines for where, lines in found.items() if lines} == {}


def test_the_site_works_without_a_script(browser, live_server, addresses):
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url, viewport={"width": PHONE, "height": 900})
    page = context.new_page()
    page.goto("/")
    page.locator("summary", has_text="เมนู").click()
    page.get_by_role("link", name="แผนที่", exact=True).click()
    page.locator(".map-narrow a").first.click()
    assert page.url.endswith("/members/?district=1401")
    page.locator("details.chip summary").first.click()
    page.get_by_role("link", name="แสดงทั้งหมด").first.click()
    assert page.locator("h1").inner_text() == "องค์กรและชุมชนที่เข้าร่วม"
    context.close()
