"""A sitting in six browsers at once: cards by a code, one telephone without a line, one without a script; nothing is lost."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from lessons.actions.sittings import open_sitting
from lessons.models import Card, Passage
from tests.browser.conftest import PHONE, SMALL
from tests.factories import OfficeFactory, contact_of
from tests.factories_lessons import LessonFactory, told

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PEOPLE, EACH = 6, 3
SEND = "ส่งบัตร"


def telephone(browser, url, *, script=True, width=PHONE):
    """A window of its own, as small as a telephone."""
    context = browser.new_context(
        base_url=url, viewport={"width": width, "height": 800}, locale="th-TH", java_script_enabled=script
    )  # fmt: skip
    context.set_default_timeout(15_000)
    return context.new_page()


def test_six_browsers_fill_one_session_at_once_and_nothing_is_lost(browser, browser_page, live_server, log_in, axe, overflow):
    lesson = told(LessonFactory(title="วัดไร้ขยะ"), "")
    OfficeFactory(province=lesson.province)
    leader = contact_of(lesson.organisation)
    sitting = open_sitting(lesson=lesson, by=leader)
    log_in(leader)
    browser_page.goto(reverse("lessons:sitting", args=[sitting.pk]))
    assert (axe(browser_page), overflow(browser_page)) == ([], 0)

    address = reverse("lessons:sit", args=[sitting.code])
    phones = [telephone(browser, live_server.url, script=n > 0, width=SMALL if n == 1 else PHONE) for n in range(PEOPLE)]
    for phone in phones:
        phone.goto(address)
    assert (axe(phones[1]), overflow(phones[1])) == ([], 0)
    phones[2].context.set_offline(True)
    for number in range(EACH):
        for who, phone in enumerate(phones):
            phone.check("[name=question][value=expected]")
            phone.fill("#id_text", f"บัตร {number} ของคนที่ {who}")
            button = phone.get_by_role("button", name=SEND)
            # Somebody is impatient and presses twice.
            button.dblclick() if who == 3 else button.click()
    expect(phones[2].locator("[data-sit-status]")).to_contain_text(str(EACH), timeout=20_000)
    phones[2].context.set_offline(False)
    expect(phones[2].locator("[data-sit-mine] li")).to_have_count(EACH, timeout=20_000)

    expect(browser_page.locator(".sit-column").first.locator(".sit-card")).to_have_count(PEOPLE * EACH, timeout=20_000)
    texts = sorted(Card.objects.values_list("text", flat=True))
    assert texts == sorted(f"บัตร {number} ของคนที่ {who}" for number in range(EACH) for who in range(PEOPLE))

    # Sorting, and into the lesson.
    browser_page.goto(reverse("lessons:sitting-sort", args=[sitting.pk, "expected"]))
    assert (axe(browser_page), overflow(browser_page)) == ([], 0)
    for who in (0, 1):
        browser_page.get_by_label(f"บัตร 0 ของคนที่ {who}").check()
    browser_page.fill("#heap", "ความสะอาด")
    browser_page.get_by_role("button", name="จัดไว้กลุ่มนี้").click()
    browser_page.locator("legend", has_text="ความสะอาด").wait_for()
    browser_page.get_by_role("button", name="นำเข้าบทเรียน").click()
    browser_page.get_by_text("เพิ่มลงในบทเรียนแล้ว 17 บรรทัด").wait_for()
    text = Passage.objects.get(lesson=lesson, question__code="expected").text
    assert text.splitlines()[-1] == "ความสะอาด: บัตร 0 ของคนที่ 0, บัตร 0 ของคนที่ 1"
    for phone in phones:
        phone.context.close()
