"""What this floor tells about an organisation: how it came into the register and what changed since; and finds it by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moralprovince.core import thai
from moralprovince.core.audit import history_of
from moralprovince.core.badges import Milestone
from moralprovince.core.models import AuditEvent
from moralprovince.core.story import Account, Hit, StoryLine
from moralprovince.core.words import action_words, change_words
from networks.activity_list import activity_words
from networks.meeting_list import meeting_words, task_words
from networks.models import ActionItem, Activity, Meeting, Organisation, SectorNetwork, WorkPlanItem
from networks.querysets.activities import WORK_PLAN
from networks.querysets.scope import scope_of
from networks.querysets.search import every_word
from networks.seats import of_groups

# The page tells the latest events; the history page tells all of them.
LATEST = 50
HITS = 20
# Of what is found beside the register.
FEW = 5


def story(organisation: Organisation, user: Any, day: dt.date) -> Account:
    """The first declaration, and what happened to the entry."""
    events = list(history_of(organisation)[:LATEST])
    lines = [event_line(event) for event in events]
    return Account([*first_lines(organisation, lines), *lines], milestones=milestones(organisation, events))


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
        yield StoryLine(organisation.declared_on, _("First declared for the programme"), icon="pledge")
    if not known:
        yield StoryLine(organisation.created_at, _("Added to the register"), icon="register")


def event_line(event: AuditEvent) -> StoryLine:
    """One event of the history in a few words: the fields that changed by name, never their contents."""
    labels = [change.label for change in change_words(event)] if "state" not in event.changes else []
    who = str(event.actor or "") + (_(" for %(person)s") % {"person": event.acting_for} if event.acting_for else "")
    return StoryLine(event.at, action_words(event), event.note or ", ".join(labels), who, icon="register")


def search(text: str, user: Any) -> list[Hit]:
    """What a person may see of the register and of the networks at work, found by what was typed."""
    return [
        *of_networks(text, user),
        *(hit(organisation) for organisation in found(text, user)[:HITS]),
        *of_meetings(text, user),
        *of_activities(text, user),
        *of_work_plan(text, user),
        *of_groups(text, user, FEW),
    ]


def of_networks(text: str, user: Any) -> Iterator[Hit]:
    """Networks by name, those of today first: they lead to their people, meetings and activities."""
    if not text.strip():
        return
    rows = SectorNetwork.objects.with_groups_of(user).filter(every_word(text, "name", "name_en"))
    for one in rows.order_by(F("last_fiscal_year").desc(nulls_first=True), "order", "pk")[:FEW]:
        ended = _("ended with fiscal year %(year)s") % {"year": one.last_fiscal_year} if one.last_fiscal_year else ""
        yield Hit(str(one), reverse("networks:network", args=[one.code]), _("Network"), ended)


def of_work_plan(text: str, user: Any) -> Iterator[Hit]:
    """Lines of the joint work plan, those that are open first."""
    if not text.strip() or not scope_of(user).any(WORK_PLAN):
        return
    rows = WorkPlanItem.objects.visible_to(user).filter(every_word(text, "what", "lead_name")).select_related("programme_year")
    for one in rows.order_by(F("done_on").asc(nulls_first=True), "-programme_year__fiscal_year", "order", "pk")[:FEW]:
        year = one.programme_year.fiscal_year
        when = thai.day_short(one.due_on) if one.due_on else ""
        about = " · ".join(filter(None, [one.lead_name or str(one.get_lead_display()), when]))
        yield Hit(one.what, f"{reverse('networks:work-plan')}?year={year}", _("Joint work plan"), about)


def of_meetings(text: str, user: Any) -> Iterator[Hit]:
    """Meetings, and what they resolved that somebody does."""
    if not text.strip():
        return
    meetings = Meeting.objects.visible_to(user).filter(meeting_words(text)).select_related("group")
    for one in meetings.order_by("-held_on", "-pk")[:FEW]:
        when = f"{thai.day_short(one.held_on)} · {one.get_state_display()}"
        yield Hit(one.name, reverse("networks:meeting", args=[one.pk]), _("Meeting"), when)
    tasks = ActionItem.objects.visible_to(user).filter(task_words(text)).select_related("meeting__group")
    for task in tasks.order_by("state", "due_on", "pk")[:FEW]:
        due = thai.day_short(task.due_on) if task.due_on else ""
        about = " · ".join(filter(None, [task.owner_name, due, task.get_state_display()]))
        yield Hit(task.what, reverse("networks:action", args=[task.pk]), _("Task from a meeting"), about)


def of_activities(text: str, user: Any) -> Iterator[Hit]:
    """Activities, the newest first."""
    if not text.strip() or not scope_of(user).any("activities.read"):
        return
    rows = Activity.objects.visible_to(user).filter(activity_words(text)).select_related("network").order_by("-held_on", "-pk")
    for one in rows[:FEW]:
        about = f"{thai.day_short(one.held_on)} · {one.network or _('of the province itself')}"
        yield Hit(one.name, reverse("networks:activity", args=[one.pk]), _("Activity"), about)


def found(text: str, user: Any) -> QuerySet[Organisation]:
    """The rows behind the hits, the best known states first."""
    rows = Organisation.objects.visible_to(user).exclude(state=Organisation.State.MERGED).search(text)
    return rows.select_related("network", "subdistrict", "district").order_by("name_sort", "pk")


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
