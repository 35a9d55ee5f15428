"""What the portal keeps of one person, told to herself: one list of sections for the page and for both files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from moralprovince.core import entered as ground
from moralprovince.core.entered import Entered
from moralprovince.core.models import Message
from moralprovince.core.tables import words
from moralprovince.core.templatetags.portal import thai_moment
from networks.actions.joining import login_name
from networks.models import Invitation, Organisation, RoleGrant, WorkingGroup, WorkingGroupMember
from networks.today import counted

from . import floors
from .filters import kind_words

# A page shows so many lines of a section; the files hold all of them.
MOST_SHOWN = 20


@dataclass(frozen=True)
class Line:
    """One line: what stands in it, and where it leads."""

    cells: Sequence[Any]
    link: str = ""


@dataclass(frozen=True)
class Section:
    """One kind of data: its headings and its lines, read once they are asked for: the first so many, or all (None)."""

    code: str
    title: str
    headings: Sequence[str]
    read: Callable[[int | None], Iterator[Line]] = field(repr=False)
    nothing: str = ""
    # How many there are, where counting costs less than reading them.
    number: Callable[[], int] | None = field(default=None, repr=False)

    @cached_property
    def lines(self) -> list[Line]:
        """All of them."""
        return list(self.read(None))

    @cached_property
    def shown(self) -> list[Line]:
        """Those on the page."""
        return list(islice(self.read(MOST_SHOWN), MOST_SHOWN)) if self.number else self.lines[:MOST_SHOWN]

    @property
    def table(self) -> Iterator[dict[str, Any]]:
        """Those on the page: each cell in words, beside its heading."""
        for line in self.shown:
            yield {"link": line.link, "cells": list(zip(self.headings, map(in_words, line.cells), strict=True))}

    @property
    def more(self) -> int:
        """How many stand in the files only."""
        if len(self.shown) < MOST_SHOWN:
            return 0
        return (self.number() if self.number else len(self.lines)) - MOST_SHOWN


def in_words(value: Any) -> str:
    """A cell as people read it."""
    return thai_moment(value) if isinstance(value, dt.date) else str(value or "")


def sections_of(person: Any) -> list[Section]:
    """Everything, in the order in which one would ask for it."""
    what, until, day, where = _("What"), _("Until"), _("From"), _("Where")
    name, phone, mail = _("Name"), _("Telephone"), _("E-mail")
    role = [_("Role"), where, day, until, _("Stands in for")]
    seat = [_("Working group"), _("Post"), name, _("Position"), _("Agency"), phone, mail, day, until]
    invited = [_("Invited on"), _("Role"), where, name, phone, mail, _("State")]
    told = [_("About what"), _("When"), _("By which way"), _("State"), _("Read at")]
    body = [_("Organisation or community"), _("Contact person"), phone, mail]
    return [
        Section("account", _("Account"), [what, _("What is kept")], lambda most: account_lines(person)),
        Section("roles", _("Roles"), role, lambda most: map(role_line, roles_of(person)), _("No role so far.")),
        Section("seats", _("Working groups"), seat, lambda most: seat_lines(person), _("No seat in a working group.")),
        Section("contact", _("Contact of bodies"), body, lambda most: contact_lines(person),
                _("Your name stands at no body of the register.")),
        Section("invitations", _("Invitations"), invited, lambda most: invitation_lines(person), _("No invitation.")),
        Section("entered", _("What you entered"), [what, _("Count")], lambda most: counts(person), _("Nothing so far.")),
        Section("pages", _("What of it you may open"), [_("Page"), what], lambda most: pages(person, most),
                _("Nothing so far."), lambda: number_of_pages(person)),
        Section("messages", _("Messages to you"), told, lambda most: map(message_line, messages_to(person)[:most]),
                _("No message."), lambda: messages_to(person).count()),
    ]  # fmt: skip


def account_lines(person: Any) -> Iterator[Line]:
    """The account itself."""
    second = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists()
    yield Line([_("Full name"), person.name])
    yield Line([_("Log-in name"), login_name(person)])
    yield Line([_("E-mail"), person.email if person.has_mailbox else _("none; nothing is mailed to this person")])
    yield Line([_("Telephone"), person.phone])
    yield Line([_("Second step"), _("in use") if second else _("not set up")])
    yield Line([_("Password"), _("kept so that nobody can read it")])
    yield Line([_("Account made at"), person.date_joined])
    yield Line([_("Last log-in"), person.last_login])
    yield Line([_("Privacy notice read at"), person.notice_accepted_at])


def roles_of(person: Any) -> QuerySet[RoleGrant]:
    """Hers, those that are over as well."""
    about = ("role", "province", "network", "organisation", "acting_for")
    return RoleGrant.objects.filter(user=person).select_related(*about).order_by("-starts_on", "pk")


def role_line(grant: RoleGrant) -> Line:
    """One role with its days."""
    where = str(grant.scope or _("all provinces"))
    return Line([str(grant.role), where, grant.starts_on, grant.ends_on, str(grant.acting_for or "")])


def seat_lines(person: Any) -> Iterator[Line]:
    """Her seats in working groups: by her account, or by the address she logs in with."""
    hers = Q(user=person) | Q(email__iexact=person.email)
    rows = WorkingGroupMember.objects.filter(hers).select_related("group").order_by("-starts_on", "pk")
    readable = set(WorkingGroup.objects.visible_to(person).values_list("pk", flat=True))
    for seat in rows:
        cells = [seat.group.name, seat.get_post_display(), str(seat), seat.position, seat.agency, seat.phone, seat.email]
        link = reverse("networks:group", args=[seat.group_id]) if seat.group_id in readable else ""
        yield Line([*cells, seat.starts_on, seat.ends_on], link)


def contact_lines(person: Any) -> Iterator[Line]:
    """Where she stands as contact; of the entry no more is told than what is hers.

    Whoever may change her own name and telephone must not find out by it who else has them: these are looked for only among
    the entries whose contact she may read anyway.
    """
    named = Q(contact_name=person.name) & ~Q(contact_name="") | Q(phone=person.phone) & ~Q(phone="")
    read = Q(pk__in=Organisation.objects.within(person, "register.contacts").order_by().values("pk"))
    bodies = list(Organisation.objects.filter(Q(email__iexact=person.email) | named & read).order_by("name_sort", "pk"))
    visible = Organisation.objects.visible_to(person).filter(pk__in=[body.pk for body in bodies])
    readable = set(visible.values_list("pk", flat=True))
    for body in bodies:
        pairs = ((body.contact_name, person.name), (body.phone, person.phone), (body.email, person.email))
        hers = [stands if stands.lower() == own.lower() else "" for stands, own in pairs]
        yield Line([body.name, *hers], reverse("networks:organisation", args=[body.code]) if body.pk in readable else "")


def invitation_lines(person: Any) -> Iterator[Line]:
    """Invitations to her address, and those she used."""
    rows = Invitation.objects.filter(Q(used_by=person) | Q(email__iexact=person.email))
    for one in rows.select_related("role", "organisation", "network", "province").distinct():
        where = str(one.organisation or one.network or one.province)
        name = one.name or one.name_taken_out
        yield Line([one.created_at, str(one.role), where, name, one.phone, one.email, one.get_state_display()])


def kinds_of(person: Any) -> Iterator[Entered]:
    """What she entered, from the ground up."""
    yield from ground.entered_by(person)
    for entered_by in floors.each("entered_by"):
        yield from entered_by(person)


def numbers_of(person: Any) -> list[tuple[Entered, int]]:
    """Each kind with how many she entered of it; one query."""
    kinds = list(kinds_of(person))
    return list(zip(kinds, counted(*(kind.rows for kind in kinds)), strict=True))


def counts(person: Any) -> Iterator[Line]:
    """How much of each kind, where there is any."""
    for kind, count in numbers_of(person):
        if count:
            yield Line([kind.label, count])


def pages(person: Any, most: int | None) -> Iterator[Line]:
    """Each of them that she may open, of each kind the newest so many."""
    for kind in kinds_of(person):
        for row in () if kind.readable is None else kind.readable[:most]:
            yield Line([str(kind.words(row)), kind.label], kind.address(row))


def number_of_pages(person: Any) -> int:
    """How many she may open, in one query; an officer of many years entered tens of thousands."""
    return sum(counted(*(kind.readable for kind in kinds_of(person))))


def messages_to(person: Any) -> QuerySet[Message]:
    """By every way."""
    return Message.objects.filter(recipient=person).defer("body", "context")


def message_line(message: Message) -> Line:
    """When, and about what: in its own words while it has any, else by its kind."""
    about = message.subject or " · ".join(filter(None, [str(kind_words(message.kind)), message.text_taken_out]))
    said = [words(Message.Channel, message.channel), words(Message.State, message.state)]
    return Line([about, message.sent_at or message.created_at, *said, message.read_at], message.link)
