"""Walks through pages as many people and writes down what is wrong with each: too wide, not accessible, a script in trouble."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.crypto import get_random_string
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from tests.access.world import World
from tests.browser.conftest import DESKTOP, PHONE, SMALL, window
from tests.browser.looking import LAID_OUT, LookedAt, opened
from tests.pages import PageOf

# What of an A4 sheet is left between its margins, in CSS pixels.
PAPER = 718
TOO_WIDE = """() => { const page = document.documentElement, over = page.scrollWidth - page.clientWidth;
    if (over <= 0) return '';
    const wide = [...document.body.querySelectorAll('*')]
        .filter((one) => one.getBoundingClientRect().right > page.clientWidth + 1);
    return over + ' px: ' + wide.slice(-2).map((one) => one.outerHTML.slice(0, 90)).join(' '); }"""
PUT_AWAY = "document.documentElement.hidden = true"
SEND = """([address, data, token]) => { const form = document.createElement('form');
    form.method = 'post'; form.action = address;
    for (const [name, value] of Object.entries({...data, csrfmiddlewaretoken: token})) {
        const field = document.createElement('input');
        field.type = 'hidden'; field.name = name; field.value = value; form.append(field);
    }
    document.body.append(form); form.submit(); }"""


@dataclass
class Walk:
    """One browser, one window per person, and the findings by page."""

    browser: Browser
    url: str
    world: World
    looked_at: LookedAt
    findings: dict[str, list[str]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    _pages: dict[str, Page] = field(default_factory=dict)
    _said: list[str] = field(default_factory=list)

    def page_for(self, who: str) -> Page:
        """The window of one person."""
        if who not in self._pages:
            context = window(self.browser, self.url)
            context.set_default_timeout(30_000)
            self.let_in(context, who)
            page = context.new_page()
            page.on("pageerror", lambda error: self._said.append(f"script: {error}"))
            page.on("console", self.hear)
            self._pages[who] = page
        return self._pages[who]

    def hear(self, line: ConsoleMessage) -> None:
        """Keep what the browser complains about, and where; what axe itself tries to do is not the page's fault."""
        if line.type == "error" and not line.location["url"].endswith(settings.AXE.name):
            said = f"console: {line.text.split(' Either the ')[0]} ({line.location['url'].rpartition('/')[2]})"
            if said not in self._said:
                self._said.append(said)

    def let_in(self, context: BrowserContext, who: str) -> None:
        """As if she had logged in."""
        if who != "visitor":
            session = self.world.client(who).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.url}])

    def look(self, pages: Iterable[PageOf]) -> dict[str, list[str]]:
        """The findings of these pages."""
        for page in pages:
            began = time.perf_counter()
            found = self.look_at(page)
            self.seconds[page.label] = time.perf_counter() - began
            if found:
                self.findings[page.label] = found
        return self.findings

    def look_at(self, wanted: PageOf) -> list[str]:
        """Open one page and look at it in a hand, on a desk, in a small hand and on paper."""
        self._said.clear()
        page = self.page_for(wanted.who)
        page.set_viewport_size({"width": PHONE, "height": 900})
        answer = self.open(page, wanted)
        if answer is None or answer.status != wanted.status:
            return [f"answered {answer and answer.status} instead of {wanted.status} at {page.url}"]
        if "html" not in answer.headers.get("content-type", ""):
            return ["is no page"]
        found = self.width_on(page, PHONE) + self.wrong_on(page, PHONE)
        found += self.width_on(page, DESKTOP) + self.wrong_on(page, DESKTOP)
        found += self.width_on(page, SMALL) + self.width_on_paper(page)
        # A browser reports the very status the page was asked for.
        return found + [line for line in self._said if f"status of {wanted.status}" not in line]

    def open(self, page: Page, wanted: PageOf) -> Response | None:
        """Read it, or send a form to it."""
        if wanted.data is None:
            return opened(page, wanted.address)
        # From whichever page was looked at before; the cookie says the token that forms carry.
        if not page.url.startswith(self.url):
            opened(page, "/")
        token = self.token_of(page.context)
        with page.expect_navigation(wait_until="domcontentloaded") as led:
            page.evaluate(SEND, [wanted.address, wanted.data, token])
        page.evaluate(LAID_OUT)
        return led.value

    def token_of(self, context: BrowserContext) -> str:
        """What proves that a form was sent from our own pages."""
        name = settings.CSRF_COOKIE_NAME
        if all(cookie["name"] != name for cookie in context.cookies()):
            context.add_cookies([{"name": name, "value": get_random_string(32), "url": self.url}])
        return next(cookie["value"] for cookie in context.cookies() if cookie["name"] == name)

    def wrong_on(self, page: Page, width: int) -> list[str]:
        """What axe finds there."""
        return [f"{width}: {line}" for line in self.looked_at.wrong_on(page)]

    def width_on(self, page: Page, width: int) -> list[str]:
        """Does anything stick out?"""
        page.set_viewport_size({"width": width, "height": 900})
        found: Any = page.evaluate(TOO_WIDE)
        return [f"{width}: wider than the screen by {found}"] if found else []

    def width_on_paper(self, page: Page) -> list[str]:
        """Does anything stick out of the sheet?"""
        page.emulate_media(media="print")
        found = [line.replace(f"{PAPER}:", "paper:") for line in self.width_on(page, PAPER)]
        page.emulate_media(media="screen")
        # It was looked at: it need not be laid out once more for the width the next one is opened at.
        page.evaluate(PUT_AWAY)
        return found

    def close(self) -> None:
        """Close all windows."""
        for page in self._pages.values():
            page.context.close()
