"""What a person's history tells: what was done to her account, and which roles she was given and lost, in one list."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from moralprovince.core.audit import histories_of, history_of
from moralprovince.core.models import AuditEvent, Message, User
from networks.actions.roles import KEEPS_PEOPLE, ROLE_GIVEN, WITHDRAWN
from networks.models import RoleGrant
from networks.querysets.scope import scope_of

TOLD = re.compile(rf"{ROLE_GIVEN}/grant:(\d+)/")


def history_of_person(person: User, grants: Iterable[RoleGrant], reader: Any, limit: int) -> list[AuditEvent]:
    """The newest events, each of a role with the role it is about; `grants` are all of hers.

    Why a role was given or ended elsewhere is for those who look after the people there.
    """
    known = {str(grant.pk): words_of(grant) for grant in grants}
    of_roles = histories_of(RoleGrant, [*known, *withdrawn_from(person)])
    events = list((history_of(person) | of_roles).exclude(elsewhere(reader))[:limit])
    for event in events:
        if event.object_type == RoleGrant._meta.label_lower:
            # Of a row that is gone, its label says what it was, behind her name.
            event.about = known.get(event.object_id) or event.object_label.partition(" · ")[2]  # type: ignore[attr-defined]
    return events


def withdrawn_from(person: User) -> list[str]:
    """Keys of grants whose rows are gone, since they never held for a whole day; they may be among others of hers.

    Before her history told of their end, only the notice of a new role said whose they were.
    """
    ends = history_of(person).filter(action="end_grant").values_list("changes", flat=True)
    notices = Message.objects.filter(recipient=person, kind=ROLE_GIVEN, channel=Message.Channel.INBOX)
    told = map(TOLD.match, notices.values_list("dedupe_key", flat=True))
    return [*(str(changes[WITHDRAWN]) for changes in ends if WITHDRAWN in changes), *(found[1] for found in told if found)]


def elsewhere(reader: Any) -> Q:
    """Events of roles in provinces whose people the reader does not look after."""
    scope = scope_of(reader)
    if scope.everywhere(KEEPS_PEOPLE):
        return Q(pk__in=())
    of_roles = Q(object_type=RoleGrant._meta.label_lower) | Q(action="end_grant")
    return of_roles & ~Q(province_code__in=scope.provinces(KEEPS_PEOPLE))


def words_of(grant: RoleGrant) -> str:
    """Which role, where, and for whom."""
    lent = _("stands in for %(name)s") % {"name": grant.acting_for} if grant.acting_for else ""
    return " · ".join(str(part) for part in (grant.role, grant.scope or _("all provinces"), lent) if part)
