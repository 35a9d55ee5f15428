"""Meetings in the small world: one to come, one held with minutes, one to which another network is invited."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from networks.actions.attendance import expect_members
from networks.models import ActionItem, AgendaItem, Attendance, Meeting, SectorNetwork, WorkingGroup
from tests.factories_networks_at_work import (
    ActionItemFactory,
    AgendaItemFactory,
    AttendanceFactory,
    MeetingFactory,
    WorkingGroupFactory,
    WorkingGroupMemberFactory,
)

HELD, NEXT = dt.date(2027, 3, 1), dt.date(2027, 4, 1)


@dataclass
class Meetings:
    """What the group of a network met for; `guest` is a meeting of another network to which this one is invited."""

    meeting_group: WorkingGroup
    meeting: Meeting
    held: Meeting
    joint: Meeting
    guest: Meeting
    agenda_item: AgendaItem
    action: ActionItem
    key: str
    listed: Attendance
    other: Attendance


def meetings_of(word: str, phone: str, network: SectorNetwork) -> Meetings:
    """All of it for one body of a network; only what others must not read carries the word."""
    group = WorkingGroupFactory(province=network.province, network=network, name="คณะทำงานของเครือข่าย")
    WorkingGroupMemberFactory(group=group, post="chair", name=f"ประธาน {word}", phone=phone, email=f"{word}.chair@example.org")
    given = {"group": group, "title": f"เรื่อง {word}", "place": f"ห้อง {word}"}
    held = MeetingFactory(**given, held_on=HELD, state="held")
    meeting = MeetingFactory(**given, held_on=NEXT)
    joint = MeetingFactory(group=group, title="ประชุมร่วม", held_on=dt.date(2027, 4, 20))
    for one in (held, meeting, joint):
        expect_members(one)
        one.attendance.update(reason=f"ติดราชการ {word}", on_behalf=f"ผู้แทน {word}")
    items = [AgendaItemFactory(meeting=one, text=f"ที่ประชุมหารือ {word}") for one in (held, joint)]
    action = ActionItemFactory(
        resolution__item=items[0], resolution__text=f"มติ {word}", what=f"ทำ {word}", owner_name=f"คุณ{word}"
    )
    agenda_item = AgendaItemFactory(meeting=meeting, title=f"พิจารณา {word}")
    other = AttendanceFactory(meeting=meeting, name=f"แขก {word}", agency=f"หน่วยงาน {word}", status="attending")
    joint.sign_in_key = f"key-{phone}"
    joint.save()
    listed = joint.attendance.get()
    return Meetings(group, meeting, held, joint, joint, agenda_item, action, joint.sign_in_key, listed, other)


def invite_each_other(first: list[Meetings], second: Meetings) -> None:
    """The networks of a province invite each other."""
    for one in first:
        one.joint.networks.add(second.meeting_group.network)
        second.joint.networks.add(one.meeting_group.network)
        one.guest = second.joint
    second.guest = first[0].joint
