"""What forms ask before they are left, in a real browser."""

import pytest
from django.urls import reverse

from tests.factories import OfficeFactory, administrator_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def administrator(log_in):
    person = administrator_of(OfficeFactory().province)
    log_in(person)
    return person


def test_the_office_is_left_unasked_where_nothing_was_typed(browser_page, administrator):
    browser_page.goto(reverse("office"))
    form = browser_page.locator("form[data-guard]:has(input[type=color])")
    assert form.get_attribute("data-clean") == "yes"
    form.locator("input[type=color]").fill("#1f5f7a")
    assert form.get_attribute("data-clean") == "no"
