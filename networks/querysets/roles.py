"""Role grants in force."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q

from .scope import scope_of


class RoleGrantQuerySet(models.QuerySet):
    """Adjectives of role grants."""

    def in_force(self, day: dt.date) -> RoleGrantQuerySet:
        """Grants that hold on that day."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))

    def own(self) -> RoleGrantQuerySet:
        """Those their holder was given for herself; a lent one ends with its days, and holds nobody back from her own."""
        return self.filter(acting_for__isnull=True)

    def bodies_of_contact(self, user: Any, day: dt.date) -> models.QuerySet:
        """The bodies whose contact a person is on that day; what she sees by another role is nothing she is reminded of."""
        return self.in_force(day).filter(user=user, role="contact", organisation__isnull=False).values("organisation")

    def visible_to(self, user: Any) -> RoleGrantQuerySet:
        """Grants within the provinces whose people a person looks after."""
        scope = scope_of(user)
        if scope.everywhere("people.manage"):
            return self.all()
        return self.in_provinces(scope.provinces("people.manage"))

    def in_provinces(self, codes: set[str]) -> RoleGrantQuerySet:
        """Grants for these provinces and for what lies in them."""
        return self.filter(Q(province__in=codes) | Q(network__province__in=codes) | Q(organisation__province__in=codes))
