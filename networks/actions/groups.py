"""Appoints working groups and bodies of the province, and seats people in them for a time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields

from django.db.models import Q
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import changes_between, record, snapshot
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.files import give_to, set_free
from moralprovince.core.models import StoredFile, User
from moralprovince.core.signs import hold_as_shown
from networks.models import Province, SectorNetwork, WorkingGroup, WorkingGroupMember
from networks.permissions import can_manage_groups


@dataclass(frozen=True)
class GroupEntry:
    """What the order of appointment says of a group."""

    name: str
    starts_on: dt.date
    ends_on: dt.date | None = None
    order_number: str = ""
    ordered_on: dt.date | None = None


@dataclass(frozen=True)
class SeatEntry:
    """Who sits where, from when to when; whoever sits there needs no account."""

    post: str
    name: str
    starts_on: dt.date
    ends_on: dt.date | None = None
    title: str = ""
    position: str = ""
    agency: str = ""
    phone: str = ""
    email: str = ""
    stands_in_for: WorkingGroupMember | None = None
    order: int = 0


GROUP_FIELDS = tuple(field.name for field in fields(GroupEntry))
# The order as a file is chosen anew or left alone: it has a sign of its own.
ORDER = ("order_file",)
SEAT_FIELDS = tuple(field.name for field in fields(SeatEntry))


def ensure_may_manage(by: User, province: str) -> None:
    """Groups are appointed by the office."""
    if not can_manage_groups(by, province):
        raise NotAllowed(_("Only the culture office changes working groups. Please ask it."))


@action
def add_group(
    *, province: Province, kind: str, entry: GroupEntry, by: User, network: SectorNetwork | None = None
) -> WorkingGroup:
    """A new group of a network, or a new body of the province.

    Raises:
        NotAllowed: it is not this person's province.
        Refused: its dates do not fit, or the network is another province's.
    """
    ensure_may_manage(by, province.pk)
    ensure_of_whom(province, kind, network)
    ensure_days(entry.starts_on, entry.ends_on)
    group = WorkingGroup.objects.create(province=province, kind=kind, network=network, **values_of(entry, GROUP_FIELDS))
    record("add_group", group, by=by)
    return group


def values_of(entry: GroupEntry | SeatEntry, names: tuple[str, ...]) -> dict[str, object]:
    """The entry as columns keep it."""
    return {name: getattr(entry, name) for name in names}


def ensure_of_whom(province: Province, kind: str, network: SectorNetwork | None) -> None:
    """A working group belongs to one network of the province; the bodies of the province to none."""
    if (kind == WorkingGroup.Kind.NETWORK) != (network is not None):
        raise Refused(_("A working group belongs to a network; a body of the province to none."))
    if network is not None and network.province_id != province.pk:
        raise Refused(_("This network belongs to another province."))


def ensure_days(starts_on: dt.date, ends_on: dt.date | None) -> None:
    """The last day is not before the first."""
    if ends_on and ends_on < starts_on:
        raise Refused(_("The last day lies before the first day."))


@action
def edit_group(
    *, group: WorkingGroup, entry: GroupEntry, sign: str, by: User, order: StoredFile | None = None, order_sign: str = ""
) -> None:
    """Change name and term, and the order where a file is given; the signs are of what was shown.

    Raises:
        Refused: somebody sits there before it begins, or after it ends.
        Outpaced: somebody else changed it since it was read, or attached another order; nothing was written.
    """
    ensure_may_manage(by, group.province_id)
    ensure_days(entry.starts_on, entry.ends_on)
    if stored := hold_as_shown(group, values_of(entry, GROUP_FIELDS), sign):
        ensure_seats_fit(stored, entry)
        rewrite_group(stored, entry, by)
    if order:
        attach_order(group=group, file=order, sign=order_sign, by=by)


def rewrite_group(stored: WorkingGroup, entry: GroupEntry, by: User) -> None:
    """What was typed; when a group ends, so do its seats."""
    before = snapshot(stored, GROUP_FIELDS)
    for name, value in values_of(entry, GROUP_FIELDS).items():
        setattr(stored, name, value)
    changes = changes_between(before, snapshot(stored, GROUP_FIELDS))
    stored.save(update_fields=list(changes))
    if entry.ends_on:
        stored.members.filter(later_than(entry.ends_on)).update(ends_on=entry.ends_on)
    record("edit_group", stored, by=by, changes=changes)


def later_than(day: dt.date) -> Q:
    """Seats that would go on after a day."""
    return Q(ends_on__isnull=True) | Q(ends_on__gt=day)


def ensure_seats_fit(group: WorkingGroup, entry: GroupEntry) -> None:
    """Nobody sits in a group that does not exist yet or any more."""
    outside = Q(starts_on__lt=entry.starts_on)
    if entry.ends_on:
        outside |= Q(starts_on__gt=entry.ends_on)
    seat = group.members.filter(outside).first()
    if seat:
        raise Refused(
            _("%(name)s sits there from %(day)s on. Please change this seat first.")
            % {"name": seat, "day": thai.day_short(seat.starts_on)}
        )


@action
def attach_order(*, group: WorkingGroup, file: StoredFile, sign: str, by: User) -> None:
    """Put the order of appointment beside the group; the one that was there, of which `sign` is, is let go.

    Raises:
        NotAllowed: not hers, or the file is something else's.
        Outpaced: somebody else attached another one since; it stays.
    """
    ensure_may_manage(by, group.province_id)
    if file.owner_type or file.uploaded_by_id != by.pk:
        raise NotAllowed(_("This file belongs to something else. Please choose it again."))
    if stored := hold_as_shown(group, {"order_file": file}, sign):
        if stored.order_file_id:
            set_free(stored.order_file_id)
        give_to(file, stored)
        WorkingGroup.objects.filter(pk=stored.pk).update(order_file=file)
        record("attach_order", stored, by=by, note=file.name)


@action
def add_member(*, group: WorkingGroup, entry: SeatEntry, by: User) -> WorkingGroupMember:
    """Seat somebody; an account is found by its address where she has one.

    Raises:
        Refused: the seat lies outside the group's term, the group has a chair already, or she stands in for herself.
    """
    ensure_may_manage(by, group.province_id)
    ensure_seat(group, entry, None)
    seat = WorkingGroupMember(group=group, **values_of(entry, SEAT_FIELDS))
    derive_columns(seat)
    seat.save()
    record("add_member", group, by=by, note=f"{seat.get_post_display()}: {seat}")
    return seat


def derive_columns(seat: WorkingGroupMember) -> None:
    """What follows from the name and the address: how it sorts, and whose account it is."""
    seat.name_sort = thai.sort_key(seat.name)[:250]
    seat.user = account_of(seat.email)


def account_of(email: str) -> User | None:
    """Whose address it is."""
    return User.objects.filter(email=email.lower(), is_active=True).first() if email else None


def ensure_seat(group: WorkingGroup, entry: SeatEntry, seat: WorkingGroupMember | None) -> None:
    """Within the term of the group, one chair at a time, and standing in for a colleague of the same group."""
    ensure_days(entry.starts_on, entry.ends_on)
    after = group.ends_on and (entry.starts_on > group.ends_on or (entry.ends_on or group.ends_on) > group.ends_on)
    if entry.starts_on < group.starts_on or after:
        raise Refused(_("The seat lies outside the term of the group. Please look at its dates."))
    other = entry.stands_in_for
    if other is not None and (other.group_id != group.pk or (seat is not None and other.pk == seat.pk)):
        raise Refused(_("One stands in for somebody else of the same group."))
    if entry.post == WorkingGroupMember.Post.CHAIR:
        ensure_only_chair(group, entry, seat)


def ensure_only_chair(group: WorkingGroup, entry: SeatEntry, seat: WorkingGroupMember | None) -> None:
    """Two chairs at once are a slip."""
    chairs = group.members.filter(post=WorkingGroupMember.Post.CHAIR).not_over(entry.starts_on)
    if entry.ends_on:
        chairs = chairs.filter(starts_on__lte=entry.ends_on)
    other = chairs.exclude(pk=seat.pk if seat else None).first()
    if other:
        raise Refused(_("%(name)s is the chair in this time. Please end that seat first.") % {"name": other})


@action
def edit_member(*, member: WorkingGroupMember, entry: SeatEntry, sign: str, by: User) -> None:
    """Change a seat, `sign` is of what was shown; the history of the group keeps what stood there.

    Raises:
        NotAllowed: not hers.
        Refused: as for a new seat, or it was taken out.
        Outpaced: somebody else changed it since it was read; nothing was written.
    """
    group = member.group
    ensure_may_manage(by, group.province_id)
    ensure_seat(group, entry, member)
    stored = hold_as_shown(member, values_of(entry, SEAT_FIELDS), sign)
    if stored is None:
        # Her account may have come later than her seat.
        if (account := account_of(entry.email)) != member.user:
            WorkingGroupMember.objects.filter(pk=member.pk).update(user=account)
        return
    before = snapshot(stored, SEAT_FIELDS)
    for name, value in values_of(entry, SEAT_FIELDS).items():
        setattr(stored, name, value)
    derive_columns(stored)
    stored.save()
    changes = changes_between(before, snapshot(stored, SEAT_FIELDS))
    record("edit_member", group, by=by, note=str(stored), changes=on_group(changes))


def on_group(changes: dict[str, list]) -> dict[str, list]:
    """Changes of a seat as the history of its group names them."""
    return {f"networks.workinggroupmember.{name}": pair for name, pair in changes.items()}


@action
def end_seat(*, member: WorkingGroupMember, last_day: dt.date, sign: str, by: User) -> None:
    """She leaves the group after a day, `sign` is of the one that was shown; the seat stays among the past ones.

    Raises:
        Refused: that day is before her first, or the seat is over already.
        Outpaced: somebody else gave it another last day since; that one stays.
    """
    ensure_may_manage(by, member.group.province_id)
    ensure_days(member.starts_on, last_day)
    stored = hold_as_shown(member, {"ends_on": last_day}, sign)
    if stored is None:
        return
    if stored.ends_on and stored.ends_on < thai.today():
        raise Refused(_("This seat is over already."))
    if member.group.ends_on and last_day > member.group.ends_on:
        raise Refused(_("The seat lies outside the term of the group. Please look at its dates."))
    change = [str(stored.ends_on or ""), str(last_day)]
    stored.ends_on = last_day
    stored.save(update_fields=["ends_on"])
    record("end_seat", member.group, by=by, note=str(stored), changes=on_group({"ends_on": change}))


@action
def remove_member(*, member: WorkingGroupMember, by: User) -> None:
    """Take out a seat that was entered by mistake.

    Raises:
        Refused: she was asked to a meeting, or somebody stands in for her; then the seat is ended instead.
    """
    ensure_may_manage(by, member.group.province_id)
    if member.attendance.exists() or member.stand_ins.exists():
        raise Refused(_("This seat is named elsewhere. Please give it a last day instead."))
    said = {name: [value, None] for name, value in snapshot(member, SEAT_FIELDS).items() if value}
    record("remove_member", member.group, by=by, note=str(member), changes=on_group(said))
    WorkingGroupMember.objects.filter(pk=member.pk).delete()
