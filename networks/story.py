"""What this floor tells about an organisation: how it came into the register and what changed since; and finds it by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moralprovince.core.badges import Milestone
from moralprovince.core.models import AuditEvent
from moralprovince.core.story import Account, Hit, StoryLine
from moralprovince.core.words import action_words, change_words
from networks.hits import ACTIVITY, MEETING, NETWORK, PERSON, PLAN, RESOLUTION, SEAT, TASK, WORK, at_work
from networks.lived import lived
from networks.models import Organisation
from networks.querysets.organisations import number_of
from networks.querysets.search import first_found

# The page tells the latest events; the history page tells all of them.
LATEST = 50
HITS = 20


def story(organisation: Organisation, user: Any, day: dt.date) -> Account:
    """The first declaration, what happened to the entry, meetings and activities it took part in; in one query."""
    events, taken_part = lived(organisation, user, day)
    lines = [event_line(event) for event in events]
    told = [*first_lines(organisation, lines), *lines, *taken_part]
    return Account(told, milestones=milestones(organisation, events))


def milestones(organisation: Organisation, events: list[AuditEvent]) -> list[Milestone]:
    """Entered, and taken into the register (or what became of that)."""
    confirmed = next((event.at for event in events if event.action == "confirm"), None)
    status: Any = {"proposed": "current", "active": "done"}.get(organisation.state, "hand")
    note = organisation.get_state_display() if status == "hand" else ""
    return [
        Milestone(_("Entered"), organisation.created_at, "done"),
        Milestone(_("In the register"), confirmed if status == "done" else None, status, note),
    ]


def first_lines(organisation: Organisation, known: list[StoryLine]) -> Iterator[StoryLine]:
    """The day it first declared, and the day it was entered where no event says so."""
    if organisation.declared_on:
        title, words = _("First declared for the programme"), _("first declared for the programme")
        yield StoryLine(organisation.declared_on, title, icon="pledge", deed="first_declared", words=words)
    if not known:
        yield StoryLine(organisation.created_at, _("Added to the register"), icon="register", deed="entry")


def event_line(event: AuditEvent) -> StoryLine:
    """One event of the history in a few words: the fields that changed by name, never their contents."""
    labels = [change.label for change in change_words(event)] if "state" not in event.changes else []
    who = str(event.actor or "") + (_(" for %(person)s") % {"person": event.acting_for} if event.acting_for else "")
    return StoryLine(event.at, action_words(event), event.note or ", ".join(labels), who, icon="register", deed="entry")


def search(text: str, user: Any, bodies: Found) -> list[Hit]:
    """What a person may see of the register and of the networks at work, found by what was typed."""
    found = at_work(text, user)
    return [
        *found[NETWORK],
        *(hit(organisation) for organisation in bodies.first),
        *(one for kind in (PERSON, MEETING, RESOLUTION, TASK, ACTIVITY, PLAN, WORK, SEAT) for one in found[kind]),
    ]


@dataclass(frozen=True)
class Found:
    """The bodies found by what was typed: the first of them, and all for whoever looks for what hangs on them."""

    first: list[Organisation]
    rows: QuerySet[Organisation]


def bodies_found(text: str, user: Any) -> Found:
    """Bodies of the register that this person may see; looked for once, whatever the floors make of them."""
    visible = Organisation.objects.visible_to(user).exclude(state=Organisation.State.MERGED)
    first, rows = first_found(visible, text, in_words, number_of(text, user))
    return Found(first, rows)


def in_words(rows: QuerySet[Organisation]) -> list[Organisation]:
    """The first few with what a hit says of them."""
    return list(rows.select_related("network", "subdistrict", "district").order_by("name_sort", "pk")[:HITS])


def hit(organisation: Organisation) -> Hit:
    """One organisation as the search box shows it."""
    place = _("%(subdistrict)s, %(district)s") % {"subdistrict": organisation.subdistrict, "district": organisation.district}
    return Hit(
        organisation.name,
        reverse("networks:organisation", args=[organisation.code]),
        organisation.get_kind_display(),
        f"{organisation.code} · {organisation.network} · {place}",
    )


def ties(organisation: Organisation) -> list[str]:
    """Why it cannot be withdrawn yet: bodies that stand under it."""
    units = organisation.units.exclude(state__in=["merged", "withdrawn"]).count()
    if not units:
        return []
    words = ngettext(
        "%(count)s body stands under it. Give it another parent body first.",
        "%(count)s bodies stand under it. Give them another parent body first.",
        units,
    )
    return [words % {"count": units}]
