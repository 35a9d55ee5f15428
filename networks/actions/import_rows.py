"""What an import hands to its actions: the rows that were read, what is wrong in them, what was decided about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from networks.columns import REQUIRED
from networks.models import Organisation

CREATED, UPDATED, UNCHANGED, DUPLICATE, REJECTED = "created", "updated", "unchanged", "duplicate", "rejected"
OUTCOMES = (CREATED, UPDATED, UNCHANGED, DUPLICATE, REJECTED)
IMPORTED = (CREATED, UPDATED, UNCHANGED)


@dataclass(frozen=True)
class Issue:
    """Something wrong in a cell: what was written stays with it."""

    column: str
    code: str
    value: str = ""


@dataclass
class ReadRow:
    """One row of the file: the values that were understood, as model fields take them, and the issues."""

    # The number a person sees in Excel.
    number: int
    values: dict[str, Any] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    # The name as it was written, for the report.
    label: str = ""
    # Subdistrict and district as they were written: by them a row without a name is found.
    place: str = ""
    # Our own code, where the file is one that we exported.
    code: str = ""
    # A name that looks like a formula: right only where the register has that very name already.
    doubted_name: str = ""
    # The sheet it stands in, where more than one is read.
    sheet: str = ""

    def believe_name(self) -> None:
        """Take the name as it was written, since the register knows it."""
        self.values["name"], self.doubted_name = self.doubted_name, ""
        self.issues = [issue for issue in self.issues if (issue.column, issue.code) != ("name", "formula")]

    @property
    def refused(self) -> bool:
        """A required cell is wrong."""
        return any(issue.column in REQUIRED for issue in self.issues)


@dataclass
class ReadRegister:
    """A whole file as it was read."""

    rows: list[ReadRow]
    skipped: int = 0
    ignored_columns: list[str] = field(default_factory=list)
    # Under which heading each column was found.
    columns: dict[str, str] = field(default_factory=dict)
    # Of the skipped ones those that say something: number, text, and the sheet where there are several.
    passed: list[tuple[Any, ...]] = field(default_factory=list)
    # The sheet they stand in, and those that may hold a register as well and were not read.
    sheet: str = ""
    other_sheets: list[str] = field(default_factory=list)
    # The sheets of a workbook that has one for each network.
    sheets: list[str] = field(default_factory=list)
    # What somebody chose the columns to be, and the first rows that are shown to whoever does.
    chosen: list[dict[str, Any]] = field(default_factory=list)
    top: dict[str, Any] = field(default_factory=dict)
    # Where the headings of sheets differ: those with the same ones together, each with its columns and its first rows.
    parts: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Decision:
    """What becomes of a row: the organisation as it is afterwards, and old and new of what changes."""

    row: ReadRow
    outcome: str
    # The row that it repeats.
    of: ReadRow | None = None
    organisation: Organisation | None = None
    changes: dict[str, list[Any]] = field(default_factory=dict)
    # Columns a person edited here: those the file says otherwise, and those it now says too.
    kept: list[Issue] = field(default_factory=list)
    confirmed: set[str] = field(default_factory=set)

    @property
    def of_row(self) -> int | None:
        """The number of the row that it repeats."""
        return self.of.number if self.of else None

    @property
    def issues(self) -> list[Issue]:
        """What was wrong in the row, and what was kept against it."""
        return [*self.row.issues, *self.kept]


@dataclass
class Plan:
    """Everything an import would do, or did."""

    register: ReadRegister
    decisions: list[Decision]

    def of(self, outcome: str) -> list[Decision]:
        """The decisions of one outcome."""
        return [decision for decision in self.decisions if decision.outcome == outcome]

    def summary(self) -> dict[str, int]:
        """How many rows of each outcome, skipped ones, and imported ones with an issue."""
        counts = {outcome: len(self.of(outcome)) for outcome in OUTCOMES}
        warned = sum(bool(d.issues) for d in self.decisions if d.outcome in IMPORTED)
        return counts | {"skipped": self.register.skipped, "warnings": warned}


class Bodies:
    """Finds the same body: the same tax number, else the same name in the same place; two tax numbers are two bodies."""

    def __init__(self) -> None:
        self.by_tax_id: dict[str, int] = {}
        self.by_name: dict[tuple[str, str], list[tuple[int, str]]] = {}
        self.by_code: dict[str, tuple[int, str, str]] = {}

    def add(self, key: int, tax_id: str, subdistrict: str, canonical: str, code: str = "") -> None:
        """Remember a body."""
        if code:
            self.by_code[code] = key, subdistrict, canonical
        if tax_id:
            self.by_tax_id.setdefault(tax_id, key)
        self.by_name.setdefault((subdistrict, canonical), []).append((key, tax_id))

    def find(self, tax_id: str, subdistrict: str, canonical: str, *, but: Collection[int] = ()) -> int | None:
        """The key of the same body, which is none of `but`."""
        key = self.by_tax_id.get(tax_id)
        if key is not None and key not in but:
            return key
        named = [(bool(other), key) for key, other in self.by_name.get((subdistrict, canonical), []) if not (tax_id and other)]
        # One without a number comes before one with another's; a row without a number fits either.
        return min((one for one in named if one[1] not in but), default=(False, None))[1]

    def find_by_code(self, code: str, subdistrict: str, canonical: str) -> int | None:
        """The key of the body of a code, where its name or its place is the same as well: codes are copied by mistake."""
        key, place, name = self.by_code.get(code, (None, "", ""))
        return key if place == subdistrict or name == canonical else None


def first_day(declared_on: dt.date | None, otherwise: dt.date) -> dt.date:
    """Since when a newly imported body belongs to its network."""
    return declared_on or otherwise
