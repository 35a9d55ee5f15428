"""Who is expected at a meeting, who came, who came instead; and signing in by the QR code at the door."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import record
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import User
from networks.models import Attendance, Meeting, WorkingGroupMember
from networks.permissions import can_write_meeting

from .years import ensure_day_open

Status = Attendance.Status
# In the order in which minutes name them.
POSTS = [post.value for post in WorkingGroupMember.Post]
# A hall holds no more; whoever has the key cannot fill the table.
MOST_OTHERS = 300


@dataclass(frozen=True)
class Mark:
    """What is said of one person of the list; `was` is what the page showed when it was marked."""

    key: int
    status: str
    on_behalf: str = ""
    reason: str = ""
    was: str = ""


def seats_on(meeting: Meeting) -> list[WorkingGroupMember]:
    """The seats taken on the day, chair first."""
    rows = WorkingGroupMember.objects.filter(group=meeting.group_id).in_force(meeting.held_on)
    return sorted(rows, key=lambda one: (POSTS.index(one.post), one.order, one.pk))


def expect_members(meeting: Meeting) -> None:
    """Bring the list in line with the group; whoever was marked already stays as marked."""
    seats = seats_on(meeting)
    known = {one.member_id: one for one in meeting.attendance.filter(member__isnull=False)}
    gone = set(known) - {seat.pk for seat in seats}
    meeting.attendance.filter(member__in=gone, status=Status.INVITED).delete()
    new: list[Attendance] = []
    old: list[Attendance] = []
    for place, seat in enumerate(seats, 1):
        row = known.get(seat.pk) or Attendance(meeting=meeting, member=seat)
        row.name, row.position, row.agency = str(seat)[:260], seat.position, seat.agency
        row.post, row.order = seat.post, place
        (old if row.pk else new).append(row)
    Attendance.objects.bulk_create(new)
    Attendance.objects.bulk_update(old, ["name", "position", "agency", "post", "order"])


def ensure_listing(meeting: Meeting, by: User) -> None:
    """May she keep the list now?

    Raises:
        NotAllowed: not hers.
        Refused: certified or cancelled.
    """
    if not can_write_meeting(by, meeting):
        raise NotAllowed(_("The list of attendance is kept by the coordinator of the network and the culture office."))
    ensure_not_frozen(meeting)


def ensure_not_frozen(meeting: Meeting) -> None:
    """Ask the row itself, and hold it: nothing is written beside a certification, or in a closed year.

    Raises:
        Refused: certified or cancelled, or its year can only be read.
    """
    state = Meeting.objects.select_for_update(no_key=True).filter(pk=meeting.pk).values_list("state", flat=True).first()
    meeting.state = state or meeting.state
    if meeting.frozen:
        raise Refused(_("The minutes are certified, or the meeting was cancelled: nothing of it can be changed any more."))
    ensure_day_open(meeting.province_id, meeting.held_on)


@action
def mark_attendance(*, meeting: Meeting, marks: Iterable[Mark], by: User) -> int:
    """Write down who came; what somebody else wrote meanwhile (at the door, too) stays. Returns how many changed.

    Raises:
        NotAllowed: not hers.
        Refused: certified or cancelled, or nobody is named who came instead.
        Outpaced: somebody marked one of the changed people in another way meanwhile; nothing was written.
    """
    ensure_listing(meeting, by)
    rows = {one.pk: one for one in meeting.attendance.filter(member__isnull=False)}
    changed = []
    for mark in marks:
        row = rows.get(mark.key)
        if row is None or (mark.status, mark.on_behalf, mark.reason) == (row.status, row.on_behalf, row.reason):
            continue
        if mark.was == mark.status and mark.was != row.status:
            continue
        if mark.was and mark.was != row.status:
            raise Outpaced(_("%(name)s was marked a moment ago by somebody else. Please look at the list again.")
                           % {"name": row.name})  # fmt: skip
        changed.append(marked(row, mark))
    Attendance.objects.bulk_update(changed, ["status", "on_behalf", "reason"])
    if changed:
        record("mark_attendance", meeting, by=by, note=", ".join(one.name for one in changed)[:2000])
    return len(changed)


def marked(row: Attendance, mark: Mark) -> Attendance:
    """One person as marked: only who was represented has somebody instead, only who was absent a reason.

    Raises:
        Refused: nobody is named who came instead.
    """
    if mark.status == Status.REPRESENTED and not mark.on_behalf:
        raise Refused(_("Please write who came on behalf of %(name)s.") % {"name": row.name})
    row.status = mark.status
    row.on_behalf = mark.on_behalf if mark.status == Status.REPRESENTED else ""
    row.reason = mark.reason if mark.status in (Status.ABSENT, Status.REPRESENTED) else ""
    return row


@action
def add_other(*, meeting: Meeting, name: str, position: str = "", agency: str = "", by: User) -> Attendance:
    """Somebody who attended as well.

    Raises:
        NotAllowed: not hers.
        Refused: certified or cancelled, or the list is full.
    """
    ensure_listing(meeting, by)
    row = other(meeting, name, position, agency)
    record("add_other", meeting, by=by, note=row.name)
    return row


def other(meeting: Meeting, name: str, position: str, agency: str) -> Attendance:
    """The row of somebody who attended as well; a name stands once.

    Raises:
        Refused: the list is full.
    """
    others = meeting.attendance.filter(member__isnull=True)
    if known := others.filter(name=name, agency=agency).first():
        return known
    if others.count() >= MOST_OTHERS:
        raise Refused(_("The list of those who attended as well is full. Please ask whoever keeps it."))
    last = meeting.attendance.aggregate(last=Max("order"))["last"] or 0
    return Attendance.objects.create(
        meeting=meeting, name=name, position=position, agency=agency, status=Status.ATTENDING, order=last + 1
    )


@action
def remove_other(*, row: Attendance, by: User) -> None:
    """Take somebody out who was not of the group and did not attend.

    Raises:
        NotAllowed: not hers.
        Refused: certified or cancelled, or the person sits in the group.
    """
    ensure_listing(row.meeting, by)
    if row.member_id:
        raise Refused(_("Members of the group stay on the list; mark them absent."))
    record("remove_other", row.meeting, by=by, note=row.name)
    row.delete()


# Signing in at the door


@action
def open_sign_in(*, meeting: Meeting, by: User) -> None:
    """A new key for the QR code; the old one is worth nothing any more.

    Raises:
        NotAllowed: not hers.
        Refused: certified or cancelled, or the day of the meeting is over.
    """
    ensure_listing(meeting, by)
    if meeting.held_on < thai.today():
        raise Refused(_("The day of the meeting is over. Please mark in the list who came."))
    expect_members(meeting)
    write_key(meeting, secrets.token_urlsafe(32))
    record("open_sign_in", meeting, by=by)


@action
def close_sign_in(*, meeting: Meeting, by: User) -> None:
    """Nobody signs in by the QR code any more.

    Raises:
        NotAllowed: not hers.
        Refused: certified or cancelled.
    """
    ensure_listing(meeting, by)
    write_key(meeting, "")
    record("close_sign_in", meeting, by=by)


def write_key(meeting: Meeting, key: str) -> None:
    """Keep the key."""
    meeting.sign_in_key = key
    meeting.save(update_fields=["sign_in_key"])


def open_for_signing_in(key: str) -> Meeting | None:
    """The meeting whose door a key opens: until the end of its day, as long as nobody closed it."""
    if not key:
        return None
    open_now = Meeting.objects.filter(sign_in_key=key, state__in=["planned", "held"], held_on__gte=thai.today())
    return open_now.select_related("group").first()


@action
def sign_in(*, meeting: Meeting, key: str, member: int, on_behalf: str = "", by: User | None = None) -> Attendance:
    """Somebody of the list came, or sent somebody; the first time counts.

    Raises:
        Refused: the door was closed meanwhile, or the name is not on the list.
    """
    ensure_door(meeting, key)
    row = meeting.attendance.filter(member__isnull=False, pk=member).first()
    if row is None:
        raise Refused(_("This name is not on the list. Please choose another one, or write yours below."))
    status = Status.REPRESENTED if on_behalf else Status.PRESENT
    if (row.status, row.on_behalf) == (status, on_behalf):
        return row
    # Why she would be absent was noted before she came.
    reason = row.reason if on_behalf else ""
    row.status, row.on_behalf, row.reason, row.signed_in_at = status, on_behalf, reason, timezone.now()
    row.save(update_fields=["status", "on_behalf", "reason", "signed_in_at"])
    record("sign_in", meeting, by=by, note=f"{row.name} ({on_behalf})" if on_behalf else row.name)
    return row


@action
def sign_in_other(*, meeting: Meeting, key: str, name: str, agency: str = "", by: User | None = None) -> Attendance:
    """Somebody who is not on the list came as well.

    Raises:
        Refused: the door was closed meanwhile, or the list is full.
    """
    ensure_door(meeting, key)
    row = other(meeting, name, "", agency)
    if not row.signed_in_at:
        row.signed_in_at = timezone.now()
        row.save(update_fields=["signed_in_at"])
        record("sign_in", meeting, by=by, note=row.name)
    return row


def ensure_door(meeting: Meeting, key: str) -> None:
    """Is it still open?

    Raises:
        Refused: it is not.
    """
    ensure_not_frozen(meeting)
    if open_for_signing_in(key) != meeting:
        raise Refused(_("Signing in is closed. Please tell whoever keeps the list that you came."))
