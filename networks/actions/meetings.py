"""Plans meetings of working groups, mends their data, and takes them from planned to held, certified or cancelled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import changes_between, record, snapshot
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import Message, User
from moralprovince.core.outbox import cancel_open, in_letter_language, message_key, notify, reasons
from moralprovince.core.signs import hold_as_shown
from networks.models import Attendance, Meeting, RoleGrant, SectorNetwork, WorkingGroup
from networks.permissions import can_plan_meeting, can_write_meeting
from networks.querysets.scope import still_reading
from networks.workflow import MEETING

from .agenda import propose_items
from .attendance import ensure_not_frozen, expect_members
from .certifying import ensure_certified_nothing, ensure_certifies_on
from .minutes import finish_action, take_back_given, tell_owners
from .years import ensure_day_open

FIELDS = (
    "number", "calendar_year", "title", "held_on", "starts_at", "ended_at", "place", "link", "minutes_by", "checked_by",
)  # fmt: skip
# What the form of a meeting shows; the calendar year follows from its day.
SHOWN = (*(name for name in FIELDS if name != "calendar_year"), "networks")
# What stands on its letter of invitation.
LETTER = ("letter_number", "letter_on")
INVITATION = "meeting_invitation"
# What an invitation tells; whoever was told of another day, time or place is told anew.
TOLD = ("held_on", "starts_at", "place")


@dataclass(frozen=True)
class MeetingEntry:
    """What a form says of a meeting; without a number it gets the next one of the year."""

    held_on: dt.date
    number: int | None = None
    title: str = ""
    starts_at: dt.time | None = None
    place: str = ""
    link: str = ""
    networks: tuple[SectorNetwork, ...] = ()
    ended_at: dt.time | None = None
    minutes_by: str = ""
    checked_by: str = ""

    @property
    def values(self) -> dict[str, Any]:
        """The columns; numbers run by the calendar year of the day."""
        return {name: getattr(self, name) for name in FIELDS if name not in ("number", "calendar_year")} | {
            "calendar_year": thai.buddhist_year(self.held_on)
        }


def next_number(group: WorkingGroup, calendar_year: int) -> int:
    """The number after the last one of that year, whoever sat in the group then."""
    used = Meeting.objects.of_body(group).filter(calendar_year=calendar_year)
    return (used.aggregate(last=Max("number"))["last"] or 0) + 1


@action
def plan_meeting(*, group: WorkingGroup, entry: MeetingEntry, by: User) -> Meeting:
    """Put a meeting into the calendar, with the agenda in the official order and everybody who is expected.

    Raises:
        NotAllowed: not hers to plan.
        Refused: the group was not appointed on that day, or the number is taken.
    """
    if not can_plan_meeting(by, group):
        raise NotAllowed(_("Meetings of this group are planned by its coordinator and the culture office."))
    ensure_day_fits(group, entry.held_on)
    meeting = Meeting(province_id=group.province_id, group=group, **entry.values)
    meeting.number = entry.number or next_number(group, meeting.calendar_year)
    keep(meeting)
    meeting.networks.set(others_of(meeting, entry.networks))
    propose_items(meeting)
    expect_members(meeting)
    record("plan_meeting", meeting, by=by, changes={name: ["", value] for name, value in snapshot(meeting, FIELDS).items()})
    return meeting


def ensure_day_fits(group: WorkingGroup, held_on: dt.date) -> None:
    """The group is appointed on that day, and its year can be written.

    Raises:
        Refused: it is not.
    """
    if not WorkingGroup.objects.in_force(held_on).filter(pk=group.pk).exists():
        raise Refused(_("This group is not appointed on that day. Please check the date, or its order."), field="held_on")
    ensure_day_open(group.province_id, held_on)


@action
def change_meeting(*, meeting: Meeting, entry: MeetingEntry, sign: str, by: User) -> None:
    """Mend day, time, place and the rest, as long as the minutes are not certified; `sign` is of what was shown.

    Raises:
        NotAllowed: not hers.
        Refused: it is certified or cancelled, the day cannot be its day, or the number is taken.
        Outpaced: somebody else mended it since it was read; nothing was written.
    """
    ensure_open(meeting, by)
    ensure_moves_to(meeting, entry.held_on)
    values = {**entry.values, "number": entry.number or meeting.number}
    asked = sorted(others_of(meeting, entry.networks), key=lambda one: one.pk)
    typed = {**values, "networks": [one.pk for one in asked]}
    stored = hold_as_shown(meeting, {name: typed[name] for name in SHOWN}, sign)
    if stored is None:
        expect_members(meeting)
        return
    before, invited = snapshot(stored, FIELDS), sorted(map(str, stored.networks.all()))
    for name, value in values.items():
        setattr(stored, name, value)
    keep(stored)
    stored.networks.set(asked)
    expect_members(stored)
    changes = changes_between(before, snapshot(stored, FIELDS))
    if invited != (now := sorted(map(str, asked))):
        changes["networks"] = [", ".join(invited), ", ".join(now)]
    record("change_meeting", stored, by=by, changes=changes)
    if any(name in changes for name in TOLD):
        cancel_open(f"meeting:{stored.pk}", reason=reasons.MOVED)


def ensure_moves_to(meeting: Meeting, held_on: dt.date) -> None:
    """A day it could have been planned for; what was held was not held on a day to come.

    Raises:
        Refused: it cannot be its day.
    """
    if meeting.state == Meeting.State.HELD and held_on > thai.today():
        raise day_to_come(held_on)
    if held_on != meeting.held_on:
        ensure_day_fits(meeting.group, held_on)
        ensure_certifies_on(meeting, held_on)


def day_to_come(held_on: dt.date) -> Refused:
    """What is said of a meeting that cannot have been held yet."""
    sentence = _("The day of the meeting, %(day)s, has not come yet.") % {"day": thai.day_long(held_on)}
    return Refused(sentence, field="held_on")


def keep(meeting: Meeting) -> None:
    """Write it; a number stands once in a year of a body.

    Raises:
        Refused: the number is taken.
    """
    numbered = Meeting.objects.of_body(meeting.group).filter(number=meeting.number, calendar_year=meeting.calendar_year)
    others = numbered.exclude(pk=meeting.pk)
    if there := others.first():
        raise taken(there)
    try:
        with transaction.atomic():
            meeting.save()
    except IntegrityError as clash:
        there = others.first()
        if there is None:
            raise
        raise taken(there) from clash


def taken(there: Meeting) -> Refused:
    """Another meeting has that number, and the sentence leads to it."""
    where = (str(there), reverse("networks:meeting", args=[there.pk]))
    return Refused(
        _("There is a meeting %(number)s of this group already.") % {"number": there}, field="number", leads_to=where
    )


def others_of(meeting: Meeting, networks: Iterable[SectorNetwork]) -> list[SectorNetwork]:
    """Other networks of the province; the group's own needs no invitation."""
    return [one for one in networks if one.pk != meeting.group.network_id and one.province_id == meeting.province_id]


