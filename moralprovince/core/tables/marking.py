"""Writes a table back as it was read, with coloured cells and comments where something is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import IO, Any

import xlsxwriter

from .reading import Cell, Table
from .writing import LONGEST_CELL, OPTIONS, THAI_DAY, sheet_title

COLOURS = {"wrong": "#F8D7C9", "left_out": "#FBE9B7", "heading": "#F3EDE5"}
Marks = Mapping[tuple[int, int], tuple[str, str]]


@dataclass(frozen=True)
class Marked:
    """A sheet to write back; `marks` gives a tone and a comment for cells, `extra` the text of one more column."""

    table: Table
    marks: Marks
    extra: Mapping[int, str]
    heading_rows: range


def write_marked(stream: IO[bytes], sheets: Iterable[Marked]) -> None:
    """The rows of each sheet at their old places."""
    book = xlsxwriter.Workbook(stream, OPTIONS)
    styles = make_styles(book)
    for one in sheets:
        write_one(book.add_worksheet(sheet_title(one.table.name)), one, styles)
    book.close()


def write_one(sheet: Any, one: Marked, styles: dict[tuple[str, bool], Any]) -> None:
    """One sheet, with one more column for what is said of its rows."""
    width = max((len(row) for row in one.table.rows), default=0)
    sheet.set_column(0, max(width - 1, 0), 18)
    sheet.set_column(width, width, 60)
    sheet.freeze_panes(one.heading_rows.stop, 0)
    sheet.set_comments_author("")
    for number, row in enumerate(one.table.rows):
        for column in range(width + 1):
            tone, comment = one.marks.get((number, column), ("heading" if number in one.heading_rows else "", ""))
            value = one.extra.get(number, "") if column == width else row[column] if column < len(row) else ""
            write_back(sheet, number, column, value, styles[tone, isinstance(value, dt.date)])
            if comment:
                sheet.write_comment(number, column, comment, {"x_scale": 2})


def make_styles(book: Any) -> dict[tuple[str, bool], Any]:
    """A format for each tone, for text and for days."""
    return {
        (tone, day): book.add_format(
            {"valign": "top"}
            | ({"bg_color": COLOURS[tone]} if tone else {})
            | ({"bold": True, "text_wrap": True} if tone == "heading" else {})
            | ({"num_format": THAI_DAY} if day else {})
        )
        for tone in ("", *COLOURS)
        for day in (False, True)
    }


def write_back(sheet: Any, row: int, column: int, value: Cell, style: Any) -> None:
    """A number, a day, or text; a formula is written as the text it was."""
    if isinstance(value, int | float):
        sheet.write_number(row, column, value, style)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, value, style)
    elif value == "":
        sheet.write_blank(row, column, None, style)
    else:
        sheet.write_string(row, column, str(value)[:LONGEST_CELL], style)
