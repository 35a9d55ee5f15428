"""The bodies of the demo whose page tells a whole life: declared, reported, met, visited, assessed, certified, taught others."""

from __future__ import annotations

from assessments.models import Certificate
from networks.models import Organisation
from pledges.models import Pledge

from .people import People

LIVES = 3


def full_lives(province: str, people: People) -> list[Organisation]:
    """Three of those that were certified, keep a pledge and have a contact; meetings, visits and lessons think of them first."""
    certified = Certificate.objects.filter(assessment__province=province).values("assessment__organisation")
    pledged = Pledge.objects.exclude(state="draft").values("organisation")
    bodies = Organisation.objects.filter(pk__in=certified, province=province, state="active").filter(pk__in=pledged)
    return list(bodies.filter(pk__in=people.contacts).order_by("code")[:LIVES])
