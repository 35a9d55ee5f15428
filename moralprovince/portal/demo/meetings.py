"""Meetings of the demo: held ones with minutes and resolutions, tasks in every state, and one planned for next week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from moralprovince.core import thai
from moralprovince.core.models import User
from moralprovince.core.signs import sign_of
from moralprovince.core.working_days import is_working_day
from networks.actions import agenda, attendance, meetings, minutes
from networks.actions.attendance import Mark
from networks.actions.groups import GroupEntry, SeatEntry, add_group, add_member
from networks.actions.meetings import MeetingEntry
from networks.models import ActionItem, AgendaItem, Attendance, Meeting, Organisation, Resolution, SectorNetwork, WorkingGroup

from .calendar import DemoCalendar
from .clock import at
from .lives import full_lives
from .people import People

Status = Attendance.Status
# How many days before the day of seeding the held meetings took place; the next one is a week ahead.
HELD, AHEAD = (115, 75, 24), 7
PLACES = ("ห้องประชุมสำนักงานวัฒนธรรมจังหวัด", "ห้องประชุม 2 ศาลากลางจังหวัด", "หอประชุมวัดพนัญเชิง")
SEATS = (
    ("chair", "นาย", "ประเสริฐ สุขสบาย", "หัวหน้าหน่วยงาน"), ("vice_chair", "ดร.", "วิภา แก้วกล้า", "รองประธานเครือข่าย"),
    ("member", "พระครู", "สังฆกิจ ธมฺมธโร", "เจ้าอาวาส"), ("member", "นาง", "สมศรี ใจงาม", "ผู้อำนวยการโรงเรียน"),
    ("member", "ว่าที่ร้อยตรี", "ธนา พรหมดี", "นักวิชาการวัฒนธรรม"), ("secretary", "นางสาว", "อรทัย มีสุข", "เจ้าหน้าที่ประสานงาน"),
    ("facilitator", "ผศ.ดร.", "กานดา เรียนรู้", "อาจารย์มหาวิทยาลัย"),
)  # fmt: skip
GUESTS = ("นางพิมพา ร่วมใจ", "นายอุดม อาสาดี")
SUBJECTS = (
    ("แผนกิจกรรมกลางของเครือข่ายในปีนี้", "ฝ่ายเลขานุการเสนอร่างแผนกิจกรรมกลาง ประกอบด้วยกิจกรรมปันน้ำใจ และวันคุณธรรม 4 สิงหาคม\n"
     "ที่ประชุมหารือร่วมกันแล้วเห็นว่าควรให้องค์กรในเครือข่ายร่วมจัดอย่างน้อยอำเภอละหนึ่งแห่ง",
     "เห็นชอบแผนกิจกรรมกลาง และมอบฝ่ายเลขานุการแจ้งองค์กรในเครือข่าย", "แจ้งแผนกิจกรรมกลางถึงองค์กรทุกแห่ง"),
    ("การติดตามรายงานผลขององค์กรในเครือข่าย", "ที่ประชุมพิจารณารายชื่อองค์กรที่ยังไม่ส่งรายงานผล และสาเหตุที่พบบ่อย\n"
     "คณะทำงานเสนอให้ใช้การโทรศัพท์เยี่ยมเยียนแทนการทวงถาม", "มอบผู้ประสานงานโทรเยี่ยมองค์กรที่ยังไม่ส่งรายงาน",
     "โทรเยี่ยมองค์กรที่ยังไม่ส่งรายงานให้ครบ"),
    ("การคัดเลือกองค์กรต้นแบบของเครือข่าย", "ฝ่ายเลขานุการเสนอรายชื่อองค์กรที่มีผลงานเด่น\nที่ประชุมขอให้ลงพื้นที่ก่อนพิจารณา",
     "ให้ลงพื้นที่เยี่ยมองค์กรที่เสนอชื่อก่อนการประชุมครั้งถัดไป", "จัดตารางลงพื้นที่เยี่ยมองค์กรที่เสนอชื่อ"),
)  # fmt: skip

# What the bodies of the province dealt with at two meetings: title, what was said, what was resolved, who does what.
OF_THE_PROVINCE = {
    "subcommittee": (
        ("แผนขับเคลื่อนจังหวัดคุณธรรมประจำปี", "ฝ่ายเลขานุการเสนอแผนของทั้ง 9 เครือข่าย และแผนร่วมกับศูนย์คุณธรรม",
         "เห็นชอบแผนขับเคลื่อนจังหวัดคุณธรรมประจำปี", "แจ้งแผนที่เห็นชอบแล้วแก่ทุกเครือข่าย"),
        ("ผลการดำเนินงานของเครือข่าย", "ฝ่ายเลขานุการรายงานจำนวนองค์กรที่ประกาศเจตนารมณ์และส่งรายงานผล",
         "รับทราบ และขอให้ช่วยเหลือองค์กรที่ยังไม่ส่งรายงาน", "สรุปรายชื่อองค์กรที่ขอความช่วยเหลือ"),
    ),
    "assessment": (
        ("แนวทางการตรวจประเมิน", "ที่ประชุมซักซ้อมเกณฑ์และหลักฐานที่ใช้ให้เข้าใจตรงกัน", "เห็นชอบแนวทางการตรวจประเมิน",
         "จัดทำคู่มือผู้ประเมินฉบับย่อ"),
        ("ความคืบหน้าของการตรวจประเมิน", "ผู้ประเมินรายงานเรื่องที่ตรวจแล้วและเรื่องที่รอข้อมูล", "ให้เร่งเรื่องที่รอข้อมูลให้แล้วเสร็จ",
         "ติดตามข้อมูลที่ยังขาดจากองค์กร"),
    ),
    "empowerment": (
        ("แผนการเยี่ยมเสริมพลัง", "ที่ประชุมพิจารณารายชื่อองค์กรที่ยังไม่ได้รับการเยี่ยมในรอบปี", "เห็นชอบแผนการเยี่ยมเสริมพลัง",
         "นัดหมายองค์กรที่จะไปเยี่ยม"),
        ("ผลการเยี่ยมเสริมพลัง", "ทีมเยี่ยมเล่าสิ่งที่พบ จุดแข็ง และสิ่งที่องค์กรต้องการ", "ให้นำเรื่องที่ตกลงกันเมื่อเยี่ยมไปติดตามต่อ",
         "รวบรวมเรื่องที่ตกลงกันซึ่งใกล้ถึงกำหนด"),
    ),
}  # fmt: skip


@dataclass
class Year:
    """What meeting in the demo needs at hand."""

    people: People
    calendar: DemoCalendar
    chance: Random

    @property
    def officer(self) -> User:
        """Who does the office's work."""
        return self.people.officer

    def day(self, before: int) -> dt.date:
        """A day on which offices work, so many days before the day of seeding; a day to come moves on, a past one back."""
        day, step = self.calendar.day - dt.timedelta(days=before), dt.timedelta(days=1 if before < 0 else -1)
        while not is_working_day(day):
            day += step
        return day


