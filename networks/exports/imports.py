"""Workbooks around an import: the report that can be corrected and imported again, and the blank template."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from typing import IO, Any

from django.utils.translation import gettext as _

from moralprovince.core.tables import Marked, Table, read_sheets, read_table, write_marked, write_workbook
from networks.columns import HEADINGS, REQUIRED, RESULT_HEADING
from networks.imports.headers import Header, fitness
from networks.imports.merged import fill_down
from networks.imports.preview import one_network
from networks.imports.reports import outcome_words, told_of
from networks.imports.running import chosen_of, kept_path
from networks.imports.sheets import header_in
from networks.models import ImportRun, Province, SectorNetwork, Subdistrict

KINDS = {"name": "wide", "members": "number", "declared_on": "day", "note": "wide", "contact_name": "wide"}


def report_workbook(run: ImportRun) -> IO[bytes]:
    """The file as it was, wrong cells coloured and explained; what was refused can be corrected here and imported again."""
    stream: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    network = one_network(run)
    write_marked(stream, [marked(run, table, str(network or "")) for table in tables_of(run)])
    stream.seek(0)
    return stream


def tables_of(run: ImportRun) -> list[Table]:
    """The sheet that was read, or each of them where every network has its own."""
    path, several = kept_path(run.file), run.report.get("sheets")
    if not several:
        return [read_table(path, suits=fitness, sheet=run.report.get("sheet", ""))]
    return read_sheets(path, lambda tops: ([place for place, top in enumerate(tops) if top.name in several], []))


def marked(run: ImportRun, table: Table, network: str) -> Marked:
    """One sheet with what is said of its rows and cells, and the network that somebody chose for all rows."""
    header = header_in(table, chosen_of(run)) or Header(0, 1)
    fill_down(table, header)
    marks, extra = {}, {header.first_row: RESULT_HEADING}
    for row in run.report["rows"]:
        if row.get("sheet", table.name) != table.name:
            continue
        number = row["row"] - 1
        extra[number] = " ".join([outcome_words(row), *[told_of(row, issue) for issue in row["issues"]]])
        for issue in row["issues"]:
            if (column := header.columns.get(issue["column"])) is not None:
                marks[number, column] = (tone_of(issue), told_of(row, issue))
    if network:
        say_network(table, header, [row["row"] - 1 for row in run.report["rows"]], network)
    return Marked(named(table), marks, extra, range(header.first_row, header.data_row))


def say_network(table: Table, header: Header, numbers: list[int], network: str) -> None:
    """A column of networks behind all others: the corrected file says itself what was chosen for the one that came."""
    width = max(map(len, table.rows))
    for number in [*([header.first_row] if header.height else []), *numbers]:
        row = table.rows[number]
        row += [""] * (width - len(row)) + [network if number >= header.data_row else HEADINGS["network"]]


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
        "phone": "0-2000-0000 ต่อ 12",
        "email": "contact@example.org",
        "declared_on": day,
    }
    yield [values.get(name, "") for name in HEADINGS]
