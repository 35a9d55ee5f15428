"""The results as the Department of Religious Affairs takes them: which column holds what is data, not code."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase

from assessments.models import Assessment, Criterion, Decision
from moralprovince.core.exports import FORMATS
from moralprovince.core.tables import table_response
from networks.naming import call_as_then, then

FILE = Path(__file__).parent.parent / "reference" / "results-columns.json"
CHUNK = 500
# Repeated for every item of the criteria.
BY_ITEM = ("item_score", "item_self_score", "item_reason")
ABOUT = ("province", "programme_year", "organisation__network", "organisation__district", "district", "outstanding_award")
BEFORE = ("scores__criterion", "criteria_set__levels")


@dataclass(frozen=True)
class Column:
    """One column: what stands above it, what it holds, how a cell is written; the item where it is of one."""

    heading: str
    value: str
    kind: str
    item: int | None = None


@dataclass(frozen=True)
class Result:
    """One row: the assessment, its decision, and its place in the list."""

    place: int
    assessment: Assessment
    decision: Decision | None


def score_of(result: Result, item: int | None, name: str) -> Any:
    """What one item was given; nothing where the criteria have no such item."""
    scores = result.assessment.scores.all()
    return next((getattr(score, name) for score in scores if score.criterion.number == item), None)


def body_of(result: Result, name: str) -> Any:
    """A column of the register; districts and provinces stand in none."""
    return getattr(result.assessment.organisation, name, "") or ""


def total(result: Result) -> int:
    """The committee's scores together; levels come from gates, the sum is for the eye."""
    return sum(score.committee_score or 0 for score in result.assessment.scores.all())


def level_name(result: Result) -> str:
    """The certified level as it is called for this kind."""
    one = result.assessment
    return one.criteria_set.level_name(one.certified_level, one.kind)


def is_outstanding(result: Result) -> str:
    """A mark where it was selected."""
    return "✓" if hasattr(result.assessment, "outstanding_award") else ""


# What a column may hold, by the name that the file of columns uses.
VALUES: dict[str, Callable[[Result, int | None], Any]] = {
    "place": lambda result, item: result.place,
    "fiscal_year": lambda result, item: str(result.assessment.programme_year),
    "province": lambda result, item: result.assessment.province.name,
    "kind": lambda result, item: result.assessment.get_kind_display(),
    "name": lambda result, item: result.assessment.subject.name,
    "code": lambda result, item: body_of(result, "code"),
    "district": lambda result, item: str(body_of(result, "district") or result.assessment.district or ""),
    "network": lambda result, item: str(body_of(result, "network")),
    "level": lambda result, item: result.assessment.certified_level,
    "level_name": lambda result, item: level_name(result),
    "self_level": lambda result, item: result.assessment.self_level,
    "recommended_level": lambda result, item: result.assessment.recommended_level,
    "item_score": lambda result, item: score_of(result, item, "committee_score"),
    "item_self_score": lambda result, item: score_of(result, item, "self_score"),
    "item_reason": lambda result, item: score_of(result, item, "reason"),
    "total": lambda result, item: total(result),
    "outstanding": lambda result, item: is_outstanding(result),
    "resolution": lambda result, item: result.decision.resolution if result.decision else "",
    "resolved_on": lambda result, item: result.decision.resolved_on if result.decision else None,
    "note": lambda result, item: result.decision.note if result.decision else "",
    "state": lambda result, item: result.assessment.get_state_display(),
}


def mapping() -> dict[str, Any]:
    """The file of columns."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def columns_for(items: list[int]) -> list[Column]:
    """The columns in the file's order; one of an item stands once for each item.

    Raises:
        KeyError: a column holds what nobody knows.
    """
    found: list[Column] = []
    for one in mapping()["columns"]:
        heading, value, kind = one["heading"], one["value"], one["kind"]
        if value not in VALUES:
            raise KeyError(value)
        repeated: list[int | None] = list(items) if value in BY_ITEM else [None]
        found += [Column(heading.format(number=item), value, kind, item) for item in repeated]
    return found


def export_results(rows: QuerySet[Assessment], ending: str, name: str) -> HttpResponseBase:
    """Certified assessments in calling order, some hundred at a time."""
    used = Criterion.objects.filter(criteria_set__in=rows.order_by().values("criteria_set"))
    columns = columns_for(sorted(set(used.values_list("number", flat=True))))
    cells = ([VALUES[one.value](result, one.item) for one in columns] for result in results_of(rows))
    kinds = [one.kind for one in columns]
    return table_response(ending if ending in FORMATS else "xlsx", name, [one.heading for one in columns], cells, kinds=kinds)


def results_of(rows: QuerySet[Assessment]) -> Iterator[Result]:
    """The rows with the decision that holds: the last one."""
    ordered = rows.in_calling_order().select_related(*ABOUT).prefetch_related(*BEFORE)  # type: ignore[attr-defined]
    called = ordered.annotate(**then("organisation__network", "programme_year__fiscal_year"))
    assessments, place = called.iterator(chunk_size=CHUNK), 0
    while chunk := list(islice(assessments, CHUNK)):
        last = decisions_of(chunk)
        for one in chunk:
            place += 1
            call_as_then(one, one.organisation.network if one.organisation else None)
            yield Result(place, one, last.get(one.pk))


def decisions_of(chunk: list[Assessment]) -> dict[int, Decision]:
    """The last decision on each."""
    return {one.assessment_id: one for one in Decision.objects.filter(assessment__in=chunk).order_by("at", "pk")}