def ensure_open(meeting: Meeting, by: User) -> None:
    """May she work on the meeting now? The row is held, so that nothing is written beside a certification.

    Raises:
        NotAllowed: not hers.
        Refused: it is certified or cancelled.
    """
    if not can_write_meeting(by, meeting):
        raise NotAllowed(_("This meeting is looked after by the coordinator of its network and the culture office."))
    ensure_not_frozen(meeting)


# Steps


@action
def hold_meeting(*, meeting: Meeting, by: User) -> None:
    """It took place; whoever its draft gave something to do is told now.

    Raises:
        NotAllowed: not hers.
        Refused: its day has not come, or it is not planned.
    """
    if meeting.held_on > thai.today():
        raise day_to_come(meeting.held_on)
    ensure_day_open(meeting.province_id, meeting.held_on)
    MEETING.move(meeting, "hold", by=by)
    expect_members(meeting)
    tell_owners(meeting, by)


@action
def unhold_meeting(*, meeting: Meeting, note: str = "", by: User) -> None:
    """Back to planned, after a press too early."""
    ensure_day_open(meeting.province_id, meeting.held_on)
    MEETING.move(meeting, "unhold", by=by, note=note)
    take_back_given(meeting)


@action
def cancel_meeting(*, meeting: Meeting, note: str, by: User) -> None:
    """It will not take place; its number is not used again, and what its draft gave somebody to do is not owed.

    Raises:
        NotAllowed: not hers.
        Refused: it is not planned, or minutes were certified in it.
    """
    ensure_day_open(meeting.province_id, meeting.held_on)
    MEETING.check(MEETING.step("cancel"), meeting, by, note)
    ensure_certified_nothing(meeting)
    MEETING.move(meeting, "cancel", by=by, note=note, set_fields={"sign_in_key": ""})
    for item in meeting.actions.open():
        finish_action(item=item, step="drop", note=note, by=by)
    tell_of_cancelling(meeting, note, by)


