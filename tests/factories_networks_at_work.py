"""Makes the work of networks the short way: groups with their seats, meetings with their agenda."""

from __future__ import annotations

import datetime as dt
from typing import Any

import factory
from factory.django import DjangoModelFactory

from moralprovince.core import thai
from networks.models import ActionItem, AgendaItem, Attendance, Meeting, Resolution, WorkingGroup, WorkingGroupMember
from tests.factories import LONG_AGO, ProvinceFactory, SectorNetworkFactory


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


def group_with_members(count: int = 3, **fields: Any) -> WorkingGroup:
    """A group with a chair, a secretary and plain members."""
    group = WorkingGroupFactory(**fields)
    posts = ["chair", "secretary", *["member"] * count][:count]
    for place, post in enumerate(posts):
        WorkingGroupMemberFactory(group=group, post=post, order=place)
    return group
