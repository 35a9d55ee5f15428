"""A short sign of what a form showed of a row: by it the slower of two who change the row at once is noticed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from . import thai
from .audit import plain
from .errors import Outpaced, Refused

Row = TypeVar("Row", bound=models.Model)


def digest(text: str) -> str:
    """A short sign of a text: whether it was touched is told by it, without sending the text twice."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def keyed(value: Any) -> Any:
    """A value as signs compare it: other rows by their keys, several of them in order."""
    if isinstance(value, models.Manager | models.QuerySet):
        return sorted(one.pk for one in value.all())
    return value.pk if isinstance(value, models.Model) else value


def sign_of(row: models.Model, names: Sequence[str]) -> str:
    """The sign of some columns of a row."""
    return digest(json.dumps([plain(keyed(getattr(row, name))) for name in names], ensure_ascii=False))


def in_words(row: models.Model, name: str) -> Any:
    """What a column of a row says, as people read it."""
    value = getattr(row, name)
    if isinstance(value, models.Manager):
        return ", ".join(map(str, value.all()))
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, dt.date):
        return thai.day_long(value)
    if isinstance(value, dt.time):
        return thai.hours(value)
    return getattr(row, f"get_{name}_display", lambda: value)()


def hold_as_shown(row: Row, typed: Mapping[str, Any], sign: str) -> Row | None:
    """The row as it is stored, held until the transaction ends; None where it says already what was typed.

    Raises:
        Refused: somebody took it out.
        Outpaced: somebody else changed these columns since they were shown; nothing was written.
    """
    # In no order of its own: that may lead over a table whose row need not be there, which PostgreSQL does not hold.
    # The class is asked of the row: whoever is logged in comes in a wrapping.
    same = row.__class__._base_manager.select_for_update(no_key=True).filter(pk=row.pk)
    stored: Row | None = same.order_by("pk").first()
    if stored is None:
        raise Refused(_("Somebody took this out a moment ago. What you typed is still here."))
    if all(keyed(getattr(stored, name)) == keyed(value) for name, value in typed.items()):
        return None
    if sign_of(stored, list(typed)) != sign:
        raise Outpaced(_("Somebody else saved this a moment ago. What you typed is still here: compare it and save again."))
    return stored
