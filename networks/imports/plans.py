"""Reads the workbook of a year's plan: every row becomes a line or a sentence about what is wrong with it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from operator import itemgetter
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from moralprovince.core import thai, values
from moralprovince.core.tables import Cell, Formula, TableError, read_table
from networks.actions.activity_plans import PlanEntry, PlanKey, key_of
from networks.models import ActivityPlan, SectorNetwork

from .cells import text_of

# The columns by their msgid, in the order they are written.
COLUMNS = {
    "network": "Network", "name": "Activity", "times": "Planned times", "months": "Months", "budget": "Budget",
    "target_group": "Target group", "target_people": "People expected",
}  # fmt: skip
OWN = "Of the province itself"
MOST_LINES, MOST_TIMES, TOP, LONGEST = 1000, 366, 12, 250


class BadPlan(ValueError):
    """The file is refused as a whole; `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class WrongCell(ValueError):
    """One cell is not understood."""


@dataclass
class ReadPlan:
    """The lines of a workbook, which columns it has, and what is wrong by row."""

    given: tuple[str, ...] = ()
    entries: list[PlanEntry] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)
    # How many lines of one name the plan has, and which rows the workbook has for them.
    standing: Counter[PlanKey] = field(default_factory=Counter)
    rows: dict[PlanKey, list[int]] = field(default_factory=lambda: defaultdict(list))

    @property
    def lacking(self) -> list[str]:
        """The headings that it does not have: what stands in the plan under them stays."""
        return [_(msgid) for name, msgid in COLUMNS.items() if name not in self.given]


def in_both(word: str) -> set[str]:
    """A word as it may stand in a workbook: in Thai or English, in any case."""
    found = {word}
    for language in ("th", "en"):
        with override(language):
            found.add(_(word))
    return {thai.canonical(one).lower() for one in found}


def read_plan(path: str | Path, networks: Iterable[SectorNetwork], standing: Iterable[ActivityPlan]) -> ReadPlan:
    """All lines of a workbook, to be taken into a plan in which some are `standing`.

    Raises:
        BadPlan: it cannot be read, or names no activities.
    """
    try:
        table = read_table(path, suits=lambda rows: heading_of(rows) is not None)
    except TableError as error:
        raise BadPlan(error.sentence) from None
    found = heading_of(table.rows)
    if found is None:
        raise BadPlan(_("No heading row was found. Please take the workbook that goes out here, and fill it in."))
    start, columns = found
    known, read = network_names(networks), ReadPlan(tuple(columns), standing=Counter(map(key_of, standing)))
    for number, row in enumerate(table.rows[start + 1 :], start + 2):
        if any(thai.tidy(text_of(cell)) for cell in row):
            read_row(read, number, {name: row[at] if at < len(row) else "" for name, at in columns.items()}, known)
        # What is no plan is not read to its end.
        if len(read.entries) > MOST_LINES:
            raise BadPlan(_("This workbook has more lines than a plan can hold."))
    short = [(rows[-1], rows_needed(read.standing[key])) for key, rows in read.rows.items() if len(rows) < read.standing[key]]
    read.problems = sorted([*read.problems, *short], key=itemgetter(0))
    return read


def rows_needed(count: int) -> str:
    """Nobody could say which of several lines of one name a single row is about."""
    return _(
        "The plan has this activity of this network %(count)s times. Please give each of them a row, as it goes out here."
    ) % {"count": count}


def heading_of(rows: list[list[Cell]]) -> tuple[int, dict[str, int]] | None:
    """The row that names network and activity, and which column is what."""
    words = {spelt: name for name, msgid in COLUMNS.items() for spelt in in_both(msgid)}
    for number, row in enumerate(rows[:TOP]):
        columns = {words[text]: at for at, cell in enumerate(row) if (text := thai.canonical(text_of(cell)).lower()) in words}
        if {"network", "name"} <= columns.keys():
            return number, columns
    return None


def network_names(networks: Iterable[SectorNetwork]) -> dict[str, SectorNetwork | None]:
    """Every spelling of a network; None is the province itself. Its own name goes before what another was called."""
    own, others = dict[str, SectorNetwork](), defaultdict[str, set[SectorNetwork]](set)
    for one in networks:
        own |= dict.fromkeys(spelt(one.code, *one.own_names), one)
        for name in spelt(one.name, one.name_en, *one.aliases):
            others[name].add(one)
    former = {name: next(iter(called)) for name, called in others.items() if len(called) == 1}
    return {**former, **own, **dict.fromkeys(in_both(OWN))}


def spelt(*names: str) -> set[str]:
    """Names as they are compared."""
    return {thai.canonical(name).lower() for name in names if name}


def read_row(read: ReadPlan, number: int, row: dict[str, Cell], known: dict[str, SectorNetwork | None]) -> None:
    """One row: a line, or what is wrong with it."""
    given: dict[str, Any] = {}
    wrong = list(problems_of(row, known, given))
    if {"network", "name"} <= given.keys():
        key = key_of(PlanEntry(given["name"], given["network"]))
        read.rows[key].append(number)
        wrong += repeated(len(read.rows[key]), read.standing[key])
    if wrong:
        read.problems += [(number, sentence) for sentence in wrong]
    else:
        read.entries.append(PlanEntry(**given))


def repeated(rows: int, standing: int) -> list[str]:
    """What is wrong with so many rows of one name, where the plan has so many lines of it."""
    if rows <= max(1, standing):
        return []
    return [rows_needed(standing) if standing > 1 else _("This activity stands in the workbook twice.")]


def problems_of(row: dict[str, Cell], known: dict[str, SectorNetwork | None], given: dict[str, Any]) -> Iterator[str]:
    """Read the cells of a row into `given`; a sentence for each that is not understood."""
    for name, cell in row.items():
        try:
            if isinstance(cell, Formula):
                raise WrongCell(_("A cell holds a formula. Please type the value itself."))
            given[name] = READERS[name](thai.tidy(text_of(cell)), known)
        except (WrongCell, values.ValueProblem) as problem:
            sentence = str(problem) if isinstance(problem, WrongCell) else _("This is not a number that fits here.")
            yield f"{_(COLUMNS[name])}: {sentence} ({text_of(cell)[:60]})"


def read_network(text: str, known: dict[str, SectorNetwork | None]) -> SectorNetwork | None:
    """The network by any of its names."""
    key = thai.canonical(text).lower()
    if key not in known:
        raise WrongCell(_("There is no network of this name in this year."))
    return known[key]


def read_name(text: str, known: Any) -> str:
    """What the activity is called."""
    if not text:
        raise WrongCell(_("Please write what the activity is called."))
    return read_text(text, known)


def read_text(text: str, known: Any) -> str:
    """A text that fits."""
    if len(text) > LONGEST:
        raise WrongCell(_("This text is too long."))
    return text


def read_times(text: str, known: Any) -> int:
    """How often; nothing is once."""
    times = values.head_count(text) if text else 1
    if not 1 <= times <= MOST_TIMES:
        raise WrongCell(_("This is not a number that fits here."))
    return times


def read_count(text: str, known: Any) -> int | None:
    """A number of people."""
    return values.head_count(text) if text else None


def read_money(text: str, known: Any) -> Decimal | None:
    """A sum of money with at most two places."""
    money = values.amount(text) if text else None
    if money is not None and not (0 <= money < Decimal(10) ** 10 and money == round(money, 2)):
        raise WrongCell(_("This is not a number that fits here."))
    return money


def read_months(text: str, known: Any) -> tuple[int, ...]:
    """Months by name or number, with commas between."""
    return tuple(month_of(part) for part in re.split(r"[,;/]|\s+(?=\S)", text) if part.strip())


def month_of(text: str) -> int:
    """One month."""
    plain = thai.canonical(text).strip().lower().rstrip(".")
    if plain.isdecimal() and 1 <= int(plain) <= 12:
        return int(plain)
    for language in ("th", "en"):
        with override(language):
            for names in (thai.month_names(), thai.month_names(short=True)):
                for number, name in enumerate(names, 1):
                    if thai.canonical(str(name)).lower().rstrip(".") == plain:
                        return number
    raise WrongCell(_("Months are written like ธ.ค., มี.ค. or 12, 3."))


READERS = {
    "network": read_network, "name": read_name, "times": read_times, "months": read_months, "budget": read_money,
    "target_group": read_text, "target_people": read_count,
}  # fmt: skip
