"""Organisations like yours solved this: chooses published lessons for a problem as somebody has it, and says why each fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from moralprovince.core import segments
from networks.models import Organisation

from .indexing import known_words
from .models import Lesson, SearchTerm, Topic
from .querysets.finding import Question, question_of, ranked_each

MOST = 3
# So many of the words that both say are named.
MOST_WORDS = 3
# How often and when is no problem.
OFTEN = ("ละ", "วัน", "เดือน", "ปี", "สัปดาห์", "อาทิตย์", "เช้า", "เย็น", "วันละ", "เดือนละ", "ปีละ")
WHEN = frozenset(map(segments.word_key, OFTEN))
# What of it is looked at for one problem.
LONGEST_PROBLEM = 200
# What each of these adds to how well the words fit.
TOPIC, NETWORK, VIRTUE, KIND, DISTRICT, SIZE = 0.15, 0.10, 0.08, 0.06, 0.06, 0.05
# Bodies are of like size where the larger has no more than twice the members.
AS_LARGE = 2


@dataclass(frozen=True)
class Situation:
    """A problem as somebody has it: in her words, with the virtue she aims at, and whose it is."""

    text: str
    body: Organisation
    virtue: str = ""

    def asked(self) -> Question:
        """As the index knows it."""
        return question_of(self.text[:LONGEST_PROBLEM])


@dataclass(frozen=True)
class Fit:
    """A lesson that fits, and why."""

    lesson: Lesson
    reasons: list[str]

    @property
    def why(self) -> str:
        """In one line."""
        return " · ".join(self.reasons)


def like_yours(situations: Sequence[Situation], most: int = MOST) -> list[Fit]:
    """The best lesson for each problem, then the second best, until there are enough; none of the body's own."""
    if not situations:
        return []
    pairs = [(situation, situation.asked()) for situation in situations]
    terms, questions = SearchTerm.objects.all(), [question for _situation, question in pairs]
    ranks = ranked_each(lessons_for(situations[0].body), terms, questions)
    rows = read({key for found in ranks for key, _rank in found})
    lists = [
        sorted(near(found), key=lambda one, pair=pair: -worth(rows[one[0]], one[1], *pair))  # type: ignore[misc]
        for found, pair in zip(ranks, pairs, strict=True)
    ]
    return list(in_turn(lists, rows, pairs, most))


def near(found: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """Those whose words fit at least half as well as the best: one word in common is no help."""
    return [one for one in found if one[1] >= found[0][1] / 2]


def in_turn(
    lists: list[list[tuple[int, float]]], rows: dict[int, Lesson], asked: list[tuple[Situation, Question]], most: int
) -> Iterator[Fit]:
    """One of each list after the other, each lesson once."""
    seen: set[int] = set()
    for place in range(most):
        for found, (situation, question) in zip(lists, asked, strict=True):
            key = found[place][0] if place < len(found) else None
            if key is not None and key not in seen and len(seen) < most:
                seen.add(key)
                yield Fit(rows[key], list(reasons(rows[key], situation, question)))


def lessons_for(body: Organisation) -> QuerySet[Lesson]:
    """What is published in its province, but not what it wrote itself."""
    rows = Lesson.objects.public().filter(province=body.district.province_id)  # type: ignore[attr-defined]
    return rows.exclude(organisation=body.pk) if body.pk else rows


def read(keys: set[int]) -> dict[int, Lesson]:
    """These lessons with what is compared."""
    rows = Lesson.objects.filter(pk__in=keys).select_related("organisation", "network", "district")
    return {one.pk: one for one in rows.prefetch_related("topics", "virtues")}


def worth(lesson: Lesson, rank: float, situation: Situation, question: Question) -> float:
    """How well its words fit, and a little more for each thing the two have in common."""
    more = TOPIC if topic_of(lesson, question) else 0
    return rank * (1 + more + sum(more for more, same in common(lesson, situation) if same))


def common(lesson: Lesson, situation: Situation) -> Iterator[tuple[float, bool]]:
    """What the two may have in common, and whether they have."""
    body, other = situation.body, lesson.organisation
    yield NETWORK, lesson.network_id == body.network_id
    yield VIRTUE, situation.virtue in {one.code for one in lesson.virtues.all()}
    yield KIND, bool(other and other.kind == body.kind)
    yield DISTRICT, lesson.district_id == body.district_id
    yield SIZE, as_large(body, other)


def as_large(one: Organisation, other: Organisation | None) -> bool:
    """Have both about as many members?"""
    few, many = sorted((one.members or 0, (other.members if other else 0) or 0))
    return few > 0 and many <= few * AS_LARGE


def reasons(lesson: Lesson, situation: Situation, question: Question) -> Iterator[str]:
    """Why it fits, in a few words each: the problem first."""
    network, virtue, kind, district, size = (same for _more, same in common(lesson, situation))
    if about := problem_of(lesson, situation, question):
        yield _("Same problem: %(problem)s") % {"problem": about}
    if virtue:
        yield _("Same virtue: %(virtue)s") % {
            "virtue": next(one for one in lesson.virtues.all() if one.code == situation.virtue)
        }
    if network:
        yield _("Same network")
    elif kind:
        yield _("Same kind: %(kind)s") % {"kind": situation.body.get_kind_display()}
    if size:
        yield _("About as large")
    if district:
        yield _("Same district")


def problem_of(lesson: Lesson, situation: Situation, question: Question) -> str:
    """The topic that both name; else the words that stand in both."""
    if topic := topic_of(lesson, question):
        return str(topic)
    asked = {key for word in question.words for key in (word.key, *word.joined)}
    head = set(segments.words(f"{lesson.title} {lesson.problem}")) - WHEN
    pieces = segments.pieces(situation.text[:LONGEST_PROBLEM])
    both = dict.fromkeys(piece for piece in pieces if segments.word_key(piece) in asked & head)
    return ", ".join(list(both)[:MOST_WORDS])


def topic_of(lesson: Lesson, question: Question) -> Topic | None:
    """The topic of the lesson that is named most often: by its name, or by another word for it."""
    asked = [key for word in question.words for key in (word.key, *word.joined)]
    named = [(sum(key in words_of(topic) for key in asked), topic) for topic in lesson.topics.all()]
    most, topic = max(named, key=lambda one: one[0], default=(0, None))
    return topic if most else None


def words_of(topic: Topic) -> frozenset[str]:
    """The words of a topic's name and of what else it is called."""
    return frozenset((*known_words(f"{topic.name} {topic.name_en}"), *known_words(topic.synonyms)))
