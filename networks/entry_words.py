"""The fields of a register entry in words, and two entries side by side with what differs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from moralprovince.core import thai

from .models import Organisation

# What is shown of two entries even where nothing differs: by this a person knows them.
ALWAYS = ("name", "subdistrict", "network")
# In the order of the page: who and where, whom to ask, more about it.
SHOWN = (
    "name", "kind", "network", "subdistrict", "village_no", "address", "postal_code", "contact_name", "phone", "email",
    "members", "tax_id", "declared_on", "parent", "note",
)  # fmt: skip


def label_of(name: str) -> str:
    """What a column is called."""
    return str(Organisation._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def value_words(body: Organisation, name: str) -> str:
    """A column for people; empty where there is nothing."""
    return words_of(getattr(body, name), body.get_kind_display() if name == "kind" else None)


def words_of(value: Any, choice: Any = None) -> str:
    """A value for people."""
    if choice is not None:
        return str(choice)
    if value in (None, ""):
        return ""
    return thai.day_long(value) if isinstance(value, dt.date) else str(value)


@dataclass(frozen=True)
class Beside:
    """One field of two entries."""

    name: str
    label: str
    one: str
    other: str

    @property
    def differs(self) -> bool:
        """Is it not the same?"""
        return self.one != self.other


def side_by_side(one: Organisation, other: Organisation, fields: Sequence[str] = SHOWN) -> list[Beside]:
    """What both say, field by field; what is empty in both is left out."""
    rows = [Beside(name, label_of(name), value_words(one, name), value_words(other, name)) for name in fields]
    return [row for row in rows if row.one or row.other]
