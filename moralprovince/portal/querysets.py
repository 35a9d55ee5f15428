"""Summaries as a person may see them."""

from __future__ import annotations

from typing import Any

from django.db import models

from networks.querysets.scope import scope_of


class SummaryQuerySet(models.QuerySet):
    """Adjectives of summaries."""

    def visible_to(self, user: Any) -> SummaryQuerySet:
        """Those of provinces whose summaries a person may read."""
        scope = scope_of(user)
        if scope.everywhere("summaries.read"):
            return self.all()
        return self.filter(province__in=scope.provinces("summaries.read"))
