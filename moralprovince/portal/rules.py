"""What the outbox must know of the house before it sends: is it owed, how is it worded, to whom, whose mail is paused."""

from __future__ import annotations

from moralprovince.core import thai
from moralprovince.core.models import Message
from moralprovince.core.outbox import Rules
from networks.models import Office

from . import floors
from .addressees import addressed_now
from .wording import word


def outbox_rules() -> Rules:
    """The rules every deliverer works by: command, worker, button and test alike."""
    return Rules(still_open=still_open, word=word, paused_provinces=paused_provinces, written_to=addressed_now)


def still_open(message: Message) -> bool:
    """Is there something to send, does its reader still work here, and is what it asks for still owed, by that day?

    An obligation that no floor knows is open until its action cancels it.
    """
    if message.recipient is not None and not message.recipient.is_active:
        return False
    # An undone merger may bring back what was taken back long ago, when there is no word left to send.
    if message.emptied_on:
        return False
    if not message.obligation:
        return True
    answers = (ask(message.obligation, message.due_on, thai.today()) for ask in floors.each("still_open"))
    return next((answer for answer in answers if answer is not None), True)


def paused_provinces() -> set[str]:
    """Provinces whose office lets no mail out now; with them "", the mail of accounts, where no office lets any out.

    One office that pauses must not keep people of another one from a new password; after a restore all of them pause.
    """
    pauses = dict(Office.objects.values_list("province", "mail_paused"))
    paused = {province for province, waits in pauses.items() if waits}
    return paused | {""} if paused and all(pauses.values()) else paused
