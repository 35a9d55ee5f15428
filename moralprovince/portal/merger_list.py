"""The list of merged entries as an address describes it: what can still be undone, what stands, what was undone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from moralprovince.portal.actions.mergers import DAYS_TO_UNDO
from networks.care_lists import CareList, places_of
from networks.listed import ListFilter
from networks.models import Merger

STATES = (("open", _("can be undone")), ("final", _("stands for good")), ("undone", _("undone")))
CHIPS = (("state", _("State")), ("network", _("Network")), ("district", _("District")))


class MergerFilter(ListFilter):
    """Which mergers the list shows; network and district are those of the kept entry."""

    body = "kept__"
    state = django_filters.ChoiceFilter(choices=STATES, method="by_state")
    network = django_filters.ChoiceFilter(method="by_network")
    district = django_filters.ChoiceFilter(field_name="kept__district")

    class Meta:
        model = Merger
        fields: list[str] = []

    def __init__(self, data: QueryDict, queryset: QuerySet, *, day: dt.date, **choices: Any) -> None:
        self.first_day = day - dt.timedelta(days=DAYS_TO_UNDO)
        super().__init__(data, queryset, **choices)

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Undone; else by its day, of which the thirtieth after it is the last."""
        if value == "undone":
            return rows.filter(undone_at__isnull=False)
        standing = rows.filter(undone_at__isnull=True)
        late = {"at__date__lt": self.first_day}
        return standing.filter(**late) if value == "final" else standing.exclude(**late)


def merger_list(user: Any, province: str, query: QueryDict, day: dt.date) -> CareList:
    """Read an address: the mergers of a province, the newest first."""
    rows = Merger.objects.filter(kept__province=province)
    filters = MergerFilter(query, rows, day=day, **places_of(user, province))
    return CareList(filters, filters.qs.order_by("-at", "-pk"), CHIPS, query)
