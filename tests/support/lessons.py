"""The demo's lessons on an empty database, each at a body of its own: what the search is measured over."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.db import transaction

from lessons import references
from lessons.similar import Situation
from moralprovince.portal.demo.lessons import Telling, Told, publish_lessons, told_lessons
from networks.actions.organisations import derive_columns, next_codes
from networks.models import District, Organisation, ProgrammeYear, Province, SectorNetwork, Subdistrict
from tests.factories import officer_of
from tests.support.reference import load_one_province

LABELS = Path(__file__).resolve().parent.parent.parent / "bench" / "labels" / "lessons.json"
MEMBERS = (40, 90, 160, 320, 480, 700)


@transaction.atomic
def lay_demo_lessons() -> int:
    """Places, methods and topics, the bodies, their lessons; returns how many lessons there are."""
    province = load_one_province("14")
    list(references.load())
    year = ProgrammeYear.objects.filter(province=province).latest("fiscal_year")
    telling = Telling(
        bodies(province), year, officer_of(province), dt.date(2026, 10, 5), dt.date(2026, 11, 20)
    )  # fmt: skip
    return publish_lessons(telling, told_lessons())


def bodies(province: Province) -> list[Organisation]:
    """One body for each lesson, of its network, in its district."""
    networks = {one.code: one for one in SectorNetwork.objects.filter(province=province)}
    places = {
        one.district.name: one for one in Subdistrict.objects.filter(district__province=province).select_related("district")
    }
    told = told_lessons()
    codes = next_codes(province, len(told))
    rows = [
        body(one, number, code, networks[one.network], places[one.district])
        for number, (one, code) in enumerate(zip(told, codes, strict=True), 1)
    ]
    return Organisation.objects.bulk_create(rows)


def body(told: Told, number: int, code: str, network: SectorNetwork, place: Subdistrict) -> Organisation:
    """A body as large as its number says."""
    made = Organisation(
        code=code, name=f"{told.body or 'องค์กร'} {number}", network=network, subdistrict=place, state="active",
        kind="community" if told.network == "community" else "organisation", members=MEMBERS[number % len(MEMBERS)],
    )  # fmt: skip
    derive_columns(made)
    return made


def situation_of(label: dict[str, Any]) -> Situation:
    """What a label of the bench says: a body that is not stored, with a problem."""
    network = SectorNetwork.objects.get(province="14", code=label["network"])
    district = District.objects.get(province="14", name=label["district"])
    body = Organisation(kind=label["kind"], members=label["members"], network=network, district=district)
    return Situation(label["problem"], body, label["virtue"])
