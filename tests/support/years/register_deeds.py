"""What becomes of bodies and networks: taken in, moved, merged, put apart, renamed, split, handed over."""

from __future__ import annotations

from moralprovince.core import thai
from moralprovince.core.errors import Refused
from moralprovince.portal.actions.central import set_central
from moralprovince.portal.actions.handover import hand_over as pass_on
from moralprovince.portal.actions.mergers import merge_organisations, undo_merger
from moralprovince.portal.actions.register import take_register_step
from networks.actions import lineage
from networks.actions.organisations import OrganisationEntry, add_organisation, move_to_network
from networks.models import Merger, Organisation, RoleGrant, SectorNetwork, Subdistrict
from tests.factories import UserFactory

from .history import Deed, History

STEPS = {"proposed": ("confirm",), "active": ("rest", "withdraw"), "dormant": ("wake", "withdraw"), "withdrawn": ("readmit",)}


def here(**wanted: object):
    """Bodies that are in the register."""
    return Organisation.objects.exclude(state="merged").filter(**wanted)


def take_in(h: History) -> None:
    """A new body, mostly confirmed at once."""
    place = h.one(Subdistrict.objects.all())
    entry = OrganisationEntry(f"วัดใหม่ {len(h.done)}", place, kind=h.chance.choice(Organisation.Kind.values), members=30)
    body = add_organisation(entry=entry, network=h.network(), by=h.by)
    if h.maybe(0.8):
        take_register_step(organisation=body, step="confirm", by=h.by)


def step(h: History) -> None:
    """Rested, woken, withdrawn or taken back."""
    body = h.one(here())
    take_register_step(organisation=body, step=h.chance.choice(STEPS[body.state]), by=h.by, note="ตามหนังสือ")


def move(h: History) -> None:
    """To another network, from a day that may be over long since."""
    body = h.one(here())
    move_to_network(organisation=body, network=h.network(), since=h.near(300, 0), by=h.by)


def join(h: History) -> None:
    """Two entries were one body; mostly both have declared."""
    both = here(pledges__programme_year=h.year(), pledges__state__in=["declared", "active", "ended"])
    rows = both if h.maybe(0.7) else here()
    keep, drop = (h.some(rows, 2, 2) * 2)[:2]
    merge_organisations(keep=keep, drop=drop, values={}, by=h.by)


def part(h: History) -> None:
    """They were not."""
    newest = Merger.objects.filter(undone_at__isnull=True).order_by("-pk")[:1]
    undo_merger(merger=h.one(Merger.objects.filter(pk__in=[one.pk for one in newest])), by=h.by)


def central(h: History) -> None:
    """Marked as reporting centrally, or no longer."""
    set_central(organisations=h.some(here(), 2), central=h.maybe(0.6), by=h.by)


def rename(h: History) -> None:
    """A network is called anew, this year or an earlier one."""
    year = thai.fiscal_year_of(h.day) - h.chance.randint(0, 2)
    lineage.rename_network(network=h.network(), name=f"ชื่อใหม่ {len(h.done)}", name_en="", from_year=year, by=h.by)


def split(h: History) -> None:
    """Some members become a network of their own."""
    network = h.network()
    members = h.some(here(network=network), 2)
    new = lineage.NewNetwork(f"new{len(h.done)}", f"เครือข่ายใหม่ {len(h.done)}")
    made = lineage.split_network(network=network, new=new, organisations=members, since=h.near(60, 0), by=h.by)
    if len(members) > 1:
        move_to_network(organisation=members[0], network=network, since=h.day, by=h.by)
    assert made.pk


def merge(h: History) -> None:
    """One network goes into another."""
    if SectorNetwork.objects.filter(last_fiscal_year__isnull=True).count() < 4:
        raise Refused("too few networks are left")
    source = h.network()
    lineage.merge_networks(source=source, into=h.network(), since=h.near(90, 0), by=h.by)


def retire(h: History) -> None:
    """A network to which nobody belongs any more ends."""
    year = thai.fiscal_year_of(h.day) - h.chance.randint(0, 1)
    lineage.retire_network(network=h.network(), last_fiscal_year=year, by=h.by)


def hand_over(h: History) -> None:
    """A coordinator's work becomes somebody else's."""
    grant = h.one(RoleGrant.objects.in_force(h.day).filter(role="coordinator"))
    pass_on(person=grant.user, to=UserFactory(), by=h.by)


DEEDS: dict[Deed, int] = {
    take_in: 3, step: 4, move: 4, join: 4, part: 1, central: 2, rename: 2, split: 2, merge: 1, retire: 1, hand_over: 2,
}  # fmt: skip
