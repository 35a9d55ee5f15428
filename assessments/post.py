"""Which outgoing messages are about bodies: their assessments, appeals and visits, and what was agreed there."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.urls import reverse

from assessments.agreement_reminders import with_keys
from assessments.models import Appeal, Assessment, Visit, VisitAgreement
from moralprovince.core.outbox import keyed


def post_about(bodies: QuerySet) -> Q:
    """The messages about these bodies, as a condition: reminders by what they ask for, notices by where they lead."""
    cases, visits = Assessment.objects.filter(organisation__in=bodies), Visit.objects.filter(organisation__in=bodies)
    agreed = with_keys(VisitAgreement.objects.filter(visit__organisation__in=bodies))
    appeals = Appeal.objects.filter(assessment__in=cases)
    return (
        Q(obligation__in=keyed(cases, "assessment:"))
        | Q(obligation__in=keyed(appeals, "appeal:"))
        | Q(obligation__in=keyed(visits, "visit:"))
        | Q(obligation__in=agreed.order_by().values("obligation"))
        | Q(link__in=keyed(cases, reverse("assessments:assessments"), "/"))
        | Q(link__in=keyed(visits, reverse("assessments:visits"), "/"))
    )
