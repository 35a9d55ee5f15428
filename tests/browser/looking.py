"""Lets axe look at pages, once at each kind of piece they are made of."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(str(importlib.util.find_spec("axe_playwright_python").origin)).with_name("axe.min.js")  # type: ignore[union-attr]
PIECES, RUN = (Path(__file__).with_name(name).read_text(encoding="utf-8") for name in ("pieces.js", "run_axe.js"))
# Given to a page that has none yet.
GIVEN = "window.axe !== undefined"


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
        fresh = self.fresh(page.evaluate(PIECES))
        if not fresh:
            return []
        if not page.evaluate(GIVEN):
            page.evaluate(f"{AXE.read_text(encoding='utf-8')}; 0")
        found: list[str] = page.evaluate(RUN, fresh)
        if not found:
            self.add(fresh)
        return found
