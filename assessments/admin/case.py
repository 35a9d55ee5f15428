"""Reads one case as its review page shows it: what the reader may see of others' scores, and what she may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessments.actions.assignments import OPEN, assessors_of
from assessments.actions.guards import UNDER_REVIEW
from assessments.items import Item, items_of, with_evidence, with_questions
from assessments.models import Assessment, AssessorAssignment, AssessorScore
from assessments.permissions import can_manage_assessments
from assessments.standing import Standing, standing_of
from assessments.workflow import ASSESSMENT
from moralprovince.core.errors import Outpaced, Refused
from moralprovince.core.models import User

# What hangs on the case of a body, read with it; each further table costs PostgreSQL more to plan than to read. The few cases
# of a district or the province ask once more.
ABOUT = ("organisation__network", "organisation__district", "programme_year", "criteria_set")

STILL_SCORING = _(
    "The assessors are still scoring. Once all of them have finished, the committee’s scores and the level are entered here."
)
DECIDED = _("This case is decided. There is nothing left to do on this page.")
WAITS = dict.fromkeys(("certified", "sent_up", "confirmed", "announced"), DECIDED) | {
    "recommended": _("A level is recommended. The sub-committee certifies it in a session."),
    "returned": _("It was returned to be completed, and comes back here when it is sent again."),
    "withdrawn": _("It was withdrawn. There is nothing left to do on this page."),
}


@dataclass
class Line:
    """One item: what the body says, what each assessor gives, what the committee gives, what was asked."""

    item: Item
    # The reader's own scores, as an assessor.
    mine: AssessorScore | None = None
    # All assessors, in the order in which they got it, where the reader may know.
    others: list[tuple[AssessorAssignment, AssessorScore]] = field(default_factory=list)
    typed: Mapping[str, str] = field(default_factory=dict)
    # What a refusal says, by field.
    notes: Mapping[str, object] = field(default_factory=dict)

    def value_of(self, name: str, stored: object) -> str:
        """What was typed a moment ago and refused, else what is stored."""
        return self.typed.get(f"{name}-{self.item.number}", "" if stored is None else str(stored))

    @property
    def my_value(self) -> str:
        """The reader's own score in its field."""
        return self.value_of("value", self.mine.value if self.mine else None)

    @property
    def my_remark(self) -> str:
        """Her remark."""
        return self.value_of("remark", self.mine.remark if self.mine else "")

    @property
    def committee_value(self) -> str:
        """The committee's score; before there is one, that on which the assessors agree."""
        stored = self.item.score.committee_score
        return self.value_of("committee", self.agreed if stored is None else stored)

    @property
    def committee_reason(self) -> str:
        """The committee's reason."""
        return self.value_of("reason", self.item.score.reason)

    @property
    def return_reason(self) -> str:
        """What is to be completed."""
        return self.value_of("return", self.item.score.return_reason)

    @property
    def stands(self) -> str:
        """What the committee's score and reason are now, where she typed something else."""
        score, typed = self.item.score, (self.committee_value, self.committee_reason.strip())
        stored = ("" if score.committee_score is None else str(score.committee_score), score.reason)
        return "" if typed == stored else " · ".join(filter(None, stored)) or "–"

    @property
    def question(self) -> str:
        """A question that was typed and not taken."""
        return self.value_of("ask", "")

    @property
    def told(self) -> dict[str, object]:
        """What a refusal says at the fields of this item, by their column."""
        said = {column: self.notes.get(f"{column}-{self.item.number}") for column in ("value", "committee", "reason", "ask")}
        return {column: sentence for column, sentence in said.items() if sentence}

    @property
    def given(self) -> list[int]:
        """What the assessors give, where the reader may know."""
        return [score.value for _who, score in self.others if score.value is not None]

    @property
    def agreed(self) -> int | None:
        """The score on which all assessors agree."""
        return self.given[0] if len(set(self.given)) == 1 else None

    @property
    def spread(self) -> int:
        """How far apart they are."""
        return max(self.given) - min(self.given) if self.given else 0


