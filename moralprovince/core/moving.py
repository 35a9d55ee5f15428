"""Moves rows from one owner to another in a few statements, and keeps what is needed to put every one of them back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from .audit import plain
from .errors import Refused
from .models import Message

BATCH = 500


@dataclass(frozen=True)
class Coming:
    """What a merger will do with rows of one kind, told before it is confirmed; `stops` says that it cannot be done."""

    what: Any
    count: int
    becomes: Any
    stops: bool = False


@dataclass
class Journal:
    """The steps in their order, as JSON keeps them: table, keys, columns before and after; or rows made or taken out."""

    steps: list[dict[str, Any]] = field(default_factory=list)

    def write(self, rows: QuerySet, *, before: Mapping[str, Any], after: Mapping[str, Any]) -> int:
        """Set columns of rows that all have the same values in them now, by one UPDATE; returns how many."""
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
        manager = rows.model._base_manager
        for part in parts(keys):
            manager.filter(pk__in=part).update(**after)
        self.note(rows.model, keys, before, after)
        return len(keys)

    def note(self, model: type[models.Model], keys: Sequence[Any], before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        """Remember rows that were written already."""
        if keys:
            told = {"before": in_plain(before), "after": in_plain(after)}
            self.steps.append({"table": model._meta.label, "keys": [plain(key) for key in keys], **told})

    def made(self, rows: Sequence[models.Model]) -> None:
        """Remember rows that were added."""
        if rows:
            self.steps.append({"table": rows[0]._meta.label, "made": [plain(row.pk) for row in rows]})

    def made_exactly(self, rows: Sequence[models.Model]) -> None:
        """Remember rows that were added, and what stands in them: they are taken out only while nobody changed them."""
        for part in parts(rows):
            keys = [row.pk for row in part]
            self.steps.append(
                {"table": rows[0]._meta.label, "made": [plain(key) for key in keys], "sign": sign(type(rows[0]), keys)}
            )

    def take_out(self, rows: QuerySet) -> None:
        """Rows that say what the new owner's own rows say already go, and are remembered whole."""
        names = [field.attname for field in rows.model._meta.concrete_fields]
        kept = [in_plain(row) for row in rows.order_by("pk").values(*names)]
        if kept:
            self.steps.append({"table": rows.model._meta.label, "taken_out": kept})
            rows.delete()


def in_plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Columns as JSON keeps them."""
    return {name: plain(value) for name, value in values.items()}


def parts(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Keys in portions that every database takes."""
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))


def sign(model: type[models.Model], keys: Sequence[Any]) -> str:
    """A short sign of everything that stands in some rows."""
    names = [field.attname for field in model._meta.concrete_fields]
    rows = model._base_manager.filter(pk__in=keys).order_by("pk").values_list(*names)
    text = json.dumps([[plain(value) for value in row] for row in rows], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def put_back(steps: Iterable[dict[str, Any]]) -> None:
    """Take the steps back, the last one first.

    Raises:
        Refused: a row is gone, or what was written in it is something else by now.
    """
    for step in reversed(list(steps)):
        model = apps.get_model(step["table"])
        if "made" in step:
            ensure_as_made(model, step)
            take_out(model, step["made"])
        elif "taken_out" in step:
            model._base_manager.bulk_create([model(**columns(model, row)) for row in step["taken_out"]], batch_size=BATCH)
        else:
            return_columns(model, step)


def ensure_as_made(model: type[models.Model], step: Mapping[str, Any]) -> None:
    """Nobody has written in rows that were added and remembered with what stands in them."""
    if "sign" in step and sign(model, step["made"]) != step["sign"]:
        raise Refused(changed_since(model))


def take_out(model: type[models.Model], keys: Sequence[Any]) -> None:
    """Rows that were added go."""
    for part in parts(keys):
        rows = model._base_manager.filter(pk__in=part)
        ensure_all_there(model, rows, part)
        rows.delete()


def return_columns(model: type[models.Model], step: Mapping[str, Any]) -> None:
    """Columns get their former values."""
    before, after = (columns(model, step[name]) for name in ("before", "after"))
    for part in parts(step["keys"]):
        # One statement: nobody writes between a look and the change.
        if model._base_manager.filter(pk__in=part, **as_conditions(after)).update(**before) != len(part):
            raise Refused(changed_since(model))


def columns(model: type[models.Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the columns take them."""
    return {name: model._meta.get_field(name).to_python(value) for name, value in values.items()}  # type: ignore[union-attr]


def as_conditions(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same as conditions: nothing is IS NULL."""
    return {f"{name}__isnull" if value is None else name: True if value is None else value for name, value in values.items()}


def ensure_all_there(model: type[models.Model], rows: QuerySet, keys: Sequence[Any]) -> None:
    """Nobody has taken one of these rows away since, or written something else where it was written."""
    if rows.count() != len(keys):
        raise Refused(changed_since(model))


def changed_since(model: type[models.Model]) -> str:
    """Why something can no longer be undone."""
    named: Any = model._meta.auto_created or model
    words = _("Something that was moved has been changed or removed since (%(what)s), so this can no longer be undone.")
    return words % {"what": named._meta.verbose_name_plural}


def silence(obligations: Sequence[str], *, reason: str, journal: Journal) -> int:
    """Take back what was to go out under these obligations; returns how many messages."""
    states = Message.State
    waiting = Message.objects.filter(obligation__in=obligations)
    # Held until all is written: what a worker sends meanwhile would be called taken back, and sent again by an undoing.
    open_ones = waiting.filter(state__in=(states.PENDING, states.CLAIMED, states.FAILED)).order_by("pk")
    waiting = Message.objects.filter(pk__in=list(open_ones.select_for_update().values_list("pk", flat=True)))
    # What a worker holds at this moment waits again after an undoing: its lease is gone.
    waiting.filter(state=states.CLAIMED).update(state=states.PENDING, lease_token="", lease_until=None)
    told = set(waiting.filter(state__in=(states.PENDING, states.FAILED)).values_list("state", "reason"))
    return sum(
        journal.write(
            waiting.filter(state=state, reason=said),
            before={"state": state, "reason": said}, after={"state": states.CANCELLED, "reason": reason},
        )
        for state, said in sorted(told)
    )  # fmt: skip
