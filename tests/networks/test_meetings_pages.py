"""The pages of meetings: the list, planning, the page of one, and what an invited network does not read."""

import datetime as dt

import pytest
from django.urls import reverse

from moralprovince.core import thai
from networks.models import Meeting
from tests.factories import SectorNetworkFactory, UserFactory, coordinator_of, officer_of
from tests.factories_networks_at_work import (
    ActionItemFactory,
    AgendaItemFactory,
    MeetingFactory,
    WorkingGroupFactory,
    WorkingGroupMemberFactory,
    group_with_members,
)
from tests.support.queries import counted

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2027-04-03 10:00:00+07:00", tick=False)]


@pytest.fixture
def group():
    return group_with_members(3)


@pytest.fixture
def office(client, group):
    client.force_login(officer_of(group.province))
    return client


def test_an_officer_plans_a_meeting_with_thai_digits_and_a_thai_time(office, group):
    sent = {"group": group.pk, "held_on": "๒๐/๔/๒๕๗๐", "starts_at": "๑๓.๓๐ น.", "place": "ศาลากลาง"}
    response = office.post(reverse("networks:meeting-plan"), sent)
    made = Meeting.objects.get()
    assert response.headers["Location"] == reverse("networks:meeting", args=[made.pk])
    assert (made.held_on, made.starts_at, str(made)) == (dt.date(2027, 4, 20), dt.time(13, 30), "1/2570")


def test_a_time_that_is_none_is_said_so_and_what_was_typed_stays(office, group):
    page = office.post(reverse("networks:meeting-plan"), {"group": group.pk, "held_on": "20/4/2570", "starts_at": "25.00"})
    assert (page.status_code, Meeting.objects.count()) == (200, 0)
    assert "เวลาไม่ถูกต้อง กรุณาเขียน เช่น 13.30" in page.content.decode()
    assert 'value="25.00"' in page.content.decode()


def test_a_number_or_a_day_that_cannot_be_is_said_at_its_box_and_the_number_leads_to_whose_it_is(office, group):
    there = MeetingFactory(group=group, held_on=dt.date(2027, 2, 2), number=4)
    for day, said in (
        ("20/4/2570", {"number": [f'คณะทำงานนี้มีการประชุมครั้งที่ <a href="/meetings/{there.pk}/">4/2570</a> อยู่แล้ว']}),
        ("20/4/2550", {"held_on": ["คณะทำงานนี้ยังไม่ได้รับแต่งตั้งหรือพ้นวาระแล้วในวันดังกล่าว กรุณาตรวจวันที่หรือคำสั่งแต่งตั้ง"]}),
    ):
        page = office.post(reverse("networks:meeting-plan"), {"group": group.pk, "held_on": day, "number": "4"})
        assert page.context["form"].errors == said
    assert Meeting.objects.get() == there


def test_a_meeting_of_another_century_is_a_slip(office, group):
    page = office.post(reverse("networks:meeting-plan"), {"group": group.pk, "held_on": "20/4/2670"})
    assert (page.status_code, Meeting.objects.count()) == (200, 0)
    assert "ต้องเป็นวันที่ 4 เม.ย. 2572 หรือก่อนหน้านั้น" in page.content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["3/2570", "2/2570", "1/2570", "1/2569"]),
        ("?year=2569", ["1/2569"]),
        ("?state=held", ["1/2569"]),
        ("?network=media", ["2/2570"]),
        ("?q=วัดใหญ่", ["1/2570"]),
        ("?q=๓/๒๕๗๐", ["3/2570"]),
        ("?q=ไม่มี", []),
        ("?sort=day", ["1/2569", "1/2570", "2/2570", "3/2570"]),
    ],
)
def test_the_list_is_filtered_searched_and_sorted(query, expected, office, group):
    MeetingFactory(group=group, held_on=dt.date(2026, 9, 1), state="held")
    MeetingFactory(group=group, held_on=dt.date(2027, 1, 5), place="วัดใหญ่ชัยมงคล")
    MeetingFactory(group__network__code="media", number=2, held_on=dt.date(2027, 2, 5))
    MeetingFactory(group=group, number=3, held_on=dt.date(2027, 3, 5))
    page = office.get(reverse("networks:meetings") + query)
    assert [str(one) for one in page.context["meetings"]] == expected


@pytest.mark.parametrize("many", [10, 50])
def test_the_list_costs_the_same_however_long_it_is(many, office, group, django_assert_num_queries):
    MeetingFactory.create_batch(many, group=group)
    with counted() as queries:
        office.get(reverse("networks:meetings"))
    assert len(queries) <= 12


@pytest.mark.parametrize("many", [10, 50])
def test_the_page_costs_the_same_however_long_its_agenda_is(many, office, group):
    meeting = MeetingFactory(group=group)
    AgendaItemFactory.create_batch(many, meeting=meeting)
    with counted() as queries:
        office.get(reverse("networks:meeting", args=[meeting.pk]))
    assert len(queries) <= 12


