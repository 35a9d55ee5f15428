"""What people decide about messages: their own inbox, and the fate of what the office sends."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from moralprovince.core.actions import action
from moralprovince.core.audit import record
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import Message, User
from moralprovince.core.outbox import by_hand
from moralprovince.portal.addressees import entry_of, why_nowhere, written_to
from moralprovince.portal.permissions import can_pass_on, can_steer_message
from moralprovince.portal.querysets import inbox_of
from moralprovince.portal.rules import paused_provinces

State = Message.State


def ensure_may_steer(message: Message, by: User) -> None:
    """Only officers of the province.

    Raises:
        NotAllowed: this person is none.
    """
    if not can_steer_message(by, message):
        raise NotAllowed(_("Only the culture office decides about messages."))


def note_it(name: str, message: Message, before: str, by: User, note: str = "", changes: dict[str, Any] | None = None) -> None:
    """The history of a message says who decided what."""
    changes = {"state": [before, message.state], **(changes or {})}
    record(name, message, by=by, note=note, changes=changes, province=message.province_code)


@action
def resend_message(*, message: Message, by: User) -> None:
    """Send a message again that could not be sent.

    Raises:
        Refused: the message did not fail, or it moved on in the meantime.
    """
    ensure_may_steer(message, by)
    if message.state != State.FAILED:
        raise Refused(_("Only a message that could not be sent can be sent again."))
    send_again("resend_message", message, State.FAILED, by)


@action
def confirm_arrival(*, message: Message, by: User) -> None:
    """A mail of unknown fate did arrive: somebody asked.

    Raises:
        Refused: nothing is unknown about this message.
    """
    ensure_may_steer(message, by)
    ensure_unknown(message)
    by_hand.arrived(message, by)
    note_it("confirm_arrival", message, State.UNKNOWN, by)


@action
def deny_arrival(*, message: Message, by: User) -> None:
    """A mail of unknown fate did not arrive: it goes out once more.

    Raises:
        Refused: nothing is unknown about this message.
    """
    ensure_may_steer(message, by)
    ensure_unknown(message)
    send_again("deny_arrival", message, State.UNKNOWN, by)


def send_again(name: str, message: Message, before: str, by: User) -> None:
    """Back into the queue; what went to an address of the register or of an account goes to the one that stands there now.

    Raises:
        Refused: none stands there any more.
    """
    entry, old = entry_of(message), message.address
    if nowhere := why_nowhere(message, entry):
        there = (entry.name, reverse("networks:organisation", args=[entry.code])) if entry else None
        raise Refused(nowhere, leads_to=there)
    by_hand.send_again(message, before, **written_to(message, entry))
    note_it(name, message, before, by, changes={"address": [old, message.address]} if message.address != old else None)


def ensure_unknown(message: Message) -> None:
    """Only what is unknown waits for somebody's word.

    Raises:
        Refused: this message is in another state.
    """
    if message.state != State.UNKNOWN:
        raise Refused(_("Nothing is unknown about this message any more."))


@action
def cancel_message(*, message: Message, note: str = "", by: User) -> None:
    """Take back what has not gone out.

    Raises:
        Refused: it went out already.
    """
    ensure_may_steer(message, by)
    before = message.state
    if before not in (State.PENDING, State.CLAIMED, State.FAILED):
        raise Refused(_("This message cannot be taken back any more."))
    by_hand.take_back(message, note.strip()[:500])
    note_it("cancel_message", message, before, by, note)


@action
def hasten_message(*, message: Message, by: User) -> None:
    """Say that a waiting mail goes out now, without waiting for its turn; the caller delivers it afterwards.

    Raises:
        Refused: it does not wait, is no mail, or the office's mail is paused.
    """
    ensure_may_steer(message, by)
    if message.state != State.PENDING or message.channel == Message.Channel.LINE:
        raise Refused(_("Only a message that waits to go out can be sent now."))
    if message.channel == Message.Channel.EMAIL and message.province_code in paused_provinces():
        raise Refused(_("Outgoing mail is paused by the office. Take the pause away first."))
    Message.objects.filter(pk=message.pk, state=State.PENDING).update(send_after=timezone.now())
    note_it("hasten_message", message, State.PENDING, by)


@action
def pass_on_text(*, message: Message, by: User) -> None:
    """Say that a text for LINE was pasted into a chat.

    Raises:
        NotAllowed: it is not this person's to pass on.
        Outpaced: somebody passed it on already, or it is not needed any more.
    """
    if not can_pass_on(by, message):
        raise NotAllowed(_("This text is not yours to pass on, or nobody needs it any more."))
    by_hand.passed_on(message, by)
    note_it("pass_on_text", message, State.PENDING, by)


@action
def read_messages(*, by: User, message: Message | None = None) -> int:
    """Mark one message of the own inbox as read, or all of them; nobody keeps a history of that."""
    rows = inbox_of(by).filter(read_at__isnull=True)
    rows = rows.filter(pk=message.pk) if message else rows
    return rows.update(read_at=timezone.now())
