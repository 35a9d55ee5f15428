"""What forms ask before they are left, and buttons that work again, in a real browser."""

import datetime as dt

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from moralprovince.core import thai
from networks.models import Invitation
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


def test_a_button_beside_its_form_works_again_after_a_download(browser_page, administrator):
    soon = dt.datetime.combine(thai.today() + dt.timedelta(days=9), dt.time(), dt.UTC)
    made = {"role_id": "culture_officer", "name": "นางมาลี", "token_hash": "x", "expires_at": soon, "created_by": administrator}
    Invitation.objects.create(province=OfficeFactory().province, **made)
    browser_page.clock.install()
    browser_page.goto(reverse("networks:invitations"))
    browser_page.locator("input[name=invitation]").check()
    button = browser_page.locator("button[form=sheets]")
    with browser_page.expect_download():
        button.click()
    browser_page.clock.run_for(2000)
    expect(browser_page.locator("p[data-under-way]")).to_have_count(1)
    browser_page.clock.run_for(8000)
    expect(browser_page.locator("p[data-under-way]")).to_have_count(0)
    assert button.get_attribute("aria-busy") is None
