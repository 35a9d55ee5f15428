"""The screen of a case in a session: whoever notes a member who stands back loses no word of the decision."""

import datetime as dt

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.actions import sessions
from assessments.models import Decision, SessionCase
from tests.browser.conftest import DESKTOP
from tests.factories import OfficeFactory, officer_of
from tests.factories_assessments import AssessmentFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.time_machine("2027-08-10 09:00+07:00", tick=True),
]
TYPED = {"#id_note": "หลักฐานไม่ครบ ขอเพิ่ม", "#id_resolution": "๗/๒๕๗๐", "#id_resolved_on": "๓๑ กุมภา"}


@pytest.fixture
def officer(live_server):
    return officer_of(OfficeFactory().province)


@pytest.fixture
def case(officer) -> SessionCase:
    """The one case of an open session; a member stands back from it already."""
    waiting = AssessmentFactory(state="recommended", scores=[3] * 9)
    session = sessions.plan_session(
        programme_year=waiting.programme_year, number="2/2570", held_on=dt.date(2027, 8, 10), by=officer
    )
    sessions.put_on_agenda(session=session, assessments=[waiting], by=officer)
    sessions.open_session(session=session, by=officer)
    sessions.note_conflict(case=session.cases.get(), name="นางสมศรี", by=officer)
    return session.cases.get()


def standing(page):
    """What stands in the form of the decision."""
    boxes = {name: page.input_value(name) for name in TYPED}
    return {**boxes, "level": page.locator("[name=level]:checked").get_attribute("value")}


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without one"])
def test_noting_who_stands_back_leaves_every_word_of_the_decision(browser, context, live_server, log_in, officer, case, script):
    log_in(officer)
    window = browser.new_context(
        base_url=live_server.url, viewport={"width": DESKTOP, "height": 900}, java_script_enabled=script
    )
    window.add_cookies(context.cookies())
    page = window.new_page()
    page.goto(reverse("assessments:session-case", args=[case.pk]))
    for name, text in TYPED.items():
        page.fill(name, text)
    page.check("[name=level][value='1']")
    typed = standing(page)

    page.fill("#stood-name", "นายกิตติ")
    page.get_by_role("button", name="บันทึก", exact=True).click()
    expect(page.locator(".case-stood li")).to_have_count(2)
    assert standing(page) == typed
    page.fill("#stood-name", "นายกิตติ")
    page.press("#stood-name", "Enter")
    expect(page.locator(".case-stood .notice")).to_have_count(1)
    expect(page.locator("#stood-name")).to_be_focused()
    assert (standing(page), page.input_value("#stood-name")) == (typed, "นายกิตติ")
    page.get_by_role("button", name="นางสมศรี").click()
    expect(page.locator(".case-stood li")).to_have_count(1)
    assert (standing(page), page.input_value("#stood-name")) == (typed, "นายกิตติ")
    window.close()
    assert (SessionCase.objects.get().stood_back, Decision.objects.count()) == (["นายกิตติ"], 0)
