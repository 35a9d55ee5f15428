"""What somebody can read in an answer, whatever kind it is, and whose marks stand in it."""

from __future__ import annotations

import html
import io
import re
import zipfile
from typing import Any
from urllib.parse import unquote

import pypdfium2

from .world import DIGITS, MAY_MEET, PLACES, mark, marks

# A one-time link, the code of a certificate, the door of a meeting, the code of a session, the private address of a calendar:
# the key to what they show; they have tests of their own.
KEYS = ("join-link", "assessments:check-code", "networks:sign-in", "calendar-feed", "lessons:sit")

# Pages for everybody tell the names of bodies, and of what networks do together and where: these words and nothing else.
FOR_ALL = {
    "sectors", "sector", "members", "declared", "certified", "open-activities", "map", "sitemap",
    "api-rows", "api-row", "open-data-file",
}  # fmt: skip
# The first page is one for visitors alone; the partner chooses among the bodies that take part when she begins a lesson.
FOR_SOME = {("home", "visitor"), ("networks:body-options", "partner")}
TOLD_TO_ALL = re.compile(r"(วัดทดสอบ|สำนักสงฆ์|รายการเดิม|ปันน้ำใจ|จะจัด|ลาน) canary(home|beside|across)")


def beyond_public(name: str, who: str, text: str) -> str:
    """What an answer says beyond what everybody may be told on such a page.

    Who reads the figures of all provinces meets the names of their networks, and no body.
    """
    if who == "national" and name.startswith("figures"):
        return text.replace(f"ภาครัฐ {mark('far')}", "")
    return TOLD_TO_ALL.sub("", text) if name in FOR_ALL or (name, who) in FOR_SOME else text


def text_of(response: Any) -> str:
    """Whatever a reader could read in an answer: pages, workbooks, PDF, CSV, JSON, headers."""
    body, kind = response.whole, response.headers.get("Content-Type", "")
    shown = unquote(str(response.headers))
    if "spreadsheet" in kind:
        return shown + workbook_text(body)
    if kind.startswith("application/pdf"):
        return shown + body.decode("latin-1") + pdf_text(body)
    return shown + html.unescape(body.decode("utf-8", "replace"))


def workbook_text(body: bytes) -> str:
    """Every part of a workbook."""
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        return "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())


def pdf_text(body: bytes) -> str:
    """The text of every page; a file that is no real PDF has none."""
    try:
        pages = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError:
        return ""
    return "".join(page.get_textpage().get_text_bounded() for page in pages)


def met(text: str) -> set[str]:
    """The bodies whose marks stand in a text."""
    return {place for place in PLACES if any(one in text for one in (*marks(place), "099" + DIGITS[place] * 10))}


def strangers(who: str, address: str, text: str) -> list[str]:
    """The bodies that somebody meets in a text although they are not hers; what she typed herself is no secret."""
    return sorted(met(text) - met(unquote(address)) - set(MAY_MEET[who]))
