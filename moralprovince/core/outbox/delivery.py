"""Sending: each step is written down before the next one is taken, so that a worker may be killed at any of them."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from moralprovince.core.models import Attempt, Message, User

from . import reasons
from .claiming import claim, give_back, lease_end, one_at_a_time, place_at_the_counter, reap, renew, waiting
from .letters import Letter, Rules, note_on
from .lines import FateUnknown, Line, LineLost, NoServer, Refusal
from .queueing import in_letter_language
from .sealing import is_secret, opened, wiped

logger = logging.getLogger(__name__)

Channel, State = Message.Channel, Message.State
BATCH = 50
# Waits after the first, second, … "try again later" of a server; after the last one a person decides.
PATIENCE = [dt.timedelta(minutes=minutes) for minutes in (5, 15, 60, 240, 720, 1440)]
# So many broken lines in a row are an ill server, not an unlucky mail: the rest waits for the next run.
BROKEN_LINES = 10


@dataclass
class Tally:
    """What one run did."""

    sent: int = 0
    unknown: int = 0
    failed: int = 0
    cancelled: int = 0
    later: int = 0
    busy: bool = False
    out_of_time: bool = False
    trouble: str = ""
    broken_lines: int = 0
    put_off: set[int] = field(default_factory=set, repr=False)

    def count(self, state: str) -> None:
        """One more message ended in that state."""
        name = "later" if state == State.PENDING else State(state).value
        setattr(self, name, getattr(self, name) + 1)

    def line_broke(self, why: str) -> None:
        """One more broken line; too many in a row are trouble with the server."""
        self.broken_lines += 1
        if self.broken_lines >= BROKEN_LINES:
            self.trouble = why


def deliver(rules: Rules, *, wait: float = 0.0, seconds: float | None = None) -> Tally:
    """Send what is owed until nothing is left (or `seconds` are over); safe to run twice at once."""
    tally = Tally()
    end = None if seconds is None else time.monotonic() + seconds
    with place_at_the_counter(wait) as allowed, closing(Line()) as line:
        if not allowed:
            tally.busy = True
            return tally
        reap(everything=one_at_a_time())
        for batch in batches(rules, tally):
            send_batch(batch, rules, line, tally, end)
            line.close()
            if tally.out_of_time:
                break
    return tally


def batches(rules: Rules, tally: Tally) -> Iterator[list[Message]]:
    """Claimed batches; after the mail server turned out to be away only the inbox goes on."""
    while True:
        channels = [Channel.INBOX] if tally.trouble else [Channel.EMAIL, Channel.INBOX]
        batch = claim(waiting(channels, rules.paused_provinces()).exclude(pk__in=tally.put_off), BATCH)
        if not batch:
            return
        yield batch


def send_batch(batch: list[Message], rules: Rules, line: Line, tally: Tally, end: float | None) -> None:
    """Message by message; what is left when the server is away or the time is up goes back untouched."""
    renewed = time.monotonic()
    for message in batch:
        if tally.trouble and message.channel == Channel.EMAIL:
            give_back(Message.objects.filter(pk=message.pk, lease_token=message.lease_token), tally.trouble)
            continue
        if time.monotonic() - renewed > min(10.0, settings.OUTBOX_LEASE / 4):
            renew(message)
            renewed = time.monotonic()
        handle(message, rules, line, tally)
        if end is not None and time.monotonic() > end:
            # A slow server may need an hour for a batch; whoever is killed meanwhile leaves a mail of unknown fate.
            tally.out_of_time = True
            give_back_rest(message.lease_token, tally.trouble)
            return


def give_back_rest(token: str, trouble: str) -> None:
    """What a run still holds when its time is up; mail waits for the server where that is in trouble, and says so."""
    held = Message.objects.filter(lease_token=token)
    give_back(held.filter(channel=Channel.EMAIL), trouble)
    give_back(held)


def handle(message: Message, rules: Rules, line: Line, tally: Tally, by: User | None = None) -> None:
    """One message: to whom by now? still owed? worded? then out."""
    addressed = address(message, rules)
    letter = prepare(message, rules)
    if isinstance(letter, str):
        tally.count(letter)
    elif message.channel == Channel.INBOX:
        if settle(message, State.CLAIMED, State.SENT, subject=letter.heading, body=letter.text, link=letter.link):
            tally.count(State.SENT)
    elif addressed is None:
        # The old address was taken out on purpose: what still went there would reach whoever should not read it.
        if settle(message, State.CLAIMED, State.FAILED, reason=reasons.ADDRESS_GONE):
            tally.count(State.FAILED)
    else:
        send_mail(message, letter, addressed, line, tally, by)


def address(message: Message, rules: Rules) -> dict[str, str] | None:
    """Write a mail to where its reader is written to now; what of it has changed since it was owed, None if nowhere."""
    now = rules.written_to(message) if message.channel == Channel.EMAIL else {}
    if now is None:
        return None
    changed = {name: value for name, value in now.items() if getattr(message, name) != value}
    for name, value in changed.items():
        setattr(message, name, value)
    return changed


def prepare(message: Message, rules: Rules) -> Letter | str:
    """The words, or the state in which the message ended without any; one bad row never stops the others."""
    try:
        with in_letter_language():
            owed = rules.still_open(message)
            over = owed and rules.too_late(message)
            letter = opened(message, rules.word(message)) if owed and not over else None
            letter = letter and replace(letter, note=note_on(message))
    except DatabaseError:
        raise
    except Exception:
        logger.exception("Message %s could not be worded", message.pk)
        settle(message, State.CLAIMED, State.FAILED, reason=reasons.UNWORDABLE)
        return State.FAILED
    if letter is None:
        why = reasons.OVER if over else reasons.CLOSED
        settle(message, State.CLAIMED, State.CANCELLED, reason=why, **wiped(message))
        return State.CANCELLED
    return letter


def send_mail(
    message: Message, letter: Letter, addressed: Mapping[str, str], line: Line, tally: Tally, by: User | None
) -> None:
    """Written down as going out, and to whom by now, then out, then written down as it ended."""
    attempt = begin(message, letter, by, **addressed)
    if attempt is None:
        return
    try:
        with in_letter_language():
            line.send(message, letter)
    except NoServer as trouble:
        tally.trouble = reasons.because(trouble.why, trouble)
        end(message, attempt, State.PENDING, tally, tally.trouble)
    except LineLost as trouble:
        tally.line_broke(reasons.because(reasons.LINE_LOST, trouble))
        put_off(message, attempt, tally, reasons.because(reasons.LINE_LOST, trouble), at_once=not message.tries)
    except FateUnknown as trouble:
        tally.line_broke(reasons.because(reasons.FATE_UNKNOWN, trouble))
        end(message, attempt, State.UNKNOWN, tally, reasons.because(reasons.FATE_UNKNOWN, trouble))
    except Refusal as refusal:
        tally.broken_lines = 0
        if refusal.for_now:
            put_off(message, attempt, tally, reasons.because(reasons.REFUSED_FOR_NOW, refusal))
        else:
            end(message, attempt, State.FAILED, tally, reasons.because(reasons.REFUSED, refusal))
    except ValueError as trouble:
        # The address or a heading cannot stand in a mail at all.
        end(message, attempt, State.FAILED, tally, reasons.because(reasons.NO_ADDRESS, trouble))
    else:
        tally.broken_lines = 0
        end(message, attempt, State.SENT, tally)


def begin(message: Message, letter: Letter, by: User | None, **addressed: str) -> Attempt | None:
    """Commit that this message is about to go out; None where it was cancelled or taken by another meanwhile."""
    kept = {"subject": letter.heading, "body": message.body if is_secret(message) else letter.body, **addressed}
    with transaction.atomic():
        if not settle(message, State.CLAIMED, State.SENDING, lease_until=lease_end(), **kept):
            return None
        return Attempt.objects.create(message=message, by=by)


def end(message: Message, attempt: Attempt, state: str, tally: Tally, why: str = "", **fields: object) -> None:
    """Write down how it ended; also where a reaper had given the worker up."""
    if state == State.SENT:
        fields |= wiped(message)
    with transaction.atomic():
        for before in (State.SENDING, State.UNKNOWN):
            if settle(message, before, state, reason=why, **fields):
                break
        Attempt.objects.filter(pk=attempt.pk).update(ended_at=timezone.now(), outcome=state, detail=why)
    tally.count(state)


def put_off(message: Message, attempt: Attempt, tally: Tally, why: str, *, at_once: bool = False) -> None:
    """Try again later, but not for ever and not in this run."""
    tally.put_off.add(message.pk)
    if message.tries >= len(PATIENCE):
        end(message, attempt, State.FAILED, tally, why)
        return
    delay = dt.timedelta(0) if at_once else PATIENCE[message.tries]
    end(message, attempt, State.PENDING, tally, why, tries=message.tries + 1, send_after=timezone.now() + delay)


def settle(message: Message, before: str, state: str, **fields: object) -> bool:
    """The one door that writes the state of a claimed message: only with its token, only from where it was."""
    if state == State.SENT:
        fields["sent_at"] = timezone.now()
    if state in (State.PENDING, State.FAILED, State.CANCELLED, State.SENT):
        fields |= {"lease_token": "", "lease_until": None}
    held = Message.objects.filter(pk=message.pk, state=before, lease_token=message.lease_token)
    return held.update(state=state, **fields) == 1


def deliver_one(message: Message, rules: Rules, *, by: User, wait: float = 5.0) -> Tally:
    """Send one pending message now, at a person's wish (a test mail, a decided resend)."""
    tally = Tally()
    with place_at_the_counter(wait) as allowed, closing(Line()) as line:
        if not allowed:
            tally.busy = True
            return tally
        claimed = claim(Message.objects.filter(pk=message.pk, state=State.PENDING), 1)
        # A worker took it in the moment before.
        tally.busy = not claimed
        for one in claimed:
            handle(one, rules, line, tally, by)
    return tally
