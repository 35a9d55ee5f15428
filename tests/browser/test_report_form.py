"""A coordinator with a telephone: fill in, saved by itself, a photo, sent; and all report pages looked at by axe."""

import gzip
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from moralprovince.core import thai
from pledges.models import Evidence, FollowUpReport, ReportRound
from tests.browser.conftest import PHONE, SMALL
from tests.factories import OfficeFactory, coordinator_of, officer_of
from tests.factories_pledges import FollowUpReportFactory, PledgeFactory, ReportRoundFactory
from tests.support.uploads import photo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def report():
    """A report of an open round that is due in a week, with last round's figures."""
    OfficeFactory()
    today = thai.today()
    pledge = PledgeFactory(commitments=2)
    year = pledge.programme_year
    earlier, now = ReportRoundFactory(programme_year=year, code="Q1"), ReportRoundFactory(programme_year=year)
    days = {earlier: -60, now: 7}
    for each, due in days.items():
        ReportRound.objects.filter(pk=each.pk).update(
            opens_on=today - timedelta(days=80), due_on=today + timedelta(days=due), locks_on=None
        )
        each.refresh_from_db()
    FollowUpReportFactory(pledge=pledge, round=earlier, state="accepted", progress__words="เริ่มแล้ว")
    return FollowUpReportFactory(pledge=pledge, round=now)


@pytest.fixture
def coordinator(report, log_in):
    person = coordinator_of(report.pledge.organisation.network)
    log_in(person)
    return person


def fresh(report) -> FollowUpReport:
    return FollowUpReport.objects.get(pk=report.pk)


def test_from_the_first_word_to_sent_on_a_telephone(browser_page, report, coordinator, axe, overflow, tmp_path):
    page, (first, second) = browser_page, report.pledge.commitments.values_list("pk", flat=True)
    page.set_viewport_size({"width": PHONE, "height": 800})
    page.goto(reverse("pledges:report-fill", args=[report.pk]))
    assert (axe(page), overflow(page)) == ([], 0)
    assert page.get_by_text("รอบที่แล้ว").count() > 1

    page.locator(f"input[name=c{first}-status][value=under_way]").check()
    page.locator(f"[name=c{first}-actual]").fill("๒๔")
    page.locator("[name=summary]").fill("มากันพร้อมเพรียงขึ้นมาก")
    expect(page.locator("[data-saved]")).to_have_text(re.compile("บันทึกแล้วเมื่อ"))
    assert (fresh(report).summary, fresh(report).progress.get(commitment=first).actual) == ("มากันพร้อมเพรียงขึ้นมาก", 24)

    picture = tmp_path / "กิจกรรม.jpg"
    picture.write_bytes(photo(size=(3000, 2000), quality=100))
    page.locator("[name=e-file]").set_input_files(picture)
    page.locator("[name=e-caption]").fill("เข้าแถวตอนเช้า")
    page.get_by_role("button", name="เพิ่มหลักฐานนี้").click()
    expect(page.locator(".evidence-piece")).to_have_count(1)
    assert page.locator("[name=summary]").input_value() == "มากันพร้อมเพรียงขึ้นมาก"
    assert Evidence.objects.get().caption == "เข้าแถวตอนเช้า"

    page.get_by_role("button", name="ส่งรายงาน").click()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_visible()
    assert axe(page) == []
    summary.get_by_role("link").first.click()
    expect(page.locator(f"input[name=c{second}-status]").first).to_be_focused()
    page.locator(f"input[name=c{second}-status][value=done]").check()
    page.get_by_role("button", name="ส่งรายงาน").click()
    page.wait_for_url(re.compile(rf"{reverse('pledges:report', args=[report.pk])}(#|$)"))
    expect(page.get_by_text("ส่งแล้ว ขอขอบคุณ")).to_be_visible()
    assert (fresh(report).state, FollowUpReport.objects.count(), Evidence.objects.count()) == ("submitted", 2, 1)
    assert (axe(page), overflow(page)) == ([], 0)


def test_what_was_typed_before_the_script_came_is_saved_by_itself_too(browser_page, report, coordinator):
    late = []
    browser_page.route(re.compile(r"/report-form\b.*\.js"), lambda script: late.append(script))
    browser_page.goto(reverse("pledges:report-fill", args=[report.pk]), wait_until="commit")
    browser_page.locator("[name=summary]").fill("มากันพร้อมเพรียงขึ้นมาก")
    expect(browser_page.locator("[data-saved]")).to_be_empty()
    (script,) = late
    script.continue_()
    expect(browser_page.locator("[data-saved]")).to_have_text(re.compile("บันทึกแล้วเมื่อ"))
    assert fresh(report).summary == "มากันพร้อมเพรียงขึ้นมาก"


