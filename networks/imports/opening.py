"""Opens a register file: which sheets are read, where their headings stand, and what they are read against."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.tables import Cell, Formula, Table, TableError, read_sheets
from moralprovince.core.tables.reading import cell_in
from networks.columns import HEADINGS, REQUIRED
from networks.imports.cells import text_of
from networks.imports.choosing import SHOWN_ROWS, Choice, Misunderstood, Named, OneNetwork, header_of, one_network_of
from networks.imports.headers import SEARCHED_ROWS, Header, find_header
from networks.imports.merged import fill_down
from networks.imports.places import Networks, Places
from networks.imports.sheets import Choices, Sheets, fitting
from networks.imports.turned import Turned, turned_in

# Of a long cell so much is kept to be shown.
KEPT_TEXT = 400


class BadRegister(ValueError):
    """The file is refused as a whole; `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Asked(BadRegister):
    """Its headings are not understood, or somebody said before what such headings mean: now somebody says it.

    `known` is what was said before of this sheet or of others that are read with it.
    """

    known: Choices = ()

    def __init__(
        self, sentence: str, table: Table, missing: Sequence[str], sheets: Sheets, offered: Choice | None = None
    ) -> None:
        super().__init__(sentence)
        self.table, self.missing, self.sheets, self.offered = table, list(missing), sheets, offered


@dataclass(frozen=True)
class Source:
    """Everything a row is read against."""

    table: Table
    header: Header
    places: Places
    networks: Networks
    today: dt.date
    turned: Turned = Turned()
    # Where each network has a sheet of its own: the network of all its rows, and the name of the sheet.
    network: int | None = None
    sheet: str = ""
    # Where somebody said the network of all rows.
    said: OneNetwork | None = None
    # What somebody chose, where the portal would have read the columns otherwise.
    choice: Choice | None = None

    def cell(self, row: list[Cell], column: str) -> Cell:
        """The cell of a column; empty where the row is shorter or the file lacks the column."""
        at = self.header.columns.get(column, -1)
        return row[at] if 0 <= at < len(row) else ""

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """The rows below the heading, with the numbers a person sees."""
        start = self.header.data_row
        yield from enumerate(self.table.rows[start:], start + 1)


@dataclass(frozen=True)
class Against:
    """The places and networks a file is read against, and the day."""

    places: Places
    networks: Networks
    today: dt.date


def open_sources(path: str | Path, against: Against, sheets: Sheets) -> list[Source]:
    """Each sheet that is read, with its heading.

    Raises:
        BadRegister: the file is not taken.
        Asked: somebody has to say what its columns mean.
    """
    try:
        tables = read_sheets(path, sheets)
        ensure_fitting(tables, sheets.choices)
    except TableError as error:
        raise BadRegister(error.sentence) from None
    except Misunderstood as error:
        raise BadRegister(str(error)) from None
    try:
        return [open_source(table, against, sheets) for table in tables]
    except Asked as asked:
        asked.known = known_of(tables, sheets)
        raise


def known_of(tables: list[Table], sheets: Sheets) -> list[Choice]:
    """What was said before of sheets that nobody has said anything of yet; once where several have the same headings."""
    new = [table for table in tables if not fitting(table, sheets.choices)]
    found = filter(None, (otherwise(table, find_header(table), sheets.remembered) for table in new))
    return list({choice.words: choice for choice in found}.values())


def ensure_fitting(tables: list[Table], choices: Choices) -> None:
    """What the console was told of headings has to be about this file."""
    for choice in choices:
        if isinstance(choice, Named) and not any(map(choice.within, tables)):
            raise choice.not_there()


def open_source(table: Table, against: Against, sheets: Sheets) -> Source:
    """One sheet with its heading."""
    header, choice = heading_of(table, sheets)
    fill_down(table, header)
    source = Source(table, header, against.places, against.networks, against.today, choice=choice)
    if sheets.several:
        source = replace(source, network=against.networks.of_sheet(table.name), sheet=table.name)
    if said := one_network_of(sheets.choices):
        source = replace(source, network=network_said(said, source), said=said)
    ensure_columns(source, sheets)
    return replace(source, turned=turned_in(source.cell(row, "declared_on") for _number, row in source.rows()))


def network_said(said: OneNetwork, source: Source) -> int:
    """The network that all rows were said to belong to.

    Raises:
        BadRegister: the file says the networks itself, or the year has none of this code.
    """
    if source.sheet or "network" in source.header.columns:
        raise BadRegister(
            _("This file says itself to which network each row belongs, so one network cannot be set for all rows.")
        )
    if found := source.networks.coded.get(said.code):
        return found
    sentence = _("There is no network “%(code)s” in this fiscal year. There are: %(codes)s.")
    raise BadRegister(sentence % {"code": said.code, "codes": ", ".join(source.networks.coded)})


def heading_of(table: Table, sheets: Sheets) -> tuple[Header, Choice | None]:
    """The heading, and the choice where somebody chose otherwise than the portal would.

    Raises:
        Asked: there is none, or somebody chose for such a heading before.
    """
    found = find_header(table)
    if choice := otherwise(table, found, sheets.choices):
        return header_of(table, choice), choice
    if offered := otherwise(table, found, sheets.remembered):
        raise Asked("", table, [], sheets, offered)
    if found is None:
        sentence = _("No heading row was found in the first %(count)s rows. At least these columns are needed: %(names)s.")
        names = ", ".join(HEADINGS[name] for name in REQUIRED)
        raise Asked(sentence % {"count": SEARCHED_ROWS, "names": names}, table, REQUIRED, sheets)
    return found, None


def otherwise(table: Table, found: Header | None, choices: Choices) -> Choice | None:
    """The choice that was made for such a table, if it says something else than what is found anyway."""
    if (choice := fitting(table, choices)) is None:
        return None
    chosen = header_of(table, choice)
    same = found is not None and (found.data_row, found.columns) == (chosen.data_row, chosen.columns)
    return None if same else choice


def ensure_columns(source: Source, sheets: Sheets) -> None:
    """Refuse a file without a required column; the district's may be missing where no subdistrict is ambiguous."""
    known = {*source.header.columns, *(["network"] if source.network else [])}
    missing = [name for name in REQUIRED if name not in known]
    if missing == ["district"] and not any(
        source.places.is_ambiguous(text_of(source.cell(row, "subdistrict"))) for _number, row in source.rows()
    ):
        return
    if missing:
        sentence = _("These columns are missing: %(names)s. Please add them and choose the file again.")
        words = sentence % {"names": quoted(HEADINGS[name] for name in missing)} + told_of_ignored(source.header)
        raise Asked(words, source.table, missing, sheets)


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


# The first rows, as they are kept for whoever says what the columns mean


def top_of(table: Table) -> dict[str, Any]:
    """The first rows of a sheet."""
    rows = [[kept_cell(cell) for cell in row] for row in table.rows[:SHOWN_ROWS]]
    return {"rows": rows, "merged": [area for area in table.merged if area[0][0] < SHOWN_ROWS]}


def kept_cell(cell: Cell) -> Any:
    """A cell as JSON keeps it, days and formulas marked as the child process marks them."""
    if isinstance(cell, Formula):
        return {"f": thai.tidy(cell.text[:KEPT_TEXT])}
    if isinstance(cell, dt.date):
        return {"d": cell.isoformat()}
    # Neither of the databases keeps an infinite number or a NUL.
    return cell if isinstance(cell, int | float) and math.isfinite(cell) else thai.tidy(str(cell)[:KEPT_TEXT])


def table_of_top(top: dict[str, Any]) -> Table:
    """The first rows as a table again."""
    rows = [[cell_in(cell) for cell in row] for row in top["rows"]]
    return Table("", rows, merged=[(tuple(first), tuple(last)) for first, last in top["merged"]])
