"""Sessions, decisions, awards, certificates and appeals as a person may see them."""

from __future__ import annotations

from typing import Any

from django.db import models

from networks.querysets.scope import scope_of

# Reads the sessions of the sub-committee: its members and the office.
SIT = "assessments.sit"


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
