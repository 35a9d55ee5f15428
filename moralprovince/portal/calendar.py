"""The calendar of the province: one month of what all floors have on their days, as an address describes it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from moralprovince.core.days import DayLine
from moralprovince.core.listing import address
from moralprovince.core.periods import Month
from moralprovince.core.templatetags.portal import short_network
from moralprovince.core.working_days import holidays_on
from networks.activity_list import PROVINCE
from networks.days import planned_without_a_day
from networks.filters import Chip, chip
from networks.models import ActivityPlan, SectorNetwork
from networks.permissions import can_read_activities
from networks.plan_pictures import exists_in

from . import floors

# Kind, what several are called, what one is called, icon.
KINDS: tuple[tuple[str, Any, Any, str], ...] = (
    ("meeting", _("Meetings"), _("Meeting"), "people"),
    ("activity", _("Activities"), _("Activity"), "flag"),
    ("visit", _("Coaching visits"), _("Coaching visit"), "leaf"),
    ("session", _("Sessions"), _("Session"), "lotus-3"),
    ("round", _("Report rounds"), _("Report round"), "report"),
    ("deadline", _("Days of the assessment"), _("Day of the assessment"), "lotus-1"),
    ("appeal", _("Answers to appeals"), _("Answer to an appeal"), "mail"),
    ("task", _("Tasks from meetings"), _("Task from a meeting"), "check"),
    ("agreement", _("Agreed at visits"), _("Agreed at a visit"), "hand"),
    ("work", _("Joint work plan"), _("Joint work plan"), "table"),
)
# Kinds that have a list of their own, and what it is asked for besides month and network.
LISTS: dict[str, tuple[str, dict[str, str]]] = {
    "meeting": ("networks:meetings", {}),
    "activity": ("networks:activities", {}),
    "visit": ("assessments:visits", {}),
    "task": ("networks:actions", {"state": "all", "resolved": "1"}),
    "agreement": ("assessments:agreements", {}),
    "work": ("networks:work-plan", {}),
}
ICONS = {kind: icon for kind, _many, _one, icon in KINDS}
ONE = {kind: one for kind, _many, one, _icon in KINDS}
VIEWS = ("month", "list")
# So many entries of a day stand open in the month; a full day would push the weeks below it out of sight.
MOST = 4


@dataclass(frozen=True)
class Entry:
    """A line as it stands on one of its days: a link on the first one shown, said again on the others."""

    line: DayLine
    first: bool
    # Its network in short, where the title does not say it.
    network: str = ""

    @property
    def icon(self) -> str:
        """The picture of its kind."""
        return ICONS[self.line.kind]

    @property
    def kind(self) -> Any:
        """What it is, in a word."""
        return ONE[self.line.kind]


@dataclass
class Day:
    """One cell of the month."""

    day: dt.date
    inside: bool
    today: bool
    holidays: tuple[str, ...] = ()
    entries: list[Entry] = field(default_factory=list)

    @property
    def holiday(self) -> str:
        """The shortest of its names: a cell has little room."""
        return min(self.holidays, key=len, default="")

    @property
    def shown(self) -> list[Entry]:
        """What stands open."""
        return self.entries[:MOST]

    @property
    def folded(self) -> list[Entry]:
        """The others."""
        return self.entries[MOST:]

    @property
    def rest(self) -> bool:
        """Saturday, Sunday or a holiday."""
        return self.day.weekday() >= 5 or bool(self.holidays)


@dataclass(frozen=True)
class KindTab:
    """One kind with how many entries of it the month has; the address shows exactly these."""

    label: Any
    count: int
    address: str
    chosen: bool
    icon: str = ""


@dataclass(frozen=True)
class Calendar:
    """One month for one reader."""

    month: Month
    today: dt.date
    query: QueryDict
    networks: list[SectorNetwork]
    network: SectorNetwork | None
    kind: str
    view: str
    # All kinds; those of the chosen kind are `lines`.
    everything: list[DayLine]
    # Lines of the plans for this month that have no day yet.
    undated: list[ActivityPlan]

    @cached_property
    def lines(self) -> list[DayLine]:
        """What is shown, in the order of the days."""
        return [line for line in self.everything if self.kind in ("", line.kind)]

    def tabs(self) -> list[KindTab]:
        """All of it, then kind by kind; a kind without entries is left out unless it is chosen."""
        counts = Counter(line.kind for line in self.everything)
        every = KindTab(_("Everything"), len(self.everything), address(self.query, kind=None), not self.kind)
        return [every] + [
            KindTab(many, counts[kind], address(self.query, kind=kind), kind == self.kind, icon)
            for kind, many, _one, icon in KINDS
            if counts[kind] or kind == self.kind
        ]

    def chips(self) -> list[Chip]:
        """The network, among those of the year, where there is one to choose."""
        year = thai.fiscal_year_of(self.month.first)
        offered = [(one.code, str(one)) for one in self.networks if exists_in(one, year) or one == self.network]
        if not offered:
            return []
        return [chip("network", _("Network"), offered, self.network.code if self.network else "", self.query)]

    def views(self) -> list[tuple[Any, str, bool, str]]:
        """Month and list: words, address, whether it is this one, icon."""
        words = {"month": (_("Month"), "calendar"), "list": (_("List"), "table")}
        return [
            (words[name][0], address(self.query, view=name if name != "month" else None), name == self.view, words[name][1])
            for name in VIEWS
        ]

    @property
    def before(self) -> str:
        """The address of the month before."""
        return address(self.query, month=str(self.month.before))

    @property
    def after(self) -> str:
        """The address of the month after."""
        return address(self.query, month=str(self.month.after))

    @property
    def now(self) -> str:
        """The address of the running month; nothing where it is shown."""
        return "" if self.month == Month.of(self.today) else address(self.query, month=None)

    @property
    def filtered(self) -> bool:
        """Is anything chosen?"""
        return bool(self.kind or self.network)

    @property
    def own_list(self) -> str:
        """The list that has the same rows, where the chosen kind has one."""
        if self.kind not in LISTS or (self.kind == "work" and self.network):
            return ""
        name, more = LISTS[self.kind]
        network = {"network": self.network.code} if self.network else {}
        return f"{reverse(name)}?{urlencode({'within': str(self.month), **network, **more})}"

    def weeks(self) -> list[list[Day]]:
        """The cells of the month with what stands in them."""
        return [[self.cell(day) for day in week] for week in self.month.weeks()]

    def cell(self, day: dt.date) -> Day:
        """One day; those of other months stay empty."""
        inside = day.month == self.month.first.month
        found = Day(day, inside, day == self.today, holidays_on(day) if inside else ())
        if inside:
            on_it = [line for line in self.lines if line.touches(day, day)]
            found.entries = [Entry(line, day == max(line.day, self.month.first), self.about(line)) for line in on_it]
        return found

    def rows(self) -> list[Entry]:
        """The list: each line once, on its first day of the month."""
        return [Entry(line, True, self.names.get(line.network, "")) for line in self.lines]

    @cached_property
    def names(self) -> dict[int | None, str]:
        """What the networks were called then, in short."""
        return {one.pk: short_network(one) for one in self.networks}

    def about(self, line: DayLine) -> str:
        """Whose it is, where several networks are shown and the title does not say it."""
        told = line.kind == "meeting" or self.network or len(self.networks) < 2
        return "" if told else self.names.get(line.network, "")

    def plans(self) -> list[tuple[ActivityPlan, str, str]]:
        """What is planned for the month and has no day yet: the line, its network, and where its plan stands."""
        if self.kind not in ("", "activity"):
            return []
        codes = {one.pk: one.code for one in self.networks}
        plan = f"{reverse('networks:plan')}?year={thai.fiscal_year_of(self.month.first)}#plan-of-"
        return [
            (one, self.names.get(one.network_id, ""), plan + codes.get(one.network_id or 0, PROVINCE)) for one in self.undated
        ]

    def holidays(self) -> list[tuple[dt.date, str]]:
        """The holidays of the month in words."""
        return [(day, ", ".join(names)) for day, names in holidays_between(self.month.first, self.month.last).items()]


def holidays_between(first: dt.date, last: dt.date) -> dict[dt.date, tuple[str, ...]]:
    """The holidays from one day to another with their names."""
    days = (first + dt.timedelta(days=number) for number in range((last - first).days + 1))
    return {day: names for day in days if (names := holidays_on(day))}


def lines_between(
    user: Any, province: str, first: dt.date, last: dt.date, network: SectorNetwork | None = None
) -> list[DayLine]:
    """What all floors have between two days, in the order of the days."""
    found = [line for days in floors.each("days") for line in days(user, province, first, last, network)]
    return sorted(found, key=lambda line: line.order)


def calendar_of(user: Any, province: str, query: QueryDict, today: dt.date) -> Calendar:
    """Read an address: a month of what this person may see; what it asks for and nobody offers is passed over."""
    month = Month.asked(query.get("month", "")) or Month.of(today)
    rows = SectorNetwork.objects.with_groups_of(user).filter(province=province).order_by("order", "code")
    networks = list(rows.named_in(thai.fiscal_year_of(month.first)))
    network = next((one for one in networks if one.code == query.get("network")), None)
    return Calendar(
        month, today, query, networks, network,
        kind=query.get("kind", "") if query.get("kind") in ICONS else "",
        view="list" if query.get("view") == "list" else "month",
        everything=lines_between(user, province, month.first, month.last, network),
        undated=planned_without_a_day(user, province, month, network) if can_read_activities(user) else [],
    )  # fmt: skip
