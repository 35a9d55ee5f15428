"""Counts lessons for summaries; the list knows the figure by the same name."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from moralprovince.core.figures import Figure
from moralprovince.core.periods import Period
from networks.statistics import by_network

from .models import Lesson

PUBLISHED = "lessons_published"
FIGURES = (
    Figure(
        PUBLISHED, _("Lessons published"), "lessons:lessons", (("figure", PUBLISHED),), "count", _("Lessons"),
        pgettext_lazy("for everybody", "Published"),
        side=2,
    ),
)  # fmt: skip


def lessons_counted(rows: QuerySet[Lesson], period: Period, as_of: dt.date) -> QuerySet[Lesson]:
    """Those a summary of the period counts, as of a day."""
    first, last = period.days
    return rows.published_within(first, min(last, as_of))  # type: ignore[attr-defined,no-any-return]


def statistics(*, province: str, period: Period, as_of: dt.date) -> dict[int | None, dict[str, Any]]:
    """How many, by the network each belonged to when it was distilled; None is the whole province. Two queries."""
    rows = lessons_counted(Lesson.objects.filter(province=province), period, as_of).order_by()
    return by_network(province, [PUBLISHED], list(rows.values("network").annotate(**{PUBLISHED: Count("pk")})))
