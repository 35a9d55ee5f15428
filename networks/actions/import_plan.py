"""Decides what becomes of each row of a file: it compares with the register and writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
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
from networks.columns import village_number
from networks.models import District, Organisation, OrganisationAlias, Province, SectorNetwork, Subdistrict

CHUNK = 2000
# Rows are looked at so often at the most; once is enough unless rows part from an entry.
ROUNDS = 5


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
    catalogue, known = Catalogue(province), register_bodies(province)
    apart = defaultdict[int, set[int]](set)
    for _round in range(ROUNDS):
        matching = Matching(register.rows, known, apart)
        decisions = [matching.decide(place, row) for place, row in enumerate(register.rows)]
        for organisation in fetch(list(matching.matched), catalogue, lock):
            compare(matching.matched[organisation.pk], organisation, catalogue)
        if not matching.part(apart):
            break
    for decision in decisions:
        if decision.outcome == CREATED:
            decision.organisation = new_organisation(decision.row.values, province, catalogue)
    return Plan(register, decisions)


class Matching:
    """Says of one row after the other which body it is: that of a row before it, one of the register, or a new one.

    `apart` are entries that the row of a place is not, whatever they say now.
    """

    def __init__(self, rows: list[ReadRow], known: Bodies, apart: Mapping[int, Set[int]]) -> None:
        self.rows, self.known, self.seen, self.apart = rows, known, Bodies(), apart
        # By the key of an entry: what was decided of the first row that is this body.
        self.matched: dict[int, Decision] = {}
        # Rows that repeat another one only by what an entry says, with its key.
        self.repeating: dict[int, int] = {}
        # Entries whose number or name stands in a row: what else has their code was copied.
        self.claimed = {self.find(place, row) for place, row in enumerate(rows) if is_right(row, known)}

    def decide(self, place: int, row: ReadRow) -> Decision:
        """What becomes of a row, before its values are compared."""
        if row.refused:
            return Decision(row, REJECTED)
        names = said_by(row)
        if (first := self.seen.find(*names)) is not None:
            return Decision(row, DUPLICATE, of=self.rows[first])
        key = self.key_of(place, row)
        if key in self.matched:
            self.repeating[place] = key
            return Decision(row, DUPLICATE, of=self.matched[key].row)
        self.seen.add(place, *names)
        return Decision(row, CREATED) if key is None else self.matched.setdefault(key, Decision(row, UNCHANGED))

    def find(self, place: int, row: ReadRow) -> int | None:
        """The entry that is the same body by its number, else by its name."""
        return self.known.find(*said_by(row), but=self.apart.get(place, ()))

    def key_of(self, place: int, row: ReadRow) -> int | None:
        """The entry of the register that is the same body, by its number and name, else by its code."""
        key = self.find(place, row)
        if key is not None or not row.code:
            return key
        coded = self.known.find_by_code(row.code, *said_by(row)[1:])
        return None if coded in self.claimed or coded in self.matched else coded

    def part(self, apart: dict[int, set[int]]) -> bool:
        """Note rows that are other bodies than their entry once that is written, as the next import would say of them."""
        found = [(place, key) for place, key in self.repeating.items() if parts(self.rows[place], self.matched[key])]
        for place, key in found:
            apart[place].add(key)
        return bool(found)


def is_right(row: ReadRow, known: Bodies) -> bool:
    """Is nothing wrong in a row that would leave it out? A doubtful name is believed where the register has it."""
    if row.doubted_name and is_known(row, known):
        row.believe_name()
    return not row.refused


def said_by(row: ReadRow) -> tuple[str, str, str]:
    """By what a row is known: number, place and name."""
    return row.values.get("tax_id", ""), row.values["subdistrict"], thai.canonical(row.values["name"])


def parts(row: ReadRow, decision: Decision) -> bool:
    """Is a row the body that an entry was, and no longer the one that it becomes by this decision?"""
    entry, former = decision.organisation, {name: old for name, (old, _new) in decision.changes.items()}
    if entry is None or not former:
        return False
    name, number = former.get("name", entry.name), former.get("tax_id", entry.tax_id)
    was = is_same(row, number, former.get("subdistrict", entry.subdistrict_id), thai.canonical(name))
    return was and not is_same(row, entry.tax_id, entry.subdistrict_id, entry.name_canonical)


def is_same(row: ReadRow, *names: str) -> bool:
    """Is a row the body of this number, place and name?"""
    bodies = Bodies()
    bodies.add(1, *names)
    return bodies.find(*said_by(row)) is not None


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
    if name == "village_no":
        return village_number(current) == village_number(value)
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
