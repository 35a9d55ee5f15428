"""Who came to a meeting: marked in the list, signed in at the door, added as a guest; two people at once lose nothing."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from networks.actions import attendance as actions
from networks.actions.attendance import MOST_OTHERS, Mark
from networks.models import Attendance, Meeting
from tests.factories import SectorNetworkFactory, UserFactory, coordinator_of
from tests.factories_networks_at_work import AttendanceFactory, MeetingFactory, WorkingGroupMemberFactory, group_with_members
from tests.support.queries import counted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2027-04-01 13:00:00+07:00", tick=False) as travel:
        yield travel


@pytest.fixture
def meeting():
    made = MeetingFactory(group=group_with_members(3))
    actions.expect_members(made)
    return made


@pytest.fixture
def coordinator(meeting):
    return coordinator_of(meeting.group.network)


@pytest.fixture
def row(meeting):
    return meeting.attendance.first()


def mark(meeting, by, row, status, **more):
    return actions.mark_attendance(meeting=meeting, marks=[Mark(row.pk, status, was="invited", **more)], by=by)


def test_present_absent_with_a_reason_and_somebody_instead(meeting, coordinator):
    first, second, third = meeting.attendance.all()
    marks = [
        Mark(first.pk, "present", was="invited"), Mark(second.pk, "absent", reason="ติดราชการ", was="invited"),
        Mark(third.pk, "represented", on_behalf="นางสาวมาแทน", was="invited"),
    ]  # fmt: skip
    assert actions.mark_attendance(meeting=meeting, marks=marks, by=coordinator) == 3
    assert list(meeting.attendance.values_list("status", "on_behalf", "reason")) == [
        ("present", "", ""), ("absent", "", "ติดราชการ"), ("represented", "นางสาวมาแทน", ""),
    ]  # fmt: skip


def test_who_came_instead_has_a_name(meeting, coordinator, row):
    with pytest.raises(Refused):
        mark(meeting, coordinator, row, "represented")


def test_the_list_leaves_alone_who_signed_in_meanwhile(meeting, coordinator, row):
    """The page was opened before; its keeper touched other lines only."""
    row.status = "present"
    row.save()
    assert mark(meeting, coordinator, row, "invited") == 0
    assert Attendance.objects.get(pk=row.pk).status == "present"


def test_two_marks_that_contradict_are_told_and_nothing_is_written(meeting, coordinator, row):
    other = meeting.attendance.last()
    row.status = "present"
    row.save()
    marks = [Mark(other.pk, "present", was="invited"), Mark(row.pk, "absent", was="invited")]
    with pytest.raises(Outpaced):
        actions.mark_attendance(meeting=meeting, marks=marks, by=coordinator)
    assert list(meeting.attendance.values_list("status", flat=True)) == ["present", "invited", "invited"]


def test_the_page_keeps_what_the_slower_one_marked(client, meeting, coordinator, row):
    client.force_login(coordinator)
    row.status = "present"
    row.save()
    sent = {f"status-{row.pk}": "absent", f"reason-{row.pk}": "ลาป่วย", f"was-{row.pk}": "invited"}
    page = client.post(reverse("networks:attendance", args=[meeting.pk]), sent)
    assert (page.status_code, Attendance.objects.get(pk=row.pk).status) == (409, "present")
    assert 'value="ลาป่วย"' in page.content.decode()
    again = client.post(reverse("networks:attendance", args=[meeting.pk]), sent | {f"was-{row.pk}": "present"})
    assert (again.status_code, Attendance.objects.get(pk=row.pk).reason) == (302, "ลาป่วย")


@pytest.mark.parametrize(("state", "unmarked", "said"), [("planned", 0, 0), ("held", 2, 1)])
def test_who_will_have_been_absent_although_nobody_said_so_is_told_once_it_was_held(
    client, meeting, coordinator, row, state, unmarked, said
):
    mark(meeting, coordinator, row, "present")
    Meeting.objects.update(state=state)
    client.force_login(coordinator)
    page = client.get(reverse("networks:attendance", args=[meeting.pk]))
    words = "ยังไม่ระบุ 2 คน เมื่อรับรองรายงานการประชุมแล้วจะนับว่าไม่มาประชุม"
    assert (page.context["unmarked"], page.content.decode().count(words)) == (unmarked, said)


def test_nobody_of_another_network_keeps_the_list(meeting, row):
    with pytest.raises(NotAllowed):
        mark(meeting, coordinator_of(SectorNetworkFactory(code="media")), row, "present")


def test_a_member_with_an_account_reads_her_groups_meeting(client, meeting):
    user = UserFactory()
    WorkingGroupMemberFactory(group=meeting.group, user=user)
    client.force_login(user)
    assert client.get(reverse("networks:attendance", args=[meeting.pk])).status_code == 200
    assert client.post(reverse("networks:attendance-other", args=[meeting.pk]), {"name": "ใคร"}).status_code == 403


def test_a_guest_stands_once_and_can_be_taken_out(meeting, coordinator):
    for _again in range(2):
        guest = actions.add_other(meeting=meeting, name="ดร.แขก", agency="มหาวิทยาลัย", by=coordinator)
    assert list(meeting.attendance.filter(member=None)) == [guest]
    actions.remove_other(row=guest, by=coordinator)
    assert meeting.attendance.filter(member=None).count() == 0


@pytest.mark.parametrize("many", [10, 50])
def test_the_list_costs_the_same_however_long_it_is(many, client, meeting, coordinator):
    client.force_login(coordinator)
    WorkingGroupMemberFactory.create_batch(many, group=meeting.group)
    actions.expect_members(meeting)
    with counted() as queries:
        client.get(reverse("networks:attendance", args=[meeting.pk]))
    assert len(queries) <= 12


# The door


@pytest.fixture
def key(meeting, coordinator):
    actions.open_sign_in(meeting=meeting, by=coordinator)
    return meeting.sign_in_key


def door(key):
    return reverse("networks:sign-in", args=[key])


def test_a_tap_signs_in_without_an_account_and_twice_is_once(client, key, row, clock):
    client.post(door(key), {"member": row.pk})
    clock.shift(dt.timedelta(minutes=5))
    response = client.post(door(key), {"member": row.pk}, follow=True)
    stored = Attendance.objects.get(pk=row.pk)
    assert (stored.status, stored.signed_in_at) == ("present", dt.datetime(2027, 4, 1, 6, tzinfo=dt.UTC))
    assert f"ลงชื่อ {row.name} แล้ว ขอบคุณที่มาประชุม" in response.content.decode()


def test_somebody_comes_on_behalf_of_a_member(client, key, row):
    client.post(door(key), {"name": "นางสาวมาแทน", "for": row.pk})
    assert list(Attendance.objects.filter(pk=row.pk).values_list("status", "on_behalf")) == [("represented", "นางสาวมาแทน")]


def test_who_excused_herself_and_comes_after_all_is_present_without_an_excuse(client, key, row):
    Attendance.objects.filter(pk=row.pk).update(status="absent", reason="ติดราชการ")
    client.post(door(key), {"name": "นางสาวมาแทน", "for": row.pk})
    assert Attendance.objects.get(pk=row.pk).reason == "ติดราชการ"
    client.post(door(key), {"member": row.pk})
    assert list(Attendance.objects.filter(pk=row.pk).values_list("status", "reason")) == [("present", "")]


def test_who_is_not_on_the_list_writes_the_own_name(client, key, meeting):
    client.post(door(key), {"name": "ดร.แขก ผู้สนใจ", "agency": "มหาวิทยาลัย"})
    assert list(meeting.attendance.filter(member=None).values_list("name", "agency", "status")) == [
        ("ดร.แขก ผู้สนใจ", "มหาวิทยาลัย", "attending")
    ]


def test_the_page_of_the_door_tells_names_and_nothing_else(client, meeting, key):
    WorkingGroupMemberFactory(
        group=meeting.group, name="สายลับ", phone="0891112222", email="spy@example.org", position="ผู้อำนวยการลับ", agency="กรมลับ"
    )
    actions.expect_members(meeting)
    meeting.attendance.update(status="absent", reason="ป่วย")
    meeting.place = "ห้องลับ"
    meeting.save()
    page = client.get(door(key)).content.decode()
    told = [word for word in ("0891112222", "spy@", "ผู้อำนวยการลับ", "กรมลับ", "ป่วย", "ไม่มา", "ห้องลับ") if word in page]
    assert ("นายสายลับ" in page, told) == (True, [])


def test_the_address_stays_here_and_is_kept_nowhere(client, key):
    response = client.get(door(key))
    told = [response.headers[name] for name in ("Referrer-Policy", "X-Robots-Tag", "Cache-Control")]
    assert told == ["same-origin", "noindex", "private, no-store"]


@pytest.mark.parametrize("end", ["closed", "a new code", "the next day", "cancelled", "certified"])
def test_a_door_that_is_shut_lets_nobody_in(end, client, key, meeting, coordinator, row, clock):
    if end == "closed":
        actions.close_sign_in(meeting=meeting, by=coordinator)
    elif end == "a new code":
        actions.open_sign_in(meeting=meeting, by=coordinator)
    elif end == "the next day":
        clock.shift(dt.timedelta(days=1))
    else:
        Meeting.objects.filter(pk=meeting.pk).update(state=end)
    assert client.get(door(key)).status_code == 404
    assert client.post(door(key), {"member": row.pk}).status_code == 404
    assert Attendance.objects.get(pk=row.pk).status == "invited"


def test_a_name_of_another_meeting_cannot_be_tapped(client, key):
    other = MeetingFactory(group=group_with_members(1, network__code="media"))
    actions.expect_members(other)
    response = client.post(door(key), {"member": other.attendance.get().pk})
    assert (response.status_code, other.attendance.get().status) == (409, "invited")


def test_whoever_guesses_keys_waits(client, key):
    for number in range(20):
        assert client.get(door(f"wrong{number}")).status_code == 404
    assert client.get(door(key)).status_code == 429


def test_the_key_fills_the_table_only_so_far(client, key, meeting):
    AttendanceFactory.create_batch(MOST_OTHERS, meeting=meeting, status="attending")
    assert client.post(door(key), {"name": "อีกคน"}).status_code == 409


def test_after_the_day_no_door_is_opened(meeting, coordinator, clock):
    clock.shift(dt.timedelta(days=1))
    with pytest.raises(Refused):
        actions.open_sign_in(meeting=meeting, by=coordinator)


@pytest.mark.parametrize("state", ["held", "planned"])
def test_one_button_says_of_a_held_meeting_that_all_who_are_not_marked_came(client, meeting, coordinator, state):
    Meeting.objects.filter(pk=meeting.pk).update(state=state)
    client.force_login(coordinator)
    address, (absent, *others) = reverse("networks:attendance", args=[meeting.pk]), meeting.attendance.all()
    assert ("มาครบทุกคน" in client.get(address).content.decode()) == (state == "held")
    typed = {f"{name}-{row.pk}": "invited" for row in meeting.attendance.all() for name in ("status", "was")}
    client.post(address, typed | {f"status-{absent.pk}": "absent", f"reason-{absent.pk}": "ติดราชการ", "rest": "came"})
    assert list(meeting.attendance.values_list("pk", "status", "reason")) == [
        (absent.pk, "absent", "ติดราชการ"), *[(row.pk, "present", "") for row in others],
    ]  # fmt: skip
    assert "มาครบทุกคน" not in client.get(address).content.decode()
