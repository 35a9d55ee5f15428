"""Writes the minutes item by item: texts under a version of their own, resolutions, and what somebody is to do."""

from __future__ import annotations

import datetime as dt

from django.db.models import F, Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import changes_between, record, record_many
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import AuditEvent, Message, User
from moralprovince.core.outbox import cancel_open, cancel_rows, in_letter_language, message_key, notify
from moralprovince.core.outbox.reasons import NEWER
from moralprovince.core.signs import hold_as_shown
from networks.models import ActionItem, AgendaItem, Meeting, Resolution, RoleGrant, WorkingGroup
from networks.permissions import can_write_meeting
from networks.querysets.meetings import HELD
from networks.workflow import ACTION_ITEM

from .attendance import ensure_not_frozen

TEXT = "networks.agendaitem.text"
# What the forms show of a task, and by what the slower of two is noticed.
TASK = ("what", "owner_name", "due_on")
GIVEN = "action_given"


def ensure_minutes(meeting: Meeting, by: User) -> None:
    """May she write now?

    Raises:
        NotAllowed: not hers.
        Refused: certified or cancelled.
    """
    if not can_write_meeting(by, meeting):
        raise NotAllowed(_("The minutes are written by the coordinator of the network and the culture office."))
    ensure_not_frozen(meeting)


@action
def save_minute(*, item: AgendaItem, text: str, version: int, by: User) -> AgendaItem:
    """Keep the text of one item; what somebody else had written is kept in the history when it is changed.

    Raises:
        NotAllowed: not hers.
        Refused: certified or cancelled.
        Outpaced: somebody else saved this item since it was read; nothing was written.
    """
    ensure_minutes(item.meeting, by)
    stored = AgendaItem.objects.select_for_update(no_key=True).get(pk=item.pk)
    if stored.text == text:
        return stored
    if stored.version != version:
        raise Outpaced(_("Somebody else wrote under this item meanwhile. Both texts stand here; nothing was lost."))
    now = timezone.now()
    AgendaItem.objects.filter(pk=item.pk, version=version).update(
        text=text, version=F("version") + 1, changed_by=by, changed_at=now
    )
    if stored.changed_by_id != by.pk:
        record("write_minutes", item.meeting, by=by, note=item.title, changes={TEXT: [stored.text, text]})
    return AgendaItem.objects.select_related("changed_by").get(pk=item.pk)


# Resolutions


@action
def resolve(*, item: AgendaItem, text: str, by: User) -> Resolution:
    """Put down what was resolved under an item.

    Raises:
        NotAllowed: not hers.
        Refused: certified or cancelled.
    """
    ensure_minutes(item.meeting, by)
    last = item.resolutions.aggregate(last=Max("order"))["last"] or 0
    made = Resolution.objects.create(item=item, text=text, order=last + 1)
    record("resolve", item.meeting, by=by, note=text)
    return made


@action
def change_resolution(*, resolution: Resolution, text: str, sign: str, by: User) -> None:
    """Mend its words; `sign` is of the words that were shown.

    Raises:
        NotAllowed: not hers.
        Refused: certified or cancelled, or taken out.
        Outpaced: somebody else mended it since it was read; nothing was written.
    """
    meeting = resolution.item.meeting
    ensure_minutes(meeting, by)
    if stored := hold_as_shown(resolution, {"text": text}, sign):
        changes = {"networks.resolution.text": [stored.text, text]}
        Resolution.objects.filter(pk=stored.pk).update(text=text)
        record("change_resolution", meeting, by=by, note=resolution.item.title, changes=changes)


@action
def remove_resolution(*, resolution: Resolution, by: User) -> None:
    """Take it out, with nothing to be done hanging on it.

    Raises:
        NotAllowed: not hers.
        Refused: certified or cancelled, or somebody was given something to do by it.
    """
    ensure_minutes(resolution.item.meeting, by)
    if resolution.actions.exists():
        raise Refused(_("Somebody was given something to do by this resolution. Take that out first."))
    record("remove_resolution", resolution.item.meeting, by=by, note=resolution.text)
    resolution.delete()


# What is to be done


