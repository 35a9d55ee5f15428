"""Which outgoing messages are about bodies of the register: reminders of their reports, and notices of reports and pledges."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.urls import reverse

from moralprovince.core.outbox import keyed
from pledges.models import FollowUpReport, Pledge


def post_about(bodies: QuerySet) -> Q:
    """The messages about these bodies, as a condition: reminders by what they ask for, notices by where they lead."""
    reports = FollowUpReport.objects.filter(pledge__organisation__in=bodies)
    pledges = Pledge.objects.filter(organisation__in=bodies)
    return (
        Q(obligation__in=keyed(reports, "report:"))
        | Q(link__in=keyed(reports, reverse("pledges:reports"), "/"))
        | Q(link__in=keyed(pledges, reverse("pledges:pledges"), "/"))
    )
