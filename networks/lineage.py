"""What hangs on a network when it is split, merged or retired: its members, who follows it, its groups and invitations."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from moralprovince.core import thai

from .models import Activity, ActivityPlan, Invitation, Meeting, Organisation, RoleGrant, SectorNetwork, WorkingGroup


def members_of(network: SectorNetwork) -> QuerySet[Organisation]:
    """Everybody whose network it is, withdrawn ones too; what was merged away moves with nobody."""
    return Organisation.objects.filter(network=network).exclude(state=Organisation.State.MERGED).order_by("name_sort", "pk")


def coordinators_of(network: SectorNetwork, day: dt.date) -> QuerySet[RoleGrant]:
    """Roles given for this network that hold or will."""
    lasting = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    return RoleGrant.objects.filter(lasting, network=network).select_related("user", "role", "network", "acting_for")


def open_invitations(network: SectorNetwork) -> QuerySet[Invitation]:
    """Invitations into this network that nobody has used yet."""
    return Invitation.objects.filter(network=network, used_at__isnull=True, revoked_at__isnull=True)


def open_groups(network: SectorNetwork, day: dt.date) -> QuerySet[WorkingGroup]:
    """Working groups whose term goes on after a day."""
    return WorkingGroup.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), network=network)


@dataclass(frozen=True)
class Moving:
    """One line of the preview: what, how many, and what becomes of it."""

    what: Any
    count: int
    becomes: Any


def merge_preview(source: SectorNetwork, into: SectorNetwork, since: dt.date, today: dt.date) -> list[Moving]:
    """What a merger does, counted before it is done."""
    meetings = Meeting.objects.filter(group__network=source, state="planned")
    activities = Activity.objects.filter(network=source, state="planned", held_on__gte=since)
    name, stay = {"name": into}, _("stay as they are; cancel what is no longer needed")
    return [
        Moving(_("organisations and communities"), members_of(source).count(), _("move to %(name)s") % name),
        Moving(_("roles of coordinators"), coordinators_of(source, today).count(), _("hold for %(name)s from today") % name),
        Moving(_("invitations not used yet"), open_invitations(source).count(), _("lead to %(name)s") % name),
        Moving(_("working groups"), open_groups(source, since - dt.timedelta(days=1)).count(), _("end the day before")),
        Moving(_("planned meetings"), meetings.count(), stay),
        Moving(_("activities with a day to come"), activities.count(), stay),
        Moving(_("lines of later plans"), later_plans(source, thai.fiscal_year_of(since)).count(), stay),
    ]


def later_plans(network: SectorNetwork, year: int) -> QuerySet[ActivityPlan]:
    """What it planned for the years after that one, in which it is no more."""
    return ActivityPlan.objects.filter(network=network, programme_year__fiscal_year__gt=year)


def retire_preview(network: SectorNetwork, today: dt.date) -> list[Moving]:
    """What retiring does."""
    return [
        Moving(_("roles of coordinators"), coordinators_of(network, today).count(), _("end today")),
        Moving(_("invitations not used yet"), open_invitations(network).count(), _("are withdrawn")),
        Moving(_("working groups"), open_groups(network, today).count(), _("end with it")),
    ]
