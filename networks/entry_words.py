"""The fields of a register entry in words, and two entries side by side with what differs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from moralprovince.core import thai

from .models import Organisation

# In the order of the page: who and where, whom to ask, more about it.
SHOWN = (
    "name", "state", "kind", "network", "subdistrict", "village_no", "address", "postal_code", "contact_name", "phone", "email",
    "members", "tax_id", "declared_on", "parent", "note",
)  # fmt: skip
CHOICES: dict[str, dict[Any, Any]] = {"kind": dict(Organisation.Kind.choices), "state": dict(Organisation.State.choices)}


def label_of(name: str) -> str:
    """What a column is called."""
    return str(Organisation._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def value_words(body: Organisation, name: str) -> str:
    """A column for people; empty where there is nothing."""
    return words_of(name, getattr(body, name))


def words_of(name: str, value: Any) -> str:
    """A value of a column for people; a subdistrict with its district, since many share their name."""
    if name in CHOICES:
        return str(CHOICES[name].get(value, value))
    if name == "subdistrict" and value:
        return _("%(subdistrict)s, %(district)s") % {"subdistrict": value, "district": value.district}
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
