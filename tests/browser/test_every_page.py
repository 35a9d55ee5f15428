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
from tests.browser.walking import Walk
from tests.pages import PageOf

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
# The walk is cut so that several workers can take pieces of it.
SHARES = 3


@pytest.fixture
def walk(still_browser, live_server, looked_at):
    """The world of the access tests with more states, and somebody to walk through it."""
    with time_machine.travel(worlds.NOW, tick=True):
        world = worlds.build()
        pages.enrich(world)
        walking = Walk(still_browser, live_server.url, world, looked_at)
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


def other_looks(world) -> list[PageOf]:
    """Empty lists and other states, forms with errors, and pages that say no."""
    return [*pages.states(world), *pages.errors(world), *pages.wrong_forms(world), *pages.after_a_press(world)]


@pytest.mark.parametrize("share", range(SHARES))
def test_every_page_in_every_state(walk, share, monkeypatch):
    walk.look(pages.listed(walk.world)[share::SHARES])
    walk.look(other_looks(walk.world)[share::SHARES])
    if share == 0:
        look_at_mistakes(walk, monkeypatch)
    nothing_in(walk.findings)


def look_at_mistakes(walk, monkeypatch):
    """Pages that own up to one: made last, since the portal stays broken."""
    for status, trouble in ((400, BadRequest()), (500, RuntimeError("broken on purpose"))):
        monkeypatch.setattr(search, "hits_for", raising(trouble))
        walk.look([PageOf("officer", reverse("search") + "?q=x", status)])


def raising(trouble: Exception):
    def fail(*_: object):
        raise trouble

    return fail
