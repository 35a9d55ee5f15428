"""Reads a register file into rows: heading, cells, places and networks; what has no name and no place is skipped."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.tables import Cell, Formula, Table, TableError, read_table, reading
from networks.actions.import_rows import Issue, ReadRegister, ReadRow
from networks.columns import HEADINGS, REQUIRED, meaning
from networks.imports.cells import READERS, SHOWN, read_cell, text_of
from networks.imports.headers import SEARCHED_ROWS, Header, find_header, fitness
from networks.imports.merged import TOTALS, fill_down
from networks.imports.places import Networks, Places, Problem
from networks.imports.turned import Turned, turned_in
from networks.models import Province

OWN_CODE = re.compile(r"\d{2}-\d{5,10}")
COLUMN_NUMBER = re.compile(r"\(?\d{1,2}\)?")
# So many rows that were skipped are shown; more of them are no register.
MOST_PASSED = 100
# How far the reading is: rows looked at, and how many there are.
Noted = Callable[[int, int], None]
NOTE_EVERY = 1000


class BadRegister(ValueError):
    """The file is refused as a whole; `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Source:
    """Everything a row is read against."""

    table: Table
    header: Header
    places: Places
    networks: Networks
    today: dt.date
    turned: Turned = Turned()

    def cell(self, row: list[Cell], column: str) -> Cell:
        """The cell of a column; empty where the row is shorter or the file lacks the column."""
        at = self.header.columns.get(column, -1)
        return row[at] if 0 <= at < len(row) else ""


def read_register(
    path: str | Path, *, province: Province, fiscal_year: int, today: dt.date, noted: Noted | None = None, sheet: str = ""
) -> ReadRegister:
    """All rows of one sheet of a register file; `noted` is told now and then how far it is.

    Raises:
        BadRegister: the file is not taken; the sentence says why.
    """
    source = open_source(path, province, fiscal_year, today, sheet)
    rows, skipped, passed = [], 0, list[tuple[int, str]]()
    for number, row in data_rows(source):
        if is_skipped(source, row):
            skipped += 1
            passed += passed_over(number, row) if len(passed) < MOST_PASSED else []
        elif len(rows) == reading.MOST_ROWS:
            raise BadRegister(reading.sentence("rows"))
        else:
            rows.append(read_row(source, number, row))
        if noted and number % NOTE_EVERY == 0:
            noted(number, len(source.table.rows))
    header, table = source.header, source.table
    return ReadRegister(rows, skipped, header.ignored, header.words, passed, table.name, table.others)


def open_source(path: str | Path, province: Province, fiscal_year: int, today: dt.date, sheet: str) -> Source:
    """The table with its heading, and the places and networks it is read against."""
    try:
        table = read_table(path, suits=fitness, sheet=sheet)
    except TableError as error:
        raise BadRegister(error.sentence) from None
    header = find_header(table)
    if header is None:
        raise BadRegister(
            _("No heading row was found in the first %(count)s rows. At least these columns are needed: %(names)s.")
            % {"count": SEARCHED_ROWS, "names": ", ".join(HEADINGS[name] for name in REQUIRED)}
        )
    fill_down(table, header)
    source = Source(table, header, Places(province), Networks(province, fiscal_year), today)
    ensure_columns(source)
    return replace(source, turned=turned_in(source.cell(row, "declared_on") for _number, row in data_rows(source)))


def ensure_columns(source: Source) -> None:
    """Refuse a file without a required column; the district's may be missing where no subdistrict is ambiguous."""
    missing = [name for name in REQUIRED if name not in source.header.columns]
    if missing == ["district"] and not any(
        source.places.is_ambiguous(text_of(source.cell(row, "subdistrict"))) for _number, row in data_rows(source)
    ):
        return
    if missing:
        sentence = _("These columns are missing: %(names)s. Please add them and choose the file again.")
        raise BadRegister(sentence % {"names": quoted(HEADINGS[name] for name in missing)} + told_of_ignored(source.header))


def told_of_ignored(header: Header) -> str:
    """Headings nobody knows: one of them may be what is missing."""
    if not header.ignored:
        return ""
    sentence = _(
        "If it is one of these headings of row %(row)s, which are not known, please give that one this name: %(words)s."
    )
    return " " + sentence % {"row": header.data_row, "words": quoted(word[:60] for word in header.ignored[:10])}


def quoted(words: Iterable[str]) -> str:
    """Words in a row, each in its marks."""
    return ", ".join(f"“{word}”" for word in words)


def data_rows(source: Source) -> Iterator[tuple[int, list[Cell]]]:
    """The rows below the heading, with the numbers a person sees."""
    start = source.header.data_row
    yield from enumerate(source.table.rows[start:], start + 1)


def is_skipped(source: Source, row: list[Cell]) -> bool:
    """No name and no place, a total, a row of column numbers, or the heading once more on the next page."""
    place = [thai.tidy(text_of(source.cell(row, name))) for name in ("subdistrict", "district")]
    name = source.cell(row, "name")
    label = thai.tidy(text_of(name))
    if not any(place):
        return not label or (bool(TOTALS.match(label)) and not isinstance(name, Formula))
    lines = source.table.rows[source.header.first_row : source.header.data_row]
    return row in lines or is_heading_again(source, row) or is_numbering(row)


def is_heading_again(source: Source, row: list[Cell]) -> bool:
    """The heading on the next printed page, be it in other words: each needed cell says what its column is."""
    named = [name for name in REQUIRED if name in source.header.columns]
    return all(meaning(text_of(source.cell(row, name))) == name for name in named)


def passed_over(number: int, row: list[Cell]) -> list[tuple[int, str]]:
    """What a skipped row says, so that nobody loses one unseen; nothing where it is blank."""
    text = " · ".join(filter(None, (thai.tidy(text_of(cell)) for cell in row)))
    return [(number, text[:SHOWN])] if text else []


def is_numbering(row: list[Cell]) -> bool:
    """(1) (2) (3) below a heading."""
    filled = [thai.canonical(text_of(cell)) for cell in row if cell != ""]
    return len(filled) > 3 and all(COLUMN_NUMBER.fullmatch(cell) for cell in filled)


def read_row(source: Source, number: int, row: list[Cell]) -> ReadRow:
    """One row: its values and its issues."""
    read = ReadRow(number, label=thai.tidy(text_of(source.cell(row, "name")))[:SHOWN])
    for column in source.header.columns:
        if column in READERS:
            cell = source.cell(row, column)
            value, issue = read_cell(column, cell, source.today)
            if column == "declared_on" and value and source.turned.doubts(cell):
                issue = Issue(column, "ambiguous", text_of(cell)[:SHOWN])
            if issue:
                read.issues.append(issue)
            elif value is not None:
                read.values[column] = value
    if any((issue.column, issue.code) == ("name", "formula") for issue in read.issues):
        read.doubted_name = thai.tidy(text_of(source.cell(row, "name")))
    elif "name" not in read.values and not any(issue.column == "name" for issue in read.issues):
        read.issues.append(Issue("name", "required"))
    code = thai.canonical(text_of(source.cell(row, "code")))
    read.code = code if OWN_CODE.fullmatch(code) else ""
    read_network(source, row, read)
    read_place(source, row, read)
    if is_shifted(source, row):
        read.issues.append(Issue("name", "ambiguous", read.label))
    order = list(HEADINGS)
    read.issues.sort(key=lambda issue: order.index(issue.column))
    return read


def is_shifted(source: Source, row: list[Cell]) -> bool:
    """Has a row of a CSV file more cells than its heading? A comma in a number without marks moves all that follows."""
    widths, heading = source.table.widths, source.header.data_row - 1
    return heading < len(widths) and len(row) > widths[heading]


def required_text(source: Source, row: list[Cell], column: str, read: ReadRow) -> str:
    """The text of a required cell; empty with an issue where there is none, or a formula."""
    cell = source.cell(row, column)
    if isinstance(cell, Formula):
        read.issues.append(Issue(column, "formula", cell.text[:SHOWN]))
        return ""
    text = thai.tidy(text_of(cell))
    if not text:
        read.issues.append(Issue(column, "required"))
    return text


def read_network(source: Source, row: list[Cell], read: ReadRow) -> None:
    """The network of a row."""
    text = required_text(source, row, "network", read)
    if not text:
        return
    try:
        read.values["network"] = source.networks.find(text)
    except Problem as problem:
        read.issues.append(Issue(problem.column, problem.code, text[:SHOWN]))


def read_place(source: Source, row: list[Cell], read: ReadRow) -> None:
    """The subdistrict of a row, within its district."""
    subdistrict = required_text(source, row, "subdistrict", read)
    district = source.cell(row, "district")
    if isinstance(district, Formula):
        read.issues.append(Issue("district", "formula", district.text[:SHOWN]))
        return
    if not subdistrict:
        return
    texts = {"subdistrict": subdistrict, "district": thai.tidy(text_of(district))}
    try:
        read.values["subdistrict"] = source.places.find(texts["subdistrict"], texts["district"])
    except Problem as problem:
        read.issues.append(Issue(problem.column, problem.code, texts[problem.column][:SHOWN]))
