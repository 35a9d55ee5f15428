"""What the screen of the sub-committee shows of one case: scores, the level they reach, what is missing, the roll-up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import FilteredRelation, OuterRef, Q, Subquery, prefetch_related_objects

from .models import Assessment, CriteriaSet, Criterion, CriterionWording, SessionCase
from .rollup import Advice, thawed
from .rollup_rows import advice_for
from .scoring import Outcome, Rules, ScoresError, outcome_of
from .sentences import sentence_of


@dataclass(frozen=True)
class Line:
    """One item with what the body and the committee give it."""

    number: int
    text: str
    self_score: int | None
    committee_score: int | None
    reason: str

    @property
    def differs(self) -> bool:
        """Does the committee see it differently?"""
        return self.committee_score is not None and self.committee_score != self.self_score


@dataclass(frozen=True)
class Shown:
    """Everything of a case on one screen."""

    case: SessionCase
    criteria_set: CriteriaSet
    lines: list[Line]
    outcome: Outcome | None
    advice: Advice | None
    agenda: Sequence[int] = field(default_factory=tuple)

    @property
    def assessment(self) -> Assessment:
        """The case's assessment."""
        return self.case.assessment

    @property
    def missing(self) -> list[str]:
        """What keeps the next level away, in sentences."""
        return [sentence_of(failure) for failure in self.outcome.failed] if self.outcome else []

    @property
    def next_name(self) -> str:
        """What the next level is called."""
        return self.name_of(self.outcome.next) if self.outcome and self.outcome.next else ""

    def name_of(self, level: int | None) -> str:
        """What a level is called for this kind."""
        return self.criteria_set.level_name(level, self.assessment.kind)

    @property
    def names(self) -> dict[str, Any]:
        """The levels that are said of it, in words."""
        one = self.assessment
        return {
            "own": self.name_of(one.self_level), "recommended": self.name_of(one.recommended_level),
            "certified": self.name_of(one.certified_level),
            "advised": self.name_of(self.advice.level) if self.advice else "",
        }  # fmt: skip

    @property
    def place(self) -> int:
        """Which case of the agenda it is."""
        return self.agenda.index(self.case.pk) + 1

    @property
    def previous(self) -> int | None:
        """The case before it."""
        return self.agenda[self.place - 2] if self.place > 1 else None

    @property
    def next(self) -> int | None:
        """The case after it."""
        return self.agenda[self.place] if self.place < len(self.agenda) else None


def shown(case: SessionCase) -> Shown:
    """Read one case, a few queries; its criteria set comes with it."""
    criteria_set = case.assessment.criteria_set
    prefetch_related_objects([criteria_set], "levels")
    lines = lines_of(case.assessment)
    agenda = list(case.session.cases.order_by("order", "pk").values_list("pk", flat=True))
    return Shown(case, criteria_set, lines, outcome(criteria_set, lines), advice_on(case.assessment), agenda)


def lines_of(assessment: Assessment) -> list[Line]:
    """The items in the official order, worded for this kind, scored or not; one query."""
    wording = CriterionWording.objects.filter(criterion=OuterRef("pk"), kind=assessment.kind).values("text")[:1]
    items = Criterion.objects.filter(criteria_set=assessment.criteria_set_id).annotate(
        wording=Subquery(wording),
        given=FilteredRelation("scores", condition=Q(scores__assessment=assessment.pk)),
    )
    columns = ("number", "wording", "given__self_score", "given__committee_score", "given__reason")
    rows = items.order_by("number").values_list(*columns)
    return [Line(number, text or "", own, committee, reason or "") for number, text, own, committee, reason in rows]


def outcome(criteria_set: CriteriaSet, lines: list[Line]) -> Outcome | None:
    """The level of the committee's scores; None while one is missing."""
    scores = [line.committee_score for line in lines if line.committee_score is not None]
    gates = sorted((level.gate() for level in criteria_set.levels.all()), key=lambda gate: gate.level)
    try:
        return outcome_of(Rules(len(lines), criteria_set.max_score, tuple(gates)), scores)
    except ScoresError:
        return None


def advice_on(assessment: Assessment) -> Advice | None:
    """What was advised when it was decided, else what is advised now."""
    return thawed(assessment.roll_up) or advice_for([assessment]).get(assessment.pk)
