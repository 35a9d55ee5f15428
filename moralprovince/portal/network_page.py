"""One network of one year: its working group, who follows it, its members by state and level, what is late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from assessments.models import Visit
from moralprovince.core import thai
from moralprovince.core.badges import looks_of
from networks.listed import year_chip
from networks.models import (
    Meeting,
    Organisation,
    ProgrammeYear,
    SectorNetwork,
    WorkingGroup,
    WorkingGroupMember,
)
from networks.permissions import can_manage_groups, can_manage_office, can_see_seats
from networks.querysets.years import year_at_work
from networks.today import counted

from .network_past import Past, years_of
from .networks import LEVELS, STATES, Number, YearAsked, coordinators_on, followable, late_reports, listed, reached


@dataclass(frozen=True)
class Line:
    """One labelled number of the page."""

    part: str
    label: Any
    number: Number
    icon: str = ""


def network_context(user: Any, network: SectorNetwork, query: QueryDict, today: dt.date) -> dict[str, Any]:
    """The names the page uses."""
    past = years_of(network)
    asked, year = year_of(user, network, past.years, query, today)
    call_as_then(network, past.names, asked.fiscal_year)
    groups = list(WorkingGroup.objects.visible_to(user).filter(network=network).order_by("-starts_on", "-pk"))
    group = next((one for one in groups if in_force(one, asked.day)), None)
    grants, told = coordinators_on(today, [network]) if asked.at_work else [], numbers(asked, network)
    needed = asked.at_work and followable(network, told["members"])
    return {
        "network": network, "asked": asked, "year": year, "chips": [year_chip(year, past.years, query)], "query": query,
        "names": past.names, "relations": past.relations, "group": group, "seats": seats_of(group, asked.day),
        "others": [one for one in groups if one is not group], "coordinators": grants,
        "states": [], "levels": [], **told, "needed": needed, "alarm": needed and not grants,
        "may_appoint": can_manage_groups(user, network.province_id) and (needed or network.last_fiscal_year is None),
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


def call_as_then(network: SectorNetwork, names: list[Past], fiscal_year: int) -> None:
    """The page calls it as it was called in its year."""
    then = next((one for one in names if one.fiscal_year >= fiscal_year), None)
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


def may_see(user: Any, network: SectorNetwork, group: WorkingGroup | None) -> bool:
    """Telephone and e-mail of who sits there and of who follows the network."""
    return can_see_seats(user, group or WorkingGroup(network=network, province_id=network.province_id))


def numbers(asked: YearAsked, network: SectorNetwork) -> dict[str, Any]:
    """Members by state and level as the register stands, reports that are missing; of another year its members then."""
    asked_for = list(lists_of(asked, network) if asked.at_work else lists_of_year(asked, network))
    counts = counted(*(one.rows for one in asked_for))
    lines = [
        Line(one.part, one.label, Number(count, one.address), one.icon) for one, count in zip(asked_for, counts, strict=True)
    ]
    found: dict[str, Any] = {part: [line for line in lines if line.part == part] for part in ("states", "levels")}
    return found | {line.part: line.number for line in lines if line.part not in found}


@dataclass(frozen=True)
class Behind:
    """Rows to count, and the list that shows them."""

    part: str
    label: Any
    rows: QuerySet
    address: str
    icon: str = ""


def lists_of_year(asked: YearAsked, network: SectorNetwork) -> Iterator[Behind]:
    """Of a year that is not the working one: its members when it ended, its meetings."""
    then = Organisation.objects.visible_to(asked.user).counted().members_in(asked.fiscal_year, network.pk)
    address = listed("networks:organisations", network=network.code, counted=1, year=asked.fiscal_year)
    yield Behind("members", _("Organisations and communities"), then, address)
    yield meetings_of(asked, network)
    yield visits_of(asked, network)


def meetings_of(asked: YearAsked, network: SectorNetwork) -> Behind:
    """Meetings of its working groups in the fiscal year, whatever became of them."""
    first, last = thai.fiscal_year_days(asked.fiscal_year)
    rows = Meeting.objects.visible_to(asked.user).filter(group__network=network, held_on__range=(first, last))
    return Behind("meetings", _("Meetings"), rows, listed("networks:meetings", network=network.code, fiscal=asked.fiscal_year))


def visits_of(asked: YearAsked, network: SectorNetwork) -> Behind:
    """Coaching visits made in the fiscal year, to the network and to its bodies."""
    first, last = thai.fiscal_year_days(asked.fiscal_year)
    rows = Visit.objects.visible_to(asked.user).made_within(first, last)  # type: ignore[attr-defined]
    whose = Q(network=network) | Q(organisation__network=network)
    address = listed("assessments:visits", network=network.code, year=asked.fiscal_year, state="made")
    return Behind("visits", _("Coaching visits"), rows.filter(whose), address)


def lists_of(asked: YearAsked, network: SectorNetwork) -> Iterator[Behind]:
    """All that the page counts, each with its rows: one statement counts them together."""
    register, code = "networks:organisations", network.code
    rows = Organisation.objects.visible_to(asked.user).filter(network=network)
    yield Behind("members", _("Organisations and communities"), rows.counted(), listed(register, network=code, counted=1))
    late = late_reports(asked.user, asked.province, asked.today).filter(pledge__organisation__network=network)
    yield Behind("late", _("Missing reports"), late, listed("pledges:reports", late=1, going=1, network=code))
    yield meetings_of(asked, network)
    yield visits_of(asked, network)
    labels = dict(Organisation.State.choices)
    for state in STATES:
        address = listed(register, network=code, state=state)
        yield Behind("states", labels[state], rows.filter(state=state), address, looks_of(state)[0])
    yield Behind("central", _("of these, reporting centrally"), rows.central(), listed(register, network=code, central=1))
    for level in LEVELS:
        address = listed(register, network=code, counted=1, level=level)
        certified = rows.counted().filter(reached(asked.user, level))
        yield Behind("levels", _("level %(level)s") % {"level": level}, certified, address, f"lotus-{level}")
