"""By what one person is found in texts and columns: her names, addresses and telephones, and how they are taken out of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import F, Q, TextField
from django.db.models.functions import Cast
from django.db.models.lookups import IContains

from .lookups import Holds
from .models import User, nameless
from .outbox import in_letter_language

# What stands in the history where an address or a telephone stood.
GONE = "[…]"
# A letter or a Thai sign; Python counts Thai vowels above and below a letter as none.
LETTER = r"[\w\u0e00-\u0e7f]"
# What Thai writes right before a name; any other letter there makes it another one, as Sumali is another than Mali.
TITLES = ("นาย", "นาง", "น.ส.", "ดร.")
LEADING = (*TITLES, "นางสาว", "คุณ", "โดย", "ของ", "ถึง", "จาก", "ให้", "แก่", "กับ", "และ", "แทน", "ที่")
BEFORE = f"(?:(?<!{LETTER})|{'|'.join(f'(?<={one})' for one in LEADING)})"
MARKS = r"[\s().\-]*"
# Fewer digits than these are no telephone number that would be found in a text.
FEWEST_DIGITS = 6
NOTHING = Q(pk__in=())


@dataclass(frozen=True)
class Traces:
    """What says who she is: those of today and those of before; names and telephones are looked for in her provinces only.

    Somebody else may have the same name, and an office its telephone: an address is one person's wherever it stands.
    """

    person: User
    names: tuple[str, ...]
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    # None is everywhere.
    provinces: frozenset[str] | None = None
    # Names and telephones that another account has as well: alone they do not say that it is she.
    shared: frozenset[str] = frozenset()

    @cached_property
    def nameless(self) -> str:
        """What is written in the place of her name, in the language of letters."""
        with in_letter_language():
            return nameless()

    @cached_property
    def dialled(self) -> tuple[str, ...]:
        """Her telephones as they were typed, and as bare digits."""
        return tuple(dict.fromkeys([*self.phones, *filter(None, map(digits_of, self.phones))]))

    @cached_property
    def own_names(self) -> tuple[str, ...]:
        """Names that nobody else has."""
        return tuple(name for name in self.names if name not in self.shared)

    @cached_property
    def own_phones(self) -> tuple[str, ...]:
        """Telephones that nobody else has."""
        return tuple(one for one in self.dialled if not {one, digits_of(one)} & self.shared)

    # In columns that hold nothing else

    def near(self, way: str, *more: str) -> Q:
        """Rows of her provinces, and of these; `way` leads to their province. Who works everywhere has no such limit."""
        return Q() if self.provinces is None else Q(**{f"{way}__in": sorted({*self.provinces, *more})})

    def named(self, column: str, way: str) -> Q:
        """Rows of her provinces in which exactly her name stands."""
        return Q(**{f"{column}__in": self.own_names}) & self.near(way)

    def mailed(self, column: str) -> Q:
        """Rows in which her address stands."""
        return reduce(or_, [Q(**{f"{column}__iexact": email}) for email in self.emails], NOTHING)

    def called(self, column: str, way: str) -> Q:
        """Rows of her provinces in which exactly her telephone stands."""
        return Q(**{f"{column}__in": self.own_phones}) & self.near(way)

    def is_hers(self, text: str) -> bool:
        """Is the whole text a name, address or telephone of hers?"""
        digits = digits_of(text)
        return text in self.names or text.lower() in self.emails or bool(digits and digits in self.dialled)

    def emptied(self, value: Any) -> Any:
        """A value of JSON in which nothing stands where it was hers."""
        if isinstance(value, dict):
            return {key: self.emptied(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self.emptied(one) for one in value]
        return "" if isinstance(value, str) and self.is_hers(value) else value

    # In texts

    def inside(self, *columns: str, near: Q) -> Q:
        """Rows in whose texts (or JSON) one of hers may stand: names and telephones under a condition, addresses anywhere."""
        by_address = [spells(column, one) for column in columns for one in spelled(self.emails)]
        by_name = [holds(column, one) for column in columns for one in spelled((*self.own_names, *self.own_phones))]
        return reduce(or_, by_address, NOTHING) | (reduce(or_, by_name, NOTHING) & near)

    def redacted(self, value: Any) -> Any:
        """A text, or JSON, in which her name is nobody's and her address and telephone are gone."""
        if isinstance(value, dict):
            return {key: self.redacted(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self.redacted(one) for one in value]
        return reduce(replaced, self.patterns, value) if isinstance(value, str) else value

    @cached_property
    def patterns(self) -> list[tuple[re.Pattern[str], str]]:
        """What is looked for in texts, and what stands there instead."""
        addresses = [(re.compile(rf"(?<![\w.+-]){re.escape(one)}(?![\w-])", re.IGNORECASE), GONE) for one in self.emails]
        phones = [re.compile(rf"(?<!\d){MARKS.join(digits_of(one))}(?!\d)") for one in self.phones if digits_of(one)]
        names = sorted(self.names, key=len, reverse=True)
        return [*addresses, *((one, GONE) for one in phones), *((as_pattern(one), self.nameless) for one in names)]


def digits_of(phone: str) -> str:
    """The bare digits of a telephone; empty where it is too short to be one."""
    digits = re.sub(r"[\s().\-]", "", phone)
    return digits if digits.isdecimal() and len(digits) >= FEWEST_DIGITS else ""


def as_pattern(name: str) -> re.Pattern[str]:
    """A name in a text: what goes on before it or after it is another name, and one word alone stands by itself."""
    words = name.split()
    titled = "" if name.startswith(TITLES) else BEFORE
    before = titled if len(words) > 1 else f"(?<!{LETTER})"
    return re.compile(before + r"\s+".join(map(re.escape, words)) + f"(?!{LETTER})")


def replaced(text: str, one: tuple[re.Pattern[str], str]) -> str:
    """The text with one pattern taken out."""
    pattern, instead = one
    return pattern.sub(lambda _found: instead, text)


def holds(column: str, word: str) -> Q:
    """Rows in whose column a word stands."""
    return Q(Holds(written(column), word))


def spells(column: str, address: str) -> Q:
    """The same of an address, in small letters or large: only texts with any address in them are looked through so."""
    return holds(column, "@") & Q(IContains(written(column), address))


def written(column: str) -> Cast:
    """A column as text; JSON as it is stored."""
    return Cast(F(column), TextField())


def spelled(words: Iterable[str]) -> list[str]:
    """Each word as texts have it, and as JSON does."""
    # SQLite keeps JSON as it was written, PostgreSQL without escapes.
    escapes = (False,) if connection.vendor == "postgresql" else (False, True)
    every = [(word, *(json.dumps(word, ensure_ascii=escaped)[1:-1] for escaped in escapes)) for word in words]
    return list(dict.fromkeys(one for spellings in every for one in spellings))
