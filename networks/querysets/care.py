"""What hangs on a body of the register, as a person may see it."""

from __future__ import annotations

from typing import Any

from django.db import models


class OfOrganisationQuerySet(models.QuerySet):
    """Rows of organisations."""

    def visible_to(self, user: Any) -> OfOrganisationQuerySet:
        """Where the organisation is visible."""
        organisations = self.model._meta.get_field("organisation").related_model._default_manager
        return self.filter(organisation__in=organisations.visible_to(user))
