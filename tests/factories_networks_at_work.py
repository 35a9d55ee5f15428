"""Makes the work of networks the short way: groups with their seats, meetings with their agenda."""

from __future__ import annotations

import datetime as dt
from typing import Any

import factory
from factory.django import DjangoModelFactory

from moralprovince.core import thai
from networks.models import (
    ActionItem,
    Activity,
    ActivityPlan,
    AgendaItem,
    Attendance,
    Meeting,
    Resolution,
    WorkingGroup,
    WorkingGroupMember,
    WorkPlanItem,
)
from tests.factories import LONG_AGO, ProgrammeYearFactory, ProvinceFactory, SectorNetworkFactory


class WorkingGroupFactory(DjangoModelFactory):
    """The working group of the government network; give `network=None` and a kind for a body of the province."""

    class Meta:
        model = WorkingGroup

    province = factory.SubFactory(ProvinceFactory)
    kind = "network"
    network = factory.SubFactory(SectorNetworkFactory, province=factory.SelfAttribute("..province"))
    name = factory.LazyAttribute(lambda o: f"คณะทำงานขับเคลื่อนสังคมคุณธรรม ({o.network})" if o.network else "คณะอนุกรรมการ")
    order_number = "12/2569"
    starts_on = LONG_AGO


class WorkingGroupMemberFactory(DjangoModelFactory):
    """A member without an account."""

    class Meta:
        model = WorkingGroupMember

    group = factory.SubFactory(WorkingGroupFactory)
    title = "นาย"
    name = factory.Sequence(lambda n: f"สมชาย ใจดี{n}")
    name_sort = factory.LazyAttribute(lambda o: thai.sort_key(o.name))
    position = "ผู้อำนวยการ"
    agency = "สำนักงานทดสอบ"
    starts_on = factory.SelfAttribute("group.starts_on")


class MeetingFactory(DjangoModelFactory):
    """A planned meeting on 1 April 2027 without an agenda; its number is the next of the year."""

    class Meta:
        model = Meeting

    group = factory.SubFactory(WorkingGroupFactory)
    province = factory.SelfAttribute("group.province")
    held_on = dt.date(2027, 4, 1)
    starts_at = dt.time(13, 30)
    place = "ห้องประชุม 1"
    calendar_year = factory.LazyAttribute(lambda o: o.held_on.year + 543)
    number = factory.LazyAttribute(lambda o: Meeting.objects.of_body(o.group).filter(calendar_year=o.calendar_year).count() + 1)


class AgendaItemFactory(DjangoModelFactory):
    """An item for consideration."""

    class Meta:
        model = AgendaItem

    meeting = factory.SubFactory(MeetingFactory)
    section = AgendaItem.Section.CONSIDER
    order = factory.Sequence(lambda n: n + 1)
    title = "แผนกิจกรรมกลางของเครือข่าย"


class AttendanceFactory(DjangoModelFactory):
    """Somebody who attended a meeting without a seat in its group."""

    class Meta:
        model = Attendance

    meeting = factory.SubFactory(MeetingFactory)
    name = factory.Sequence(lambda n: f"นางแขก คนที่{n}")


class ResolutionFactory(DjangoModelFactory):
    """What was resolved under an item."""

    class Meta:
        model = Resolution

    item = factory.SubFactory(AgendaItemFactory)
    text = "เห็นชอบตามเสนอ"


class ActionItemFactory(DjangoModelFactory):
    """Something to do by 15 April 2027."""

    class Meta:
        model = ActionItem

    resolution = factory.SubFactory(ResolutionFactory)
    meeting = factory.SelfAttribute("resolution.item.meeting")
    what = "จัดทำร่างแผนกิจกรรม"
    owner_name = "นายสมชาย ใจดี"
    due_on = dt.date(2027, 4, 15)


class ActivityPlanFactory(DjangoModelFactory):
    """Two times, in February and May of fiscal year 2570, of the government network; `network=None` is the province's."""

    class Meta:
        model = ActivityPlan

    network = factory.SubFactory(SectorNetworkFactory)
    programme_year = factory.LazyAttribute(
        lambda o: ProgrammeYearFactory(province=o.network.province if o.network else ProvinceFactory())
    )
    name = factory.Sequence(lambda n: f"ตลาดนัดคุณธรรม {n}")
    times = 2
    months = factory.LazyFunction(lambda: [2, 5])
    budget = 10_000
    target_people = 100


class ActivityFactory(DjangoModelFactory):
    """A planned activity on 1 May 2027 of the government network, outside the plan."""

    class Meta:
        model = Activity

    network = factory.SubFactory(SectorNetworkFactory)
    held_on = dt.date(2027, 5, 1)
    programme_year = factory.LazyAttribute(
        lambda o: ProgrammeYearFactory(
            province=o.network.province if o.network else ProvinceFactory(), fiscal_year=thai.fiscal_year_of(o.held_on)
        )
    )
    name = factory.Sequence(lambda n: f"ปันน้ำใจ ครั้งที่ {n}")
    place = "ลานหน้าศาลากลาง"


class WorkPlanItemFactory(DjangoModelFactory):
    """A line of the joint work plan of fiscal year 2570, due on 30 April 2027."""

    class Meta:
        model = WorkPlanItem

    programme_year = factory.SubFactory(ProgrammeYearFactory)
    what = factory.Sequence(lambda n: f"ประชุมออกแบบเครื่องมือ {n}")
    due_on = dt.date(2027, 4, 30)


def group_with_members(count: int = 3, **fields: Any) -> WorkingGroup:
    """A group with a chair, a secretary and plain members."""
    group = WorkingGroupFactory(**fields)
    posts = ["chair", "secretary", *["member"] * count][:count]
    for place, post in enumerate(posts):
        WorkingGroupMemberFactory(group=group, post=post, order=place)
    return group
