"""Imports as the officers of a province see them."""

from __future__ import annotations

from typing import Any

from django.db import models

from .scope import scope_of


class ImportRunQuerySet(models.QuerySet):
    """Adjectives of imports."""

    def visible_to(self, user: Any) -> ImportRunQuerySet:
        """Those of provinces whose register a person may import."""
        scope = scope_of(user)
        if scope.everywhere("register.import"):
            return self.all()
        return self.filter(province__in=scope.provinces("register.import"))
