"""Writes and reads the history: one event per action, changes field by field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import zip_longest
from typing import Any

from django.db import models
from django.db.models import QuerySet

from .models import AuditEvent, User
from .values import as_typed

Changes = dict[str, list[Any]]


# What is gathered where many steps are taken in one go; None everywhere else.
_gathered: ContextVar[list[AuditEvent] | None] = ContextVar("gathered", default=None)


@contextmanager
def gathered() -> Iterator[None]:
    """For thousands of steps in one transaction, none of which reads the history: it is written at the end, all at once."""
    events: list[AuditEvent] = []
    token = _gathered.set(events)
    try:
        yield
    finally:
        _gathered.reset(token)
    write(events)


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
    event = event_of(action, obj, by, note, changes or {})
    event.acting_for = acting_for or event.acting_for
    event.province_code = province or event.province_code
    write([event])
    return event


def record_many(
    action: str, objects: Sequence[Any], *, by: User | None, note: str = "", changes: Sequence[Mapping[str, Any]] = ()
) -> None:
    """Write the same event for many objects, a few statements for all; `changes` stand in the order of the objects."""
    moments: Iterable[tuple[Any, Any]] = zip_longest(objects, changes, fillvalue={})
    write([event_of(action, obj, by, note, change) for obj, change in moments])


def event_of(action: str, obj: models.Model, by: User | None, note: str, changes: Mapping[str, Any]) -> AuditEvent:
    """What happened to an object, now."""
    return AuditEvent(
        action=action, object_type=obj._meta.label_lower, object_id=str(obj.pk), object_label=str(obj)[:300],
        actor=by, acting_for=getattr(by, "acting_for", None), note=note, changes=dict(changes),
        province_code=province_of(obj),
    )  # fmt: skip


def write(events: list[AuditEvent]) -> None:
    """Into the database, or to what is being gathered."""
    waiting = _gathered.get()
    if waiting is not None:
        waiting += events
    elif len(events) == 1:
        events[0].save(force_insert=True)
    else:
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
