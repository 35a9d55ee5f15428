"""Counts the register for summaries, and what a year's activities add up to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, ExtractMonth
from django.utils.translation import gettext_lazy as _

from moralprovince.core.figures import Figure
from moralprovince.core.periods import Period

from .models import Activity, Organisation, SectorNetwork
from .work_statistics import WORK_FIGURES, work_statistics

REGISTER = _("Register")
LISTED = "networks:organisations"
REGISTER_FIGURES = (
    Figure("organisations", _("Organisations"), LISTED, (("kind", "organisation"), ("counted", "1")), group=REGISTER),
    Figure("communities", _("Communities"), LISTED, (("kind", "community"), ("counted", "1")), group=REGISTER),
    Figure("central", _("Reporting centrally, counted there"), LISTED, (("central", "1"),), group=REGISTER, short=_("Central")),
)
FIGURES = (*REGISTER_FIGURES, *WORK_FIGURES)


def statistics(*, province: str, period: Period, as_of: dt.date) -> dict[int | None, dict[str, Any]]:
    """The register as it stands when it is asked, and what networks did in the period, by network; None is the province."""
    work = work_statistics(province=province, period=period, as_of=as_of)
    return {network: {**figures, **work[network]} for network, figures in register_figures(province).items()}


def register_figures(province: str) -> dict[int | None, dict[str, int]]:
    """Organisations and communities that count, and apart from them those that report centrally.

    Keyed by network; None is the whole province, which a network that has ended still belongs to.
    """
    listed = Organisation.objects.filter(province=province).listed().order_by()
    rows = listed.values("network").annotate(**register_counts())
    return by_network(province, [figure.name for figure in REGISTER_FIGURES], list(rows))


def register_counts() -> dict[str, Count]:
    """What makes a listed entry count under each figure."""
    here = Q(reports_centrally=False)
    return {
        "organisations": Count("pk", filter=here & Q(kind=Organisation.Kind.ORGANISATION)),
        "communities": Count("pk", filter=here & Q(kind=Organisation.Kind.COMMUNITY)),
        "central": Count("pk", filter=~here),
    }


def by_network(province: str, names: list[str], rows: list[dict]) -> dict[int | None, dict[str, int]]:
    """Grouped rows as figures: every network of the province has each of them, None is the sum, with what is of no network."""
    known = SectorNetwork.objects.filter(province=province).values_list("pk", flat=True)
    found: dict[int | None, dict[str, int]] = {pk: dict.fromkeys(names, 0) for pk in [None, *known]}
    for row in rows:
        for name in names:
            value = int(row[name] or 0)
            found[None][name] += value
            if row["network"] is not None:
                found[row["network"]][name] = value
    return found


# Central activities of a year: each figure counts exactly the rows that its address lists.

ACTIVITIES = "networks:activities"
DONE = (("state", "done"),)
ACTIVITY_FIGURES = (
    Figure("times", _("Activities held"), ACTIVITIES, DONE, short=_("times")),
    Figure("people", _("People who took part"), ACTIVITIES, DONE, kind="sum", short=_("participants")),
    Figure("money", _("Money used"), ACTIVITIES, DONE, kind="sum", short=_("baht")),
)


@dataclass(frozen=True)
class Held:
    """What was done under one line of the plan (or outside it) of one network in one month."""

    network: int | None
    plan: int | None
    month: int
    times: int
    people: int
    money: Decimal


def activities_held(rows: QuerySet[Activity]) -> list[Held]:
    """Done activities, added up by network, line of the plan and month; one statement for a whole year."""
    found = (
        rows.filter(state=Activity.State.DONE)
        .order_by()
        .values("network", "plan", month=ExtractMonth("held_on"))
        .annotate(times=Count("pk"), people=Coalesce(Sum("people"), 0), money=Coalesce(Sum("budget_used"), Decimal(0)))
    )
    return [Held(**row) for row in found]
