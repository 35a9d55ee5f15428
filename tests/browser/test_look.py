"""The frame, the gallery, log-in and error pages: accessible, usable small and by keyboard, nothing from elsewhere."""

import datetime as dt

import pytest
from django.urls import reverse

from networks.models import Office
from tests.browser.conftest import DESKTOP, PHONE, SEEN, SMALL
from tests.factories import OfficeFactory, OrganisationFactory, ProgrammeYearFactory, UserFactory, officer_of
from tests.factories_networks_at_work import ActivityFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ["/", "/accounts/login/", "/accounts/password/reset/", "/accounts/signup/", "/gallery/", "/not/here/"]
OWN_PAGES = ["/notice/", "/accounts/2fa/", "/accounts/password/change/", "/accounts/reauthenticate/", "/accounts/logout/"]


@pytest.fixture(autouse=True)
def gallery_open(settings):
    # Set on the settings the server thread reads; DEBUG alone opens the gallery.
    settings.DEBUG = True
    settings.DEBUG_PROPAGATE_EXCEPTIONS = False
    OfficeFactory()


@pytest.fixture
def officer():
    return UserFactory(name="นางสาวใจดี มีสุข", password="ดอกบัวบานริมน้ำ", is_superuser=True)


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_axe_finds_nothing_in_the_gallery(browser_page, axe, width):
    """Pages with an address of the portal are walked in test_every_page; the gallery is open to developers only."""
    browser_page.set_viewport_size({"width": width, "height": 900})
    browser_page.goto("/gallery/")
    assert axe(browser_page) == []


def test_axe_finds_nothing_in_high_contrast(browser_page, context, axe, live_server):
    context.add_cookies([{"name": "contrast", "value": "high", "url": live_server.url}])
    browser_page.goto("/gallery/")
    assert axe(browser_page) == []


MENUS = [".tools button", ".rail a", ".menu a", ".menu button", ".chip-menu a", ".chip > summary", ".top-link", ".sort"]
BUTTONS = [".btn-primary", ".btn-outline-primary", ".btn-quiet", ".page-nav-links a", ".foot a"]
POINTED_AT = {
    "/gallery/": [*MENUS, *BUTTONS, "tbody tr td"],
    "/admin/": [".tools button", ".module tbody a", ".module tbody tr td"],
}
LOOK_OF = "one => [getComputedStyle(one).backgroundColor, getComputedStyle(one).color]"


LONGEST = "พระนครศรีอยุธยา"
NAMED = f"main :is(td, th, dd, li) :text-is('{LONGEST}'):visible, main dd:text-is('{LONGEST}')"
SAYS = "(all, words) => all.forEach(one => { one.textContent = words; })"
# How many lines a text takes.
LINES = """all => all.map(one => {
  const range = document.createRange();
  range.selectNodeContents(one);
  return new Set([...range.getClientRects()].filter(box => box.width).map(box => Math.round(box.top / 8))).size; })"""
# It is brought into sight a moment after it opens; the page's own rules let nothing be asked again by its text.
ENDS_ABOVE_THE_BAR = """() => new Promise((done) => { let tries = 60; const look = () => {
    const ends = document.querySelector('.chip[open] .chip-menu').getBoundingClientRect().bottom;
    const free = ends <= document.querySelector('.bottom-bar').getBoundingClientRect().top;
    free || !tries-- ? done(free) : setTimeout(look, 50); }; look(); })"""


@pytest.mark.parametrize("path", list(POINTED_AT))
def test_what_the_pointer_is_on_is_yellow_with_black_words_in_high_contrast(
    browser_page, context, live_server, log_in, officer, path
):
    officer.is_staff = True
    officer.save()
    log_in(officer)
    context.add_cookies([{"name": "contrast", "value": "high", "url": live_server.url}])
    browser_page.set_viewport_size({"width": DESKTOP, "height": 3000})
    browser_page.goto(path)
    found = {}
    for selector in POINTED_AT[path]:
        place = browser_page.locator(selector).first
        place.evaluate("one => document.querySelectorAll('details').forEach(fold => { fold.open = fold.contains(one); })")
        place.hover()
        found[selector] = place.evaluate(LOOK_OF)
    entry, row = ["rgb(255, 228, 92)", "rgb(0, 0, 0)"], ["rgb(255, 243, 184)", "rgb(0, 0, 0)"]
    assert found == {selector: row if selector.endswith("td") else entry for selector in POINTED_AT[path]}


@pytest.mark.parametrize("contrast", ["normal", "high"])
def test_a_button_that_has_the_focus_is_seen(browser_page, context, live_server, contrast):
    context.add_cookies([{"name": "contrast", "value": contrast, "url": live_server.url}])
    browser_page.goto("/gallery/")
    browser_page.keyboard.press("Tab")
    found = browser_page.eval_on_selector_all(
        ".main .btn:not([hidden])",
        "all => all.map(one => { one.focus({focusVisible: true}); return getComputedStyle(one).outlineWidth; })",
    )
    assert found == ["3px"] * len(found) != []


