"""The figures of a period for the province and each of its networks, gathered floor by floor."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from moralprovince.core.periods import Period
from networks.models import SectorNetwork
from networks.statistics import REGISTER_FIGURES

from . import floors

# Counts are whole; money may have satang.
Figures = dict[str, Any]
REGISTER = {figure.name for figure in REGISTER_FIGURES}


def figures_of(province: str, period: Period, as_of: dt.date) -> dict[int | None, Figures]:
    """Every floor's figures, by network key; None is the whole province. Nothing is rounded, nothing estimated."""
    gathered: dict[int | None, Figures] = {}
    for statistics in floors.each("statistics"):
        for network, figures in statistics(province=province, period=period, as_of=as_of).items():
            gathered.setdefault(network, {}).update(figures)
    return gathered


def networks_of(province: str, period: Period, busy: Collection[int] = ()) -> list[SectorNetwork]:
    """The networks of that year, in their order, called as they were then; and the busy ones, whichever years are theirs.

    Bodies are counted where they are now: a network that was split off since has what they did in the year before.
    """
    rows = SectorNetwork.objects.filter(province=province)
    return list((rows.in_year(period.fiscal_year) | rows.filter(pk__in=busy)).named_in(period.fiscal_year))


def busy_among(gathered: dict[int | None, Figures]) -> list[int]:
    """The networks of which there is anything to tell."""
    return [key for key, figures in gathered.items() if key and any(figures.values())]


def compose(province: str, period: Period, as_of: dt.date, before: dict[str, Any] | None) -> dict[str, Any]:
    """The content of a summary, as it is frozen; `before` is the frozen summary of what it is compared with, if any.

    Where that was never frozen, or only while it ran, its figures are counted now, as of its last day; where nothing was lived
    in it, there is nothing to compare with, and no change is told; neither is it of a period that runs on.
    """
    now, known = figures_of(province, period, as_of), period.over_on(as_of)
    earlier: dict[int | None, Figures] = {}
    if known:
        earlier = figures_of(province, period.before, period.before.days[1]) if before is None else thawed(province, before)
        known = before is not None or lived(earlier[None])

    def against(key: int | None) -> Figures:
        return change(now[key], earlier.get(key, {}), earlier[None]) if known else {}

    return {
        "before": {"period": str(period.before), "frozen": before is not None, "known": known},
        "figures": now[None],
        "change": against(None),
        "networks": [
            {
                "code": network.code,
                "name": network.year_name or network.name,
                "name_en": network.year_name_en if network.year_name else network.name_en,
                "figures": now[network.pk],
                "change": against(network.pk),
            }
            for network in networks_of(province, period, busy_among(now))
        ],
    }


def thawed(province: str, frozen: dict[str, Any]) -> dict[int | None, Figures]:
    """A frozen summary's figures by network key; networks are known by their code."""
    keys = dict(SectorNetwork.objects.filter(province=province).values_list("code", "pk"))
    rows = {keys.get(row["code"]): row["figures"] for row in frozen["networks"] if row["code"] in keys}
    return {**rows, None: frozen["figures"]}


def lived(figures: Figures) -> bool:
    """Did anything happen in it? The register says nothing of that: it is counted as it stands, whatever the period."""
    return any(value for name, value in figures.items() if name not in REGISTER)


def change(now: Figures, before: Figures, told: Figures) -> Figures:
    """What was added or lost since the period before; of a figure that was not told then there is nothing to say."""
    return {name: without_rest(value - before.get(name, 0)) for name, value in now.items() if name in told}


def without_rest(value: float) -> float:
    """Money with satang less money with satang may be whole baht: then it is told as every other whole number."""
    rounded = round(value, 2)
    return int(rounded) if rounded == int(rounded) else rounded
