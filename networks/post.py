"""Which outgoing messages are about bodies of the register: invitations of their contacts."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from moralprovince.core.outbox import keyed
from networks.models import Invitation


def post_about(bodies: QuerySet) -> Q:
    """The messages about these bodies, as a condition on messages."""
    return Q(obligation__in=keyed(Invitation.objects.filter(organisation__in=bodies), "invitation:"))
