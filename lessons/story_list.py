"""The list of stories as an address describes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import django_filters
from django.db.models import F, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from moralprovince.core.periods import Period
from networks.filters import Chip
from networks.listed import ListFilter, as_of, chips_of, figures_offered, without_fiscal_year, years_offered
from networks.models import ProgrammeYear, SectorNetwork
from networks.querysets.scope import scope_of

from .models import Story
from .story_statistics import STORY_FIGURES, stories_counted

CHIPS = (("state", _("State")), ("network", _("Network")), ("year", _("Fiscal year")), ("figure", _("Figure of the summary")))


class StoryFilter(ListFilter):
    """Which stories the list shows."""

    state = django_filters.ChoiceFilter()
    network = django_filters.ChoiceFilter(method="by_network")
    year = django_filters.ChoiceFilter(field_name="programme_year__fiscal_year")
    figure = django_filters.ChoiceFilter(choices=figures_offered(STORY_FIGURES), method="by_figure")

    class Meta:
        model = Story
        fields: list[str] = []

    def by_network(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Of which network it tells."""
        return rows.filter(network__in=[one.pk for one in self.networks if one.code == value])

    def by_figure(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """The rows a summary counted: of its period, until its day."""
        period = Period.asked(self.data.get("period", ""))
        return stories_counted(rows, period, as_of(self.data, thai.today())) if period else rows.public()  # type: ignore[attr-defined]


@dataclass(frozen=True)
class StoryList:
    """The list for one reader."""

    filters: StoryFilter
    rows: QuerySet[Story]
    query: QueryDict
    writes: bool

    def chips(self) -> list[Chip]:
        """The chips; a visitor meets published ones only and has no state to choose."""
        return chips_of(self.filters, CHIPS if self.writes else CHIPS[1:], self.query, only_when_chosen=("figure",))


def story_list(user: Any, province: str, query: QueryDict) -> StoryList:
    """Read an address: what this person may see, unpublished ones first, then the newest."""
    writes = scope_of(user).any("stories.write")
    visible = Story.objects.visible_to(user).filter(province=province)
    filters = StoryFilter(
        without_fiscal_year(query), visible, networks=SectorNetwork.objects.filter(province=province).order_by("order", "code"),
        state=Story.State.choices if writes else [], year=years_offered(ProgrammeYear.objects.filter(province=province)),
    )  # fmt: skip
    return StoryList(filters, filters.qs.order_by(F("published_at").desc(nulls_first=True), "-pk"), query, writes)
