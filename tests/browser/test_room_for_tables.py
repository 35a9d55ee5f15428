"""Lists fit their place at every width and text size, and paper: a table where there is room for it, else cards."""

import datetime as dt

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from assessments.models import CommitteeSession
from networks.models import ImportRun, Organisation
from tests.access import world as worlds
from tests.browser.conftest import empty_page, session_of, window
from tests.browser.looking import opened
from tests.factories import OrganisationFactory
from tests.factories_pledges import FollowUpReportFactory, PledgeFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]

LISTS = [
    "/", "/register/", "/pledges/", "/reports/?late=1", "/reports/rounds/", "/reports/calls/", "/operations/",
    "/register/imports/",
]  # fmt: skip
SIZES = ["normal", "large", "larger"]
WIDTHS = [320, 768, 900, 1024, 1100, 1280, 1440]
NAME = "ศูนย์เรียนรู้เศรษฐกิจพอเพียงและเกษตรทฤษฎีใหม่ประจำตำบลบ้านกลาง"


@pytest.fixture(scope="module")
def standing(django_db_setup, django_db_blocker):
    """A province whose lists hold long names and late reports, made once, since nothing here changes it.

    Its address, its officer and her cookie. The server is its own: after each test that asks for `live_server` pytest-django
    empties the database.
    """
    server = LiveServer("localhost")
    with django_db_blocker.unblock(), time_machine.travel(worlds.NOW, tick=True):
        world = worlds.build()
        kit = world.kits["home"]
        body = OrganisationFactory(province=kit.province, network=kit.body.network, subdistrict=kit.body.subdistrict, name=NAME)
        pledge = PledgeFactory(organisation=body, programme_year=kit.year, state="active", members=1200, members_joined=1100)
        FollowUpReportFactory(pledge=pledge, round=kit.late.round, due_on=kit.late.due_on)
        sheets = ["ศาสนา", "ชุมชน", "ธุรกิจเอกชน", "เครือข่ายองค์กรปกครองส่วนท้องถิ่น"[:31]]
        older = {"created_at": timezone.now() - dt.timedelta(days=1), "report": {"sheets": sheets}}
        ImportRun.objects.create(province=kit.province, file_name="ทะเบียนองค์กรและชุมชน.xlsx", **older)
        yield server.url, world.people["officer"], session_of(world.people["officer"], server.url)
        server.stop()
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)


@pytest.fixture
def officer(standing):
    return standing[1]


@pytest.fixture
def browser_page(still_browser, standing):
    """A window of hers."""
    url, _officer, cookie = standing
    context = window(still_browser, url)
    context.add_cookies([cookie])
    yield empty_page(context)
    context.close()


def with_text(page, size, url):
    """Let her read larger."""
    page.context.add_cookies([{"name": "text_size", "value": size, "url": url}])


def is_table(page):
    return page.locator("main table").first.evaluate("table => getComputedStyle(table).display") == "table"


def test_no_list_is_wider_than_its_page(browser_page, standing, overflow):
    found = {}
    for size in SIZES:
        with_text(browser_page, size, standing[0])
        for path in LISTS:
            assert opened(browser_page, path).status == 200
            for width in WIDTHS:
                browser_page.set_viewport_size({"width": width, "height": 900})
                found[size, path, width] = overflow(browser_page)
    assert {where: pixels for where, pixels in found.items() if pixels > 0} == {}


def test_a_list_is_a_table_where_there_is_room_and_on_paper(browser_page, standing):
    looks = {}
    for size in ("normal", "larger"):
        with_text(browser_page, size, standing[0])
        opened(browser_page, "/register/")
        for width in (1024, 1280):
            browser_page.set_viewport_size({"width": width, "height": 900})
            looks[size, width] = is_table(browser_page)
    assert looks == {("normal", 1024): False, ("normal", 1280): True, ("larger", 1024): False, ("larger", 1280): False}
    browser_page.emulate_media(media="print")
    assert is_table(browser_page)


