"""Reads a workbook of criteria: three sheets known by their headings; what is wrong is told row by row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assessments.columns import CHOICES, NAMES, PERCENT, PLANS, WHOLE, SheetPlan, choices_by_word
from assessments.models import Certainty, Kind
from assessments.rubric import FIELDS, MODELS, Row, Rubric
from moralprovince.core import thai, values
from moralprovince.core.forms.fields import LONG_TEXT, tidy_lines
from moralprovince.core.tables import Cell, Table, read_tables

MOST = {"number": 20, "item": 100, "level": 20, "score": 10, "items_up_to": 100, "least_score": 10, "least_sum": 1000,
        "least_communities": 10_000}  # fmt: skip
NEEDED = {"levels": ("number", "items_up_to", "least_score", "least_sum"), "wordings": ("item", "level"),
          "bands": ("item", "score", "descriptor")}  # fmt: skip
LONGEST_NAME = 100


class Wrong(Exception):
    """What is wrong with a cell, as a sentence."""


@dataclass
class Read:
    """What a workbook says: the rows, or the sentences that say why it is not taken."""

    rubric: Rubric = field(default_factory=Rubric)
    problems: list[str] = field(default_factory=list)


def read_criteria(path: str, stored: Rubric) -> Read:
    """The rows of a workbook; texts that only differ in unseen characters stay as they are stored.

    Raises:
        TableError: the file is no workbook.
    """
    read, tables = Read(), read_tables(path)
    for plan in PLANS:
        found = next(((table, columns) for table in tables if (columns := columns_of(plan, table))), None)
        if found is None:
            sheet = {"sheet": plan.name, "headings": ", ".join(plan.headings()[:4])}
            read.problems.append(_("The sheet “%(sheet)s” was not found; its first row holds: %(headings)s …") % sheet)
        else:
            take_sheet(read, plan, *found, stored)
    missing = sorted({item for item, _score in read.rubric.bands} - set(read.rubric.items))
    if missing and not read.problems:
        words = _("These items have score bands but no row among the items: %(items)s.")
        read.problems.append(words % {"items": ", ".join(map(str, missing))})
    return read


def columns_of(plan: SheetPlan, table: Table) -> list[str | None]:
    """The columns of a sheet by its first row; empty where it is another sheet."""
    known = plan.known()
    columns = [known.get(thai.tidy(str(cell))) for cell in (table.rows[0] if table.rows else [])]
    return columns if set(plan.columns) <= set(columns) else []


def take_sheet(read: Read, plan: SheetPlan, table: Table, columns: list[str | None], stored: Rubric) -> None:
    """Every row of one sheet."""
    for number, cells in enumerate(table.rows[1:], 2):
        if not any(str(cell).strip() for cell in cells):
            continue
        row, wrong = read_row(plan, columns, cells)
        where = {"sheet": table.name, "row": number}
        if not wrong:
            wrong = place(read.rubric, plan, row, stored)
        read.problems += [_("Sheet “%(sheet)s”, row %(row)s: %(problem)s") % {**where, "problem": one} for one in wrong]


def read_row(plan: SheetPlan, columns: list[str | None], cells: list[Cell]) -> tuple[Row, list[str]]:
    """The values of a row by column, and a sentence for each cell that holds none."""
    row: Row = dict.fromkeys(plan.columns)
    wrong = []
    for column, cell in zip(columns, cells, strict=False):
        if column:
            try:
                row[column] = read_cell(plan, column, cell)
            except Wrong as trouble:
                wrong.append(f"{plan.heading(column)}: {trouble}")
    empty = [] if wrong else [name for name in NEEDED[plan.part] if row[name] in (None, "")]
    return row, wrong + [f"{plan.heading(name)}: {_('Please fill this in.')}" for name in empty]


def read_cell(plan: SheetPlan, column: str, cell: Cell) -> Any:
    """One value."""
    text = thai.tidy(written(cell))
    if column in WHOLE:
        return whole(text, MOST[column])
    if column in PERCENT:
        return percent(text)
    if column in CHOICES:
        return choice(column, text)
    if column == "checked_on":
        return day(cell, text)
    text = tidy_lines(written(cell))
    limit = LONGEST_NAME if column in NAMES else MODELS[plan.part]._meta.get_field(column).max_length or LONG_TEXT
    if len(text) > limit:
        raise Wrong(_("This text is longer than %(limit)s characters.") % {"limit": limit})
    return text


def written(cell: Cell) -> str:
    """A cell as text; whole numbers without their point."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def whole(text: str, most: int) -> int | None:
    """A whole number within its bounds."""
    try:
        value = values.head_count(text) if text else None
    except values.ValueProblem:
        raise Wrong(_("“%(text)s” is not a whole number.") % {"text": text[:50]}) from None
    if value is not None and value > most:
        raise Wrong(_("%(number)s is too large; at most %(most)s fits.") % {"number": value, "most": most})
    return value


