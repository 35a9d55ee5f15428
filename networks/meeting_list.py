"""The lists of meetings and of action items as an address describes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from moralprovince.core.listing import sorted_rows

from .filters import Chip
from .listed import ListFilter, chips_of
from .models import Meeting, SectorNetwork

NUMBER = re.compile(r"(\d{1,3})/(\d{4})")


class MeetingFilter(ListFilter):
    """Which meetings the list shows."""

    body = "group__"
    year = django_filters.ChoiceFilter(field_name="calendar_year")
    network = django_filters.ChoiceFilter(method="by_network")
    state = django_filters.ChoiceFilter(choices=Meeting.State.choices)
    q = django_filters.CharFilter(method="by_words")

    class Meta:
        model = Meeting
        fields: list[str] = []

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
            places = (f"{way}group__name", f"{way}group__network__name", f"{way}title", f"{way}place")
            spelt = Q()
            for place in places:
                spelt |= Q(**{f"{place}__icontains": word})
            wanted &= spelt
    return wanted


SORTS = {
    "day": ("held_on", "starts_at"),
    "group": ("group__kind", "group__network__order", "held_on"),
    "number": ("calendar_year", "number"),
}
HEADINGS = (("number", _("Meeting number")), ("group", _("Working group")), ("day", _("Day")))
CHIPS = (("year", _("Calendar year")), ("network", _("Network")), ("state", _("State")))


@dataclass(frozen=True)
class MeetingList:
    """The list for one reader."""

    filters: MeetingFilter
    rows: QuerySet[Meeting]
    sort: str
    query: QueryDict

    def chips(self) -> list[Chip]:
        """The chips of the filters."""
        return chips_of(self.filters, CHIPS, self.query)

    @property
    def filtered(self) -> bool:
        """Is anything chosen or typed?"""
        return bool(self.filters.chosen())


def meeting_list(user: Any, province: str, query: QueryDict) -> MeetingList:
    """Read an address: the meetings of a province that this person may see, the newest first."""
    visible = Meeting.objects.visible_to(user).filter(province=province)
    years = visible.order_by("-calendar_year").values_list("calendar_year", flat=True).distinct()
    filters = MeetingFilter(
        query,
        visible,
        networks=SectorNetwork.objects.filter(province=province).order_by("order", "code"),
        year=[(str(year), str(year)) for year in years],
    )
    rows, sort = sorted_rows(filters.qs, query.get("sort") or "-day", SORTS, "-day")
    return MeetingList(filters, rows, sort, query)
