"""Coaching visits as a person may see them, and who has not been visited for long."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from networks.querysets.scope import scope_of

READ = "visits.read"


class VisitQuerySet(models.QuerySet):
    """Adjectives of visits."""

    def visible_to(self, user: Any) -> VisitQuerySet:
        """Those of whole provinces; to the networks a person looks after and their bodies; to her own body."""
        scope = scope_of(user)
        if scope.everywhere(READ):
            return self.all()
        networks = sorted(scope.networks(READ))
        return self.filter(
            Q(province__in=sorted(scope.provinces(READ)))
            | Q(network__in=networks)
            | Q(organisation__network__in=networks)
            | Q(organisation__in=sorted(scope.organisations(READ)))
        )


class OfVisitQuerySet(models.QuerySet):
    """What hangs on a visit."""

    def visible_to(self, user: Any) -> OfVisitQuerySet:
        """Where the visit is visible."""
        visits = self.model._meta.get_field("visit").related_model._default_manager
        return self.filter(visit__in=visits.visible_to(user))
