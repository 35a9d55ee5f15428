"""Sends one mail to see whether mail works, and says how it ended."""

from __future__ import annotations

import time
import uuid

from django.utils.translation import gettext_lazy as _

from moralprovince.core.actions import action
from moralprovince.core.models import Message, User
from moralprovince.core.outbox import deliver_one, notify_address
from moralprovince.portal.rules import outbox_rules

KIND = "test_mail"
# A worker that was quicker has it for no longer than the mail server may take (EMAIL_TIMEOUT).
PATIENCE, LOOK_EVERY = 20.0, 0.25
UNDER_WAY = (Message.State.CLAIMED, Message.State.SENDING)


@action
def owe_test_mail(*, address: str, name: str, by: User | None) -> Message:
    """A mail like any other, in the outbox."""
    key = uuid.uuid4().hex
    notify_address(
        address=address,
        name=name,
        kind=KIND,
        key=key,
        subject=_("Test mail of the portal"),
        body=_("This mail shows that the portal can send e-mail. You need not do anything."),
    )
    return Message.objects.get(kind=KIND, dedupe_key__contains=key)


def try_mail(*, address: str, name: str, by: User) -> Message:
    """Send a test mail now and wait for the answer of the mail server."""
    message = owe_test_mail(address=address, name=name, by=by)
    deliver_one(message, outbox_rules(), by=by)
    message.refresh_from_db()
    waited = 0.0
    while message.state in UNDER_WAY and waited < PATIENCE:
        time.sleep(LOOK_EVERY)
        waited += LOOK_EVERY
        message.refresh_from_db()
    return message
