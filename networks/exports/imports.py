"""Workbooks around an import: the report that can be corrected and imported again, and the blank template."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from typing import IO, Any

from django.utils.translation import gettext as _

from moralprovince.core.tables import Table, read_table, write_marked, write_workbook
from networks.columns import HEADINGS, REQUIRED, RESULT_HEADING
from networks.imports.headers import Header, find_header, fitness
from networks.imports.merged import fill_down
from networks.imports.reports import outcome_words, sentence_of
from networks.imports.running import kept_path
from networks.models import ImportRun, Province, SectorNetwork, Subdistrict

KINDS = {"name": "wide", "members": "number", "declared_on": "day", "note": "wide", "contact_name": "wide"}


def report_workbook(run: ImportRun) -> IO[bytes]:
    """The file as it was, wrong cells coloured and explained; what was refused can be corrected here and imported again."""
    table = read_table(kept_path(run.file), suits=fitness, sheet=run.report.get("sheet", ""))
    header = find_header(table) or Header(0, 1)
    fill_down(table, header)
    marks, extra = {}, {header.first_row: RESULT_HEADING}
    for row in run.report["rows"]:
        number = row["row"] - 1
        extra[number] = " ".join([outcome_words(row), *[sentence_of(issue) for issue in row["issues"]]])
        for issue in row["issues"]:
            if (column := header.columns.get(issue["column"])) is not None:
                marks[number, column] = (tone_of(issue), sentence_of(issue))
    stream: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    write_marked(stream, named(table), marks, extra, range(header.first_row, header.data_row))
    stream.seek(0)
    return stream


def named(table: Table) -> Table:
    """The table with a name for its sheet."""
    return table if table.name else Table(_("Register"), table.rows, table.kind, table.merged)


def tone_of(issue: dict[str, Any]) -> str:
    """A cell that stopped its row, or one that was left out."""
    return "wrong" if issue["column"] in REQUIRED and issue["code"] != "kept" else "left_out"


def blank_template(province: Province, day: dt.date) -> IO[bytes]:
    """The headings with one example row of this province."""
    stream: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    kinds = [KINDS.get(name, "text") for name in HEADINGS]
    write_workbook(stream, _("Register"), list(HEADINGS.values()), example(province, day), kinds=kinds)
    stream.seek(0)
    return stream


def example(province: Province, day: dt.date) -> Iterator[list[Any]]:
    """One row to overwrite; its values would be taken."""
    network = SectorNetwork.objects.filter(province=province).first()
    place = Subdistrict.objects.filter(district__province=province).select_related("district").first()
    values = {
        "name": "ตัวอย่าง: ชุมชนคุณธรรมวัดตัวอย่าง (ลบแถวนี้ก่อนนำเข้า)",
        "kind": "ชุมชน",
        "network": network.name if network else "",
        "village_no": "1",
        "subdistrict": place.name if place else "",
        "district": place.district.name if place else "",
        "postal_code": place.postal_codes[0] if place and place.postal_codes else "",
        "members": 120,
        "contact_name": "นางสาวใจดี มีสุข",
        "phone": "035-000-000 ต่อ 12",
        "email": "contact@example.org",
        "declared_on": day,
    }
    yield [values.get(name, "") for name in HEADINGS]
