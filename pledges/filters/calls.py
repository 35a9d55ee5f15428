"""The call list as an address describes it: whose reports are late, by round and network, and what was promised."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from moralprovince.core.listing import sorted_rows
from networks.filters import Chip
from networks.listed import ListFilter, chips_of
from networks.models import SectorNetwork
from pledges.models import CallNote, FollowUpReport, ReportRound
from pledges.querysets.reports import going_on

CALLED = (("none", _("not called yet")), ("promised", _("promised, not over yet")), ("broken", _("promised day is over")))
SENDERS = (("open", _("the organisation")), ("locked", _("only the office: the round is locked")))


class CallFilter(ListFilter):
    """Which missing reports the list shows."""

    body = "pledge__organisation__"

    round = django_filters.ChoiceFilter(field_name="round_id")
    network = django_filters.ChoiceFilter(method="by_network")
    late = django_filters.ChoiceFilter(choices=SENDERS, method="by_sender")
    called = django_filters.ChoiceFilter(choices=CALLED, method="by_call")

    class Meta:
        model = FollowUpReport
        fields: list[str] = []

    def __init__(
        self, data: QueryDict, queryset: QuerySet, *, rounds: Iterable[ReportRound], day: dt.date, **offered: Any
    ) -> None:
        self.day = day
        super().__init__(data, queryset, round=[(one.pk, str(one)) for one in rounds], **offered)

    def by_sender(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """By who can still send it."""
        return rows.missing_from_sender(self.day) if value == "open" else rows.missing_and_locked(self.day)  # type: ignore[attr-defined]

    def by_call(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """By the last call: none yet, or a promise that holds or is over."""
        calls = CallNote.objects.filter(report=OuterRef("pk"))
        if value == "none":
            return rows.filter(~Exists(calls))
        rows = rows.annotate(promised=Subquery(calls.order_by("-at", "-pk").values("promised_on")[:1]))
        return rows.filter(**{"promised__gte" if value == "promised" else "promised__lt": self.day})


SORTS = {
    "network": ("pledge__organisation__network__order", "pledge__organisation__name_sort"),
    "name": ("pledge__organisation__name_sort",),
    "due_on": ("due_on", "pledge__organisation__name_sort"),
}
HEADINGS = (("name", _("Name")), ("network", _("Network")), ("due_on", _("Due on")))
CHIPS = (("round", _("Round")), ("network", _("Network")), ("late", _("Who can send it")), ("called", _("Calls")))
ABOUT = ("pledge__organisation__network", "pledge__organisation__district", "round__programme_year")


@dataclass(frozen=True)
class CallList:
    """The list for one reader on one day: for the page, for paper and for exports alike."""

    filters: CallFilter
    rows: QuerySet
    sort: str
    query: QueryDict
    day: dt.date

    def chips(self) -> list[Chip]:
        """The chips of the filters."""
        return chips_of(self.filters, CHIPS, self.query)


def callable_reports(user: Any) -> QuerySet[FollowUpReport]:
    """Reports about whose organisations a person may note calls."""
    return FollowUpReport.objects.visible_to(user).within(user, "calls.note")  # type: ignore[attr-defined,no-any-return]


def call_list(user: Any, province: str, day: dt.date, query: QueryDict) -> CallList:
    """Read an address: the missing reports of a province this person calls about, in years that may still be written."""
    late = callable_reports(user).filter(going_on(day), province=province).missing(day)  # type: ignore[attr-defined]
    filters = CallFilter(
        query,
        late,
        rounds=ReportRound.objects.visible_to(user)
        .filter(Exists(late.filter(round=OuterRef("pk"))), programme_year__province=province, due_on__lt=day)
        .select_related("programme_year"),
        networks=SectorNetwork.objects.visible_to(user).filter(province=province).with_organisations_of(user),
        day=day,
    )
    rows, sort = sorted_rows(filters.qs, query.get("sort", ""), SORTS, "network")
    return CallList(filters, rows, sort, query, day)


def with_calls(reports: Iterable[FollowUpReport], day: dt.date) -> list[FollowUpReport]:
    """The reports of a page with their last call, how many there were, and how many days they are late; one query."""
    shown = list(reports)
    calls: dict[int, list[CallNote]] = {}
    for call in CallNote.objects.filter(report__in=[one.pk for one in shown]).select_related("by").order_by("-at", "-pk"):
        calls.setdefault(call.report_id, []).append(call)
    for one in shown:
        own = calls.get(one.pk, [])
        last = own[0] if own else None
        one.days_late, one.last_call, one.call_count = (day - one.due_on).days, last, len(own)  # type: ignore[attr-defined]
        one.promise_over = bool(last and last.promised_on and last.promised_on < day)  # type: ignore[attr-defined]
    return shown
