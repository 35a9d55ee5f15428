"""The meetings that concern a body: those on whose list its people stand, held or to come."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from .models import Attendance, Meeting, Organisation, RoleGrant


@dataclass
class BodyMeeting:
    """One meeting, and who of the body was there or is invited, as far as the reader may know."""

    meeting: Meeting
    people: list[Attendance] = field(default_factory=list)


def of_its_people(organisation: Organisation) -> Q:
    """Attendance of those who look after the body by an account, or come from it by name."""
    people = RoleGrant.objects.filter(organisation=organisation).values("user")
    return Q(member__user__in=people) | Q(agency=organisation.name)


def meetings_of(organisation: Organisation, user: Any, most: int) -> list[BodyMeeting]:
    """The newest ones that a person may see; names only where the inside of the meeting is hers to read."""
    own = of_its_people(organisation)
    meetings = Meeting.objects.visible_to(user).of_people(own).select_related("group").order_by("-held_on", "-pk")[:most]
    found = {one.pk: BodyMeeting(one) for one in meetings}
    for row in Attendance.objects.visible_to(user).filter(own, meeting__in=list(found)):
        found[row.meeting_id].people.append(row)
    return list(found.values())
