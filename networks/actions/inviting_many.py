"""Invites all contacts of a network that have no account yet; who would be invited can be looked at first."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import record
from moralprovince.core.models import User
from networks.models import Invitation, Organisation, Role, RoleGrant, SectorNetwork

from .invitations import Guest, Issued, ensure_may_invite, issue, send_if_possible

CONTACT = "contact"


@dataclass(frozen=True)
class Reach:
    """Organisations without an account, by the road on which their contact can be reached."""

    by_mail: list[Organisation]
    by_sheet: list[Organisation]
    unknown: list[Organisation]

    @property
    def total(self) -> int:
        """How many can be invited."""
        return len(self.by_mail) + len(self.by_sheet)


def bodies_to_invite(network: SectorNetwork) -> QuerySet[Organisation]:
    """Organisations of a network that can have a contact, whether she is there or not."""
    return network.primary_organisations.filter(state__in=["proposed", "active", "dormant"])


def without_account(network: SectorNetwork) -> QuerySet[Organisation]:
    """Organisations of a network whose contact has neither an account nor an open invitation."""
    grants = RoleGrant.objects.in_force(thai.today()).filter(role=CONTACT, organisation=OuterRef("pk"), user__is_active=True)
    invited = Invitation.objects.usable(timezone.now()).filter(role=CONTACT, organisation=OuterRef("pk"))
    return bodies_to_invite(network).exclude(Exists(grants)).exclude(Exists(invited)).order_by("name_sort", "pk")


def reach(network: SectorNetwork) -> Reach:
    """Who would be invited now, and who cannot be for want of a name."""
    found = Reach([], [], [])
    for organisation in without_account(network):
        road = found.by_mail if organisation.email else found.by_sheet
        (road if organisation.contact_name else found.unknown).append(organisation)
    return found


@action
def invite_contacts(*, network: SectorNetwork, by: User) -> list[Issued]:
    """Invite them all: by e-mail where there is an address; for the others sheets can be printed from the list."""
    role = Role.objects.get(pk=CONTACT)
    ensure_may_invite(role, network.province_id, by)
    # Whoever invites one of them at this moment waits, as in `ensure_not_there`; who waited finds whom the other one invited.
    list(bodies_to_invite(network).order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
    who = reach(network)
    return [invite_contact(organisation, role, by) for organisation in (*who.by_mail, *who.by_sheet)]


def invite_contact(organisation: Organisation, role: Role, by: User) -> Issued:
    """One contact as the register knows her."""
    issued = issue(contact_of(organisation, role), by)
    record("invite", issued.invitation, by=by)
    send_if_possible(issued)
    return issued


def contact_of(organisation: Organisation, role: Role) -> Guest:
    """The contact of the register as a guest."""
    return Guest(organisation.contact_name, role, organisation, organisation.email, organisation.phone)
