"""Fills cells that were merged downwards: what stands once beside many rows belongs to each of them."""

from __future__ import annotations

import re

from moralprovince.core import thai
from moralprovince.core.tables import Cell, Table
from networks.imports.cells import text_of
from networks.imports.headers import Header

TOTALS = re.compile(r"^(?:รวม|ยอดรวม|ทั้งหมด|หมายเหตุ|total|sum\b|grand total|note|remark)", re.IGNORECASE)
# A total and nothing else, or how many places there are: no place is called so, and no body that stands beside it.
SUM = r"(?:รวม|ยอดรวม|ทั้งหมด|ทั้งสิ้น|(?:grand\s)?total)"
SURE_TOTAL = re.compile(rf"{SUM}+(?:$|[\s\d:(.]|จำนวน|เครือข่าย)", re.IGNORECASE)
PLACES_COUNTED = re.compile(
    rf"{SUM}*[\s:]*(?:จำนวน)?\s*\d[\d,]*\s*(?:ตำบล|อำเภอ|แขวง|เขต|แห่ง|(?:sub-?)?districts?|tambons?|amphoes?)|{SUM}+",
    re.IGNORECASE,
)
# What many bodies share. A number or a person beside several of them is not each one's.
SHARED = ("kind", "network", "subdistrict", "district", "postal_code")


def fill_down(table: Table, header: Header) -> None:
    """Write the value of a merged cell into every named row beside it; a total that it reaches over stays a total."""
    shared = {header.columns.get(name) for name in SHARED}
    done: dict[int, int] = {}
    for (top, left), (bottom, _right) in sorted(table.merged):
        # Merged cells do not overlap; a file made to say so would have each row looked at thousands of times.
        if left in shared and max(header.data_row, done.get(left, -1) + 1) <= top < len(table.rows):
            done[left] = bottom
            fill(table.rows[top + 1 : bottom + 1], left, cell_at(table.rows[top], left), header)


def fill(rows: list[list[Cell]], column: int, value: Cell, header: Header) -> None:
    """Into the empty cells of the named ones among these rows."""
    for row in rows:
        if cell_at(row, column) == "" and is_named(row, header):
            row += [""] * (column + 1 - len(row))
            row[column] = value


def is_named(row: list[Cell], header: Header) -> bool:
    """Does a name stand in this row, and no total?"""
    name = thai.tidy(text_of(cell_at(row, header.columns.get("name", -1))))
    return bool(name) and not TOTALS.match(name)


def cell_at(row: list[Cell], column: int) -> Cell:
    """A cell; empty where the row ends before it."""
    return row[column] if 0 <= column < len(row) else ""
