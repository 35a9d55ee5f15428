"""A meeting in which minutes were certified took place, and after those it certified: what would say otherwise is refused."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.errors import Refused
from networks.models import Meeting


def ensure_certified_nothing(meeting: Meeting) -> None:
    """It may be cancelled as long as no minutes were certified in it.

    Raises:
        Refused: with the meeting whose minutes were.
    """
    if certified := last_certified_in(meeting):
        sentence = _("The minutes of meeting %(number)s were certified in this one, so it cannot be cancelled.")
        raise certified_here(sentence, certified)


def ensure_certifies_on(meeting: Meeting, held_on: dt.date) -> None:
    """On another day it can still have certified what it did.

    Raises:
        Refused: with the last meeting whose minutes were certified in it.
    """
    certified = last_certified_in(meeting) if held_on != meeting.held_on else None
    if certified and not certified.held_on < held_on <= thai.today():
        sentence = _("The minutes of meeting %(number)s were certified in this one: its day lies after that one, and has come.")
        raise certified_here(sentence, certified, field="held_on")


def last_certified_in(meeting: Meeting) -> Meeting | None:
    """The last of those whose minutes were certified in it."""
    return Meeting.objects.filter(certified_in=meeting).order_by("-held_on", "-pk").first()


def certified_here(sentence: str, certified: Meeting, field: str = "") -> Refused:
    """The sentence leads to the certified one."""
    where = (str(certified), reverse("networks:meeting", args=[certified.pk]))
    return Refused(sentence % {"number": certified}, field=field, leads_to=where)
