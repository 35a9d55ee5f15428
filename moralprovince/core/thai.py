"""Thai dates and Thai text: the one module that knows 543."""

from __future__ import annotations

import datetime as dt
import functools
import re
import unicodedata
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

BANGKOK = ZoneInfo("Asia/Bangkok")
ERA = 543
# A typed year between these is Buddhist, between those it is Christian; nothing else is a year.
BUDDHIST_YEARS = range(2400, 2701)
CHRISTIAN_YEARS = range(1900, 2200)
FIRST_FISCAL_MONTH = 10

MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
SHORT_MONTHS = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip
ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# Names as people shorten them, without dots and spaces.
MONTH_NUMBERS = {
    name.replace(".", "").lower(): number
    for names in (MONTHS, SHORT_MONTHS, ENGLISH_MONTHS, [name[:3] for name in ENGLISH_MONTHS])
    for number, name in enumerate(names, 1)
} | {"sept": 9}


class DayError(ValueError):
    """What was typed is no day: `code` is "invalid" or "ambiguous", `sentence` says it to the person."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


class NoSuchDay(DayError):
    """A day that the calendar does not have, like 30 February."""

    def __init__(self, sentence: str) -> None:
        super().__init__("invalid", sentence)


# The clock


def today() -> dt.date:
    """The day it is in Bangkok."""
    return dt.datetime.now(BANGKOK).date()


def clock() -> str:
    """The time of day in Bangkok: what was saved says when."""
    return f"{dt.datetime.now(BANGKOK):%H:%M}"


def bangkok_day(moment: dt.datetime) -> dt.date:
    """The Bangkok day of a timestamp."""
    return moment.astimezone(BANGKOK).date()


def midnight(day: dt.date) -> dt.datetime:
    """The first moment of a Bangkok day."""
    return dt.datetime.combine(day, dt.time.min, BANGKOK)


def last_moment(day: dt.date) -> dt.datetime:
    """The last moment of a Bangkok day; the very last day there is has one, too."""
    return dt.datetime.combine(day, dt.time.max, BANGKOK)


# Years


def buddhist_year(day: dt.date) -> int:
    """The year as it is written: 2569 for any day of 2026."""
    return day.year + ERA


def christian_year(year: int) -> int | None:
    """A year as typed, Buddhist or Christian by its window, as a Christian one; None where it is neither."""
    if year in BUDDHIST_YEARS:
        return year - ERA
    return year if year in CHRISTIAN_YEARS else None


def fiscal_year_of(day: dt.date) -> int:
    """The fiscal year a day falls in: 1 October 2569 is the first day of 2570."""
    return buddhist_year(day) + (day.month >= FIRST_FISCAL_MONTH)


def fiscal_year_days(fiscal_year: int) -> tuple[dt.date, dt.date]:
    """The first and the last day of a fiscal year."""
    year = fiscal_year - ERA
    return dt.date(year - 1, FIRST_FISCAL_MONTH, 1), dt.date(year, FIRST_FISCAL_MONTH - 1, 30)


# Reading days

NUMERIC = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{1,4})")
YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[ t]00:00(?::00(?:\.0+)?)?)?")
NAMED = re.compile(r"(\d{1,2})[\s\-/]*([a-zก-์.\s]+?)[\s\-/,]*(\d{1,4})")
MONTH_FIRST = re.compile(r"([a-z]+)\.?\s+(\d{1,2}),?\s+(\d{4})")
BEFORE = re.compile(r"^(?:วัน)?(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัส|ศุกร์|เสาร์|อาทิตย์)?\s*(?:วันที่|ที่)?\s*(?=\d)")
ERA_MARK = re.compile(r"\s*(พ\.?\s*ศ\.?|ค\.?\s*ศ\.?|b\.?e\.?|c\.?e\.?|a\.?d\.?)\s*(?=\d{1,4}$)")


def parse_day(text: str) -> dt.date:
    """The day that was typed, in any of the ways people write one.

    Raises:
        DayError: it is no day, a day that does not exist, or the year has two digits.
    """
    written = canonical(text[:200])
    plain = BEFORE.sub("", written[:60].lower())
    era = ERA_MARK.search(plain)
    if era:
        plain = plain[: era.start()] + " " + plain[era.end() :]
    parts = split_day(plain)
    if parts is None:
        raise not_understood(written)
    day, month, year = parts
    if len(year) == 2 and 1 <= day <= 31 and 1 <= month <= 12:
        raise DayError("ambiguous", _("Please write the year of “%(text)s” with four digits, for example 2569.")
                       % {"text": written[:60]})  # fmt: skip
    if era and not fits_era(era[1], int(year)):
        raise not_understood(written)
    return day_of(int(year), month, day, written)


def fits_era(mark: str, year: int) -> bool:
    """Does the year lie in the window of the era written before it?"""
    return year in (BUDDHIST_YEARS if mark[0] in "พb" else CHRISTIAN_YEARS)


def split_day(plain: str) -> tuple[int, int, str] | None:
    """Day, month and year as typed; the year keeps its digits, since two of them are not enough."""
    if found := YEAR_FIRST.fullmatch(plain):
        return int(found[3]), int(found[2]), found[1]
    if found := NUMERIC.fullmatch(plain):
        return int(found[1]), int(found[2]), found[3]
    if found := MONTH_FIRST.fullmatch(plain):
        day, name, year = found[2], found[1], found[3]
    elif found := NAMED.fullmatch(plain):
        day, name, year = found[1], found[2], found[3]
    else:
        return None
    month = MONTH_NUMBERS.get(re.sub(r"[\s.]|^เดือน", "", name))
    return (int(day), month, year) if month else None


def day_of(year: int, month: int, day: int, written: str = "") -> dt.date:
    """A day from its numbers, the year Buddhist or Christian; the year is converted before the date is built.

    Raises:
        DayError: there is no such day.
    """
    christian = christian_year(year)
    written = written or f"{day}/{month}/{year}"
    if christian is None or not 1 <= month <= 12:
        raise not_understood(written)
    try:
        return dt.date(christian, month, day)
    except ValueError:
        shown = f"{day} {month_names(short=True)[month - 1]} {christian + ERA}"
        raise NoSuchDay(_("The day %(day)s does not exist. Please check it again.") % {"day": shown}) from None


def not_understood(written: str) -> DayError:
    """The refusal of something that is no date at all."""
    sentence = _("“%(text)s” is not a date. Please write it like 24/11/2569.") % {"text": written[:60]}
    return DayError("invalid", sentence)


# Writing days


def month_names(*, short: bool = False) -> tuple[str, ...]:
    """The twelve names in the reader's language."""
    if get_language() == "en":
        return tuple(name[:3] for name in ENGLISH_MONTHS) if short else ENGLISH_MONTHS
    return SHORT_MONTHS if short else MONTHS


