"""The lists of meetings and of action items as an address describes them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from moralprovince.core.listing import address, sorted_rows
from moralprovince.core.periods import Month, Period

from .filters import YEAR, Chip
from .listed import ListFilter, as_of, chips_of, figures_offered, month_offered, without_fiscal_year
from .models import ActionItem, Meeting, SectorNetwork
from .querysets.meetings import SOON
from .querysets.search import every_word
from .work_statistics import MEETING_FIGURES, TASK_FIGURES, meeting_conditions, task_conditions

LATE = (("1", _("overdue")),)
WHOSE = (("mine", _("given to me")), ("others", _("given to others")))
RESOLVED = (("1", _("held")),)
UNHELD = (("1", _("past their day and not marked as held")),)
WITHIN = (("1", _("within seven days")),)
# Where a word may stand.
MEETING_PLACES = ("group__name", "group__network__name", "title", "place")
NUMBER = re.compile(r"(\d{1,3})/(\d{4})")


class MeetingFilter(ListFilter):
    """Which meetings the list shows."""

    body = "group__"
    year = django_filters.ChoiceFilter(field_name="calendar_year")
    network = django_filters.ChoiceFilter(method="by_network")
    state = django_filters.ChoiceFilter(choices=Meeting.State.choices)
    fiscal = django_filters.ChoiceFilter(method="by_fiscal_year")
    within = django_filters.ChoiceFilter(method="by_month")
    figure = django_filters.ChoiceFilter(choices=figures_offered(MEETING_FIGURES), method="by_figure")
    soon = django_filters.ChoiceFilter(choices=WITHIN, method="by_nearness")
    unheld = django_filters.ChoiceFilter(choices=UNHELD, method="by_delay")
    q = django_filters.CharFilter(method="by_words")

    class Meta:
        model = Meeting
        fields: list[str] = []

    def by_fiscal_year(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Held, or to be held, from October to September: what the page of a network counts."""
        return rows.filter(held_on__range=thai.fiscal_year_days(int(value)))

    def by_month(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """On a day of that month, as the calendar shows them."""
        month = Month.asked(value)
        return rows.filter(held_on__range=month.days) if month else rows

    def by_figure(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """The rows a summary counted: of its period, under the same condition, on the same day."""
        period = Period.asked(self.data.get("period", ""))
        return rows.filter(meeting_conditions(period, as_of(self.data, thai.today()))[value])

    def by_nearness(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Planned, and soon."""
        return rows.within_days(thai.today(), SOON)  # type: ignore[attr-defined]

    def by_delay(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Those of which the reader is to say whether they took place."""
        return rows.writable_by(self.reader).unheld(thai.today())  # type: ignore[attr-defined]

    def by_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """What was typed: words of the group, the subject or the place, or a number like 1/2564."""
        return rows.filter(meeting_words(value))


def meeting_words(text: str, way: str = "") -> Q:
    """The condition for what was typed; every word has to stand somewhere."""
    wanted = Q()
    for word in thai.tidy(text[:200]).split():
        if found := NUMBER.fullmatch(thai.arabic_digits(word)):
            wanted &= Q(**{f"{way}number": int(found[1]), f"{way}calendar_year": int(found[2])})
        else:
            wanted &= every_word(word, *(f"{way}{place}" for place in MEETING_PLACES))
    return wanted


SORTS = {
    "day": ("held_on", "starts_at"),
    "group": ("group__kind", "group__network__order", "held_on"),
    "number": ("calendar_year", "number"),
}
HEADINGS = (("number", _("Meeting number")), ("group", _("Working group")), ("day", _("Day")))
CHIPS = (
    ("year", _("Calendar year")),
    ("fiscal", _("Fiscal year")),
    ("network", _("Network")),
    ("state", _("State")),
    ("soon", _("When")),
    ("unheld", _("To be recorded")),
    ("within", _("Month")),
    ("figure", _("Figure of the summary")),
)
# Without these in the address nobody needs their chip.
ONLY_WHEN_CHOSEN = ("fiscal", "within", "figure", "unheld")


@dataclass(frozen=True)
class MeetingList:
    """The list for one reader."""

    filters: MeetingFilter
    rows: QuerySet[Meeting]
    sort: str
    query: QueryDict

    def chips(self) -> list[Chip]:
        """The chips of the filters."""
        return chips_of(self.filters, CHIPS, self.query, always=("soon",), only_when_chosen=ONLY_WHEN_CHOSEN)

    @property
    def filtered(self) -> bool:
        """Is anything chosen or typed?"""
        return bool(self.filters.chosen())


def meeting_list(user: Any, province: str, query: QueryDict) -> MeetingList:
    """Read an address: the meetings of a province that this person may see, the newest first."""
    visible = Meeting.objects.visible_to(user).filter(province=province)
    fiscal = query.get("fiscal", "")
    years = visible.order_by("-calendar_year").values_list("calendar_year", flat=True).distinct()
    filters = MeetingFilter(
        without_fiscal_year(query),
        visible,
        reader=user,
        networks=SectorNetwork.objects.filter(province=province).order_by("order", "code"),
        year=[(str(year), str(year)) for year in years],
        fiscal=[(fiscal, fiscal)] if YEAR.fullmatch(fiscal) else [],
        within=month_offered(query.get("within", "")),
    )
    rows, sort = sorted_rows(filters.qs, query.get("sort") or "-day", SORTS, "-day")
    return MeetingList(filters, rows, sort, query)


class ActionFilter(ListFilter):
    """Which action items the list shows."""

    body = "meeting__group__"
    state = django_filters.ChoiceFilter(choices=ActionItem.State.choices)
    late = django_filters.ChoiceFilter(choices=LATE, method="by_delay")
    whose = django_filters.ChoiceFilter(choices=WHOSE, method="by_owner")
    resolved = django_filters.ChoiceFilter(choices=RESOLVED, method="by_resolution")
    network = django_filters.ChoiceFilter(method="by_network")
    meeting = django_filters.ChoiceFilter(field_name="meeting")
    within = django_filters.ChoiceFilter(method="by_month")
    figure = django_filters.ChoiceFilter(choices=figures_offered(TASK_FIGURES), method="by_figure")
    q = django_filters.CharFilter(method="by_words")

    class Meta:
        model = ActionItem
        fields: list[str] = []

    def __init__(self, data: QueryDict, queryset: QuerySet, *, day: dt.date, reader: Any, **choices: Any) -> None:
        self.day, self.reader = day, reader
        super().__init__(data, queryset, **choices)

    def by_delay(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Open although its day is over."""
        return rows.late(self.day)  # type: ignore[attr-defined]

    def by_owner(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Given to the reader, or to anybody else."""
        return rows.filter(owner=self.reader) if value == "mine" else rows.exclude(owner=self.reader.pk)

    def by_resolution(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Of meetings that were held, without what stands in a draft: what a day and the calendar count."""
        return rows.resolved()  # type: ignore[attr-defined]

    def by_month(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Due in that month; the calendar shows those that were resolved."""
        month = Month.asked(value)
        return rows.filter(due_on__range=month.days) if month else rows

    def by_figure(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """The rows a summary counted: of its period, under the same condition, on the same day."""
        period = Period.asked(self.data.get("period", ""))
        return rows.filter(task_conditions(period, as_of(self.data, self.day))[value])

    def by_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """What was typed: what is to be done, who does it, or the group."""
        return rows.filter(task_words(value))


def task_words(text: str) -> Q:
    """The condition for what was typed; every word has to stand somewhere."""
    return every_word(text, "what", "owner_name", "meeting__group__name")


ACTION_SORTS = {"due": ("due_on",), "what": ("what",), "who": ("owner_name",)}
ACTION_HEADINGS = (("what", _("What is to be done")), ("who", _("Who does it")), ("due", _("By when")))
ACTION_CHIPS = (
    ("state", _("State")), ("late", _("Delay")), ("whose", _("Whose")), ("network", _("Network")), ("meeting", _("Meeting")),
    ("resolved", _("State of the meeting")), ("within", _("Due in")), ("figure", _("Figure of the summary")),
)  # fmt: skip


EVERY_STATE = "all"
# Whoever asks for one of these is not asking for what is open.
SAYS_MORE = ("state", "figure", "meeting", "late", "q")


def open_unless_asked(query: QueryDict) -> QueryDict:
    """What is open, where the address asks for nothing else: what is done stands behind its chip."""
    if any(query.get(name) for name in SAYS_MORE):
        return query
    asked = query.copy()
    asked["state"] = ActionItem.State.OPEN
    return asked


@dataclass(frozen=True)
class ActionList:
    """The list of what is to be done, for one reader on one day."""

    filters: ActionFilter
    rows: QuerySet[ActionItem]
    sort: str
    query: QueryDict

    def chips(self) -> list[Chip]:
        """The chips of the filters; a single meeting only where an address asks for it."""
        only = ("meeting", "resolved", "within", "figure")
        found = chips_of(self.filters, ACTION_CHIPS, self.query, only_when_chosen=only, always=("late", "whose"))
        return [replace(one, without=self.everything) if one.name == "state" else one for one in found]

    @property
    def everything(self) -> str:
        """The address of the open and the finished ones together."""
        return address(self.query, state=EVERY_STATE, page=None)

    @property
    def filtered(self) -> bool:
        """Is anything chosen or typed?"""
        return bool(self.filters.chosen().keys() - {"state"} or self.query.get("state"))


def action_list(user: Any, province: str, day: dt.date, query: QueryDict) -> ActionList:
    """Read an address: what meetings resolved, as far as this person may see it; what is due first comes first."""
    visible = ActionItem.objects.visible_to(user).filter(meeting__province=province)
    asked = query.get("meeting", "")
    chosen = Meeting.objects.filter(pk=int(asked)) if asked.isdecimal() and len(asked) < 10 else Meeting.objects.none()
    filters = ActionFilter(
        open_unless_asked(query),
        visible,
        day=day,
        reader=user,
        networks=SectorNetwork.objects.filter(province=province).order_by("order", "code"),
        meeting=[(str(one.pk), str(one)) for one in chosen if visible.filter(meeting=one).exists()],
        within=month_offered(query.get("within", "")),
    )
    rows, sort = sorted_rows(filters.qs, query.get("sort") or "due", ACTION_SORTS, "due")
    return ActionList(filters, rows, sort, query)
