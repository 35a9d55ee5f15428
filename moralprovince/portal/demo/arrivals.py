"""The demo's invitations: some wait, some were used, one ran out, one was withdrawn; sent by mail or printed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random

from moralprovince.core.models import Message
from networks.actions.invitations import Guest, Issued, invite, revoke
from networks.actions.joining import join
from networks.models import Organisation, Role

from .calendar import DemoCalendar
from .clock import at
from .history import send_out
from .people import DOMAIN, PASSWORD, People


@dataclass(frozen=True)
class Arrival:
    """One invitation: how many days ago, whether by mail, and what became of it."""

    days_ago: int
    mailed: bool
    became: str = "open"


ARRIVALS = (
    Arrival(2, mailed=True),
    Arrival(4, mailed=False),
    Arrival(6, mailed=True),
    Arrival(12, mailed=False, became="withdrawn"),
    Arrival(15, mailed=True, became="used"),
    Arrival(20, mailed=True, became="used"),
    Arrival(45, mailed=True, became="expired"),
)


def invite_some(people: People, organisations: list[Organisation], calendar: DemoCalendar, chance: Random) -> None:
    """Contacts of bodies that have none yet, invited by the officer; nothing happens on the day of seeding itself."""
    without = [one for one in organisations if one.pk not in people.contacts]
    for number, (arrival, organisation) in enumerate(zip(ARRIVALS, without, strict=False), 1):
        invited = calendar.day - dt.timedelta(days=arrival.days_ago)
        with at(invited, chance):
            issued = invite(guest=guest_of(organisation, number if arrival.mailed else None), by=people.officer)
            send_out()
        if arrival.became in BECOMES:
            with at(invited + dt.timedelta(days=1), chance):
                BECOMES[arrival.became](issued, people)
                send_out()
    Message.objects.filter(kind="invitation", state=Message.State.SENT).update(body="")


def guest_of(organisation: Organisation, number: int | None) -> Guest:
    """Whom the register names; with a mailbox of the demo, or without any."""
    name = organisation.contact_name or f"ผู้ติดต่อ {organisation.name}"
    email = f"guest{number}@{DOMAIN}" if number else ""
    return Guest(name, Role.objects.get(pk="contact"), organisation, email, organisation.phone)


def use(issued: Issued, people: People) -> None:
    """The person came in."""
    join(invitation=issued.invitation, name=issued.invitation.name, password=PASSWORD)


def withdraw(issued: Issued, people: People) -> None:
    """The officer took it back."""
    revoke(invitation=issued.invitation, by=people.officer)


BECOMES = {"used": use, "withdrawn": withdraw}