def test_axe_finds_nothing_on_a_form_with_errors(browser_page, axe, log_in, officer):
    log_in(officer)
    browser_page.goto("/accounts/password/change/")
    browser_page.get_by_role("button", name="บันทึกรหัสผ่านใหม่").evaluate("button => button.form.noValidate = true")
    browser_page.get_by_role("button", name="บันทึกรหัสผ่านใหม่").click()
    summary = browser_page.locator("[data-error-summary]")
    assert summary.locator("a").first.get_attribute("href") == "#id_oldpassword"
    assert summary.evaluate("box => box === document.activeElement")
    assert axe(browser_page) == []


def test_a_browser_set_to_english_asks_in_the_language_of_the_page(browser, live_server):
    context = browser.new_context(base_url=live_server.url, locale="en-US")
    page = context.new_page()
    page.goto("/accounts/password/reset/")
    box, said = page.locator("main [name=email]"), []
    for typed in ("", "สมใจ", "somjai@example.go.th"):
        box.fill(typed)
        box.evaluate("box => box.form.reportValidity()")
        said.append(box.evaluate("box => box.validationMessage"))
    context.close()
    assert said == ["กรุณากรอกช่องนี้", "กรุณากรอกอีเมล เช่น name@example.go.th", ""]


@pytest.mark.parametrize("size", ["normal", "larger"])
def test_nothing_sticks_out_at_320_pixels(browser_page, context, live_server, log_in, officer, overflow, size, settings):
    context.add_cookies([{"name": "text_size", "value": size, "url": live_server.url}])
    browser_page.set_viewport_size({"width": SMALL, "height": 800})
    found = {}
    for path in [*PAGES, *OWN_PAGES]:
        if path == OWN_PAGES[0]:
            log_in(officer)
        settings.DEBUG = path == "/gallery/"
        browser_page.goto(path)
        found[path] = overflow(browser_page)
    assert {path: pixels for path, pixels in found.items() if pixels > 0} == {}


def test_the_head_of_the_smallest_telephone_is_short(browser_page, log_in):
    """Its name, its province and its years, each in a line of its own: more than five stood there before the search box."""
    office = Office.objects.get()
    Office.objects.update(working_year=ProgrammeYearFactory(province=office.province, fiscal_year=2569))
    log_in(officer_of(office.province))
    browser_page.set_viewport_size({"width": SMALL, "height": 800})
    browser_page.goto("/gallery/")
    lines = browser_page.locator(":is(.brand-name, .brand-place, .brand-year)").evaluate_all(LINES)
    assert lines == [1, 1, 1]


def test_the_longest_name_of_a_district_is_cut_nowhere(browser_page, log_in):
    body, asked = OrganisationFactory(), {}
    ActivityFactory(network=body.network, held_on=dt.date(2026, 11, 24), name=LONGEST)
    for path, width in (("/map/", SMALL), ("/calendar/?month=2569-11", DESKTOP), ("/gallery/", SMALL)):
        browser_page.set_viewport_size({"width": width, "height": 800})
        browser_page.goto(path)
        browser_page.locator(".facts dt").evaluate_all(SAYS, "ลิงก์สำหรับตรวจสอบ")
        browser_page.locator(".facts dd").evaluate_all(SAYS, LONGEST)
        asked[path] = browser_page.locator(NAMED).evaluate_all(LINES)
        log_in(officer_of(body.province))
    assert {path: (len(lines) > 0, set(lines)) for path, lines in asked.items()} == dict.fromkeys(asked, (True, {1}))


def test_nothing_comes_from_elsewhere_and_nothing_breaks_the_policy(browser_page, live_server):
    asked, said = [], []
    browser_page.on("request", lambda request: asked.append(request.url))
    browser_page.on("console", lambda message: said.append(message.text))
    for path in ["/", "/accounts/login/", "/gallery/"]:
        # What scripts ask for once the page is there comes within this; of a quiet network a busy machine may hear too late.
        browser_page.goto(path)
        browser_page.wait_for_timeout(500)
    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []
    assert [text for text in said if "Content Security Policy" in text or "404" in text] == []


def test_the_first_tab_skips_to_the_content(browser_page):
    browser_page.goto("/gallery/")
    browser_page.keyboard.press("Tab")
    link = browser_page.locator(":focus")
    assert link.inner_text() == "ข้ามไปยังเนื้อหา"
    browser_page.keyboard.press("Enter")
    assert browser_page.evaluate("document.activeElement.id") == "main"


def test_larger_text_grows_everything_and_stays(browser_page):
    browser_page.goto("/accounts/login/")
    height = "document.querySelector('h1').getBoundingClientRect().height"
    before = browser_page.evaluate(height)
    browser_page.fill("#id_login", "half@typed")
    browser_page.get_by_role("button", name="ตัวอักษรใหญ่ขึ้น").click()
    browser_page.locator("html[data-text-size=large]").wait_for(state="attached")
    assert browser_page.evaluate(height) > before
    assert browser_page.input_value("#id_login") == "half@typed"
    browser_page.reload()
    assert browser_page.evaluate("document.documentElement.dataset.textSize") == "large"


