"""Writes and reads the history: one event per action, changes field by field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from django.db import models
from django.db.models import QuerySet

from .models import AuditEvent, User
from .values import as_typed

Changes = dict[str, list[Any]]


def record(
    action: str,
    obj: models.Model,
    *,
    by: User | None,
    note: str = "",
    changes: Mapping[str, Any] | None = None,
    acting_for: User | None = None,
    province: str = "",
) -> AuditEvent:
    """Write one event; `by` is None only for what the clock does (a round closes, a reminder goes out)."""
    return AuditEvent.objects.create(
        action=action,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        object_label=str(obj)[:300],
        actor=by,
        acting_for=acting_for if acting_for is not None else getattr(by, "acting_for", None),
        note=note,
        changes=dict(changes or {}),
        province_code=province or province_of(obj),
    )


def record_many(
    action: str, objects: Sequence[Any], *, by: User | None, note: str = "", changes: Sequence[Mapping[str, Any]] = ()
) -> None:
    """Write the same event for many objects, a few statements for all; `changes` stand in the order of the objects."""
    moments: Iterable[tuple[Any, Any]] = zip_longest(objects, changes, fillvalue={})
    events = [
        AuditEvent(
            action=action, object_type=obj._meta.label_lower, object_id=str(obj.pk), object_label=str(obj)[:300],
            actor=by, acting_for=getattr(by, "acting_for", None), note=note, changes=dict(change),
            province_code=province_of(obj),
        )
        for obj, change in moments
    ]  # fmt: skip
    AuditEvent.objects.bulk_create(events, batch_size=2000)


def province_of(obj: models.Model) -> str:
    """The province an object belongs to, where it says so itself."""
    return getattr(obj, "province_id", "") or ""


def snapshot(obj: models.Model, fields: Iterable[str]) -> dict[str, Any]:
    """The present values of some fields, as JSON can keep them."""
    return {name: plain(as_typed(getattr(obj, obj._meta.get_field(name).attname))) for name in fields}  # type: ignore[union-attr]


def plain(value: Any) -> Any:
    """A value as JSON keeps it; days and decimals become text."""
    return value if value is None or isinstance(value, bool | int | str | list | dict) else str(value)


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """Only what differs: {field: [old, new]}."""
    return {name: [old, after[name]] for name, old in before.items() if old != after[name]}


def history_of(obj: models.Model) -> QuerySet[AuditEvent]:
    """Everything that happened to one object, newest first."""
    return AuditEvent.objects.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk)).select_related(
        "actor", "acting_for"
    )


def histories_of(model: type[models.Model], keys: Sequence[str]) -> QuerySet[AuditEvent]:
    """Everything that happened to any of these objects of one kind, newest first."""
    events = AuditEvent.objects.filter(object_type=model._meta.label_lower, object_id__in=keys)
    return events.select_related("actor", "acting_for")
