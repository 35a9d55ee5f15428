"""Hands the work of a coordinator or contact to her successor in one step: roles, drafts, tasks, reminders, unread messages."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import record
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import Draft, Message, User
from moralprovince.core.outbox import in_letter_language, notify
from moralprovince.portal.handover import colleagues_of, held, roles_in_hand, unread_of, unsent_of, waiting_for
from networks.actions.roles import give, lent_by, place_of, take_away
from networks.models import RoleGrant
from networks.permissions import can_give_role, province_of_grant


@action
def hand_over(*, person: User, to: User, by: User, note: str = "") -> int:
    """Everything a coordinator or contact has in hand becomes her successor's, from today; returns how much moved.

    Raises:
        NotAllowed: the office gives roles; a person herself hands over only to a colleague with the same roles.
        Refused: she holds no such role, or the successor is she herself or cannot log in.
    """
    grants = list(roles_in_hand(person, thai.today()).select_for_update(of=("self",)))
    ensure_fits(person, to, grants)
    ensure_may(person, to, grants, by)
    moved = move_named(person, to, grants)
    for grant in grants:
        pass_on(grant, to, by)
    place = province_of_grant(grants[0])
    record("hand_over", person, by=by, note=note, changes={"core.message.recipient": [person.pk, to.pk]}, province=place)
    record("take_over", to, by=by, note=note, changes={"core.message.recipient": [person.pk, to.pk]}, province=place)
    tell(person, to, len(grants), moved, place)
    return moved + len(grants)


def ensure_fits(person: User, to: User, grants: list[RoleGrant]) -> None:
    """There is something to hand over, and somebody else to take it."""
    if not grants:
        raise Refused(_("%(name)s holds no role of a coordinator or contact that could be handed over.") % {"name": person})
    if person.pk == to.pk:
        raise Refused(_("Please choose somebody else: the work is hers already."))
    if not to.is_active:
        raise Refused(_("This account is closed."))


def ensure_may(person: User, to: User, grants: list[RoleGrant], by: User) -> None:
    """The office gives these roles; between colleagues who hold them both nobody gains a right."""
    if all(can_give_role(by, grant.role, province_of_grant(grant)) for grant in grants):
        return
    if by.pk != person.pk or not colleagues_of(person, grants, thai.today()).filter(pk=to.pk).exists():
        raise NotAllowed(_("Only the culture office gives roles. You can hand over to a colleague who holds the same roles."))


def pass_on(grant: RoleGrant, to: User, by: User) -> None:
    """Her role ends yesterday, the same one begins for the successor today, where he does not hold it himself already."""
    today, scope = thai.today(), grant.network or grant.organisation
    starts_on, ends_on, role = max(grant.starts_on, today), grant.ends_on, grant.role
    lasting = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    for ending in (grant, *lent_by(grant).filter(lasting)):
        take_away(ending, today - dt.timedelta(days=1), by, "")
    if not RoleGrant.objects.in_force(starts_on).own().filter(user=to, role=role, **place_of(scope)).exists():  # type: ignore[arg-type]
        give(to, role, scope, by, starts_on=starts_on, ends_on=ends_on)  # type: ignore[arg-type]


def move_named(person: User, to: User, grants: list[RoleGrant]) -> int:
    """What stands under her name on every floor, and her messages; returns how many rows."""
    moved = sum(one.rows.update(**{one.column: to}) for one in held(person, grants) if one.rows.model not in (Message, Draft))
    moved += move_drafts(person, to, grants)
    messages = (*unread_of(person, grants), *waiting_for(person, grants))
    return moved + sum(move_message(message, person, to) for message in messages)


def move_drafts(person: User, to: User, grants: list[RoleGrant]) -> int:
    """Forms she has not sent; where the successor has begun the same one, his own stays."""
    begun = Draft.objects.filter(user=to).values("key")
    return unsent_of(person, grants).exclude(key__in=begun).update(user=to)


def move_message(message: Message, person: User, to: User) -> bool:
    """Give a message to the successor under a key of his own; what he was told already is not told twice."""
    key = key_for(message.dedupe_key, person.pk, to.pk)
    if key != message.dedupe_key and Message.objects.filter(dedupe_key=key).exists():
        return False
    values: dict[str, Any] = {"dedupe_key": key, "recipient": to, "recipient_name": to.name}
    values["obligation"] = key_for(message.obligation, person.pk, to.pk)
    if message.address:
        values["address"] = to.email
    if message.channel == Message.Channel.EMAIL and not to.has_mailbox:
        values |= {"state": Message.State.CANCELLED, "reason": str(_("The successor has no mailbox."))}
    return bool(Message.objects.filter(pk=message.pk, state=message.state).update(**values))


def key_for(key: str, old: int, new: int) -> str:
    """The same key with the successor in it: a person stands as the last part but one, or last of four joined by colons."""
    parts = key.split("/")
    if len(parts) > 2 and parts[-2] == str(old):
        parts[-2] = str(new)
    combined = re.compile(rf"((?:[^:]+:){{3}}){old}")
    return "/".join(combined.sub(rf"\g<1>{new}", part) if combined.fullmatch(part) else part for part in parts)


def tell(person: User, to: User, roles: int, moved: int, province: str) -> None:
    """The successor reads what has become hers."""
    with in_letter_language():
        words = _("%(name)s handed her work over to you. Roles: %(roles)s. Drafts, tasks and messages: %(moved)s.")
    notify(
        to=[to], kind="handed_over", key=f"handed:{person.pk}/{thai.today()}", link="/", province=province,
        subject=gettext_lazy("Work was handed over to you"), body=words % {"name": person, "roles": roles, "moved": moved},
    )  # fmt: skip
