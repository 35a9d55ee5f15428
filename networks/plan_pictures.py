"""Plan against done: what a year's plan says, what took place, and the small pictures that set both side by side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from networks.models import Activity, ActivityPlan, ProgrammeYear, SectorNetwork

from .activity_list import OUTSIDE, PROVINCE, networks_read
from .querysets.activities import READ
from .querysets.scope import scope_of
from .statistics import ACTIVITY_FIGURES, Held, activities_held

# The months of a fiscal year in their order.
MONTHS = (10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9)
# The drawing is this wide; a bar that is full reaches from edge to edge.
WIDE, CELL_WIDE, CELL_HIGH, BAR_HIGH, FIRST_CELL = 320, 53, 46, 44, 142


@dataclass(frozen=True)
class Measure:
    """Times, people or money: planned and done, as a bar."""

    name: str
    label: Any
    unit: Any
    planned: Decimal
    done: Decimal
    address: str
    place: int

    @property
    def top(self) -> int:
        """Where it stands in the drawing."""
        return self.place * BAR_HIGH

    def length(self, value: Decimal) -> int:
        """How long a bar of that value is: the longer of plan and done fills the drawing."""
        most = max(self.planned, self.done)
        return int(WIDE * value / most) if most else 0

    @property
    def done_long(self) -> int:
        """The bar of what was done."""
        return self.length(self.done)

    @property
    def planned_long(self) -> int:
        """The outline of what was planned."""
        return self.length(self.planned)


@dataclass(frozen=True)
class Month:
    """One month: how often something took place, and whether something was to."""

    number: int
    name: str
    planned: bool
    times: int
    over: bool
    address: str
    place: int

    @property
    def looks(self) -> str:
        """How it is drawn; a month that passed empty stands out."""
        if self.times:
            return "done"
        if self.over:
            return "missed" if self.planned else "empty"
        return "ahead" if self.planned else "later"

    @property
    def words(self) -> Any:
        """What is said on the mark when nothing took place."""
        return {"missed": _("missed"), "empty": _("none"), "ahead": _("planned"), "later": "–"}[self.looks]

    @property
    def left(self) -> int:
        """Where it stands: six in a row."""
        return self.place % 6 * CELL_WIDE + 1

    @property
    def top(self) -> int:
        """The second half of the year below the first."""
        return FIRST_CELL + self.place // 6 * CELL_HIGH


@dataclass(frozen=True)
class Line:
    """One line of the plan with what was done under it; without a plan, what was done outside it."""

    plan: ActivityPlan | None
    times: int
    people: int
    money: Decimal
    address: str
    months: str = ""


@dataclass
class NetworkPlan:
    """The plan of one network (of the province itself, or of everything) and what became of it."""

    title: Any
    code: str
    filters: dict[str, Any]
    year: int
    day: dt.date
    lines: list[ActivityPlan] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    network: SectorNetwork | None = None

    def address(self, **more: Any) -> str:
        """The list of the rows behind a number."""
        return f"{reverse('networks:activities')}?{urlencode({'year': self.year, **self.filters, **more})}"

    def done_address(self, **more: Any) -> str:
        """Those that count."""
        return self.address(**dict(ACTIVITY_FIGURES[0].filters), **more)

    @property
    def planned(self) -> dict[str, Decimal]:
        """What the plan adds up to."""
        return {
            "times": Decimal(sum(line.times for line in self.lines)),
            "people": Decimal(sum(line.target_people or 0 for line in self.lines)),
            "money": sum((line.budget or Decimal(0) for line in self.lines), Decimal(0)),
        }

    @property
    def done(self) -> dict[str, Decimal]:
        """What took place, planned or not."""
        return {
            figure.name: sum((Decimal(getattr(one, figure.name)) for one in self.held), Decimal(0))
            for figure in ACTIVITY_FIGURES
        }

    def measures(self) -> list[Measure]:
        """The three bars."""
        planned, done = self.planned, self.done
        return [
            Measure(one.name, one.label, one.short, planned[one.name], done[one.name], self.done_address(), place)
            for place, one in enumerate(ACTIVITY_FIGURES)
        ]

    def months(self) -> list[Month]:
        """October to September."""
        planned, names = {month for line in self.lines for month in line.months}, thai.month_names(short=True)
        return [
            Month(
                month, names[month - 1], month in planned, sum(one.times for one in self.held if one.month == month),
                over=last_day(self.year, month) < self.day, address=self.done_address(month=month), place=place,
            )
            for place, month in enumerate(MONTHS)
        ]  # fmt: skip

    def rows(self) -> list[Line]:
        """The table: every line of the plan, and what took place outside it."""
        found = [self.line(plan, plan.pk, plan.pk) for plan in self.lines]
        outside = self.line(None, None, OUTSIDE)
        return [*found, outside] if outside.times else found

    def line(self, plan: ActivityPlan | None, key: int | None, asked: Any) -> Line:
        """What was done under one line."""
        held = [one for one in self.held if one.plan == key]
        names = thai.month_names(short=True)
        return Line(
            plan, sum(one.times for one in held), sum(one.people for one in held),
            sum((one.money for one in held), Decimal(0)), self.done_address(plan=asked),
            ", ".join(names[month - 1] for month in plan.months) if plan else "",
        )  # fmt: skip


def last_day(fiscal_year: int, month: int) -> dt.date:
    """The last day of a month of a fiscal year."""
    first, _last = thai.fiscal_year_days(fiscal_year)
    year = first.year + (month < 10)
    return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)


def plans_of_year(user: Any, year: ProgrammeYear, day: dt.date) -> list[NetworkPlan]:
    """The plans a person reads, in the order of the networks: everything first where she reads the province."""
    lines = list(ActivityPlan.objects.visible_to(user).filter(programme_year=year))
    held = activities_held(Activity.objects.visible_to(user).filter(programme_year=year))
    busy = {one.network_id for one in lines} | {one.network for one in held}
    networks = networks_read(user, year.province_id).named_in(year.fiscal_year)
    there = [one for one in networks if one.pk in busy or exists_in(one, year.fiscal_year)]
    plans = [plan_of(one, year, day) for one in there]
    if scope_of(user).in_province(READ, year.province_id):
        whole = NetworkPlan(_("The whole province"), "", {}, year.fiscal_year, day, lines, held)
        own = NetworkPlan(_("Of the province itself"), PROVINCE, {"network": PROVINCE}, year.fiscal_year, day)
        plans = [whole, *plans, own]
    return share_out(plans, lines, held)


def exists_in(network: SectorNetwork, fiscal_year: int) -> bool:
    """Is it a network of that year?"""
    return network.first_fiscal_year <= fiscal_year <= (network.last_fiscal_year or fiscal_year)


def plan_of(network: SectorNetwork, year: ProgrammeYear, day: dt.date) -> NetworkPlan:
    """A network's plan before its lines are known."""
    return NetworkPlan(network, network.code, {"network": network.code}, year.fiscal_year, day, network=network)


def share_out(plans: list[NetworkPlan], lines: Iterable[ActivityPlan], held: Iterable[Held]) -> list[NetworkPlan]:
    """Give each network its lines and what it did."""
    lines, held = list(lines), list(held)
    for plan in plans:
        if plan.code:
            key = plan.network.pk if plan.network else None
            plan.lines = [one for one in lines if one.network_id == key]
            plan.held = [one for one in held if one.network == key]
    return plans


def plan_of_network(user: Any, network: SectorNetwork, year: ProgrammeYear, day: dt.date) -> NetworkPlan:
    """The plan of one network, for its page."""
    plan = plan_of(network, year, day)
    plan.lines = list(ActivityPlan.objects.visible_to(user).filter(programme_year=year, network=network))
    plan.held = activities_held(Activity.objects.visible_to(user).filter(programme_year=year, network=network))
    return plan
