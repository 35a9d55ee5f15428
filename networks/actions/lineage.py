"""Networks through the years: renamed with their history, split, merged, retired; members move from a day, the past stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import record, record_many
from moralprovince.core.errors import Refused
from moralprovince.core.models import User
from networks.lineage import coordinators_of, members_of, open_groups, open_invitations
from networks.models import (
    CalendarSubscription,
    Membership,
    NetworkName,
    Organisation,
    RoleGrant,
    SectorNetwork,
    Succession,
)
from networks.naming import forget_names

from .invitations import revoke
from .networks import NetworkEntry, add_network
from .office import ensure_may_manage
from .roles import give, take_away

BATCH = 500


@action
def rename_network(*, network: SectorNetwork, name: str, name_en: str, from_year: int, by: User) -> None:
    """A new name from a year on; older years keep the name they had, and workbooks that say it are still understood.

    Raises:
        Refused: it has this name, or that year lies before the last renaming or the network itself.
    """
    ensure_may_manage(by, network.province_id)
    stored = SectorNetwork.objects.select_for_update().get(pk=network.pk)
    newest = stored.former_names.aggregate(last=Max("last_fiscal_year"))["last"] or stored.first_fiscal_year - 1
    if not newest < from_year <= thai.fiscal_year_of(thai.today()):
        said = {"first": newest + 1, "last": thai.fiscal_year_of(thai.today())}
        raise Refused(_("The new name can begin in a fiscal year from %(first)s to %(last)s.") % said)
    if (name, name_en) == (stored.name, stored.name_en):
        raise Refused(_("This is its name already."))
    if from_year > newest + 1:
        NetworkName.objects.create(
            network=stored, last_fiscal_year=from_year - 1, name=stored.name, name_en=stored.name_en
        )  # fmt: skip
    changes = {"name": [stored.name, name], "name_en": [stored.name_en, name_en]}
    stored.aliases = list(dict.fromkeys([*stored.aliases, stored.name]))
    stored.name, stored.name_en = name, name_en
    stored.save(update_fields=["name", "name_en", "aliases"])
    forget_names(stored.province_id)
    record("rename_network", stored, by=by, changes=changes, note=_("from fiscal year %(year)s on") % {"year": from_year})


@action
def move_network(*, network: SectorNetwork, up: bool, by: User) -> None:
    """Let it change places with its neighbour in the order of the networks."""
    ensure_may_manage(by, network.province_id)
    networks = list(SectorNetwork.objects.select_for_update().filter(province=network.province_id).order_by("order", "code"))
    at = [one.pk for one in networks].index(network.pk)
    other = at - 1 if up else at + 1
    if not 0 <= other < len(networks):
        raise Refused(_("It stands at the end of the list already."))
    networks[at], networks[other] = networks[other], networks[at]
    for place, one in enumerate(networks, 1):
        one.order = place
    SectorNetwork.objects.bulk_update(networks, ["order"])
    forget_names(network.province_id)
    record("edit_network", network, by=by, changes={"order": [at + 1, other + 1]})


@dataclass(frozen=True)
class NewNetwork:
    """What a network that comes out of another one is called."""

    code: str
    name: str
    name_en: str = ""


@action
def split_network(
    *, network: SectorNetwork, new: NewNetwork, organisations: Sequence[Organisation], since: dt.date, by: User
) -> SectorNetwork:
    """A new network takes some of the members from a day on; who was in which one before stays in the record.

    Raises:
        Refused: nobody was chosen, somebody is not a member, the day is out of range, or the code is taken.
    """
    ensure_may_manage(by, network.province_id)
    ensure_day(network, since)
    keys = {one.pk for one in organisations}
    members = list(members_of(network).filter(pk__in=keys).select_for_update(of=("self",)))
    if not keys or len(members) != len(keys):
        raise Refused(_("Please choose who moves, among the members of this network."))
    year = thai.fiscal_year_of(since)
    entry = NetworkEntry(new.name, new.name_en, order=network.order, first_fiscal_year=year)
    made = add_network(province=network.province, code=new.code, entry=entry, by=by)
    put_behind(made, network)
    Succession.objects.create(predecessor=network, successor=made, first_fiscal_year=year)
    move_members(members, network, made, since, by)
    record("split_network", network, by=by, note=f"{made} · {count_words(len(members))}")
    return made


def put_behind(made: SectorNetwork, network: SectorNetwork) -> None:
    """The new one stands right behind the one it came from."""
    later = SectorNetwork.objects.filter(province=network.province_id, order__gt=network.order).exclude(pk=made.pk)
    later.update(order=F("order") + 1)
    made.order = network.order + 1
    made.save(update_fields=["order"])


def ensure_day(network: SectorNetwork, since: dt.date) -> None:
    """Members move from today or from a day of this network's past, never from one to come: the register says what is."""
    if since > thai.today():
        raise Refused(_("Members move from today on, or from a day that is over."))
    if not network.first_fiscal_year <= thai.fiscal_year_of(since) <= (network.last_fiscal_year or 9999):
        raise Refused(_("The network did not exist on that day."))


def count_words(count: int) -> str:
    """So many bodies, in words."""
    return ngettext("%(count)s body moved", "%(count)s bodies moved", count) % {"count": count}