def meet_all(networks: Sequence[SectorNetwork], year: Year) -> int:
    """The meetings of every network; returns how many there are."""
    for number, network in enumerate(networks):
        meet(group_of(network, year), number, networks, year)
    meet_in_the_province(year)
    return Meeting.objects.count()


def meet_in_the_province(year: Year) -> None:
    """Each body of the province held two meetings, the second certified the first; one is to come, a week after the other."""
    bodies = WorkingGroup.objects.filter(network__isnull=True).in_force(year.day(0))  # type: ignore[attr-defined]
    for number, group in enumerate(bodies.order_by("kind", "pk")):
        first, second = (hold(group, year.day(days + 3 * number), subject, year)
                         for days, subject in zip((82, 33), OF_THE_PROVINCE[group.kind], strict=True))  # fmt: skip
        with at(second.held_on, year.chance):
            meetings.certify_minutes(meeting=first, certified_in=second, by=year.officer)
        title = OF_THE_PROVINCE[group.kind][1][0]
        with at(year.day(2), year.chance):
            meetings.plan_meeting(
                group=group, entry=entry_for(year.day(-AHEAD * (number + 1) - 2), title, year), by=year.officer
            )


def group_of(network: SectorNetwork, year: Year) -> WorkingGroup:
    """The working group that met; where none was appointed yet, it is."""
    found = WorkingGroup.objects.filter(network=network).in_force(year.day(HELD[0])).first()  # type: ignore[attr-defined]
    if found and found.members.exists():
        return found
    since = year.calendar.first_day + dt.timedelta(days=2)
    with at(since, year.chance):
        entry = GroupEntry(name=f"คณะทำงานขับเคลื่อนสังคมคุณธรรม ({network.name})", starts_on=since, order_number="12/2569")
        group = found or add_group(province=network.province, kind="network", network=network, entry=entry, by=year.officer)
        for place, (post, title, name, position) in enumerate(SEATS, 1):
            seat = SeatEntry(post=post, title=title, name=name, position=position, starts_on=group.starts_on, order=place)
            add_member(group=group, entry=seat, by=year.officer)
    return group


def meet(group: WorkingGroup, number: int, networks: Sequence[SectorNetwork], year: Year) -> None:
    """Three meetings held, each certifying the one before, and one to come."""
    before: Meeting | None = None
    for place, days in enumerate(HELD):
        held = hold(group, year.day(days + number % 5), SUBJECTS[place], year)
        if before:
            with at(held.held_on, year.chance):
                meetings.certify_minutes(meeting=before, certified_in=held, by=year.officer)
        before = held
    finish(group, number, year)
    others = (networks[(number + 1) % len(networks)],) if number % 3 == 0 else ()
    entry = entry_for(year.day(number % 3 - AHEAD), "", year, others)
    with at(year.day(2), year.chance):
        planned = meetings.plan_meeting(group=group, entry=entry, by=year.officer)
        agenda.add_item(meeting=planned, section=AgendaItem.Section.CONSIDER, title="ผลการลงพื้นที่เยี่ยมองค์กร", by=year.officer)


