"""Reads a register file into rows: heading, cells, places and networks; what has no name and no place is skipped."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from moralprovince.core import thai
from moralprovince.core.tables import Cell, Formula, reading
from networks.actions.import_rows import Issue, ReadRegister, ReadRow
from networks.columns import HEADINGS, REQUIRED, meaning
from networks.imports.cells import READERS, SHOWN, read_cell, text_of
from networks.imports.choosing import words_at
from networks.imports.merged import PLACES_COUNTED, SURE_TOTAL, TOTALS
from networks.imports.opening import Against, BadRegister, Source, open_sources, top_of
from networks.imports.places import Networks, Places, Problem
from networks.imports.sheets import Choices, Sheets
from networks.models import Province

OWN_CODE = re.compile(r"\d{2}-\d{5,10}")
COLUMN_NUMBER = re.compile(r"\(?\d{1,2}\)?")
# So many rows that were skipped are shown; more of them are no register.
MOST_PASSED = 100
# How far the reading is: rows looked at, and how many there are.
Noted = Callable[[int, int], None]
NOTE_EVERY = 1000


def read_register(
    path: str | Path, *, province: Province, fiscal_year: int, noted: Noted | None = None, sheet: str = "",
    chosen: Choices = (), remembered: Choices = (),
) -> ReadRegister:  # fmt: skip
    """All rows of a register file, as of today; `noted` is told now and then how far it is.

    `chosen` says what columns mean. Where something `remembered` says it, nothing is read before somebody agreed.

    Raises:
        BadRegister: the file is not taken; the sentence says why.
        Asked: somebody has to say what its columns mean.
    """
    against = Against(Places(province), Networks(province, fiscal_year), thai.today())
    sources = open_sources(path, against, Sheets(against.networks, chosen, sheet, remembered))
    register, total, before = begin_register(sources), sum(len(source.table.rows) for source in sources), 0
    for source in sources:
        for number, row in source.rows():
            take_row(register, source, number, row)
            if noted and number % NOTE_EVERY == 0:
                noted(before + number, total)
        before += len(source.table.rows)
    return register


def begin_register(sources: list[Source]) -> ReadRegister:
    """What is known before the first row: headings, sheets, and what somebody chose."""
    header, table = sources[0].header, sources[0].table
    ignored = header.ignored
    if len(sources) > 1:
        ignored = list(dict.fromkeys(word for source in sources for word in source.header.ignored))
    sheets = [source.sheet for source in sources if source.sheet]
    chosen = [said.as_json() for source in sources for said in (source.choice, source.said) if said]
    return ReadRegister(
        [], ignored_columns=ignored, columns=header.words, sheet="" if len(sheets) > 1 else table.name,
        other_sheets=table.others, sheets=sheets, chosen=chosen, top=top_of(table), parts=parts_of(sources),
    )  # fmt: skip


def parts_of(sources: list[Source]) -> list[dict[str, Any]]:
    """Sheets with the same headings together, since one choice is for all of them; nothing where all have the same."""
    alike: dict[tuple[str, ...], list[Source]] = {}
    for source in sources:
        alike.setdefault(words_at(source.table, source.header.data_row), []).append(source)
    return [part_of(*part) for part in alike.values()] if len(alike) > 1 else []


def part_of(first: Source, *others: Source) -> dict[str, Any]:
    """How the headings of some sheets were understood, and the first rows by which somebody may say otherwise."""
    names, header = [source.sheet for source in (first, *others)], first.header
    return {"sheets": names, "columns": header.words, "ignored": header.ignored, "top": top_of(first.table)}


def take_row(register: ReadRegister, source: Source, number: int, row: list[Cell]) -> None:
    """Read a row, or count it as skipped."""
    if is_skipped(source, row):
        register.skipped += 1
        register.passed += passed_over(source, number, row) if len(register.passed) < MOST_PASSED else []
    elif len(register.rows) == reading.MOST_ROWS:
        raise BadRegister(reading.sentence("rows"))
    else:
        register.rows.append(read_row(source, number, row))


def is_skipped(source: Source, row: list[Cell]) -> bool:
    """No name and no place, a total, a row of column numbers, or the heading once more on the next page."""
    place = [thai.tidy(text_of(source.cell(row, name))) for name in ("subdistrict", "district")]
    name = source.cell(row, "name")
    label = thai.tidy(text_of(name))
    if not any(place):
        return not label or (bool(TOTALS.match(label)) and not isinstance(name, Formula))
    if is_total_of_places(name, next(filter(None, place))):
        return True
    lines = source.table.rows[source.header.first_row : source.header.data_row]
    return row in lines or is_heading_again(source, row) or is_numbering(row)


def is_total_of_places(name: Cell, place: str) -> bool:
    """Does “รวม 12 ตำบล” stand where a place stands, and no name beside it but that of a total?"""
    label = thai.tidy(text_of(name))
    total = not label or (bool(SURE_TOTAL.match(label)) and not isinstance(name, Formula))
    return total and bool(PLACES_COUNTED.fullmatch(place))


def is_heading_again(source: Source, row: list[Cell]) -> bool:
    """The heading on the next printed page, be it in other words: each needed cell says what its column is."""
    named = [name for name in REQUIRED if name in source.header.columns]
    return all(meaning(text_of(source.cell(row, name))) == name for name in named)


def passed_over(source: Source, number: int, row: list[Cell]) -> list[tuple[Any, ...]]:
    """What a skipped row says, so that nobody loses one unseen; nothing where it is blank."""
    text = " · ".join(filter(None, (thai.tidy(text_of(cell)) for cell in row)))
    return [(number, text[:SHOWN], *filter(None, [source.sheet]))] if text else []


def is_numbering(row: list[Cell]) -> bool:
    """(1) (2) (3) below a heading."""
    filled = [thai.canonical(text_of(cell)) for cell in row if cell != ""]
    return len(filled) > 3 and all(COLUMN_NUMBER.fullmatch(cell) for cell in filled)


def read_row(source: Source, number: int, row: list[Cell]) -> ReadRow:
    """One row: its values and its issues."""
    label, place = thai.tidy(text_of(source.cell(row, "name")))[:SHOWN], place_written(source, row)
    read = ReadRow(number, label=label, place=place, sheet=source.sheet)
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


def place_written(source: Source, row: list[Cell]) -> str:
    """Subdistrict and district as they stand there."""
    places = (thai.tidy(text_of(source.cell(row, name))) for name in ("subdistrict", "district"))
    return ", ".join(filter(None, places))[:SHOWN]


def is_shifted(source: Source, row: list[Cell]) -> bool:
    """Has a row of a CSV file more cells than its heading? A comma in a number without marks moves all that follows."""
    widths, heading = source.table.widths, source.header.data_row - 1
    return 0 <= heading < len(widths) and len(row) > widths[heading]


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
    """The network of a row; where its sheet is called like one, that one."""
    if source.network:
        read.values["network"] = source.network
        return
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
