"""Meetings and what was resolved in them, as a person may see them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q

from .scope import scope_of

READ = "meetings.read"


class MeetingQuerySet(models.QuerySet):
    """Adjectives of meetings."""

    def visible_to(self, user: Any) -> MeetingQuerySet:
        """Those of whole provinces; those of the networks a person looks after, or to which these were invited."""
        scope = scope_of(user)
        if scope.everywhere(READ):
            return self.all()
        networks = sorted(scope.networks(READ))
        invited = self.model.networks.through._default_manager.filter(sectornetwork__in=networks)
        return self.filter(
            Q(province__in=sorted(scope.provinces(READ)))
            | Q(group__network__in=networks)
            | Q(pk__in=invited.values("meeting"))
        )  # fmt: skip


class OfMeetingQuerySet(models.QuerySet):
    """What hangs on a meeting."""

    def visible_to(self, user: Any) -> OfMeetingQuerySet:
        """Where the meeting is visible."""
        meetings = self.model._meta.get_field("meeting").related_model._default_manager
        return self.filter(meeting__in=meetings.visible_to(user))


class ActionItemQuerySet(OfMeetingQuerySet):
    """Adjectives of what is to be done."""

    def open(self) -> ActionItemQuerySet:
        """Neither done nor dropped."""
        return self.filter(state="open")

    def late(self, day: dt.date) -> ActionItemQuerySet:
        """Still to be done although its day is over (Bangkok days)."""
        return self.filter(state="open", due_on__lt=day)
