"""Who is told about an organisation's pledge, report or result: one at a time, or many by a fixed number of statements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject, Left
from django.utils import timezone
from django.utils.translation import gettext_lazy

from moralprovince.core import thai
from moralprovince.core.models import Message, User
from moralprovince.core.outbox import joined, notify, notify_address, queue_select, wake_after_commit
from networks.models import Organisation, RoleGrant

# Said to whoever did something, where the organisation hears of it from nobody else.
NOBODY_TOLD = gettext_lazy("The organisation has neither an account nor an e-mail here, so please tell it yourself.")


def holders(role: str, **scope: object) -> list[User]:
    """Active people who hold a role for a scope today."""
    grants = RoleGrant.objects.in_force(thai.today()).filter(role=role, user__is_active=True, **scope)
    return [grant.user for grant in grants.select_related("user")]


def contacts_of(organisation: Organisation) -> list[User]:
    """People with an account who look after the organisation."""
    return holders("contact", organisation=organisation)


def officers_of(province: str) -> list[User]:
    """Officers of the province's culture office."""
    return holders("culture_officer", province=province)


def can_be_told(organisation: Organisation) -> bool:
    """Is there anybody of it to tell: a contact with an account, or an address in the register?"""
    return bool(organisation.email or contacts_of(organisation))


def heard(organisation: Organisation | None, told: object, done: object) -> str:
    """What is said after a step: that the organisation was told, or that it was done and somebody has to tell it."""
    if organisation is None:
        return str(done)
    return str(told) if can_be_told(organisation) else f"{done} {NOBODY_TOLD}"


def tell_organisation(
    organisation: Organisation, *, by: User | None = None, also: Iterable[User] = (), kind: str, key: str, subject: str,
    body: str, link: str, obligation: str = "",
) -> None:  # fmt: skip
    """Tell its contacts (and the sender) what somebody else did; where nobody has an account, write to the address it gave."""
    contacts = contacts_of(organisation)
    people = {user.pk: user for user in [*contacts, *also] if user != by}
    told: dict[str, Any] = {
        "kind": kind, "subject": subject, "body": body, "link": link, "obligation": obligation,
        "province": organisation.province_id,
    }  # fmt: skip
    notify(to=people.values(), key=key, **told)
    if organisation.email and not any(user.has_mailbox for user in contacts):
        to_entry: dict[str, Any] = {
            "address": organisation.email,
            "name": organisation.contact_name,
            "register": organisation.pk,
        }
        notify_address(key=key, **to_entry, **told)


# Many at once: one INSERT … SELECT for each road, however many there are.

Texts = Mapping[str, Combinable]
Channel = Message.Channel


def tell_organisations(rows: QuerySet[Any], *, way: str, kind: str, texts: Texts) -> None:
    """What `tell_organisation` does, for the bodies that `way` leads to from each row.

    `texts` are expressions over the rows: key, subject, body and link.
    """
    rows, body = rows.order_by(), f"{way}__"
    grant, user = contact_of(f"{body}grants__"), f"{body}grants__user"
    shared = {
        "subject": Left(texts["subject"], 300), "body": texts["body"], "link": texts["link"],
        "province_code": F(f"{body}province"),
    }  # fmt: skip
    person = {"recipient": F(user), "recipient_name": F(f"{user}__name")}
    at_once = {"kind": kind, "channel": Channel.INBOX, "state": Message.State.SENT, "sent_at": timezone.now()}
    key = joined(f"{kind}/", texts["key"], "/", F(user), "/inbox")
    queue_select(rows.filter(grant), shared | person | {"dedupe_key": key}, at_once)
    by_mail = {"kind": kind, "channel": Channel.EMAIL}
    key, address = joined(f"{kind}/", texts["key"], "/", F(user), "/email"), {"address": F(f"{user}__email")}
    # In one filter with the grant: a second one would join the grants again, and reach somebody else's mailbox.
    reached = rows.filter(grant & Q(**{f"{user}__has_mailbox": True}))
    owed = queue_select(reached, shared | person | address | {"dedupe_key": key}, by_mail)
    owed += queue_select(without_mailbox(rows, way), shared | to_the_register(kind, texts["key"], body), by_mail)
    if owed:
        wake_after_commit()


def contact_of(way: str = "") -> Q:
    """A grant of an active contact that holds today."""
    day = thai.today()
    holds = Q(**{f"{way}ends_on__isnull": True}) | Q(**{f"{way}ends_on__gte": day})
    return Q(**{f"{way}role": "contact", f"{way}starts_on__lte": day, f"{way}user__is_active": True}) & holds


def without_mailbox(rows: QuerySet[Any], way: str) -> QuerySet[Any]:
    """Those whose body has an address in the register, and no contact with a mailbox."""
    reached = RoleGrant.objects.filter(contact_of(), user__has_mailbox=True, organisation=OuterRef(way))
    return rows.exclude(**{f"{way}__email": ""}).filter(~Exists(reached), **{f"{way}__isnull": False})


def to_the_register(kind: str, key: Combinable, body: str) -> dict[str, Combinable]:
    """The columns of a letter to the address in the register."""
    name = joined(f"{kind}/", key, "/register:", F(f"{body}pk"), "/email")
    return {
        "address": F(f"{body}email"), "recipient_name": F(f"{body}contact_name"), "dedupe_key": name,
        "context": JSONObject(register=F(f"{body}pk")),
    }  # fmt: skip


def filled(words: str, **columns: Combinable | str) -> Combinable:
    """A translated text with columns in the places that it names as %(name)s."""
    pieces = re.split(r"%\((\w+)\)s", words)
    return joined(*(columns[piece] if number % 2 else piece for number, piece in enumerate(pieces)))
