"""Reads what an address asks of a dataset; nonsense is answered with a sentence instead of being passed over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .columns import Dataset, Parameter
from .paging import MOST, USUAL

LIMIT = Parameter("limit", gettext_lazy("How many rows at most"), least=1, most=MOST, default=USUAL, example=USUAL)


class Wrong(ValueError):
    """An address that asks nonsense, with the sentence that says so."""


@dataclass(frozen=True)
class Asked:
    """What was asked: the filters with their values, behind which key, how many."""

    filters: list[tuple[Parameter, Any]]
    after: str
    limit: int


def after_of(dataset: Dataset) -> Parameter:
    """The key behind which a page begins."""
    key, about = dataset.key, gettext_lazy("Only rows behind this id")
    return Parameter("after", about, pattern=key.pattern, example=key.example)


def parameters(dataset: Dataset) -> tuple[Parameter, ...]:
    """All that a list of rows may be asked with."""
    return (after_of(dataset), LIMIT, *dataset.filters)


def ask(known: tuple[Parameter, ...], query: QueryDict) -> dict[str, Any]:
    """The values of an address by name.

    Raises:
        Wrong: a parameter is unknown, stands there twice, or is written otherwise.
    """
    by_name, found = {one.name: one for one in known}, {}
    for name, values in query.lists():
        if name not in by_name:
            told = {"name": name[:40], "known": ", ".join(by_name) or "–"}
            raise Wrong(_("There is no parameter “%(name)s” here; there are: %(known)s.") % told)
        if len(values) != 1:
            raise Wrong(_("“%(name)s” may stand in the address only once.") % {"name": name})
        try:
            found[name] = by_name[name].read(values[0])
        except ValueError as wrong:
            raise Wrong(str(wrong)) from wrong
    return found


def asked_of(dataset: Dataset, query: QueryDict) -> Asked:
    """What a list of rows is asked.

    Raises:
        Wrong: nonsense, with a sentence.
    """
    found = ask(parameters(dataset), query)
    filters = [(one, found[one.name]) for one in dataset.filters if one.name in found]
    return Asked(filters, found.get("after", ""), found.get("limit", USUAL))
