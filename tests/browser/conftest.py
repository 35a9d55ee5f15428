"""Journeys in a real Chromium against the real server: pages, log-in, accessibility."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.browser.looking import LookedAt
from tests.support.browser import chromium

# The browser's driver runs a loop in this thread, and Django then takes plain database calls for a mistake.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
PHONE, DESKTOP, SMALL = 390, 1280, 320
# Is each of these seen where it stands once the keyboard comes to it?
SEEN = """all => all.map(one => {
  one.focus();
  const box = one.getBoundingClientRect();
  return document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)?.closest('a') === one; })"""


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    """What starts and leads the browsers."""
    with sync_playwright() as driving:
        yield driving


@pytest.fixture(scope="session")
def browser(driver: Playwright) -> Iterator[Browser]:
    """One Chromium for all journeys; with REQUIRE_BROWSER=1 a machine without one fails."""
    with started(driver) as journeys:
        yield journeys


@pytest.fixture(scope="session")
def still_browser(driver: Playwright) -> Iterator[Browser]:
    """One that lays pages out and draws no picture of them until it is asked to: for looking where nobody clicks."""
    with started(driver, "--enable-begin-frame-control", "--run-all-compositor-stages-before-draw") as looking:
        yield looking


@contextmanager
def started(driver: Playwright, *more: str) -> Iterator[Browser]:
    """A Chromium, ended with the block."""
    path = chromium()
    if not path:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail("REQUIRE_BROWSER is set, and no Chromium was found", pytrace=False)
        pytest.skip("no Chromium was found")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", *more]
    running = driver.chromium.launch(executable_path=path, args=arguments)
    yield running
    running.close()


@pytest.fixture
def context(request: pytest.FixtureRequest, live_server: Any) -> Iterator[BrowserContext]:
    """Cookies of its own for each test; addresses may be written without the host. Modules marked `still` only look."""
    browser: Browser = request.getfixturevalue("still_browser" if request.node.get_closest_marker("still") else "browser")
    opened = window(browser, live_server.url)
    yield opened
    opened.close()


def window(browser: Browser, url: str) -> BrowserContext:
    """One with cookies of its own. Without motion: a colour half way between two is nobody's choice."""
    opened = browser.new_context(
        base_url=url, viewport={"width": DESKTOP, "height": 900}, locale="th-TH", reduced_motion="reduce"
    )
    opened.set_default_timeout(15_000)
    return opened


@pytest.fixture
def browser_page(context: BrowserContext) -> Page:
    """An empty page; an error in one of our scripts fails the test that meets it."""
    return empty_page(context)


def empty_page(context: BrowserContext) -> Page:
    """One on which a script that fails fails the test."""
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"A script failed: {error}"))
    return page


@pytest.fixture
def log_in(context: BrowserContext, live_server: Any) -> Callable[[Any], None]:
    """log_in(user): as if she had typed her password."""

    def begin(user: Any) -> None:
        context.add_cookies([session_of(user, live_server.url)])

    return begin


def session_of(user: Any, url: str) -> Any:
    """The cookie of somebody who has logged in there."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return {"name": settings.SESSION_COOKIE_NAME, "value": str(session.session_key), "url": url}


@pytest.fixture(scope="session")
def looked_at(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> LookedAt:
    """What axe has seen and found right, over all workers of this run."""
    folder = tmp_path_factory.getbasetemp()
    return LookedAt((folder.parent if hasattr(request.config, "workerinput") else folder) / "looked-at")


@pytest.fixture
def axe(looked_at: LookedAt) -> Callable[[Page], list[str]]:
    """axe(page): what axe finds, one readable line per place; empty is what every page must give."""

    def look(page: Page) -> list[str]:
        return looked_at.wrong_on(page)

    return look


@pytest.fixture
def overflow() -> Callable[[Page], int]:
    """overflow(page): by how many pixels the page is wider than the screen."""

    def measure(page: Page) -> int:
        return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    return measure


@pytest.fixture
def somebody(browser: Browser, live_server: Any) -> Iterator[Callable[..., Any]]:
    """somebody(width): a person in front of a window; at the end no window may have complained."""
    from tests.browser.people import Person  # it takes the widths from here

    people: list[Person] = []

    def come(width: int = DESKTOP) -> Person:
        people.append(Person(browser, live_server.url, width))
        return people[-1]

    yield come
    troubles = [trouble for person in people for trouble in person.troubles]
    for person in people:
        person.close()
    assert troubles == []
