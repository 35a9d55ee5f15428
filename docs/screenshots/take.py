"""Takes the pictures of the README from a running demo: `.venv/bin/python docs/screenshots/take.py http://127.0.0.1:8000`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).resolve().parent
PASSWORD = "ayutthaya-2569"  # noqa: S105 - the demo prints it
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def log_in(page: Page, base: str, who: str) -> None:
    """As a person of the demo."""
    page.goto(f"{base}/accounts/login/")
    page.fill("input[name=login]", f"{who}@demo.example")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{base}/")


def main(base: str) -> None:
    """An officer's day, the register, a network, the calendar, what the public and a partner see; on a telephone the rest."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=next(filter(None, map(shutil.which, BROWSERS))), args=["--no-sandbox", "--disable-gpu"]
        )
        desk = browser.new_page(viewport={"width": 1280, "height": 960}, locale="th-TH")
        log_in(desk, base, "officer")
        desk.screenshot(path=FOLDER / "today.png")
        desk.goto(f"{base}/register/")
        desk.screenshot(path=FOLDER / "register.png")
        desk.goto(f"{base}/networks/government/")
        desk.screenshot(path=FOLDER / "network.png")
        desk.goto(f"{base}/calendar/")
        desk.screenshot(path=FOLDER / "calendar.png")
        desk.context.clear_cookies()
        desk.goto(f"{base}/")
        desk.screenshot(path=FOLDER / "public.png")
        log_in(desk, base, "partner")
        desk.goto(f"{base}/figures/")
        desk.screenshot(path=FOLDER / "glance.png")
        phone = browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=2, locale="th-TH").new_page()
        log_in(phone, base, "coordinator.government")
        phone.goto(f"{base}/reports/?state=draft")
        phone.locator("table tbody th a").first.click()
        phone.goto(f"{phone.url.rstrip('/')}/fill/")
        phone.locator("main .step-title").first.evaluate("title => window.scrollTo(0, title.offsetTop - 300)")
        phone.wait_for_timeout(500)
        phone.screenshot(path=FOLDER / "report-phone.png")
        phone.context.clear_cookies()
        log_in(phone, base, "officer")
        phone.goto(f"{base}/visits/?state=recorded")
        phone.locator("table tbody th a").first.click()
        phone.screenshot(path=FOLDER / "visit-phone.png")
        phone.context.clear_cookies()
        phone.goto(f"{base}/map/")
        phone.screenshot(path=FOLDER / "map-phone.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
