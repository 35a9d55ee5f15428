"""What a dataset is made of: its columns, its stable key, the parameters it is asked with; and their JSON Schema."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce
from operator import attrgetter, or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# What a column holds: its type and format in JSON Schema, and how a workbook writes it.
KINDS: dict[str, tuple[str, str, str]] = {
    "text": ("string", "", "text"), "words": ("string", "", "wide"), "integer": ("integer", "", "number"),
    "number": ("number", "", "amount"), "day": ("string", "date", "day"), "link": ("string", "uri", "wide"),
    "list": ("array", "", "wide"),
}  # fmt: skip
# The same for people.
WORDS = {
    "text": gettext_lazy("text"), "words": gettext_lazy("text"), "integer": gettext_lazy("whole number"),
    "number": gettext_lazy("decimal number"), "day": gettext_lazy("day, as 2027-04-01"),
    "link": gettext_lazy("address of a page"), "list": gettext_lazy("several codes"),
}  # fmt: skip
Schema = dict[str, Any]


def told(**parts: Any) -> Schema:
    """Of a schema what says something."""
    return {name: value for name, value in parts.items() if value not in ("", None, (), [])}


@dataclass(frozen=True)
class Column:
    """One column: `read` is a dotted name, or a function of the row; `empty` says that a row may have nothing there."""

    name: str
    title: Any
    read: str | Callable[[Any], Any]
    kind: str = "text"
    about: Any = ""
    unit: Any = ""
    empty: bool = False
    choices: tuple[str | int, ...] = ()
    pattern: str = ""
    least: int | None = None
    most: int | None = None
    example: Any = None

    @property
    def words(self) -> Any:
        """What it holds, for people."""
        return WORDS[self.kind]

    def value(self, row: Any) -> Any:
        """What a row has there, as Python; None where it has nothing."""
        found = attrgetter(self.read)(row) if isinstance(self.read, str) else self.read(row)
        return None if self.empty and found == "" else found

    def plain(self, row: Any) -> Any:
        """The same as JSON writes it."""
        found = self.value(row)
        if isinstance(found, dt.date):
            return found.isoformat()
        return float(found) if isinstance(found, Decimal) else found

    def schema(self, both: Callable[[Any], str]) -> Schema:
        """What JSON Schema says of it; `both` writes a text in both languages."""
        kind, form, _cell = KINDS[self.kind]
        choices = [*self.choices, None] if self.choices and self.empty else [*self.choices]
        schema = told(
            type=[kind, "null"] if self.empty else kind, format=form, pattern=f"^{self.pattern}$" if self.pattern else "",
            enum=choices, minimum=self.least, maximum=self.most, title=both(self.title), description=both(self.about),
            examples=None if self.example is None else [self.example],
        )  # fmt: skip
        unit = {"x-unit": both(self.unit)} if self.unit else {}
        return schema | unit | ({"items": {"type": "string"}} if kind == "array" else {})


@dataclass(frozen=True)
class Key:
    """The stable id of a row: its columns in the database, in the order of the list, and how it is written."""

    fields: tuple[str, ...]
    pattern: str
    example: str

    def parts(self, text: str) -> tuple[str, ...] | None:
        """The values of a written id; None where it is none."""
        found = re.fullmatch(self.pattern, text)
        return (found.groups() or (text,)) if found else None

    def one(self, rows: QuerySet, text: str) -> QuerySet:
        """The row of an id."""
        parts = self.parts(text)
        return rows.filter(**dict(zip(self.fields, parts, strict=True))) if parts else rows.none()

    def after(self, rows: QuerySet, text: str) -> QuerySet:
        """The rows behind an id, whether it is there or not."""
        parts = self.parts(text) or ()
        named = list(zip(self.fields, parts, strict=False))
        beyond = [Q(**dict(named[:place]), **{f"{name}__gt": value}) for place, (name, value) in enumerate(named)]
        return rows.filter(reduce(or_, beyond))


@dataclass(frozen=True)
class Parameter:
    """One thing an address may ask: how it is written, and the rows it leaves."""

    name: str
    about: Any
    by: str | Callable[[QuerySet, Any], QuerySet] = ""
    pattern: str = ""
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    default: int | None = None
    example: Any = None

    @property
    def counts(self) -> bool:
        """Is it a whole number?"""
        return not (self.pattern or self.choices)

    def read(self, text: str) -> Any:
        """The value.

        Raises:
            ValueError: it is written otherwise, with a sentence that says how.
        """
        said = {"name": self.name, "example": self.example, "least": self.least, "most": self.most,
                "choices": ", ".join(self.choices)}  # fmt: skip
        if self.choices and text not in self.choices:
            raise ValueError(_("“%(name)s” is one of: %(choices)s.") % said)
        if self.pattern and not re.fullmatch(self.pattern, text):
            raise ValueError(_("“%(name)s” is written like %(example)s.") % said)
        if not self.counts:
            return text
        if not re.fullmatch("[0-9]{1,9}", text) or not self.least <= int(text) <= self.most:
            raise ValueError(_("“%(name)s” is a whole number from %(least)s to %(most)s.") % said)
        return int(text)

    def apply(self, rows: QuerySet, value: Any) -> QuerySet:
        """The rows that are left."""
        return rows.filter(**{self.by: value}) if isinstance(self.by, str) else self.by(rows, value)

    def schema(self) -> Schema:
        """What JSON Schema says of it."""
        if not self.counts:
            return told(type="string", pattern=f"^{self.pattern}$" if self.pattern else "", enum=[*self.choices])
        return told(type="integer", minimum=self.least, maximum=self.most, default=self.default)


def nothing_more(rows: list[Any]) -> None:
    """Rows that need nothing beside them."""


@dataclass(frozen=True)
class Dataset:
    """One table that everybody may have: which rows of a province, in which columns, by which key."""

    name: str
    title: Any
    about: Any
    # What one row is called in the document.
    row: str
    key: Key
    columns: tuple[Column, ...]
    found: Callable[[str], QuerySet]
    filters: tuple[Parameter, ...] = ()
    # Lays beside rows that were read what a few queries say of all of them.
    dress: Callable[[list[Any]], None] = field(default=nothing_more)

    def rows(self, province: str, asked: Iterable[tuple[Parameter, Any]] = ()) -> QuerySet:
        """The rows in the order of their keys, filtered."""
        found = self.found(province)
        for parameter, value in asked:
            found = parameter.apply(found, value)
        return found.order_by(*self.key.fields)

    def dressed(self, rows: QuerySet) -> list[Any]:
        """Rows as they are written."""
        found = list(rows)
        self.dress(found)
        return found

    def plain(self, row: Any) -> dict[str, Any]:
        """One row for JSON."""
        return {column.name: column.plain(row) for column in self.columns}

    def id_of(self, row: Any) -> str:
        """The stable id of a row."""
        return str(self.columns[0].value(row))

    def kinds(self) -> Sequence[str]:
        """How a workbook writes the columns."""
        return [KINDS[column.kind][2] for column in self.columns]
