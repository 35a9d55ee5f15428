"""Finds the heading of a register within its first rows: one or two lines high, merged or not, in any order."""

from __future__ import annotations

from dataclasses import dataclass, field

from moralprovince.core import thai
from moralprovince.core.tables import Cell, Table
from networks.columns import QUIET, meaning

SEARCHED_ROWS = 12
# Below a group heading like ผู้ประสานงาน, a bare "name" means the person.
PERSON_WORDS = {"name", "contact_name"}


@dataclass
class Header:
    """Where the heading stands and which column means what."""

    first_row: int
    height: int
    columns: dict[str, int] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)

    @property
    def data_row(self) -> int:
        """The index of the first row below the heading."""
        return self.first_row + self.height

    @property
    def rank(self) -> tuple[int, int]:
        """More columns are better, then fewer lines."""
        return len(self.columns), -self.height


def find_header(table: Table) -> Header | None:
    """The heading that explains the most columns; of equals the higher and the shorter one."""
    best: Header | None = None
    for first in range(min(SEARCHED_ROWS, len(table.rows))):
        for height in (1, 2) if first + 2 <= SEARCHED_ROWS else (1,):
            found = header_at(table, first, height)
            if found and (best is None or found.rank > best.rank):
                best = found
    return best


def has_header(top: list[list[Cell]]) -> bool:
    """Do these first rows of a sheet look like a register?"""
    return find_header(Table("", top)) is not None


def header_at(table: Table, first: int, height: int) -> Header | None:
    """The heading as it would be if it stood here; None where this is no heading."""
    lines = [words_of(table, row) for row in range(first, first + height)]
    if not like_heading(lines[-1]) or "\x00" in lines[0]:
        return None
    if height == 2:
        lines[0] = spread(lines[0], lines[1], table, first)
    header = Header(first, height)
    for column in range(max(map(len, lines))):
        parts = [line[column] if column < len(line) else "" for line in lines]
        place(header, column, parts)
    return header if {"name", "network", "subdistrict"} & set(header.columns) and len(header.columns) > 1 else None


def words_of(table: Table, row: int) -> list[str]:
    """A row as text; what is no text cannot be a heading."""
    if row >= len(table.rows):
        return []
    return [thai.tidy(cell) if isinstance(cell, str) else "" if cell == "" else "\x00" for cell in table.rows[row]]


def like_heading(line: list[str]) -> bool:
    """Only text, and at least half of it known: a row of data is neither."""
    words = [word for word in line if word]
    known = sum(bool(meaning(word)) for word in words)
    return bool(known) and "\x00" not in words and known * 2 >= len(words)


def spread(line: list[str], below: list[str], table: Table, row: int) -> list[str]:
    """The upper line with merged headings repeated over the columns they stand above."""
    wide = line + [""] * (len(below) - len(line))
    for (top, left), (bottom, right) in table.merged:
        if top == row and bottom == row:
            for column in range(left + 1, min(right + 1, len(wide))):
                wide[column] = wide[left]
    for column in range(1, len(wide)):
        # Without merged cells: an empty heading above a filled one belongs to the group on its left.
        under_group = column < len(below) and below[column] and below[column - 1]
        if not wide[column] and under_group:
            wide[column] = wide[column - 1]
    return wide


def place(header: Header, column: int, parts: list[str]) -> None:
    """Note what a column means; a second column of the same meaning, or an unknown one, is ignored."""
    upper, lower = parts[0], parts[-1] if len(parts) > 1 else ""
    word = lower or upper
    name = meaning_of(upper, lower)
    if name == QUIET or not word:
        return
    if name and name not in header.columns:
        header.columns[name] = column
    else:
        header.ignored.append(word)


def meaning_of(upper: str, lower: str) -> str:
    """What a heading of one or two lines means: below a person's heading, a name is the person's."""
    if upper and lower:
        if meaning(upper) == "contact_name" and meaning(lower) in PERSON_WORDS:
            return "contact_name"
        return meaning(lower) or meaning(f"{upper} {lower}") or meaning(upper)
    return meaning(upper or lower)
