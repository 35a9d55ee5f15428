"""What floor 1 still owes to somebody: the mail of an invitation goes out only while the invitation can be used."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from .models import Invitation


def still_open(obligation: str, due_on: dt.date | None, day: dt.date) -> bool | None:
    """Can the invitation still be used? None where the obligation is not of this floor."""
    kind, _colon, key = obligation.partition(":")
    if kind != "invitation" or not key.isdecimal():
        return None
    return Invitation.objects.usable(timezone.now()).filter(pk=int(key)).exists()
