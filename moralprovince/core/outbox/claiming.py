"""Taking messages with a lease and a token, and giving back what a dead worker held."""

from __future__ import annotations

import datetime as dt
import fcntl
import time
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections, router, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from moralprovince.core.models import Message

from .reasons import WORKER_DIED

Channel, State = Message.Channel, Message.State


def lease_end() -> dt.datetime:
    """Until when a message taken now is left alone."""
    return timezone.now() + dt.timedelta(seconds=settings.OUTBOX_LEASE)


def waiting(channels: Collection[str], paused: Collection[str]) -> QuerySet[Message]:
    """What may go out now over these roads, oldest first; LINE texts wait for a person, paused mail for its office."""
    rows = Message.objects.filter(state=State.PENDING, channel__in=channels, send_after__lte=timezone.now())
    if paused:
        rows = rows.exclude(Q(channel=Channel.EMAIL) & Q(province_code__in=paused))
    return rows.order_by("send_after", "pk")


def claim(rows: QuerySet[Message], limit: int) -> list[Message]:
    """Take a batch; committed before anything goes over the network. Two workers never take the same row."""
    token = str(uuid.uuid4())
    with transaction.atomic():
        keys = list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])
        Message.objects.filter(pk__in=keys, state=State.PENDING).update(
            state=State.CLAIMED, lease_token=token, lease_until=lease_end()
        )
    taken = Message.objects.filter(pk__in=keys, lease_token=token).select_related("recipient")
    return list(taken.order_by("send_after", "pk"))


def renew(message: Message) -> None:
    """A long batch keeps what it still holds."""
    Message.objects.filter(lease_token=message.lease_token, state=State.CLAIMED).update(lease_until=lease_end())


def give_back(rows: QuerySet[Message], reason: str = "") -> int:
    """Back to the queue, untouched: certainly not sent."""
    return rows.filter(state=State.CLAIMED).update(state=State.PENDING, lease_token="", lease_until=None, reason=reason)


def hold_back(province: str) -> int:
    """Mail of a province that is in the hands of workers stays here, but for the one that is going out."""
    return give_back(Message.objects.filter(channel=Channel.EMAIL, province_code=province))


def reap(*, everything: bool = False) -> tuple[int, int]:
    """Return what dead workers held: (back in the queue, stopped as unknown).

    `everything` is for a deliverer that knows itself to be the only one. The token of an unknown message stays,
    so that a worker which was merely slow can still say how it ended.
    """
    held = Message.objects.all() if everything else Message.objects.filter(lease_until__lt=timezone.now())
    back = give_back(held)
    unknown = held.filter(state=State.SENDING).update(state=State.UNKNOWN, reason=WORKER_DIED)
    return back, unknown


def one_at_a_time() -> bool:
    """SQLite knows no row locks: there one deliverer works at a time."""
    return not connections[router.db_for_write(Message)].features.has_select_for_update_skip_locked


@contextmanager
def place_at_the_counter(wait: float) -> Iterator[bool]:
    """True where this process may deliver now; the lock of a killed process falls by itself."""
    if not one_at_a_time():
        yield True
        return
    settings.OUTBOX_LOCK.parent.mkdir(parents=True, exist_ok=True)
    with open(settings.OUTBOX_LOCK, "w") as lock:
        yield lock_within(lock.fileno(), wait)


def lock_within(descriptor: int, wait: float) -> bool:
    """Try for the file lock until the time is up."""
    end = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() >= end:
                return False
            time.sleep(0.05)
