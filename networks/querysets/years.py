"""Programme years as a person may see them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q

from .scope import scope_of


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
