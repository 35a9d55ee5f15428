"""Ranks lessons by what was typed: its words where they are known, and pieces of words for what is misspelt."""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.db.models import Case, Count, FloatField, QuerySet, Sum, Value, When
from django.db.models.functions import Cast

from moralprovince.core import segments

LONGEST_QUESTION = 200
# More than these are no help to anybody.
MOST_FOUND = 200
# What pieces count beside whole words.
PIECES = 0.35
# Below this share of the best nothing is found.
NEAR_ENOUGH = 0.3


@dataclass(frozen=True)
class Question:
    """What was typed, as the index knows it."""

    words: tuple[str, ...]
    pieces: tuple[str, ...]

    @property
    def terms(self) -> list[str]:
        """All that is looked up."""
        return [*self.words, *self.pieces]


def question_of(text: str) -> Question:
    """Its words, and all pieces of three letters that it has when it is read in one go."""
    keys = segments.words(text[:LONGEST_QUESTION])
    pieces = sorted(f"~{piece}" for piece in segments.grams(["".join(keys)]))
    return Question(tuple(dict.fromkeys(keys)), tuple(pieces))


def found_in(rows: QuerySet, terms: QuerySet, text: str) -> QuerySet:
    """The rows that answer the question, the best first; `terms` is the index."""
    question = question_of(text)
    if not question.terms:
        return rows
    keys = [key for key, _rank in ranked(rows, terms, question)]
    places = [When(pk=key, then=Value(place)) for place, key in enumerate(keys)]
    return rows.filter(pk__in=keys).order_by(Case(*places, default=Value(len(places))), "pk")


def ranked(rows: QuerySet, terms: QuerySet, question: Question) -> list[tuple[int, float]]:
    """Keys and ranks, the best first; in two statements."""
    worth = worth_of(terms, question)
    if not worth:
        return []
    counts = [When(term=term, then=Value(value)) for term, value in worth.items()]
    rank = Sum(Cast("weight", FloatField()) * Case(*counts, default=Value(0.0), output_field=FloatField()))
    among = terms.filter(term__in=list(worth), lesson__in=rows.order_by().values("pk"))
    best = list(among.values_list("lesson").annotate(rank=rank).order_by("-rank", "-lesson")[:MOST_FOUND])
    return [(key, rank) for key, rank in best if rank >= best[0][1] * NEAR_ENOUGH]


def worth_of(terms: QuerySet, question: Question) -> dict[str, float]:
    """What finding each of them says: the rarer, the more; what is not known at all is left out."""
    known = dict(terms.filter(term__in=question.terms).values_list("term").annotate(Count("pk")).order_by())
    most = max(known.values(), default=1)
    pieces = max(1, len(question.pieces))
    return {
        term: math.log(1 + most / count) * (PIECES / pieces * len(question.words) if term.startswith("~") else 1)
        for term, count in known.items()
    }
