"""Writes many rows by one INSERT … SELECT: memory stays flat, and a row that is there already is passed over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connections, models, router
from django.db.models import QuerySet


def insert_select(
    model: type[models.Model], rows: QuerySet[Any], columns: Mapping[str, Any], constants: Mapping[str, Any]
) -> int:
    """Make one `model` row per row of a queryset; what a unique constraint forbids is passed over.

    `columns` maps fields of the model to expressions over the queryset, `constants` to plain values;
    every other column gets its default. Returns how many rows were added.
    """
    connection = connections[router.db_for_write(model)]
    names = {f"m_{name}": expression for name, expression in columns.items()}
    query = rows.order_by().annotate(**names).values_list(*names).query
    inner, inner_params = query.get_compiler(connection.alias).as_sql()
    fixed = {name: value for name, value in {**column_defaults(model), **constants}.items() if name not in columns}
    fixed = {name: model._meta.get_field(name).get_db_prep_save(value, connection) for name, value in fixed.items()}
    quote = connection.ops.quote_name
    quoted = ", ".join(quote(str(model._meta.get_field(name).column)) for name in (*columns, *fixed))
    picked = ", ".join([*(f"made.{quote(name)}" for name in names), *(["%s"] * len(fixed))])
    # "WHERE true" keeps SQLite from reading ON CONFLICT as part of a join.
    sql = (
        f"INSERT INTO {quote(model._meta.db_table)} ({quoted}) "
        f"SELECT {picked} FROM ({inner}) AS made WHERE true ON CONFLICT DO NOTHING"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*fixed.values(), *inner_params])
        return max(cursor.rowcount, 0)


def column_defaults(model: type[models.Model]) -> dict[str, Any]:
    """Every column but the key, at its default: the database knows none of Django's."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    return {field.name: default_of(field) for field in fields}


def default_of(field: models.Field) -> Any:
    """The default of one column; text is empty, not NULL."""
    value = field.get_default()
    return "" if value is None and not field.null else value
