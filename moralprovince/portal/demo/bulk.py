"""The bulk road: any number of organisations with pledges and expected reports, under the constraints of the tables.

It is for trying the portal at size; a demo for people's eyes goes through the actions one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.db.models import Count

from moralprovince.core import thai
from moralprovince.core.public_stamp import changed
from networks.actions.organisations import derive_columns, next_codes
from networks.models import Membership, Organisation, ProgrammeYear, Province, SectorNetwork, Subdistrict
from pledges.actions.rounds import expect_reports_in
from pledges.models import Commitment, Pledge, ReportRound

from .calendar import DemoCalendar
from .plans import KINDS, plans, plans_of

BATCH = 2000
STEMS = ("วัด", "โรงเรียน", "ชุมชนคุณธรรม", "สำนักงาน", "กลุ่ม", "องค์การ", "ศูนย์", "บริษัท")


def organisations_in_bulk(province: Province, count: int, calendar: DemoCalendar) -> int:
    """Make that many organisations, spread over places and networks; returns how many there are now."""
    networks = list(SectorNetwork.objects.filter(province=province).in_year(calendar.fiscal_year))
    places = list(Subdistrict.objects.filter(district__province=province).select_related("district__province"))
    codes = iter(next_codes(province, count))
    bodies = (body(number, next(codes), networks, places) for number in range(count))
    for batch in batches(bodies):
        Organisation.objects.bulk_create(batch)
        Membership.objects.bulk_create(
            Membership(organisation=one, network=one.network, since=calendar.first_day, primary=True) for one in batch
        )
    changed()
    return Organisation.objects.filter(province=province).count()


def body(number: int, code: str, networks: list[SectorNetwork], places: list[Subdistrict]) -> Organisation:
    """One organisation; its name is its own by the number in it."""
    place = places[number % len(places)]
    made = Organisation(
        code=code,
        kind=Organisation.Kind.COMMUNITY if number % 3 == 0 else Organisation.Kind.ORGANISATION,
        name=f"{STEMS[number % len(STEMS)]}{place.name} {number + 1}",
        subdistrict=place,
        network=networks[number % len(networks)],
        members=20 + number % 480,
        contact_name=f"ผู้ติดต่อ {number + 1}",
        phone=f"08{number % 100_000_000:08d}",
        email=f"contact{number + 1}@demo.example",
        state=Organisation.State.ACTIVE,
    )
    derive_columns(made)
    return made


def pledges_in_bulk(year: ProgrammeYear, calendar: DemoCalendar) -> int:
    """An active pledge with one commitment for every active organisation that has none in the year."""
    without = Organisation.objects.filter(province=year.province_id, state="active").exclude(pledges__programme_year=year)
    made = 0
    for batch in batches(without.select_related("network").order_by("pk").iterator(chunk_size=BATCH)):
        pledges = Pledge.objects.bulk_create(pledge(one, year, calendar) for one in batch)
        Commitment.objects.bulk_create(commitment(one) for one in pledges)
        made += len(pledges)
    return made


def pledge(organisation: Organisation, year: ProgrammeYear, calendar: DemoCalendar) -> Pledge:
    """A declaration that is being kept."""
    kind = KINDS[Organisation.Kind(organisation.kind)]
    return Pledge(
        organisation=organisation,
        programme_year=year,
        declared_on=calendar.pledging[0],
        text=plans()["declaration"].format(name=organisation.name, kind=kind),
        members=organisation.members,
        members_joined=organisation.members,
        state=Pledge.State.ACTIVE,
    )


def commitment(made: Pledge) -> Commitment:
    """Its one commitment."""
    plan = plans_of(made.organisation.network.code)[0]
    return Commitment(
        pledge=made,
        target_virtue_id=plan["virtue"],
        problem_to_solve=plan["problem"],
        good_to_do=plan["good"],
        activity=plan["activity"],
        indicator=plan["indicator"],
        baseline=plan["baseline"],
        target=plan["target"],
        unit=plan["unit"],
        due_on=thai.fiscal_year_days(made.programme_year.fiscal_year)[1],
        budget=plan["budget"],
        responsible=made.organisation.contact_name,
    )


def reports_in_bulk(report_round: ReportRound) -> int:
    """Expected reports of every active pledge; returns how many the round has."""
    expect_reports_in(report_round)
    return report_round.reports.aggregate(count=Count("pk"))["count"]


def batches(rows: Iterator) -> Iterator[list]:
    """Rows in handfuls that a statement can carry."""
    while batch := list(islice(rows, BATCH)):
        yield batch