def people_for(group: WorkingGroup, day: dt.date) -> QuerySet[User]:
    """Who can be given something with an account: those who sit in the group, its coordinators, the office."""
    seats = Q(seats__in=group.members.in_force(day))
    rights = Q(role="coordinator", network=group.network_id) if group.network_id else Q(pk__in=[])
    office = Q(role__in=["culture_officer", "provincial_administrator"], province=group.province_id)
    grants = RoleGrant.objects.in_force(day).filter(rights | office)
    return User.objects.filter(seats | Q(pk__in=grants.values("user")), is_active=True).distinct()


def owner_called(name: str, meeting: Meeting) -> User | None:
    """The one account behind a name as it was typed; none where nobody or several are called so."""
    day, wanted = thai.today(), thai.canonical(name)
    seats = meeting.group.members.in_force(day).filter(user__isnull=False, user__is_active=True).select_related("user")
    found = {seat.user for seat in seats if wanted in (thai.canonical(str(seat)), thai.canonical(seat.name))}
    found |= {one for one in people_for(meeting.group, day) if thai.canonical(str(one)) == wanted}
    return found.pop() if len(found) == 1 else None


@action
def add_action(*, resolution: Resolution, what: str, owner_name: str, due_on: dt.date | None = None, by: User) -> ActionItem:
    """Somebody is to do something by a day; whoever has an account is told, if the meeting was held, or once it was.

    Raises:
        NotAllowed: not hers.
        Refused: certified or cancelled.
    """
    meeting = resolution.item.meeting
    ensure_minutes(meeting, by)
    made = ActionItem.objects.create(
        resolution=resolution, meeting=meeting, what=what, owner_name=owner_name, due_on=due_on,
        owner=owner_called(owner_name, meeting),
    )  # fmt: skip
    record("add_action", meeting, by=by, note=f"{what} ({owner_name})")
    tell_owner(made, by)
    return made


def tell_owners(meeting: Meeting, by: User) -> None:
    """Now that it was held: what the draft gave is resolved, and each is told of hers."""
    for item in meeting.actions.open().select_related("owner", "meeting__group"):  # type: ignore[attr-defined]
        tell_owner(item, by)


def tell_owner(item: ActionItem, by: User) -> None:
    """Once for each account and day it is given with; nobody is told of what she wrote herself, or of a mere draft."""
    if item.owner is None or item.owner == by or item.meeting.state not in HELD:
        return
    key = key_of(item)
    give_way(item, key)
    with in_letter_language():
        day = thai.day_long(item.due_on) if item.due_on else _("as soon as possible")
        subject = _("From a meeting: %(what)s") % {"what": item.what}
        body = _("%(meeting)s resolved that you do the following by %(day)s:\n%(what)s") % {
            "meeting": item.meeting.name, "day": day, "what": item.what,
        }  # fmt: skip
    notify(
        to=[item.owner], kind=GIVEN, key=key, subject=subject, body=body,
        link=reverse("networks:action", args=[item.pk]), obligation=f"action:{item.pk}", province=item.meeting.province_id,
    )  # fmt: skip


def key_of(item: ActionItem) -> str:
    """One for the day it is given with; another one where the mail of that day was taken back before it went out."""
    taken_back = told_of(item).filter(channel=Message.Channel.EMAIL, state=Message.State.CANCELLED).count()
    key = day_key(item)
    return f"{key}/{taken_back + 1}" if taken_back else key


def day_key(item: ActionItem) -> str:
    """Of the day it is given with."""
    return f"action:{item.pk}/{item.due_on}"


def told_of(item: ActionItem) -> QuerySet[Message]:
    """All that its owner was ever to be told of it with this day."""
    return Message.objects.filter(recipient=item.owner, dedupe_key__startswith=f"{message_key(GIVEN, day_key(item))}/")


def give_way(item: ActionItem, key: str) -> None:
    """What lies unread in her inbox gives way to the same that is told anew: nobody reads it twice."""
    unread = told_of(item).filter(channel=Message.Channel.INBOX, state=Message.State.SENT, read_at__isnull=True)
    told_anew = unread.exclude(dedupe_key=message_key(GIVEN, key, item.owner_id, Message.Channel.INBOX))
    told_anew.update(state=Message.State.SKIPPED, reason=NEWER)


