"""Says what other tables hold on some rows, whatever floor they stand on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import ForeignObjectRel, Model, QuerySet


def relations_to(model: type[Model]) -> list[ForeignObjectRel]:
    """All by which another table names a row of it, also where nothing leads back; a tie is told by what it ties."""
    found = [one for one in model._meta.get_fields(include_hidden=True) if isinstance(one, ForeignObjectRel)]
    return [one for one in found if not one.related_model._meta.auto_created]  # type: ignore[union-attr]


def rows_on(relations: Iterable[ForeignObjectRel], keys: Any, but: Collection[type[Model]]) -> Iterator[QuerySet[Any]]:
    """The rows of each table that name one of these through one of the relations, `but` for some tables."""
    for relation in relations:
        table: Any = relation.related_model
        if table not in but:
            yield table._base_manager.filter(**{f"{relation.field.name}__in": keys})


def kinds_of(found: Iterable[QuerySet[Any]]) -> Iterator[str]:
    """What the rows are called, table by table, of those that have any; each is asked only when its turn comes."""
    for rows in found:
        if rows.exists():
            yield str(rows.model._meta.verbose_name_plural)
