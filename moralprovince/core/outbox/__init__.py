"""The outbox: what is owed to whom is written with its cause, and sent by workers who may die at any moment."""

from .claiming import hold_back, reap
from .delivery import Tally, deliver, deliver_one
from .letters import Letter, Rules, earlier_day, sent_again
from .queueing import (
    cancel_open,
    cancel_rows,
    in_letter_language,
    joined,
    keyed,
    message_key,
    notify,
    notify_address,
    queue,
    queue_select,
    worded,
)
from .sealing import is_secret
from .waking import wake, wake_after_commit

__all__ = [
    "Letter",
    "Rules",
    "Tally",
    "cancel_open",
    "cancel_rows",
    "deliver",
    "deliver_one",
    "earlier_day",
    "hold_back",
    "in_letter_language",
    "is_secret",
    "joined",
    "keyed",
    "message_key",
    "notify",
    "notify_address",
    "queue",
    "queue_select",
    "reap",
    "sent_again",
    "wake",
    "wake_after_commit",
    "worded",
]
