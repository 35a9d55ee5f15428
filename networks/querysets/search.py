"""Finds organisations by what was typed: every word folded, and the nearest misses when nothing is found."""

from __future__ import annotations

from functools import reduce
from operator import add, and_, or_
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from moralprovince.core.spelling import search_words

LONGEST_QUESTION = 100
# One wrong letter spoils three pieces of three letters, or two of two; short questions are cut into the smaller ones.
SHORT_QUESTION = 9
# Below this share of pieces found, nothing is near.
NEAR_ENOUGH = 0.4
# More misses than these are no help to anybody.
MOST_NEAR = 200


def search_register(rows: QuerySet, text: str) -> QuerySet:
    """Rows in which every word is found; where there is none, the rows in which most pieces of the words are."""
    words = search_words(text[:LONGEST_QUESTION])
    if not words:
        return rows
    found = rows.filter(reduce(and_, map(contains, words)))
    return found if found.exists() else near_misses(rows, words)


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
    return Case(When(search_text__contains=piece, then=Value(1)), default=Value(0), output_field=IntegerField())
