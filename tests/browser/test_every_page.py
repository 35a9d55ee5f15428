"""Every page of the portal, as somebody who uses it: axe finds nothing, nothing sticks out, no script stumbles."""

from __future__ import annotations

import pytest
import time_machine
from django.core.exceptions import BadRequest
from django.urls import reverse

from moralprovince.portal.views import search
from tests import pages
from tests.access import world as worlds
from tests.access.table import table
from tests.browser.walking import Walk, view_of
from tests.pages import PageOf

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def walk(browser, live_server):
    """The world of the access tests with more states, and somebody to walk through it."""
    with time_machine.travel(worlds.NOW, tick=True):
        world = worlds.build()
        pages.enrich(world)
        walking = Walk(browser, live_server.url, world)
        yield walking
        walking.close()


def nothing_in(findings: dict[str, list[str]]) -> None:
    """Fail with every finding, and the pages it was met on."""
    met: dict[str, list[str]] = {}
    for page, lines in findings.items():
        for line in lines:
            met.setdefault(line, []).append(page)
    if met:
        pytest.fail("\n".join(f"{line}\n    on {'; '.join(on)}" for line, on in met.items()), pytrace=False)


def test_what_is_no_page_has_an_address():
    assert pages.NOT_PAGES - {row.name for row in table()} == set()


def in_shares(count: int) -> pytest.MarkDecorator:
    """A walk in so many shares, which several workers take over from each other."""
    return pytest.mark.parametrize(("share", "shares"), [(share, count) for share in range(count)])


@in_shares(3)
def test_pages_with_an_address(walk, share, shares):
    nothing_in(walk.look(pages.listed(walk.world)[share::shares]))


@in_shares(2)
def test_empty_lists_and_other_states(walk, share, shares):
    walk.known = {view_of(page.address) for page in pages.listed(walk.world)}
    nothing_in(walk.look(pages.states(walk.world)[share::shares]))


@in_shares(2)
def test_forms_with_errors_and_pages_that_say_no(walk, share, shares):
    walk.known = {view_of(page.address) for page in pages.listed(walk.world)}
    every = [*pages.errors(walk.world), *pages.wrong_forms(walk.world), *pages.after_a_press(walk.world)]
    nothing_in(walk.look(every[share::shares]))


def test_pages_that_own_up_to_a_mistake(walk, monkeypatch):
    for status, trouble in ((400, BadRequest()), (500, RuntimeError("broken on purpose"))):
        monkeypatch.setattr(search, "hits_for", raising(trouble))
        walk.look([PageOf("officer", reverse("search") + "?q=x", status)])
    nothing_in(walk.findings)


def raising(trouble: Exception):
    def fail(*_: object):
        raise trouble

    return fail
