"""Which sheets of a workbook are the register: one, or one for each network under the network's name."""

from __future__ import annotations

from collections.abc import Sequence

from moralprovince.core.tables import Table
from moralprovince.core.tables.reading import best_of
from networks.imports.choosing import Choice, Named, OneNetwork, header_of
from networks.imports.headers import NEEDED, Header, find_header, fitness
from networks.imports.places import Networks

Choices = Sequence[Choice | Named | OneNetwork]
# A sheet whose columns somebody chose is a register, whatever the portal makes of its headings.
CHOSEN = 3
# From so many networks on the names of sheets are networks, and not the name of all the register.
SEVERAL = 2


def fitting(table: Table, choices: Choices) -> Choice | None:
    """The first of these choices that was made for such a table."""
    return next((found for choice in choices if (found := choice.within(table))), None)


def header_in(table: Table, choices: Choices) -> Header | None:
    """The heading as somebody chose it, else as it is found."""
    choice = fitting(table, choices)
    return header_of(table, choice) if choice else find_header(table)


def is_understood(header: Header | None) -> bool:
    """Is nothing to be asked of a sheet under the name of a network? One that has no names at all must not stop the others."""
    return header is not None and header.columns.keys() >= NEEDED - {"network"}


class Sheets:
    """Chooses among the sheets of a workbook, and remembers which there were.

    `choices` were made for this file, `remembered` for earlier ones: what these say is read once somebody agreed.
    """

    def __init__(self, networks: Networks, choices: Choices = (), sheet: str = "", remembered: Choices = ()) -> None:
        self.networks, self.choices, self.sheet, self.remembered = networks, choices, sheet, remembered
        self.names: list[str] = []
        # Those called like networks without a column of one, whether or not their other headings are understood.
        self.called: list[str] = []
        self.several = False

    def __call__(self, tops: list[Table]) -> tuple[list[int], list[str]]:
        """The places of the sheets that are read, and the names of others that may hold a register as well."""
        self.names = [top.name for top in tops]
        if several := self.by_network(tops):
            self.several = True
            return several
        ranks = [CHOSEN if fitting(top, self.choices) else fitness(top.rows) for top in tops]
        taken, others = best_of(tops, ranks, self.sheet)
        if ranks[taken[0]] == CHOSEN:
            # Where somebody had to say what the columns of one mean, it cannot be told which of the others are a register.
            others = [top.name for place, top in enumerate(tops) if place not in taken]
        return taken, others

    def by_network(self, tops: list[Table]) -> tuple[list[int], list[str]] | None:
        """Those called like networks, or the one of them that is asked for, unless some sheet has a column of networks."""
        headers = [header_in(top, self.choices) for top in tops]
        if any(header and header.columns.keys() >= NEEDED for header in headers):
            return None
        without = [place for place, header in enumerate(headers) if header is None or "network" not in header.columns]
        found = {place: network for place in without if (network := self.networks.of_sheet(tops[place].name))}
        asked = [place for place in found if tops[place].name == self.sheet]
        if len(set(found.values())) < SEVERAL or (self.sheet and not asked):
            return None
        self.called = [tops[place].name for place in asked or found]
        # Where no heading is understood, the columns of the first one are asked for.
        known = [place for place in found if is_understood(headers[place]) or self.knows(tops[place])]
        taken = asked or known or list(found)[:1]
        told = [place in found or bool(header and "name" in header.columns) for place, header in enumerate(headers)]
        return taken, [top.name for place, top in enumerate(tops) if told[place] and place not in taken]

    def knows(self, top: Table) -> bool:
        """Was it said of an earlier file what these headings mean?"""
        return is_understood(header_in(top, self.remembered))
