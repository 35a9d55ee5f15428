"""Writes workbooks and CSV files row by row, in constant memory; a text cell is never a formula."""

from __future__ import annotations

import csv
import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.db.models import Choices
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from moralprovince.core import thai

Row = Sequence[Any]
# What a column holds, and how wide it is.
KINDS = {"text": 18, "wide": 36, "number": 12, "amount": 14, "day": 14, "moment": 18}
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Excel's Thai calendar: a real date, shown in the Buddhist era.
THAI_DAY = "[$-107041E]dd/mm/yyyy"
THAI_MOMENT = f"{THAI_DAY} hh:mm"
FORMATS = {"day": THAI_DAY, "moment": THAI_MOMENT, "number": "#,##0", "amount": "#,##0.00", "text": "@", "wide": "@"}
LONGEST_CELL = 32_767
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}


@dataclass(frozen=True)
class Sheet:
    """One sheet to write: its headings, its rows, and what its columns hold."""

    name: str
    headings: Sequence[Any]
    rows: Iterable[Row]
    kinds: Sequence[str] = ()


def write_workbook(
    stream: IO[bytes], sheet_name: str, headings: Sequence[Any], rows: Iterable[Row], *, kinds: Sequence[str] = ()
) -> None:
    """One sheet with a heading row that stays in view."""
    write_sheets(stream, [Sheet(sheet_name, headings, rows, kinds)])


def write_sheets(stream: IO[bytes], sheets: Iterable[Sheet]) -> None:
    """Several sheets, one after the other, each with a heading row that stays in view."""
    book = xlsxwriter.Workbook(stream, OPTIONS)
    styles = {kind: book.add_format({"num_format": FORMATS[kind], "valign": "top", "text_wrap": kind == "wide"})
              for kind in KINDS}  # fmt: skip
    head = book.add_format({"bold": True, "bg_color": "#F3EDE5", "border": 1, "border_color": "#C9BEB2", "text_wrap": True})
    for sheet in sheets:
        fill(book.add_worksheet(sheet_title(sheet.name)), sheet, styles, head)
    book.close()


def fill(page: Any, sheet: Sheet, styles: dict[str, Any], head: Any) -> None:
    """Headings and rows of one sheet."""
    kinds = [*sheet.kinds, *["text"] * (len(sheet.headings) - len(sheet.kinds))]
    for column, kind in enumerate(kinds):
        page.set_column(column, column, KINDS[kind])
    page.freeze_panes(1, 0)
    for column, heading in enumerate(sheet.headings):
        page.write_string(0, column, str(heading), head)
    for number, row in enumerate(sheet.rows, 1):
        for column, value in enumerate(row):
            write_cell(page, number, column, value, styles[kinds[column]], styles)


def write_cell(sheet: Any, row: int, column: int, value: Any, style: Any, styles: dict[str, Any]) -> None:
    """A number, a day or a moment, which sort as such, or text that stays text."""
    if value is None or value == "":
        return
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        sheet.write_number(row, column, value, style)
    elif isinstance(value, dt.datetime):
        # As the clocks of the office show it: Excel knows no time zones.
        sheet.write_datetime(row, column, value.astimezone(thai.BANGKOK).replace(tzinfo=None), styles["moment"])
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, value, styles["day"])
    else:
        sheet.write_string(row, column, plain(value)[:LONGEST_CELL], style)


def plain(value: Any) -> str:
    """A value as people read it."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return thai.moment_short(value)
    return thai.day_numeric(value) if isinstance(value, dt.date) else str(value)


def words(kind: type[Choices], value: Any) -> str:
    """A choice in words; `get_…_display` compares all choices anew for each row: a third of the time of some lists."""
    return str(kind(value).label)


def sheet_title(name: str) -> str:
    """A name that Excel takes for a sheet."""
    return "".join(" " if char in "[]:*?/\\" else char for char in name).strip("' ")[:31] or "1"


def write_csv(stream: IO[bytes], headings: Sequence[Any], rows: Iterable[Row]) -> None:
    """UTF-8 with its mark, as Excel reads it."""
    for line in csv_lines(headings, rows):
        stream.write(line)


def csv_lines(headings: Sequence[Any], rows: Iterable[Row]) -> Iterator[bytes]:
    """The lines of a CSV file, one by one."""
    writer = csv.writer(Echo())
    yield b"\xef\xbb\xbf" + writer.writerow([defused(cell) for cell in headings])
    for row in rows:
        yield writer.writerow([defused(cell) for cell in row])


class Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> bytes:
        """The line as bytes."""
        return text.encode("utf-8")


def defused(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers."""
    text = plain(value).replace("\x00", "")
    # An apostrophe before such a sign is doubled: reading takes one away.
    dangerous = text.lstrip("'").startswith(DANGEROUS) and not isinstance(value, int | float | Decimal)
    return f"'{text}" if dangerous else text


def table_response(
    kind: str, name: str, headings: Sequence[Any], rows: Iterable[Row], *, kinds: Sequence[str] = ()
) -> HttpResponseBase:
    """A table to download, as "xlsx" or "csv"."""
    disposition = content_disposition_header(True, f"{name}.{kind}") or "attachment"
    if kind == "csv":
        response: HttpResponseBase = StreamingHttpResponse(csv_lines(headings, rows), content_type="text/csv; charset=utf-8")
    else:
        stream = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
        write_workbook(stream, name, headings, rows, kinds=kinds)
        stream.seek(0)
        response = FileResponse(stream, content_type=WORKBOOK)
    response["Content-Disposition"] = disposition
    return response
