"""A box for a file speaks the page's language, says what was chosen, and works without a script as the browser draws it."""

import pytest
from django.urls import reverse

from tests.factories import OfficeFactory, ProgrammeYearFactory, officer_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
FILE = {"name": "ทะเบียน 2569.xlsx", "mimeType": "application/octet-stream", "buffer": b"x"}
NONE = "ยังไม่ได้เลือกไฟล์"
LOOK = """box => {
    const [input, words] = box.children, button = words.children[0], look = getComputedStyle(input);
    const place = input.getBoundingClientRect(), drawn = button.getBoundingClientRect();
    return {seen: look.opacity, words: words.checkVisibility(), chosen: words.children[1].textContent,
        title: input.getAttribute("title"),
        over: place.left <= drawn.left && place.right >= drawn.right && place.top <= drawn.top && place.bottom >= drawn.bottom,
        focus: getComputedStyle(button).outlineStyle};
}"""


@pytest.fixture
def officer(log_in):
    ProgrammeYearFactory()
    person = officer_of(OfficeFactory().province)
    log_in(person)
    return person


def box(page):
    return page.locator("[data-file]").evaluate(LOOK)


def test_a_file_box_speaks_the_language_of_the_page_and_says_what_was_chosen(browser_page, officer, axe):
    browser_page.goto(reverse("networks:import-begin"))
    empty = {"seen": "0", "words": True, "chosen": NONE, "title": "", "over": True, "focus": "none"}
    assert (box(browser_page), axe(browser_page)) == (empty, [])
    browser_page.keyboard.press("Tab")
    browser_page.locator("[name=file]").focus()
    browser_page.set_input_files("[name=file]", FILE)
    assert box(browser_page) == empty | {"chosen": FILE["name"], "title": FILE["name"], "focus": "solid"}
    browser_page.set_input_files("[name=file]", [])
    assert box(browser_page) == empty | {"focus": "solid"}


def test_without_a_script_the_box_is_the_browsers_own(browser, live_server, context, officer):
    plain = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    plain.add_cookies(context.cookies())
    page = plain.new_page()
    page.goto(reverse("networks:import-begin"))
    shown = [page.locator("[name=file]").is_visible(), page.locator(".file-words").is_visible()]
    opacity = page.locator("[name=file]").evaluate("input => getComputedStyle(input).opacity")
    plain.close()
    assert (shown, opacity) == ([True, False], "1")