def percent(text: str) -> Decimal | None:
    """A share between 0 and 100, two digits after the point."""
    try:
        value = values.amount(text) if text else None
    except values.ValueProblem:
        raise Wrong(_("“%(text)s” is not a number.") % {"text": text[:50]}) from None
    if value is not None and (not 0 <= value <= 100 or value != round(value, 2)):
        raise Wrong(_("A share lies between 0 and 100, with at most two digits after the point."))
    return value


def choice(column: str, text: str) -> str:
    """A stored name by its word."""
    words = choices_by_word(column)
    if text and text not in words:
        offered = ", ".join(str(one.label) for one in CHOICES[column] if one.value)
        raise Wrong(_("“%(text)s” is none of: %(offered)s.") % {"text": text[:50], "offered": offered})
    return words.get(text, "")


def day(cell: Cell, text: str) -> dt.date | None:
    """A day, as a date or typed in the Buddhist era."""
    try:
        if isinstance(cell, dt.date):
            return thai.day_of(cell.year, cell.month, cell.day)
        return thai.parse_day(text) if text else None
    except thai.DayError as trouble:
        raise Wrong(str(trouble.sentence)) from None


def place(rubric: Rubric, plan: SheetPlan, row: Row, stored: Rubric) -> list[str]:
    """Put a row where it belongs; what contradicts an earlier row is told."""
    wrong = list(place_item(rubric, row)) if plan.part == "wordings" else []
    if plan.part == "wordings" and not row["kind"]:
        return [*wrong, _("a wording needs its kind")] if row["text"] or row["evidence"] else wrong
    if plan.part == "wordings" and not row["text"]:
        return [*wrong, _("the wording is empty")]
    key = {"levels": lambda: row["number"], "wordings": lambda: (row["item"], row["kind"]),
           "bands": lambda: (row["item"], row["score"])}[plan.part]()  # fmt: skip
    rows = rubric.rows(plan.part)
    if key in rows:
        return [*wrong, _("the same stands in an earlier row")]
    rows[key] = as_stored(filled(plan.part, row), stored.rows(plan.part).get(key, {}))
    return wrong


def place_item(rubric: Rubric, row: Row) -> Iterator[str]:
    """The item a wording belongs to; its rows say the same of it."""
    facts = {"level": row["level"], "computed_from": row["computed_from"] or ""}
    if rubric.items.setdefault(row["item"], facts) != facts:
        names = {"item": row["item"]}
        yield _("the level or the computation of item %(item)s differs from an earlier row") % names


def filled(part: str, row: Row) -> Row:
    """The stored columns of a row, with what an empty cell means."""
    kept = {name: row.get(name) for name in FIELDS[part] if name != "names"}
    if part == "levels":
        kept["names"] = {kind.value: row.get(f"name_{kind}") or "" for kind in Kind}
        defaults = {name: MODELS[part]._meta.get_field(name).get_default() for name in FIELDS[part]}
        kept = {name: defaults[name] if value is None and name != "checked_on" else value for name, value in kept.items()}
    kept["certainty"] = kept["certainty"] or Certainty.GUESS.value
    return {
        name: "" if kept[name] is None and name in ("source", "evidence", "meaning") else kept[name] for name in FIELDS[part]
    }


def as_stored(row: Row, stored: Row) -> Row:
    """Texts that say the same as the stored ones keep their spelling, so that nothing changes unseen."""
    same = {name: old for name, old in stored.items() if isinstance(old, str) and tidy_lines(old) == row.get(name)}
    return row | same
