"""What floor 1 still owes to somebody: an invitation that can be used, a meeting to come, what a meeting resolved."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from moralprovince.core.obligations import Due, Told
from moralprovince.core.outbox import joined

from .models import ActionItem, Invitation, Meeting, RoleGrant

ACTION_DUE = "action_due"
ONE = re.compile(r"action:(\d+)")
MANY = re.compile(r"actions:(\d+):([a-z_]+):(\d+)")


def to_do(day: dt.date) -> QuerySet[ActionItem]:
    """What meetings resolved and nobody has finished yet, where a day was set."""
    return ActionItem.objects.resolved().open().filter(due_on__isnull=False)


def due(day: dt.date) -> list[Due]:
    """Action items, by the day that was set for them."""
    rows = to_do(day).annotate(
        obligation=joined("action:", F("pk")), owed=joined("action:", F("pk"), "/", F("due_on"))
    )  # fmt: skip
    return [
        Due(
            ACTION_DUE, rows, "due_on", "meeting__province", "meeting__group", "meeting", "actions",
            given_to="owner", with_contacts=False,
        )
    ]  # fmt: skip


def still_open(obligation: str, due_on: dt.date | None, day: dt.date) -> bool | None:
    """Is that still owed? None where the obligation is not of this floor."""
    kind, _colon, key = obligation.partition(":")
    if kind == "invitation" and key.isdecimal():
        return Invitation.objects.usable(timezone.now()).filter(pk=int(key)).exists()
    if kind == "meeting" and key.isdecimal():
        return Meeting.objects.filter(pk=int(key), state=Meeting.State.PLANNED, held_on__gte=day).exists()
    found = rows_of(obligation, due_on, day)
    return None if found is None else found[0].exists()


def rows_of(obligation: str, due_on: dt.date | None, day: dt.date) -> tuple[QuerySet[ActionItem], re.Match[str]] | None:
    """The action items under an obligation that are still owed by that day; None where it is something else."""
    match = ONE.fullmatch(obligation) or MANY.fullmatch(obligation)
    if match is None:
        return None
    # What was given without a day is owed as well, until it is done.
    owed = ActionItem.objects.resolved().open()
    rows = owed.filter(pk=match[1]) if match.re is ONE else to_do(day).filter(meeting=match[1])
    return (rows.filter(due_on=due_on) if due_on else rows), match


def told(obligation: str, due_on: dt.date | None, day: dt.date, *, reader: Any, most: int) -> Told | None:
    """What is still to be done under an obligation, as far as its reader may see it; None where that is nothing."""
    found = rows_of(obligation, due_on, day)
    if found is None or reader is None:
        return None
    rows, match = found
    rows = rows.visible_to(reader)  # type: ignore[attr-defined]
    if match.re is MANY and match[2] == "assessor":
        rows = rows.filter(owner=reader)
    if match.re is MANY and match[2] == "coordinator":
        networks = RoleGrant.objects.in_force(day).filter(user=reader, role="coordinator", network__isnull=False)
        rows = rows.filter(meeting__group__network__in=networks.values("network"))
    listed = list(rows.select_related("meeting__group").order_by("pk")[: most + 1])
    return words_of(listed, rows, most, one=match.re is ONE) if listed else None


def words_of(listed: list[ActionItem], rows: QuerySet[ActionItem], most: int, *, one: bool) -> Told | None:
    """The facts of what was found; counted only where there is more than fits."""
    first = listed[0]
    if first.due_on is None:
        return None
    return Told(
        names=tuple(f"{item.what} ({item.owner_name})" for item in listed[:most]),
        total=len(listed) if len(listed) <= most else rows.count(),
        contact="",
        round=_("resolution of meeting %(number)s of %(group)s") % {"number": first.meeting, "group": first.meeting.group},
        due_on=first.due_on,
        link=reverse("networks:action", args=[first.pk]) if one else list_of(first.meeting),
    )


def list_of(meeting: Meeting) -> str:
    """The address of what is still to be done of a meeting."""
    return f"{reverse('networks:actions')}?{urlencode({'state': 'open', 'meeting': meeting.pk})}"
