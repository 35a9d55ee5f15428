"""The workbook of a criteria set: its three sheets, their columns, and the words that stand in their cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from .models import Certainty, Criterion, Kind
from .rubric import MODELS, Row, Rubric

LANGUAGES = ("th", "en")
NAMES = tuple(f"name_{kind}" for kind in Kind)
# Columns whose cells hold one of several words, by what is stored.
CHOICES: dict[str, Any] = {"kind": Kind, "certainty": Certainty, "computed_from": Criterion.Computed}
WHOLE = {"number", "item", "level", "score", "items_up_to", "least_score", "least_sum", "least_communities"}
PERCENT = {"least_percent", "least_bodies_percent", "least_districts_percent"}
WIDE = {"text", "evidence", "descriptor", "meaning", "source"}
# Of a wording's row, what belongs to its item.
OF_ITEM = ("level", "computed_from")


@dataclass(frozen=True)
class SheetPlan:
    """One sheet: which rows it holds, what it is called, and its columns in order."""

    part: str
    name: Any
    columns: tuple[str, ...]

    def kinds(self) -> list[str]:
        """What each column holds, for the writer."""
        return [kind_of(column) for column in self.columns]

    def headings(self) -> list[str]:
        """The headings in the language of the moment: the names that the forms use."""
        return [self.heading(column) for column in self.columns]

    def heading(self, column: str) -> str:
        """One heading."""
        if column in NAMES:
            return _("name for: %(kind)s") % {"kind": Kind(column.removeprefix("name_")).label}
        of_item = column in ("item", *OF_ITEM) and self.part != "levels"
        model = Criterion if of_item else MODELS[self.part]
        return str(model._meta.get_field("number" if column == "item" else column).verbose_name)

    def known(self) -> dict[str, str]:
        """Each heading in any language with its column."""
        found = {}
        for language in LANGUAGES:
            with override(language):
                found |= dict(zip(self.headings(), self.columns, strict=True))
        return found


def kind_of(column: str) -> str:
    """What a column holds, for the writer."""
    if column in WHOLE:
        return "number"
    if column in PERCENT:
        return "amount"
    return "day" if column == "checked_on" else "wide" if column in WIDE else "text"


TRUST = ("source", "certainty", "checked_on")
GATE = ("number", "items_up_to", "least_score", "least_sum")
SHARES = ("least_bodies_percent", "least_communities", "least_districts_percent")
LEVELS = SheetPlan("levels", gettext_lazy("Levels and gates"), (*GATE, *NAMES, "meaning", *SHARES, *TRUST))
WORDINGS = SheetPlan(
    "wordings", gettext_lazy("Items and wordings"), ("item", "level", "computed_from", "kind", "text", "evidence", *TRUST)
)
BANDS = SheetPlan("bands", gettext_lazy("Score bands"), ("item", "score", "descriptor", "least_percent", *TRUST))
PLANS = (LEVELS, WORDINGS, BANDS)


def rows_of(plan: SheetPlan, rubric: Rubric) -> Iterator[Row]:
    """The rows of a sheet by column, as they are stored; an item without words still has a row."""
    if plan.part == "levels":
        for number, row in rubric.levels.items():
            yield {"number": number, **row, **{f"name_{kind}": row["names"].get(kind.value, "") for kind in Kind}}
        return
    second = "kind" if plan.part == "wordings" else "score"
    for item, facts in rubric.items.items():
        beside = {"item": item, **facts}
        mine = [{**beside, second: key[1], **row} for key, row in rubric.rows(plan.part).items() if key[0] == item]
        yield from mine or ([beside] if plan.part == "wordings" else [])


def words_for(column: str, value: Any) -> str:
    """A choice in words; nothing where nothing was chosen."""
    return str(CHOICES[column](value).label) if value else ""


def choices_by_word(column: str) -> dict[str, str]:
    """What may be written for each choice: its word in any language, or its stored name."""
    found = {choice.value: choice.value for choice in CHOICES[column]}
    for language in LANGUAGES:
        with override(language):
            found |= {str(choice.label): choice.value for choice in CHOICES[column]}
    return found