PICTURE = {"name": "ภาพ.jpg", "mimeType": "image/jpeg", "buffer": photo()}
SAVED = re.compile("บันทึกแล้วเมื่อ")


def add_piece(page) -> None:
    page.locator("[name=e-file]").set_input_files(PICTURE)
    page.get_by_role("button", name="เพิ่มหลักฐานนี้").click()
    expect(page.locator(".evidence-piece")).to_have_count(1)
    expect(page.locator("[data-evidence-note]").first).not_to_be_empty()


def asks(page, answer: bool) -> None:
    """Whether leaving would ask."""
    expect(page.locator("[data-report-form]")).to_have_attribute("data-clean", "no" if answer else "yes")


def test_leaving_asks_while_a_piece_is_begun_and_no_longer_once_it_is_added_or_given_up(browser_page, report, coordinator):
    page = browser_page
    page.goto(reverse("pledges:report-fill", args=[report.pk]))
    page.locator("[name=e-caption]").fill("เข้าแถวตอนเช้า")
    asks(page, True)
    page.locator("[name=e-caption]").fill("")
    asks(page, False)
    page.locator("[name=e-file]").set_input_files(PICTURE)
    page.locator("[name=summary]").fill("มากันพร้อมเพรียงขึ้นมาก")
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    asks(page, True)
    add_piece(page)
    asks(page, False)


def test_leaving_asks_while_a_piece_that_came_back_to_be_mended_is_not_added(browser_page, report, coordinator):
    page = browser_page
    page.goto(reverse("pledges:report-fill", args=[report.pk]))
    page.locator("[name=e-url]").fill("ไม่ใช่")
    page.locator("[name=e-caption]").fill("เข้าแถวตอนเช้า")
    page.locator("button[name=do][value=save]").first.click()
    expect(page.locator("[data-error-summary]")).to_be_visible()
    page.locator("[name=summary]").fill("มากันพร้อมเพรียงขึ้นมาก")
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    asks(page, True)
    page.locator("[name=e-url]").fill("https://example.org/a")
    page.get_by_role("button", name="เพิ่มหลักฐานนี้").click()
    expect(page.locator(".evidence-piece")).to_have_count(1)
    asks(page, False)


def test_leaving_asks_for_words_on_their_way_though_a_piece_was_added(browser_page, report, coordinator):
    page, held = browser_page, []
    page.goto(reverse("pledges:report-fill", args=[report.pk]))
    page.route(re.compile("autosave"), lambda call: held.append(call))
    with page.expect_request(re.compile("autosave")):
        page.locator("[name=summary]").fill("มากันพร้อมเพรียงขึ้นมาก")
    add_piece(page)
    asks(page, True)
    held[0].abort()
    expect(page.locator("[data-save-problem]")).to_be_visible()
    asks(page, True)
    assert fresh(report).summary == ""


def test_leaving_asks_for_words_that_were_refused_though_a_piece_was_added(browser_page, report, coordinator):
    page = browser_page
    page.goto(reverse("pledges:report-fill", args=[report.pk]), wait_until="networkidle")
    FollowUpReport.objects.filter(pk=report.pk).update(version=99, summary="ของคนอื่น")
    page.locator("[name=summary]").fill("มากันพร้อมเพรียงขึ้นมาก")
    expect(page.locator("[data-save-problem]")).to_be_visible()
    add_piece(page)
    asks(page, True)
    assert fresh(report).summary == "ของคนอื่น"


def test_leaving_asks_for_a_chosen_paper_though_a_piece_was_added(browser_page, report, log_in):
    log_in(officer_of(report.province))
    browser_page.goto(reverse("pledges:report-file", args=[report.pk]))
    browser_page.locator("[name=paper]").set_input_files(PICTURE)
    add_piece(browser_page)
    asks(browser_page, True)


