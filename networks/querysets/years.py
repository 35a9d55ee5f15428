"""Programme years as a person may see them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q

from moralprovince.core import thai

from .scope import scope_of

# An office that nobody can call or write to: it was set up without telephone and e-mail.
OUT_OF_REACH = Q(phone="", email="")


def year_at_work(province: Any, day: dt.date) -> int:
    """The fiscal year a province's office works in; the one of that day where it has chosen none."""
    year = getattr(getattr(province, "office", None), "working_year", None)
    return year.fiscal_year if year else thai.fiscal_year_of(day)


def year_due(day: dt.date) -> int:
    """The fiscal year that an office should work in, or prepare: from September on the one that begins in October."""
    return thai.fiscal_year_of(day + dt.timedelta(days=30))


class ProgrammeYearQuerySet(models.QuerySet):
    """Adjectives of programme years."""

    def visible_to(self, user: Any) -> ProgrammeYearQuerySet:
        """The years of the provinces a person has to do with."""
        scope = scope_of(user)
        if scope.everywhere("register.read"):
            return self.all()
        return self.filter(province__in=scope.home_provinces())

    def writable(self, day: dt.date) -> ProgrammeYearQuerySet:
        """Years that are not closed on that day."""
        return self.filter(Q(read_only_from__isnull=True) | Q(read_only_from__gt=day))
