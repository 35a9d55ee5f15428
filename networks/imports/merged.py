"""Fills cells that were merged downwards: what stands once beside many rows belongs to each of them."""

from __future__ import annotations

import re

from moralprovince.core import thai
from moralprovince.core.tables import Cell, Table
from networks.imports.cells import text_of
from networks.imports.headers import Header

TOTALS = re.compile(r"^(?:รวม|ยอดรวม|ทั้งหมด|หมายเหตุ|total|sum\b|grand total|note|remark)", re.IGNORECASE)
# What many bodies share. A number or a person beside several of them is not each one's.
SHARED = ("kind", "network", "subdistrict", "district", "postal_code")


def fill_down(table: Table, header: Header) -> None:
    """Write the value of a merged cell into every named row beside it; a total that it reaches over stays a total."""
    shared = {header.columns.get(name) for name in SHARED}
    for (top, left), (bottom, _right) in table.merged:
        if header.data_row <= top < len(table.rows) and left in shared:
            value = cell_at(table.rows[top], left)
            for row in table.rows[top + 1 : bottom + 1]:
                if is_named(row, header) and cell_at(row, left) == "":
                    row += [""] * (left + 1 - len(row))
                    row[left] = value


def is_named(row: list[Cell], header: Header) -> bool:
    """Does a name stand in this row, and no total?"""
    name = thai.tidy(text_of(cell_at(row, header.columns.get("name", -1))))
    return bool(name) and not TOTALS.match(name)


def cell_at(row: list[Cell], column: int) -> Cell:
    """A cell; empty where the row ends before it."""
    return row[column] if 0 <= column < len(row) else ""
