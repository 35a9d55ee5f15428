"""Lists of the administration in a real browser: on a telephone their filters are folded above the rows."""

import pytest
from django.urls import reverse

from tests.browser.conftest import DESKTOP, PHONE, SEEN, SMALL
from tests.factories import ProvinceFactory, administrator_of
from tests.factories_assessments import AssessmentFactory, AssignmentFactory, assessor_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = "admin:assessments_assessment_changelist"
PLACES = """() => ['#changelist-filter-fold', '#changelist-filter', '#result_list'].map(which => {
  const box = document.querySelector(which).getBoundingClientRect();
  return box.height ? [Math.round(box.left), Math.round(box.top)] : null; })"""


@pytest.fixture(params=["assessor", "administrator"])
def reader(request):
    case = AssessmentFactory(organisation__province=ProvinceFactory(), state="submitted", scores=[2] * 9)
    assignment = AssignmentFactory(assessment=case, assessor=assessor_of(case.province))
    return assignment.assessor if request.param == "assessor" else administrator_of(case.province)


@pytest.fixture
def opened(browser_page, log_in, reader):
    def at(width, **chosen):
        log_in(reader)
        browser_page.set_viewport_size({"width": width, "height": 900})
        browser_page.goto(reverse(LIST, query=chosen))
        return browser_page

    return at


@pytest.mark.parametrize("width", [PHONE, SMALL])
def test_filters_are_folded_above_the_rows_on_a_telephone(opened, axe, overflow, width):
    page = opened(width)
    fold, filters, rows = page.evaluate(PLACES)
    assert (filters, fold[1] < rows[1], axe(page), overflow(page)) == (None, True, [], 0)

    page.locator("#changelist-filter-fold > summary").click()

    fold, filters, rows = page.evaluate(PLACES)
    assert (fold[1] < filters[1] < rows[1], axe(page), overflow(page)) == (True, [], 0)


def test_the_keyboard_comes_to_the_fold_where_it_is_drawn(opened):
    fold, page = "#changelist-filter-fold > summary", opened(PHONE)
    passed = "which => document.activeElement.compareDocumentPosition(document.querySelector(which)) & 4"
    page.locator(fold).focus()
    assert page.evaluate(passed, "#result_list a") == 4
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('#changelist-filter')")
    page.set_viewport_size({"width": DESKTOP, "height": 900})
    page.locator("#result_list a").first.focus()
    assert page.evaluate(passed, "#changelist-filter a") == 4


@pytest.mark.parametrize("width", [PHONE, SMALL])
def test_headings_are_seen_on_a_telephone_while_the_keyboard_is_on_them(opened, overflow, width):
    page = opened(width)
    assert (set(page.locator("#result_list thead .text a").evaluate_all(SEEN)), overflow(page)) == ({True}, 0)


def test_the_fold_says_that_filters_are_in_use(opened):
    words = [opened(PHONE, **chosen).locator("#changelist-filter-fold").inner_text() for chosen in ({}, {"state": "submitted"})]
    assert words == ["ตัวกรอง", "ตัวกรอง (ใช้อยู่)"]


def test_filters_stand_beside_the_rows_on_a_desk(opened):
    page = opened(DESKTOP)
    fold, filters, rows = page.evaluate(PLACES)
    assert (fold, filters[0] > rows[0], filters[1] < rows[1]) == (None, True, True)
