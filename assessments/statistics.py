"""Counts self-assessments and certified levels of bodies for summaries; the list knows each figure by the same name."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from moralprovince.core.figures import Figure
from moralprovince.core.periods import Period
from networks.statistics import by_network

from .models import Assessment, Decision
from .querysets.assessments import DECIDED

ASSESSMENTS = _("Assessments")


def assessment_figure(name: str, label: Any, short: Any) -> Figure:
    """A figure whose rows are assessments."""
    return Figure(name, label, "assessments:assessments", (("figure", name),), "count", ASSESSMENTS, short)


FIGURES = (
    assessment_figure("assessments_sent", _("Self-assessments sent"), _("Sent")),
    assessment_figure("assessments_certified", _("Assessments certified"), _("Certified")),
    assessment_figure("level_1", _("Bodies certified at level 1"), _("Level 1")),
    assessment_figure("level_2", _("Bodies certified at level 2"), _("Level 2")),
    assessment_figure("level_3", _("Bodies certified at level 3"), _("Level 3")),
)


def assessments_of(period: Period, as_of: dt.date) -> QuerySet[Assessment]:
    """Assessments of bodies of the register for the period's fiscal year, with the level that was decided by that day.

    Districts and the province are assessed beside them and belong to no network: they are not counted here.
    """
    return with_level_then(Assessment.objects.filter(programme_year__fiscal_year=period.fiscal_year), as_of)


def with_level_then(rows: QuerySet[Assessment], as_of: dt.date) -> QuerySet[Assessment]:
    """Of some assessments those that count, with `level_then`."""
    decided = Decision.objects.filter(assessment=OuterRef("pk"), resolved_on__lte=as_of).order_by("-resolved_on", "-pk")
    bodies = rows.filter(organisation__isnull=False).exclude(state="withdrawn")
    return bodies.annotate(level_then=Subquery(decided.values("level")[:1]))


def assessment_conditions(as_of: dt.date) -> dict[str, Q]:
    """What makes an assessment count under each figure; what an appeal brought back into review is certified no more."""
    certified = Q(state__in=DECIDED, level_then__isnull=False)
    levels = {f"level_{level}": certified & Q(level_then=level) for level in (1, 2, 3)}
    return {"assessments_sent": Q(submitted_on__lte=as_of), "assessments_certified": certified, **levels}


def statistics(*, province: str, period: Period, as_of: dt.date) -> dict[int | None, dict[str, int]]:
    """Assessments of a period's year by the network a body belongs to now; None is the whole province. One query."""
    rows = (
        assessments_of(period, as_of)
        .filter(province=province)
        .order_by()
        .values(network=F("organisation__network"))
        .annotate(**{name: Count("pk", filter=condition) for name, condition in assessment_conditions(as_of).items()})
    )
    return by_network(province, [figure.name for figure in FIGURES], [dict(row) for row in rows])
