"""Reads the cells of one row: each column as what it means, each wrong cell as an issue."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from moralprovince.core import thai, values
from moralprovince.core.tables import Cell, Formula
from networks.actions.import_rows import Issue
from networks.columns import village_number
from networks.models import Organisation

KINDS = {
    "organisation": ("องค์กร", "องค์การ", "หน่วยงาน", "organisation", "organization", "org", "agency"),
    "community": ("ชุมชน", "ชุมชนคุณธรรม", "หมู่บ้าน", "community", "village"),
}
KIND_OF = {word: kind for kind, words in KINDS.items() for word in words}
LIMITS = {"name": 200, "village_no": 10, "contact_name": 200, "phone": 60, "email": 254, "note": 2000}
# What a spreadsheet would run if the text stood in a cell of its own.
DANGEROUS_NAME = re.compile(r"^(?:[=＝]|[+\-@＋－＠]\s*[\w.]+\s*[(|!])")
SHOWN = 200
# What Excel makes of a year of two digits: 1/10/66 is kept as a day of 1966, and a bare number as one of 1900.
EXCEL_CENTURY = range(1900, 2000)
# More people than any province has; a telephone number that slipped one column to the left is none.
MOST_MEMBERS = 9_999_999
# What Excel writes where a formula has failed: in a column of words these are not words; nor is a dash the name of a body.
FAILED = r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)"
NO_WORDS = {"name": re.compile(rf"\W*|{FAILED}"), "village_no": re.compile(FAILED), "contact_name": re.compile(FAILED)}
# Where Excel has made a date of "3/4", what was written is lost.
NEVER_A_DAY = ("village_no", "contact_name", "phone")


class Wrong(Exception):
    """The cell holds no such value; the code says how."""


def text_of(cell: Cell) -> str:
    """A cell as a person reads it; whole numbers without their point."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, dt.date):
        try:
            return thai.day_numeric(thai.day_of(cell.year, cell.month, cell.day))
        except thai.DayError:
            return f"{cell.day}/{cell.month}/{cell.year}"
    return str(cell)


def read_cell(column: str, cell: Cell, today: dt.date) -> tuple[Any, Issue | None]:
    """The value of a cell (None where it is empty or wrong) and what is wrong with it."""
    written = text_of(cell)
    if isinstance(cell, Formula):
        return None, Issue(column, "formula", written[:SHOWN])
    text = thai.tidy(written)
    if not text:
        return None, None
    if (isinstance(cell, dt.date) and column in NEVER_A_DAY) or (column in NO_WORDS and NO_WORDS[column].fullmatch(text)):
        return None, Issue(column, "invalid", written[:SHOWN])
    try:
        return READERS[column](cell, text, today), None
    except Wrong as wrong:
        return None, Issue(column, str(wrong), written[:SHOWN])


def read_text(column: str) -> Callable[..., str]:
    """Text up to the length of its field."""

    def read(cell: Cell, text: str, today: dt.date) -> str:
        """The tidy text."""
        if len(text) > LIMITS[column]:
            raise Wrong("too_long")
        return text

    return read


def read_name(cell: Cell, text: str, today: dt.date) -> str:
    """A name; what a spreadsheet would run is refused."""
    if DANGEROUS_NAME.match(text):
        raise Wrong("formula")
    return read_text("name")(cell, text, today)


def read_kind(cell: Cell, text: str, today: dt.date) -> str:
    """Organisation or community."""
    kind = KIND_OF.get(re.sub(r"\s", "", text.lower()))
    if kind is None:
        raise Wrong("invalid")
    return str(Organisation.Kind(kind))


def read_village(cell: Cell, text: str, today: dt.date) -> str | None:
    """The number of a village, without "moo"; where nothing else stands there, it is empty and erases nothing."""
    return read_text("village_no")(cell, village_number(text), today) or None


def read_postal_code(cell: Cell, text: str, today: dt.date) -> str:
    """Five digits."""
    code = thai.canonical(text).replace(" ", "")
    if not re.fullmatch(r"[1-9][0-9]{4}", code):
        raise Wrong("invalid")
    return code


def read_members(cell: Cell, text: str, today: dt.date) -> int:
    """A number of people, with or without its unit."""
    try:
        count = values.head_count(text)
    except values.ValueProblem:
        raise Wrong("invalid") from None
    if count > MOST_MEMBERS:
        raise Wrong("invalid")
    return count


def read_phone(cell: Cell, text: str, today: dt.date) -> str:
    """A telephone number; where Excel took it for a number its leading zero comes back."""
    if isinstance(cell, float) and re.fullmatch(r"[1-9]\d{7,8}", text):
        text = f"0{text}"
    if len(text) > LIMITS["phone"]:
        raise Wrong("too_long")
    try:
        return values.telephone(text)
    except values.ValueProblem as problem:
        raise Wrong(problem.code) from None


def read_email(cell: Cell, text: str, today: dt.date) -> str:
    """An e-mail address."""
    if len(text) > LIMITS["email"]:
        raise Wrong("too_long")
    try:
        validate_email(text)
    except ValidationError:
        raise Wrong("invalid") from None
    return text


def read_tax_id(cell: Cell, text: str, today: dt.date) -> str:
    """Thirteen digits; where Excel took them for a number the leading zeros come back."""
    if isinstance(cell, float) and re.fullmatch(r"\d{10,12}", text):
        text = text.zfill(13)
    try:
        return values.tax_number(text)
    except values.ValueProblem as problem:
        raise Wrong(problem.code) from None


def read_declared_on(cell: Cell, text: str, today: dt.date) -> dt.date:
    """A day up to today; an Excel date typed with a Buddhist year is one, one that came of two digits is none."""
    try:
        day = thai.day_of(cell.year, cell.month, cell.day) if isinstance(cell, dt.date) else thai.parse_day(text)
    except thai.DayError as error:
        raise Wrong(error.code) from None
    if len(text) > SHOWN:
        raise Wrong("invalid")
    if is_of_two_digits(day, str(cell)):
        raise Wrong("ambiguous")
    if day > today:
        raise Wrong("future")
    return day


def is_of_two_digits(day: dt.date, written: str) -> bool:
    """Does the year stand there as Excel completes two digits? The same day with its Buddhist year was meant."""
    return day.year in EXCEL_CENTURY and str(day.year) in thai.arabic_digits(written)


READERS: dict[str, Callable[[Cell, str, dt.date], Any]] = {
    "name": read_name,
    "kind": read_kind,
    "village_no": read_village,
    "postal_code": read_postal_code,
    "members": read_members,
    "contact_name": read_text("contact_name"),
    "phone": read_phone,
    "email": read_email,
    "tax_id": read_tax_id,
    "declared_on": read_declared_on,
    "note": read_text("note"),
}
