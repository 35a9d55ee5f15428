"""Pledges as a person may see them."""

from __future__ import annotations

from typing import Any

from django.db import models

from networks.models import Organisation
from networks.querysets.scope import scope_of


class PledgeQuerySet(models.QuerySet):
    """Adjectives of pledges."""

    def visible_to(self, user: Any) -> PledgeQuerySet:
        """Pledges of the organisations over which a person may read pledges."""
        if scope_of(user).everywhere("pledges.read"):
            return self.all()
        return self.filter(organisation__in=Organisation.objects.within(user, "pledges.read"))

    def in_year(self, fiscal_year: int) -> PledgeQuerySet:
        """Pledges of that fiscal year (Buddhist era)."""
        return self.filter(programme_year__fiscal_year=fiscal_year)

    def active(self) -> PledgeQuerySet:
        """Pledges that are being kept: reports are expected of them."""
        return self.filter(state="active")
