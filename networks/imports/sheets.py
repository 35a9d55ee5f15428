"""Which sheet of a workbook is the register: the one that was asked for, else the one that looks most like it."""

from __future__ import annotations

from collections.abc import Sequence

from moralprovince.core.tables import Table
from moralprovince.core.tables.reading import best_of
from networks.imports.choosing import Choice, Named, header_of
from networks.imports.headers import Header, find_header, fitness

Choices = Sequence[Choice | Named]
# A sheet whose columns somebody chose is a register, whatever the portal makes of its headings.
CHOSEN = 3


def fitting(table: Table, choices: Choices) -> Choice | None:
    """The first of these choices that was made for such a table."""
    return next((found for choice in choices if (found := choice.within(table))), None)


def header_in(table: Table, choices: Choices) -> Header | None:
    """The heading as somebody chose it, else as it is found."""
    choice = fitting(table, choices)
    return header_of(table, choice) if choice else find_header(table)


class Sheets:
    """Chooses among the sheets of a workbook, and remembers which there were."""

    def __init__(self, choices: Choices = (), sheet: str = "") -> None:
        self.choices, self.sheet = choices, sheet
        self.names: list[str] = []

    def __call__(self, tops: list[Table]) -> tuple[list[int], list[str]]:
        """The place of the sheet that is read, and the names of others that hold a register as well."""
        self.names = [top.name for top in tops]
        ranks = [CHOSEN if fitting(top, self.choices) else fitness(top.rows) for top in tops]
        return best_of(tops, ranks, self.sheet)
