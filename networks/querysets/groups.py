"""Working groups and their members as a person may see them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Case, IntegerField, Q, Value, When

from .scope import scope_of

READ, MANAGE = "groups.read", "groups.manage"
# As minutes and orders of appointment name them.
OFFICIAL_ORDER = ("chair", "vice_chair", "member", "secretary", "facilitator")


class WorkingGroupQuerySet(models.QuerySet):
    """Adjectives of working groups."""

    def visible_to(self, user: Any) -> WorkingGroupQuerySet:
        """Those of whole provinces, or of the networks a person looks after."""
        scope = scope_of(user)
        if scope.everywhere(READ):
            return self.all()
        return self.filter(Q(province__in=sorted(scope.provinces(READ))) | Q(network__in=sorted(scope.networks(READ))))

    def in_force(self, day: dt.date) -> WorkingGroupQuerySet:
        """Appointed on that day."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def told_of(user: Any) -> Q:
    """The condition for what hangs on groups whose telephones a person may read, as `can_see_seats` says of one group."""
    scope = scope_of(user)
    if scope.everywhere(MANAGE):
        return Q()
    own, whole = sorted(scope.networks(READ)), sorted(scope.provinces(MANAGE))
    return Q(group__network__in=own) | Q(group__province__in=whole)


class OfGroupQuerySet(models.QuerySet):
    """What hangs on a working group."""

    def visible_to(self, user: Any) -> OfGroupQuerySet:
        """Where the group is visible."""
        groups = self.model._meta.get_field("group").related_model._default_manager
        return self.filter(group__in=groups.visible_to(user))

    def in_force(self, day: dt.date) -> OfGroupQuerySet:
        """Seats that are taken on that day."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))

    def not_over(self, day: dt.date) -> OfGroupQuerySet:
        """Seats that are taken on that day, or will be."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))

    def in_official_order(self) -> OfGroupQuerySet:
        """Chair, vice chair, members, secretary, facilitators; within a post as the order of appointment has them."""
        places = [When(post=post, then=Value(place)) for place, post in enumerate(OFFICIAL_ORDER)]
        place = Case(*places, default=Value(len(places)), output_field=IntegerField())
        return self.annotate(place=place).order_by("place", "order", "pk")
