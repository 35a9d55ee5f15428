"""Reads uploaded tables through a child process with limits, and says in one sentence why a file is not taken."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

CHILD = Path(__file__).with_name("child.py")
MEGABYTE = 1024 * 1024
LARGEST_FILE = 10 * MEGABYTE
LONGEST_WAIT = 90
# Rows of data; titles, headings and totals stand beside them, so the child takes a few more.
MOST_ROWS = 100_000
LIMITS = {
    "rows": MOST_ROWS + 200,
    "columns": 200,
    "memory": 1536 * MEGABYTE,
    "seconds": 60,
    "disk": 300 * MEGABYTE,
    "unpacked": 300 * MEGABYTE,
    "parts": 2000,
}
# How many rows at its top tell what a sheet is about.
TOP = 20


@dataclass(frozen=True)
class Formula:
    """A cell that would calculate something; only its text is kept, to show it."""

    text: str

    def __str__(self) -> str:
        return self.text


Cell = str | int | float | dt.date | Formula


@dataclass(frozen=True)
class Table:
    """One sheet: its rows as they stand in the file, from row 1 on, and which cells are merged: at its top, and downwards."""

    name: str
    rows: list[list[Cell]]
    kind: str = "xlsx"
    # ((first row, first column), (last row, last column)), counted from 0.
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    # Of a CSV file: how many cells its first rows have, empty ones too. A row with more is one where a separator slipped in.
    widths: list[int] = field(default_factory=list)
    # Further sheets that suit as well, and were not taken.
    others: list[str] = field(default_factory=list)


class TableError(ValueError):
    """The file is not taken; `sentence` says why and what to do."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.sentence = sentence(code)
        super().__init__(self.sentence)


def sentence(code: str) -> str:
    """Why a file is not taken."""
    sentences = {
        "large": _("This file is larger than 10 MB. Please split it and import the parts one after the other."),
        "rows": _("This file has more than 100,000 rows. Please split it and import the parts one after the other."),
        "columns": _("This file has more than 200 columns. Please delete the columns that are not needed."),
        "encrypted": _("This file is protected by a password. Please save it without one and choose it again."),
        "old": _("This is an old Excel file (.xls). Please save it as an Excel workbook (.xlsx) and choose it again."),
        "kind": _(
            "This is neither an Excel workbook (.xlsx) nor a CSV file. If it is a table, please open it in its program, "
            "save it as an Excel workbook (.xlsx), and choose that one."
        ),
        "broken": _("This file is damaged and cannot be read. Please open it in Excel, save it again, and choose it again."),
        "quote": _(
            'A quotation mark (") is opened in this file and never closed, so it is not certain where its rows end. '
            "Please close it, or save the file as an Excel workbook (.xlsx), and choose it again."
        ),
        "empty": _("This file is empty."),
        "bomb": _("This file unpacks to far more than a register can hold, so it was not opened."),
        "heavy": _("This file takes too much time or memory to read. Please copy its rows into the blank template."),
    }
    return sentences[code]


# How well the first rows of a sheet suit; and which of several sheets, seen by their first rows, are taken and which told of.
Suits = Callable[[list[list[Cell]]], int]
Choose = Callable[[list[Table]], tuple[list[int], list[str]]]


def read_table(path: str | Path, *, suits: Suits | None = None, sheet: str = "") -> Table:
    """The sheet of that name, else the first of those whose top rows suit best, else the first that is not empty.

    Raises:
        TableError: too large, encrypted, broken, or neither a workbook nor CSV.
    """
    return read_sheets(path, lambda tops: best_of(tops, [suits(top.rows) if suits else 0 for top in tops], sheet))[0]


def best_of(tops: list[Table], ranks: list[int], sheet: str) -> tuple[list[int], list[str]]:
    """The place of the sheet that is read, and the names of others that suit as well."""
    suiting = [place for place, rank in enumerate(ranks) if rank == max(ranks)] if any(ranks) else [0]
    chosen = next((place for place, top in enumerate(tops) if sheet and top.name == sheet), suiting[0])
    return [chosen], [tops[place].name for place in suiting if place != chosen]


def read_sheets(path: str | Path, choose: Choose) -> list[Table]:
    """Those sheets that `choose` takes when it sees the first rows of each; together they have no more rows than one may have.

    Raises:
        TableError: too large, encrypted, broken, or neither a workbook nor CSV.
    """
    path = checked(path)
    with tempfile.TemporaryDirectory(prefix="table-") as folder:
        sheets = read_in_child(path, Path(folder))
        places, others = choose([table_of(sheet, folder, TOP) for sheet in sheets])
        tables, rows = list[Table](), 0
        for place in places:
            tables.append(replace(table_of(sheets[place], folder), others=others))
            rows += len(tables[-1].rows)
            if rows > LIMITS["rows"]:
                raise TableError("rows")
        return tables


def read_tables(path: str | Path) -> list[Table]:
    """Every sheet that has anything in it, in the order of the file.

    Raises:
        TableError: too large, encrypted, broken, or neither a workbook nor CSV.
    """
    path = checked(path)
    with tempfile.TemporaryDirectory(prefix="table-") as folder:
        return [table_of(sheet, folder) for sheet in read_in_child(path, Path(folder))]


def checked(path: str | Path) -> Path:
    """The file, unless its size alone says that it is not taken."""
    path = Path(path)
    if path.stat().st_size > LARGEST_FILE:
        raise TableError("large")
    if not path.stat().st_size:
        raise TableError("empty")
    return path


def file_of(sheet: dict[str, Any], folder: str) -> Path:
    """Where the child wrote the rows of a sheet."""
    return Path(folder) / f"{sheet.get('number', 0)}.jsonl"


def table_of(sheet: dict[str, Any], folder: str, most: int | None = None) -> Table:
    """A sheet with its rows, or with the first ones."""
    merged = [(tuple(first), tuple(last)) for first, last in sheet["merged"]]
    return Table(sheet["name"], rows_of(file_of(sheet, folder), most), sheet["kind"], merged, sheet.get("widths", []))


def read_in_child(path: Path, folder: Path) -> list[dict[str, Any]]:
    """Start the child, wait for it, and read what it says of the sheets."""
    command = [sys.executable, "-I", str(CHILD), str(path), str(folder), json.dumps(LIMITS)]
    try:
        subprocess.run(
            command, timeout=LONGEST_WAIT, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    except (subprocess.SubprocessError, OSError, ValueError):
        raise TableError("heavy") from None
    if "error" in meta:
        raise TableError(meta["error"])
    return meta["sheets"]


def rows_of(file: Path, most: int | None = None) -> list[list[Cell]]:
    """The rows the child wrote."""
    with file.open(encoding="utf-8") as stream:
        return [[cell_in(cell) for cell in json.loads(line)] for line in islice(stream, most)]


def cell_in(cell: Any) -> Cell:
    """A cell as the child marked it."""
    if not isinstance(cell, dict):
        return cell
    return Formula(cell["f"]) if "f" in cell else dt.date.fromisoformat(cell["d"])
