"""Hints before people are invited to a meeting: days off, and meetings of the same hour; they stop nothing."""

import datetime as dt

import pytest
from django.urls import reverse

from networks.meeting_hints import hints_of
from networks.models import Meeting
from tests.factories import SectorNetworkFactory, coordinator_of, officer_of
from tests.factories_networks_at_work import AttendanceFactory, MeetingFactory, WorkingGroupFactory, group_with_members

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2027-04-03 10:00:00+07:00", tick=False)]
SONGKRAN = "วันอังคารที่ 13 เมษายน 2570 เป็นวันหยุด: วันสงกรานต์"
NOON, LATER, AFTERNOON = dt.time(12, 31), dt.time(13, 30), dt.time(14, 30)


@pytest.fixture
def group():
    return group_with_members(3)


@pytest.fixture
def other():
    """A meeting of another network, on 20 April at 13.30."""
    return MeetingFactory(
        group=WorkingGroupFactory(network=SectorNetworkFactory(code="media", order=2)), held_on=dt.date(2027, 4, 20)
    )


@pytest.fixture
def office(client, group):
    client.force_login(officer_of(group.province))
    return client


def said(page) -> list[str]:
    return [str(one) for one in page.context["messages"]]


def beside(group, **more) -> Meeting:
    """A meeting on the same day."""
    return MeetingFactory(group=group, **{"held_on": dt.date(2027, 4, 20), "place": "ศาลากลาง", **more})


@pytest.mark.parametrize(
    ("day", "hints"),
    [
        (dt.date(2027, 4, 13), [SONGKRAN]),
        (dt.date(2027, 4, 10), ["วันเสาร์ที่ 10 เมษายน 2570 เป็นวันหยุดสุดสัปดาห์"]),
        (dt.date(2027, 4, 20), []),
        (dt.date(2027, 4, 2), []),
    ],
)
def test_a_day_off_to_come_is_said(group, day, hints):
    assert hints_of(MeetingFactory(group=group, held_on=day), officer_of(group.province)) == hints


def test_a_meeting_on_a_holiday_is_saved_and_the_hint_stands_where_people_are_invited_until_it_is_moved(office, group):
    page = office.post(reverse("networks:meeting-plan"), {"group": group.pk, "held_on": "13/4/2570"}, follow=True)
    made = Meeting.objects.get()
    assert said(page)[1:] == [SONGKRAN]
    invitation, edit = (reverse(f"networks:meeting-{name}", args=[made.pk]) for name in ("invitation", "edit"))
    assert office.get(invitation).context["hints"] == [SONGKRAN]

    def change(**typed):
        sign = office.get(edit).context["form"]["sign"].value()
        return said(office.post(edit, {"number": "1", "held_on": "13/4/2570", "sign": sign, **typed}, follow=True))

    assert change(title="ทบทวนแผน") == ["บันทึกแล้ว"]
    assert change(title="ทบทวนแผน", place="วัดใหญ่") == ["บันทึกแล้ว", SONGKRAN]
    assert change(title="ทบทวนแผน", held_on="20/4/2570") == ["บันทึกแล้ว"]
    assert office.get(invitation).context["hints"] == []


@pytest.mark.parametrize(
    ("starts_at", "place", "told"),
    [(NOON, " ห้องประชุม  ๑", 1), (LATER, "ห้องประชุม 1", 1), (AFTERNOON, "ห้องประชุม 1", 0), (None, "ห้องประชุม 1", 0),
     (LATER, "ห้องประชุม 2", 0), (LATER, "", 0)],
)  # fmt: skip
def test_another_meeting_of_the_hour_at_the_place_is_named_with_its_link(group, other, starts_at, place, told):
    meeting = beside(group, starts_at=starts_at, place=place)
    words = f'เวลา 13.30 น. มี<a href="{reverse("networks:meeting", args=[other.pk])}">{other.name}</a>ด้วย: สถานที่เดียวกัน'
    assert hints_of(meeting, officer_of(group.province)) == [words] * told


@pytest.mark.parametrize("change", [{"state": "cancelled"}, {"held_on": dt.date(2027, 4, 21)}])
def test_a_meeting_that_is_called_off_or_of_another_day_is_not_in_the_way(group, other, change):
    Meeting.objects.filter(pk=other.pk).update(**change)
    assert hints_of(beside(group, place=other.place), officer_of(group.province)) == []


def test_the_page_of_a_meeting_that_was_planned_shows_the_link_to_the_other_one(office, group, other):
    sent = {"group": group.pk, "held_on": "20/4/2570", "starts_at": "13.00", "place": other.place}
    page = office.post(reverse("networks:meeting-plan"), sent, follow=True).content.decode()
    link = f'เวลา 13.30 น. มี<a href="{reverse("networks:meeting", args=[other.pk])}">{other.name}</a>ด้วย: สถานที่เดียวกัน'
    assert page.count(link) == 1


def test_networks_and_people_of_both_are_named(group, other):
    meeting = beside(group)
    for number in range(5):
        for one in (meeting, other):
            AttendanceFactory(meeting=one, name=f"นาย {number}", order=number)
    other.networks.add(group.network)
    (hint,) = hints_of(meeting, officer_of(group.province))
    assert hint.plain.partition("ด้วย: ")[2] == f"{group.network}, นาย 0, นาย 1, นาย 2, อีก 2 คน"


def test_of_a_meeting_that_she_does_not_read_a_coordinator_is_told_the_place_only(group, other):
    meeting, coordinator = beside(group, place=other.place), coordinator_of(group.network)
    for one in (meeting, other):
        AttendanceFactory(meeting=one, name="นายสมชาย ใจดี")
    assert hints_of(meeting, coordinator) == ["เวลา 13.30 น. มีการประชุมอื่นด้วย: สถานที่เดียวกัน"]
    other.networks.add(group.network)
    (hint,) = hints_of(meeting, coordinator)
    assert hint.plain.partition("ด้วย: ")[2] == f"สถานที่เดียวกัน, {group.network}"


def test_whoever_was_only_invited_is_given_no_hint(client, group):
    guest = SectorNetworkFactory(code="media")
    meeting = MeetingFactory(group=group, held_on=dt.date(2027, 4, 13))
    meeting.networks.add(guest)
    client.force_login(coordinator_of(guest))
    assert client.get(reverse("networks:meeting-invitation", args=[meeting.pk])).context["hints"] == []
