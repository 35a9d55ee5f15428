"""A lived year of activities: every network's plan, what took place of it, what is untold and to come; the joint work plan."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from django.db.models import F

from moralprovince.core import thai
from moralprovince.core.models import User
from networks.actions.activities import ActivityEntry, ActivityResult, plan_activity, record_activity
from networks.actions.activity_plans import PlanEntry, add_plan_line
from networks.actions.work_plan import WorkEntry, add_work, finish_work
from networks.models import Activity, ActivityPlan, District, Organisation, ProgrammeYear, SectorNetwork
from networks.plan_pictures import last_day

from .calendar import DemoCalendar
from .clock import at
from .lives import full_lives
from .people import People

# What networks do: name, months, budget, whom for, how many.
PLANS: tuple[tuple[str, tuple[int, ...], int, str, int], ...] = (
    ("เวทีแลกเปลี่ยนเรียนรู้ของเครือข่าย", (12, 3, 6), 12_000, "แกนนำองค์กรในเครือข่าย", 120),
    ("จิตอาสาพัฒนาชุมชน", (11, 2, 5, 8), 8_000, "ประชาชนและเยาวชน", 200),
    ("ตลาดนัดคุณธรรม", (1, 7), 30_000, "ประชาชนทั่วไป", 300),
)
OF_PROVINCE = (
    ("สมัชชาคุณธรรมจังหวัด", (7,), 250_000, "ทุกเครือข่าย", 300),
    ("วันคุณธรรม 4 สิงหาคม", (8,), 80_000, "ทุกเครือข่าย", 250),
)
RESULTS = (
    "ผู้ร่วมกิจกรรมตกลงนำข้อคิดไปทำต่อในองค์กรของตน และนัดติดตามกันในอีกสามเดือน",
    "ได้แผนร่วมกันหนึ่งเรื่อง เยาวชนขอเป็นแกนนำในครั้งต่อไป",
    "พื้นที่สะอาดขึ้นเห็นได้ชัด หน่วยงานในพื้นที่รับดูแลต่อเนื่อง",
)
PLACES = ("ศาลาประชาคม", "หอประชุมอำเภอ", "ลานวัด", "หอประชุมโรงเรียน")
# What, who leads, month it begins and month it is due.
WORK = (
    ("จัดทำแผนขับเคลื่อนจังหวัดคุณธรรมร่วมกัน", "office", 10, 12),
    ("ออกแบบเครื่องมือติดตามการนำปฏิญญาสู่การปฏิบัติ", "university", 11, 1),
    ("อบรมวิทยากรกระบวนการของเครือข่าย", "university", 1, 2),
    ("ประชุมคณะทำงานเครือข่าย ครั้งที่ 1", "office", 2, 3),
    ("เยี่ยมเสริมพลังองค์กรและชุมชน", "center", 4, 7),
    ("ถอดบทเรียนชุมชนและองค์กรต้นแบบ", "university", 6, 8),
    ("จัดสมัชชาคุณธรรมและตลาดนัดคุณธรรม", "center", 7, 7),
    ("สรุปผลและเผยแพร่สู่สาธารณะ", "center", 8, 9),
)


@dataclass(frozen=True)
class Doing:
    """Who lives the year, and when."""

    year: ProgrammeYear
    people: People
    calendar: DemoCalendar
    chance: Random
    districts: tuple[District, ...]

    def who(self, network: SectorNetwork | None) -> User:
        """The coordinator of a network, for the province the officer."""
        return self.people.coordinators.get(network.pk, self.people.officer) if network else self.people.officer


def live_activities(year: ProgrammeYear, people: People, calendar: DemoCalendar, chance: Random) -> int:
    """The plans at the beginning of the year, then everything in its month; how many activities there are."""
    doing = Doing(year, people, calendar, chance, tuple(District.objects.filter(province=year.province)))
    networks = SectorNetwork.objects.filter(province=year.province).in_year(year.fiscal_year).order_by("order", "code")
    with at(calendar.first_day + dt.timedelta(days=20), chance):
        lines = list(plans(doing, list(networks)))
        work(doing)
    for line in lines:
        live_line(doing, line)
    finish(doing)
    return Activity.objects.filter(programme_year=year).count()


def plans(doing: Doing, networks: list[SectorNetwork]) -> list[ActivityPlan]:
    """Three lines for each network, two for the province."""
    wanted: list[tuple[SectorNetwork | None, tuple[str, tuple[int, ...], int, str, int]]] = [
        (network, plan) for place, network in enumerate(networks) for plan in PLANS[: 2 + place % 2]
    ]
    wanted += [(None, plan) for plan in OF_PROVINCE]
    made = []
    for network, (name, months, budget, group, expected) in wanted:
        entry = PlanEntry(name, network, len(months), months, Decimal(budget * len(months)), group, expected * len(months))
        made.append(add_plan_line(year=doing.year, entry=entry, by=doing.people.officer))
    return made


def live_line(doing: Doing, line: ActivityPlan) -> None:
    """Each planned month: held and told, now and then missed; what is to come stands in the calendar."""
    for month in line.months:
        held_on = last_day(doing.year.fiscal_year, month) - dt.timedelta(days=5 + doing.chance.randrange(20))
        over = held_on < doing.calendar.day
        if over and doing.chance.random() < 0.2:
            continue
        with at(min(held_on, doing.calendar.day) - dt.timedelta(days=14), doing.chance):
            entry = ActivityEntry(line.name, held_on, None, doing.chance.choice(doing.districts),
                                  doing.chance.choice(PLACES), line.network, line)  # fmt: skip
            activity = plan_activity(province=doing.year.province, entry=entry, by=doing.who(line.network))
        if over and (line.network is None or doing.chance.random() < 0.93):
            tell(doing, activity, line)


def tell(doing: Doing, activity: Activity, line: ActivityPlan) -> None:
    """What took place, a few days later."""
    chance, expected = doing.chance, (line.target_people or 100) // max(1, line.times)
    bodies = Organisation.objects.filter(province=doing.year.province_id).exclude(state__in=("merged", "withdrawn"))
    near = list((bodies.filter(network=line.network) if line.network else bodies).order_by("code")[:30])
    whole = [one for one in full_lives(doing.year.province_id, doing.people) if line.network_id in (one.network_id, None)]
    came = list(dict.fromkeys([*whole[:2], *chance.sample(near, min(len(near), 3))]))
    outcome = ActivityResult(
        activity.held_on, None, activity.district, activity.place, int(expected * chance.uniform(0.6, 1.3)),
        Decimal(int((line.budget or 0) / max(1, line.times) * Decimal(chance.uniform(0.7, 1.05)))), chance.choice(RESULTS),
        tuple(doing.year.virtues.all()[:2]), tuple(came[:3]),
    )  # fmt: skip
    day = min(activity.held_on + dt.timedelta(days=3), doing.calendar.day)
    with at(day, chance):
        record_activity(activity=activity, outcome=outcome, version=activity.version, by=doing.who(line.network))


def work(doing: Doing) -> None:
    """What the three partners agreed on."""
    for what, lead, first, last in WORK:
        begins = last_day(doing.year.fiscal_year, first).replace(day=1)
        entry = WorkEntry(what, lead, "", begins, last_day(doing.year.fiscal_year, last))
        add_work(year=doing.year, entry=entry, by=doing.people.officer)


def finish(doing: Doing) -> None:
    """What was due is done, but for the last of it."""
    due = doing.year.work_plan.filter(due_on__lt=doing.calendar.day).order_by(F("due_on").asc())
    for item in list(due)[:-1]:
        with at(min(item.due_on or doing.calendar.day, thai.today()), doing.chance):
            finish_work(item=item, done_on=thai.today(), by=doing.people.officer)