@action
def certify_minutes(*, meeting: Meeting, certified_in: Meeting, by: User) -> None:
    """The next meeting certified the minutes: whoever was not seen was absent, and nothing changes from now on.

    Raises:
        NotAllowed: not hers.
        Refused: the other meeting is not a later one of the same body that has begun, or the meeting was not held.
    """
    later = certifying(meeting)
    if certified_in.pk not in {one.pk for one in later}:
        raise Refused(_("Minutes are certified in a later meeting of the same group, on its day or afterwards."))
    MEETING.move(
        meeting, "certify", by=by, set_fields={"certified_in": certified_in, "sign_in_key": ""},
        changes={"certified_in": [None, certified_in.pk]},
    )  # fmt: skip
    meeting.attendance.filter(status=Attendance.Status.INVITED).update(status=Attendance.Status.ABSENT)


def certifying(meeting: Meeting) -> list[Meeting]:
    """The later meetings of the body in which its minutes can have been certified, the first one first."""
    begun = Meeting.objects.after(meeting).filter(held_on__lte=thai.today())
    return list(begun.order_by("held_on", "pk"))


def certified_beside(meeting: Meeting) -> tuple[list[Meeting], list[Meeting]]:
    """Of a meeting that was held: the later ones in which its minutes can have been certified, and the earlier ones of which
    it certifies the minutes; one query for both.
    """
    if meeting.state != Meeting.State.HELD:
        return [], []
    later = Meeting.objects.after(meeting).filter(held_on__lte=thai.today())
    rows = later | Meeting.objects.before(meeting).filter(state=Meeting.State.HELD)
    found = list(rows.order_by("held_on", "pk"))
    return [one for one in found if one.held_on > meeting.held_on], [one for one in found if one.held_on < meeting.held_on]


# The invitation


@action
def write_letter(*, meeting: Meeting, letter_number: str, letter_on: dt.date | None, sign: str, by: User) -> None:
    """The number and the day that stand on the letter of invitation; `sign` is of what was shown.

    Raises:
        NotAllowed: not hers.
        Refused: certified or cancelled.
        Outpaced: somebody else wrote them since they were read; nothing was written.
    """
    ensure_open(meeting, by)
    stored = hold_as_shown(meeting, {"letter_number": letter_number, "letter_on": letter_on}, sign)
    if stored is None:
        return
    before = snapshot(stored, LETTER)
    stored.letter_number, stored.letter_on = letter_number, letter_on
    stored.save(update_fields=LETTER)
    record("write_letter", stored, by=by, changes=changes_between(before, snapshot(stored, LETTER)))


@action
def send_invitation(*, meeting: Meeting, text: str, by: User) -> int:
    """Tell everybody with an account who is expected, and the coordinators of networks invited, but for those whom the last
    invitation told of this day and place; returns how many were told.

    Raises:
        NotAllowed: not hers.
        Refused: it is not planned, or nobody of them has an account.
    """
    ensure_open(meeting, by)
    if meeting.state != Meeting.State.PLANNED:
        raise Refused(_("The meeting was held already: nobody is invited any more."))
    people = list(guests_of(meeting))
    if not people:
        raise Refused(_("Nobody who is invited has an account here. Please send the letter, or the text for LINE."))
    key, to_tell = to_be_told(meeting, people)
    if to_tell:
        tell(meeting, to_tell, INVITATION, lazy("Invitation to meeting %(number)s of %(group)s"), text, key)
        record("send_invitation", meeting, by=by, note=", ".join(map(str, to_tell))[:2000])
    return len(to_tell)


