"""Lessons of the demo, told in `demo_data/lessons` topic by topic: a few are lived, the others come by a bulk road."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from django.utils import timezone

from lessons.actions.lessons import LessonContent, begin_lesson, write_lesson
from lessons.actions.reviewing import propose_lesson, publish_lesson, return_lesson
from lessons.indexing import index_all
from lessons.material import Source
from lessons.models import Lesson, LessonPerson, Method, Passage, Question, Topic
from moralprovince.core.models import User
from moralprovince.core.public_stamp import changed
from networks.models import Organisation, ProgrammeYear, Virtue

from .calendar import DemoCalendar
from .clock import at
from .lives import full_lives
from .people import People

FOLDER = Path(__file__).resolve().parent.parent / "demo_data" / "lessons"
# What became of those that contacts wrote: the last one is still being written.
FATES = ("published", "published", "published", "proposed", "returned", "draft")
RETURNED = "ขอให้บอกตัวเลขก่อนและหลัง และเล่าว่าใครเป็นผู้เริ่ม"


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


def tell_lessons(year: ProgrammeYear, people: People, calendar: DemoCalendar, chance: Random) -> int:
    """A few written by contacts, step by step, all others published; returns how many there are."""
    active = Organisation.objects.filter(province=year.province_id, state="active").order_by("code")
    bodies = list(active.select_related("network", "district"))
    told, lived = told_lessons(), []
    # The contact of the printed account has enough to do.
    mine = [body for body in bodies if body.pk in people.contacts and body.pk != people.printed_contact]
    whole = {one.pk for one in full_lives(year.province_id, people)}
    mine.sort(key=lambda body: body.pk not in whole)
    for body, fate in zip(mine, FATES, strict=False):
        one = next(one for one in told if one.network == body.network.code and one not in lived)
        lived.append(one)
        live(one, body, fate, people, calendar, chance)
    first, last = calendar.first_day + dt.timedelta(days=60), calendar.day - dt.timedelta(days=2)
    telling = Telling(bodies, year, people.officer, first, last)
    return len(lived) + publish_lessons(telling, [one for one in told if one not in lived])


def live(told: Told, body: Organisation, fate: str, people: People, calendar: DemoCalendar, chance: Random) -> None:
    """From the first word of its contact to what became of it."""
    contact, officer, day = people.contacts[body.pk], people.officer, calendar.day - dt.timedelta(days=30)
    with at(day, chance):
        method, source = Method.objects.get(pk=told.method), Source(organisation=body, district=body.district)
        made = begin_lesson(method=method, title=told.title, source=source, province=body.province_id, by=contact)
        write_lesson(lesson=made, content=content_of(told, method, day), version=made.version, by=contact)
    if fate != "draft":
        with at(day + dt.timedelta(days=5), chance):
            propose_lesson(lesson=made, version=made.version, by=contact)
    with at(day + dt.timedelta(days=9), chance):
        if fate == "published":
            publish_lesson(lesson=made, version=made.version, by=officer)
        elif fate == "returned":
            return_lesson(lesson=made, note=RETURNED, by=officer)


def content_of(told: Told, method: Method, day: dt.date) -> LessonContent:
    """What its contact typed."""
    asked = method.questions.order_by("order", "pk")
    return LessonContent(
        title=told.title, lead=told.lead, problem=told.problem, good=told.good, distilled_on=day,
        virtues=tuple(Virtue.objects.filter(pk__in=told.virtues)), topics=tuple(Topic.objects.filter(pk__in=told.topics)),
        passages={question.pk: text for question, text in zip(asked, told.passages, strict=False)},
    )  # fmt: skip


def told_lessons() -> list[Told]:
    """All of them, topic by topic."""
    files = sorted(FOLDER.glob("*.json"))
    return [Told(**one) for path in files for one in json.loads(path.read_text(encoding="utf-8"))]


def publish_lessons(telling: Telling, lessons: Sequence[Told]) -> int:
    """Each at a body that fits, published and found by the search; returns how many found one."""
    told = [(one, body) for one in lessons if (body := telling.body_of(one))]
    rows = [lesson(one, body, telling, number, len(told)) for number, (one, body) in enumerate(told)]
    made = Lesson.objects.bulk_create(rows)
    say_more(list(zip(made, (one for one, _body in told), strict=True)))
    LessonPerson.objects.bulk_create(
        LessonPerson(lesson=one, part=LessonPerson.Part.REVIEWER, name=telling.by.name, user=telling.by) for one in made
    )
    index_all(made)
    changed()
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
