"""Owing a message: written in the transaction of its cause, under a key that makes owing it twice impossible."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from django.conf import settings
from django.db import router, transaction
from django.db.models import Case, CharField, F, Func, Q, QuerySet, Value, When
from django.utils import timezone, translation

from moralprovince.core.bulk import insert_select
from moralprovince.core.models import Message, User

from .sealing import seal, without_links
from .waking import wake_after_commit

Channel, State = Message.Channel, Message.State
KEY_LENGTH = 200
# A failed message whose cause is gone needs nobody's attention any more; an unknown one still does.
CANCELLABLE = (State.PENDING, State.CLAIMED, State.FAILED)


def in_letter_language() -> AbstractContextManager[Any]:
    """The language letters are written in, whoever happens to press the button."""
    return translation.override(settings.LANGUAGE_CODE)


def worded(words: object, **given: object) -> str:
    """A text with what it tells of, in the language of letters: a lazy one is read in the writer's when it is filled in."""
    with in_letter_language():
        return str(words) % given


def queue(messages: Sequence[Message]) -> int:
    """Owe these messages; a key that is owed already is passed over. Returns how many were given.

    Raises:
        TransactionManagementError: there is no transaction of a cause to belong to.
    """
    if not transaction.get_connection(router.db_for_write(Message)).in_atomic_block:
        raise transaction.TransactionManagementError("A message is owed in the transaction of its cause")
    Message.objects.bulk_create(messages, ignore_conflicts=True, batch_size=500)
    if any(message.channel == Channel.EMAIL and message.state == State.PENDING for message in messages):
        wake_after_commit()
    return len(messages)


def notify(
    *,
    to: Iterable[User],
    kind: str,
    key: str,
    subject: object,
    body: object,
    link: str = "",
    obligation: str = "",
    province: str = "",
) -> int:
    """Tell people of one event: an item in each one's inbox, and an e-mail where there is a mailbox.

    `key` makes the event one ("report:12/returned/2"); subject and body may be lazy translations.
    """
    people = {user.pk: user for user in to if user.is_active}.values()
    text = texts(kind=kind, subject=subject, body=body, link=link, obligation=obligation, province=province)
    rows = [inbox_row(user, key, text) for user in people]
    rows += [email_row(user.email, user.name, key, text, user) for user in people if user.has_mailbox]
    return queue(rows) if rows else 0


def notify_address(
    *,
    address: str,
    name: str,
    kind: str,
    key: str,
    subject: object,
    body: object,
    link: str = "",
    obligation: str = "",
    province: str = "",
    secret: bool = False,
    register: int | None = None,
) -> int:
    """Owe one e-mail to an address; `secret` seals the text until it goes out and wipes it then (one-time links).

    `register` is the entry whose address it is: sent again later, it goes to the address that stands there then.
    """
    text = texts(kind=kind, subject=subject, body=body, link=link, obligation=obligation, province=province)
    if register:
        text |= {"context": {"register": register}}
    if secret:
        text |= {"context": {"secret": True}, "body": seal(text["body"])}
    return queue([email_row(address, name, key, text)])


def texts(*, subject: object, body: object, province: str = "", **rest: Any) -> dict[str, Any]:
    """The fields that all rows of one event share, worded in the language of letters."""
    with in_letter_language():
        return {"subject": " ".join(str(subject).split())[:300], "body": str(body), "province_code": province, **rest}


def inbox_row(user: User, key: str, text: Mapping[str, Any]) -> Message:
    """An inbox item: writing it is delivering it."""
    return Message(
        dedupe_key=message_key(text["kind"], key, user.pk, Channel.INBOX),
        channel=Channel.INBOX,
        recipient=user,
        recipient_name=user.name,
        state=State.SENT,
        sent_at=timezone.now(),
        **text,
    )


def email_row(address: str, name: str, key: str, text: Mapping[str, Any], user: User | None = None) -> Message:
    """An e-mail to be sent by a worker."""
    return Message(
        dedupe_key=message_key(text["kind"], key, user.pk if user else address.lower(), Channel.EMAIL),
        channel=Channel.EMAIL,
        recipient=user,
        address=address,
        recipient_name=name,
        **text,
    )


def message_key(*parts: object) -> str:
    """What makes a message one; too long a key is replaced by its digest."""
    key = "/".join(str(part) for part in parts)
    return key if len(key) <= KEY_LENGTH else hashlib.sha256(key.encode()).hexdigest()


def cancel_open(obligation: str, *, reason: str) -> int:
    """Nothing more is asked for under this obligation; call it in the transaction that closes it."""
    return cancel_rows(Message.objects.filter(obligation=obligation), reason=reason) if obligation else 0


def cancel_rows(rows: QuerySet[Message], *, reason: str) -> int:
    """Take back what has not gone out, and wipe its one-time links; a worker that holds one of them finds its token gone."""
    taken_back = {"state": State.CANCELLED, "reason": str(reason)[:500], "lease_token": "", "body": without_links()}
    return rows.filter(state__in=CANCELLABLE).update(**taken_back, dedupe_key=given_up())


def given_up() -> Case:
    """The key of a reminder that is taken back: its own is free for planning, should what it asks for be owed after all."""
    # A notice is written once by its action, under a key that the next telling does not have; what a worker holds may be out.
    keeps = Q(rung="") | Q(state=State.CLAIMED)
    return Case(When(keeps, then=F("dedupe_key")), default=joined("taken-back/", F("pk")))


def queue_select(rows: QuerySet[Any], columns: Mapping[str, Any], constants: Mapping[str, Any]) -> int:
    """Owe one message per row of a queryset by one INSERT … SELECT; keys that are owed already are passed over.

    `columns` maps fields of Message to expressions over the queryset, `constants` to plain values.
    Memory stays flat and half a million rows are one statement; returns how many were added.
    """
    return insert_select(Message, rows, columns, constants)


def joined(*parts: Any) -> Func:
    """Columns (F) and plain words as one text, by the operator both engines know; keys are made with it."""
    pieces = [part if isinstance(part, F | Func) else Value(str(part)) for part in parts]
    return Func(*pieces, template="(%(expressions)s)", arg_joiner=" || ", output_field=CharField())


def keyed(rows: QuerySet, before: str, after: str = "") -> QuerySet:
    """The keys of rows as messages name them ("report:12", "/reports/12/"), as a queryset of one column."""
    return rows.order_by().annotate(named=joined(before, F("pk"), after)).values("named")
