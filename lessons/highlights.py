"""Marks in a text the words that were looked for, and finds the passage that answers best."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from moralprovince.core import segments

from .models import Lesson, Passage
from .querysets.finding import question_of

# So much of a passage stands below a title.
LONGEST_EXCERPT = 150
# A word of so many letters may be marked though it is spelt otherwise, where it shares this much.
LONG_ENOUGH, ALIKE = 5, 0.6


@functools.lru_cache(maxsize=256)
def looked_for(text: str) -> frozenset[str]:
    """The words of a question, with what they make together and other words for them."""
    return frozenset(key for word in question_of(text).words for key in (word.key, *word.joined, *word.also))


def is_meant(piece: str, asked: frozenset[str]) -> bool:
    """Is this one of the words, a part of one, or one in another spelling?"""
    key = segments.word_key(piece)
    if not key or piece in segments.EVERYWHERE:
        return False
    if key in asked or (len(key) > 2 and any(key in one for one in asked)):
        return True
    own = segments.grams([key])
    return len(key) >= LONG_ENOUGH and any(len(own & segments.grams([one])) >= ALIKE * len(own) for one in asked)


def marked(text: str, question: str) -> SafeString:
    """The text as safe HTML, with the words that were looked for between <mark> and </mark>."""
    asked = looked_for(question)
    if not asked:
        return format_html("{}", text)
    parts: list[tuple[bool, str]] = []
    for piece in segments.pieces(text):
        meant = is_meant(piece, asked)
        if parts and parts[-1][0] == meant:
            parts[-1] = (meant, parts[-1][1] + piece)
        else:
            parts.append((meant, piece))
    return format_html_join("", "{}", ((format_html("<mark>{}</mark>", part) if meant else part,) for meant, part in parts))


def with_excerpts(lessons: Sequence[Lesson], question: str) -> Sequence[Lesson]:
    """Each with the piece of its passages that says most of what was looked for; in one statement."""
    asked = looked_for(question)
    if not asked:
        return lessons
    texts: dict[int, list[str]] = {}
    rows = Passage.objects.filter(lesson__in=[one.pk for one in lessons]).order_by("question__order", "pk")
    for lesson, text in rows.values_list("lesson", "text"):
        texts.setdefault(lesson, []).append(text)
    for one in lessons:
        one.excerpt = excerpt_of(texts.get(one.pk, ()), asked)  # type: ignore[attr-defined]
    return lessons


def excerpt_of(texts: Iterable[str], asked: frozenset[str]) -> str:
    """A piece of the text with the most of the words, beginning a little before the first of them."""
    best, most = "", 0
    for text in texts:
        pieces = segments.pieces(text)
        meant = [at for at, piece in enumerate(pieces) if is_meant(piece, asked)]
        if len({pieces[at] for at in meant}) > most:
            best, most = cut(pieces, meant[0]), len({pieces[at] for at in meant})
    return best


def cut(pieces: list[str], at: int) -> str:
    """Some words before that place, and what follows, as long as there is room."""
    first = max(0, at - 8)
    text = "".join(pieces[first:])
    shown = text if len(text) <= LONGEST_EXCERPT else f"{text[:LONGEST_EXCERPT].rstrip()}…"
    return f"…{shown.lstrip()}" if first else shown