PRINTED = [
    *LISTS,
    "/reports/",
    "/pledges/?state=active",
    "/register/?late=1",
    "/calendar/",
    "/summaries/",
    "/meetings/",
    "/activities/plan/",
]
TOO_SMALL = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
    for (let text; (text = walker.nextNode());) {
        const one = text.parentElement, box = one.getBoundingClientRect(), matrix = one.getScreenCTM?.();
        if (!text.data.trim() || !one.checkVisibility() || box.width < 2 || box.height < 2) continue;
        const points = parseFloat(getComputedStyle(one).fontSize) * 0.75 * (matrix ? matrix.a : 1);
        if (points < 8.9) found.push(`${points.toFixed(1)} ${text.data.trim()}`);
    }
    return found;
}"""
# A day ("24 พ.ย. 2569") or a round ("12 เดือน 2569") that takes more than one line; a table of many figures needs the room.
BROKEN_DAYS = r"""() => {
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT), found = [];
    for (let text; (text = walker.nextNode());) {
        const one = text.parentElement;
        if (!one.closest("table:not(.table-figures) :is(td, th)") || !one.checkVisibility()) continue;
        for (const day of text.data.matchAll(/\d+ \S+ 25\d\d/g)) {
            const range = document.createRange();
            range.setStart(text, day.index);
            range.setEnd(text, day.index + day[0].length);
            if (range.getBoundingClientRect().height > 1.5 * range.getClientRects()[0].height) found.push(day[0]);
        }
    }
    return found;
}"""
UNEVEN = """() => [...document.querySelectorAll("main table")].filter((table) => {
    const shown = (row) => [...row.cells].filter((cell) => cell.checkVisibility()).length;
    return table.tBodies[0]?.rows.length && table.tHead && shown(table.tHead.rows[0]) !== shown(table.tBodies[0].rows[0]);
}).length"""


def test_on_paper_days_and_rounds_of_a_list_stand_in_one_line(browser_page):
    browser_page.emulate_media(media="print")
    browser_page.set_viewport_size({"width": 659, "height": 900})
    found = {}
    for path in [*PRINTED, "/activities/"]:
        assert opened(browser_page, path).status == 200
        found[path] = browser_page.evaluate(BROKEN_DAYS)
    assert found == dict.fromkeys(found, [])


def test_nothing_on_paper_is_small_and_each_heading_stands_over_its_column(browser_page):
    browser_page.emulate_media(media="print")
    browser_page.set_viewport_size({"width": 659, "height": 900})
    found = {}
    for path in PRINTED:
        assert opened(browser_page, path).status == 200
        found[path] = browser_page.evaluate(TOO_SMALL), browser_page.evaluate(UNEVEN)
    assert found == dict.fromkeys(PRINTED, ([], 0))


def test_a_printed_list_says_which_rows_it_shows_and_offers_no_others(browser_page):
    browser_page.emulate_media(media="print")
    opened(browser_page, "/pledges/?state=active")
    assert browser_page.locator(".state-tabs a:visible").all_inner_texts() == ["กำลังดำเนินการ 4"]
    opened(browser_page, "/register/?late=1")
    assert browser_page.locator(".chips a:visible").count() == 0
    assert browser_page.locator(".chips summary:visible").all_inner_texts() == ["รายงานผล: ค้างส่ง"]


def test_paper_says_which_kind_of_what_stands_behind_tabs_was_chosen(browser_page, officer):
    browser_page.emulate_media(media="print")
    browser_page.set_viewport_size({"width": 659, "height": 900})
    run, session = ImportRun.objects.visible_to(officer).first(), CommitteeSession.objects.visible_to(officer).first()
    wanted = {
        "/calendar/": "ทั้งหมด",
        "/calendar/?kind=meeting": "การประชุม",
        "/register/care/central/?show=others": "เลือกเพื่อทำเครื่องหมาย",
        f"/register/imports/{run.pk}/?show=all": "ทุกแถว",
        f"/assessments/sessions/{session.pk}/?show=open": "ยังไม่มีมติ",
        f"/assessments/sessions/?year={session.programme_year}": str(session.programme_year),
    }
    said = {}
    for path in wanted:
        assert opened(browser_page, path).status == 200
        said[path] = [
            words.rstrip(" 0123456789") or words for words in browser_page.locator(".state-tabs a:visible").all_inner_texts()
        ]
    assert said == {path: [words] for path, words in wanted.items()}


def test_a_printed_list_says_what_was_searched_for(browser_page):
    browser_page.emulate_media(media="print")
    for path in ("/pledges/", "/register/"):
        opened(browser_page, path)
        assert browser_page.locator(".list-search:visible").count() == 0
        opened(browser_page, f"{path}?q=วัด")
        box = browser_page.locator(".list-search input:visible")
        assert (box.input_value(), box.bounding_box()["width"] > 100) == ("วัด", True)
        assert browser_page.locator(".list-search button:visible").count() == 0


def test_paper_shows_all_that_waits_today(browser_page):
    opened(browser_page, "/")
    waits = "document.querySelector('.jobs-more li').checkVisibility()"
    folded = browser_page.evaluate(waits)
    browser_page.emulate_media(media="print")
    assert (folded, browser_page.evaluate(waits)) == (False, True)


def test_a_printed_record_tells_its_facts_before_its_story(browser_page):
    opened(browser_page, f"/register/{Organisation.objects.get(name=NAME).code}/")
    browser_page.set_viewport_size({"width": 659, "height": 900})
    order = """() => ["about", "contact", "story"].map((id) => [document.getElementById(id).getBoundingClientRect().top, id])
        .sort((one, other) => one[0] - other[0]).map((one) => one[1])"""
    on_screen = browser_page.evaluate(order)
    browser_page.emulate_media(media="print")
    assert (on_screen, browser_page.evaluate(order)) == (["story", "about", "contact"], ["about", "contact", "story"])


def test_paper_carries_no_buttons(browser_page):
    browser_page.emulate_media(media="print")
    opened(browser_page, "/")
    assert browser_page.locator("main .btn").count() > 0
    assert browser_page.locator("main .btn:visible").count() == 0