def test_the_language_switch_turns_the_page_to_english_and_back(browser_page):
    browser_page.goto("/accounts/login/")
    browser_page.get_by_role("button", name="English").click()
    assert browser_page.locator("h1").inner_text() == "Log in to the portal"
    assert browser_page.locator("html").get_attribute("lang") == "en"
    browser_page.get_by_role("button", name="ไทย").click()
    assert browser_page.locator("html").get_attribute("lang") == "th"


def test_preferences_work_without_javascript(browser, live_server):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/accounts/login/?next=/inbox/")
    page.get_by_role("button", name="ความคมชัดสูง").click()
    assert page.url == f"{live_server.url}/accounts/login/?next=/inbox/"
    assert page.locator("html").get_attribute("data-contrast") == "high"
    context.close()


def test_rows_are_walked_with_the_arrow_keys(browser_page):
    browser_page.goto("/gallery/")
    browser_page.keyboard.press("ArrowDown")
    browser_page.keyboard.press("ArrowDown")
    assert browser_page.locator(":focus").inner_text() == "องค์การบริหารส่วนตำบลบ้านเกาะ"
    browser_page.keyboard.press("ArrowUp")
    assert browser_page.locator(":focus").inner_text() == "วัดหน้าพระเมรุราชิการาม"


def test_a_menu_closes_with_escape_and_when_the_keyboard_leaves_it(browser_page):
    browser_page.goto("/gallery/")
    chip = browser_page.locator("details.chip").first
    chip.locator("summary").click()
    chip.locator("a").first.focus()
    browser_page.keyboard.press("Escape")
    assert chip.get_attribute("open") is None
    assert browser_page.evaluate("document.activeElement.closest('details.chip') !== null")
    # Nor does it lie over what the keyboard goes on to.
    chip.locator("summary").press("Enter")
    assert chip.get_attribute("open") is not None
    chip.locator("a").last.focus()
    browser_page.keyboard.press("Tab")
    assert browser_page.locator("details[data-chip][open]").count() == 0


@pytest.mark.parametrize("width", [PHONE, SMALL])
def test_the_choices_of_a_filter_open_above_the_bar_of_a_telephone(browser_page, log_in, officer, width):
    log_in(officer)
    browser_page.set_viewport_size({"width": width, "height": 800})
    browser_page.goto("/gallery/")
    filters = browser_page.locator("details.chip > summary").first
    filters.evaluate("one => one.scrollIntoView({block: 'end'})")
    filters.click()
    browser_page.locator("details.chip[open] .chip-menu").wait_for()
    assert browser_page.evaluate(ENDS_ABOVE_THE_BAR) is True


def test_a_table_becomes_cards_on_a_phone(browser_page):
    browser_page.set_viewport_size({"width": PHONE, "height": 900})
    browser_page.goto("/gallery/")
    cell = browser_page.locator("table.cards td[data-label]").first
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == '"เครือข่าย"'


@pytest.mark.parametrize("width", [PHONE, SMALL])
def test_headings_of_cards_are_seen_while_the_keyboard_is_on_them(browser_page, overflow, width):
    browser_page.set_viewport_size({"width": width, "height": 900})
    browser_page.goto("/gallery/")
    headings = browser_page.locator("table.cards thead a")
    assert (headings.count() > 1, set(headings.evaluate_all(SEEN)), overflow(browser_page)) == (True, {True}, 0)
    browser_page.locator("table.cards tbody a").first.focus()
    assert browser_page.locator("table.cards thead").first.evaluate("head => head.offsetHeight") == 1


def test_targets_are_large_enough_for_a_thumb(browser_page, log_in, officer):
    log_in(officer)
    browser_page.set_viewport_size({"width": PHONE, "height": 900})
    browser_page.goto("/gallery/")
    small = browser_page.evaluate(
        """() => [...document.querySelectorAll(
          'button, .btn, .bottom-bar a, summary, .form-control, .form-select, .form-check-label')]
        .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
        .map((one) => one.outerHTML.slice(0, 90))"""
    )
    assert small == []


def test_a_form_sent_twice_in_a_row_arrives_once(browser_page, live_server, log_in, officer):
    log_in(officer)
    officer.notice_version = ""
    officer.save()
    browser_page.goto(reverse("privacy-notice"))
    sent = []
    browser_page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    browser_page.get_by_role("button", name="อ่านและรับทราบแล้ว").evaluate("button => { button.click(); button.click(); }")
    browser_page.wait_for_url(f"{live_server.url}/")
    assert len(sent) == 1


def test_long_texts_show_how_much_is_left(browser_page):
    browser_page.goto("/gallery/")
    browser_page.fill("#sample-text", "ก" * 1900)
    assert browser_page.locator(".char-count").inner_text() == "1,900 / 2,000"
    assert "char-count-near" in browser_page.locator(".char-count").get_attribute("class")


def test_on_paper_only_the_content_is_left(browser_page):
    browser_page.goto("/gallery/")
    browser_page.emulate_media(media="print")
    hidden = [".tools-band", ".chip:not(.chip-on)", ".chip-menu", ".export-bar", ".page-actions"]
    assert [selector for selector in hidden if browser_page.locator(selector).first.is_visible()] == []
    assert browser_page.locator("table.cards thead").is_visible()
