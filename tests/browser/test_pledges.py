"""Pledges, rounds and calls in a real browser: the form's lines, its saving by itself, and what axe finds."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from moralprovince.core import thai
from pledges.models import CallNote, Pledge
from tests.browser.conftest import PHONE
from tests.factories import OfficeFactory, ProgrammeYearFactory, officer_of
from tests.factories_pledges import FollowUpReportFactory, PledgeFactory, ReportRoundFactory, VirtueFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def officer(log_in):
    office = OfficeFactory(working_year=ProgrammeYearFactory())
    person = officer_of(office.province)
    log_in(person)
    return person


def late_report(**more):
    yesterday = thai.today() - dt.timedelta(days=1)
    opened = ReportRoundFactory(code="Q1", opens_on=yesterday, due_on=yesterday, locks_on=None)
    return FollowUpReportFactory(round=opened, due_on=yesterday, pledge__commitments=2, **more)


def test_lines_are_added_moved_and_saved_while_typing(browser_page, officer, axe):
    VirtueFactory()
    pledge = PledgeFactory(state="draft", commitments=1)
    browser_page.goto(reverse("pledges:pledge-edit", args=[pledge.pk]))
    browser_page.locator("[data-line-add]").click()
    browser_page.locator("#id_ln1-activity").fill("วันศุกร์สะอาด")
    browser_page.locator("#line-n1 [data-line-up]").click()
    numbers = browser_page.locator("[data-line-number]").all_inner_texts()
    assert numbers == ["1", "2"]
    assert axe(browser_page) == []
    expect(browser_page.locator("[data-saved]")).not_to_be_empty(timeout=20_000)
    assert [line.activity for line in pledge.commitments.all()][0] == "วันศุกร์สะอาด"
    first = pledge.commitments.first().pk
    browser_page.locator("#id_ln1-activity").fill("วันพุธสะอาด")
    with browser_page.expect_navigation():
        browser_page.locator("button[value=save]:not(.visually-hidden)").click()
    assert browser_page.url.endswith(reverse("pledges:pledge", args=[pledge.pk]))
    assert (pledge.commitments.first().pk, pledge.commitments.first().activity) == (first, "วันพุธสะอาด")
    assert pledge.commitments.count() == 2


def test_a_box_that_cannot_be_read_is_marked_while_the_rest_saves_itself(browser_page, officer, axe):
    pledge = PledgeFactory(state="draft", commitments=1)
    browser_page.goto(reverse("pledges:pledge-edit", args=[pledge.pk]))
    browser_page.locator("#id_members").fill("สี่สิบ")
    browser_page.locator("#id_text").fill("เราจะแยกขยะ")
    marked = browser_page.locator("[aria-invalid=true]")
    expect(marked).to_have_id("id_members", timeout=20_000)
    expect(browser_page.locator("[data-saved]")).to_have_class(re.compile("form-error"))
    assert (Pledge.objects.get().text, axe(browser_page)) == ("เราจะแยกขยะ", [])
    assert browser_page.locator("[data-pledge-form]").get_attribute("data-clean") == "no"

    browser_page.locator("#id_members").fill("๔๐")
    expect(marked).to_have_count(0, timeout=20_000)
    assert (Pledge.objects.get().members, browser_page.locator("#id_members.is-invalid").count()) == (40, 0)
    assert browser_page.locator("[data-pledge-form]").get_attribute("data-clean") == "yes"


def test_a_box_marked_by_a_refusal_is_marked_no_more_once_what_stands_there_was_saved(browser_page, officer):
    pledge = PledgeFactory(state="draft", commitments=1, members_joined=None)
    line = pledge.commitments.get().pk
    browser_page.goto(reverse("pledges:pledge-edit", args=[pledge.pk]))
    browser_page.locator("#id_members").fill("สี่สิบ")
    browser_page.locator(f"#id_l{line}-target").fill("1.2.3")
    browser_page.locator(f"#id_l{line}-budget").fill("มาก")
    browser_page.locator("button[value=save]").last.click()
    ways, marked = browser_page.locator("[data-error-summary] li a"), browser_page.locator(".is-invalid")
    expect(ways).to_have_count(3)
    browser_page.locator(f"#id_l{line}-budget").fill("๕๐๐")
    expect(marked).to_have_count(2, timeout=20_000)
    browser_page.locator("#id_members").fill("๔๐")
    browser_page.locator(f"#id_l{line}-target").fill("120")
    expect(marked).to_have_count(0, timeout=20_000)
    assert (browser_page.locator("[data-error-summary], .invalid-feedback").count(), Pledge.objects.get().members) == (0, 40)


def test_the_form_works_without_a_script(browser, live_server, context, officer):
    pledge = PledgeFactory(state="draft", commitments=1)
    plain = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    plain.add_cookies(context.cookies())
    page = plain.new_page()
    page.goto(reverse("pledges:pledge-edit", args=[pledge.pk]))
    page.locator("#id_text").fill("พิมพ์ไว้")
    page.locator("button[value=add]").click()
    page.locator("#id_ln1-activity").fill("วันศุกร์สะอาด")
    page.locator("button[value=up-n1]").click()
    page.locator("button[value=save]").last.click()
    stored = Pledge.objects.get()
    assert (stored.text, [line.activity for line in stored.commitments.all()][0]) == ("พิมพ์ไว้", "วันศุกร์สะอาด")
    plain.close()


def test_a_call_is_noted_without_leaving_the_list(browser_page, officer, axe):
    late_report()
    browser_page.goto(reverse("pledges:calls"))
    browser_page.locator(".call-note a").click()
    browser_page.locator("input[value=no_answer]").check()
    assert axe(browser_page) == []
    browser_page.locator(".call-form button").click()
    browser_page.locator(".call-form form").wait_for(state="detached")
    assert CallNote.objects.get().outcome == "no_answer"
    assert browser_page.url.endswith(reverse("pledges:calls"))


def test_the_day_of_a_promise_is_there_for_a_promise_alone_and_keeps_what_was_typed(browser_page, officer):
    late_report()
    browser_page.goto(reverse("pledges:calls"))
    browser_page.locator(".call-note a").click()
    day = browser_page.locator("input[name=promised_on]")
    expect(day).to_be_hidden()
    browser_page.locator("input[value=promised]").check()
    day.fill("1/1/2600")
    browser_page.locator("input[value=reached]").check()
    expect(day).to_be_hidden()
    browser_page.locator("input[value=promised]").check()
    expect(day).to_have_value("1/1/2600")
    browser_page.locator("input[value=reached]").check()
    browser_page.locator(".call-form button").click()
    browser_page.locator(".call-form form").wait_for(state="detached")
    assert (CallNote.objects.get().outcome, CallNote.objects.get().promised_on) == ("reached", None)


def test_what_is_to_be_mended_in_a_card_stands_beside_its_bullet(browser_page, officer, axe):
    late_report()
    browser_page.set_viewport_size({"width": PHONE, "height": 844})
    browser_page.goto(reverse("pledges:calls"))
    browser_page.locator(".call-note a").click()
    browser_page.locator(".call-form button").click()
    links = browser_page.locator(".error-summary li a")
    expect(links).to_have_count(1)
    # As a box of its own its last line would stand beside the bullet.
    assert (links.evaluate("link => getComputedStyle(link).display"), axe(browser_page)) == ("inline", [])


def test_the_form_of_a_call_is_as_wide_as_its_row_takes_the_keyboard_and_leaves_when_noted(browser_page, officer, axe):
    reports = [late_report(), late_report()]
    browser_page.goto(reverse("pledges:calls"))
    width = browser_page.locator(f"#call-{reports[0].pk}").evaluate("row => row.offsetWidth")
    browser_page.locator(f"#call-{reports[0].pk} .call-note a").press("Enter")
    form = browser_page.locator(f"#note-{reports[0].pk} form")
    form.wait_for()
    expect(form).to_be_focused()
    places = "row => [row.cells[0].offsetWidth, row.previousElementSibling.offsetHeight < 250]"
    assert browser_page.locator(f"#note-{reports[0].pk}").evaluate(places) == [width, True]
    browser_page.keyboard.press("Tab")
    browser_page.keyboard.press("ArrowDown")
    form.locator("button").press("Enter")
    form.wait_for(state="detached")
    expect(browser_page.locator(f"#call-{reports[0].pk} .call-note a")).to_be_focused()
    rows = browser_page.locator(".calls tbody tr").evaluate_all("rows => rows.map(row => row.id)")
    assert rows == [f"{what}-{report.pk}" for report in sorted(reports, key=order(rows)) for what in ("call", "note")]
    assert CallNote.objects.get().report == reports[0]


def order(rows):
    """Where a report stands in the list."""
    return lambda report: rows.index(f"call-{report.pk}")
