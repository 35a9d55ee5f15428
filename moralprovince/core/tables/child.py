"""Reads one uploaded table in a process of its own, under limits of memory, time and size; run as a script, without Django.

usage: python child.py FILE FOLDER LIMITS     writes FOLDER/meta.json and one FOLDER/N.jsonl for each sheet
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any
from xml.parsers import expat

import python_calamine

TOP_ROWS = 20
# One for each subdistrict of the largest province.
MOST_SHEETS = 300
MOST_MERGED = 20_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HAS_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]|\st=[\"']e[\"']")
CELL_NAME = re.compile(r"([A-Z]{1,3})(\d{1,7})")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
# Put behind the last line of a CSV file: where it does not come out as a record of its own, a quotation mark is still open.
END = "\x1f"
# What the portal puts before a text that a spreadsheet would run; it stays when such a file is saved as a workbook.
DEFUSED = re.compile(r"'+[=+\-@\t\r＝＋－＠]")
Row = list[Any]


class Unreadable(Exception):
    """The file is refused; the code is turned into a sentence by the parent."""


def main(path: str, folder: str, limits: dict[str, int]) -> None:
    """Read the file into the folder, or leave the reason there."""
    restrain(limits)
    try:
        sheets = list(read(Path(path), Path(folder), limits))
        meta: dict[str, Any] = {"sheets": sheets} if sheets else {"error": "empty"}
    except Unreadable as reason:
        meta = {"error": str(reason)}
    (Path(folder) / "meta.json").write_text(json.dumps(meta), encoding="utf-8")


def restrain(limits: dict[str, int]) -> None:
    """Give memory, processor time and disk an end, where the system knows how."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in (("RLIMIT_AS", "memory"), ("RLIMIT_CPU", "seconds"), ("RLIMIT_FSIZE", "disk"), ("RLIMIT_CORE", "")):
        value = limits.get(most, 0)
        resource.setrlimit(getattr(resource, kind), (value, value))


def read(path: Path, folder: Path, limits: dict[str, int]) -> Iterator[dict[str, Any]]:
    """What each sheet is called and where its cells are merged; its rows go to the folder."""
    head = path.read_bytes()[:8]
    if head.startswith(b"PK"):
        yield from read_workbook(path, folder, limits)
    elif head.startswith(OLE):
        raise Unreadable("encrypted" if "EncryptedPackage".encode("utf-16-le") in path.read_bytes() else "old")
    else:
        widths: list[int] = []
        rows = measured(read_csv(decoded(path.read_bytes()), limits), widths)
        if write_rows(rows, folder / "0.jsonl", {}, limits):
            yield {"name": "", "merged": [], "kind": "csv", "widths": widths}


# Workbooks


def read_workbook(path: Path, folder: Path, limits: dict[str, int]) -> Iterator[dict[str, Any]]:
    """The visible sheets of an .xlsx file that have anything in them."""
    parts = check_archive(path, limits)
    try:
        book = python_calamine.load_workbook(str(path))
        shown = [meta.name for meta in book.sheets_metadata if meta.visible == python_calamine.SheetVisibleEnum.Visible]
        for number, name in enumerate(shown[:MOST_SHEETS]):
            sheet = book.get_sheet_by_name(name)
            if sheet.end is None:
                continue
            check_size(sheet.end[0] + 1, sheet.end[1] + 1, limits)
            formulas = formulas_of(path, parts.get(name, ""))
            rows = sheet.to_python(skip_empty_area=False)
            if write_rows(rows, folder / f"{number}.jsonl", formulas, limits):
                merged = [area for area in sheet.merged_cell_ranges or [] if area[0][0] < TOP_ROWS or area[1][0] > area[0][0]]
                yield {"name": name, "merged": merged[:MOST_MERGED], "number": number, "kind": "xlsx"}
    except (python_calamine.CalamineError, zipfile.BadZipFile, expat.ExpatError, KeyError, ValueError, OSError) as error:
        raise Unreadable("encrypted" if "password" in str(error).lower() else "broken") from error


