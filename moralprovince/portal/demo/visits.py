"""A lived year of coaching visits: signed ones with what was agreed, one that waits for a word, one untold, some to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from assessments.actions import visits as actions
from assessments.actions.visit_follow_up import finish_agreement
from assessments.actions.visits import AgreementEntry, Subject, TeamEntry, VisitRecord
from assessments.models import Visit
from moralprovince.core.models import User
from networks.models import District, Organisation, SectorNetwork

from .calendar import DemoCalendar
from .clock import at
from .lives import full_lives
from .people import People

# How many days before the day of seeding the visits that both sides signed took place.
SIGNED = (52, 150, 118, 96, 74, 33)
PROFESSOR = "ผศ.ดร.กานดา เรียนรู้"
# What was seen, what is strong, what they wish for, obstacles, what the team suggests.
TOLD = (
    ("สมาชิกร่วมกันดูแลพื้นที่ส่วนรวมทุกสัปดาห์ มีป้ายปฏิญญาติดไว้หน้าสำนักงาน", "ผู้นำเป็นแบบอย่าง สมาชิกพูดคุยกันง่าย",
     "อยากได้วิทยากรเล่าเรื่องการออม", "ภารกิจประจำมาก หาวันว่างตรงกันยาก", "เริ่มจากวงเล็กเดือนละครั้ง แล้วค่อยขยาย"),
    ("มีกลุ่มเยาวชนอาสาช่วยงานผู้สูงอายุ และจดบันทึกความดีทุกวันศุกร์", "เยาวชนเข้มแข็ง มีคนรุ่นใหญ่คอยหนุน",
     "อยากไปดูงานชุมชนต้นแบบใกล้บ้าน", "ยังเก็บภาพกิจกรรมไม่เป็นระบบ", "ตั้งผู้ดูแลภาพหนึ่งคน และเก็บไว้ที่เดียว"),
    ("ตู้ปันสุขหน้าวัดมีคนเติมและหยิบทุกวัน ชาวบ้านผลัดกันดูแล", "ทุนทางสังคมดี วัดและโรงเรียนร่วมมือกัน",
     "อยากได้แบบบันทึกที่ใช้ง่ายกว่าเดิม", "ช่วงน้ำหลากจัดกิจกรรมไม่ได้", "วางแผนกิจกรรมสำรองในร่มไว้ล่วงหน้า"),
)  # fmt: skip
AGREED = (
    (("ตั้งวงพูดคุยคุณธรรมเดือนละครั้ง", "ประธานและเลขานุการ"), ("ส่งภาพกิจกรรมให้สำนักงานวัฒนธรรมจังหวัด", "เลขานุการ")),
    (("จัดทำบันทึกความดีของสมาชิก", "ผู้ติดต่อขององค์กร"), ("ประสานวิทยากรเรื่องการออม", "สำนักงานวัฒนธรรมจังหวัด")),
    (("ชวนเยาวชนร่วมเป็นแกนนำ", "กลุ่มเยาวชน"),),
)


@dataclass(frozen=True)
class Coaching:
    """Who goes, and when."""

    people: People
    calendar: DemoCalendar
    chance: Random

    def day(self, before: int) -> dt.date:
        """A working day, so many days before the day of seeding (or after it, below zero)."""
        day = self.calendar.day - dt.timedelta(days=before)
        return day - dt.timedelta(days=max(0, day.weekday() - 4))

    def team(self, network: int | None) -> tuple[TeamEntry, ...]:
        """The officer, the coordinator of the network, and somebody from the university."""
        officer, coordinator = self.people.officer, self.people.coordinators.get(network or 0)
        along = (TeamEntry(coordinator.name, coordinator),) if coordinator else ()
        return (TeamEntry(officer.name, officer), *along, TeamEntry(PROFESSOR))


def visit_all(organisations: Sequence[Organisation], networks: Sequence[SectorNetwork], coaching: Coaching) -> int:
    """The visits of the year; how many there are."""
    people = coaching.people
    active = [one for one in organisations if one.state == Organisation.State.ACTIVE]
    known = [one for one in active if one.pk in people.contacts]
    # The body of the printed contact comes first: its open agreement lies beside the report she owes.
    whole = {one.pk for one in full_lives(organisations[0].province_id, people)}
    known.sort(key=lambda one: (one.pk != people.printed_contact, one.pk not in whole))
    bodies = known[: len(SIGNED)]
    for number, (body, before) in enumerate(zip(bodies, SIGNED, strict=False)):
        signed = tell(body, number, before, coaching)
        sign(signed, people.contacts[body.pk], coaching)
        finish(signed, number % 2 == 0, people.contacts[body.pk], coaching)
    for body in known[len(SIGNED) : len(SIGNED) + 1]:
        waiting = tell(body, 2, 6, coaching)
        with at(waiting.day, coaching.chance):
            actions.sign_for_team(
                visit=waiting, name=people.officer.name, version=waiting.version, by=people.officer
            )  # fmt: skip
    to_come(active, networks, coaching)
    return Visit.objects.count()


def plan(subject: Subject, before: int, coaching: Coaching) -> Visit:
    """An appointment, made two weeks ahead (or as far ahead as the day of seeding allows)."""
    day = coaching.day(before)
    network = getattr(subject, "network_id", None) or (subject.pk if isinstance(subject, SectorNetwork) else None)
    made_on = min(day - dt.timedelta(days=14), coaching.day(2))
    with at(made_on, coaching.chance):
        return actions.plan_visit(subject=subject, planned_on=day, team=coaching.team(network), by=coaching.people.officer)


def tell(subject: Subject, number: int, before: int, coaching: Coaching) -> Visit:
    """A visit from the appointment to the record."""
    visit = plan(subject, before, coaching)
    found, strengths, wishes, obstacles, advice = TOLD[number % len(TOLD)]
    agreed = tuple(
        AgreementEntry(what, who, visit.planned_on + dt.timedelta(days=40 + 45 * place))
        for place, (what, who) in enumerate(AGREED[number % len(AGREED)])
    )
    score = 4 + number % 4
    content = VisitRecord(
        visited_on=visit.planned_on, met_with="ผู้บริหารและสมาชิกแกนนำ 8 คน", found=found, strengths=strengths, wishes=wishes,
        obstacles=obstacles, advice=advice, score_before=score, score_after=score + 1 + number % 2, agreements=agreed,
        next_on=visit.planned_on + dt.timedelta(days=180),
    )  # fmt: skip
    with at(visit.planned_on, coaching.chance):
        actions.record_visit(visit=visit, content=content, version=visit.version, by=coaching.people.officer)
    return visit


def sign(visit: Visit, contact: User, coaching: Coaching) -> None:
    """Both sides on the same day: the officer at the place, the contact with her own account."""
    officer = coaching.people.officer
    with at(visit.day, coaching.chance):
        actions.sign_for_team(visit=visit, name=officer.name, version=visit.version, by=officer)
        actions.sign_for_body(visit=visit, name=contact.name, version=visit.version, by=contact)


def finish(visit: Visit, some: bool, contact: User, coaching: Coaching) -> None:
    """What was agreed is done; where only some of it is, the first thing is still open."""
    for agreement in list(visit.agreements.order_by("pk"))[int(some) :]:
        day = min(visit.day + dt.timedelta(days=30), coaching.day(3))
        with at(day, coaching.chance):
            finish_agreement(agreement=agreement, done_on=day, note="ดำเนินการแล้ว สมาชิกให้ความร่วมมือดี", by=contact)


def to_come(bodies: Sequence[Organisation], networks: Sequence[SectorNetwork], coaching: Coaching) -> None:
    """One whose day is over and of which nothing is told, two for next week, one called off, one to a district."""
    if len(bodies) < 12:
        return
    plan(bodies[-1], 4, coaching)
    plan(bodies[-2], -8, coaching)
    plan(networks[0], -12, coaching)
    plan(District.objects.filter(province=bodies[0].province_id).order_by("pk")[0], -20, coaching)
    cancelled = plan(bodies[-3], 40, coaching)
    with at(cancelled.planned_on - dt.timedelta(days=3), coaching.chance):
        actions.cancel_visit(visit=cancelled, note="น้ำท่วมเส้นทาง ขอเลื่อนไปก่อน", by=coaching.people.officer)
