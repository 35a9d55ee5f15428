"""What the portal knows already of what a lesson grows from: laid out as a draft, so that nobody types it again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assessments.models import Visit, VisitPhoto
from moralprovince.core import thai
from moralprovince.core.models import StoredFile
from moralprovince.core.templatetags.portal import number
from networks.models import Activity, ActivityPhoto, District, Organisation, ProgrammeYear, SectorNetwork, Virtue
from pledges.models import Commitment, Evidence, Pledge, Progress

from .models import Topic

MOST_PICTURES, MOST_TOPICS, MOST_FIGURES = 8, 3, 12
PROBLEM, AIM, PLAN, DONE, RESULT = "problem", "aim", "plan", "done", "result"
STRENGTHS, OBSTACLES, ADVICE, NEXT, ABOUT = "strengths", "obstacles", "advice", "next", "about"
# Which of it answers a question, by the question's code; what nobody knows yet stays empty.
ANSWERS: dict[str, tuple[str, ...]] = {
    "expected": (AIM, PLAN), "happened": (DONE, RESULT), "why": (STRENGTHS, OBSTACLES), "learned": (ADVICE,), "next": (NEXT,),
    "background": (PROBLEM,), "aim": (AIM,), "plan": (PLAN,), "do": (DONE,), "results": (RESULT,), "success": (STRENGTHS,),
    "obstacles": (OBSTACLES,), "recommendations": (ADVICE,), "who": (ABOUT,), "situation": (PROBLEM,), "action": (DONE,),
    "outcome": (RESULT,), "context": (ABOUT,), "objectives": (AIM,), "planned": (PLAN,), "practice": (DONE,),
    "well": (STRENGTHS,),
}  # fmt: skip


@dataclass(frozen=True)
class Source:
    """What a lesson grows from: a body with its pledge and visit, a network, an activity, or nothing of the kind."""

    organisation: Organisation | None = None
    network: SectorNetwork | None = None
    district: District | None = None
    pledge: Pledge | None = None
    visit: Visit | None = None
    activity: Activity | None = None

    @property
    def year(self) -> ProgrammeYear | None:
        """The year it belongs to, where one of them says so."""
        of = self.pledge or self.visit or self.activity
        return of.programme_year if of else None

    @property
    def place(self) -> str:
        """Where it was."""
        return self.activity.place[:200] if self.activity else str(self.organisation or "")[:200]


@dataclass(frozen=True)
class FigureEntry:
    """A number before and after, as it is known or was typed."""

    label: str
    before: Decimal | None = None
    after: Decimal | None = None
    target: Decimal | None = None
    unit: str = ""
    commitment: int | None = None


@dataclass(frozen=True)
class Material:
    """All that is known."""

    problem: str
    good: str
    texts: dict[str, list[str]]
    virtues: list[Virtue]
    topics: list[Topic]
    figures: list[FigureEntry]
    commitments: list[Commitment]
    # With their words; only those whose people agreed.
    pictures: list[tuple[StoredFile, str]]

    def answers(self, codes: Iterable[str]) -> dict[str, str]:
        """What is known to answer each question, line by line; it stands under the first question it fits."""
        left, found = dict(self.texts), {}
        for code in codes:
            found[code] = "\n".join(line for kind in ANSWERS.get(code, ()) for line in left.pop(kind, ()))
        return found


def newest_of(organisation: Organisation, user: Any) -> Source:
    """A body with its newest pledge and its newest visit, as far as this person may read them."""
    pledges = Pledge.objects.visible_to(user).filter(organisation=organisation).exclude(state="draft")
    pledge = pledges.select_related("programme_year").order_by("-programme_year__fiscal_year", "-pk").first()
    visits: Any = Visit.objects.visible_to(user).filter(organisation=organisation)
    visit = visits.made().order_by("-visited_on", "-pk").first()
    return Source(organisation, organisation.network, organisation.district, pledge, visit)


def material_of(source: Source, user: Any) -> Material:
    """Gather it, as far as this person may read it."""
    lines = list(source.pledge.commitments.select_related("target_virtue")) if source.pledge else []
    last = last_progress(lines, user)
    problem, good = joined(one.problem_to_solve for one in lines), joined(one.good_to_do for one in lines)
    figures = list(figures_of(lines, last))[:MOST_FIGURES]
    texts = texts_of(source, lines, last, figures)
    virtues = [one.target_virtue for one in lines if one.target_virtue]
    virtues += list(source.activity.virtues.all()) if source.activity else []
    said = "\n".join([problem, good, *(one.activity for one in lines), source.activity.name if source.activity else ""])
    return Material(
        problem, good, texts, list(dict.fromkeys(virtues)), topics_in(said), figures, lines, pictures_of(source, user),
    )  # fmt: skip


def joined(texts: Iterable[str]) -> str:
    """Each text once, on lines of its own."""
    return "\n".join(dict.fromkeys(text.strip() for text in texts if text.strip()))


def last_progress(lines: list[Commitment], user: Any) -> dict[int, Progress]:
    """What was reported last of each commitment."""
    sent = Progress.objects.visible_to(user).filter(commitment__in=lines, report__submitted_on__isnull=False)
    return {one.commitment_id: one for one in sent.order_by("report__due_on", "pk")}


def figures_of(lines: list[Commitment], last: dict[int, Progress]) -> Iterator[FigureEntry]:
    """Before and after of each commitment that is counted."""
    for one in lines:
        told = last.get(one.pk)
        after = told.actual if told else None
        label = one.indicator or one.activity
        if label and (one.baseline is not None or after is not None):
            yield FigureEntry(label, one.baseline, after, one.target, one.unit, one.pk)


def texts_of(
    source: Source, lines: list[Commitment], last: dict[int, Progress], figures: list[FigureEntry]
) -> dict[str, list[str]]:
    """What is known, by what it tells of."""
    visit, activity = source.visit, source.activity
    done = [f"{one.activity}: {last[one.pk].words}" for one in lines if one.pk in last and last[one.pk].words]
    done += [activity.result] if activity and activity.result else []
    texts = {
        ABOUT: list(about(source.organisation)),
        PROBLEM: [one.problem_to_solve for one in lines if one.problem_to_solve],
        AIM: [one.good_to_do for one in lines if one.good_to_do] + [aimed(one) for one in figures if one.target is not None],
        PLAN: [one.activity for one in lines if one.activity],
        DONE: done,
        RESULT: [reached(one) for one in figures if one.after is not None],
    }
    if visit:
        texts[DONE] += lines_of(visit.found)
        texts |= {STRENGTHS: lines_of(visit.strengths), OBSTACLES: lines_of(visit.obstacles), ADVICE: lines_of(visit.advice)}
        texts[NEXT] = [agreed(one) for one in visit.agreements.all()]
    return texts


def lines_of(text: str) -> list[str]:
    """A text, or nothing."""
    return [text] if text else []


def about(body: Organisation | None) -> Iterator[str]:
    """Who they are."""
    if body:
        yield f"{body.name} ({body.get_kind_display()}) · {body.district}"
        if body.members:
            yield _("%(count)s members") % {"count": f"{body.members:,}"}


def aimed(one: FigureEntry) -> str:
    """What was to be reached."""
    given = {"what": one.label, "target": number(one.target), "unit": one.unit, "before": number(one.before)}
    if one.before is None:
        return (_("%(what)s: aimed at %(target)s %(unit)s") % given).strip()
    return (_("%(what)s: from %(before)s to %(target)s %(unit)s") % given).strip()


def reached(one: FigureEntry) -> str:
    """What was reached."""
    given = {"what": one.label, "after": number(one.after), "unit": one.unit, "before": number(one.before)}
    if one.before is None:
        return (_("%(what)s: now %(after)s %(unit)s") % given).strip()
    return (_("%(what)s: was %(before)s, now %(after)s %(unit)s") % given).strip()


def agreed(one: Any) -> str:
    """What was agreed at the visit: what, who, by when."""
    parts = [one.what, one.who, thai.day_short(one.due_on) if one.due_on else ""]
    return " · ".join(part for part in parts if part)


def topics_in(text: str) -> list[Topic]:
    """Topics whose name or other words stand in a text, those named most often first."""
    said, counted = thai.canonical(text), []
    for topic in Topic.objects.all():
        keys = [thai.canonical(word) for word in (topic.name, *topic.synonyms.splitlines())]
        if times := sum(said.count(key) for key in keys if key):
            counted.append((-times, topic.order, topic))
    return [topic for _times, _order, topic in sorted(counted, key=lambda one: one[:2])[:MOST_TOPICS]]


def pictures_of(source: Source, user: Any) -> list[tuple[StoredFile, str]]:
    """Pictures of the visit, the activity and the reports whose people agreed to their use."""
    found: list[Any] = []
    if source.visit:
        found += agreed_pictures(VisitPhoto.objects.visible_to(user).filter(visit=source.visit))
    if source.activity:
        found += agreed_pictures(ActivityPhoto.objects.visible_to(user).filter(activity=source.activity))
    if source.pledge:
        found += agreed_pictures(Evidence.objects.visible_to(user).filter(report__pledge=source.pledge))
    return list({one.file.sha256: (one.file, one.caption) for one in found}.values())[:MOST_PICTURES]


def agreed_pictures(rows: QuerySet) -> list[Any]:
    """The pictures among them that may be shown, the newest first."""
    shown = rows.filter(consent=True, file__content_type__startswith="image/").select_related("file")
    return list(shown.order_by("-added_at", "-pk")[:MOST_PICTURES])
