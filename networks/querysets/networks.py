"""Sector networks by year and by reader."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from moralprovince.core import thai

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

    def with_groups_of(self, user: Any) -> SectorNetworkQuerySet:
        """Networks whose working groups, meetings and activities a person reads: all of her province, or her own ones."""
        scope = scope_of(user)
        if scope.everywhere("groups.read"):
            return self.all()
        return self.filter(Q(province__in=scope.provinces("groups.read")) | Q(pk__in=scope.networks("groups.read")))

    def named_in(self, fiscal_year: int) -> SectorNetworkQuerySet:
        """Called as they were in that year: a rename leaves older years their name."""
        names = apps.get_model("networks", "NetworkName").objects.filter(
            network=OuterRef("pk"), last_fiscal_year__gte=fiscal_year
        )
        first = names.order_by("last_fiscal_year")
        return self.annotate(year_name=Subquery(first.values("name")[:1]), year_name_en=Subquery(first.values("name_en")[:1]))

    def in_working_year(self, day: dt.date) -> SectorNetworkQuerySet:
        """Networks of the year their office works in; of that day's year where it has chosen none."""
        chosen = F("province__office__working_year__fiscal_year")
        rows = self.alias(at_work=Coalesce(chosen, Value(thai.fiscal_year_of(day))))
        lasting = Q(last_fiscal_year__isnull=True) | Q(last_fiscal_year__gte=F("at_work"))
        return rows.filter(lasting, first_fiscal_year__lte=F("at_work"))

    def without_coordinator(self, day: dt.date) -> SectorNetworkQuerySet:
        """Networks that nobody follows on that day: no coordinator whose role holds and whose account is open."""
        grants = apps.get_model("networks", "RoleGrant").objects.in_force(day)
        followed = Exists(grants.filter(role="coordinator", user__is_active=True, network=OuterRef("pk")))
        # In a network that was merged away in the course of the year there is nobody left to follow.
        bodies = apps.get_model("networks", "Organisation").objects.counted().filter(network=OuterRef("pk"))
        return self.filter(Q(last_fiscal_year__isnull=True) | Exists(bodies), ~followed)