def to_be_told(meeting: Meeting, people: Iterable[User]) -> tuple[str, list[User]]:
    """Who of them was not told last of this day and place, and the key to tell them under; what was taken back told nobody."""
    sent = list(invitations_to(meeting).order_by("pk").values_list("dedupe_key", "recipient", "channel", "reason"))
    last = {(person, way): key for key, person, way, reason in sent if reason != reasons.MOVED}
    keys, used = keys_of(meeting, sent), {key for key, *_rest in sent}
    lacking = [
        (one, way)
        for one in people
        for way in ways_to(one)
        if last.get((one.pk, way)) not in {sent_under(meeting, key, one.pk, way) for key in keys}
    ]
    free = next(key for key in keys if all(sent_under(meeting, key, one.pk, way) not in used for one, way in lacking))
    return free, list(dict.fromkeys(one for one, _way in lacking))


def keys_of(meeting: Meeting, sent: Sequence[tuple[str, int | None, str, str]]) -> list[str]:
    """What its day and place were told under: a day that came back has further keys, the last one not used yet."""
    when = f"invitation/{'/'.join(str(getattr(meeting, name) or '') for name in TOLD)}"
    keys = [when]
    while any(key == sent_under(meeting, keys[-1], person, way) for key, person, way, _reason in sent):
        keys.append(f"{when}/{len(keys) + 1}")
    return keys


def invitations_to(meeting: Meeting) -> QuerySet[Message]:
    """All that was ever to be sent to invite to it."""
    return Message.objects.filter(kind=INVITATION, obligation=f"meeting:{meeting.pk}")


def is_told_otherwise(meeting: Meeting) -> bool:
    """Was it told of already, and not everybody who is expected of this day, time and place?"""
    planned = meeting.state == Meeting.State.PLANNED and invitations_to(meeting).exists()
    return planned and bool(to_be_told(meeting, guests_of(meeting))[1])


def ways_to(person: User) -> list[str]:
    """How an invitation reaches her."""
    return [Message.Channel.INBOX, *([Message.Channel.EMAIL] if person.has_mailbox else [])]


def sent_under(meeting: Meeting, key: str, person: int | None, channel: str) -> str:
    """How the outbox calls the invitation of one person."""
    return message_key(INVITATION, f"meeting:{meeting.pk}/{key}", person, channel)


def guests_of(meeting: Meeting) -> QuerySet[User]:
    """Who is invited and has an account: the seats of the group on the day, coordinators of the networks invited."""
    day = thai.today()
    grants = RoleGrant.objects.in_force(day).filter(role="coordinator", network__in=meeting.networks.all())
    seats = meeting.group.members.in_force(meeting.held_on).filter(user__isnull=False)
    everybody = Q(pk__in=seats.values("user")) | Q(pk__in=grants.values("user"))
    return User.objects.filter(everybody, is_active=True).order_by("pk")


def tell(
    meeting: Meeting, people: list[User], kind: str, subject: Any, text: str, key: str, *, obligation: bool = True
) -> None:
    """One message to each; an invitation is not sent any more once the meeting was held or cancelled."""
    with in_letter_language():
        title = str(subject) % {"number": meeting, "group": meeting.group, "meeting": meeting.name}
    notify(
        to=people, kind=kind, key=f"meeting:{meeting.pk}/{key}", subject=title, body=text,
        link=reverse("networks:meeting", args=[meeting.pk]), province=meeting.province_id,
        obligation=f"meeting:{meeting.pk}" if obligation else "",
    )  # fmt: skip


def tell_of_cancelling(meeting: Meeting, note: str, by: User) -> None:
    """Whoever was told of the meeting, and still reads it, is told that it does not take place."""
    told = invitations_to(meeting).filter(recipient__isnull=False)
    people = still_reading(meeting, User.objects.filter(pk__in=told.values("recipient")), but=by)
    cancel_open(f"meeting:{meeting.pk}", reason=_("The meeting was cancelled."))
    tell(meeting, people, "meeting_cancelled", lazy("Cancelled: %(meeting)s"), note, "cancelled", obligation=False)
