"""Tables of figures as files, and the de-identified file with the words for what it holds."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moralprovince.core import thai
from moralprovince.core.exports import FORMATS
from moralprovince.core.tables import Sheet, table_response, write_sheets
from moralprovince.portal.figures.bodies import FEW, HALF, MOST, NO_PLEDGE, ONE_OR_TWO, THREE_OR_MORE, Line, OpenCells
from moralprovince.portal.figures.columns import Table
from networks.models import District, Organisation, ProgrammeYear, SectorNetwork

# The columns of the file, each with what it says.
COLUMNS: tuple[tuple[Any, Any], ...] = (
    (gettext_lazy("Key"), gettext_lazy("drawn at random for this file: it joins neither the register nor another file")),
    (gettext_lazy("Fiscal year"), gettext_lazy("Buddhist era")),
    (gettext_lazy("Network"), gettext_lazy("or “other” where a group is small")),
    (gettext_lazy("District"), gettext_lazy("or “other” where a group is small")),
    (gettext_lazy("Kind"), gettext_lazy("organisation or community")),
    (gettext_lazy("Certified level"), gettext_lazy("0 to 3, resolved for this year; empty where few share it")),
    (gettext_lazy("Share of members who joined (percent)"),
     gettext_lazy("below 50, 50–79, 80 and more; empty where few share it")),
    (gettext_lazy("Commitments"), gettext_lazy("none, 1–2, 3 and more; empty where few share it")),
    (gettext_lazy("Reports expected"), gettext_lazy("in the rounds of the year")),
    (gettext_lazy("Reports on time"), gettext_lazy("sent on or before the day they were due")),
    (gettext_lazy("Coaching visits"), gettext_lazy("made in the year")),
)  # fmt: skip
PLEASE = gettext_lazy("Please do not try to find out who is behind a row, and name the culture office as the source.")
KINDS = ("text", "number", "wide", "wide", "text", "text", "text", "text", "number", "number", "number")
BANDS: dict[str, Any] = {
    NO_PLEDGE: gettext_lazy("no declaration"), FEW: "0–49", HALF: "50–79", MOST: "80–100", ONE_OR_TWO: "1–2",
    THREE_OR_MORE: gettext_lazy("3 or more"),
}  # fmt: skip


def table_file(table: Table, name: str, ending: str) -> HttpResponseBase:
    """A table as it stands on its page."""
    headings = [str(table.first), *(str(one.label) for one in table.columns)]
    rows = ([str(row.label) if row.key else _("Together"), *(one.count for one in row.numbers)] for row in table.rows)
    return table_response(ending, name, headings, rows, kinds=["wide", *["number"] * len(table.columns)])


def cells_file(cells: OpenCells, year: ProgrammeYear, ending: str) -> HttpResponseBase:
    """The de-identified file; in a workbook its rules travel along on a sheet of their own."""
    name = _("de-identified %(year)s") % {"year": year.fiscal_year}
    headings = [str(words) for words, _about in COLUMNS]
    if ending == "csv":
        return table_response(ending, name, headings, rows_of(cells, year), kinds=KINDS)
    stream = io.BytesIO()
    about = Sheet(_("about this file"), [_("What it says"), ""], about_lines(cells, year), ["wide", "wide"])
    write_sheets(stream, [Sheet(name, headings, rows_of(cells, year), KINDS), about])
    disposition = content_disposition_header(True, f"{name}.xlsx") or "attachment"
    return HttpResponse(stream.getvalue(), content_type=FORMATS["xlsx"], headers={"Content-Disposition": disposition})


def about_lines(cells: OpenCells, year: ProgrammeYear) -> list[list[Any]]:
    """Of which province and year, made when, by which rules, and how far they reached."""
    networks, districts, kinds = cells.general
    counts = [
        [_("Smallest group"), cells.least], [_("Rows"), len(cells.lines)], [_("Bodies left out"), cells.left_out],
        [_("District told as “other”"), districts], [_("Network told as “other”"), networks],
        [_("Kind told as “other”"), kinds], [_("Level, share or commitments left empty"), cells.empty],
    ]  # fmt: skip
    source = [
        [_("Province"), str(year.province)],
        [_("Fiscal year"), year.fiscal_year],
        [_("Made on"), thai.day_long(thai.today())],
    ]
    return [*source, *counts, *([str(words), str(about)] for words, about in COLUMNS), [str(PLEASE), ""]]


def rows_of(cells: OpenCells, year: ProgrammeYear) -> Iterator[list[Any]]:
    """Each row in words."""
    networks = {str(one.pk): str(one) for one in SectorNetwork.objects.filter(province=year.province_id)}
    districts = {one.pk: str(one) for one in District.objects.filter(province=year.province_id)}
    for line in cells.lines:
        yield row_of(line, year, networks, districts)


def row_of(line: Line, year: ProgrammeYear, networks: dict[str, str], districts: dict[str, str]) -> list[Any]:
    """One of them."""
    network, district, kind = line.cell
    level, share, commitments = line.traits
    kinds = {str(value): str(label) for value, label in Organisation.Kind.choices}
    places = [known.get(value, _("other")) for known, value in ((networks, network), (districts, district), (kinds, kind))]
    said = [level, *(str(BANDS.get(band, band)) for band in (share, commitments))]
    return [line.key, year.fiscal_year, *places, *said, *line.numbers]
