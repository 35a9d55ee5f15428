"""What of a year is not finished on floor 3: reviews, appeals, certificates and signatures go on once the year is closed."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from moralprovince.core.turning import Unfinished, unfinished
from networks.models import ProgrammeYear

from .models import Appeal, Assessment, Certificate, Visit
from .querysets.assessments import DECIDED, UNDER_REVIEW

State = Assessment.State


def still_open_of(year: ProgrammeYear) -> Iterator[Unfinished]:
    """Cases that were sent and are not decided, results without their certificate, appeals without their answer."""
    cases, page = Assessment.objects.filter(programme_year=year), "assessments:assessments"
    of_year = {"year": year.fiscal_year}
    for states, value, words in (
        (UNDER_REVIEW, "under_review", _("self-assessments waiting or under review")),
        ((State.RETURNED,), State.RETURNED, _("self-assessments returned for completion")),
        ((State.RECOMMENDED,), State.RECOMMENDED, _("cases recommended to the sub-committee")),
    ):
        yield unfinished(words, cases.filter(state__in=states), page, **of_year, state=value)
    yield unfinished(_("results without a certificate"), without_certificate(year), "assessments:certificates-issue", **of_year)
    recorded = Visit.objects.filter(programme_year=year, state=Visit.State.RECORDED)
    where = {**of_year, "state": Visit.State.RECORDED}
    yield unfinished(_("coaching visits that wait to be signed"), recorded, "assessments:visits", **where)
    appeals = Appeal.objects.filter(assessment__programme_year=year).unanswered()  # type: ignore[attr-defined]
    yield unfinished(_("appeals that wait for their answer"), appeals, "assessments:appeals", **of_year, state="unanswered")


def without_certificate(year: ProgrammeYear) -> QuerySet[Assessment]:
    """Results of a year that wait for their certificate."""
    return Assessment.objects.filter(lacks_certificate(), programme_year=year)


def lacks_certificate() -> Q:
    """Certified at a level, and no valid certificate."""
    valid = Certificate.objects.filter(assessment=OuterRef("pk"), state=Certificate.State.VALID)
    return Q(state__in=DECIDED, certified_level__gte=1) & ~Exists(valid)


def left_undone(year: ProgrammeYear) -> Iterator[Unfinished]:
    """Self-assessments that were not sent, visits that nobody recorded."""
    of_year = {"year": year.fiscal_year}
    unsent = Assessment.objects.filter(programme_year=year, state=State.SELF)
    yield unfinished(_("self-assessments that were not sent"), unsent, "assessments:assessments", **of_year, state=State.SELF)
    planned = Visit.objects.filter(programme_year=year, state=Visit.State.PLANNED)
    where = {**of_year, "state": Visit.State.PLANNED}
    yield unfinished(_("coaching visits that are planned and not recorded"), planned, "assessments:visits", **where)
