"""What a person decides about one message: send it again, say that it arrived, take it back, pass it on by LINE."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from moralprovince.core.errors import Outpaced
from moralprovince.core.models import Attempt, Message, User

from .letters import AGAIN
from .queueing import CANCELLABLE
from .reasons import BY_HAND
from .sealing import wiped
from .waking import wake_after_commit

State = Message.State


def send_again(message: Message, before: str, **fields: Any) -> None:
    """Back into the queue with all patience anew, to another address where `fields` say so.

    A message whose cause is gone is cancelled instead of sent.
    """
    fields |= {"tries": 0, "reason": "", "send_after": timezone.now(), "context": message.context | {AGAIN: True}}
    decide(message, [before], State.PENDING, **fields)
    wake_after_commit()


def arrived(message: Message, by: User) -> None:
    """Somebody asked: the mail of unknown fate is there."""
    decide(message, [State.UNKNOWN], State.SENT, sent_at=timezone.now(), reason="", **wiped(message))
    Attempt.objects.create(message=message, by=by, ended_at=timezone.now(), outcome=State.SENT, detail=BY_HAND)


def take_back(message: Message, why: str) -> None:
    """It is not sent; possible until a worker is handing it over."""
    decide(message, CANCELLABLE, State.CANCELLED, reason=why or BY_HAND, **wiped(message))


def passed_on(message: Message, by: User) -> None:
    """A text for LINE was pasted into a chat by a person."""
    now = timezone.now()
    decide(message, [State.PENDING], State.SENT, sent_at=now, reason="")
    Attempt.objects.create(message=message, by=by, ended_at=now, outcome=State.SENT, detail=BY_HAND)


def decide(message: Message, sources: Sequence[str], state: str, **fields: Any) -> None:
    """One conditional UPDATE; a worker that held the message finds its token gone.

    Raises:
        Outpaced: the message moved on in the meantime.
    """
    fields |= {"state": state, "lease_token": "", "lease_until": None}
    if not Message.objects.filter(pk=message.pk, state__in=sources, emptied_on=None).update(**fields):
        raise Outpaced(_("This message has moved on in the meantime. Please look at it again; nothing was done."))
    for name, value in fields.items():
        setattr(message, name, value)
