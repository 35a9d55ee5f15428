"""What networks are called: in the year that a row is about, and in the chips of lists, which remember names for a while."""

from __future__ import annotations

import secrets
from functools import partial
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import OuterRef, Subquery, Value

from .models import NetworkName, SectorNetwork


def then(way: str, year: int | str) -> dict[str, Subquery]:
    """Columns with the name of that time of the network at the end of `way`; `year` is a fiscal year or the way to one."""
    of_year = OuterRef(year) if isinstance(year, str) else Value(year)
    names = NetworkName.objects.filter(network=OuterRef(way), last_fiscal_year__gte=of_year).order_by("last_fiscal_year")
    return {"network_then": Subquery(names.values("name")[:1]), "network_then_en": Subquery(names.values("name_en")[:1])}


def call_as_then(row: Any, network: SectorNetwork | None) -> Any:
    """The network that was read with the row says its name of then; returns the row."""
    if network is not None and row.network_then:
        network.year_name, network.year_name_en = row.network_then, row.network_then_en
    return row


def names_known(province: str) -> str:
    """Under which mark the names of a province's networks are remembered; it changes with the names."""
    return cache.get(f"networks-named:{province}", "")


def forget_names(province: str) -> None:
    """Networks were added, renamed, ordered or ended: once that is written, nobody is shown what was remembered."""
    transaction.on_commit(partial(cache.set, f"networks-named:{province}", secrets.token_hex(4), None))
