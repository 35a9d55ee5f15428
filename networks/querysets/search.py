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
    found = rows.filter(reduce(and_, (Q(search_text__contains=word) for word in words)))
    return found if found.exists() else near_misses(rows, words)


def near_misses(rows: QuerySet, words: list[str]) -> QuerySet:
    """The rows that share the most pieces with the words: a letter wrong, missing or too many."""
    size = 2 if sum(map(len, words)) < SHORT_QUESTION else 3
    pieces = sorted({word[at : at + size] for word in words for at in range(len(word) - size + 1)})
    if len(pieces) < 3:
        return rows.none()
    # The index finds the rows with any piece; only those are counted.
    candidates = rows.filter(reduce(or_, (Q(search_text__contains=piece) for piece in pieces)))
    counted = candidates.annotate(hits=reduce(add, (hit(piece) for piece in pieces)))
    nearest = list(counted.order_by("-hits", "pk").values_list("pk", "hits")[:MOST_NEAR])
    best = nearest[0][1] if nearest else 0
    if best < len(pieces) * NEAR_ENOUGH:
        return rows.none()
    return rows.filter(pk__in=[key for key, hits in nearest if hits == best])


def hit(piece: str) -> Any:
    """1 where the piece stands in the row, else 0."""
    return Case(When(search_text__contains=piece, then=Value(1)), default=Value(0), output_field=IntegerField())
