"""Care for the register in the demo: a proposal; once the year is over an entry that came in twice, one merged, a branch.

At mid the register holds what the workbook brought, entry for entry."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random

from moralprovince.portal.actions.central import set_central
from moralprovince.portal.actions.mergers import merge_organisations
from networks.actions.organisations import add_organisation, entry_of, move_organisation
from networks.actions.proposals import PROPOSED, propose_change
from networks.models import Organisation, Subdistrict

from .calendar import DemoCalendar
from .clock import at
from .people import People


def care_for_register(register: list[Organisation], people: People, calendar: DemoCalendar, chance: Random) -> int:
    """What an officer finds in the care for the register; returns how many entries are looked after."""
    came = entries_that_came(register, people, calendar, chance) if calendar.stage == "end" else 0
    with at(calendar.day - dt.timedelta(days=2), chance):
        propose(people)
    return came + 1


def entries_that_came(register: list[Organisation], people: People, calendar: DemoCalendar, chance: Random) -> int:
    """One that was merged, one that is still there twice, one that reports centrally."""
    some = [body for body in register if body.state == Organisation.State.ACTIVE and body.pk not in people.contacts]
    once, twice, above = some[3], some[7], some[11]
    with at(calendar.day - dt.timedelta(days=12), chance):
        copy = enter(once, people, name=once.name.replace("โรงเรียน", "รร.", 1), phone="")
        merge_organisations(keep=once, drop=copy, values={}, by=people.officer)
    with at(calendar.day - dt.timedelta(days=4), chance):
        enter(twice, people, phone="08 1234 5678", note="จากแบบสำรวจของอำเภอ")
        branch = enter(above, people, name=f"{above.name} สาขา 2", parent=above)
        move_organisation(organisation=branch, step="confirm", by=people.officer)
        set_central(organisations=[branch], central=True, by=people.officer)
    return 3


def enter(body: Organisation, people: People, **other: object) -> Organisation:
    """The same body once more, in the next subdistrict of its district, without a tax number."""
    beside = Subdistrict.objects.filter(district=body.district_id).exclude(pk=body.subdistrict_id).select_related("district")
    said = {"tax_id": "", "email": "", "subdistrict": beside.order_by("pk")[0], **other}
    return add_organisation(entry=replace(entry_of(body), **said), network=body.network, by=people.officer)  # type: ignore[arg-type]


def propose(people: People) -> None:
    """The second contact says who answers now, and under which number."""
    key, person = list(people.contacts.items())[1]
    body = Organisation.objects.get(pk=key)
    values = {name: getattr(body, name) for name in PROPOSED} | {"contact_name": "นางสาววันดี ศรีสุข", "phone": "08 9876 5432"}
    propose_change(organisation=body, values=values, note="เปลี่ยนผู้ติดต่อตั้งแต่เดือนนี้", by=person)
