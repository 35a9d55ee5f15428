"""What the page of columns shows: the first rows of a sheet, and a guess or an earlier choice for each column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from moralprovince.core import thai
from moralprovince.core.tables import Cell, Table
from networks.columns import HEADINGS, REQUIRED, label
from networks.imports.cells import text_of
from networks.imports.choosing import SHOWN_ROWS, Choice, choice_of, guess, guess_at, one_network_of, words_at
from networks.imports.merged import cell_at
from networks.imports.opening import quoted, table_of_top
from networks.imports.places import Networks
from networks.imports.running import year_of
from networks.imports.sheets import Choices, fitting
from networks.models import ImportRun

# On a telephone only so many rows below the heading are shown beside a column.
NEAR = 3
# Of a row that may be the heading so much is said.
LONGEST_ROW = 90
# What the import cannot do without, whatever the file; the district only where a subdistrict stands twice.
NEEDED = ("name", "network", "subdistrict")


@dataclass(frozen=True)
class Offer:
    """The first rows, what the columns are taken for, and which meanings have to be among them."""

    table: Table
    choice: Choice
    needed: tuple[str, ...] = NEEDED
    # The networks by code that all rows may belong to, and the one that was chosen, or that the file is called like.
    networks: tuple[tuple[str, str], ...] = ()
    network: str = ""
    network_guessed: bool = False

    @property
    def columns(self) -> list[int]:
        """The places of the columns that say anything in these rows."""
        width = max(map(len, self.table.rows), default=0)
        return [at for at in range(width) if any(shown(cell_at(row, at)) for row in self.table.rows)]

    def meaning(self, column: int) -> str:
        """What a column is taken for."""
        return self.choice.means[column] if column < len(self.choice.means) else ""

    def with_meanings(self, means: dict[int, str]) -> Offer:
        """The same heading with these meanings."""
        width = max(means, default=-1) + 1
        words, told = words_at(self.table, self.choice.row), tuple(means.get(column, "") for column in range(width))
        return replace(self, choice=replace(self.choice, words=words, means=told))

    def moved(self, row: int, means: dict[int, str]) -> Offer:
        """With another row as the heading: what was chosen stays, what was only guessed is guessed anew."""
        new = guess_at(self.table, row)
        fresh = replace(self, choice=new)
        own = {column: name for column, name in means.items() if name != self.meaning(column)}
        taken = set(own.values())
        both = {
            column: own.get(column, "" if fresh.meaning(column) in taken else fresh.meaning(column)) for column in self.columns
        }
        return fresh.with_meanings(both)

    def title(self, column: int) -> str:
        """A column by its letter, as in Excel, and its heading."""
        word = self.choice.words[column] if self.choice.row and column < len(self.choice.words) else ""
        return f"{xl_col_to_name(column)} · {word[:80]}" if word else xl_col_to_name(column)

    def cells(self, column: int) -> list[dict[str, Any]]:
        """A column from the first row on."""
        heading = self.choice.row
        return [
            {
                "row": number, "text": shown(cell_at(row, column)),
                "place": "heading" if number == heading else "near" if heading < number <= heading + NEAR else "far",
            }
            for number, row in enumerate(self.table.rows, 1)
        ]  # fmt: skip

    def rows(self) -> list[tuple[int, str]]:
        """Each row with what it says, to be taken for the heading; row 0 is none."""
        return [(0, ""), *((number, says(row) or _("(blank)")) for number, row in enumerate(self.table.rows, 1))]


def says(row: list[Cell]) -> str:
    """The first cells of a row, as many as there is room for."""
    cells = [text for cell in row if (text := shown(cell))]
    lengths = accumulate(len(text) + 3 for text in cells)
    return (
        " · ".join(text for text, end in zip(cells, lengths, strict=True) if end <= LONGEST_ROW)
        or "".join(cells[:1])[:LONGEST_ROW]
    )


def shown(cell: Any) -> str:
    """A cell as it is shown."""
    return thai.tidy(text_of(cell))


def meanings() -> list[tuple[str, str]]:
    """What a column may be."""
    return [("", _("leave out")), *((name, label(name)) for name in HEADINGS), ("code", _("Code in this portal"))]


def shown_part(report: dict[str, Any], sheet: str) -> dict[str, Any]:
    """The first rows that are shown, and which sheets of networks have these headings; `sheet` tells them from others."""
    whole = {"sheets": report.get("sheets") or report.get("called") or [], "top": report["top"]}
    parts = report.get("parts") or [whole]
    return next((part for part in parts if sheet in part["sheets"]), parts[0])


def others_known(report: dict[str, Any]) -> bool:
    """Are further sheets read as they were chosen for an earlier file?"""
    shown = (report.get("offered") or {}).get("words")
    return any(data["words"] != shown for data in report.get("known", []))


def offer_of(run: ImportRun, part: dict[str, Any]) -> Offer:
    """What is shown of a file: as somebody chose it, as it was chosen for another file, or as the portal would take it."""
    table = table_of_top(part["top"])
    earlier = [choice_of(data) for data in [*run.report.get("chosen", []), run.report.get("offered")] if data]
    choice = fitting(table, earlier) or guess(table)
    if part["sheets"]:
        return Offer(table, choice, tuple(name for name in NEEDED if name != "network"))
    return with_networks(Offer(table, choice), run, earlier)


def with_networks(offer: Offer, run: ImportRun, earlier: Choices) -> Offer:
    """With the networks of the year to choose from; where no column says them, the one the file is called like is offered."""
    networks, chosen = Networks(run.province, year_of(run)), one_network_of(earlier)
    offer = replace(offer, networks=tuple(networks.labels.items()))
    if chosen or "network" in offer.choice.means:
        return replace(offer, network=chosen.code if chosen else "")
    code = networks.of_lists(Path(run.file_name).stem, run.report.get("sheet", ""))
    return replace(offer, network=code, network_guessed=bool(code))


def hints_of(offer: Offer, missing: Sequence[str]) -> list[str]:
    """What can be done where these rows do not have what is needed."""
    names = quoted(label(name) for name in offer.needed if not (name == "network" and offer.network))
    hints = [
        _("Needed are %(names)s, and the district where a subdistrict of that name stands in several. Others may be left out.")
        % {"names": names}
    ]
    said = offer.network or ("network" in offer.choice.means and "network" not in missing)
    if "network" in offer.needed and not said:
        hints.append(
            _(
                "Does no column say the network? If the file is the list of one network, please choose that one below. "
                "Otherwise add a column in Excel, or give each network a sheet of its own that is called like it, and choose "
                "the file again."
            )
        )
    if len(missing) == len(REQUIRED) and len(offer.table.rows) == SHOWN_ROWS:
        further = _("Does the heading stand below row %(row)s? Please delete rows above it in Excel and choose the file again.")
        hints.append(further % {"row": SHOWN_ROWS})
    return hints


def missing_in(means: Sequence[str], needed: Sequence[str]) -> list[str]:
    """Which of the needed meanings no column has."""
    return [name for name in needed if name not in means]