@dataclass
class Case:
    """The page of one case for one reader."""

    assessment: Assessment
    reader: User
    typed: Mapping[str, str] = field(default_factory=dict)
    refused: Refused | None = None

    @cached_property
    def assignments(self) -> list[AssessorAssignment]:
        """Who has it now; read with the case where the queue read it."""
        held: list[AssessorAssignment] | None = getattr(self.assessment, "held", None)
        if held is not None:
            return held
        return list(self.assessment.assignments.filter(released_at__isnull=True).select_related("assessor"))

    @cached_property
    def mine(self) -> AssessorAssignment | None:
        """The reader's own assignment."""
        return next((one for one in self.assignments if one.assessor_id == self.reader.pk), None)

    @property
    def done(self) -> int:
        """How many assessors are done."""
        return sum(1 for one in self.assignments if one.done_at)

    @property
    def all_done(self) -> bool:
        """Is nobody scoring any more?"""
        return self.done == len(self.assignments)

    @cached_property
    def steps(self) -> dict[str, bool]:
        """The steps she can take now, by name."""
        return {step.name: True for step in ASSESSMENT.possible(self.reader, self.assessment)}

    @property
    def may_score(self) -> bool:
        """Her own scores are still open."""
        return self.mine is not None and self.mine.done_at is None and self.assessment.state in UNDER_REVIEW

    @property
    def may_read_history(self) -> bool:
        """It tells the committee's scores: not to somebody who is still scoring."""
        return self.mine is None or self.mine.done_at is not None

    @property
    def may_recommend(self) -> bool:
        """The committee's scores and the recommendation are hers to enter now."""
        return "recommend" in self.steps and self.all_done

    @cached_property
    def may_manage(self) -> bool:
        """Give the case out and take it back."""
        return self.assessment.state in OPEN and can_manage_assessments(self.reader, self.assessment.province_id)

    @property
    def awaited(self) -> Any:
        """What the case waits for, where its reader can do no more than wait; empty where there is something to press."""
        if self.assessment.state in UNDER_REVIEW:
            return "" if self.may_score or self.all_done else STILL_SCORING
        return WAITS.get(self.assessment.state, "")

    @property
    def may_assign(self) -> bool:
        """Give it to more assessors."""
        return self.may_manage and self.assessment.state in UNDER_REVIEW

    @cached_property
    def candidates(self) -> list[User]:
        """Assessors who do not have it yet."""
        held = {one.assessor_id for one in self.assignments}
        return [one for one in assessors_of(self.assessment.province_id) if one.pk not in held] if self.may_assign else []

    @property
    def outpaced(self) -> bool:
        """Has somebody else saved it since the page was opened?"""
        return isinstance(self.refused, Outpaced)

    @property
    def version(self) -> int | str:
        """What the next save is held to: what was shown, and once she sees what stands now, that."""
        stored = self.assessment.version
        return stored if self.outpaced else self.typed.get("version") or stored

    @property
    def boxes(self) -> set[str]:
        """The fields that stand on the page for her, as their labels name them."""
        about = self.assessment
        columns = {"value": self.may_score, "committee": self.may_recommend, "reason": self.may_recommend,
                   "ask": "return" in self.steps}  # fmt: skip
        single = {
            "level": self.may_recommend, "recommendation": self.may_recommend, "assessor": self.candidates,
            "note": {"return", "reconsider", "withdraw"} & self.steps.keys(), "reason": about.organisation or about.district,
        }  # fmt: skip
        items = {f"{name}-{line.item.number}" for name, there in columns.items() if there for line in self.lines}
        return items | {name for name, there in single.items() if there}

    @cached_property
    def notes(self) -> list[tuple[str, object]]:
        """Each field that a refusal is about, empty where none is on the page, and what is said of it."""
        if self.refused is None:
            return []
        boxes = self.boxes
        found = [(name if name in boxes else "", said) for name, said in self.refused.notes.items()]
        return found or [("", self.refused.shown)]

    @property
    def said(self) -> dict[str, object]:
        """The same by field."""
        return {name: said for name, said in self.notes if name}

    @property
    def numbers(self) -> range:
        """The scores that can be given."""
        return range(self.assessment.criteria_set.max_score + 1)

    @cached_property
    def lines(self) -> list[Line]:
        """Every item in order."""
        items = with_questions(with_evidence(items_of(self.assessment)))
        notes = self.refused.notes if self.refused else {}
        lines = {item.score.pk: Line(item, typed=self.typed, notes=notes) for item in items}
        holders = {one.pk: one for one in self.assignments}
        scores = AssessorScore.objects.visible_to(self.reader).filter(assignment__in=holders).order_by("assignment", "pk")
        # Before all are done nobody but an assessor sees any, and she her own.
        for score in scores if holders and (self.mine or self.all_done) else ():
            if self.mine and score.assignment_id == self.mine.pk:
                lines[score.score_id].mine = score
            if self.all_done:
                lines[score.score_id].others.append((holders[score.assignment_id], score))
        return list(lines.values())

    @property
    def self_standing(self) -> Standing:
        """The level of the body's own scores."""
        return standing_of(self.assessment, [line.item.score.self_score for line in self.lines])

    @property
    def my_standing(self) -> Standing:
        """The level of the reader's own scores."""
        return standing_of(self.assessment, [line.mine.value if line.mine else None for line in self.lines])

    @property
    def committee_standing(self) -> Standing:
        """The level of the committee's scores."""
        return standing_of(self.assessment, [line.item.score.committee_score for line in self.lines])

    @property
    def others_standing(self) -> list[tuple[AssessorAssignment, Standing]]:
        """The level of each assessor's scores, once all are done."""
        given: dict[AssessorAssignment, list[int | None]] = {}
        for line in self.lines:
            for who, score in line.others:
                given.setdefault(who, []).append(score.value)
        whole = {who: values for who, values in given.items() if len(values) == len(self.lines)}
        return [(who, standing_of(self.assessment, values)) for who, values in whole.items()]

    @property
    def levels(self) -> list[tuple[int, str]]:
        """What can be recommended, by number and name."""
        numbers = [0, *sorted(level.number for level in self.assessment.criteria_set.levels.all())]
        return [(number, self.assessment.criteria_set.level_name(number, self.assessment.kind)) for number in numbers]
