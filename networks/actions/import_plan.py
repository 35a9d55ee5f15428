"""Decides what becomes of each row of a file: it compares with the register and writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import OuterRef, Subquery

from moralprovince.core import thai
from moralprovince.core.audit import plain
from networks.actions.import_rows import (
    CREATED,
    DUPLICATE,
    REJECTED,
    UNCHANGED,
    UPDATED,
    Bodies,
    Decision,
    Issue,
    Plan,
    ReadRegister,
    ReadRow,
)
from networks.actions.organisations import derive_columns
from networks.models import District, Organisation, OrganisationAlias, Province, SectorNetwork, Subdistrict

CHUNK = 2000


class Catalogue:
    """Networks and subdistricts of a province as objects, fetched once."""

    def __init__(self, province: Province) -> None:
        self.networks = {row.pk: row for row in SectorNetwork.objects.filter(province=province)}
        districts = {row.pk: row for row in District.objects.filter(province=province)}
        self.subdistricts = {row.pk: row for row in Subdistrict.objects.filter(district__province=province)}
        for row in self.subdistricts.values():
            row.district = districts[row.district_id]


def plan_import(*, register: ReadRegister, province: Province, lock: bool = False) -> Plan:
    """Compare each row with the rows before it and with the register."""
    catalogue = Catalogue(province)
    known = register_bodies(province)
    seen, claimed = Bodies(), dict[int, int]()
    decisions, matched = [], dict[int, Decision]()
    for place, row in enumerate(register.rows):
        first, decision, key = decide(row, place, seen, known, claimed)
        decision.of = None if first is None else register.rows[first]
        decisions.append(decision)
        if key is not None:
            claimed[key] = place
            matched[key] = decision
        elif decision.outcome == CREATED:
            decision.organisation = new_organisation(row.values, province, catalogue)
    for organisation in fetch(list(matched), catalogue, lock):
        compare(matched[organisation.pk], organisation, catalogue)
    return Plan(register, decisions)


def register_bodies(province: Province) -> Bodies:
    """The bodies that stand in the register, by number, name and code; a merged entry stands for the one it became."""
    bodies = Bodies()
    became = OrganisationAlias.objects.filter(code=OuterRef("code")).values("organisation")
    rows = Organisation.objects.filter(province=province).annotate(became=Subquery(became)).order_by("pk")
    named = rows.values_list("pk", "became", "tax_id", "subdistrict_id", "name_canonical", "code")
    former = []
    for key, kept, *names in named.iterator(chunk_size=CHUNK):
        if kept is None:
            bodies.add(key, *names)
        else:
            former.append((kept, *names))
    for key, *names in former:
        if bodies.find(*names[:3]) is None:
            bodies.add(key, *names)
        bodies.by_code[names[3]] = (key, *names[1:3])
    return bodies


def decide(
    row: ReadRow, place: int, seen: Bodies, known: Bodies, claimed: dict[int, int]
) -> tuple[int | None, Decision, int | None]:
    """Refused, a second row of a body (with the place of the first), one of the register (with its key), or a new one."""
    if row.doubted_name and is_known(row, known):
        row.believe_name()
    if row.refused:
        return None, Decision(row, REJECTED), None
    names = row.values.get("tax_id", ""), row.values["subdistrict"], thai.canonical(row.values["name"])
    first = seen.find(*names)
    key = known.find(*names) if first is None else None
    if first is None and key is None and row.code:
        key = known.find_by_code(row.code, *names[1:])
    if key in claimed:
        first = claimed[key]
    if first is not None:
        return first, Decision(row, DUPLICATE), None
    seen.add(place, *names)
    return None, Decision(row, CREATED if key is None else UNCHANGED), key


def is_known(row: ReadRow, known: Bodies) -> bool:
    """Does the register have a body of the doubted name there? What we exported ourselves comes back as it is."""
    name, place = thai.canonical(row.doubted_name), row.values.get("subdistrict", "")
    namesakes = {key for key, _tax_id in known.by_name.get((place, name), [])}
    return known.find(row.values.get("tax_id", ""), place, name) in namesakes


def new_organisation(values: dict[str, Any], province: Province, catalogue: Catalogue) -> Organisation:
    """A body that was not in the register; its code comes when it is written."""
    plain_values = {name: value for name, value in values.items() if name not in ("network", "subdistrict")}
    organisation = Organisation(province=province, state=Organisation.State.ACTIVE, **plain_values)
    organisation.network = catalogue.networks[values["network"]]
    organisation.subdistrict = catalogue.subdistricts[values["subdistrict"]]
    # The other derived columns come with the code.
    organisation.name_canonical = thai.canonical(organisation.name)
    return organisation


def fetch(keys: list[int], catalogue: Catalogue, lock: bool) -> Iterator[Organisation]:
    """The organisations that rows were matched with, in portions."""
    rows = Organisation.objects.select_for_update() if lock else Organisation.objects.all()
    for start in range(0, len(keys), CHUNK):
        for organisation in rows.filter(pk__in=keys[start : start + CHUNK]):
            organisation.subdistrict = catalogue.subdistricts[organisation.subdistrict_id]
            organisation.network = catalogue.networks[organisation.network_id]
            yield organisation


def compare(decision: Decision, organisation: Organisation, catalogue: Catalogue) -> None:
    """Put the cells that differ into the organisation; an empty cell erases nothing, an edited field is kept."""
    decision.organisation = organisation
    for name, value in decision.row.values.items():
        current = getattr(organisation, organisation._meta.get_field(name).attname)
        if same(name, current, value):
            if name in organisation.edited_fields:
                decision.confirmed.add(name)
        elif name in organisation.edited_fields:
            decision.kept.append(Issue(name, "kept", shown(name, value, catalogue)))
        else:
            decision.changes[name] = [plain(current), plain(value)]
            setattr(organisation, organisation._meta.get_field(name).attname, value)
    if decision.changes:
        decision.outcome = UPDATED
        organisation.subdistrict = catalogue.subdistricts[organisation.subdistrict_id]
        organisation.network = catalogue.networks[organisation.network_id]
        derive_columns(organisation)


def same(name: str, current: Any, value: Any) -> bool:
    """The same value; texts are compared in canonical form."""
    if isinstance(value, str) and isinstance(current, str) and name not in ("subdistrict", "email"):
        return thai.canonical(current) == thai.canonical(value)
    return current == value


def shown(name: str, value: Any, catalogue: Catalogue) -> str:
    """A value as the report writes it."""
    if name == "network":
        return catalogue.networks[value].name
    if name == "subdistrict":
        return catalogue.subdistricts[value].name
    return thai.day_numeric(value) if name == "declared_on" else str(value)
