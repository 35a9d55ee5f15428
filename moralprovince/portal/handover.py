"""What a coordinator or contact has in hand: her roles, what waits by her name on each floor, her messages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from moralprovince.core.holding import DraftKind, Held
from moralprovince.core.models import Draft, Message, User
from networks.models import Organisation, RoleGrant
from networks.permissions import province_of_grant
from pledges.models import FollowUpReport

from . import floors
from .querysets import inbox_of

# The roles of people outside the office, who come and go.
HANDED_ROLES = ("coordinator", "contact")
# Nobody else's business: these stay with the person they were written to.
PERSONAL = ("role_given", "handed_over")
# Who looks at which case is for the review alone; the role of an assessor is not handed over.
OF_REVIEW = ("case_assigned", "appeal_filed", "appeal_assigned", "review_due", "appeal_due", "committee_due")


def roles_in_hand(person: Any, day: dt.date) -> QuerySet[RoleGrant]:
    """Her own roles that hold today or will; a lent one goes back to who lent it."""
    lasting = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    rows = RoleGrant.objects.filter(lasting, user=person, role__in=HANDED_ROLES, acting_for__isnull=True)
    return rows.select_related("role", "network", "organisation").order_by("role__order", "starts_on", "pk")


def bodies_of(grants: list[RoleGrant]) -> QuerySet[Organisation]:
    """The organisations these roles look after."""
    networks = [grant.network_id for grant in grants if grant.network_id]
    own = [grant.organisation_id for grant in grants if grant.organisation_id]
    return Organisation.objects.filter(Q(network__in=networks) | Q(pk__in=own))


def held(person: Any, grants: list[RoleGrant]) -> Iterator[Held]:
    """What waits for her by her own name: on every floor, in forms she has not sent, in messages she has not read."""
    bodies = bodies_of(grants)
    for held_by in floors.each("held_by"):
        yield from held_by(person, bodies)
    yield Held(_("forms she has not sent yet"), unsent_of(person, grants), "user")
    yield Held(_("unread messages in her inbox"), unread_of(person, grants), "recipient")
    yield Held(_("reminders waiting to go out"), waiting_for(person, grants), "recipient")


def unsent_of(person: Any, grants: list[RoleGrant]) -> QuerySet[Draft]:
    """Forms she has not sent, but those about another office's work: her successor could not open them."""
    rows = Draft.objects.filter(user=person)
    keys = [key.partition(":") for key in rows.values_list("key", flat=True)]
    about = {kind: [pk for word, _colon, pk in keys if word == kind.word] for kind in chain(*floors.each("DRAFTS"))}
    return rows.exclude(key__in=[f"{kind.word}:{pk}" for kind, found in about.items() for pk in elsewhere(kind, found, grants)])


def elsewhere(kind: DraftKind, keys: list[str], grants: list[RoleGrant]) -> Iterator[int]:
    """Which of these lie in no province of these roles."""
    if keys:
        places = {f"{kind.province}__in": map(province_of_grant, grants)}
        yield from kind.model._default_manager.filter(pk__in=keys).exclude(**places).values_list("pk", flat=True)


def unread_of(person: Any, grants: list[RoleGrant]) -> QuerySet[Message]:
    """Her inbox, as far as she has not read it and it is neither about herself, of the review, nor another office's."""
    return inbox_of(person).filter(of_offices(grants), read_at__isnull=True).exclude(kind__in=PERSONAL + OF_REVIEW)


def waiting_for(person: Any, grants: list[RoleGrant]) -> QuerySet[Message]:
    """Messages to her that ask for something and have not gone out, but those of the review and of another office."""
    rows = Message.objects.filter(of_offices(grants), recipient=person, state=Message.State.PENDING)
    return rows.exclude(obligation="").exclude(kind__in=OF_REVIEW)


def of_offices(grants: list[RoleGrant]) -> Q:
    """Messages of the provinces of these roles, and of none: what she does elsewhere stays hers."""
    return Q(province_code__in=["", *{province_of_grant(grant) for grant in grants}])


def owed_through(grants: list[RoleGrant]) -> int:
    """Reports that these roles are to see to: they follow the roles by themselves."""
    return FollowUpReport.objects.owed().filter(pledge__organisation__in=bodies_of(grants)).count()  # type: ignore[attr-defined]


def colleagues_of(person: Any, grants: list[RoleGrant], day: dt.date) -> QuerySet[User]:
    """People who hold all of these roles themselves as well: to them she may hand over without asking the office.

    They hold them today, and on the day on which hers begin: nobody gains a right, or days of one.
    """
    rows = User.objects.filter(is_active=True).exclude(pk=person.pk)
    for grant in grants:
        same = {name: getattr(grant, f"{name}_id") for name in ("role", "network", "organisation", "acting_for")}
        held = RoleGrant.objects.in_force(day).in_force(max(day, grant.starts_on))
        rows = rows.filter(pk__in=held.filter(**same).values("user"))
    return rows if grants else rows.none()
