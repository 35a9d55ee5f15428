"""Who is told about an organisation's pledge or report."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from moralprovince.core import thai
from moralprovince.core.models import User
from moralprovince.core.outbox import notify, notify_address
from networks.models import Organisation, RoleGrant


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


def tell_organisation(
    organisation: Organisation, *, also: Iterable[User] = (), kind: str, key: str, subject: str, body: str, link: str
) -> None:
    """Tell its contacts (and the sender); where nobody has an account, write to the address in the register."""
    people = {user.pk: user for user in [*contacts_of(organisation), *also]}
    told: dict[str, Any] = {"kind": kind, "subject": subject, "body": body, "link": link, "province": organisation.province_id}
    notify(to=people.values(), key=key, **told)
    if organisation.email and not any(user.has_mailbox for user in people.values()):
        notify_address(address=organisation.email, name=organisation.contact_name, key=key, **told)
