"""A frozen summary laid out for the page: each figure with its change and the address of the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from moralprovince.core.figures import Figure

from .exports.summaries import known_figures
from .models import Summary


@dataclass(frozen=True)
class Cell:
    """One figure of one row."""

    figure: Figure
    value: int
    change: int
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
    scope = {"period": summary.period, "as_of": summary.figures["as_of"], "network": network}
    return [
        Cell(figure, row["figures"][figure.name], row["change"][figure.name], figure.address(**scope))
        for figure in known_figures(summary)
    ]


def cards(summary: Summary) -> list[Cell]:
    """The province's figures."""
    return cells(summary, summary.figures)


def table(summary: Summary) -> list[Row]:
    """The networks in their order, the province last."""
    rows = [
        Row(row["code"], row["name"], row["name_en"], cells(summary, row, row["code"])) for row in summary.figures["networks"]
    ]
    return [*rows, Row("", "", "", cards(summary))]
