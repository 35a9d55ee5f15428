"""Counts self-assessments, certified levels and coaching visits for summaries; the lists know each figure by the same name."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from moralprovince.core.figures import Figure
from moralprovince.core.periods import Period
from networks.statistics import by_network

from .models import Assessment, Decision, Visit
from .querysets.assessments import DECIDED

ASSESSMENTS, VISITED = _("Assessments"), _("Coaching visits")
VISITS = "assessments:visits"


def assessment_figure(name: str, label: Any, short: Any) -> Figure:
    """A figure whose rows are assessments."""
    return Figure(name, label, "assessments:assessments", (("figure", name),), "count", ASSESSMENTS, short)


def visit_figure(name: str, label: Any, short: Any) -> Figure:
    """A figure whose rows are visits; on paper it stands with what networks did together."""
    return Figure(name, label, VISITS, (("figure", name),), "count", VISITED, short, side=2)


ASSESSMENT_FIGURES = (
    assessment_figure("assessments_sent", _("Self-assessments sent"), _("Sent")),
    assessment_figure("assessments_certified", _("Assessments certified"), _("Certified")),
    assessment_figure("level_1", _("Bodies certified at level 1"), _("Level 1")),
    assessment_figure("level_2", _("Bodies certified at level 2"), _("Level 2")),
    assessment_figure("level_3", _("Bodies certified at level 3"), _("Level 3")),
)
VISIT_FIGURES = (
    visit_figure("visits_made", _("Coaching visits made"), _("Made")),
    visit_figure("bodies_visited", _("Bodies visited"), _("Bodies")),
)
FIGURES = (*ASSESSMENT_FIGURES, *VISIT_FIGURES)


def assessments_of(period: Period, as_of: dt.date) -> QuerySet[Assessment]:
    """Assessments of bodies of the register for the period's fiscal year, with the level that was decided by that day.

    Districts and the province are assessed beside them and belong to no network: they are not counted here.
    """
    return with_level_then(Assessment.objects.filter(programme_year__fiscal_year=period.fiscal_year), as_of)


def with_level_then(rows: QuerySet[Assessment], as_of: dt.date) -> QuerySet[Assessment]:
    """Of some assessments those that count, with `level_then`: what reports centrally is counted there."""
    decided = Decision.objects.filter(assessment=OuterRef("pk"), resolved_on__lte=as_of).order_by("-resolved_on", "-pk")
    bodies = rows.filter(organisation__reports_centrally=False).exclude(state="withdrawn")
    return bodies.annotate(level_then=Subquery(decided.values("level")[:1]))


def assessment_conditions(as_of: dt.date) -> dict[str, Q]:
    """What makes an assessment count under each figure; what an appeal brought back into review is certified no more."""
    certified = Q(state__in=DECIDED, level_then__isnull=False)
    levels = {f"level_{level}": certified & Q(level_then=level) for level in (1, 2, 3)}
    return {"assessments_sent": Q(submitted_on__lte=as_of), "assessments_certified": certified, **levels}


def visits_counted(rows: QuerySet[Visit], figure: str, period: Period, as_of: dt.date) -> QuerySet[Visit]:
    """Of some visits those that count under a figure: made within the period; of each body visited its last one."""
    first, last = period.days
    made = rows.made_within(first, min(last, as_of))  # type: ignore[attr-defined]
    return made.last_of_each_body() if figure == "bodies_visited" else made


def assessment_counts(as_of: dt.date) -> dict[str, Count]:
    """How many assessments count under each figure."""
    return {name: Count("pk", filter=condition) for name, condition in assessment_conditions(as_of).items()}


def visit_counts() -> dict[str, Count]:
    """How many visits, and how many bodies they went to."""
    return {"visits_made": Count("pk"), "bodies_visited": Count("organisation", distinct=True)}


def statistics(*, province: str, period: Period, as_of: dt.date) -> dict[int | None, dict[str, int]]:
    """What a period brought, by the network a body belongs to now; None is the whole province. Two queries."""
    assessments, visits = assessment_figures(province, period, as_of), visit_figures(province, period, as_of)
    return {network: {**figures, **visits[network]} for network, figures in assessments.items()}


def visit_figures(province: str, period: Period, as_of: dt.date) -> dict[int | None, dict[str, int]]:
    """Visits within the period; those to a district belong to no network and count for the province alone."""
    rows = visits_counted(Visit.objects.filter(province=province), "visits_made", period, as_of).order_by()
    counts = rows.values(of=Coalesce("organisation__network", "network")).annotate(**visit_counts())
    return by_network(province, [figure.name for figure in VISIT_FIGURES], [{**row, "network": row["of"]} for row in counts])


def assessment_figures(province: str, period: Period, as_of: dt.date) -> dict[int | None, dict[str, int]]:
    """Assessments of a period's year by the network a body belongs to now; None is the whole province. One query."""
    rows = (
        assessments_of(period, as_of)
        .filter(province=province)
        .order_by()
        .values(network=F("organisation__network"))
        .annotate(**assessment_counts(as_of))
    )
    return by_network(province, [figure.name for figure in ASSESSMENT_FIGURES], [dict(row) for row in rows])