def test_a_box_that_cannot_be_read_is_marked_while_the_rest_saves_itself(browser_page, report, coordinator, axe):
    page, first = browser_page, report.pledge.commitments.values_list("pk", flat=True)[0]
    page.goto(reverse("pledges:report-fill", args=[report.pk]))
    page.locator(f"[name=c{first}-actual]").fill("มากมาย")
    page.locator("[name=summary]").fill("มากันพร้อมเพรียงขึ้นมาก")
    marked = page.locator("[aria-invalid=true]")
    expect(marked).to_have_attribute("name", f"c{first}-actual", timeout=20_000)
    assert (fresh(report).summary, axe(page)) == ("มากันพร้อมเพรียงขึ้นมาก", [])
    page.locator(f"[name=c{first}-actual]").fill("๒๔")
    expect(marked).to_have_count(0, timeout=20_000)
    assert (fresh(report).progress.get(commitment=first).actual, page.locator(".is-invalid").count()) == (24, 0)


def test_a_box_marked_by_a_refusal_is_marked_no_more_once_what_stands_there_was_saved(browser_page, report, coordinator, axe):
    page, (first, second) = browser_page, report.pledge.commitments.values_list("pk", flat=True)
    page.goto(reverse("pledges:report-fill", args=[report.pk]))
    page.locator(f"[name=c{first}-actual]").fill("12 คน")
    page.locator(f"input[name=c{second}-status][value=done]").check()
    page.get_by_role("button", name="ส่งรายงาน").click()
    ways = page.locator("[data-error-summary] li a")
    hashes = [f"#div_id_c{first}-status", f"#id_c{first}-actual", "#id_summary"]
    assert ways.evaluate_all("all => all.map((way) => way.hash)") == hashes

    page.locator(f"[name=c{first}-actual]").fill("๑๒")
    page.locator(f"input[name=c{first}-status][value=done]").check()
    expect(ways).to_have_count(1, timeout=20_000)
    assert fresh(report).progress.get(commitment=first).actual == 12
    # Nothing is written of the whole yet: that is said as before.
    assert ways.get_attribute("href") == "#id_summary"
    assert page.locator(".is-invalid").evaluate_all("all => all.map((field) => field.name)") == ["summary"]
    assert (page.locator("[data-error-summary] h2").inner_text(), axe(page)) == ("มี 1 จุดที่ขอให้ตรวจอีกครั้ง", [])
    page.locator("[name=summary]").fill("มากันพร้อมเพรียง")
    expect(page.locator("[data-error-summary]")).to_have_count(0, timeout=20_000)
    assert page.locator(".is-invalid, .invalid-feedback, [aria-invalid], [aria-describedby$=_error]").count() == 0


@pytest.mark.parametrize("size", ["normal", "larger"])
def test_on_a_telephone_what_stays_in_sight_leaves_half_of_it_for_what_is_typed(
    browser_page, context, live_server, report, coordinator, size
):
    context.add_cookies([{"name": "text_size", "value": size, "url": live_server.url}])
    browser_page.set_viewport_size({"width": SMALL, "height": 640})
    browser_page.goto(reverse("pledges:report-fill", args=[report.pk]))
    browser_page.locator("[name=next_steps]").evaluate("box => box.scrollIntoView({ block: 'center' })")
    free = "document.querySelector('.bottom-bar').getBoundingClientRect().top"
    taken = "Math.max(0, document.querySelector('.form-steps-bar').getBoundingClientRect().bottom)"
    assert browser_page.evaluate(f"{free} - {taken}") >= 320


@pytest.mark.parametrize(
    "piece", [f"<section class='card{more}'>{'<p>ตั้งตู้ปันสุข</p>' * 9}</section>" for more in ("", " visit-beside")] + [""]
)
def test_what_comes_late_beside_the_form_moves_no_field_of_it(browser_page, report, coordinator, piece):
    page, asked = browser_page, []
    page.set_viewport_size({"width": PHONE, "height": 800})
    page.route("**/beside/", lambda route: asked.append(route))
    page.goto(reverse("pledges:report-fill", args=[report.pk]))
    page.locator("[data-beside].htmx-request").wait_for(state="attached")
    top = "document.querySelector('.report-form').getBoundingClientRect().top"
    page.locator(".report-form input:visible").first.focus()
    before = page.evaluate(top)
    asked[0].fulfill(body=piece, content_type="text/html")
    page.locator("[data-beside] a").wait_for(state="detached")
    assert page.evaluate(top) == before
    # Folded until it is asked for; where nothing came, nothing is offered.
    assert page.get_by_text("เรื่องที่เกี่ยวข้องกับรายงานนี้").is_visible() is bool(piece)
    assert page.locator("[data-beside] section").is_visible() is False


