"""Builds one stage of the demo in one transaction, by the actions that people's pages call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from django.db import connection, transaction

from moralprovince.core.audit import gathered
from moralprovince.core.models import User
from moralprovince.core.periods import Period
from moralprovince.core.public_stamp import noticing
from moralprovince.portal.actions.summaries import announce_summary, freeze_summary
from networks.imports.running import import_file
from networks.models import Office, Organisation, ProgrammeYear, Province, SectorNetwork
from pledges.actions.rounds import close_round, open_round, plan_round
from pledges.models import ReportRound

from .activities import live_activities
from .arrivals import invite_some
from .assessments import Season, assess_all
from .bulk import organisations_in_bulk, pledges_in_bulk, reports_in_bulk
from .calendar import DemoCalendar, DemoRound
from .care import care_for_register
from .clock import at
from .groups import appoint_groups, change_some, leave_one_alone
from .history import plan_past, send_out, some_trouble
from .lessons import tell_lessons
from .meetings import Year as Meetings
from .meetings import meet_all
from .people import DOMAIN, People, make_contacts, make_people, open_accounts
from .pledges import Pledging, begin_next_year, pledge_all
from .reports import EARLIER, END, MID, Reporting, report_all
from .sittings import sit_today
from .stories import tell_all
from .visits import Coaching, visit_all

WORKBOOK = Path(__file__).resolve().parent.parent / "demo_data" / "registry-ayutthaya-2564.xlsx"
PROVINCE = "14"
Say = Callable[[str], None]
# Where only a few bodies live the year, nobody is assessed.
ENOUGH = 60


def foreign() -> bool:
    """Is there anything here that the demo did not make?"""
    strangers = User.objects.exclude(email__endswith=f"@{DOMAIN}").exists()
    return strangers or (Organisation.objects.exists() and not User.objects.exists())


def seeded() -> bool:
    """Was the demo made here before?"""
    return User.objects.filter(email__endswith=f"@{DOMAIN}").exists()


@contextmanager
def in_one_piece() -> Iterator[None]:
    """One transaction of which no part is ever taken back alone: none is marked in it, and public pages change once.

    Nor does a part read what another one left in the history, which is written at the end.
    """
    marks = connection.features.uses_savepoints
    connection.features.uses_savepoints = False
    try:
        with transaction.atomic(), noticing(), gathered():
            yield
    finally:
        connection.features.uses_savepoints = marks


@in_one_piece()
def seed(*, day: dt.date, stage: str, number: int, organisations: int | None, say: Say, living: int | None = None) -> None:
    """The whole demo, or nothing; `living` lets only so many of the workbook's bodies pledge and report."""
    calendar, chance = DemoCalendar(day, stage), Random(number)
    province = Province.objects.get(pk=PROVINCE)
    year = prepare_office(province, calendar)
    networks = list(SectorNetwork.objects.filter(province=province).in_year(calendar.fiscal_year))
    with at(calendar.first_day, chance):
        people = make_people(province, networks, calendar)
    if organisations is None:
        by_actions(province, year, people, calendar, chance, say, living)
    else:
        in_bulk(province, year, people, calendar, organisations, say)
    open_accounts(people)


def prepare_office(province: Province, calendar: DemoCalendar) -> ProgrammeYear:
    """The office works in the demo's year."""
    year = ProgrammeYear.objects.get(province=province, fiscal_year=calendar.fiscal_year)
    Office.objects.filter(province=province, phone="").update(phone="0 3533 6882", email=f"office@{DOMAIN}")
    Office.objects.filter(province=province, signatory_name="").update(
        signatory_name="ผู้ลงนาม (ตัวอย่าง)", signatory_title=f"ผู้ว่าราชการจังหวัด{province.name}"
    )
    Office.objects.filter(province=province, letter_code="").update(letter_code="อย 0031")
    Office.objects.filter(province=province).update(working_year=year)
    return year


def in_bulk(province: Province, year: ProgrammeYear, people: People, calendar: DemoCalendar, count: int, say: Say) -> None:
    """Many organisations, each with a pledge and an expected report."""
    say(f"organisations {organisations_in_bulk(province, count, calendar)}")
    if calendar.stage != "start":
        say(f"pledges {pledges_in_bulk(year, calendar)}")
        opened = opened_round(year, calendar.present, people.officer)
        say(f"reports {reports_in_bulk(opened)}")


