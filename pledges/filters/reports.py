"""The filters of the report list: round, state, network, district, late or on time; all of it in the address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import django_filters
from django.db.models import Case, Q, QuerySet, When
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from moralprovince.core.listing import address, sorted_rows
from moralprovince.core.periods import Period
from moralprovince.core.values import key_typed
from networks.filters import Chip
from networks.listed import ListFilter, as_of, chips_of, day_offered
from networks.models import District, SectorNetwork
from networks.querysets.scope import scope_of
from pledges.models import FollowUpReport, ReportRound
from pledges.querysets.reports import OPEN, UNSENT, FollowUpReportQuerySet
from pledges.statistics import REPORT_FIGURES, report_conditions, rounds_of

SOON = dt.timedelta(days=14)
# So many rounds a filter offers to choose from.
MOST_ROUNDS = 24
# What an officer finds when she opens the list: what waits for her.
WAITING = "state=submitted&going=1"
STATES = (*FollowUpReport.State.choices, ("delivered", _("with the office")), ("owed", _("to be sent or completed")))
LATE = (
    ("1", _("missing")),
    ("open", _("missing, still taken")),
    ("locked", _("missing and locked, only the office can file")),
    ("on_time", _("sent on time")),
    ("was_late", _("sent late")),
)
MISSING = {
    "1": FollowUpReportQuerySet.missing,
    "open": FollowUpReportQuerySet.missing_from_sender,
    "locked": FollowUpReportQuerySet.missing_and_locked,
}


class ReportFilter(ListFilter):
    """Which reports the list shows."""

    body = "pledge__organisation__"

    q = django_filters.CharFilter(method="by_text")
    round = django_filters.ChoiceFilter(field_name="round_id")
    network = django_filters.ChoiceFilter(method="by_network")
    district = django_filters.ChoiceFilter(field_name="pledge__organisation__district_id")
    state = django_filters.ChoiceFilter(choices=STATES, method="by_state")
    late = django_filters.ChoiceFilter(choices=LATE, method="by_punctuality")
    due = django_filters.ChoiceFilter(choices=[("soon", _("within 14 days"))], method="by_due")
    going = django_filters.ChoiceFilter(choices=[("1", _("not closed yet"))], method="by_year")
    extended = django_filters.ChoiceFilter(method="by_own_day")
    figure = django_filters.ChoiceFilter(choices=[(one.name, one.label) for one in REPORT_FIGURES], method="by_figure")

    class Meta:
        model = FollowUpReport
        fields: list[str] = []

    def __init__(self, data: QueryDict, queryset: QuerySet, *, rounds: Iterable[ReportRound], **offered: Any) -> None:
        self.day = thai.today()
        offered |= {"round": [(one.pk, str(one)) for one in rounds], "extended": day_offered(data.get("extended", ""))}
        super().__init__(data, queryset, **offered)

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """One state, both in which a report is with the office, or those in which it is with its organisation."""
        groups: dict[str, Any] = {"delivered": rows.delivered, "owed": rows.owed}  # type: ignore[attr-defined]
        return groups[value]() if value in groups else rows.filter(state=value)

    def by_punctuality(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Missing, by who can still send it; or sent, told by the Bangkok day of the first submission."""
        if value in MISSING:
            return MISSING[value](rows, self.day)
        figure = "reports_on_time" if value == "on_time" else "reports_sent_late"
        return rows.filter(report_conditions(self.day)[figure])

    def by_due(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Not sent yet, and due soon."""
        unsent = rows.going_on(self.day).filter(state__in=UNSENT)  # type: ignore[attr-defined]
        return unsent.filter(due_on__range=(self.day, self.day + SOON))

    def by_year(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """What a closed year left as it was asks nothing of anybody."""
        return rows.going_on(self.day)  # type: ignore[attr-defined]

    def by_own_day(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """What was given time until that day: the calendar leads to its rows."""
        return rows.with_more_time().filter(due_on=value)  # type: ignore[attr-defined]

    def by_figure(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """The rows a summary counted: of its period, under the same condition, on the same day."""
        period = Period.asked(self.data.get("period", ""))
        within = rows.filter(round__in=rounds_of(period)) if period else rows
        return within.filter(report_conditions(as_of(self.data, self.day))[value])


SORTS = {
    "name": ("pledge__organisation__name_sort",),
    "network": ("pledge__organisation__network__order", "pledge__organisation__name_sort"),
    "due_on": ("due_on", "pledge__organisation__name_sort"),
    "sent": ("submitted_at",),
    "round": ("round__due_on",),
}
# No heading sorts so: newest round first, whoever was given more time; in it what is to be checked, what is owed, what is done.
NEWEST = "round"
TURN = Case(When(state=FollowUpReport.State.SUBMITTED, then=0), When(state__in=OPEN, then=1), default=2)
HEADINGS = (
    ("name", _("Name")),
    ("network", _("Network")),
    ("due_on", _("Due on")),
    ("sent", _("Sent on")),
)
CHIPS = (
    ("round", _("Round")),
    ("state", _("State")),
    ("late", _("On time")),
    ("network", _("Network")),
    ("district", _("District")),
    ("due", _("Due")),
    ("going", _("Fiscal year")),
    ("extended", _("More time until")),
    ("figure", _("Figure of the summary")),
)
# Without these in the address nobody needs their chip.
ONLY_WHEN_CHOSEN = ("due", "going", "extended", "figure")


@dataclass(frozen=True)
class ReportList:
    """The list as an address describes it, for one reader: for pages and exports alike."""

    filters: ReportFilter
    rows: QuerySet
    sort: str
    query: QueryDict

    def chips(self) -> list[Chip]:
        """The chips of the filters."""
        return chips_of(self.filters, CHIPS, self.query, only_when_chosen=ONLY_WHEN_CHOSEN)

    @property
    def shows_waiting(self) -> bool:
        """Are these the reports that wait to be checked?"""
        return self.filters.chosen().get("state") == FollowUpReport.State.SUBMITTED

    @property
    def everything(self) -> str:
        """The address of the list without any filter."""
        return address(QueryDict(f"sort={NEWEST}"))


def report_list(user: Any, province: str, query: QueryDict) -> ReportList:
    """Read an address: what this person may see of the province, filtered and sorted as it says."""
    if not query and scope_of(user).in_province("reports.review", province):
        query = QueryDict(WAITING)
    filters = ReportFilter(
        query,
        FollowUpReport.objects.visible_to(user).filter(province=province),
        reader=user,
        rounds=rounds_offered(province, query.get("round", "")),
        networks=SectorNetwork.objects.visible_to(user).filter(province=province).with_organisations_of(user),
        districts=District.objects.filter(province=province),
    )
    rows, sort = sorted_rows(filters.qs, query.get("sort", ""), SORTS, usual_sort(filters.chosen()))
    if sort == NEWEST:
        rows = rows.order_by("-round__due_on", TURN, "pledge__organisation__name_sort", "pk")
    return ReportList(filters, rows, sort, query)


def rounds_offered(province: str, asked: str) -> list[ReportRound]:
    """The newest that were opened, and whichever an address asks for: the pages of old and of planned ones lead here too."""
    rounds = ReportRound.objects.filter(programme_year__province=province).select_related("programme_year")
    offered = list(rounds.exclude(state="planned")[:MOST_ROUNDS])
    key = key_typed(asked)
    return [*offered, *rounds.filter(pk=key)] if key and key not in [one.pk for one in offered] else offered


def usual_sort(chosen: dict[str, str]) -> str:
    """The order where none is asked for: of one kind the oldest first, of all kinds together the newest round."""
    if chosen.get("state") == FollowUpReport.State.SUBMITTED:
        return "sent"
    return "due_on" if chosen.keys() & {"state", "late", "due", "figure"} else NEWEST


def waiting_for(user: Any, province: str) -> QuerySet[FollowUpReport]:
    """What waits for a check, oldest first; what nobody checked before its year was closed does not."""
    rows = FollowUpReport.objects.visible_to(user).filter(province=province, state=FollowUpReport.State.SUBMITTED)
    return rows.going_on(thai.today()).order_by("submitted_at", "pk")


def waiting_after(user: Any, report: FollowUpReport) -> int | None:
    """The key of the next report that waits behind this one; None where it was the last."""
    if report.submitted_at is None:
        return None
    later = Q(submitted_at__gt=report.submitted_at) | Q(submitted_at=report.submitted_at, pk__gt=report.pk)
    return waiting_for(user, report.province_id).filter(later).values_list("pk", flat=True).first()