def entry_for(day: dt.date, title: str, year: Year, networks: tuple[SectorNetwork, ...] = ()) -> MeetingEntry:
    """A meeting in the afternoon."""
    place = year.chance.choice(PLACES)
    return MeetingEntry(held_on=day, title=title, starts_at=dt.time(13, 30), place=place, networks=networks)


def guests(meeting: Meeting, year: Year) -> None:
    """Two bodies of the network that sent somebody: the meeting stands on their pages."""
    known = [body for body in full_lives(meeting.province_id, year.people) if body.network_id == meeting.group.network_id]
    others = Organisation.objects.filter(network=meeting.group.network, state="active").order_by("code")[:2]
    bodies = list(dict.fromkeys([*known, *others]))[:2]
    for body, name in zip(bodies, GUESTS, strict=False):
        attendance.add_other(meeting=meeting, name=name, position="ผู้แทน", agency=body.name, by=year.officer)


def hold(group: WorkingGroup, day: dt.date, subject: tuple[str, str, str, str], year: Year) -> Meeting:
    """One meeting from its invitation to its minutes."""
    title, text, resolved, task = subject
    with at(day - dt.timedelta(days=10), year.chance):
        made = meetings.plan_meeting(group=group, entry=entry_for(day, title, year), by=year.officer)
        number, sign = f"อย 0031/ว {100 + made.pk}", sign_of(made, meetings.LETTER)
        meetings.write_letter(meeting=made, letter_number=number, letter_on=thai.today(), sign=sign, by=year.officer)
        item = agenda.add_item(meeting=made, section=AgendaItem.Section.CONSIDER, title=title, by=year.officer)
    with at(day, year.chance):
        meetings.hold_meeting(meeting=made, by=year.officer)
        attendance.mark_attendance(meeting=made, marks=list(marks_for(made, year)), by=year.officer)
        guests(made, year)
        write(made, item, text, resolved, task, year)
    return made


def marks_for(meeting: Meeting, year: Year) -> Iterator[Mark]:
    """Most came, somebody sent a deputy, somebody was on duty elsewhere."""
    for place, row in enumerate(meeting.attendance.all()):
        if place == 3:
            yield Mark(row.pk, Status.ABSENT, reason="ติดราชการ", was=row.status)
        elif place == 4 and year.chance.random() < 0.6:
            yield Mark(row.pk, Status.REPRESENTED, on_behalf="นายสมคิด มาแทน", was=row.status)
        else:
            yield Mark(row.pk, Status.PRESENT, was=row.status)


def write(meeting: Meeting, item: AgendaItem, text: str, resolved: str, task: str, year: Year) -> None:
    """The minutes, a resolution, and who does what by when."""
    notice = meeting.items.filter(section=AgendaItem.Section.NOTICE).first()
    network = meeting.group.network_id
    owner = year.people.coordinators[network] if network else year.officer
    if notice:
        thanks = "ประธานกล่าวขอบคุณทุกองค์กรที่ร่วมขับเคลื่อนจังหวัดคุณธรรม และแจ้งกำหนดการของปีงบประมาณ"
        minutes.save_minute(item=notice, text=thanks, version=notice.version, by=year.officer)
    minutes.save_minute(item=item, text=text, version=item.version, by=owner)
    resolution = minutes.resolve(item=item, text=resolved, by=year.officer)
    give(resolution, task, owner, meeting.held_on + dt.timedelta(days=25), year)
    facts = MeetingEntry(
        held_on=meeting.held_on, number=meeting.number, title=meeting.title, starts_at=meeting.starts_at, place=meeting.place,
        ended_at=dt.time(16, 0), minutes_by="นางสาวอรทัย มีสุข", checked_by="ดร.วิภา แก้วกล้า",
    )  # fmt: skip
    meetings.change_meeting(meeting=meeting, entry=facts, sign=sign_of(meeting, meetings.SHOWN), by=year.officer)


def give(resolution: Resolution, task: str, owner: User, due_on: dt.date, year: Year) -> None:
    """To the coordinator by name, so that she is reminded."""
    minutes.add_action(resolution=resolution, what=task, owner_name=owner.name, due_on=due_on, by=year.officer)


def finish(group: WorkingGroup, number: int, year: Year) -> None:
    """What the first meeting asked for is done; of the second it is late in every third network; the third's is under way."""
    for place, task in enumerate(ActionItem.objects.filter(meeting__group=group).order_by("meeting__held_on", "pk")):
        if place == 0 or (place == 1 and number % 3):
            with at(task.meeting.held_on + dt.timedelta(days=20), year.chance):
                owner = task.owner or year.officer
                minutes.finish_action(item=task, step="done", note="ดำเนินการครบแล้ว", by=owner)