def by_actions(
    province: Province,
    year: ProgrammeYear,
    people: People,
    calendar: DemoCalendar,
    chance: Random,
    say: Say,
    living: int | None,
) -> None:
    """The register through the importer, then the year as it was lived."""
    with at(calendar.first_day + dt.timedelta(days=3), chance):
        import_file(WORKBOOK, province=province, year=year.fiscal_year, by=people.officer)
        send_out()
    organisations = list(Organisation.objects.filter(province=province).select_related("network").order_by("code"))
    networks = list(SectorNetwork.objects.filter(province=province).in_year(calendar.fiscal_year))
    with at(calendar.first_day + dt.timedelta(days=5), chance):
        make_contacts(people, organisations, calendar)
        send_out()
    say(f"organisations {len(organisations)}")
    groups = appoint_groups(province, networks, people, calendar, chance) if calendar.stage != "start" else []
    say(f"working groups {len(groups)}")
    if calendar.stage == "start":
        for one in calendar.planned:
            planned_round(year, one, people.officer)
        return
    change_some(groups, people, calendar, chance)
    live(year, people, calendar, organisations, chance, say, living)
    leave_one_alone(people, calendar, chance)


def planned_round(year: ProgrammeYear, one: DemoRound, by: User) -> ReportRound:
    """A round in the calendar, with two months of grace."""
    locks_on = one.due_on + dt.timedelta(days=60)
    return plan_round(programme_year=year, code=one.code, opens_on=one.opens_on, due_on=one.due_on, locks_on=locks_on, by=by)


def opened_round(year: ProgrammeYear, one: DemoRound, by: User) -> ReportRound:
    """A round that is open."""
    made = planned_round(year, one, by)
    open_round(report_round=made, by=by)
    return made


def live(
    year: ProgrammeYear,
    people: People,
    calendar: DemoCalendar,
    register: list[Organisation],
    chance: Random,
    say: Say,
    living: int | None,
) -> None:
    """Pledges, the earlier round, then the present one; assessments run through the whole register; summaries come last."""
    organisations = register[:living]
    season = Pledging(year, calendar, people, chance)
    kept = pledge_all(organisations, season)
    say(f"pledges kept {len(kept)}")
    earlier = run_round(year, calendar.earlier, people, chance, 0.5, EARLIER, calendar.earlier.due_on + dt.timedelta(days=14))
    close(earlier, people, chance, calendar.earlier.due_on + dt.timedelta(days=20))
    shares = MID if calendar.stage == "mid" else END
    present = run_round(year, calendar.present, people, chance, 0.95, shares, calendar.day)
    begin_next_year(organisations, season)
    if len(organisations) >= ENOUGH:
        assess_all(year, register, Season(people, calendar, chance))
        send_out()
        networks = list(SectorNetwork.objects.filter(province=year.province_id).in_year(year.fiscal_year))
        say(f"meetings {meet_all(networks, Meetings(people, calendar, chance))}")
        send_out()
        say(f"coaching visits {visit_all(register, networks, Coaching(people, calendar, chance))}")
        send_out()
    say(f"activities {live_activities(year, people, calendar, chance)}")
    invite_some(people, organisations, calendar, chance)
    send_out()
    if len(organisations) >= ENOUGH:
        tell(year, people, calendar, chance, say)
        say(f"entries looked after {care_for_register(organisations, people, calendar, chance)}")
    plan_past(calendar, chance)
    some_trouble(chance)
    sum_up_closed(earlier, present, people, calendar, chance)
    for one in (earlier, present):
        say(f"reports of {one.code} {one.reports.count()}")


def tell(year: ProgrammeYear, people: People, calendar: DemoCalendar, chance: Random, say: Say) -> None:
    """What happened, and what was learned."""
    say(f"stories {tell_all(year, people, calendar, chance)}")
    say(f"lessons {tell_lessons(year, people, calendar, chance)}")
    sit_today(year, people)
    send_out()


def run_round(
    year: ProgrammeYear, one: DemoRound, people: People, chance: Random, share: float, shares: dict[str, float], today: dt.date
) -> ReportRound:
    """Open a round on its day and give every report its fate."""
    with at(one.opens_on, chance):
        opened = opened_round(year, one, people.officer)
    report_all(Reporting(opened, share, people, chance, today), shares)
    return opened


def close(one: ReportRound, people: People, chance: Random, day: dt.date) -> None:
    """Close a round."""
    with at(day, chance):
        close_round(report_round=one, by=people.officer)
        send_out()


def sum_up_closed(earlier: ReportRound, present: ReportRound, people: People, calendar: DemoCalendar, chance: Random) -> None:
    """The earlier round on the day after it closed; at the end the present one closes and is summed up too."""
    sum_up(earlier, people, chance, calendar.earlier.due_on + dt.timedelta(days=21))
    if calendar.stage == "end":
        close(present, people, chance, calendar.day - dt.timedelta(days=5))
        sum_up(present, people, chance, calendar.day - dt.timedelta(days=4))


def sum_up(one: ReportRound, people: People, chance: Random, day: dt.date) -> None:
    """Freeze the summary of what a closed round reports on: on its day, but when all that it counts was written."""
    part = {"FULL": "H2"}.get(one.code, one.code)
    with at(day, chance):
        period = Period(one.programme_year.fiscal_year, part)
        made = freeze_summary(province=one.programme_year.province, period=period, by=people.officer)
        announce_summary(summary=made, by=people.officer)
        send_out()
