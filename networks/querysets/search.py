"""Finds organisations and places by what was typed: every word folded, and the nearest misses when nothing is found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import SequenceMatcher
from functools import reduce
from operator import add, and_, or_
from typing import Any

from django.db.models import Case, CharField, F, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Replace
from django.db.models.lookups import Contains

from moralprovince.core import thai
from moralprovince.core.lookups import Holds
from moralprovince.core.spelling import search_key, search_words
from moralprovince.core.values import digits_asked

LONGEST_QUESTION, LONGEST_TYPED = 100, 200
# One wrong letter spoils three pieces of three letters, or two of two; short questions are cut into the smaller ones.
SHORT_QUESTION = 9
# Below this share of pieces found, nothing is near.
NEAR_ENOUGH = 0.4
# More misses than these are no help to anybody.
MOST_NEAR = 200
# What may stand before the name of a place, by the length of its code.
BEFORE_PLACE = {2: "จังหวัด", 4: "อำเภอ", 6: "ตำบล"}
# One letter of a short name wrong is near.
SAME_PLACE = 0.75
# How people part the digits of a telephone number.
BETWEEN_DIGITS = " -.()"
EMPTY = Q()


def every_word(text: str, *places: str) -> Q:
    """The condition for what was typed into the box above a list: every word has to stand in one of these columns."""
    words = thai.tidy(text[:LONGEST_TYPED]).split()
    return reduce(and_, [reduce(or_, [Q(**{f"{place}__icontains": word}) for place in places]) for word in words], Q())


def called(text: str, place: str = "phone") -> Q:
    """The condition for a telephone number, or a part of it; empty where something else was typed, which costs nothing more.

    Whoever asks sees to it that only numbers are looked at which the reader may read.
    """
    return reduce(or_, [Q(Contains(WithoutMarks(F(place)), digits)) for digits in digits_asked(text)], Q())


class WithoutMarks(Func):
    """A telephone entry without what parts its digits; one call where the engine has one, since it is made for every row."""

    function = "translate"
    template = f"%(function)s(%(expressions)s, '{BETWEEN_DIGITS}', '')"
    arity = 1
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **_context: Any) -> Any:
        """One replacement for each mark."""
        column: Any = self.get_source_expressions()[0]
        for mark in BETWEEN_DIGITS:
            column = Replace(column, Value(mark), Value(""))
        return compiler.compile(column)


def search_register(rows: QuerySet, text: str, number: Q = EMPTY) -> QuerySet:
    """Rows in which every word is found, or whose number it is; else the rows in which most pieces of the words are."""
    words = search_words(text[:LONGEST_QUESTION])
    if not words:
        return rows
    found = with_words(rows, words, number)
    return found if found.exists() else near_misses(rows, words)


def first_found(rows: QuerySet, text: str, read: Callable[[QuerySet], list], number: Q = EMPTY) -> tuple[list, QuerySet]:
    """What `search_register` finds, and the first of it as `read` reads them: one question less than one after the other."""
    words = search_words(text[:LONGEST_QUESTION])
    found = with_words(rows, words, number) if words else rows
    first = read(found)
    if first or not words:
        return first, found
    near = near_misses(rows, words)
    return read(near), near


def with_words(rows: QuerySet, words: list[str], number: Q) -> QuerySet:
    """Rows in which every word stands, or whose number was typed."""
    return rows.filter(reduce(and_, map(contains, words)) | number)


def near_misses(rows: QuerySet, words: list[str]) -> QuerySet:
    """The rows that share the most pieces with the words: a letter wrong, missing or too many."""
    size = 2 if sum(map(len, words)) < SHORT_QUESTION else 3
    pieces = sorted({word[at : at + size] for word in words for at in range(len(word) - size + 1)})
    if len(pieces) < 3:
        return rows.none()
    near_enough = len(pieces) * NEAR_ENOUGH
    nearest = nearest_of(rows.filter(one_slip(words)), pieces)
    if not nearest or nearest[0][1] < max(near_enough, len(pieces) - size):
        # More is wrong than one letter: then all rows with any piece are counted, which takes much longer.
        nearest = nearest_of(rows.filter(reduce(or_, map(contains, pieces))), pieces)
    best = nearest[0][1] if nearest else 0
    if best < near_enough:
        return rows.none()
    return rows.filter(pk__in=[key for key, hits in nearest if hits == best])


def one_slip(words: list[str]) -> Q:
    """One letter wrong leaves half of its word and every other word whole: an index finds these few rows at once."""
    slips = []
    for at, word in enumerate(words):
        half = len(word) // 2
        either = contains(word[:half]) | contains(word[half:])
        slips.append(reduce(and_, map(contains, words[:at] + words[at + 1 :]), either))
    return reduce(or_, slips)


def nearest_of(candidates: QuerySet, pieces: list[str]) -> list[tuple[int, int]]:
    """Keys and pieces found of the candidates, most pieces first."""
    counted = candidates.annotate(hits=reduce(add, map(hit, pieces)))
    return list(counted.order_by("-hits", "pk").values_list("pk", "hits")[:MOST_NEAR])


def contains(text: str) -> Q:
    """The row has this text somewhere."""
    return Q(search_text__contains=text)


def hit(piece: str) -> Any:
    """1 where the piece stands in the row, else 0."""
    return Case(When(Holds(F("search_text"), piece), then=Value(1)), default=Value(0), output_field=IntegerField())


def places_like(places: Iterable[Any], text: str) -> list[Any]:
    """Of a few places those that were meant, with or without the word for district or province; else the nearest by name."""
    words, few = search_words(text[:LONGEST_QUESTION]), list(places)
    names = [(one, search_key(BEFORE_PLACE[len(one.pk)]), search_key(one.name), search_key(one.name_en)) for one in few]
    if not words:
        return few
    found = [one for one, *keys in names if all(word in "".join(keys) for word in words)]
    typed = "".join(words)
    return found or [
        one for one, before, name, _english in names
        if SequenceMatcher(None, typed.removeprefix(before), name).ratio() >= SAME_PLACE
    ]  # fmt: skip
