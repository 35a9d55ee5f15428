"""The demo's pledges in every state, each written, declared and checked on its own day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from random import Random

from moralprovince.core import thai
from networks.models import Organisation, ProgrammeYear
from pledges.actions import pledges as actions
from pledges.models import Pledge

from .calendar import DemoCalendar
from .clock import at, between
from .people import People
from .plans import declaration_of

# How many of the register's bodies are how far; the rest keep a pledge.
FATES = {"none": 18, "draft": 10, "declared": 8, "returned": 6, "ended": 4}
RETURNED = "ขอให้เพิ่มข้อตกลงที่วัดผลได้อย่างน้อยหนึ่งข้อ และแนบประกาศที่ลงนามแล้ว"
ENDED = "ยุติการเข้าร่วมปีนี้ตามหนังสือขององค์กร จะกลับมาเข้าร่วมในปีหน้า"


@dataclass(frozen=True)
class Pledging:
    """What the steps of one pledge have in common."""

    year: ProgrammeYear
    calendar: DemoCalendar
    people: People
    chance: Random


def fates(organisations: list[Organisation], chance: Random) -> dict[int, str]:
    """How far each organisation's pledge has come, by key."""
    shuffled = organisations.copy()
    chance.shuffle(shuffled)
    words = [fate for fate, count in FATES.items() for _ in range(count * len(organisations) // 338)]
    return {body.pk: (words[at_] if at_ < len(words) else "active") for at_, body in enumerate(shuffled)}


def pledge_all(organisations: list[Organisation], season: Pledging) -> list[Pledge]:
    """Every organisation's pledge, as far as it has come; returns those that are being kept."""
    wanted = fates(organisations, season.chance)
    keep_the_printed_one(wanted, season.people.printed_contact)
    kept = [pledge_one(body, wanted[body.pk], season) for body in organisations if wanted[body.pk] != "none"]
    return [pledge for pledge in kept if pledge.state == Pledge.State.ACTIVE]


def keep_the_printed_one(wanted: dict[int, str], printed: int | None) -> None:
    """The contact whose account is printed keeps a pledge; who would have kept it gets her fate instead."""
    if printed in wanted and wanted[printed] != "active":
        other = next(key for key, fate in wanted.items() if fate == "active")
        wanted[printed], wanted[other] = wanted[other], wanted[printed]


def begin_next_year(organisations: list[Organisation], season: Pledging) -> None:
    """The contact whose account is printed has begun the next year's declaration and not handed it in."""
    year = ProgrammeYear.objects.filter(province=season.year.province_id, fiscal_year=season.year.fiscal_year + 1).first()
    own = next((one for one in organisations if one.pk == season.people.printed_contact), None)
    if year and own:
        write(own, season.calendar.day - dt.timedelta(days=3), "draft", replace(season, year=year))


def pledge_one(organisation: Organisation, fate: str, season: Pledging) -> Pledge:
    """Written by the organisation, checked by an officer some days later."""
    first, last = season.calendar.pledging
    declared = between(first, last, season.chance)
    pledge = write(organisation, declared, fate, season)
    if fate == "draft":
        return pledge
    with at(declared, season.chance):
        actions.declare_pledge(pledge=pledge, by=season.people.for_organisation(organisation))
    if fate == "declared":
        return pledge
    with at(declared + dt.timedelta(days=season.chance.randint(1, 5)), season.chance):
        check(pledge, fate, season)
    return pledge


def write(organisation: Organisation, day: dt.date, fate: str, season: Pledging) -> Pledge:
    """The draft; half-written where it stays one."""
    by = season.people.for_organisation(organisation)
    year_end = thai.fiscal_year_days(season.year.fiscal_year)[1]
    content = declaration_of(organisation, day, year_end, season.chance)
    with at(day, season.chance):
        pledge = actions.begin_pledge(organisation=organisation, programme_year=season.year, by=by)
        if fate == "draft":
            content = actions.PledgeContent(text=content.text, members=content.members)
        return actions.save_pledge(pledge=pledge, content=content, version=pledge.version, by=by)


def check(pledge: Pledge, fate: str, season: Pledging) -> None:
    """Accepted, returned, or accepted and ended later."""
    officer = season.people.officer
    if fate == "returned":
        actions.return_pledge(pledge=pledge, note=RETURNED, by=officer)
        return
    actions.activate_pledge(pledge=pledge, by=officer)
    if fate == "ended":
        actions.end_pledge(pledge=pledge, note=ENDED, by=officer)