def test_an_invited_coordinator_reads_the_agenda_and_not_the_draft(client, group):
    guest = SectorNetworkFactory(code="media")
    meeting = MeetingFactory(group=group, state="held")
    meeting.networks.add(guest)
    AgendaItemFactory(meeting=meeting, title="แผนงานร่วม", text="ร่างที่ยังไม่รับรอง")
    client.force_login(coordinator_of(guest))
    page = client.get(reverse("networks:meeting", args=[meeting.pk])).content.decode()
    assert ("แผนงานร่วม" in page, "ร่างที่ยังไม่รับรอง" in page) == (True, False)


def test_a_group_that_has_not_met_is_told_how_to_begin(office, group):
    page = office.get(reverse("networks:meetings")).content.decode()
    assert "ยังไม่มีการประชุม" in page


@pytest.mark.parametrize("name", ["meetings", "meeting-plan"])
def test_where_no_group_is_appointed_the_page_says_so_and_leads_whoever_may_to_appointing_one(client, name):
    group = WorkingGroupFactory(starts_on=dt.date(2030, 1, 1))
    told = []
    for reader in (officer_of(group.province), coordinator_of(group.network)):
        client.force_login(reader)
        page = client.get(reverse(f"networks:{name}")).content.decode()
        told.append(["ยังไม่มีคณะทำงานที่แต่งตั้งไว้" in page, "นัดประชุมครั้งแรกได้เลย" in page, reverse("networks:group-add") in page])
    assert told == [[True, False, True], [True, False, False]]


def test_the_way_back_to_the_networks_is_shown_to_whoever_may_go_it(client, group):
    ways = []
    for reader in (coordinator_of(group.network), WorkingGroupMemberFactory(group=group, user=UserFactory()).user):
        client.force_login(reader)
        page = client.get(reverse("networks:meetings")).content.decode()
        ways.append(f'<li class="breadcrumb-item"><a href="{reverse("networks:networks")}">' in page)
    assert ways == [True, False]


@pytest.mark.parametrize(
    ("state", "ahead", "first"),
    [("planned", 3, "invitation"), ("planned", 0, "attendance"), ("held", -3, "minutes"), ("certified", -3, "minutes-paper")],
)
def test_the_page_begins_with_what_one_comes_for_now(state, ahead, first, office, group):
    meeting = MeetingFactory(group=group, state=state, held_on=thai.today() + dt.timedelta(days=ahead))
    address = reverse(f"networks:{'meeting-' if first == 'invitation' else ''}{first}", args=[meeting.pk])
    doors = office.get(reverse("networks:meeting", args=[meeting.pk])).context["doors"]
    assert (doors[0][0], len({link for link, _icon, _words in doors})) == (address, len(doors))


def test_the_minutes_are_certified_under_the_second_point_of_the_next_meeting(office, group):
    days = [thai.today() - dt.timedelta(days=days) for days in (60, 30, 0)]
    certified, held, now = (MeetingFactory(group=group, state=state, held_on=day)
                            for state, day in zip(("certified", "held", "held"), days, strict=True))  # fmt: skip
    page = reverse("networks:meeting", args=[now.pk])
    assert office.get(page).context["to_certify"] == [held]
    sent = office.post(reverse("networks:meeting-certify", args=[held.pk]), {"certified_in": str(now.pk), "stay": "1"})
    held.refresh_from_db()
    assert (sent.headers["Location"], held.state, held.certified_in) == (page, "certified", now)
    assert office.get(page).context["to_certify"] == []
    assert office.get(reverse("networks:meeting", args=[certified.pk])).context["to_certify"] == []


def test_a_task_whose_day_is_over_is_marked_where_it_was_resolved_and_where_it_arises(office, group):
    first = MeetingFactory(group=group, state="held", held_on=dt.date(2027, 1, 9))
    item = AgendaItemFactory(meeting=first, section=4)
    days = {"late": dt.date(2027, 4, 2), "today": dt.date(2027, 4, 3), "no day": None}
    for what, day in days.items():
        ActionItemFactory(resolution__item=item, what=what, due_on=day)
    ActionItemFactory(resolution__item=item, what="done", due_on=dt.date(2027, 4, 2), state="done", done_on=dt.date(2027, 4, 2))
    second = MeetingFactory(group=group, held_on=dt.date(2027, 5, 9))

    pages = [office.get(reverse("networks:meeting", args=[one.pk])).content.decode() for one in (first, second)]

    lines = [[line for line in page.split("<li>") if "เลยกำหนด" in line] for page in pages]
    assert [[line.partition("</a>")[0].rpartition(">")[2] for line in late] for late in lines] == [["late"], ["late"]]


def test_the_button_that_takes_back_that_a_meeting_was_held_says_what_it_does(office, group):
    meeting = MeetingFactory(group=group, state="held")
    page = office.get(reverse("networks:meeting", args=[meeting.pk]))
    assert [str(step.label) for step in page.context["steps"] if step.name == "unhold"] == ["แก้เป็นยังไม่ได้จัดประชุม"]
