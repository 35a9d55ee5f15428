"""Imports as the officers of a province see them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import F, Q

from .scope import scope_of


class ImportRunQuerySet(models.QuerySet):
    """Adjectives of imports."""

    def visible_to(self, user: Any) -> ImportRunQuerySet:
        """Those of provinces whose register a person may import."""
        scope = scope_of(user)
        if scope.everywhere("register.import"):
            return self.all()
        return self.filter(province__in=scope.provinces("register.import"))

    def after(self, province: str, moment: dt.datetime) -> ImportRunQuerySet:
        """Those that changed the register of a province since: imported, or taken back."""
        return self.filter(Q(applied_at__gt=moment) | Q(undone_at__gt=moment), province=province)

    def applied_after(self, run: Any) -> ImportRunQuerySet:
        """Those that came into the register of its province after this one, newest first."""
        later = Q(applied_at__gt=run.applied_at) | Q(applied_at=run.applied_at, pk__gt=run.pk)
        rows = self.filter(later, province=run.province_id, state=run.State.APPLIED)
        return rows.order_by("-applied_at", "-pk").defer("report")

    def with_parts(self) -> ImportRunQuerySet:
        """Of the report only which part of the file was read: the rows of a page of imports may be many."""
        told = {"read_sheet": F("report__sheet"), "read_sheets": F("report__sheets"), "chosen": F("report__chosen")}
        return self.annotate(**told).defer("report")