def check_archive(path: Path, limits: dict[str, int]) -> dict[str, str]:
    """Refuse what is no workbook, or unpacks to too much; returns the part of each sheet by its name."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > limits["parts"] or sum(part.file_size for part in parts) > limits["unpacked"]:
                raise Unreadable("bomb")
            if any(part.flag_bits & 1 for part in parts):
                raise Unreadable("encrypted")
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise Unreadable("kind")
            return sheet_parts(archive)
    except (zipfile.BadZipFile, expat.ExpatError, KeyError, OSError, EOFError, ValueError) as error:
        raise Unreadable("broken") from error


def attributes(archive: zipfile.ZipFile, part: str, tag: str) -> list[dict[str, str]]:
    """The attributes of each element of that name, in their order."""
    found: list[dict[str, str]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attrs: found.append(attrs) if name.rpartition(":")[2] == tag else None
    with archive.open(part) as stream:
        parser.ParseFile(stream)
    return found


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Which part of the archive holds which sheet."""
    targets = {
        row.get("Id", ""): row.get("Target", "") for row in attributes(archive, "xl/_rels/workbook.xml.rels", "Relationship")
    }
    sheets = {}
    for sheet in attributes(archive, "xl/workbook.xml", "sheet"):
        key = next((value for name, value in sheet.items() if name.rpartition(":")[2] == "id"), "")
        target = targets.get(key, "")
        sheets[sheet.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return sheets


def formulas_of(path: Path, part: str) -> dict[tuple[int, int], str]:
    """The formulas of a sheet by row and column, and errors like #N/A; a stored result of a formula is never looked at."""
    with zipfile.ZipFile(path) as archive:
        if part not in archive.namelist() or not holds_formula(archive, part):
            return {}
        reader = FormulaReader()
        with archive.open(part) as stream:
            reader.parser.ParseFile(stream)
        return reader.found


def holds_formula(archive: zipfile.ZipFile, part: str) -> bool:
    """A quick look: most registers have none."""
    with archive.open(part) as stream:
        rest = b""
        while block := stream.read(1 << 20):
            if HAS_FORMULA.search(rest + block):
                return True
            rest = block[-40:]
    return False


class FormulaReader:
    """Walks through a sheet and keeps what stands inside <f>, and inside <v> of an error, by the place of its cell."""

    def __init__(self) -> None:
        self.found: dict[tuple[int, int], str] = {}
        self.row, self.column = -1, -1
        self.error = False
        self.text: list[str] | None = None
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.data

    def start(self, name: str, attrs: dict[str, str]) -> None:
        """A row, a cell or a formula begins; a row or cell without its number follows the one before."""
        tag = name.rpartition(":")[2]
        if tag == "row":
            self.row = int(attrs["r"]) - 1 if attrs.get("r", "").isdecimal() else self.row + 1
            self.column = -1
        elif tag == "c":
            place = CELL_NAME.fullmatch(attrs.get("r", ""))
            self.column = column_number(place[1]) if place else self.column + 1
            self.row = int(place[2]) - 1 if place else self.row
            self.error = attrs.get("t") == "e"
        elif tag == "f" or (tag == "v" and self.error):
            self.text = []

    def data(self, text: str) -> None:
        """Text inside a formula or an error."""
        if self.text is not None:
            self.text.append(text)

    def end(self, name: str) -> None:
        """A formula or an error ends; where a cell has both, it is a formula."""
        tag = name.rpartition(":")[2]
        if tag in ("f", "v") and self.text is not None:
            self.found.setdefault((self.row, self.column), "=" * (tag == "f") + "".join(self.text)[:500])
            self.text = None


def column_number(letters: str) -> int:
    """A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


# Text files


def decoded(content: bytes) -> str:
    """The text of a CSV file: UTF-8 with or without its mark, UTF-16 with it, else Thai (TIS-620)."""
    encodings = ["utf-16"] if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "cp874"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        # A page of a web site called .xls begins with "<".
        if not CONTROLS.search(text) and not text.lstrip().startswith("<"):
            return text
    raise Unreadable("kind")


def read_csv(text: str, limits: dict[str, int]) -> Iterator[Row]:
    """The records of a CSV file; its separator is the one that makes the most columns at its top."""
    csv.field_size_limit(1_000_000)
    first, _, rest = text.partition("\n")
    told = re.fullmatch(r"sep=([,;\t])\r?", first)
    separator = told[1] if told else max(",;\t", key=lambda mark: columns_at_top(text, mark))
    if told:
        # Excel hides this line and counts the next one as the first.
        text = rest
    try:
        yield from closed(csv.reader(chain(io.StringIO(text, newline=""), [END]), delimiter=separator))
    except csv.Error as error:
        raise Unreadable("broken") from error


def closed(records: Iterator[Row]) -> Iterator[Row]:
    """The records up to the mark of the end; refused where a quotation mark has swallowed it, and rows before it."""
    for record in records:
        if record == [END]:
            return
        if record and record[-1].endswith(END):
            raise Unreadable("quote")
        yield record


def measured(rows: Iterable[Row], widths: list[int]) -> Iterator[Row]:
    """The rows as they pass; how many cells the first ones have, empty ones too, is written down."""
    for row in rows:
        if len(widths) < TOP_ROWS:
            widths.append(len(row))
        yield row


def columns_at_top(text: str, separator: str) -> int:
    """How many cells the first rows have with this separator."""
    reader = csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=separator)
    try:
        return sum(len(row) - 1 for _, row in zip(range(TOP_ROWS), reader, strict=False))
    except csv.Error:
        return 0


# Rows out


def check_size(rows: int, columns: int, limits: dict[str, int]) -> None:
    """Refuse too many rows or columns."""
    if rows > limits["rows"]:
        raise Unreadable("rows")
    if columns > limits["columns"]:
        raise Unreadable("columns")


def write_rows(rows: Iterable[Row], target: Path, formulas: dict[tuple[int, int], str], limits: dict[str, int]) -> bool:
    """One line of JSON for each row, empty cells at its end left out; says whether there was anything at all."""
    anything = False
    by_row: dict[int, dict[int, str]] = {}
    for (number, column), formula in formulas.items():
        by_row.setdefault(number, {})[column] = formula
    with target.open("w", encoding="utf-8") as stream:
        for number, row in enumerate(rows):
            cells = row_out(row, by_row.get(number, {}))
            check_size(number + 1, len(cells), limits)
            anything = anything or bool(cells)
            stream.write(json.dumps(cells, ensure_ascii=False).replace("\u2028", " "))
            stream.write("\n")
    return anything


def row_out(row: Row, formulas: dict[int, str]) -> Row:
    """The cells of a row as JSON, formulas and errors in their place."""
    cells = [cell_out(cell) for cell in row]
    for column, formula in formulas.items():
        cells += [""] * (column + 1 - len(cells))
        cells[column] = {"f": formula} if formula.startswith("=") else formula
    while cells and (cells[-1] == "" or (isinstance(cells[-1], str) and not cells[-1].strip())):
        cells.pop()
    return cells


def cell_out(cell: Any) -> Any:
    """A cell as JSON: days and formulas are marked, times become text."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, str):
        # Excel writes such a sign as _x0000_; no text of the portal has one, and one database keeps none.
        cell = CONTROLS.sub("", cell)
        cell = cell[1:] if DEFUSED.match(cell) else cell
        return {"f": cell[:500]} if cell.lstrip().startswith("=") else cell
    if isinstance(cell, int | float):
        return cell
    if isinstance(cell, dt.datetime):
        return {"d": cell.date().isoformat()}
    if isinstance(cell, dt.date):
        return {"d": cell.isoformat()}
    return str(cell)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]))
