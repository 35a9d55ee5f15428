"""People with their roles, and invitations, as tables: what their lists show and nothing that is a key to anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from moralprovince.core.tables import table_response
from networks.models import Invitation, RoleGrant

CHUNK = 1000


def people_table(rows: QuerySet[RoleGrant], ending: str) -> HttpResponseBase:
    """Who holds which role, where, and until when."""
    headings = [
        _("Name"), _("E-mail"), _("Role"), _("Where"), _("From"), _("Until"), _("Stands in for"), _("Account"),
    ]  # fmt: skip
    kinds = ["wide", "text", "text", "wide", "day", "day", "text", "text"]
    return table_response(ending, _("people"), headings, (grant_row(grant) for grant in portions(rows)), kinds=kinds)


def invitations_table(rows: QuerySet[Invitation], ending: str) -> HttpResponseBase:
    """Who was asked to come in, and what became of it."""
    headings = [
        _("Name"), _("E-mail"), _("Telephone"), _("Role"), _("Where"), _("State"), _("Invited on"), _("Valid until"),
        _("Used on"), _("Invited by"),
    ]  # fmt: skip
    kinds = ["wide", "text", "text", "text", "wide", "text", "moment", "moment", "moment", "text"]
    return table_response(ending, _("invitations"), headings, (invitation_row(one) for one in portions(rows)), kinds=kinds)


def portions(rows: QuerySet[Any]) -> Iterator[Any]:
    """The rows, some at a time, so that memory stays flat."""
    return rows.iterator(chunk_size=CHUNK)


def grant_row(grant: RoleGrant) -> list[Any]:
    """What the list says of one role."""
    user, place = grant.user, grant.scope or _("all provinces")
    return [
        str(user), "" if user.forgotten_at else user.email, str(grant.role), str(place), grant.starts_on,
        grant.ends_on, str(grant.acting_for or ""), user.closed_why,
    ]  # fmt: skip


def invitation_row(one: Invitation) -> list[Any]:
    """What the list says of one invitation."""
    place = one.organisation or one.network or one.province
    return [
        one.name or one.name_taken_out, one.email, one.phone, str(one.role), str(place), one.get_state_display(),
        one.created_at, one.expires_at, one.used_at, str(one.created_by),
    ]  # fmt: skip