def take_back_given(meeting: Meeting) -> None:
    """It was not held yet: what it gives is a draft again, and whoever was not told of it by mail yet is not told now."""
    owed = [f"action:{pk}" for pk in meeting.actions.values_list("pk", flat=True)]
    cancel_rows(Message.objects.filter(kind=GIVEN, obligation__in=owed), reason=_("The meeting was set back to planned."))


@action
def change_action(*, item: ActionItem, what: str, owner_name: str, due_on: dt.date | None, sign: str, by: User) -> None:
    """Mend it while the minutes are written; a new day is a new obligation, and `sign` is of what was shown.

    Raises:
        NotAllowed: not hers.
        Refused: certified or cancelled, or taken out.
        Outpaced: somebody else mended it since it was read; nothing was written.
    """
    ensure_minutes(item.meeting, by)
    typed = {"what": what, "owner_name": owner_name, "due_on": due_on}
    stored = hold_as_shown(item, typed, sign)
    if stored is None:
        return
    before, owed = {name: str(getattr(stored, name) or "") for name in TASK}, (stored.owner_id, stored.due_on)
    for name, value in typed.items():
        setattr(stored, name, value)
    stored.owner = owner_called(owner_name, item.meeting)
    stored.save(update_fields=[*TASK, "owner"])
    # Of one person and day nobody is told twice: what waits for them must not be taken back for a mended word.
    if (stored.owner_id, due_on) != owed:
        cancel_open(f"action:{item.pk}", reason=_("It was changed."))
        tell_owner(stored, by)
    changes = changes_between(before, {name: str(value or "") for name, value in typed.items()})
    named = {f"networks.actionitem.{name}": pair for name, pair in changes.items()}
    record("change_action", item.meeting, by=by, note=what, changes=named)


@action
def remove_action(*, item: ActionItem, by: User) -> None:
    """Take it out of minutes that are still being written.

    Raises:
        NotAllowed: not hers.
        Refused: certified or cancelled.
    """
    ensure_minutes(item.meeting, by)
    cancel_open(f"action:{item.pk}", reason=_("It was taken out of the minutes."))
    record("remove_action", item.meeting, by=by, note=f"{item.what} ({item.owner_name})")
    item.delete()


@action
def finish_action(*, item: ActionItem, step: str, note: str = "", by: User) -> None:
    """Done, no longer needed, or open again; reminders stop with the first two.

    Raises:
        NotAllowed: neither hers to do nor to look after.
        Refused: it is so already, no reason was given why it is not needed, or the meeting that gave it was cancelled.
        Outpaced: somebody else was faster.
    """
    if step == "reopen":
        ensure_not_called_off(item)
    kept = {"done_on": None if step == "reopen" else thai.today(), "note": thai.tidy(note)[:500]}
    ACTION_ITEM.move(item, step, by=by, note=note, set_fields=kept)
    if step != "reopen":
        cancel_open(f"action:{item.pk}", reason=_("It is done."))


def ensure_not_called_off(item: ActionItem) -> None:
    """Its meeting takes place or took place; the row is held, so that it is not cancelled beside this.

    Raises:
        Refused: it was cancelled, and with it ended what its draft gave somebody to do.
    """
    meetings = Meeting.objects.select_for_update(no_key=True).filter(pk=item.meeting_id)
    if meetings.values_list("state", flat=True).first() == Meeting.State.CANCELLED:
        raise Refused(_("The meeting that gave this task was cancelled. Give it in the minutes of another one."))


def end_what_cancelled_meetings_gave() -> int:
    """End what is open of meetings that were cancelled before that ended it; what somebody opened again then stays open."""
    touched = set(AuditEvent.objects.filter(object_type="networks.actionitem").values_list("object_id", flat=True))
    left = ActionItem.objects.open().filter(meeting__state=Meeting.State.CANCELLED).select_related("meeting")
    items = [item for item in left.select_for_update(of=("self",)) if str(item.pk) not in touched]
    with in_letter_language():
        why = _("The meeting was cancelled.")
    ACTION_ITEM.write_many(items, ACTION_ITEM.step("drop"), {"done_on": thai.today(), "note": why})
    record_many("drop", items, by=None, note=why, changes=[{"state": ["open", "dropped"]}] * len(items))
    for item in items:
        cancel_open(f"action:{item.pk}", reason=why)
    return len(items)
