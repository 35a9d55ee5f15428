"""What a body lived through on floor 1, in one statement: the events of its entry, meetings and activities it took part in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import CharField, DateField, DateTimeField, F, IntegerField, JSONField, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from moralprovince.core.audit import history_of
from moralprovince.core.models import AuditEvent, User
from moralprovince.core.story import StoryLine

from .body_meetings import of_its_people
from .models import Activity, Attendance, Meeting, Organisation, WorkingGroup
from .permissions import has_right_over

# The page tells the latest events; the history page tells all of them.
LATEST = 50
EVENT, MEETING, ACTIVITY = "event", "meeting", "activity"
NOTHING: dict[str, Any] = {
    "at": Value(None, DateTimeField()), "day": Value(None, DateField()), "changes": Value({}, JSONField()),
    "type": Value("", CharField()), "actor": Value("", CharField()), "lender": Value("", CharField()),
    "number": Value(None, IntegerField()), "year": Value(None, IntegerField()),
}  # fmt: skip


def lived(organisation: Organisation, user: Any, day: dt.date) -> tuple[list[AuditEvent], list[StoryLine]]:
    """The newest events of its entry, and lines of what it took part in and this person may see."""
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in union_of(organisation, user, day)]
    events = [event_of(row) for row in rows if row["which"] == EVENT]
    events.sort(key=lambda event: (event.at, event.pk), reverse=True)
    return events, [WORDS[row["which"]](row) for row in rows if row["which"] != EVENT]


COLUMNS = ("which", "pk", "title", "about", *NOTHING)


def columns(rows: QuerySet, which: str, title: Any, about: Any, **known: Any) -> QuerySet:
    """Some rows with the columns of the union, under names that no table has."""
    first = rows.model._default_manager.filter(pk__in=rows.values("pk")[:LATEST]).order_by()
    values = {"which": Value(which, CharField()), "pk": F("pk"), "title": title, "about": about, **NOTHING, **known}
    named = {f"told_{name}": values[name] for name in COLUMNS}
    return first.annotate(**named).values_list(*named)


def union_of(organisation: Organisation, user: Any, day: dt.date) -> QuerySet:
    """Events, meetings that were held, activities that took place."""
    events = columns(
        history_of(organisation), EVENT, F("action"), F("note"), at=F("at"), type=F("object_type"), changes=F("changes"),
        actor=F("actor__name"), lender=F("acting_for__name"),
    )  # fmt: skip
    there = of_its_people(organisation) & Q(status__in=(Attendance.Status.PRESENT, Attendance.Status.ATTENDING))
    held = Meeting.objects.visible_to(user).of_people(there).filter(state__in=(Meeting.State.HELD, Meeting.State.CERTIFIED))
    number = {"number": F("number"), "year": F("calendar_year")}
    found = [columns(held.order_by("-held_on"), MEETING, F("group__name"), F("title"), day=F("held_on"), **number)]
    if has_right_over(user, "activities.read", organisation):
        done = organisation.activities.filter(state=Activity.State.DONE).order_by("-held_on")
        found.append(columns(done, ACTIVITY, F("name"), F("place"), day=F("held_on")))
    return events.union(*found, all=True)


def event_of(row: dict[str, Any]) -> AuditEvent:
    """An event of its entry."""
    actor, lender = (User(name=row[name]) if row[name] else None for name in ("actor", "lender"))
    return AuditEvent(
        pk=row["pk"], at=row["at"], action=row["title"], object_type=row["type"], note=row["about"], changes=row["changes"],
        actor=actor, acting_for=lender,
    )  # fmt: skip


def meeting_line(row: dict[str, Any]) -> StoryLine:
    """A meeting at which its people were."""
    name = Meeting(number=row["number"], calendar_year=row["year"], group=WorkingGroup(name=row["title"])).name
    address = reverse("networks:meeting", args=[row["pk"]])
    return StoryLine(row["day"], name, row["about"], address=address, icon="people", deed="met")


def activity_line(row: dict[str, Any]) -> StoryLine:
    """An activity in which it took part."""
    title, address = _("Took part in “%(name)s”") % {"name": row["title"]}, reverse("networks:activity", args=[row["pk"]])
    return StoryLine(row["day"], title, row["about"], address=address, icon="star", deed="joined")


WORDS = {MEETING: meeting_line, ACTIVITY: activity_line}
