"""Reads words, numbers, telephones and tax numbers as people type them, and writes figures so, for all rooms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from stdnum.th import pin

from . import thai

LARGEST = 2_147_483_647
COUNTED = re.compile(r"\s*(?:คน|ราย|ท่าน|รูป|รูป/คน|members?|people|persons?)$", re.IGNORECASE)
THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
TELEPHONE = re.compile(r"[0-9+\-().,/#* ]|ต่อ|กด|และ|หรือ|โทร(?:ศัพท์|สาร)?|มือถือ|ext|tel|fax|or|to")

# A line has nine digits, a mobile ten; services four, toll-free ones ten.
NUMBER = r"(?:(?:\+?66-?0?-?|0-?)(?:[2-57](?:-?\d){7}|[689](?:-?\d){8})|1-?[89]00(?:-?\d){6}|1\d{3})"
# Behind it the last of a row of lines ("-5"), extensions, and another number.
NUMBERS = re.compile(rf"(?:{NUMBER}(?:(?:-|to)\d{{1,4}})?(?:[x#*]-?\d{{1,6}}(?:-\d{{1,6}})?)*,?)+")
# Another extension, or the end of the next line, behind a comma or a slash.
FURTHER = re.compile(r"[1-9]\d{0,5}(?:-\d{1,4})?|0")
EXTENSION = re.compile(r"ต่อ|กด|ext")
BETWEEN = re.compile(r"[,;/]|และ|หรือ|โทร(?:ศัพท์|สาร)?|มือถือ|tel|fax|or")


class ValueProblem(ValueError):
    """What was typed is not such a value; `code` says how: invalid, digits, checksum or incomplete."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def typed(sent: Mapping[str, str], name: str, most: int = 2000) -> str:
    """What was sent in a box that has no form, at its longest; empty where nothing was."""
    return clipped(sent.get(name, ""), most)


def clipped(text: str, most: int) -> str:
    """The text at its longest, less NUL characters: no database takes them, and nobody types one."""
    return text.replace("\x00", "")[:most]


def key_typed(text: str) -> int:
    """The key of a row as an address or a button sends it; nonsense is 0, which is nobody's."""
    return int(text) if text.isdecimal() and len(text) < 18 else 0


def version_typed(sent: Mapping[str, str], otherwise: int = 0) -> int:
    """The version a form was opened with; nonsense is `otherwise`, of itself a version that never exists."""
    version = sent.get("version", "")
    return int(version) if version.isdecimal() and len(version) < 10 else otherwise


def plain_number(text: str) -> str:
    """Digits as computers read them: Thai digits turned, thousands joined; commas elsewhere stay and are wrong."""
    number = thai.canonical(text[:100])
    whole, dot, rest = number.partition(".")
    joined = whole.replace(",", "") if THOUSANDS.fullmatch(whole.lstrip("-+")) else whole
    return joined + dot + rest


def whole_number(text: str) -> int:
    """A whole number, not below zero.

    Raises:
        ValueProblem: "invalid" where it is none, "digits" where it is larger than any count.
    """
    number = plain_number(text)
    number = number[:-2] if number.endswith(".0") else number
    if not re.fullmatch(r"[0-9]+", number):
        raise ValueProblem("invalid")
    if int(number) > LARGEST:
        raise ValueProblem("digits")
    return int(number)


def head_count(text: str) -> int:
    """A whole number with or without its unit ("๑๒ คน")."""
    return whole_number(COUNTED.sub("", thai.tidy(text[:100])))


def amount(text: str) -> Decimal:
    """A decimal number: 1,234.50 or ๑,๒๓๔.๕๐.

    Raises:
        ValueProblem: it is none.
    """
    number = plain_number(text)
    try:
        value = Decimal(number) if re.fullmatch(r"[-+]?[0-9]+(\.[0-9]*)?|[-+]?\.[0-9]+", number) else None
    except InvalidOperation:
        value = None
    if value is None:
        raise ValueProblem("invalid")
    return value


def telephone(text: str) -> str:
    """Telephone numbers as they were written, in Arabic digits; extensions and several numbers are fine.

    Raises:
        ValueProblem: there are letters in it, or fewer than three digits.
    """
    number = thai.canonical(text[:300])
    if TELEPHONE.sub("", number.lower()).strip() or sum(char.isdigit() for char in number) < 3 or len(number) > 60:
        raise ValueProblem("invalid")
    return number


def thai_telephone(text: str) -> str:
    """The same as people type it into a form: each number must be one that can be called in Thailand.

    Raises:
        ValueProblem: "invalid" where it is no telephone number, "incomplete" where digits are missing or too many.
    """
    number = telephone(text)
    plain = re.sub(r"[ .()]", "", EXTENSION.sub("x", number.lower()))
    first, *further = [part.strip("-") for part in BETWEEN.split(plain) if part.strip("-")]
    if not NUMBERS.fullmatch(first) or not all(NUMBERS.fullmatch(part) or FURTHER.fullmatch(part) for part in further):
        raise ValueProblem("incomplete")
    return number


def dial(phone: str) -> str:
    """The first number of a telephone entry as a telephone dials it."""
    first = re.split(r"[,/;]|ต่อ|และ|หรือ", phone)[0]
    return re.sub(r"[^0-9+]", "", first)


# What is typed to look for a number, and how many digits of one say whose it may be.
ASKED = re.compile(r"[+(]?[0-9][0-9 ().-]*")
LEAST_ASKED = 4


def digits_asked(text: str) -> tuple[str, ...]:
    """A telephone number, or a part of it, as an entry may hold it without blanks and dashes; none where it is something else.

    A number is written with 0 or with +66: whichever was typed, the other one is meant as well.
    """
    asked = thai.canonical(text[:100])
    digits = re.sub(r"[^0-9]", "", asked)
    if asked.startswith("+66") or (digits.startswith("66") and len(digits) > 9):
        digits = f"0{digits[2:].lstrip('0')}"
    # What is left of “+66 00” is the 0 that every number begins with.
    if not ASKED.fullmatch(asked) or len(digits) < LEAST_ASKED:
        return ()
    return (digits, f"66{digits[1:]}") if digits.startswith("0") else (digits,)


def tax_number(text: str) -> str:
    """The 13 digits of a Thai tax number.

    Raises:
        ValueProblem: "invalid" where it has not 13 digits, "checksum" where the last one does not fit.
    """
    digits = re.sub(r"[\s\-.]", "", thai.canonical(text[:100]))
    if not re.fullmatch(r"[0-9]{13}", digits):
        raise ValueProblem("invalid")
    if pin.calc_check_digit(digits) != digits[-1]:
        raise ValueProblem("checksum")
    return digits


def as_typed(value: Any) -> Any:
    """A stored figure as people write it, 30 rather than 30.00: both are the same. Anything else stays as it is."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value
