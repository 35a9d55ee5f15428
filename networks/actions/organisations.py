"""Writes the register: adds, edits and moves organisations, and keeps the columns that are derived from others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import changes_between, record, snapshot
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import User
from moralprovince.core.spelling import search_key
from networks.models import Membership, Organisation, Province, SectorNetwork, Subdistrict
from networks.permissions import can_add_organisation, can_edit_organisation
from networks.workflow import ORGANISATION


@dataclass(frozen=True)
class OrganisationEntry:
    """What a person types about an organisation; its network has an action of its own."""

    name: str
    subdistrict: Subdistrict
    kind: str = Organisation.Kind.ORGANISATION
    village_no: str = ""
    address: str = ""
    postal_code: str = ""
    tax_id: str = ""
    members: int | None = None
    contact_name: str = ""
    phone: str = ""
    email: str = ""
    declared_on: dt.date | None = None
    note: str = ""
    parent: Organisation | None = None


ENTRY_FIELDS = tuple(field.name for field in fields(OrganisationEntry))


def derive_columns(organisation: Organisation) -> None:
    """Set every column that follows from others; whoever writes a name or a place calls this before saving."""
    organisation.name_canonical = thai.canonical(organisation.name)
    organisation.name_sort = thai.sort_key(organisation.name)[:250]
    organisation.district_id = organisation.subdistrict.district_id
    organisation.province_id = organisation.subdistrict.district.province_id
    parts = (organisation.name, organisation.code, organisation.subdistrict.name, organisation.subdistrict.district.name)
    # Below its own lines stand codes and names of entries that were merged into it.
    former = organisation.search_text.split("\n")[OWN_LINES:]
    organisation.search_text = "\n".join([*map(search_key, parts), *former])


OWN_LINES = 4
DERIVED = ("name_canonical", "name_sort", "search_text", "district", "province")


def next_codes(province: Province, count: int) -> list[str]:
    """The next free codes of a province, "14-00001" and on; others who ask wait until this transaction ends."""
    Province.objects.select_for_update(no_key=True).get(pk=province.pk)
    codes = Organisation.objects.filter(code__startswith=f"{province.pk}-").annotate(length=Length("code"))
    last = codes.order_by("-length", "-code").values_list("code", flat=True).first()
    number = int(last.rpartition("-")[2]) if last else 0
    return [f"{province.pk}-{n:05d}" for n in range(number + 1, number + 1 + count)]


def same_body(entry: OrganisationEntry, apart_from: Organisation | None = None) -> QuerySet[Organisation]:
    """Entries that mean the same body: the same tax number, or the same name in the same subdistrict.

    Two different tax numbers are two bodies, whatever their names.
    """
    by_name = Q(name_canonical=thai.canonical(entry.name), subdistrict=entry.subdistrict)
    if entry.tax_id:
        by_tax_id = Q(tax_id=entry.tax_id, province=entry.subdistrict.district.province_id)
        same = by_tax_id | (by_name & Q(tax_id=""))
    else:
        same = by_name
    found = Organisation.objects.filter(same).exclude(state="merged")
    return found.exclude(pk=apart_from.pk) if apart_from and apart_from.pk else found


def ensure_only_one(entry: OrganisationEntry, apart_from: Organisation | None = None) -> None:
    """Refuse a second entry of one body, and name the first; a tax number that is taken is said at its field.

    Raises:
        Refused: there is one already.
    """
    other = same_body(entry, apart_from).first()
    if other is None:
        return
    named = {"name": other.name, "code": other.code}
    there = (f"{other.name} ({other.code})", reverse("networks:organisation", args=[other.code]))
    if entry.tax_id and other.tax_id == entry.tax_id:
        sentence = _("Another entry has this tax number already: %(name)s (%(code)s).") % named
        raise Refused(sentence, field="tax_id", leads_to=there)
    raise Refused(_("This body stands in the register already: %(name)s (%(code)s).") % named, leads_to=there)


def save_once(organisation: Organisation, **how: Any) -> None:
    """Save, and say it in words where somebody else entered the same body in the same moment."""
    try:
        with transaction.atomic():
            organisation.save(**how)
    except IntegrityError as taken:
        raise Refused(_("This body stands in the register already. Please look for its name or tax number.")) from taken


@action
def add_organisation(
    *, entry: OrganisationEntry, network: SectorNetwork, by: User, state: str = Organisation.State.PROPOSED
) -> Organisation:
    """A new entry of the register, a member of its network from today.

    Raises:
        NotAllowed: this person may not add in that province.
        Refused: the body stands in the register already, or the network is another province's.
    """
    province = entry.subdistrict.district.province
    if not can_add_organisation(by, province.pk):
        raise NotAllowed(_("You do not have the right to add to the register. Please ask the culture office."))
    ensure_same_province(network, province.pk)
    ensure_only_one(entry)
    organisation = Organisation(**entry_values(entry), network=network, state=state, code=next_codes(province, 1)[0])
    derive_columns(organisation)
    save_once(organisation)
    Membership.objects.create(organisation=organisation, network=network, since=thai.today(), primary=True)
    record("add_organisation", organisation, by=by)
    return organisation


def entry_values(entry: OrganisationEntry) -> dict[str, Any]:
    """The entry as keyword arguments, related objects kept as they are."""
    return {name: getattr(entry, name) for name in ENTRY_FIELDS}


def ensure_same_province(network: SectorNetwork, province: str) -> None:
    """A network takes organisations of its own province only."""
    if network.province_id != province:
        raise Refused(_("This network belongs to another province."))


def entry_of(organisation: Organisation) -> OrganisationEntry:
    """What stands in an entry now."""
    return OrganisationEntry(**{name: getattr(organisation, name) for name in ENTRY_FIELDS})


@action
def edit_organisation(*, organisation: Organisation, entry: OrganisationEntry, version: int, by: User) -> Organisation:
    """Change an entry; what a person changed here is kept by later imports.

    Raises:
        NotAllowed: this person may not change the entry.
        Outpaced: somebody else saved it since the form was opened.
        Refused: it would become the same as another entry, or stand under itself.
    """
    if not can_edit_organisation(by, organisation):
        raise NotAllowed(_("You do not have the right to change this entry. Please ask the culture office."))
    ensure_not_merged(organisation)
    if entry.subdistrict.district.province_id != organisation.province_id:
        raise Refused(_("An organisation cannot move to another province."))
    if entry.parent:
        hold_parents(organisation.province_id)
    stored = Organisation.objects.select_for_update().get(pk=organisation.pk)
    ensure_version(stored, version)
    before = snapshot(stored, ENTRY_FIELDS)
    for name, value in entry_values(entry).items():
        setattr(stored, name, value)
    changes = changes_between(before, snapshot(stored, ENTRY_FIELDS))
    if changes:
        if "parent" in changes:
            ensure_not_under_itself(stored)
        ensure_only_one(entry, apart_from=stored)
        write_changes(stored, changes)
        record("edit_organisation", stored, by=by, changes=changes)
    return stored


def ensure_not_under_itself(organisation: Organisation) -> None:
    """None of the bodies above it stands below it.

    Raises:
        Refused: one does.
    """
    # The chosen body was read before others were waited for: what it stands under is read now.
    chosen = Organisation.objects.get(pk=organisation.parent_id) if organisation.parent_id else None
    if is_among_or_under(chosen, {organisation.pk}):
        raise Refused(_("Nothing stands under itself. Please choose another body."), field="parent")


def is_among_or_under(body: Organisation | None, keys: set[int]) -> bool:
    """Is it one of these bodies, or does it stand below one of them, however far?"""
    return any(one.pk in keys for one in line_up(body))


def line_up(body: Organisation | None) -> Iterator[Organisation]:
    """The body, what it stands under, and so on up; each once, should some stand under each other."""
    seen = set[int]()
    while body and body.pk not in seen:
        seen.add(body.pk)
        yield body
        body = body.parent


def hold_parents(province: str) -> None:
    """Nobody else changes there what stands under what until this transaction ends; held before any entry is.

    Two who put two bodies under each other write different rows: neither would see what the other one does.
    """
    Province.objects.select_for_update(no_key=True).get(pk=province)


def ensure_not_merged(organisation: Organisation) -> None:
    """An entry that became part of another one stays as it was; what it became is changed instead.

    Raises:
        Refused: it was merged.
    """
    if organisation.state == Organisation.State.MERGED:
        raise Refused(_("%(code)s was merged into another entry already.") % {"code": organisation.code})


def held(organisation: Organisation) -> Organisation:
    """The entry as it is stored now, held until this transaction ends: a merger waits for it, or is seen."""
    return Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=organisation.pk)


def ensure_version(stored: Organisation, version: int) -> None:
    """The form was opened on the version that is stored now."""
    if stored.version != version:
        raise Outpaced(_("Somebody else saved this a moment ago. What you typed is still here: compare it and save again."))


def write_changes(organisation: Organisation, changes: dict[str, Any]) -> None:
    """Save what changed, with derived columns, version and the list of columns edited here."""
    organisation.edited_fields = sorted({*organisation.edited_fields, *changes})
    organisation.version += 1
    organisation.updated_at = timezone.now()
    derive_columns(organisation)
    save_once(organisation, update_fields=[*changes, *DERIVED, "edited_fields", "version", "updated_at"])


@action
def move_to_network(*, organisation: Organisation, network: SectorNetwork, by: User, since: dt.date | None = None) -> None:
    """Make another network the primary one; the time in the former stays in the record.

    Raises:
        Refused: it is its network already, or another province's.
    """
    if not can_edit_organisation(by, organisation):
        raise NotAllowed(_("You do not have the right to change this entry. Please ask the culture office."))
    ensure_not_merged(organisation)
    ensure_same_province(network, organisation.province_id)
    stored = Organisation.objects.select_for_update().select_related("network").get(pk=organisation.pk)
    if stored.network_id == network.pk:
        raise Refused(_("It belongs to this network already."))
    before = stored.network_id
    change_membership(stored, network, since or thai.today())
    stored.network = organisation.network = network
    write_changes(stored, {"network": [before, network.pk]})
    organisation.version = stored.version
    record("move_to_network", stored, by=by, changes={"network": [before, network.pk]})


def change_membership(organisation: Organisation, network: SectorNetwork, day: dt.date) -> None:
    """Close what reaches that day or further the day before, and open the new one; what began later is replaced."""
    reaching = organisation.memberships.filter(Q(until__isnull=True) | Q(until__gte=day))
    reaching = reaching.filter(Q(primary=True) | Q(network=network))
    reaching.filter(since__gte=day).delete()
    reaching.update(until=day - dt.timedelta(days=1))
    Membership.objects.create(organisation=organisation, network=network, since=day, primary=True)


@action
def move_organisation(*, organisation: Organisation, step: str, by: User, note: str = "") -> None:
    """Take a step of its life in the register (see workflow.py)."""
    ORGANISATION.move(organisation, step, by=by, note=note, set_fields={"updated_at": timezone.now()})