def test_a_button_pressed_without_a_line_sends_nothing_and_keeps_what_was_typed(browser_page, context, report, coordinator):
    page = browser_page
    page.goto(reverse("pledges:report-fill", args=[report.pk]))
    context.set_offline(True)
    page.locator("[name=obstacles]").fill("ฝนตกหนักทั้งเดือน")
    page.get_by_role("button", name="ส่งรายงาน").click()
    expect(page.locator("p[data-no-line]")).to_have_text(re.compile("ไม่มีสัญญาณ จึงยังไม่ได้ส่ง"))
    assert page.locator("[name=obstacles]").input_value() == "ฝนตกหนักทั้งเดือน"
    # The line is back for one save, and its answer gets lost: nobody was in the way of what was typed since.
    page.route("**/autosave/", lambda save: (save.fetch(), save.abort()), times=1)
    context.set_offline(False)
    expect(page.locator("p[data-no-line]")).to_have_count(0)
    expect(page.locator("[data-save-problem]")).to_be_visible()
    page.locator("[name=obstacles]").fill("ฝนตกหนักสองเดือน")
    page.get_by_role("button", name="บันทึกร่าง").first.click()
    expect(page.locator(".notice-success")).to_have_text(re.compile("บันทึกแล้วเมื่อ"))
    assert fresh(report).obstacles == "ฝนตกหนักสองเดือน"


def test_a_session_that_ended_loses_nothing_and_says_so(browser_page, context, live_server, report, coordinator, log_in):
    page = browser_page
    page.goto(reverse("pledges:report-fill", args=[report.pk]))
    page.locator("[name=obstacles]").fill("ฝนตกหนักทั้งเดือน")
    context.clear_cookies(name="sessionid")
    expect(page.locator("[data-save-problem]")).to_be_visible(timeout=15_000)
    page.get_by_role("button", name="บันทึกร่าง").first.click()
    page.wait_for_url("**/accounts/login/**")
    kept = {cookie["name"]: cookie["value"] for cookie in context.cookies()}
    coordinator.set_password("a-long-enough-word-1")
    coordinator.save()
    assert "sessionid" in kept
    page.locator("[name=login]").fill(coordinator.email)
    page.locator("[name=password]").fill("a-long-enough-word-1")
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/resume/")
    expect(page.locator("blockquote")).to_have_text("ฝนตกหนักทั้งเดือน")
    page.get_by_role("button", name="ส่งตอนนี้").click()
    page.wait_for_url(re.compile(reverse("pledges:report-fill", args=[report.pk])))
    assert fresh(report).obstacles == "ฝนตกหนักทั้งเดือน"
    # She logged in anew in another window: the page left open is taken all the same.
    context.add_cookies([{"name": "csrftoken", "value": "n" * 32, "url": live_server.url}])
    page.locator("[name=obstacles]").fill("ฝนหยุดแล้ว")
    page.get_by_role("button", name="บันทึกร่าง").first.click()
    expect(page.locator(".notice-success")).to_have_text(re.compile("บันทึกแล้วเมื่อ"))
    assert fresh(report).obstacles == "ฝนหยุดแล้ว"


def test_without_a_script_the_same_buttons_do_the_same(browser, live_server, report, coordinator, context, tmp_path):
    plain = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, storage_state=context.storage_state(),
        viewport={"width": SMALL, "height": 700},
    )  # fmt: skip
    page, picture = plain.new_page(), tmp_path / "a.jpg"
    picture.write_bytes(photo())
    page.goto(reverse("pledges:report-fill", args=[report.pk]))
    page.locator("[name=summary]").fill("ไม่มีสคริปต์")
    page.locator("[name=e-file]").set_input_files(picture)
    page.get_by_role("button", name="เพิ่มหลักฐานนี้").click()
    assert page.locator(".evidence-piece").count() == 1
    assert page.locator("[name=summary]").input_value() == "ไม่มีสคริปต์"
    page.get_by_role("button", name="นำออก").click()
    assert page.locator(".evidence-piece").count() == 0
    plain.close()
    assert (fresh(report).summary, Evidence.objects.count()) == ("ไม่มีสคริปต์", 0)


def test_the_first_view_of_the_form_is_light(browser_page, report, coordinator, live_server):
    """The web server packs what is text; here it is packed by hand."""
    answers = []
    browser_page.on("response", lambda answer: answers.append(answer))
    browser_page.goto(reverse("pledges:report-fill", args=[report.pk]))
    browser_page.wait_for_load_state("networkidle")
    found = [answer for answer in answers if not answer.url.startswith("data:")]
    assert [answer.url for answer in found if not answer.url.startswith(live_server.url)] == []
    assert sum(len(gzip.compress(answer.body())) for answer in found if answer.status == 200) < 150_000
