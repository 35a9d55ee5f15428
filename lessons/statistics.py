"""Counts lessons for summaries; the list knows the figure by the same name."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from moralprovince.core.figures import Figure
from moralprovince.core.periods import Period
from moralprovince.core.thai import BANGKOK
from networks.models import SectorNetwork

from .models import Lesson

PUBLISHED = "lessons_published"
FIGURES = (
    Figure(
        PUBLISHED, _("Lessons published"), "lessons:lessons", (("figure", PUBLISHED),), "count", _("Lessons"), _("Published"),
        side=2,
    ),
)  # fmt: skip


def published_within(rows: QuerySet[Lesson], first: dt.date, last: dt.date) -> QuerySet[Lesson]:
    """Those that everybody may read, published on one of these Bangkok days."""
    begins = dt.datetime.combine(first, dt.time(), BANGKOK)
    ends = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), BANGKOK)
    return rows.filter(state=Lesson.State.PUBLISHED, published_at__gte=begins, published_at__lt=ends)


def lessons_counted(rows: QuerySet[Lesson], period: Period, as_of: dt.date) -> QuerySet[Lesson]:
    """Those a summary of the period counts, as of a day."""
    first, last = period.days
    return published_within(rows, first, min(last, as_of))


def statistics(*, province: str, period: Period, as_of: dt.date) -> dict[int | None, dict[str, Any]]:
    """How many, by the network each belonged to when it was distilled; None is the whole province. Two queries."""
    found: dict[int | None, dict[str, Any]] = {None: {PUBLISHED: 0}}
    found |= {key: {PUBLISHED: 0} for key in SectorNetwork.objects.filter(province=province).values_list("pk", flat=True)}
    rows = lessons_counted(Lesson.objects.filter(province=province), period, as_of).order_by()
    for network, count in rows.values_list("network").annotate(Count("pk")):
        found[None][PUBLISHED] += count
        if network is not None:
            found[network][PUBLISHED] += count
    return found
