"""Compares: one body over the years item by item, and how many bodies reach each level's score at each item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, When

from networks.models import Organisation

from .models import Assessment, CriteriaSet, CriterionWording, Score
from .querysets.assessments import DECIDED

# What counts of an item: what was certified, and before that what the body says of itself.
COUNTED = Case(
    When(assessment__state__in=DECIDED, committee_score__isnull=False, then=F("committee_score")), default=F("self_score")
)


@dataclass(frozen=True)
class Cell:
    """How many assessments reach a level's score at an item, of how many."""

    item: int
    level: int
    least: int
    count: int
    total: int


@dataclass(frozen=True)
class ItemRow:
    """One item: what it says, to which level it belongs, and its cells from the lowest level up."""

    item: int
    text: str
    level: int
    cells: list[Cell]

    @property
    def asked(self) -> set[int]:
        """The levels that ask for this item."""
        return {cell.level for cell in self.cells}


def sent(rows: QuerySet) -> QuerySet:
    """Assessments that their bodies have sent at least once: only those are compared."""
    return rows.filter(submitted_on__isnull=False).exclude(state="withdrawn")


def with_item_score(rows: QuerySet, item: int, least: int) -> QuerySet:
    """Assessments whose counted score at an item is at least so much: the rows behind a cell."""
    scores = Score.objects.filter(criterion__number=item).annotate(counted=COUNTED).filter(counted__gte=least)
    return sent(rows).filter(pk__in=scores.values("assessment"))


def matrix(rows: QuerySet[Assessment], criteria_set: CriteriaSet, kind: str) -> list[ItemRow]:
    """Items × levels of assessments by one set; two queries beside the levels' own."""
    levels = sorted(criteria_set.levels.all(), key=lambda level: level.number)
    counts = {f"at_{level.number}": Count("pk", filter=Q(counted__gte=level.least_score)) for level in levels}
    scores = Score.objects.filter(assessment__in=sent(rows).order_by(), criterion__criteria_set=criteria_set)
    found = {
        row["criterion__number"]: row
        for row in scores.annotate(counted=COUNTED).order_by().values("criterion__number").annotate(total=Count("pk"), **counts)
    }
    wordings = CriterionWording.objects.filter(criterion__criteria_set=criteria_set, kind=kind).select_related("criterion")
    items = wordings.order_by("criterion__number")
    return [row_of(wording, levels, found.get(wording.criterion.number, {})) for wording in items]


def row_of(wording: CriterionWording, levels: list[Any], found: dict[str, Any]) -> ItemRow:
    """One line of the matrix; an item that a level does not ask for has no cell there."""
    criterion = wording.criterion
    cells = [
        Cell(criterion.number, level.number, level.least_score, found.get(f"at_{level.number}", 0), found.get("total", 0))
        for level in levels
        if criterion.number <= level.items_up_to
    ]
    return ItemRow(criterion.number, wording.text, criterion.level, cells)


@dataclass(frozen=True)
class YearColumn:
    """One assessment of a body: its year, state, level in words, and the counted score of each item."""

    assessment: Assessment
    level: str
    scores: dict[int, int | None]


def over_years(organisation: Organisation, user: Any) -> list[YearColumn]:
    """The assessments of one body that a person may see, oldest first; four queries however many years."""
    rows = Assessment.objects.visible_to(user).filter(organisation=organisation).exclude(state="withdrawn")
    rows = rows.select_related("programme_year", "criteria_set").prefetch_related("criteria_set__levels")
    found = list(rows.order_by("programme_year__fiscal_year"))
    scores: dict[int, dict[int, int | None]] = {case.pk: {} for case in found}
    counted = Score.objects.filter(assessment__in=found).annotate(counted=COUNTED)
    for case, number, score in counted.values_list("assessment", "criterion__number", "counted"):
        scores[case][number] = score
    return [YearColumn(case, level_words(case), scores[case.pk]) for case in found]


def level_words(case: Assessment) -> str:
    """The certified level in words; before that the one it gives itself."""
    level = case.self_level if case.certified_level is None else case.certified_level
    return case.criteria_set.level_name(level, case.kind)
