"""A criteria set as plain rows: what forms, workbooks and the history compare, and what an office has still to check."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .models import Certainty, CriteriaSet, Criterion, CriterionWording, Kind, Level, ScoreBand
from .scoring import Gate, Rules

Row = dict[str, Any]
Rows = dict[Any, Row]
TRUST = ("source", "certainty", "checked_on")
# The columns of each kind of row; rows are known by their number, wordings and bands by item and kind or item and score.
HEAD = ("name", "first_fiscal_year", "last_fiscal_year", "max_score", "source")
SHARES = ("least_bodies_percent", "least_communities", "least_districts_percent")
FIELDS = {
    "levels": ("items_up_to", "least_score", "least_sum", "names", "meaning", *SHARES, *TRUST),
    "items": ("level", "computed_from"),
    "wordings": ("text", "evidence", *TRUST),
    "bands": ("descriptor", "least_percent", *TRUST),
}
PARTS = tuple(FIELDS)
MODELS = {"levels": Level, "items": Criterion, "wordings": CriterionWording, "bands": ScoreBand}


@dataclass(frozen=True)
class Rubric:
    """The whole of a set, or the part of it that somebody changes."""

    head: Row = field(default_factory=dict)
    levels: Rows = field(default_factory=dict)
    items: Rows = field(default_factory=dict)
    wordings: Rows = field(default_factory=dict)
    bands: Rows = field(default_factory=dict)

    def rows(self, part: str) -> Rows:
        """The rows of one kind."""
        rows: Rows = getattr(self, part)
        return rows

    def only(self, part_of: Rubric) -> Rubric:
        """The rows that `part_of` speaks of, as they stand here."""
        same = {part: {key: self.rows(part).get(key, {}) for key in part_of.rows(part)} for part in PARTS}
        return Rubric({name: self.head.get(name) for name in part_of.head}, **same)

    def with_part(self, part_of: Rubric) -> Rubric:
        """The same, with those rows in the place of its own."""
        rows = {part: {**self.rows(part), **part_of.rows(part)} for part in PARTS}
        return tidied(Rubric({**self.head, **part_of.head}, **rows))

    def rules(self) -> Rules:
        """The numbers by which levels are reached."""
        gates = [
            Gate(number, row["items_up_to"], row["least_score"], row["least_sum"])
            for number, row in sorted(self.levels.items())
        ]
        return Rules(len(self.items), self.head["max_score"], tuple(gates))

    def fingerprint(self) -> str:
        """The same for the same rows: by it a form knows that somebody else saved in between."""
        said = [f"{path}={value}" for path, value in sorted(self.values().items())]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()[:24]

    def values(self) -> dict[str, Any]:
        """Every value by its path, as the history keeps it."""
        found = {f"assessments.criteriaset.{name}": value for name, value in self.head.items()}
        for part in PARTS:
            for key, row in self.rows(part).items():
                found |= {path_of(part, key, name): value for name, value in flat(row)}
        return found


def tidied(rubric: Rubric) -> Rubric:
    """Without rows that say nothing, without those of items that are gone, and without scores above the highest."""
    most = rubric.head.get("max_score", 0)
    wordings = {key: row for key, row in rubric.wordings.items() if row.get("text") and key[0] in rubric.items}
    bands = {
        key: row for key, row in rubric.bands.items() if row.get("descriptor") and key[0] in rubric.items and key[1] <= most
    }
    return replace(rubric, wordings=wordings, bands=bands)


def flat(row: Row) -> Iterator[tuple[str, Any]]:
    """The values of a row; names by kind are values of their own."""
    for name, value in row.items():
        if name == "names":
            yield from ((f"names/{kind}", text) for kind, text in value.items() if text)
        else:
            yield name, as_kept(value)


def as_kept(value: Any) -> Any:
    """A value as JSON keeps it; 80 and 80.00 are one number."""
    if value is None or isinstance(value, int | str):
        return value
    return f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)


def path_of(part: str, key: Any, name: str) -> str:
    """Where a value stands, link by link, for `core.words`: each link names a field, and what it holds."""
    item = "assessments.criterion.number="
    where = {
        "levels": lambda: f"assessments.level.number={key}",
        "items": lambda: f"{item}{key}",
        "wordings": lambda: f"{item}{key[0]}/assessments.criterionwording.kind={key[1]}",
        "bands": lambda: f"{item}{key[0]}/assessments.scoreband.score={key[1]}",
    }[part]()
    name, _slash, kind = name.partition("/")
    by_kind = f"/assessments.criterionwording.kind={kind}" if kind else ""
    return f"{where}{by_kind}/{MODELS[part]._meta.label_lower}.{name}"


def changes_between(before: Rubric, after: Rubric) -> dict[str, list[Any]]:
    """What differs, value by value: {path: [old, new]}."""
    old, new = before.values(), after.values()
    pairs = {path: [old.get(path), new.get(path)] for path in {**old, **new}}
    # Nothing said and an empty text are the same; 0 is a number.
    return {path: pair for path, pair in pairs.items() if len({"" if value is None else value for value in pair}) == 2}


def rubric_of(criteria_set: CriteriaSet) -> Rubric:
    """A stored set as plain rows; read it `with_rubric`."""
    items = sorted(criteria_set.criteria.all(), key=lambda item: item.number)
    return Rubric(
        {name: getattr(criteria_set, name) for name in HEAD},
        {one.number: row_of(one, "levels") for one in sorted(criteria_set.levels.all(), key=lambda level: level.number)},
        {one.number: row_of(one, "items") for one in items},
        {(item.number, one.kind): row_of(one, "wordings") for item in items for one in in_order(item)},
        {(item.number, one.score): row_of(one, "bands") for item in items for one in item.bands.all()},
    )


def in_order(item: Criterion) -> list[CriterionWording]:
    """Its wordings in the order of the kinds."""
    kinds = list(Kind.values)
    return sorted(item.wordings.all(), key=lambda one: kinds.index(one.kind))


def row_of(obj: Any, part: str) -> Row:
    """The columns of one stored row."""
    return {name: getattr(obj, name) for name in FIELDS[part]}


def is_open(row: Mapping[str, Any]) -> bool:
    """Must the office still look at it? It was not found in a source, and nobody has checked it."""
    return row.get("certainty") != Certainty.FOUND and not row.get("checked_on")


@dataclass(frozen=True)
class ToCheck:
    """How much of a part is still to be checked: the levels, or one item."""

    item: int | None
    wordings: int = 0
    bands: int = 0
    levels: int = 0

    @property
    def count(self) -> int:
        """All of it."""
        return self.wordings + self.bands + self.levels


def to_check(rubric: Rubric) -> list[ToCheck]:
    """What the office has still to check, levels first, then item by item."""
    levels = sum(is_open(row) for row in rubric.levels.values())
    wordings = Counter(item for (item, _kind), row in rubric.wordings.items() if is_open(row))
    bands = Counter(item for (item, _score), row in rubric.bands.items() if is_open(row))
    found = [ToCheck(None, levels=levels), *(ToCheck(item, wordings[item], bands[item]) for item in sorted(rubric.items))]
    return [one for one in found if one.count]
