"""What is frozen and taken along: a summary as page, workbook, JSON, lines and PDF; lists as files."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pypdfium2
from django.test import Client
from django.urls import resolve, reverse

from moralprovince.core.periods import Period
from moralprovince.portal.actions.summaries import freeze_summary
from moralprovince.portal.exports.summaries import as_data, as_lines, as_pdf, known_figures
from moralprovince.portal.exports.summary_book import as_workbook
from moralprovince.portal.models import Summary
from networks.models import Province
from tests.support.summary_books import by_network, figures_in, sheets_of

from .history import History
from .ledger import Ledger
from .links import Told
from .outside import whole

Numbers = list[list[Decimal]]
# So many numbers of a summary's page are pressed.
FOLLOWED = 5


def summary_in_all_forms(h: History, period: str, ledger: Ledger, client: Client) -> None:
    """A new edition says what the rows say, in every form to the last digit."""
    province = Province.objects.get(pk="14")
    made = freeze_summary(province=province, period=Period.parse(period), by=h.by, new_edition=True)
    names = [one.name for one in known_figures(made)]
    keys = {row["code"]: row["id"] for row in ledger.networks}
    counted = ledger.figures(period, h.day)
    codes = [row["code"] for row in made.figures["networks"]]
    wanted = [[Decimal(counted[key].get(name, 0)) for name in names] for key in [*(keys[code] for code in codes), None]]
    assert numbers_of_data(made, names) == wanted
    groups = client.get(reverse("summary", args=[period])).context["groups"]
    side_by_side = zip(*(group.rows for group in groups), strict=True)
    assert [[number(cell.value) for row in rows for cell in row.cells] for rows in side_by_side] == wanted
    whole, networks = sheets_of(as_workbook(made))[:2]
    assert [[number(one) for one in row] for row in by_network(networks)] == wanted
    assert [number(row[0]) for row in figures_in(whole)] == wanted[-1]
    said = [line.split(" ")[1] for line in as_lines(made)[1 : len(names) + 1]]
    assert [number(one) for one in said] == wanted[-1]
    assert_on_paper(made, wanted)
    cells = [cell for group in groups for row in group.rows for cell in row.cells if cell.figure.kind == "count"]
    for cell in h.chance.sample(cells, FOLLOWED):
        assert (cell.address, client.get(cell.address).context["page"].total) == (cell.address, cell.value)


def number(value: Any) -> Decimal:
    """Whatever kind of number it is."""
    return Decimal(str(value))


def numbers_of_data(made: Summary, names: list[str]) -> Numbers:
    """The rows of the JSON form, the province last."""
    data = as_data(made)
    return [[number(row["figures"][name]) for name in names] for row in (*data["networks"], data)]


def assert_on_paper(made: Summary, wanted: Numbers) -> None:
    """Each row of the tables stands on its side of the sheet."""
    document, known = pypdfium2.PdfDocument(as_pdf(made)), known_figures(made)
    for page, side in zip(document, (1, 2), strict=True):
        text = " ".join(page.get_textpage().get_text_bounded().split())
        for row in wanted:
            line = " ".join(plainly(value) for value, one in zip(row, known, strict=True) if one.side == side)
            assert line in text


def plainly(value: Decimal) -> str:
    """As people write it: whole numbers without satang."""
    return f"{int(value):,}" if value == value.to_integral_value() else f"{float(value):,}"


def files_of_lists(h: History, found: Told, client: Client, count: int) -> None:
    """Some lists as files: as many lines as the page tells."""
    for address in h.chance.sample(sorted(found), count):
        path, query = urlsplit(address).path, urlsplit(address).query
        name = resolve(path).view_name
        if name == "lessons:stories":
            continue
        lines = lines_of(client, f"{reverse(f'{name}-export')}?{query}&format=csv")
        assert (address, len(lines)) == (address, found[address])


def file_of_month(client: Client, month: str) -> int:
    """How many entries of the calendar stand in the file of a month."""
    return len(lines_of(client, f"{reverse('calendar-export')}?month={month}&format=csv"))


def file_of_networks(client: Client, year: int) -> list[list[int]]:
    """The numbers of each network in the file of a year, between the people of its group and its coordinator."""
    lines = lines_of(client, f"{reverse('networks:networks-export')}?year={year}&format=csv")
    return [[int(cell) for cell in list(line.values())[4:9]] for line in lines]


def lines_of(client: Client, address: str) -> list[dict[str, str]]:
    """The lines of a CSV file under its headings."""
    return list(csv.DictReader(io.StringIO(whole(client.get(address)).decode("utf-8-sig"))))
