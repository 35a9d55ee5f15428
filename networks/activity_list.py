"""The list of activities as an address describes it; every number of the plan's pictures leads here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import django_filters
from django.db.models import Q, QuerySet, Sum
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from moralprovince.core.listing import sorted_rows
from moralprovince.core.periods import Month, Period

from .filters import Chip, district_choices
from .listed import ListFilter, as_of, chips_of, figures_offered, month_offered, years_offered
from .models import Activity, ActivityPlan, ProgrammeYear, SectorNetwork
from .querysets.activities import READ
from .querysets.scope import scope_of
from .querysets.search import every_word
from .work_statistics import DONE_FIGURES, activity_conditions

# Activities of no network are the province's own.
PROVINCE = "province"
UNRECORDED = (("1", _("over and not recorded yet")),)
OUTSIDE = "none"


class ActivityFilter(ListFilter):
    """Which activities the list shows."""

    year = django_filters.ChoiceFilter(field_name="programme_year__fiscal_year")
    network = django_filters.ChoiceFilter(method="by_network")
    state = django_filters.ChoiceFilter(choices=Activity.State.choices)
    district = django_filters.ChoiceFilter(field_name="district")
    month = django_filters.ChoiceFilter(field_name="held_on__month")
    plan = django_filters.ChoiceFilter(method="by_plan")
    within = django_filters.ChoiceFilter(method="by_month")
    figure = django_filters.ChoiceFilter(choices=figures_offered(DONE_FIGURES), method="by_figure")
    unrecorded = django_filters.ChoiceFilter(choices=UNRECORDED, method="by_delay")
    q = django_filters.CharFilter(method="by_words")

    class Meta:
        model = Activity
        fields: list[str] = []

    def __init__(self, data: QueryDict, queryset: QuerySet, *, day: dt.date, province_too: bool, **choices: Any) -> None:
        self.day = day
        super().__init__(data, queryset, **choices)
        if province_too:
            self.filters["network"].extra["choices"].append((PROVINCE, _("of the province itself")))
        self.filters["district"].extra["choices"] = choices["district"]

    def by_network(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """By the network's code; those of no network are the province's own."""
        if value == PROVINCE:
            return rows.filter(network__isnull=True)
        return rows.filter(network__in=[one.pk for one in self.networks if one.code == value])

    def by_plan(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Under one line of the plan, or outside it."""
        return rows.filter(plan__isnull=True) if value == OUTSIDE else rows.filter(plan=int(value))

    def by_delay(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Those whose day is over and of which nothing is told yet."""
        return rows.unrecorded(self.day)  # type: ignore[attr-defined]

    def by_month(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """With at least one day in that month, as the calendar shows them."""
        month = Month.asked(value)
        return rows.between(*month.days) if month else rows  # type: ignore[attr-defined]

    def by_figure(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """The rows a summary counted: of its period, under the same condition, on the same day."""
        period = Period.asked(self.data.get("period", ""))
        return rows.filter(activity_conditions(period, as_of(self.data, self.day))[value])

    def by_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """What was typed."""
        return rows.filter(activity_words(value))


def activity_words(text: str) -> Q:
    """The condition for what was typed; every word has to stand in its name, its place or its network."""
    return every_word(text, "name", "place", "network__name")


SORTS = {
    "day": ("held_on",),
    "name": ("name",),
    "network": ("network__order", "held_on"),
    "district": ("district", "held_on"),
    "people": ("people", "held_on"),
    "money": ("budget_used", "held_on"),
}
HEADINGS = (
    ("name", _("Activity")), ("day", _("Day")), ("network", _("Network")), ("district", _("District")),
    ("people", _("Participants")), ("money", _("Money used")),
)  # fmt: skip
CHIPS = (
    ("year", _("Fiscal year")), ("network", _("Network")), ("state", _("State")), ("district", _("District")),
    ("month", _("Month")), ("plan", _("In the plan as")), ("unrecorded", _("To be recorded")),
    ("within", _("In the calendar of")), ("figure", _("Figure of the summary")),
)  # fmt: skip
# Without these in the address nobody needs their chip.
ONLY_WHEN_CHOSEN = ("month", "plan", "within", "figure")


@dataclass(frozen=True)
class ActivityList:
    """The list for one reader."""

    filters: ActivityFilter
    rows: QuerySet[Activity]
    sort: str
    query: QueryDict

    def chips(self) -> list[Chip]:
        """The chips of the filters; what nobody chooses here only where an address asks for it."""
        return chips_of(self.filters, CHIPS, self.query, only_when_chosen=ONLY_WHEN_CHOSEN, always=("unrecorded",))

    @property
    def filtered(self) -> bool:
        """Is anything chosen or typed?"""
        return bool(self.filters.chosen())

    def sums(self) -> tuple[int, Decimal]:
        """People and money of all the rows shown, on every page of the list."""
        found = self.rows.order_by().aggregate(people=Sum("people"), money=Sum("budget_used"))
        return found["people"] or 0, found["money"] or Decimal(0)


def activity_list(user: Any, province: str, day: dt.date, query: QueryDict) -> ActivityList:
    """Read an address: the activities of a province that this person may see, the newest first."""
    visible = Activity.objects.visible_to(user).filter(programme_year__province=province)
    filters = ActivityFilter(
        query,
        visible,
        day=day,
        province_too=scope_of(user).in_province(READ, province),
        networks=networks_read(user, province),
        district=district_choices(province),
        year=years_offered(ProgrammeYear.objects.filter(province=province)),
        month=[(str(month), thai.month_names()[month - 1]) for month in range(1, 13)],
        plan=plans_asked(user, query.get("plan", "")),
        within=month_offered(query.get("within", "")),
    )
    rows, sort = sorted_rows(filters.qs, query.get("sort") or "-day", SORTS, "-day")
    return ActivityList(filters, rows, sort, query)


def networks_read(user: Any, province: str) -> QuerySet[SectorNetwork]:
    """The networks of all years whose activities a person reads."""
    return SectorNetwork.objects.with_groups_of(user).filter(province=province).order_by("order", "code")


def plans_asked(user: Any, asked: str) -> Iterable[tuple[str, Any]]:
    """The line of the plan an address asks for, where this person may see it."""
    if asked == OUTSIDE:
        return [(OUTSIDE, _("not in the plan"))]
    if not (asked.isdecimal() and len(asked) < 10):
        return []
    return [(str(one.pk), str(one)) for one in ActivityPlan.objects.visible_to(user).filter(pk=int(asked))]
