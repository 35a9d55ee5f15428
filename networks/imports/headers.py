"""Finds the heading of a register within its first rows: one or two lines high, merged or not, in any order."""

from __future__ import annotations

from dataclasses import dataclass, field

from moralprovince.core import thai
from moralprovince.core.tables import Cell, Table
from networks.columns import QUIET, heading_key, is_generic, meaning
from networks.imports.cells import text_of

SEARCHED_ROWS = 12
NEEDED = {"name", "network", "subdistrict"}
# Below a group heading like ผู้ประสานงาน, a bare "name" means the person.
PERSON_WORDS = {"name", "contact_name"}
# Below the heading of a number stand its parts: men and women are not the members, only their sum is.
SUMS = {"members"}
# Buddhist years and those of our era, as they stand above a column that has one cell for each year.
YEARS = (*range(2500, 2700), *range(1957, 2157))


@dataclass
class Header:
    """Where the heading stands and which column means what."""

    first_row: int
    height: int
    columns: dict[str, int] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    # The whole heading of each column, and whether a number is split into parts by the second line.
    words: dict[str, str] = field(default_factory=dict)
    split: bool = False

    @property
    def data_row(self) -> int:
        """The index of the first row below the heading."""
        return self.first_row + self.height

    @property
    def rank(self) -> tuple[int, bool, int]:
        """More columns are better, then fewer lines; a number that its second line splits counts, though no part is taken."""
        return len(self.columns) + self.split, self.split, -self.height


def find_header(table: Table) -> Header | None:
    """The heading that explains the most columns; of equals the higher and the shorter one."""
    best: Header | None = None
    for first in range(min(SEARCHED_ROWS, len(table.rows))):
        for height in (1, 2) if first + 2 <= SEARCHED_ROWS else (1,):
            found = header_at(table, first, height)
            if found and (best is None or found.rank > best.rank):
                best = found
    return best


def fitness(top: list[list[Cell]]) -> int:
    """How much do these first rows of a sheet look like a register? A summary of networks does so less than a register."""
    header = find_header(Table("", top))
    return 1 + (header.columns.keys() >= NEEDED) if header else 0


def header_at(table: Table, first: int, height: int) -> Header | None:
    """The heading as it would be if it stood here; None where this is no heading."""
    lines = [words_of(table, row) for row in range(first, first + height)]
    if "\x00" in lines[0]:
        return None
    upper, lower, groups = laid_out(table, first, lines)
    if not like_heading(lower, {column: upper[column] for column in groups}):
        return None
    header = placed(first, height, upper, lower, groups)
    return header if NEEDED & set(header.columns) and len(header.columns) > 1 else None


def laid_out(table: Table, first: int, lines: list[list[str]]) -> tuple[list[str], list[str], set[int]]:
    """The upper and the lower line of a heading at the same width, and which columns stand in groups; one line is both."""
    groups, upper = set[int](), lines[0]
    if len(lines) == 2:
        upper, groups = spread(lines[0], lines[1], table, first)
    width = max(len(upper), len(lines[-1]))
    return upper + [""] * (width - len(upper)), lines[-1] + [""] * (width - len(lines[-1])), groups


def placed(first: int, height: int, upper: list[str], lower: list[str], groups: set[int]) -> Header:
    """The heading with what each of its columns means."""
    header = Header(first, height, split=any(meaning(upper[column]) in SUMS for column in groups))
    for column, word in enumerate(upper):
        place(header, column, word, lower[column] if height == 2 else "", column in groups)
    return header


def words_of(table: Table, row: int) -> list[str]:
    """A row as text; what is no text cannot be a heading."""
    if row >= len(table.rows):
        return []
    return [thai.tidy(text_of(cell)) if isinstance(cell, str) or is_year(cell) else "\x00" for cell in table.rows[row]]


def is_year(cell: Cell) -> bool:
    """May this number be a heading, as one that says what bodies did in 2566?"""
    return isinstance(cell, int | float) and cell in YEARS


def like_heading(line: list[str], above: dict[int, str]) -> bool:
    """Only text, and at least half of it known, by itself or below its group: a row of data is neither."""
    words = {column: word for column, word in enumerate(line) if word}
    known = sum(bool(meaning(word) or (heading_key(word) and meaning(above.get(column, "")))) for column, word in words.items())
    return bool(known) and "\x00" not in words.values() and known * 2 >= len(words)


def spread(line: list[str], below: list[str], table: Table, row: int) -> tuple[list[str], set[int]]:
    """The upper line with merged headings repeated over the columns they stand above, and which columns stand in groups."""
    wide, groups = line + [""] * (len(below) - len(line)), set[int]()
    for (top, left), (bottom, right) in table.merged:
        if top == row and bottom == row:
            for column in range(left + 1, min(right + 1, len(wide))):
                wide[column] = wide[left]
                groups |= {column - 1, column}
    for column in range(1, len(wide)):
        # Without merged cells: an empty heading above a filled one belongs to the group on its left.
        under_group = column < len(below) and below[column] and below[column - 1]
        if not wide[column] and under_group:
            wide[column] = wide[column - 1]
            groups |= {column - 1, column}
    return wide, groups


def place(header: Header, column: int, upper: str, lower: str, grouped: bool) -> None:
    """Note what a column means; an unknown one is ignored, and of two that mean the same the vaguer or the later one."""
    word = lower or upper
    name = meaning_of(upper, lower, grouped)
    if name == QUIET or not word:
        return
    whole, former = f"{upper} {lower}".strip(), header.words.get(name, "")
    if name and (not former or (is_generic(former) and not is_generic(whole))):
        header.columns[name], header.words[name] = column, whole
        header.ignored += [former] if former else []
    else:
        header.ignored.append(word)


def meaning_of(upper: str, lower: str, grouped: bool) -> str:
    """What a heading of one or two lines means: below a person's heading, a name is the person's."""
    if not (upper and lower):
        return meaning(upper or lower)
    if meaning(upper) == "contact_name" and meaning(lower) in PERSON_WORDS:
        return "contact_name"
    both, alone = meaning(f"{upper} {lower}"), meaning(lower)
    if not grouped:
        # One heading broken into two lines: "telephone" above "coordinator" is a telephone.
        return both or alone or meaning(upper)
    return alone or both or ("" if meaning(upper) in SUMS else meaning(upper))
