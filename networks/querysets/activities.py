"""Plans and activities of a year as a person may see them."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from moralprovince.core import thai

from .scope import scope_of

READ, WORK_PLAN = "activities.read", "workplan.read"


class OfYearQuerySet(models.QuerySet):
    """Adjectives of plans and activities."""

    def visible_to(self, user: Any) -> Self:
        """Those of whole provinces, or of the networks a person looks after."""
        return self.for_right(user, READ)

    def for_right(self, user: Any, right: str) -> Self:
        """Those over which somebody holds a right, by province or network."""
        scope = scope_of(user)
        if scope.everywhere(right):
            return self.all()
        provinces, networks = sorted(scope.provinces(right)), sorted(scope.networks(right))
        return self.filter(Q(programme_year__province__in=provinces) | Q(network__in=networks))

    def in_year(self, fiscal_year: int) -> Self:
        """Of that fiscal year (Buddhist era)."""
        return self.filter(programme_year__fiscal_year=fiscal_year)

    def writable(self, day: dt.date) -> Self:
        """Of years that are not closed on that day."""
        return self.filter(~Q(programme_year__read_only_from__lte=day))


class ActivityQuerySet(OfYearQuerySet):
    """Adjectives of activities."""

    def unrecorded(self, day: dt.date) -> ActivityQuerySet:
        """Planned ones whose last day is over, as long as their year may be written: did they take place?"""
        closed = Q(programme_year__read_only_from__lte=day)
        over = Q(until__isnull=True, held_on__lt=day) | Q(until__lt=day)
        return self.filter(over, ~closed, state="planned")

    def between(self, first: dt.date, last: dt.date) -> ActivityQuerySet:
        """Those of which at least one day lies between these two."""
        return self.filter(Q(until__isnull=True, held_on__gte=first) | Q(until__gte=first), held_on__lte=last)

    def writable_by(self, user: Any) -> ActivityQuerySet:
        """Those a person plans and records."""
        return self.for_right(user, "activities.write")


class OfActivityQuerySet(models.QuerySet):
    """What hangs on an activity."""

    def visible_to(self, user: Any) -> OfActivityQuerySet:
        """Where the activity is visible."""
        activities = self.model._meta.get_field("activity").related_model._default_manager
        return self.filter(activity__in=activities.visible_to(user))


class WorkPlanQuerySet(models.QuerySet):
    """Adjectives of the joint work plan."""

    def visible_to(self, user: Any) -> WorkPlanQuerySet:
        """Of the provinces whose plan a person reads."""
        scope = scope_of(user)
        if scope.everywhere(WORK_PLAN):
            return self.all()
        return self.filter(programme_year__province__in=sorted(scope.provinces(WORK_PLAN)))

    def late(self, day: dt.date) -> WorkPlanQuerySet:
        """Lines of the year their office works in that are not done although their day is over."""
        chosen = F("programme_year__province__office__working_year__fiscal_year")
        rows = self.alias(at_work=Coalesce(chosen, Value(thai.fiscal_year_of(day))))
        return rows.filter(done_on__isnull=True, due_on__lt=day, programme_year__fiscal_year=F("at_work"))
