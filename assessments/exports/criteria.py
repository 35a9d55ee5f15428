"""A criteria set as a workbook that can be taken in again: levels, items with their wordings, score bands."""

from __future__ import annotations

import re
from typing import IO, Any

from assessments.columns import CHOICES, PLANS, SheetPlan, rows_of, words_for
from assessments.rubric import Rubric
from moralprovince.core.tables import Sheet, write_sheets

# Reading takes one apostrophe away before such a sign; a text that begins so is written with one more.
LOSES_ONE = re.compile(r"'+[=+\-@\t\r＝＋－＠]")


def write_criteria(stream: IO[bytes], rubric: Rubric) -> None:
    """The three sheets."""
    write_sheets(stream, [sheet_of(plan, rubric) for plan in PLANS])


def sheet_of(plan: SheetPlan, rubric: Rubric) -> Sheet:
    """One sheet."""
    rows = ([cell_of(column, row.get(column)) for column in plan.columns] for row in rows_of(plan, rubric))
    return Sheet(str(plan.name), plan.headings(), rows, plan.kinds())


def cell_of(column: str, value: Any) -> Any:
    """A value as it stands in its cell."""
    if column in CHOICES:
        return words_for(column, value)
    return f"'{value}" if isinstance(value, str) and LOSES_ONE.match(value) else value
