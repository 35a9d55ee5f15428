"""Distillation sessions as a person may see them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone


class SittingQuerySet(models.QuerySet):
    """Adjectives of sittings."""

    def visible_to(self, user: Any) -> SittingQuerySet:
        """Where she may write the lesson; whoever comes by its code alone needs no account."""
        lessons = self.model._meta.get_field("lesson").related_model._default_manager
        return self.filter(lesson__in=lessons.writable_by(user))

    def open(self) -> SittingQuerySet:
        """Those that take cards: not closed, and not forgotten long ago."""
        return self.filter(closed_at__isnull=True, expires_at__gt=timezone.now())


class CardQuerySet(models.QuerySet):
    """Adjectives of cards."""

    def visible_to(self, user: Any) -> CardQuerySet:
        """Where the sitting is visible."""
        sittings = self.model._meta.get_field("sitting").related_model._default_manager
        return self.filter(sitting__in=sittings.visible_to(user))
