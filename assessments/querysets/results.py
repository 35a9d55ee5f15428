"""Sessions, decisions, awards, certificates and appeals as a person may see them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models

from networks.querysets.scope import scope_of

# Reads the sessions of the sub-committee: its members and the office.
SIT = "assessments.sit"
# An appeal that waits for its answer.
UNANSWERED = ("filed", "in_review")


class SessionQuerySet(models.QuerySet):
    """Adjectives of committee sessions."""

    def visible_to(self, user: Any) -> SessionQuerySet:
        """Those of the provinces in which a person sits or serves the sub-committee."""
        scope = scope_of(user)
        return self.all() if scope.everywhere(SIT) else self.filter(province__in=sorted(scope.provinces(SIT)))


class OfSessionQuerySet(models.QuerySet):
    """What hangs on a session."""

    def visible_to(self, user: Any) -> OfSessionQuerySet:
        """Where the session is visible."""
        sessions = self.model._meta.get_field("session").related_model._default_manager
        return self.filter(session__in=sessions.visible_to(user))


class ResultQuerySet(models.QuerySet):
    """What came of an assessment: decisions, awards, certificates, appeals."""

    def visible_to(self, user: Any) -> ResultQuerySet:
        """Where the assessment is visible."""
        assessments = self.model._meta.get_field("assessment").related_model._default_manager
        return self.filter(assessment__in=assessments.visible_to(user))


class AppealQuerySet(ResultQuerySet):
    """Adjectives of appeals."""

    def unanswered(self) -> AppealQuerySet:
        """Waiting for their answer."""
        return self.filter(state__in=UNANSWERED)

    def late(self, day: dt.date) -> AppealQuerySet:
        """Not answered although the day is over."""
        return self.unanswered().filter(answer_due_on__lt=day)

    def to_look_at_by(self, user: Any) -> AppealQuerySet:
        """Given to her, and an item of them has no answer of hers yet; a subquery, so that nothing comes twice."""
        items = self.model.items.rel.related_model._default_manager.filter(answer="")
        return self.filter(assessor=user, state="in_review", pk__in=items.values("appeal"))
