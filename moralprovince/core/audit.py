"""Writes and reads the history: one event per action, changes field by field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.db.models import QuerySet

from .models import AuditEvent, User

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


def province_of(obj: models.Model) -> str:
    """The province an object belongs to, where it says so itself."""
    return getattr(obj, "province_id", "") or ""


def snapshot(obj: models.Model, fields: Iterable[str]) -> dict[str, Any]:
    """The present values of some fields, as JSON can keep them."""
    return {name: plain(getattr(obj, obj._meta.get_field(name).attname)) for name in fields}  # type: ignore[union-attr]


def plain(value: Any) -> Any:
    """A value as JSON keeps it; days and decimals become text."""
    return value if value is None or isinstance(value, bool | int | str | list | dict) else str(value)


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """Only what differs: {field: [old, new]}."""
    return {name: [old, after[name]] for name, old in before.items() if old != after[name]}


def history_of(obj: models.Model) -> QuerySet[AuditEvent]:
    """Everything that happened to one object, newest first."""
    return AuditEvent.objects.filter(
        object_type=obj._meta.label_lower, object_id=str(obj.pk)
    ).select_related("actor", "acting_for")
