"""The bodies of the demo whose page tells a whole life, from the declaration to the lesson others learn from."""

from __future__ import annotations

from assessments.models import Certificate
from networks.models import Organisation
from pledges.models import Pledge

from .people import People

LIVES = 3


def full_lives(province: str, people: People) -> list[Organisation]:
    """Three that were certified, keep a pledge and have a contact; meetings, visits and lessons think of them first."""
    certified = Certificate.objects.filter(assessment__province=province).values("assessment__organisation")
    pledged = Pledge.objects.exclude(state="draft").values("organisation")
    bodies = Organisation.objects.filter(pk__in=certified, province=province, state="active").filter(pk__in=pledged)
    # The contact whose account is printed has this year's work before her instead.
    return list(bodies.filter(pk__in=people.contacts).exclude(pk=people.printed_contact).order_by("code")[:LIVES])
