"""One network of one year: its working group, who follows it, its members by state and level, what is late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from moralprovince.core.badges import looks_of
from networks.listed import year_chip
from networks.models import (
    NetworkName,
    Organisation,
    ProgrammeYear,
    SectorNetwork,
    Succession,
    WorkingGroup,
    WorkingGroupMember,
)
from networks.permissions import can_manage_groups, can_manage_office, can_see_seats
from networks.querysets.years import year_at_work
from networks.today import counted

from .networks import LEVELS, STATES, Number, YearAsked, coordinators_on, late_reports, listed, member_counts, reached


@dataclass(frozen=True)
class Line:
    """One labelled number of the page."""

    part: str
    label: Any
    number: Number
    icon: str = ""


def network_context(user: Any, network: SectorNetwork, query: QueryDict, today: dt.date) -> dict[str, Any]:
    """The names the page uses."""
    years = list(ProgrammeYear.objects.filter(province=network.province_id))
    asked, year = year_of(user, network, years, query, today)
    names = list(NetworkName.objects.filter(network=network))
    call_as_then(network, names, asked.fiscal_year)
    groups = list(WorkingGroup.objects.visible_to(user).filter(network=network).order_by("-starts_on", "-pk"))
    group = next((one for one in groups if in_force(one, asked.day)), None)
    grants, told = coordinators_on(today, [network]) if asked.at_work else [], numbers(asked, network)
    return {
        "network": network, "asked": asked, "year": year, "chips": [year_chip(year, years, query)], "query": query,
        "names": names, "relations": relations_of(network), "group": group, "seats": seats_of(group, asked.day),
        "others": [one for one in groups if one is not group], "coordinators": grants,
        "states": [], "levels": [], **told, "alarm": asked.at_work and not grants and followable(network, told["members"]),
        "may_manage": can_manage_groups(user, network.province_id), "may_see": may_see(user, network, group),
        "may_order": can_manage_office(user, network.province_id),
    }  # fmt: skip


def year_of(
    user: Any, network: SectorNetwork, years: list[ProgrammeYear], query: QueryDict, today: dt.date
) -> tuple[YearAsked, ProgrammeYear]:
    """The year of the address, else the one the office works in; of a network that is over, its last one.

    Raises:
        Http404: there is no such year, or the network did not exist in it.
    """
    at_work, last = year_at_work(network.province, today), network.last_fiscal_year
    wanted = query.get("year") or str(min(at_work, last) if last else at_work)
    year = next((one for one in years if str(one.fiscal_year) == wanted), None)
    if year is None or (query.get("year") and not network_exists(network, year.fiscal_year)):
        raise Http404(_("This network did not exist in fiscal year %(year)s.") % {"year": wanted})
    return YearAsked(user, network.province_id, year.fiscal_year, year.fiscal_year == at_work, today), year


def network_exists(network: SectorNetwork, fiscal_year: int) -> bool:
    """Is it a network of that year?"""
    return network.first_fiscal_year <= fiscal_year <= (network.last_fiscal_year or fiscal_year)


def followable(network: SectorNetwork, members: Number) -> bool:
    """Does anybody wait for a coordinator? In a network that was merged away in the course of the year nobody does."""
    return network.last_fiscal_year is None or members.count > 0


def call_as_then(network: SectorNetwork, names: list[NetworkName], fiscal_year: int) -> None:
    """The page calls it as it was called in its year."""
    then = next((one for one in names if one.last_fiscal_year >= fiscal_year), None)
    if then:
        network.year_name, network.year_name_en = then.name, then.name_en


def in_force(group: WorkingGroup, day: dt.date) -> bool:
    """Is it appointed on that day?"""
    return group.starts_on <= day and (group.ends_on is None or group.ends_on >= day)


def seats_of(group: WorkingGroup | None, day: dt.date) -> list[WorkingGroupMember]:
    """Who sits in it on that day, in the official order."""
    if group is None:
        return []
    seats = WorkingGroupMember.objects.filter(group=group).in_force(day).in_official_order()
    return list(seats.select_related("stands_in_for"))


def relations_of(network: SectorNetwork) -> list[Succession]:
    """What it came from and what followed it."""
    rows = Succession.objects.filter(Q(predecessor=network) | Q(successor=network))
    return list(rows.select_related("predecessor", "successor"))


def may_see(user: Any, network: SectorNetwork, group: WorkingGroup | None) -> bool:
    """Telephone and e-mail of who sits there and of who follows the network."""
    return can_see_seats(user, group or WorkingGroup(network=network, province_id=network.province_id))


def numbers(asked: YearAsked, network: SectorNetwork) -> dict[str, Any]:
    """Members by state and level as the register stands, reports that are missing; of another year its members then."""
    if not asked.at_work:
        count = member_counts(asked.user, asked.province, asked.fiscal_year).get(network.pk, 0)
        filters = {"network": network.code, "counted": 1, "year": asked.fiscal_year}
        return {"members": Number(count, listed("networks:organisations", **filters))}
    asked_for = list(lists_of(asked, network))
    counts = counted(*(one.rows for one in asked_for))
    lines = [
        Line(one.part, one.label, Number(count, one.address), one.icon) for one, count in zip(asked_for, counts, strict=True)
    ]
    found = {part: [line for line in lines if line.part == part] for part in ("members", "late", "states", "levels")}
    return found | {"members": found["members"][0].number, "late": found["late"][0].number}


@dataclass(frozen=True)
class Behind:
    """Rows to count, and the list that shows them."""

    part: str
    label: Any
    rows: QuerySet
    address: str
    icon: str = ""


def lists_of(asked: YearAsked, network: SectorNetwork) -> Iterator[Behind]:
    """All that the page counts, each with its rows: one statement counts them together."""
    register, code = "networks:organisations", network.code
    rows = Organisation.objects.visible_to(asked.user).filter(network=network)
    yield Behind("members", _("Organisations and communities"), rows.listed(), listed(register, network=code, counted=1))
    late = late_reports(asked.user, asked.province, asked.today).filter(pledge__organisation__network=network)
    yield Behind("late", _("Missing reports"), late, listed("pledges:reports", late=1, network=code))
    labels = dict(Organisation.State.choices)
    for state in STATES:
        address = listed(register, network=code, state=state)
        yield Behind("states", labels[state], rows.filter(state=state), address, looks_of(state)[0])
    for level in LEVELS:
        address = listed(register, network=code, counted=1, level=level)
        certified = rows.listed().filter(reached(asked.user, level))
        yield Behind("levels", _("level %(level)s") % {"level": level}, certified, address, f"lotus-{level}")