def day_long(day: dt.date) -> str:
    """24 พฤศจิกายน 2569."""
    return f"{day.day} {month_names()[day.month - 1]} {buddhist_year(day)}"


def day_short(day: dt.date) -> str:
    """24 พ.ย. 2569."""
    return f"{day.day} {month_names(short=True)[day.month - 1]} {buddhist_year(day)}"


def day_numeric(day: dt.date) -> str:
    """24/11/2569, as it is typed."""
    return f"{day.day:02d}/{day.month:02d}/{buddhist_year(day)}"


def month_long(day: dt.date) -> str:
    """พฤศจิกายน 2569."""
    return f"{month_names()[day.month - 1]} {buddhist_year(day)}"


def moment_short(moment: dt.datetime) -> str:
    """24 พ.ย. 2569 10:42 น., in Bangkok."""
    local = moment.astimezone(BANGKOK)
    end = "" if get_language() == "en" else " น."
    return f"{day_short(local.date())} {local:%H:%M}{end}"


WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")
SHORT_WEEKDAYS = ("จ.", "อ.", "พ.", "พฤ.", "ศ.", "ส.", "อา.")
ENGLISH_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def weekday_long(day: dt.date) -> str:
    """วันอังคารที่ 24 พฤศจิกายน 2569, as letters name a day."""
    if get_language() == "en":
        return f"{ENGLISH_WEEKDAYS[day.weekday()]} {day_long(day)}"
    return f"วัน{WEEKDAYS[day.weekday()]}ที่ {day_long(day)}"


def weekday(day: dt.date) -> tuple[str, str]:
    """The name of a day of the week, and the short one over a column: อาทิตย์, อา."""
    if get_language() == "en":
        name = ENGLISH_WEEKDAYS[day.weekday()]
        return name, name[:3]
    return f"วัน{WEEKDAYS[day.weekday()]}", SHORT_WEEKDAYS[day.weekday()]


def hours(value: dt.time) -> str:
    """13.30 น., a time of day."""
    end = "" if get_language() == "en" else " น."
    return f"{value:%H.%M}{end}"


# Text

TO_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
# Zero-width, byte order mark, soft hyphen, directions of writing; and control characters that are no white space.
UNSEEN = dict.fromkeys(
    [0xAD, 0x61C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
) | {code: None for code in [*range(0x20), *range(0x7F, 0xA0)] if not chr(code).isspace()}
ABOVE_AND_BELOW = "ัิีึืฺุู็ํ"
TONES = "่้๊๋์"
MARKS = f"[{ABOVE_AND_BELOW}{TONES}]"
MARK_RUN = re.compile(f"{MARKS}{{2,}}")
AM_AND_MARKS = re.compile(f"ำ(?:ำ|{MARKS})*{MARKS}ำ*")
MARKS_THEN_AA = re.compile(f"({MARKS}*ํ{MARKS}*)า")
LEADING_VOWEL = re.compile(r"([เ-ไ])([ก-ฮ])")
NOT_SORTED_BY = dict.fromkeys(range(ord("็"), ord("์") + 1))


def arabic_digits(text: str) -> str:
    """๒๕๖๙ becomes 2569."""
    return text.translate(TO_ARABIC)


def thai_digits(text: object) -> str:
    """2569 becomes ๒๕๖๙."""
    return str(text).translate(TO_THAI)


def tidy(text: str) -> str:
    """The text as it was meant: one way to write each syllable, nothing unseen, single spaces; digits stay as they are."""
    return tidied_before(text) if len(text) <= SHORT else tidied(text)


def tidied(text: str) -> str:
    """The work of `tidy`."""
    text = unicodedata.normalize("NFC", text.translate(UNSEEN)).replace("เเ", "แ")
    text = MARKS_THEN_AA.sub(lambda found: found[1].replace("ํ", "", 1) + "ำ", text)
    text = AM_AND_MARKS.sub(lambda found: "".join(sorted(found[0], key="ำ".__eq__)), text)
    text = MARK_RUN.sub(lambda found: "".join(sorted(found[0], key=lambda mark: mark in TONES)), text)
    return " ".join(unicodedata.normalize("NFC", text).split())


# A register says the same few words ten thousand times.
SHORT = 200
tidied_before = functools.lru_cache(maxsize=8192)(tidied)


def canonical(text: str) -> str:
    """The text for comparing and searching: tidy, with Arabic digits."""
    return arabic_digits(tidy(text))


def sort_key(text: str) -> str:
    """The text for sorting by code point, as a Thai dictionary sorts: marks dropped, leading vowels behind their consonant."""
    return LEADING_VOWEL.sub(r"\2\1", canonical(text).translate(NOT_SORTED_BY))
