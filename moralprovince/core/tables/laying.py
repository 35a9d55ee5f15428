"""Writes sheets of figures for people to read: a head of words, then rows in groups; the rows say how they look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO, Any

import xlsxwriter

from .writing import LONGEST_CELL, OPTIONS, Row, plain, sheet_title

A4 = 9
LINE = {"bottom": 1, "bottom_color": "#E3DACE", "valign": "vcenter"}
HEADING = {"bold": True, "bg_color": "#F3EDE5", "border": 1, "border_color": "#C9BEB2", "text_wrap": True, "valign": "vcenter"}
# How a row looks: of figures that add up, the parts stand under their whole.
LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14}, "words": {"valign": "vcenter"}, "note": {"font_color": "#5F564D"},
    "head": HEADING, "group": {"bold": True, "bg_color": "#F9F5EF", **LINE},
    "plain": LINE, "whole": {"bold": True, **LINE}, "part": {"indent": 1, **LINE},
}  # fmt: skip
COUNT, CHANGE, TEXT = "count", "change", "text"
# Whole numbers, and those with satang; a change says its sign.
NUMBERS = {COUNT: ("#,##0", "#,##0.00"), CHANGE: ("+#,##0;-#,##0;0", "+#,##0.00;-#,##0.00;0")}


@dataclass(frozen=True)
class Column:
    """A column: its heading, how wide it is in letters, and what it holds."""

    heading: str
    width: int
    holds: str = COUNT
    strong: bool = False


@dataclass(frozen=True)
class Line:
    """A row of a sheet, and how it looks."""

    look: str
    cells: Row


@dataclass(frozen=True)
class Laid:
    """One sheet: its title and what is said under it, its columns, its rows; what stands left of `stays` stays in view."""

    name: str
    head: Sequence[str]
    columns: Sequence[Column]
    lines: Iterable[Line]
    stays: int = 1


def write_laid(stream: IO[bytes], sheets: Iterable[Laid]) -> None:
    """The sheets one after the other, each fit for a page of paper."""
    book = xlsxwriter.Workbook(stream, OPTIONS)
    looks = Looks(book)
    for sheet in sheets:
        page = book.add_worksheet(sheet_title(sheet.name))
        fit(page, sheet)
        write_head(page, sheet, looks)
        for number, line in enumerate(sheet.lines, len(sheet.head) + 1):
            write_line(page, number, line, sheet.columns, looks)
    book.close()


class Looks:
    """The formats of a book, each made once."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.made: dict[tuple, Any] = {}

    def of(self, look: str, number: str = "", *, strong: bool = False, end: bool = False) -> Any:
        """How a cell of such a row is written; `end` puts the words over their numbers."""
        key = (look, number, strong, end)
        if key not in self.made:
            more: dict[str, Any] = {"num_format": number} if number else {}
            more |= ({"bold": True} if strong else {}) | ({"align": "right"} if end else {})
            self.made[key] = self.book.add_format({**LOOKS[look], **more})
        return self.made[key]


def fit(page: Any, sheet: Laid) -> None:
    """Widths, what stays in view, and the paper: all columns on one page, the headings on each."""
    top = len(sheet.head)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
    page.freeze_panes(top + 1, sheet.stays)
    page.set_landscape() if len(sheet.columns) > 6 else page.set_portrait()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(top)
    page.hide_gridlines(2)


def write_head(page: Any, sheet: Laid, looks: Looks) -> None:
    """The title, what is said under it, and the headings of the columns."""
    for number, words in enumerate(sheet.head):
        page.write_string(number, 0, words, looks.of("words" if number else "title"))
    for place, column in enumerate(sheet.columns):
        page.write_string(len(sheet.head), place, column.heading, looks.of("head", end=column.holds != TEXT))


def write_line(page: Any, number: int, line: Line, columns: Sequence[Column], looks: Looks) -> None:
    """One row; the words over a group reach from edge to edge."""
    if line.look == "note":
        page.write_string(number, 0, plain(line.cells[0])[:LONGEST_CELL], looks.of("note"))
        return
    for place, (column, value) in enumerate(zip(columns, [*line.cells, *[None] * len(columns)], strict=False)):
        write_value(page, (number, place), value, line.look, column, looks)


def write_value(page: Any, at: tuple[int, int], value: Any, look: str, column: Column, looks: Looks) -> None:
    """A number as its column says, a text as text, or an empty cell of the same look."""
    if isinstance(value, int | float):
        style = looks.of(look, NUMBERS[column.holds][value != int(value)], strong=column.strong)
        page.write_number(*at, value, style)
    elif value is None:
        page.write_blank(*at, None, looks.of(look))
    else:
        page.write_string(*at, plain(value)[:LONGEST_CELL], looks.of(look))
