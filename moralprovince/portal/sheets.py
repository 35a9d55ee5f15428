"""A frozen summary laid out for the page: each figure with its change and the address of the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from moralprovince.core.figures import Figure, in_groups
from moralprovince.core.periods import Period

from .exports.summaries import known_figures
from .models import Summary


@dataclass(frozen=True)
class Cell:
    """One figure of one row."""

    figure: Figure
    value: int
    # None where there is no earlier period to compare with.
    change: int | None
    address: str


@dataclass(frozen=True)
class Row:
    """One network (or, without code, the province)."""

    code: str
    name: str
    name_en: str
    cells: list[Cell]


def cells(summary: Summary, row: dict[str, Any], network: str = "") -> list[Cell]:
    """The figures of a network or of the province; the rows are those that count by the same rule on the same day."""
    year = str(Period.parse(summary.period).fiscal_year)
    scope = {"year": year, "period": summary.period, "as_of": summary.figures["as_of"], "network": network}
    return [
        Cell(figure, row["figures"][figure.name], row["change"].get(figure.name), figure.address(**scope))
        for figure in known_figures(summary)
    ]


@dataclass(frozen=True)
class Group:
    """Figures of one kind: the province's, those that add up to a whole apart, and the networks side by side."""

    words: str
    summed: list[Cell]
    others: list[Cell]
    rows: list[Row]

    @property
    def cells(self) -> list[Cell]:
        """The province's figures in the order of the table."""
        return self.rows[-1].cells


def groups(summary: Summary) -> list[Group]:
    """The figures of one kind together, so that each table has room."""
    rows = table(summary)
    return [group(words, {figure.name for figure in found}, rows) for words, found in in_groups(known_figures(summary))]


def group(words: str, names: set[str], rows: list[Row]) -> Group:
    """Of every row the figures of one kind."""
    rows = [replace(row, cells=[cell for cell in row.cells if cell.figure.name in names]) for row in rows]
    province = rows[-1].cells
    summed = [cell for cell in province if cell.figure.role != "plain"]
    return Group(words, summed, [cell for cell in province if cell.figure.role == "plain"], rows)


def table(summary: Summary) -> list[Row]:
    """The networks in their order, the province last."""
    rows = [
        Row(row["code"], row["name"], row["name_en"], cells(summary, row, row["code"])) for row in summary.figures["networks"]
    ]
    return [*rows, Row("", "", "", cells(summary, summary.figures))]
