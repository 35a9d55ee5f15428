"""Makes two entries of the same body one across all floors, and puts them apart again within thirty days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import changes_between, record
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import User
from moralprovince.core.moving import Coming, put_back
from moralprovince.portal import floors
from networks.actions.mergers import (
    ensure_may_merge,
    ensure_none_under_itself,
    join_entries,
    later_merger,
    lock_both,
    part_entries,
)
from networks.actions.organisations import ENTRY_FIELDS
from networks.models import Merger, Organisation
from networks.permissions import can_merge

DAYS_TO_UNDO = 30


def what_comes(keep: Organisation, drop: Organisation) -> list[Coming]:
    """What a merger would do on every floor; lines that move nothing are left out."""
    lines = [line for merging in floors.each("merging") for line in merging(keep, drop)]
    return [line for line in lines if line.count]


@action
def merge_organisations(*, keep: Organisation, drop: Organisation, values: Mapping[str, Any], by: User) -> Merger:
    """The dropped entry becomes part of the kept one, which takes the chosen values.

    Everything on every floor moves in this one transaction; what the kept body has as well stays with the dropped entry,
    where it can be read and counts nowhere.

    Raises:
        NotAllowed: this person may not merge here.
        Refused: one of them is merged already, or something stands against it; the sentence says what.
    """
    ensure_may_merge(by, keep, drop)
    keep, drop = lock_both(keep, drop)
    ensure_may_merge(by, keep, drop)
    against = [str(line.becomes) for line in what_comes(keep, drop) if line.stops]
    if against:
        raise Refused(" ".join(against))
    # What hangs on the entries is looked at first: their own columns say which is which.
    before = join_entries(keep, drop, values)
    steps = [step for merge in floors.each("merge") for step in merge(keep, drop, by=by).steps]
    merger = Merger.objects.create(kept=keep, dropped=drop, by=by, moved={"steps": steps}, before=before)
    changes = {name: pair for name, pair in changes_between(before["kept"], before["after"]).items() if name in ENTRY_FIELDS}
    record("merge", keep, by=by, note=f"{drop.name} ({drop.code})", changes=changes)
    record("merged_into", drop, by=by, note=f"{keep.name} ({keep.code})")
    return merger


def last_day_of(merger: Merger) -> dt.date:
    """The last day on which it can be undone."""
    return timezone.localtime(merger.at).date() + dt.timedelta(days=DAYS_TO_UNDO)


@action
def undo_merger(*, merger: Merger, by: User) -> None:
    """Both entries are as they were; what was added to the kept one since stays with it.

    Raises:
        NotAllowed: this person may not merge here.
        Refused: it is too late, a later merger built on it, something that was moved is gone or changed, or a body would
            stand under itself.
        Outpaced: somebody else undid it a moment ago.
    """
    if not can_merge(by, merger.kept.province_id):
        raise NotAllowed(_("You do not have the right to merge entries of the register. Please ask the culture office."))
    ensure_not_too_late(merger)
    keep, drop = lock_both(merger.kept, merger.dropped)
    if not Merger.objects.filter(pk=merger.pk, undone_at__isnull=True).update(undone_at=timezone.now(), undone_by=by):
        raise Outpaced(_("This merger has been undone already."))
    try:
        with transaction.atomic():
            part_entries(merger, keep, drop)
            put_back(merger.moved["steps"])
            ensure_none_under_itself(keep, drop)
            for parted in floors.each("parted"):
                parted(keep, drop, since=merger.at, by=by)
    except IntegrityError as clash:
        raise Refused(
            _("Something new stands where the former rows belong, so this can no longer be undone as it was.")
        ) from clash
    record("undo_merge", keep, by=by, note=f"{drop.name} ({drop.code})")
    record("undo_merge", drop, by=by, note=f"{keep.name} ({keep.code})")


def ensure_not_too_late(merger: Merger) -> None:
    """Thirty days, and the newest merger first.

    Raises:
        Refused: with the sentence.
    """
    if thai.today() > last_day_of(merger):
        words = _("A merger can be undone for %(days)s days. The last day was %(day)s.")
        raise Refused(words % {"days": DAYS_TO_UNDO, "day": thai.day_long(last_day_of(merger))})
    if later := later_merger(merger):
        words = _("A later merger builds on this one: please undo that of %(name)s (%(code)s) first.")
        raise Refused(words % {"name": later.dropped.name, "code": later.dropped.code})
