"""Criteria sets as a person may see them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from networks.querysets.scope import scope_of


def sets_seen_by(user: Any, way: str = "") -> Q:
    """Shipped sets for everybody who reads assessments anywhere, and those her provinces made; `way` leads to the set."""
    scope = scope_of(user)
    if scope.everywhere("assessments.read"):
        return Q()
    if not scope.any("assessments.read"):
        return Q(pk__in=[])
    return Q(**{f"{way}province__isnull": True}) | Q(**{f"{way}province__in": scope.home_provinces()})


class CriteriaSetQuerySet(models.QuerySet):
    """Adjectives of criteria sets."""

    def visible_to(self, user: Any) -> CriteriaSetQuerySet:
        """Shipped ones and those of the own province."""
        return self.filter(sets_seen_by(user))

    def published(self) -> CriteriaSetQuerySet:
        """Those that may be used."""
        return self.filter(state="published")

    def offered_in(self, province: str | None) -> CriteriaSetQuerySet:
        """Shipped ones and those a province made."""
        return self.filter(Q(province__isnull=True) | Q(province=province))

    def with_rubric(self) -> CriteriaSetQuerySet:
        """With levels, items, wordings and bands: four more queries for all."""
        return self.prefetch_related("levels", "criteria__wordings", "criteria__bands")


class OfSetQuerySet(models.QuerySet):
    """Levels and items of a set."""

    def visible_to(self, user: Any) -> OfSetQuerySet:
        """Where the set is visible."""
        return self.filter(sets_seen_by(user, "criteria_set__"))


class OfCriterionQuerySet(models.QuerySet):
    """Wordings and bands of an item."""

    def visible_to(self, user: Any) -> OfCriterionQuerySet:
        """Where the set is visible."""
        return self.filter(sets_seen_by(user, "criterion__criteria_set__"))


class YearCriteriaQuerySet(models.QuerySet):
    """Adjectives of a year's criteria."""

    def visible_to(self, user: Any) -> YearCriteriaQuerySet:
        """Of the provinces a person reads assessments in."""
        scope = scope_of(user)
        if scope.everywhere("assessments.read"):
            return self.all()
        provinces = scope.home_provinces() if scope.any("assessments.read") else []
        return self.filter(programme_year__province__in=provinces)
