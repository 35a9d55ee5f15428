"""Reads the workbook of a summary back: its figures by the words of their rows, sheet by sheet."""

from __future__ import annotations

import io
from typing import Any

import openpyxl

# Title, whose figures, counted when, compared with what.
HEADS = (4, 3, 4)


def sheets_of(content: bytes) -> list[list[list[Any]]]:
    """Each sheet as the rows under its head: the headings, then what follows."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [
        [list(row) for row in sheet.iter_rows(min_row=head + 1, values_only=True)]
        for sheet, head in zip(book.worksheets, HEADS, strict=False)
    ]


def figures_in(sheet: list[list[Any]]) -> list[list[Any]]:
    """Its rows of figures, without their words and without the column of units."""
    headings, *rows = sheet
    return [row[1 : len(headings) - 1] for row in rows if any(isinstance(cell, int | float) for cell in row)]


def by_network(sheet: list[list[Any]]) -> list[list[Any]]:
    """What stands side by side, a list for each network and one for the province."""
    return [list(column) for column in zip(*figures_in(sheet), strict=True)]
