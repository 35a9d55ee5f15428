"""Counts stories for summaries; their list knows the figure by the same name."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from moralprovince.core.figures import Figure
from moralprovince.core.periods import Period
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
    return rows.published_within(first, min(last, as_of))  # type: ignore[attr-defined,no-any-return]


def story_statistics(*, province: str, period: Period, as_of: dt.date) -> dict[int | None, dict[str, Any]]:
    """How many, by the network each tells of; None is the whole province."""
    rows = stories_counted(Story.objects.filter(province=province), period, as_of).order_by()
    return by_network(province, [PUBLISHED], list(rows.values("network").annotate(**{PUBLISHED: Count("pk")})))
