"""Counts stories for summaries; their list knows the figure by the same name."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from moralprovince.core.figures import Figure
from moralprovince.core.periods import Period
from moralprovince.core.thai import BANGKOK
from networks.statistics import by_network

from .models import Story

PUBLISHED = "stories_published"
STORY_FIGURES = (
    Figure(
        PUBLISHED, _("Stories published"), "lessons:stories", (("figure", PUBLISHED),), "count", _("Lessons"), _("Stories"),
        side=2,
    ),
)  # fmt: skip


def stories_counted(rows: QuerySet[Story], period: Period, as_of: dt.date) -> QuerySet[Story]:
    """Those everybody may read, published within the period, until that day."""
    first, last = period.days
    begins = dt.datetime.combine(first, dt.time(), BANGKOK)
    ends = dt.datetime.combine(min(last, as_of) + dt.timedelta(days=1), dt.time(), BANGKOK)
    return rows.filter(state=Story.State.PUBLISHED, published_at__gte=begins, published_at__lt=ends)


def story_statistics(*, province: str, period: Period, as_of: dt.date) -> dict[int | None, dict[str, Any]]:
    """How many, by the network each tells of; None is the whole province."""
    rows = stories_counted(Story.objects.filter(province=province), period, as_of).order_by()
    grouped = list(rows.values("network").annotate(**{PUBLISHED: Count("pk")}))
    figures = by_network(province, [PUBLISHED], [row for row in grouped if row["network"]])
    figures[None][PUBLISHED] += sum(row[PUBLISHED] for row in grouped if row["network"] is None)
    return figures
