"""What is worth a look before people are invited to a meeting: its day, and other meetings of the same hour; stops nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moralprovince.core import thai
from moralprovince.core.errors import leading
from moralprovince.core.working_days import SATURDAY, holidays_on

from .models import Meeting

# Meetings that begin less than this apart are of one hour.
APART = dt.timedelta(hours=1)
# Of the people expected at both so many are named.
NAMED = 3


def hints_of(meeting: Meeting, user: Any) -> list[str]:
    """The sentences for whoever looks after a meeting to come; of what is over nothing is said any more."""
    if meeting.state != Meeting.State.PLANNED or meeting.held_on < thai.today():
        return []
    return [*of_day(meeting.held_on), *of_hour(meeting, user)]


def of_day(day: dt.date) -> Iterator[str]:
    """Is it a public holiday, or at the weekend?"""
    if names := holidays_on(day):
        yield _("%(day)s is a public holiday: %(names)s") % {"day": thai.weekday_long(day), "names": ", ".join(names)}
    elif day.weekday() >= SATURDAY:
        yield _("%(day)s is at the weekend.") % {"day": thai.weekday_long(day)}


def of_hour(meeting: Meeting, user: Any) -> Iterator[str]:
    """Other meetings that begin within the same hour, at the same place or for the same networks or people."""
    there = Meeting.objects.filter(province=meeting.province_id, held_on=meeting.held_on, state=Meeting.State.PLANNED)
    others = there.exclude(pk=meeting.pk).select_related("group__network").prefetch_related("networks", "attendance")
    near = {one.pk: one for one in others.order_by("starts_at", "pk") if at_one_hour(meeting, one)}
    rows = Meeting.objects.filter(pk__in=near)
    read, inside = (set(found.values_list("pk", flat=True)) for found in (rows.visible_to(user), rows.inside_of(user)))
    for key, one in near.items():
        shared = [*place_of(meeting, one), *(networks_of(meeting, one) if key in read else ())]
        shared += people_of(meeting, one) if key in inside else ()
        if shared:
            yield sentence(one, ", ".join(shared), named=key in read)


def at_one_hour(one: Meeting, other: Meeting) -> bool:
    """Do both say when they begin, and is it less than an hour apart?"""
    if one.starts_at is None or other.starts_at is None:
        return False
    begins, begins_too = (dt.datetime.combine(one.held_on, time) for time in (one.starts_at, other.starts_at))
    return abs(begins - begins_too) < APART


def place_of(one: Meeting, other: Meeting) -> list[str]:
    """Are both at one place? That much is said of a meeting she does not read as well."""
    same = one.place and thai.canonical(one.place) == thai.canonical(other.place)
    return [_("at the same place")] if same else []


def networks_of(one: Meeting, other: Meeting) -> list[str]:
    """The networks of both, their own and those that are invited."""
    ours, theirs = ({*meeting.networks.all(), meeting.group.network} for meeting in (one, other))
    return [str(network) for network in sorted(ours & theirs - {None}, key=lambda network: network.order)]


def people_of(one: Meeting, other: Meeting) -> list[str]:
    """Who stands on the lists of both."""
    names = {row.name for row in other.attendance.all()}
    both = [row.name for row in one.attendance.all() if row.name in names]
    more = len(both) - NAMED
    if more <= 0:
        return both
    return [*both[:NAMED], ngettext("%(count)s more person", "%(count)s more people", more) % {"count": more}]


def sentence(other: Meeting, shared: str, *, named: bool) -> str:
    """Another meeting, and what it shares with this one; its name leads to it where she may read it."""
    begins = thai.hours(other.starts_at) if other.starts_at else ""
    if not named:
        return _("At %(time)s there is another meeting as well: %(shared)s") % {"time": begins, "shared": shared}
    words = _("At %(time)s there is %(meeting)s as well: %(shared)s") % {
        "time": begins, "meeting": other.name, "shared": shared,
    }  # fmt: skip
    return leading(words, other.name, reverse("networks:meeting", args=[other.pk]))
