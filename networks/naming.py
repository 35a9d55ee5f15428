"""What a network was called in the year that a row is about: a rename leaves older years their name."""

from __future__ import annotations

from typing import Any

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
