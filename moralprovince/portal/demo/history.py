"""The demo's outbox: what was told on days that are over went out on those days; today's is left to be planned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from random import Random

from django.db.models import F, QuerySet

from moralprovince.core.models import Attempt, Message
from moralprovince.core.obligations import Told
from moralprovince.core.outbox import in_letter_language
from moralprovince.core.outbox.reasons import FATE_UNKNOWN, REFUSED
from moralprovince.portal.line_texts import told_now
from moralprovince.portal.models import Rung
from moralprovince.portal.planner import plan
from moralprovince.portal.wording import reminder, what_is_owed
from networks.models import Office
from pledges.models import FollowUpReport
from pledges.reminders import RETURNED_DUE

from .calendar import DemoCalendar
from .clock import at

State = Message.State


def plan_past(calendar: DemoCalendar, chance: Random) -> None:
    """Reminders of rungs that fell on days before the day of seeding, planned and gone out on those days."""
    offsets = Rung.objects.order_by("offset").values_list("offset", flat=True).distinct()
    days = [calendar.present.due_on + dt.timedelta(days=offset) for offset in offsets]
    for day in [day for day in days if day < calendar.day]:
        with at(day, chance):
            plan(on=day)
            known_later(day).delete()
            send_out()


def known_later(day: dt.date) -> QuerySet[Message]:
    """Reminders of what was returned only after that day: the planner knows it already, whom it reminds did not."""
    later = FollowUpReport.objects.filter(state="returned", checked_at__date__gt=day)
    waiting = Message.objects.filter(kind=RETURNED_DUE, state=State.PENDING)
    return waiting.filter(obligation__in=[f"report:{pk}" for pk in later.values_list("pk", flat=True)])


def send_out() -> None:
    """What is waiting went out when it was planned, in the words of that day; nothing leaves this machine."""
    waiting = Message.objects.filter(state=State.PENDING).exclude(channel=Message.Channel.LINE)
    Message.objects.bulk_update(worded(waiting.filter(subject="")), ["subject", "body", "link"], batch_size=200)
    waiting.update(state=State.SENT, sent_at=F("created_at"))


def worded(waiting: QuerySet[Message]) -> list[Message]:
    """Reminders with the words that a worker would have given them; what several say is looked up once."""
    rows = list(waiting.select_related("recipient"))
    rungs = Rung.objects.in_bulk({message.context["rung"] for message in rows})
    offices = {office.province_id: office for office in Office.objects.select_related("province")}
    with in_letter_language():
        owed = Owed(rows)
        for message in rows:
            rung, office = rungs.get(message.context["rung"]), offices.get(message.province_code)
            if letter := reminder(message, rung, owed.told(message), office):
                message.subject, message.body, message.link = letter.subject, letter.body, letter.link
    return rows


class Owed:
    """What messages may say: to the register's addresses asked for all at once, to a person once for mail and inbox."""

    def __init__(self, rows: Iterable[Message]) -> None:
        self.register = told_now([message.obligation for message in rows if message.recipient is None])
        self.people: dict[tuple[object, ...], Told | None] = {}

    def told(self, message: Message) -> Told | None:
        """What this one says."""
        if message.recipient is None:
            return self.register.get(message.obligation)
        key = (message.obligation, message.due_on, message.recipient_id)
        if key not in self.people:
            self.people[key] = what_is_owed(message)
        return self.people[key]


def some_trouble(chance: Random) -> None:
    """A few mails that the mail server refused, and two whose fate nobody knows, for the operations page."""
    mails = list(
        Message.objects.filter(channel=Message.Channel.EMAIL, state=State.SENT, kind="report_due").values_list("pk", flat=True)
    )
    chance.shuffle(mails)
    ended(mails[:3], State.FAILED, f"{REFUSED}: 550 mailbox unavailable")
    ended(mails[3:5], State.UNKNOWN, FATE_UNKNOWN)


def ended(keys: list[int], state: str, why: str) -> None:
    """Messages that were tried once and ended so."""
    rows = Message.objects.filter(pk__in=keys)
    rows.update(state=state, sent_at=None, reason=why)
    Attempt.objects.bulk_create(
        Attempt(message=row, started_at=row.created_at, ended_at=row.created_at, outcome=state, detail=why) for row in rows
    )
