"""People at their own screens: each a window of its own, who press what is written on the page and read what it answers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from moralprovince.core.models import User
from tests.browser.conftest import DESKTOP

# A machine with other work to do answers late.
expect.set_options(timeout=15_000)
PASSWORD = "ดอกบัวบานริมแม่น้ำป่าสัก"


class Person:
    """One person with one window; what her browser complained about stays in `troubles`."""

    def __init__(self, browser: Browser, url: str, width: int = DESKTOP) -> None:
        # Without motion: what slides in is drawn many times and read once.
        window = {"viewport": {"width": width, "height": 900}, "reduced_motion": "reduce"}
        context = browser.new_context(base_url=url, locale="th-TH", **window)
        context.set_default_timeout(20_000)
        self.page: Page = context.new_page()
        self.troubles: list[str] = []
        self.page.on("pageerror", lambda error: self.troubles.append(f"{self.page.url}: {error}"))
        self.page.on("console", self.hear)

    def hear(self, line: ConsoleMessage) -> None:
        """Errors and everything the Content-Security-Policy forbade."""
        if line.type == "error":
            self.troubles.append(f"{self.page.url}: {line.text}")

    def close(self) -> None:
        """Close the window."""
        self.page.context.close()

    # Pressing

    def open(self, address: str) -> None:
        """Type an address, or open the link of a mail."""
        self.page.goto(address)

    def press(self, words: str, *, inside: Locator | None = None) -> None:
        """Press the link or button that says exactly so."""
        self.named(words, inside=inside).click()

    def named(self, words: str, *, inside: Locator | None = None) -> Locator:
        """The first visible link, button or opening line of that name."""
        root = inside or self.page.locator("main, header, nav")
        wanted = root.locator("a, button, summary").filter(has_text=re.compile(rf"^\s*{re.escape(words)}\s*$"))
        return wanted.filter(visible=True).first

    def fill(self, **fields: Any) -> None:
        """Type into the fields of these names."""
        for name, value in fields.items():
            self.page.locator(f"main [name='{name}']").first.fill(str(value))

    def choose(self, name: str, value: Any) -> None:
        """Tick a box or a circle."""
        self.page.locator(f"main [name='{name}'][value='{value}']").check()

    def attach(self, name: str, path: Path) -> None:
        """Choose a file."""
        self.page.locator(f"main [name='{name}']").set_input_files(path)

    def log_in(self, user: User) -> None:
        """Type address and password on the page of the log-in."""
        if "/accounts/login/" not in self.page.url:
            self.open("/accounts/login/")
        self.fill(login=user.email, password=PASSWORD)
        self.press("เข้าสู่ระบบ", inside=self.page.locator("main"))
        self.page.wait_for_url(lambda address: "/accounts/login/" not in address)

    # Reading

    def reads(self, words: str) -> None:
        """Somewhere on the page stands this."""
        expect(self.page.locator("main")).to_contain_text(words)

    def heading(self, words: str) -> None:
        """The page is about this."""
        expect(self.page.locator("h1")).to_have_text(words)

    def job(self, words: str) -> Locator:
        """The card of home that says so."""
        return self.page.locator(".job").filter(has_text=words)
