"""Ranks lessons by what was typed: by its words, by other words for the same, and by pieces where a word is misspelt."""

from __future__ import annotations

import functools
import json
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db.models import Case, Count, FloatField, QuerySet, Sum, Value, When
from django.db.models.functions import Cast

from moralprovince.core import segments

ALIKE = Path(__file__).resolve().parent.parent / "reference" / "alike.json"
# Every lesson has this term: how often it is found says how many lessons there are.
EVERY = "*"
LONGEST_QUESTION = 200
# So many are ranked closely; more are no help to anybody.
MOST_FOUND = 60
# A word counts half as much as the best it could where it stands with this weight.
HALF = 4
# What another word for the same counts, and what all pieces of the question count beside its words.
ALSO, PIECES = 0.75, 0.8
# Pieces of a word that are found by chance.
CHANCE = 0.4
# Below this share of the best, and below this rank, nothing is found.
NEAR_ENOUGH, AT_LEAST = 0.35, 0.12


@dataclass(frozen=True)
class Word:
    """One word that was typed: in one with its neighbours, as others would cut it; other words for it; its pieces."""

    key: str
    joined: tuple[str, ...]
    also: tuple[str, ...]
    pieces: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """What was typed, as the index knows it."""

    words: tuple[Word, ...]
    # Those of the whole question, read in one go.
    pieces: tuple[str, ...]

    @property
    def terms(self) -> list[str]:
        """All that is looked up."""
        return [EVERY, *{key for word in self.words for key in (word.key, *word.joined, *word.also)}, *self.pieces]


def question_of(text: str) -> Question:
    """Its words, and all pieces of three letters that it has when it is read in one go."""
    said = list(segments.keys(text[:LONGEST_QUESTION]))
    keys = [key for key, _says in said]
    known = {
        key: Word(key, joined(keys, at), tuple(others(keys, at)), pieces_of([key]))
        for at, (key, says) in enumerate(said)
        if says
    }
    return Question(tuple(known.values()), pieces_of(["".join(keys)]))


def joined(keys: list[str], at: int) -> tuple[str, ...]:
    """One word with its neighbours in one, as a dictionary may know them: two or three that stand together."""
    spans = [(first, first + size) for size in (2, 3) for first in range(at - size + 1, at + 1)]
    return tuple("".join(keys[first:last]) for first, last in spans if first >= 0 and last <= len(keys))


def pieces_of(keys: Iterable[str]) -> tuple[str, ...]:
    """Pieces as they stand in the index."""
    return tuple(sorted(f"~{piece}" for piece in segments.grams(keys)))


@functools.cache
def alike() -> dict[str, set[str]]:
    """Other words for a word; a word that is cut into several is known by them in one go."""
    found: dict[str, set[str]] = defaultdict(set)
    for line in json.loads(ALIKE.read_text(encoding="utf-8")):
        group = [segments.words(one) for one in line.split()]
        for one in group:
            found["".join(one)].update(key for other in group if other != one for key in other)
    return found


def others(keys: list[str], at: int) -> list[str]:
    """The other words for one of them, alone or with the word after it."""
    known = alike().get(keys[at], set()) | alike().get("".join(keys[at : at + 2]), set())
    return sorted(known - set(keys))


def found_in(rows: QuerySet, terms: QuerySet, text: str) -> QuerySet:
    """The rows that answer the question, the best first; `terms` is the index."""
    question = question_of(text)
    if not question.words:
        return rows
    keys = [key for key, _rank in ranked(rows, terms, question)]
    places = [When(pk=key, then=Value(place)) for place, key in enumerate(keys)]
    return rows.filter(pk__in=keys).order_by(Case(*places, default=Value(len(places))), "pk") if keys else rows.none()


def ranked(rows: QuerySet, terms: QuerySet, question: Question) -> list[tuple[int, float]]:
    """Keys and ranks, the best first; in two statements."""
    return ranked_each(rows, terms, [question])[0]


def ranked_each(rows: QuerySet, terms: QuerySet, questions: Sequence[Question]) -> list[list[tuple[int, float]]]:
    """The same for some questions at once, in no more statements."""
    worth = worth_of(terms, {term for question in questions for term in question.terms})
    if not worth:
        return [[] for _question in questions]
    found: dict[int, dict[str, int]] = defaultdict(dict)
    near = terms.filter(term__in=list(worth), lesson__in=candidates(rows, terms, worth, MOST_FOUND * len(questions)))
    for lesson, term, weight in near.values_list("lesson", "term", "weight"):
        found[lesson][term] = weight
    return [best_of(question, worth, found) for question in questions]


def best_of(question: Question, worth: dict[str, float], found: dict[int, dict[str, int]]) -> list[tuple[int, float]]:
    """Of what was found the lessons that answer one question well enough."""
    ranks = sorted(((rank(question, worth, have), key) for key, have in found.items()), reverse=True)[:MOST_FOUND]
    return [(key, value) for value, key in ranks if value >= max(AT_LEAST, ranks[0][0] * NEAR_ENOUGH)]


def candidates(rows: QuerySet, terms: QuerySet, worth: dict[str, float], most: int) -> QuerySet:
    """Those that share the most with the question, as keys."""
    values = [When(term=term, then=Value(value)) for term, value in worth.items()]
    weighed = Cast("weight", FloatField()) * Case(*values, default=Value(0.0), output_field=FloatField())
    among = terms.filter(term__in=list(worth), lesson__in=rows.order_by().values("pk"))
    best = among.values("lesson").annotate(shared=Sum(weighed)).order_by("-shared", "-lesson")
    return best.values("lesson")[:most]


def worth_of(terms: QuerySet, asked: Iterable[str]) -> dict[str, float]:
    """What finding each of them says: the rarer, the more; what is not known at all is left out."""
    known = dict(terms.filter(term__in=list(asked)).values_list("term").annotate(Count("pk")).order_by())
    lessons = known.pop(EVERY, 1)
    return {term: math.log(1 + lessons / count) for term, count in known.items()}


def rank(question: Question, worth: dict[str, float], have: dict[str, int]) -> float:
    """How well one lesson answers: the share of what its words say, and of what its pieces say."""
    rare = max(worth.values())
    said = [(worth.get(word.key, rare), answered(word, have)) for word in question.words]
    by_words = sum(value * share for value, share in said) / (sum(value for value, _share in said) or 1)
    known = sum(worth.get(piece, rare) for piece in question.pieces)
    by_pieces = sum(worth[piece] * full(have[piece] * 2) for piece in question.pieces if piece in have)
    return by_words + (PIECES * by_pieces / known if known else 0)


def answered(word: Word, have: dict[str, int]) -> float:
    """How well it has this word: as typed, by another word for it, or misspelt."""
    best = [full(have[key]) for key in (word.key, *word.joined) if key in have]
    best += [ALSO * full(have[other]) for other in word.also if other in have]
    if not best and len(word.pieces) > 2:
        share = sum(piece in have for piece in word.pieces) / len(word.pieces)
        best.append(max(0.0, (share - CHANCE) / (1 - CHANCE)) / 2)
    return max(best, default=0.0)


def full(weight: float) -> float:
    """A word said often or in the title counts more, but never twice as much as one said clearly."""
    return weight / (weight + HALF)
