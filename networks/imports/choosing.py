"""What somebody says of a file: which row is its heading, and what stands in each column; kept, and offered again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from moralprovince.core import thai
from moralprovince.core.tables import Cell, Table
from moralprovince.core.tables.reading import TOP
from networks.columns import ENGLISH_HEADINGS, HEADINGS, QUIET, RESULT_HEADING, label, meaning
from networks.imports.cells import text_of
from networks.imports.headers import SEARCHED_ROWS, Header, find_header, header_at, laid_out, placed
from networks.imports.merged import cell_at

# So many rows of a sheet are shown, and one of them may be its heading: no more than are seen when a sheet is chosen.
SHOWN_ROWS = TOP
LONGEST_WORD = 200
# A heading is known again where it says something in so many columns.
TELLING = 2


class Misunderstood(ValueError):
    """A heading or a meaning that somebody named is not there; the sentence says so."""


@dataclass(frozen=True)
class Choice:
    """The row that is the heading (its lower line), the words of each column, and what each means; empty is left out.

    Where the file has no heading, the row is 0, and the words are those of its first row, by which this file is known.
    """

    row: int
    words: tuple[str, ...]
    means: tuple[str, ...]

    def within(self, table: Table) -> Choice | None:
        """The same choice where the same words stand in this table; none where they do not."""
        rows = [self.row, *(range(1, SHOWN_ROWS + 1) if self.is_telling else ())]
        return next(filter(None, (self.below(row, words_at(table, row)) for row in rows)), None)

    def below(self, row: int, words: tuple[str, ...]) -> Choice | None:
        """The same choice below these words; none where they are others.

        Behind them may stand a column of networks: the report on the list of one network has it, so that nobody is asked again.
        """
        if words == self.words:
            return replace(self, row=row)
        if not (self.is_telling and words[-1:] == (HEADINGS["network"],) and own_words(words[:-1]) == self.words):
            return None
        if "network" in self.means or len(self.means) >= len(words):
            return None
        gap = ("",) * (len(words) - 1 - len(self.means))
        return Choice(row, words, (*self.means, *gap, "network"))

    @property
    def is_telling(self) -> bool:
        """Can it be known again in another file?"""
        return self.row > 0 and sum(map(bool, self.words)) >= TELLING

    def as_json(self) -> dict[str, Any]:
        """As an import keeps it."""
        return {"row": self.row, "words": list(self.words), "means": list(self.means)}


@dataclass(frozen=True)
class Named:
    """Meanings by the heading they stand below, as the console is told; all other columns are understood as ever."""

    meanings: dict[str, str]

    def within(self, table: Table) -> Choice | None:
        """The choice that this is in a table; none where a heading is not there.

        Raises:
            Misunderstood: a heading is there twice.
        """
        header = find_header(table)
        rows = [*([header.data_row] if header else ()), *range(1, SEARCHED_ROWS + 1)]
        row = next((row for row in rows if self.meanings.keys() <= set(map(heading_word, words_at(table, row)))), None)
        return self.over(guess_at(table, row)) if row else None

    def not_there(self) -> Misunderstood:
        """No sheet has all these headings."""
        words = ", ".join(f"“{word}”" for word in self.meanings)
        sentence = _("No row of the first %(count)s has these headings: %(words)s.")
        return Misunderstood(sentence % {"count": SEARCHED_ROWS, "words": words})

    def over(self, guess: Choice) -> Choice:
        """What was said goes before what was guessed: no other column means the same."""
        words, said = [heading_word(word) for word in guess.words], set(self.meanings.values())
        if twice := next((word for word in self.meanings if words.count(word) > 1), None):
            raise Misunderstood(_("The heading “%(word)s” stands there twice.") % {"word": twice})
        means = [self.meanings.get(word, "" if old in said else old) for word, old in zip(words, guess.means, strict=True)]
        return replace(guess, means=tuple(means))


@dataclass(frozen=True)
class OneNetwork:
    """All rows belong to one network, by its code; said of one sheet, since other lists have the same headings."""

    code: str

    def within(self, table: Table) -> Choice | None:
        """It says nothing of columns."""
        return None

    def as_json(self) -> dict[str, Any]:
        """As an import keeps it."""
        return {"network": self.code}


def choice_of(data: dict[str, Any]) -> Choice | OneNetwork:
    """A choice that an import kept."""
    if "network" in data:
        return OneNetwork(data["network"])
    return Choice(data["row"], tuple(data["words"]), tuple(data["means"]))


def one_network_of(choices: Iterable[object]) -> OneNetwork | None:
    """The network that all rows were said to belong to."""
    return next((choice for choice in choices if isinstance(choice, OneNetwork)), None)


def named(pairs: Iterable[str]) -> list[Named]:
    """The choice that stands in words like “กลุ่มงาน=network”; none where there are no words.

    Raises:
        Misunderstood: a meaning is not known, or given twice.
    """
    split = [pair.rpartition("=") for pair in pairs]
    meanings = {heading_word(heading): meaning_named(word) for heading, _equals, word in split}
    twice = [label(name) for name in meanings.values() if name and list(meanings.values()).count(name) > 1]
    if twice:
        raise Misunderstood(twice_words(twice[0], list(meanings)))
    return [Named(meanings)] if meanings else []


def meaning_named(word: str) -> str:
    """A meaning by the name of its column or by its heading; a dash leaves the column out."""
    word = word.strip()
    spelt = {heading: name for names in (HEADINGS, ENGLISH_HEADINGS) for name, heading in names.items()}
    name = "" if word == "-" else word if word in HEADINGS or word == "code" else spelt.get(word) or meaning(word) or QUIET
    if name == QUIET:
        raise Misunderstood(_("“%(word)s” is no column of the register. There are: %(names)s.") % {
            "word": word, "names": ", ".join(HEADINGS),
        })  # fmt: skip
    return name


def twice_words(heading: str, columns: Iterable[str]) -> str:
    """Two columns for one meaning."""
    return _("“%(heading)s” was chosen for more than one column: %(columns)s. Please leave all but one out.") % {
        "heading": heading, "columns": ", ".join(columns),
    }  # fmt: skip


def doubled(means: Sequence[str]) -> Iterator[tuple[str, list[int]]]:
    """Meanings that more than one column was given, with these columns."""
    for name in dict.fromkeys(filter(None, means)):
        places = [column for column, other in enumerate(means) if other == name]
        if len(places) > 1:
            yield name, places


# Headings as they stand in a table


def lines_at(table: Table, row: int) -> tuple[int, list[str], list[str], set[int]]:
    """How many lines a heading has whose last one is this row, what stands in them, and which columns stand in groups."""
    if not row:
        return 0, [], [], set()
    two = header_at(table, row - 2, 2) if row > 1 else None
    one = header_at(table, row - 1, 1)
    height = 2 if two and (one is None or two.rank > one.rank) else 1
    cells = table.rows[row - height : row] if height == 2 else [merged_down(table, row)]
    lines = [[thai.tidy(text_of(cell))[:LONGEST_WORD] for cell in line] for line in cells]
    return height, *laid_out(table, row - height, lines)


def merged_down(table: Table, row: int) -> list[Cell]:
    """A row with the words of cells that were merged from above into it: the lower line of a heading has them as well."""
    cells = list(table.rows[row - 1]) if row <= len(table.rows) else []
    for (top, left), (bottom, _right) in table.merged:
        if top < row - 1 <= bottom and cell_at(cells, left) == "":
            cells += [""] * (left + 1 - len(cells))
            cells[left] = cell_at(table.rows[top], left)
    return cells


def words_at(table: Table, row: int) -> tuple[str, ...]:
    """The whole heading of each column; empty ones at the end left out, and what our report adds."""
    height, upper, lower, _groups = lines_at(table, row or 1)
    words = [f"{high} {low}".strip() if height == 2 else high for high, low in zip(upper, lower, strict=True)]
    return own_words(words)


def own_words(words: Sequence[str]) -> tuple[str, ...]:
    """The words of a heading up to the last one that is its own."""
    length = max((column for column, word in enumerate(words, 1) if word not in ("", RESULT_HEADING)), default=0)
    return tuple(words[:length])


def heading_word(text: str) -> str:
    """A heading as it is compared with what somebody typed."""
    return thai.canonical(text).lower()


def guess_at(table: Table, row: int) -> Choice:
    """What the columns mean, were this row the heading."""
    height, upper, lower, groups = lines_at(table, row)
    columns = placed(row - height, height, upper, lower, groups).columns
    words = words_at(table, row)
    name_of = {column: name for name, column in columns.items()}
    return Choice(row, words, tuple(name_of.get(column, "") for column in range(len(words))))


def guess(table: Table) -> Choice:
    """The heading as the portal finds it, else the row that looks most like one."""
    header = find_header(table)
    return guess_at(table, header.data_row if header else likeliest_row(table))


def likeliest_row(table: Table) -> int:
    """The row with the most known headings, then with the most words; of equals the first."""

    def known(row: int) -> tuple[int, int]:
        """How much speaks for it."""
        words = [cell for cell in table.rows[row - 1] if isinstance(cell, str) and cell.strip()]
        return sum(bool(meaning(word)) for word in words), len(words)

    return max(range(1, min(SHOWN_ROWS, len(table.rows)) + 1), key=known, default=1)


def header_of(table: Table, choice: Choice) -> Header:
    """The heading of a table as it was chosen."""
    height, upper, lower, _groups = lines_at(table, choice.row)
    header = Header(choice.row - height, height)
    for column, name in enumerate(choice.means):
        word = choice.words[column] if height and column < len(choice.words) else ""
        if name:
            header.columns[name], header.words[name] = column, word or xl_col_to_name(column)
        elif word and meaning(lower[column] or upper[column]) != QUIET:
            header.ignored.append(lower[column] or upper[column])
    return header
