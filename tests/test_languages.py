"""Both languages reach into every corner: no English left on Thai pages, no Thai but data on English ones."""

from __future__ import annotations

import functools
import re
from html.parser import HTMLParser

import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from lessons.models import Method, Topic
from networks.columns import HEADINGS
from networks.models import Province, Virtue
from tests import pages
from tests.access.fixtures import rolled_back
from tests.access.world import World
from tests.pages import PageOf

pytestmark = [pytest.mark.once, pytest.mark.slow, pytest.mark.django_db]
SAYING = (
    "aria-label", "placeholder", "title", "alt", "data-label", "data-confirm", "data-copied", "data-offline", "data-problem",
)  # fmt: skip
SILENT = {"script", "style", "code", "pre", "template", "blockquote", "textarea"}
THAI = re.compile("[ก-๛]+")
# Latin words that Thai pages write as they are: names of things, file formats, units, codes.
# What Django's own administration says in English whatever the language is, and examples of how things are typed.
DJANGO_ITSELF = re.compile(r"^(True|False|None|Search|Toggle theme .*)$|sorting")
EXAMPLES = ("กข 0031", "กข 0031/ว 12", "ต่อ 12", "name@example.go.th")
NOT_ENGLISH = {
    "AAR", "API", "Android", "Authenticator", "Authy", "CSV", "DCAT", "ETag", "Enter", "Excel", "Facebook", "FreeOTP",
    "Google", "HDX", "HEIC", "HTML", "IGO", "JPEG", "JPG", "JSON", "LINE", "Microsoft", "OCHA", "OTP", "OpenAPI", "PDF",
    "PDPA", "PNG", "TOTP", "URL", "UTF", "WCAG", "XLSX", "csv", "elderly", "iPad", "iPhone", "pdf", "xlsx",
}  # fmt: skip
WORD = re.compile(r"[A-Za-z][A-Za-z’']{2,}")


class Words(HTMLParser):
    """All pieces of text somebody sees or hears, but for those that say they are in another language."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language, self.pieces, self.silent, self.other = language, [], 0, 0
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        given = dict(attrs)
        foreign = given.get("lang") not in (None, self.language) and tag != "html"
        if self.other or foreign:
            self.other += tag not in ("input", "img", "br", "meta", "link", "hr")
            return
        self.silent += tag in SILENT
        self.pieces += [given[name] for name in SAYING if given.get(name)]
        if tag == "input" and given.get("type") in ("submit", "button"):
            self.pieces.append(given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if self.other:
            self.other -= 1
        elif tag in SILENT:
            self.silent -= 1

    def handle_data(self, data: str) -> None:
        if not self.silent and not self.other and data.strip():
            self.pieces.append(" ".join(data.split()))


def words_of(world: World, page: PageOf, language: str) -> list[str]:
    """What a page says in a language."""
    client = world.client(page.who)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    with rolled_back():
        response = client.get(page.address) if page.data is None else client.post(page.address, page.data)
    reader = Words(language)
    # What was looked for is marked in the middle of names.
    reader.feed(re.sub(r"</?mark>", "", response.content.decode()))
    assert response.headers["Content-Language"] == language
    return reader.pieces


def all_pages(world: World) -> list[PageOf]:
    """Every page once, in every state we know."""
    pages.enrich(world)
    groups = (pages.listed, pages.states, pages.errors, pages.wrong_forms, pages.after_a_press)
    return [page for group in groups for page in group(world)]


def typed_texts() -> set[str]:
    """What the test itself types into forms, the examples, and the headings of the office's own workbook."""
    typed = {str(value) for data in pages.WRONG.values() for value in data.values()}
    return {*typed, *EXAMPLES, *map(str, HEADINGS.values())}


