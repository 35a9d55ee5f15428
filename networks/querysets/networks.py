"""Sector networks by year and by reader."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from .scope import scope_of


class SectorNetworkQuerySet(models.QuerySet):
    """Adjectives of networks."""

    def in_year(self, fiscal_year: int) -> SectorNetworkQuerySet:
        """Networks that exist in that fiscal year (Buddhist era)."""
        return self.filter(first_fiscal_year__lte=fiscal_year).filter(
            Q(last_fiscal_year__isnull=True) | Q(last_fiscal_year__gte=fiscal_year)
        )

    def visible_to(self, user: Any) -> SectorNetworkQuerySet:
        """Networks of the provinces a person has to do with; their names are public, their inside is not."""
        scope = scope_of(user)
        if scope.everywhere("register.read"):
            return self.all()
        return self.filter(province__in=scope.home_provinces())

    def with_organisations_of(self, user: Any) -> SectorNetworkQuerySet:
        """Networks whose organisations a person may look through: all of her province, or her own ones."""
        scope = scope_of(user)
        if scope.everywhere("register.read"):
            return self.all()
        return self.filter(Q(province__in=scope.provinces("register.read")) | Q(pk__in=scope.networks("register.read")))
