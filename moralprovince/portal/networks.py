"""What the pages of networks tell: every number is counted from the rows that its link lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.http import urlencode

from moralprovince.core import thai
from networks.models import Membership, Organisation, RoleGrant, SectorNetwork, WorkingGroup, WorkingGroupMember
from pledges.models import FollowUpReport

from . import floors

LEVELS = (1, 2, 3)
STATES = ("proposed", "active", "dormant", "withdrawn")


@dataclass(frozen=True)
class Number:
    """One number and the list of the rows behind it."""

    count: int
    address: str


@dataclass
class NetworkRow:
    """One network of the year as the list shows it."""

    network: SectorNetwork
    members: Number
    levels: list[Number] = field(default_factory=list)
    late: Number | None = None
    coordinators: list[RoleGrant] = field(default_factory=list)
    group: WorkingGroup | None = None

    @property
    def needed(self) -> bool:
        """Does anybody there wait for a coordinator?"""
        return followable(self.network, self.members)


def followable(network: SectorNetwork, members: Number) -> bool:
    """Does anybody wait for a coordinator? In a network that was merged away in the course of the year nobody does."""
    return network.last_fiscal_year is None or members.count > 0


def day_shown(fiscal_year: int, today: dt.date, *, at_work: bool) -> dt.date:
    """The day a page of a year stands for: today in the working year, else the day of the year that is nearest to today."""
    first, last = thai.fiscal_year_days(fiscal_year)
    return today if at_work else min(max(today, first), last)


def listed(name: str, **filters: Any) -> str:
    """The address of a list with some filters."""
    return f"{reverse(name)}?{urlencode(filters)}"


def reached(user: Any, level: int) -> Q:
    """Bodies certified at a level, as the register's filter has them."""
    return reduce(or_, [Q(pk__in=keys) for at_level in floors.each("at_level") for keys in [at_level(user, level)]])


def register_counts(user: Any, province: str) -> dict[int, dict[str, int]]:
    """By network, as the register stands: those that count, and how many of them reached each level."""
    rows = Organisation.objects.visible_to(user).filter(province=province).counted().order_by()
    levels = {f"level_{level}": Count("pk", filter=reached(user, level)) for level in LEVELS}
    return {row.pop("network"): row for row in rows.values("network").annotate(members=Count("pk"), **levels)}


def member_counts(user: Any, province: str, fiscal_year: int) -> dict[int, int]:
    """By network: those that were in it when a year ended, wherever they are now."""
    last_day = thai.fiscal_year_days(fiscal_year)[1]
    bodies = Organisation.objects.visible_to(user).filter(province=province).counted().order_by().values("pk")
    rows = Membership.objects.filter(primary=True, since__lte=last_day, organisation__in=bodies)
    within = rows.filter(Q(until__isnull=True) | Q(until__gte=last_day)).order_by()
    return dict(within.values("network").annotate(count=Count("organisation", distinct=True)).values_list("network", "count"))


def late_reports(user: Any, province: str, day: dt.date) -> QuerySet[FollowUpReport]:
    """Missing reports that somebody can still send, as their list counts them."""
    return FollowUpReport.objects.visible_to(user).filter(province=province).missing(day).going_on(day).order_by()  # type: ignore[attr-defined]


def late_counts(user: Any, province: str, day: dt.date) -> dict[int, int]:
    """By network: reports that are missing."""
    rows = late_reports(user, province, day).values(network=F("pledge__organisation__network"))
    return dict(rows.annotate(count=Count("pk")).values_list("network", "count"))


def coordinators_on(day: dt.date, networks: Iterable[SectorNetwork]) -> list[RoleGrant]:
    """Who follows these networks on a day."""
    grants = RoleGrant.objects.in_force(day).filter(role="coordinator", user__is_active=True, network__in=list(networks))
    return list(grants.select_related("user", "acting_for").order_by("starts_on", "pk"))


def groups_on(user: Any, province: str, day: dt.date) -> list[WorkingGroup]:
    """The groups in force on a day, each with its chair and how many sit in it."""
    seats = WorkingGroupMember.objects.in_force(day).filter(group=OuterRef("pk")).order_by()
    chair = seats.filter(post="chair").order_by("order", "pk").values(called=Concat("title", Value(""), "name"))
    taken = seats.values("group").annotate(count=Count("pk")).values("count")
    rows = WorkingGroup.objects.visible_to(user).filter(province=province).in_force(day)
    return list(rows.annotate(chair=Subquery(chair[:1]), taken=Subquery(taken)).order_by("kind", "-starts_on", "pk"))


@dataclass(frozen=True)
class YearAsked:
    """The year a page shows, for whom, and whether it is the one the office works in."""

    user: Any
    province: str
    fiscal_year: int
    at_work: bool
    today: dt.date

    @property
    def day(self) -> dt.date:
        """The day it stands for."""
        return day_shown(self.fiscal_year, self.today, at_work=self.at_work)


def networks_of(asked: YearAsked) -> QuerySet[SectorNetwork]:
    """The networks of the year that a person reads of, called as they were then."""
    rows = SectorNetwork.objects.with_groups_of(asked.user).filter(province=asked.province)
    return rows.in_year(asked.fiscal_year).named_in(asked.fiscal_year).order_by("order", "code")


def network_rows(asked: YearAsked, networks: QuerySet[SectorNetwork], groups: list[WorkingGroup]) -> list[NetworkRow]:
    """The networks with their numbers: of the working year as the register stands, of another one its members then."""
    found = list(networks)
    rows = {one.pk: NetworkRow(one, Number(0, members_address(asked, one))) for one in found}
    (fill_at_work if asked.at_work else fill_of_year)(asked, rows)
    for group in reversed(groups):
        if group.network_id in rows:
            rows[group.network_id].group = group
    return list(rows.values())


def members_address(asked: YearAsked, network: SectorNetwork) -> str:
    """The members of a network in the register."""
    year = {} if asked.at_work else {"year": asked.fiscal_year}
    return listed("networks:organisations", network=network.code, counted=1, **year)


def fill_at_work(asked: YearAsked, rows: dict[int, NetworkRow]) -> None:
    """Members, levels, missing reports and coordinators as they are today."""
    counts = register_counts(asked.user, asked.province)
    late = late_counts(asked.user, asked.province, asked.today)
    for key, row in rows.items():
        own, code = counts.get(key, {}), row.network.code
        row.members = Number(own.get("members", 0), row.members.address)
        row.levels = [
            Number(own.get(f"level_{n}", 0), listed("networks:organisations", network=code, counted=1, level=n)) for n in LEVELS
        ]
        row.late = Number(late.get(key, 0), listed("pledges:reports", late=1, going=1, network=code))
    for grant in coordinators_on(asked.today, [row.network for row in rows.values()]):
        rows[grant.network_id].coordinators.append(grant)  # type: ignore[index]


def fill_of_year(asked: YearAsked, rows: dict[int, NetworkRow]) -> None:
    """Who was a member when the year ended."""
    counts = member_counts(asked.user, asked.province, asked.fiscal_year)
    for key, row in rows.items():
        row.members = Number(counts.get(key, 0), row.members.address)
