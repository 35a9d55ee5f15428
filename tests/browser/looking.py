"""Opens pages that are only looked at, and lets axe look at them, once at each kind of piece they are made of."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from playwright.sync_api import Page, Response

PIECES, RUN = (Path(__file__).with_name(name).read_text(encoding="utf-8") for name in ("pieces.js", "run_axe.js"))
# Given to a page that has none yet.
GIVEN = "window.axe !== undefined"
# A font that came at once is told to a page when it is laid out, and the page waits for that: where nothing is drawn, ask.
# What is loaded into the page takes the place of a piece that is looked at: wait for it too.
LAID_OUT = """() => new Promise((done) => { const look = () => { document.documentElement.getBoundingClientRect();
    const coming = document.readyState !== 'complete' || document.querySelector('.htmx-request');
    coming ? setTimeout(look, 5) : done(); }; look(); })"""


def opened(page: Page, address: str) -> Response | None:
    """Go there, in a browser that draws nothing by itself, and wait until everything has come."""
    answer = page.goto(address, wait_until="domcontentloaded")
    page.evaluate(LAID_OUT)
    return answer


class LookedAt:
    """The pieces of pages in which axe found nothing; all who walk at the same time write them into one file."""

    def __init__(self, path: Path) -> None:
        self.path, self.read_to, self.pieces = path, 0, set[int]()
        path.touch()

    def fresh(self, pieces: list[int]) -> list[int]:
        """Those of a page that nobody has looked at."""
        with self.path.open("rb") as file:
            file.seek(self.read_to)
            whole = file.read().rpartition(b"\n")[0]
        self.read_to += len(whole)
        self.pieces.update(map(int, whole.split()))
        return [piece for piece in pieces if piece not in self.pieces]

    def add(self, pieces: list[int]) -> None:
        """Nothing is wrong with these."""
        with self.path.open("a") as file:
            file.write("".join(f"{piece}\n" for piece in pieces))

    def wrong_on(self, page: Page) -> list[str]:
        """What axe finds; it runs only where something stands that it has not seen yet, on this page or another one."""
        page.evaluate(LAID_OUT)
        fresh = self.fresh(page.evaluate(PIECES))
        if not fresh:
            return []
        if not page.evaluate(GIVEN):
            page.add_script_tag(url=f"/static/axe/{settings.AXE.name}")
        found: list[str] = page.evaluate(RUN, fresh)
        if not found:
            self.add(fresh)
        return found
