"""Who owes what by when on this floor, as querysets; no clock, no writes."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from moralprovince.core.outbox import joined
from pledges.models import FollowUpReport

REPORT_DUE = "report_due"


@dataclass(frozen=True)
class Due:
    """One kind of obligation: its rows, and where on a row the planner finds what it needs.

    Every row says `obligation` (what closing it cancels), `owed` (the same with what makes it a new obligation:
    its due day and how often it was returned) and has a due day.
    """

    kind: str
    rows: QuerySet
    due_on: str
    province: str
    organisation: str
    # What a combined message to a coordinator or an officer is about; with its name in keys.
    group: str
    group_name: str


def due(day: dt.date) -> list[Due]:
    """Everything that is owed on this floor on a day."""
    reports = owed_reports(day).annotate(
        obligation=joined("report:", F("pk")),
        owed=joined("report:", F("pk"), "/", F("due_on"), "/", F("returns")),
    )
    return [Due(REPORT_DUE, reports, "due_on", "province", "pledge__organisation", "round", "round")]


def owed_reports(day: dt.date) -> QuerySet[FollowUpReport]:
    """Reports that somebody can and should still hand in."""
    return (
        FollowUpReport.objects.owed()
        .filter(round__state__in=["open", "closed"], pledge__state="active")
        .filter(Q(round__locks_on__isnull=True) | Q(round__locks_on__gte=day))
        .filter(
            Q(round__programme_year__read_only_from__isnull=True) | Q(round__programme_year__read_only_from__gt=day)
        )
        .exclude(pledge__organisation__state__in=["merged", "withdrawn"])
    )


def still_open(obligation: str, due_on: dt.date | None, day: dt.date) -> bool | None:
    """Is that still owed, and still by that day? None where the obligation is not of this floor."""
    if match := re.fullmatch(r"report:(\d+)", obligation):
        rows = owed_reports(day).filter(pk=int(match[1]))
    elif match := re.fullmatch(r"round:(\d+):[a-z_]+:\d+", obligation):
        rows = owed_reports(day).filter(round=int(match[1]))
    else:
        return None
    return (rows.filter(due_on=due_on) if due_on else rows).exists()
