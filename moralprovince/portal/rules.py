"""What the outbox must know of the house before it sends: is it owed, how is it worded, to whom, whose mail is paused."""

from __future__ import annotations

from moralprovince.core import thai
from moralprovince.core.models import Message
from moralprovince.core.outbox import Rules, sent_again
from networks.models import Office, RoleGrant

from . import floors
from .addressees import addressed_now
from .models import Rung
from .planner import OFFICERS
from .wording import word


def outbox_rules() -> Rules:
    """The rules every deliverer works by: command, worker, button and test alike."""
    return Rules(
        still_open=still_open, word=word, paused_provinces=paused_provinces, written_to=addressed_now, too_late=too_late
    )


def still_open(message: Message) -> bool:
    """Is there something to send, does its reader still work here, and is what it asks for still owed, by that day?

    An obligation that no floor knows is open until its action cancels it.
    """
    if message.recipient is not None and not (message.recipient.is_active and holds_her_office(message)):
        return False
    # An undone merger may bring back what was taken back long ago, when there is no word left to send.
    if message.emptied_on:
        return False
    if not message.obligation:
        return True
    answers = (ask(message.obligation, message.due_on, thai.today()) for ask in floors.each("still_open"))
    return next((answer for answer in answers if answer is not None), True)


def holds_her_office(message: Message) -> bool:
    """Is it for nobody as an officer, or does she still work in that office? The floors ask the same of every other reader."""
    if "rung" not in message.context or message.context["who"] != Rung.Who.OFFICER:
        return True
    grants = RoleGrant.objects.in_force(thai.today()).filter(user=message.recipient_id, role__in=OFFICERS)
    return grants.filter(province=message.province_code).exists()


def too_late(message: Message) -> bool:
    """Does it look forward to a day that was over while it waited? The next rung speaks of that, as where planning was late.

    What a person sends again on purpose goes out.
    """
    ahead = message.rung.startswith("-") and message.due_on is not None and message.due_on < thai.today()
    if not ahead or sent_again(message):
        return False
    rungs = Rung.objects.filter(ladder__kind=message.kind, ladder__province=message.province_code)
    return rungs.filter(offset__gt=int(message.rung)).exists()


def paused_provinces() -> set[str]:
    """Provinces whose office lets no mail out now; with them "", the mail of accounts, where no office lets any out.

    One office that pauses must not keep people of another one from a new password; after a restore all of them pause.
    """
    pauses = dict(Office.objects.values_list("province", "mail_paused"))
    paused = {province for province, waits in pauses.items() if waits}
    return paused | {""} if paused and all(pauses.values()) else paused
