"""Queries that every page asks, written out once for an engine: writing one anew takes far longer than its answer."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, models
from django.db.models.expressions import Combinable, RawSQL
from django.db.models.query import ModelIterable, get_related_populators


class Ready:
    """A query with stand-ins for what it is asked about: values that nobody is, and no two of them alike.

    `Ready(lambda who: User.objects.filter(pk=who), who=-1).rows(who=7)` gives what `User.objects.filter(pk=7)` gives.

    Raises:
        ValueError: when first asked, where a stand-in is no part of the query (Django leaves out what can never be true).
    """

    def __init__(self, query: Callable[..., models.QuerySet[Any]], **stand_ins: Any) -> None:
        self.query, self.stand_ins = query, stand_ins

    def rows(self, **about: Any) -> Iterator[Any]:
        """The model instances, or the tuples of a `values_list`."""
        return written(self, connection.vendor).rows(about)

    def first(self, **about: Any) -> Any:
        """The first of them, or None."""
        return next(self.rows(**about), None)


class Written:
    """A query as an engine is sent it, and how its answer is read: what Django keeps for one use only."""

    def __init__(self, ready: Ready) -> None:
        asked = ready.query(**ready.stand_ins)
        self.compiler = asked.query.get_compiler(connection=connection)
        self.sql, params = self.compiler.as_sql()
        names = {as_sent(value): name for name, value in ready.stand_ins.items()}
        self.params = [(names.get(value, ""), value) for value in params]
        if lost := {*ready.stand_ins} - {name for name, _value in self.params}:
            raise ValueError(f"The query does not ask about {', '.join(sorted(lost))}.")
        self.converters = self.compiler.get_converters([column for column, *_rest in self.compiler.select])
        self.build = builder(self.compiler) if issubclass(asked._iterable_class, ModelIterable) else tuple

    def rows(self, about: dict[str, Any]) -> Iterator[Any]:
        """Ask, and read the answer."""
        params = [as_sent(about[name]) if name else value for name, value in self.params]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            found = cursor.fetchall()
        return map(self.build, self.compiler.apply_converters(found, self.converters))


@functools.cache
def written(ready: Ready, vendor: str) -> Written:
    """Once for each engine."""
    return Written(ready)


def builder(compiler: Any) -> Callable[[Any], models.Model]:
    """Makes of a row the instance that the query's own iteration makes of it, with what is selected beside."""
    known = compiler.klass_info
    first, last = known["select_fields"][0], known["select_fields"][-1] + 1
    names = [column.target.attname for column, *_rest in compiler.select[first:last]]
    beside = get_related_populators(known, compiler.select, connection.alias)  # type: ignore[call-arg]  # the stubs are of 6.1
    annotated = tuple(compiler.annotation_col_map.items())

    def build(row: Any) -> models.Model:
        one: models.Model = known["model"].from_db(connection.alias, names, row[first:last])
        for each in beside:
            each.populate(row, one)
        for name, place in annotated:
            setattr(one, name, row[place])
        return one

    return build


def as_sent(value: Any) -> Any:
    """A day or a moment as the engine is given it."""
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return connection.ops.adapt_datefield_value(value)
    return value


def column_of(model: type[models.Model], expression: Combinable) -> RawSQL:
    """An expression as a column of that model's rows, written out for good with all it is asked about.

    Whoever keeps it keeps what it was asked about; it stands in queries that begin with the model's own table.
    """
    compiler = model._default_manager.order_by().values_list(expression).query.get_compiler(connection=connection)
    compiler.pre_sql_setup()
    ((column, (sql, params), _alias),) = compiler.select
    return RawSQL(sql, params, column.output_field)