def data_of_the_world() -> list[str]:
    """Every text people typed, the longest first; words of the reference files have their own English."""
    found = typed_texts()
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields if isinstance(field, models.CharField | models.TextField)}
        for row in model._default_manager.values(*names):
            translated = bool(row.get("name_en"))
            kept = {name: value for name, value in row.items() if value and not (translated and name == "name")}
            found |= {" ".join(str(value).split()) for value in kept.values()}
            # Texts of several lines may be shown as a list.
            found |= {" ".join(line.split()) for value in kept.values() for line in str(value).splitlines()}
        for field in model._meta.concrete_fields:
            if isinstance(field, models.JSONField):
                values = model._default_manager.values_list(field.name, flat=True)
                found |= {text for value in values for text in texts_in(value)}
    # Lists show the wording of a reminder with its placeholders shortened.
    found |= {re.sub(r"\{[^}]*\}", "…", text) for text in found if "{" in text}
    return sorted((text for text in found if text), key=len, reverse=True)


def reference_names() -> list[str]:
    """Thai names that the administration shows beside their English ones."""
    return [name for model in (Province, Virtue, Method, Topic) for name in model.objects.values_list("name", flat=True)]


def texts_in(value: object) -> set[str]:
    """All texts of a JSON value."""
    if isinstance(value, str):
        return {" ".join(value.split())}
    if isinstance(value, dict):
        return {text for part in value.values() for text in texts_in(part)}
    return {text for part in value for text in texts_in(part)} if isinstance(value, list) else set()


def test_english_pages_have_no_thai_but_data(world: World):
    found: dict[str, list[str]] = {}
    every = all_pages(world)
    data = [text for text in data_of_the_world() if THAI.search(text)]
    in_admin = sorted([*data, *reference_names()], key=len, reverse=True)
    rest_of = functools.cache(lambda piece, admin: without(piece, in_admin if admin else data))
    for page in every:
        for piece in words_of(world, page, "en"):
            rest = rest_of(piece, page.address.startswith("/admin/"))
            if THAI.search(rest):
                found.setdefault(rest.strip(), []).append(page.label)
    nothing_in(found)


def without(piece: str, data: list[str]) -> str:
    """What is left of a text without what people typed."""
    for text in data:
        if not THAI.search(piece):
            return piece
        piece = piece.replace(text, "")
    return piece


def test_thai_pages_have_no_english_left(world: World):
    catalogue = polib.pofile(str(settings.LOCALE_PATHS[0] / "th" / "LC_MESSAGES" / "django.po"))
    english = {" ".join(entry.msgid.split()) for entry in catalogue if entry.msgstr and entry.msgstr != entry.msgid}
    found: dict[str, list[str]] = {}
    every = all_pages(world)
    # Codes and what people wrote in Latin letters; a single English word that the catalogue knows is no data.
    data = [text for text in data_of_the_world() if WORD.search(text)]
    words_left = functools.cache(lambda piece: english_words(without_words(piece, data)))
    for page in every:
        for piece in words_of(world, page, "th"):
            if DJANGO_ITSELF.search(piece) or (page.address.startswith("/admin/") and (piece in data or piece.startswith("{"))):
                continue
            if piece in english or words_left(piece):
                found.setdefault(piece[:120], []).append(page.label)
    nothing_in(found)


def without_words(piece: str, data: list[str]) -> str:
    """What is left of a text without the data in it, word by word."""
    if not WORD.search(piece):
        return piece
    for text in data:
        if text in piece:
            piece = re.sub(rf"(?<![A-Za-z]){re.escape(text)}(?![A-Za-z])", "", piece)
    return piece


def english_words(piece: str) -> list[str]:
    """Latin words that are neither addresses nor names of things, nor a value or header quoted letter by letter."""
    piece = re.sub(r"“[a-z]+”|If-None-Match|Retry-After", " ", piece)
    plain = re.sub(
        r"\S+@\S+|https?://\S+|\S+\.google\.com|\S*canary\S*|\S*/\S*|\{\w+\}|#[0-9A-F]{6}|\S+\.(xlsx|csv|pdf|jpg)", " ", piece
    )
    return [word for word in WORD.findall(plain) if word not in NOT_ENGLISH]


def nothing_in(found: dict[str, list[str]]) -> None:
    """Fail with each text, the first page it stands on, and on how many it does."""
    if found:
        lines = (f"{text}   <- {on[0]} ({len(on)})" for text, on in found.items())
        pytest.fail("\n".join(lines), pytrace=False)
