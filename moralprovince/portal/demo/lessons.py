"""Lessons of the demo: what bodies of the province learned, told in `demo_data/lessons`, one file for each topic."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.utils import timezone

from lessons.indexing import index_all
from lessons.models import Lesson, Passage, Question
from moralprovince.core.models import User
from networks.models import Organisation, ProgrammeYear

FOLDER = Path(__file__).resolve().parent.parent / "demo_data" / "lessons"


@dataclass(frozen=True)
class Told:
    """One lesson as its file tells it: passages in the order of the questions of its method."""

    title: str
    method: str
    network: str
    district: str
    topics: list[str]
    virtues: list[str]
    lead: str
    problem: str
    good: str
    passages: list[str]
    # How the name of a fitting body begins, where not every body of the network would do.
    body: str = ""


@dataclass(frozen=True)
class Telling:
    """Whose lessons they may be, of which year, who published them, and on which days."""

    bodies: Sequence[Organisation]
    year: ProgrammeYear
    by: User
    first: dt.date
    last: dt.date
    taken: set[int] = field(default_factory=set)

    def body_of(self, told: Told) -> Organisation | None:
        """A body of its network and district that has no lesson yet, if there is one; else any of them."""
        fit = [
            one for one in self.bodies
            if one.network.code == told.network and one.district.name == told.district and one.name.startswith(told.body)
        ]  # fmt: skip
        body = next((one for one in fit if one.pk not in self.taken), fit[0] if fit else None)
        if body:
            self.taken.add(body.pk)
        return body

    def moment(self, number: int, count: int) -> dt.datetime:
        """The lessons are spread over the days."""
        day = self.first + (self.last - self.first) * number / max(1, count)
        return dt.datetime.combine(day, dt.time(10, number % 60), tzinfo=timezone.get_default_timezone())


def told_lessons() -> list[Told]:
    """All of them, topic by topic."""
    files = sorted(FOLDER.glob("*.json"))
    return [Told(**one) for path in files for one in json.loads(path.read_text(encoding="utf-8"))]


def publish_lessons(telling: Telling) -> int:
    """Each at a body that fits, published and found by the search; returns how many found one."""
    told = [(one, body) for one in told_lessons() if (body := telling.body_of(one))]
    rows = [lesson(one, body, telling, number, len(told)) for number, (one, body) in enumerate(told)]
    made = Lesson.objects.bulk_create(rows)
    say_more(list(zip(made, (one for one, _body in told), strict=True)))
    index_all(made)
    return len(made)


def lesson(told: Told, body: Organisation, telling: Telling, number: int, count: int) -> Lesson:
    """Its head."""
    moment = telling.moment(number, count)
    return Lesson(
        province_id=telling.year.province_id, programme_year=telling.year, method_id=told.method, title=told.title,
        lead=told.lead, problem=told.problem, good=told.good, organisation=body, network=body.network, district=body.district,
        state=Lesson.State.PUBLISHED, distilled_on=(moment - dt.timedelta(days=9)).date(), published_at=moment,
        published_by=telling.by, created_by=telling.by, created_at=moment - dt.timedelta(days=12), updated_at=moment,
    )  # fmt: skip


def say_more(pairs: Iterable[tuple[Lesson, Told]]) -> None:
    """Passages, topics and virtues."""
    pairs = list(pairs)
    asked = questions()
    Passage.objects.bulk_create(one for made, told in pairs for one in passages(made, told, asked[told.method]))
    for through, column, named in (
        (Lesson.topics.through, "topic_id", lambda told: told.topics),
        (Lesson.virtues.through, "virtue_id", lambda told: told.virtues),
    ):
        through.objects.bulk_create(through(lesson=made, **{column: key}) for made, told in pairs for key in named(told))


def questions() -> dict[str, list[Question]]:
    """The questions of each method in their order."""
    found: dict[str, list[Question]] = defaultdict(list)
    for question in Question.objects.order_by("method", "order", "pk"):
        found[question.method_id].append(question)
    return found


def passages(made: Lesson, told: Told, asked: Sequence[Question]) -> Iterator[Passage]:
    """What it says to each question; a question that is not needed may stay without an answer."""
    for question, text in zip(asked, told.passages, strict=False):
        if text:
            yield Passage(lesson=made, question=question, text=text)
