"""Invitations that can still be used."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q

from .scope import scope_of


class InvitationQuerySet(models.QuerySet):
    """Adjectives of invitations."""

    def usable(self, now: dt.datetime) -> InvitationQuerySet:
        """Not used, not withdrawn, not too old."""
        return self.filter(used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now)

    def in_state(self, state: str, now: dt.datetime) -> InvitationQuerySet:
        """Those that are open, used, expired or withdrawn."""
        unused = self.filter(used_at__isnull=True)
        return {
            "open": self.usable(now),
            "used": self.filter(used_at__isnull=False),
            "expired": unused.filter(revoked_at__isnull=True, expires_at__lte=now),
            "withdrawn": unused.filter(revoked_at__isnull=False),
        }[state]

    def of_network(self, networks: list[int]) -> InvitationQuerySet:
        """Those into the networks themselves and to the contacts of their organisations."""
        return self.filter(Q(network__in=networks) | Q(organisation__network__in=networks))

    def visible_to(self, user: Any) -> InvitationQuerySet:
        """Those of provinces where a person may invite."""
        scope = scope_of(user)
        if scope.everywhere("people.invite"):
            return self.all()
        return self.filter(province__in=scope.provinces("people.invite"))
