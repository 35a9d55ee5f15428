"""What is answered to somebody logged in: kept by nobody in between, and known by its pages for hers."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from moralprovince.core.personal import HERE, sign_of
from tests.factories import OfficeFactory, ProvinceFactory, UserFactory, officer_of

pytestmark = pytest.mark.django_db
HERS = "private, no-cache"


def test_what_a_person_is_answered_is_kept_by_nobody_in_between(client):
    province = ProvinceFactory(code="14")
    OfficeFactory(province=province)
    addresses = {
        reverse("home"): HERS,
        reverse("networks:organisations"): HERS,
        reverse("accessibility"): HERS,
        "/not/here/": HERS,
        # These say themselves how they are kept.
        reverse("theme-css"): "public, max-age=31536000, immutable",
        reverse("lessons:sit-code"): "private, no-store",
    }
    visitor = {address: client.get(address).headers.get("Cache-Control") for address in addresses}
    client.force_login(officer_of(province))
    person = {address: client.get(address).headers.get("Cache-Control") for address in addresses}
    assert person == addresses
    assert visitor == {address: None if said == HERS else said for address, said in addresses.items()}


def test_pages_can_tell_who_is_here_and_that_nobody_is_any_more(client):
    """By this a page that the browser kept whole is loaded anew for the next person (static/js/portal.js)."""
    seen = []
    for person in (UserFactory(), UserFactory()):
        client.force_login(person)
        cookie = client.get(reverse("inbox")).cookies[HERE]
        seen.append(
            (cookie.value == sign_of(person.pk, HERE) != sign_of(person.pk), bool(cookie["httponly"]), cookie["max-age"])
        )
        assert HERE not in client.get(reverse("inbox")).cookies
    assert seen == [(True, False, "")] * 2
    assert client.post(reverse("account_logout")).cookies[HERE].value == ""
    client.cookies[HERE] = "her-log-in-ended-by-itself"
    assert [HERE in client.get(reverse(name)).cookies for name in ("theme-css", "home", "home")] == [False, True, False]


def test_no_page_is_copied_into_the_storage_of_the_browser_where_it_would_outlast_the_log_in():
    """htmx keeps the last ten pages there, unless it is told not to; what it lacks then is asked of the server anew."""
    pages = [page.read_text() for page in Path(settings.BASE_DIR, "templates").rglob("*.html")]
    told = [json.loads(found) for page in pages for found in re.findall(r"name=\"htmx-config\" content='([^']*)'", page)]
    assert sum("vendor/htmx.min.js" in page for page in pages) == len(told) == 2
    assert [(one.get("historyCacheSize"), one.get("refreshOnHistoryMiss")) for one in told] == [(0, True)] * 2


def test_going_back_to_a_search_that_was_answered_in_pieces_asks_for_the_whole_page(client):
    province = ProvinceFactory(code="14")
    client.force_login(officer_of(province))
    answers = [client.get(reverse("networks:organisations"), headers=asked) for asked in ({}, {"HX-Request": "true"})]
    assert ["HX-Request" in answer.headers["Vary"].split(", ") for answer in answers] == [False, True]