def move_members(
    members: list[Organisation], source: SectorNetwork, target: SectorNetwork, since: dt.date, by: User
) -> None:  # fmt: skip
    """Many at once: memberships closed and opened, the register and its history written by a few statements."""
    keys = [one.pk for one in members]
    open_ones = Membership.objects.filter(organisation__in=keys, until__isnull=True)
    began = dict(open_ones.filter(primary=True).values_list("organisation", "since"))
    days = {key: max(since, began.get(key, since)) for key in keys}
    close_memberships(open_ones.filter(Q(primary=True) | Q(network=target)), days)
    Membership.objects.bulk_create(
        [Membership(organisation=one, network=target, since=days[one.pk], primary=True) for one in members], batch_size=BATCH
    )
    for one in members:
        one.network, one.version, one.updated_at = target, one.version + 1, timezone.now()
        one.edited_fields = sorted({*one.edited_fields, "network"})
    Organisation.objects.bulk_update(members, ["network", "version", "updated_at", "edited_fields"], batch_size=BATCH)
    change = {"network": [source.pk, target.pk]}
    record_many("move_to_network", members, by=by, changes=[change] * len(members))


def close_memberships(rows: QuerySet[Membership], days: dict[int, dt.date]) -> None:
    """Each ends the day before its body moves; one that began on that day is replaced."""
    ending = list(rows)
    Membership.objects.filter(pk__in=[one.pk for one in ending if one.since >= days[one.organisation_id]]).delete()
    closed = [one for one in ending if one.since < days[one.organisation_id]]
    for one in closed:
        one.until = days[one.organisation_id] - dt.timedelta(days=1)
    Membership.objects.bulk_update(closed, ["until"], batch_size=BATCH)


@action
def merge_networks(*, source: SectorNetwork, into: SectorNetwork, since: dt.date, by: User) -> int:
    """All members of one network become another one's, and who followed them follows them there; returns how many moved.

    Raises:
        Refused: the two are one, of two provinces, the other one is over, or the day is out of range.
    """
    ensure_may_manage(by, source.province_id)
    ensure_pair(source, into, since)
    ensure_day(source, since)
    members = list(members_of(source).select_for_update(of=("self",)))
    move_members(members, source, into, since, by)
    year = thai.fiscal_year_of(since)
    Succession.objects.get_or_create(predecessor=source, successor=into, defaults={"first_fiscal_year": year})
    for grant in coordinators_of(source, thai.today()):
        follow(grant, into, by)
    open_invitations(source).update(network=into)
    CalendarSubscription.objects.filter(network=source).update(network=into)
    close(source, since, by)
    record("merge_network", source, by=by, note=f"{into} · {count_words(len(members))}")
    return len(members)


def follow(grant: RoleGrant, into: SectorNetwork, by: User) -> None:
    """Who followed the network follows the other one from today, where she does not do so already."""
    starts_on, ends_on = max(grant.starts_on, thai.today()), grant.ends_on
    take_away(grant, thai.today() - dt.timedelta(days=1), by, "")
    if not coordinators_of(into, thai.today()).filter(user=grant.user).exists() and grant.user.is_active:
        give(grant.user, grant.role, into, by, starts_on=starts_on, ends_on=ends_on, acting_for=grant.acting_for)


def ensure_pair(source: SectorNetwork, into: SectorNetwork, since: dt.date) -> None:
    """Two networks of one province, of which the other one goes on."""
    if source.pk == into.pk or source.province_id != into.province_id:
        raise Refused(_("Please choose another network of this province."))
    if not into.first_fiscal_year <= thai.fiscal_year_of(since) or into.last_fiscal_year is not None:
        raise Refused(_("“%(network)s” does not go on from that day. Please choose another network.") % {"network": into})


def close(network: SectorNetwork, since: dt.date, by: User) -> None:
    """Its last day is the one before: the year of that day is its last, its working groups end with it."""
    last_day = since - dt.timedelta(days=1)
    last = max(thai.fiscal_year_of(last_day), network.first_fiscal_year)
    before, network.last_fiscal_year = network.last_fiscal_year, last
    network.save(update_fields=["last_fiscal_year"])
    for group in open_groups(network, last_day):
        day = max(last_day, group.starts_on)
        group.members.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day).update(ends_on=day)
        group.members.filter(starts_on__gt=day).update(starts_on=day, ends_on=day)
        group.ends_on = day
        group.save(update_fields=["ends_on"])
        record("end", group, by=by, changes={"ends_on": [None, str(day)]})
    record("edit_network", network, by=by, changes={"last_fiscal_year": [before, last]})


def ensure_empty(network: SectorNetwork) -> None:
    """Nobody belongs to it any more.

    Raises:
        Refused: somebody does; the sentence says what to do.
    """
    left = members_of(network).exclude(state=Organisation.State.WITHDRAWN).count()
    if left:
        words = ngettext(
            "%(count)s body belongs to this network. Merge the network into another one, then its members move with it.",
            "%(count)s bodies belong to this network. Merge the network into another one, then its members move with it.", left,
        )  # fmt: skip
        raise Refused(words % {"count": left})


@action
def retire_network(*, network: SectorNetwork, last_fiscal_year: int, by: User) -> None:
    """It ends with a year and stays in the record of all years before; nobody follows it, or comes in to follow it.

    Raises:
        Refused: somebody belongs to it, or the year is none of its own.
    """
    ensure_may_manage(by, network.province_id)
    if not network.first_fiscal_year <= last_fiscal_year <= thai.fiscal_year_of(thai.today()):
        raise Refused(_("Please give a year in which the network existed."))
    ensure_empty(network)
    for grant in coordinators_of(network, thai.today()):
        take_away(grant, thai.today() - dt.timedelta(days=1), by, "")
    for invitation in open_invitations(network):
        revoke(invitation=invitation, by=by)
    last_day = min(thai.fiscal_year_days(last_fiscal_year)[1], thai.today())
    close(network, last_day + dt.timedelta(days=1), by)
    record("retire_network", network, by=by)
