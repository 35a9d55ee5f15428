"""Writes what a search finds lessons by; an action calls `index` in the transaction in which it writes the lesson."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from django.db import transaction
from django.db.models import QuerySet, prefetch_related_objects

from moralprovince.core.segments import grams, words

from .models import Lesson, SearchTerm
from .querysets.finding import EVERY

# What a word counts where it stands; a word said again and again counts no more than HEAVIEST.
TITLE, PROBLEM, LEAD, GOOD, TOPIC, SYNONYM, WHOSE, PASSAGE = 9, 6, 4, 4, 4, 2, 2, 1
HEAVIEST = 20
# What a piece of a word counts in the title, and in the other words of the head.
PIECE_OF_TITLE, PIECE = 3, 1
BATCH = 200
READ_ALONG = ("topics", "virtues", "passages")


def index(lesson: Lesson) -> None:
    """Write its words anew."""
    index_all([lesson])


@transaction.atomic
def index_all(lessons: Iterable[Lesson]) -> int:
    """Write the words of many lessons anew; returns how many words and pieces there are."""
    rows = list(lessons)
    prefetch_related_objects(rows, *READ_ALONG, "organisation", "network", "district")
    SearchTerm.objects.filter(lesson__in=[one.pk for one in rows]).delete()
    return len(SearchTerm.objects.bulk_create((term for one in rows for term in terms_of(one)), batch_size=2000))


def rebuild(lessons: QuerySet[Lesson]) -> int:
    """All of them, some at a time; returns how many lessons there are."""
    keys = list(lessons.order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(keys), BATCH):
        index_all(lessons.filter(pk__in=keys[at : at + BATCH]))
    return len(keys)


def terms_of(lesson: Lesson) -> Iterator[SearchTerm]:
    """Its words by their weight, and the pieces of its head."""
    weights: Counter[str] = Counter({EVERY: 1})
    for weight, text in texts_of(lesson):
        for word, times in Counter(text if isinstance(text, tuple) else words(text)).items():
            weights[word] += weight * min(times, 3)
    for piece in grams(head_keys(lesson)):
        weights[f"~{piece}"] = PIECE
    for piece in grams(["".join(words(lesson.title))]):
        weights[f"~{piece}"] = PIECE_OF_TITLE
    for term, weight in weights.items():
        yield SearchTerm(lesson=lesson, term=term, weight=min(weight, HEAVIEST))


def texts_of(lesson: Lesson) -> Iterator[tuple[int, str | tuple[str, ...]]]:
    """What is said in it, each with what its words count; of a topic its words, which are cut once for all lessons."""
    yield from ((TITLE, lesson.title), (PROBLEM, lesson.problem), (LEAD, lesson.lead), (GOOD, lesson.good))
    for topic in lesson.topics.all():
        yield TOPIC, known_words(f"{topic.name} {topic.name_en}")
        yield SYNONYM, known_words(topic.synonyms)
    yield WHOSE, " ".join([*(virtue.name for virtue in lesson.virtues.all()), lesson.place, *whose(lesson)])
    yield PASSAGE, "\n".join(passage.text for passage in lesson.passages.all())


def whose(lesson: Lesson) -> Iterator[str]:
    """The names of body, network and district."""
    for one in (lesson.organisation, lesson.network, lesson.district):
        if one:
            yield one.name


def head_keys(lesson: Lesson) -> Iterator[str]:
    """The head as it would be typed in one go: what a misspelt question is compared with."""
    for text in (lesson.problem, lesson.lead, lesson.good):
        yield "".join(words(text))
    for topic in lesson.topics.all():
        yield from ("".join(known_words(line)) for line in (topic.name, *topic.synonyms.splitlines()))


@lru_cache(maxsize=1024)
def known_words(text: str) -> tuple[str, ...]:
    """The words of a text that many lessons have: a topic, and what else it is called."""
    return tuple(words(text))
