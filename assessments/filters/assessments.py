"""The filters of the list of assessments: year, kind, state, level, network, district, late; all of it in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from assessments.comparison import with_item_score
from assessments.models import Assessment, Kind
from assessments.statistics import ASSESSMENT_FIGURES, assessment_conditions, with_level_then
from moralprovince.core import thai
from moralprovince.core.listing import sorted_rows
from networks.filters import Chip
from networks.listed import ListFilter, as_of, bodies_named, chips_of, figures_offered, year_chip
from networks.models import District, ProgrammeYear, SectorNetwork
from networks.querysets.search import places_like

LEVELS = (("0", _("not at a level yet")), ("1", _("level 1")), ("2", _("level 2")), ("3", _("level 3")))
# "4-2" is item 4 with at least 2.
ITEM_SCORES = [
    (f"{item}-{least}", format_lazy(_("item {item}: at least {least}"), item=item, least=least))
    for item in range(1, 13)
    for least in range(11)
]
STATES = (
    *Assessment.State.choices, ("with_body", _("to be sent or completed")), ("under_review", _("waiting or under review")),
    ("decided", _("decided")),
)  # fmt: skip
LATE = (
    ("1", _("late, not sent")), ("on_time", _("sent on time")), ("was_late", _("sent late")), ("review", _("review overdue")),
    ("committee", _("decision overdue")),
)  # fmt: skip


class AssessmentFilter(ListFilter):
    """Which assessments the list shows."""

    q = django_filters.CharFilter(method="by_text")
    kind = django_filters.ChoiceFilter(choices=Kind.choices, method="by_kind")
    state = django_filters.ChoiceFilter(choices=STATES, method="by_state")
    level = django_filters.ChoiceFilter(choices=LEVELS, field_name="certified_level")
    own = django_filters.ChoiceFilter(choices=LEVELS, field_name="self_level")
    network = django_filters.ChoiceFilter(method="by_network")
    district = django_filters.ChoiceFilter(method="by_district")
    late = django_filters.ChoiceFilter(choices=LATE, method="by_punctuality")
    # The rows behind a figure of a summary, and behind a cell of the comparison.
    figure = django_filters.ChoiceFilter(choices=figures_offered(ASSESSMENT_FIGURES), method="by_figure")
    item = django_filters.ChoiceFilter(choices=ITEM_SCORES, method="by_item")

    class Meta:
        model = Assessment
        fields: list[str] = []

    def __init__(self, data: QueryDict, queryset: QuerySet, *, year: ProgrammeYear, **offered: Any) -> None:
        self.day, self.year = thai.today(), year
        super().__init__(data, queryset, **offered)

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """By the code of a body, or by the name of a body, a district or the province, spelling forgiven."""
        there = {one.province for one in self.districts} or {self.year.province}
        places = [one.pk for one in places_like([*self.districts, *there], value)]
        place = Q(district__in=places) | Q(kind=Kind.PROVINCE, province__in=places)
        return rows.filter(Q(organisation__in=bodies_named(value, self.reader)) | place)

    def by_kind(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """By the form it is assessed by; behind a figure by what its body is now, which may have been corrected since."""
        return rows.filter(**{"organisation__kind" if self.data.get("figure") else "kind": value})

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """One state, those in which it is with its body, with the assessors, or decided."""
        groups: dict[str, Any] = {
            "with_body": rows.with_body, "under_review": rows.under_review, "decided": rows.decided,  # type: ignore[attr-defined]
        }  # fmt: skip
        return groups[value]() if value in groups else rows.filter(state=value)

    def by_district(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Bodies of a district, and the district itself."""
        return rows.filter(Q(organisation__district=value) | Q(district=value))

    def by_punctuality(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Late and still with its body, in review or before the sub-committee; or sent, by the Bangkok day it first was."""
        late: dict[str, Any] = {"1": rows.late, "review": rows.review_late, "committee": rows.decision_late}  # type: ignore[attr-defined]
        if value in late:
            return late[value](self.day)
        on_time = Q(submitted_on__lte=F("due_on")) | Q(due_on=None)
        return rows.filter(on_time if value == "on_time" else ~on_time, submitted_on__isnull=False)

    def by_figure(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """The assessments of bodies that a summary counted under a figure, on the same day."""
        day = as_of(self.data, self.day)
        return with_level_then(rows, day).filter(assessment_conditions(day)[value])

    def by_item(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Those with at least so much at an item."""
        item, least = value.split("-")
        return with_item_score(rows, int(item), int(least))


SORTS = {
    "name": ("organisation__name_sort", "district__name"),
    "network": ("organisation__network__order", "organisation__name_sort"),
    "sent": ("submitted_on",),
    "own": ("self_level",),
    "level": ("certified_level",),
}
HEADINGS = (
    ("name", _("Name")),
    ("network", _("Network")),
    ("sent", _("Sent on")),
    ("own", _("Level by own scores")),
    ("level", _("Certified level")),
)
CHIPS = (
    ("kind", _("Kind")),
    ("state", _("State")),
    ("level", _("Certified level")),
    ("own", _("Level by own scores")),
    ("network", _("Network")),
    ("district", _("District")),
    ("late", _("On time")),
    ("figure", _("Figure of the summary")),
    ("item", _("Item and score")),
)
ONLY_WHEN_CHOSEN = ("figure", "item")


@dataclass(frozen=True)
class AssessmentList:
    """The list as an address describes it, for one reader: for pages and exports alike."""

    year: ProgrammeYear
    years: list[ProgrammeYear]
    filters: AssessmentFilter
    rows: QuerySet
    sort: str
    query: QueryDict

    def chips(self) -> list[Chip]:
        """The year, then the chips of the filters."""
        offered = chips_of(self.filters, CHIPS, self.query, only_when_chosen=ONLY_WHEN_CHOSEN)
        return [year_chip(self.year, self.years, self.query), *offered]


def assessment_list(user: Any, year: ProgrammeYear, years: list[ProgrammeYear], query: QueryDict) -> AssessmentList:
    """Read an address: the assessments of a year that this person may see, filtered and sorted as it says."""
    filters = AssessmentFilter(
        query,
        Assessment.objects.visible_to(user).filter(programme_year=year),
        year=year,
        reader=user,
        networks=SectorNetwork.objects.visible_to(user)
        .filter(province=year.province_id)
        .with_organisations_of(user)
        .named_in(year.fiscal_year),
        districts=District.objects.filter(province=year.province_id).select_related("province"),
    )
    rows, sort = sorted_rows(filters.qs, query.get("sort", ""), SORTS, "name")
    return AssessmentList(year, years, filters, rows, sort, query)
