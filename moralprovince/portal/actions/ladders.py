"""Changes the reminder ladders of a province: rungs, their wording, and whether anybody is reminded at all."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from moralprovince.core.actions import action
from moralprovince.core.audit import changes_between, record, snapshot
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import Message, User
from moralprovince.core.outbox import cancel_rows
from moralprovince.core.signs import hold_as_shown
from moralprovince.portal.models import Ladder, Rung
from moralprovince.portal.permissions import can_manage_reminders

FIELDS = ("offset", "who", "channel", "subject", "body")


@dataclass(frozen=True)
class RungContent:
    """A rung as typed."""

    offset: int
    who: str
    channel: str
    subject: str
    body: str


def ensure_may_manage(ladder: Ladder, by: User) -> None:
    """Only officers of the province.

    Raises:
        NotAllowed: this person is none.
    """
    if not can_manage_reminders(by, ladder.province_id):
        raise NotAllowed(_("Only the culture office changes the reminders."))


def keep(rung: Rung) -> None:
    """Save a rung.

    Raises:
        Refused: the ladder has one for that day, reader and road already.
    """
    try:
        with transaction.atomic():
            rung.save()
    except IntegrityError as trouble:
        sentence = _("The ladder has a reminder for this day, reader and road already. Change that one instead.")
        raise Refused(sentence) from trouble


@action
def add_rung(*, ladder: Ladder, content: RungContent, by: User) -> Rung:
    """One more reminder."""
    ensure_may_manage(ladder, by)
    rung = Rung(ladder=ladder, **vars(content))
    keep(rung)
    record("add_rung", rung, by=by, province=ladder.province_id)
    return rung


@action
def edit_rung(*, rung: Rung, content: RungContent, sign: str, by: User) -> None:
    """Change when, to whom, over what and in which words, `sign` is of what was shown; what waits goes out in the new words.

    Raises:
        NotAllowed: not hers.
        Refused: the ladder has one for that day, reader and road already, or it was taken out.
        Outpaced: somebody else changed it since it was read; nothing was written.
    """
    ensure_may_manage(rung.ladder, by)
    stored = hold_as_shown(rung, vars(content), sign)
    if stored is None:
        return
    before = snapshot(stored, FIELDS)
    if (stored.offset, stored.who, stored.channel) != (content.offset, content.who, content.channel):
        cancel_waiting(stored)
    for name, value in vars(content).items():
        setattr(stored, name, value)
    keep(stored)
    changes = changes_between(before, snapshot(stored, FIELDS))
    record("edit_rung", stored, by=by, changes=changes, province=rung.ladder.province_id)


@action
def remove_rung(*, rung: Rung, by: User) -> None:
    """Take a reminder out of the ladder; what waits of it is not sent any more."""
    ensure_may_manage(rung.ladder, by)
    cancel_waiting(rung)
    record("remove_rung", rung.ladder, by=by, note=str(rung))
    rung.delete()


@action
def switch_ladder(*, ladder: Ladder, active: bool, by: User) -> None:
    """Switch the reminders of one kind on or off; off, what waits is not sent any more."""
    ensure_may_manage(ladder, by)
    if not Ladder.objects.filter(pk=ladder.pk, active=not active).update(active=active):
        raise Refused(_("Somebody else switched it already. Please look at the page again."))
    ladder.active = active
    record("switch_ladder", ladder, by=by, changes={"active": [not active, active]})
    if not active:
        rows = Message.objects.filter(kind=ladder.kind, province_code=ladder.province_id).exclude(rung="")
        cancel_rows(rows, reason="ladder_off")


def cancel_waiting(rung: Rung) -> None:
    """What was planned from a rung and has not gone out."""
    rows = Message.objects.filter(
        kind=rung.ladder.kind, province_code=rung.ladder.province_id, rung=f"{rung.offset:+d}", context__rung=rung.pk
    )
    cancel_rows(rows, reason="rung_removed")
