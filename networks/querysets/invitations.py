"""Invitations that can still be used."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models

from .scope import scope_of


class InvitationQuerySet(models.QuerySet):
    """Adjectives of invitations."""

    def usable(self, now: dt.datetime) -> InvitationQuerySet:
        """Not used, not withdrawn, not too old."""
        return self.filter(used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now)

    def visible_to(self, user: Any) -> InvitationQuerySet:
        """Those of provinces where a person may invite."""
        scope = scope_of(user)
        if scope.everywhere("people.invite"):
            return self.all()
        return self.filter(province__in=scope.provinces("people.invite"))
