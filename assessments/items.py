"""Reads the items of an assessment as pages show them: wording, bands, evidence, and last year's answer beside each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet

from moralprovince.core.ready import Ready

from .actions.assessments import remember_scores
from .frozen import with_bands
from .joined import Share, share_of
from .models import Assessment, Criterion, EvidenceUse, ItemQuestion, Score, ScoreBand
from .offers import Offered, offers_for, read_evidence

# What a body has not sent, or took back, is no answer of a year.
NOT_SENT = ("self", "withdrawn")

BESIDE = ("file", "evidence__file", "evidence__report__round__programme_year")
EVIDENCE = Ready(lambda case: EvidenceUse.objects.filter(score__assessment=case).select_related(*BESIDE), case=-1)
PEOPLE = ("asked_by", "answered_by")
QUESTIONS = Ready(lambda case: ItemQuestion.objects.filter(score__assessment=case).select_related(*PEOPLE), case=-1)


@dataclass
class Item:
    """One item of an assessment with everything a page says of it."""

    score: Score
    last: Score | None = None
    evidence: list[EvidenceUse] = field(default_factory=list)
    offers: list[Offered] = field(default_factory=list)
    questions: list[ItemQuestion] = field(default_factory=list)
    share: Share | None = None
    proposed: int | None = None

    @property
    def criterion(self) -> Criterion:
        """The item of the form."""
        return self.score.criterion

    @property
    def number(self) -> int:
        """Its place in the form."""
        return self.score.criterion.number

    @property
    def text(self) -> str:
        """What it says to this kind of body."""
        return getattr(self.score, "wording", None) or ""

    @property
    def typical(self) -> str:
        """Which evidence is usual."""
        return getattr(self.score, "typical", None) or ""

    @property
    def bands(self) -> list[ScoreBand]:
        """When which score is given, the highest first."""
        return list(self.criterion.bands.all())

    @property
    def likely(self) -> list[Offered]:
        """Offers that fit by step, commitment or virtue."""
        return [one for one in self.offers if one.rank < 3]

    @property
    def others(self) -> list[Offered]:
        """All other evidence of the year."""
        return [one for one in self.offers if one.rank == 3]


def items_of(assessment: Assessment) -> list[Item]:
    """Every item in its order with wording, bands and last year's answer: enough to take what was typed."""
    rows = list(scores_with_last(assessment))
    own = [row for row in rows if row.assessment_id == assessment.pk]
    for row in own:
        row.assessment = assessment
    remember(assessment, own)
    with_bands(assessment.criteria_set, [row.criterion for row in own])
    last = last_answers(assessment, rows)
    return [Item(score, last.get(score.criterion.number)) for score in own]


def with_evidence(items: list[Item]) -> list[Item]:
    """The pieces under every item of a case, in one query."""
    for item in items:
        item.evidence = []
    for item, use in hanging_on(items, EVIDENCE):
        item.evidence.append(use)
    return items


def hanging_on(items: list[Item], asked: Ready) -> Iterator[tuple[Item, Any]]:
    """What is asked about the scores of the one case they are of, each with its item."""
    by_score = {item.score.pk: item for item in items}
    rows = asked.rows(case=items[0].score.assessment_id) if items else ()
    return ((by_score[one.score_id], one) for one in rows if one.score_id in by_score)


def with_questions(items: list[Item]) -> list[Item]:
    """What assessors asked about every item of a case and what was answered, in one query."""
    for item, question in hanging_on(items, QUESTIONS):
        item.questions.append(question)
    return items


def with_offers(items: list[Item], assessment: Assessment) -> list[Item]:
    """What reports of the year have to offer each item, and the score that its pledge proposes."""
    pieces, share = read_evidence(assessment), share_of(assessment)
    for item in items:
        item.offers = offers_for(item.number, pieces, [use.evidence_id for use in item.evidence if use.evidence_id])
        item.share, item.proposed = share, share.score_for(item.criterion) if share else None
    return items


def scores_with_last(assessment: Assessment) -> Iterator[Score]:
    """The items of this assessment and those of earlier years of the same subject, in one query, with wording."""
    subject = {name: key for name in ("organisation", "district") if (key := getattr(assessment, f"{name}_id"))}
    year, code = assessment.programme_year.fiscal_year, assessment.criteria_set.code
    about = {"case": assessment.pk, "kind": assessment.kind, "province": assessment.province_id, "year": year, "code": code}
    return ANSWERS[next(iter(subject), "province")].rows(**about, **subject)


def answers(
    case: int, kind: str, province: str, year: int, code: str, organisation: int | None = None, district: str | None = None
) -> QuerySet[Score]:
    """Those items, of a body, a district or, with neither, the province itself."""
    subject = Q(assessment__kind=kind, assessment__province=province,
                assessment__organisation=organisation, assessment__district=district)  # fmt: skip
    earlier = Q(
        assessment__programme_year__fiscal_year__lt=year, assessment__criteria_set__code=code
    ) & ~Q(assessment__state__in=NOT_SENT)  # fmt: skip
    said = FilteredRelation("criterion__wordings", condition=Q(criterion__wordings__kind=kind))
    # The subject stands outside the “or”: a few assessments of one body are found by their index, whatever the year has.
    rows = Score.objects.filter(subject, Q(assessment=case) | earlier).annotate(said=said)
    rows = rows.annotate(wording=F("said__text"), typical=F("said__evidence"))
    # Of earlier assessments a page tells the year and nothing else.
    rows = rows.annotate(year=F("assessment__programme_year__fiscal_year")).select_related("criterion")
    return rows.order_by("-year", "criterion__number")


# No year before the first one is asked about: Django would leave such a question out.
ALIKE: dict[str, Any] = {"case": -1, "kind": "kind", "province": "province", "year": 9999, "code": "code"}
# Written out for each kind of subject: what is null is asked in other words.
ANSWERS = {
    "organisation": Ready(answers, organisation=-3, **ALIKE),
    "district": Ready(answers, district="district", **ALIKE),
    "province": Ready(answers, **ALIKE),
}


def last_answers(assessment: Assessment, rows: Iterable[Score]) -> dict[int, Score]:
    """By number, the answers of the newest earlier year by the same criteria."""
    earlier = [row for row in rows if row.assessment_id != assessment.pk]
    newest = max((row.year for row in earlier), default=0)  # type: ignore[attr-defined]
    return {row.criterion.number: row for row in earlier if row.year == newest}  # type: ignore[attr-defined]


def remember(assessment: Assessment, scores: list[Score]) -> None:
    """What was read here need not be read again to count levels or to save."""
    remember_scores(assessment, scores)
    kept = assessment.criteria_set.__dict__.setdefault("_prefetched_objects_cache", {})
    kept["criteria"] = [score.criterion for score in scores]
