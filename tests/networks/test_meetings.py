"""Meetings: planned in the official order, mended, held, cancelled, and certified in the next one."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from moralprovince.core import thai
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import AuditEvent, Message, User
from moralprovince.core.signs import sign_of
from networks.actions import agenda
from networks.actions.meetings import (
    SHOWN,
    MeetingEntry,
    cancel_meeting,
    certify_minutes,
    change_meeting,
    hold_meeting,
    next_number,
    plan_meeting,
    unhold_meeting,
)
from networks.actions.minutes import add_action, finish_action, resolve
from networks.models import AgendaItem, Meeting
from networks.permissions import can_read_inside, groups_to_meet, has_seat
from networks.work_statistics import task_conditions
from tests.factories import (
    OrganisationFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    UserFactory,
    contact_of,
    coordinator_of,
    officer_of,
)
from tests.factories_networks_at_work import (
    ActionItemFactory,
    AgendaItemFactory,
    MeetingFactory,
    WorkingGroupFactory,
    WorkingGroupMemberFactory,
    group_with_members,
)

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2027-04-03 10:00:00+07:00", tick=False)]
DAY = dt.date(2027, 4, 1)


@pytest.fixture
def group():
    return group_with_members(3)


@pytest.fixture
def coordinator(group):
    return coordinator_of(group.network)


def planned(group, by, **fields):
    return plan_meeting(group=group, entry=MeetingEntry(**{"held_on": DAY} | fields), by=by)


def changed(meeting, by, entry):
    change_meeting(meeting=meeting, entry=entry, sign=sign_of(meeting, SHOWN), by=by)


def test_a_planned_meeting_gets_the_next_number_of_its_calendar_year(group, coordinator):
    MeetingFactory(group=group, held_on=dt.date(2026, 12, 1))
    MeetingFactory(group=group, held_on=dt.date(2027, 1, 5))
    assert str(planned(group, coordinator)) == "2/2570"


def test_a_group_appointed_anew_goes_on_counting(group, coordinator):
    MeetingFactory(group=group)
    successor = WorkingGroupFactory(network=group.network)
    assert next_number(successor, 2570) == 2


def test_the_agenda_is_proposed_in_the_official_order(group, coordinator):
    MeetingFactory(group=group, held_on=dt.date(2027, 1, 5), state="held")
    meeting = planned(group, coordinator)
    assert list(meeting.items.values_list("section", "title")) == [
        (1, "เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ"),
        (2, "รับรองรายงานการประชุม ครั้งที่ 1/2570"),
        (3, "การติดตามผลการดำเนินงานตามมติที่ประชุมครั้งก่อน"),
        (6, "เรื่องอื่น ๆ"),
    ]


def test_those_who_sit_in_the_group_on_the_day_are_expected_the_chair_first(group, coordinator):
    WorkingGroupMemberFactory(group=group, ends_on=dt.date(2027, 3, 31))
    WorkingGroupMemberFactory(group=group, title="พระครู", name="ปลัดสมหมาย ธมฺมธโร", post="facilitator")
    meeting = planned(group, coordinator)
    assert list(meeting.attendance.values_list("post", "status")) == [
        ("chair", "invited"), ("member", "invited"), ("secretary", "invited"), ("facilitator", "invited"),
    ]  # fmt: skip
    assert meeting.attendance.last().name == "พระครูปลัดสมหมาย ธมฺมธโร"


def test_a_meeting_moved_to_another_day_expects_those_of_that_day(group, coordinator):
    leaving = WorkingGroupMemberFactory(group=group, ends_on=DAY)
    meeting = planned(group, coordinator)
    assert meeting.attendance.filter(member=leaving).count() == 1
    changed(meeting, coordinator, MeetingEntry(held_on=dt.date(2027, 4, 20), number=1))
    assert meeting.attendance.filter(member=leaving).count() == 0


def test_other_networks_of_the_province_are_invited_never_the_own_one(group, coordinator):
    other, far = SectorNetworkFactory(code="media"), SectorNetworkFactory(province__code="15")
    meeting = planned(group, coordinator, networks=(group.network, other, far))
    assert list(meeting.networks.all()) == [other]


def test_a_number_stands_once_in_a_year(group, coordinator):
    planned(group, coordinator, number=4)
    with pytest.raises(Refused):
        planned(group, coordinator, number=4)


def test_a_meeting_needs_a_group_that_is_appointed_on_its_day(coordinator, group):
    with pytest.raises(Refused):
        planned(group, coordinator, held_on=dt.date(2019, 1, 1))


@pytest.mark.parametrize(("state", "day"), [("held", dt.date(2027, 4, 4)), ("planned", dt.date(2019, 1, 1))])
def test_a_meeting_moves_to_no_day_on_which_it_cannot_be_what_it_is(coordinator, group, state, day):
    meeting = planned(group, coordinator)
    Meeting.objects.update(state=state)
    with pytest.raises(Refused) as refused:
        changed(meeting, coordinator, MeetingEntry(held_on=day))
    assert (refused.value.field, Meeting.objects.get().held_on) == ("held_on", DAY)


def test_a_coordinator_plans_only_for_her_own_network(group):
    stranger = coordinator_of(SectorNetworkFactory(code="media"))
    with pytest.raises(NotAllowed):
        planned(group, stranger)


def test_bodies_of_the_province_are_the_offices_to_plan(group, coordinator):
    body = WorkingGroupFactory(network=None, kind="subcommittee")
    with pytest.raises(NotAllowed):
        planned(body, coordinator)
    assert str(planned(body, officer_of(body.province))) == "1/2570"


def test_changing_is_recorded_field_by_field(group, coordinator):
    meeting = planned(group, coordinator)
    changed(meeting, coordinator, MeetingEntry(held_on=DAY, number=1, place="ศาลากลาง"))
    assert AuditEvent.objects.get(action="change_meeting").changes == {"place": ["", "ศาลากลาง"]}


def test_a_meeting_is_not_held_before_its_day(group, coordinator):
    meeting = planned(group, coordinator, held_on=dt.date(2027, 4, 4))
    with pytest.raises(Refused):
        hold_meeting(meeting=meeting, by=coordinator)


def test_a_press_too_early_can_be_taken_back(group, coordinator):
    meeting = planned(group, coordinator)
    hold_meeting(meeting=meeting, by=coordinator)
    unhold_meeting(meeting=meeting, by=coordinator)
    assert Meeting.objects.get().state == "planned"


def test_a_cancelled_meeting_keeps_its_number_and_is_frozen(group, coordinator):
    meeting = planned(group, coordinator)
    cancel_meeting(meeting=meeting, note="เลื่อนไม่มีกำหนด", by=coordinator)
    assert next_number(group, 2570) == 2
    with pytest.raises(Refused):
        changed(meeting, coordinator, MeetingEntry(held_on=DAY))


def test_what_a_draft_gave_somebody_to_do_is_not_owed_once_its_meeting_is_cancelled(group, coordinator):
    meeting = planned(group, coordinator)
    resolution = resolve(item=meeting.items.order_by("pk").last(), text="เห็นชอบ", by=coordinator)
    officer = officer_of(group.province)
    for what in ("ทำแผน", "จองห้อง"):
        add_action(resolution=resolution, what=what, owner_name=coordinator.name, due_on=DAY, by=officer)
    done, open_one = meeting.actions.order_by("-pk")
    finish_action(item=done, step="done", by=coordinator)
    # Held by mistake: what was owed by then is taken back as well.
    hold_meeting(meeting=meeting, by=officer)
    unhold_meeting(meeting=meeting, by=officer)
    cancel_meeting(meeting=meeting, note="เลื่อนไม่มีกำหนด", by=coordinator)
    assert list(meeting.actions.order_by("pk").values_list("state", "done_on", "note")) == [
        ("dropped", thai.today(), "เลื่อนไม่มีกำหนด"), ("done", thai.today(), ""),
    ]  # fmt: skip
    assert Message.objects.get(obligation=f"action:{open_one.pk}", channel="email").state == "cancelled"
    late = task_conditions(None, dt.date(2027, 5, 1))["tasks_late"]
    assert not meeting.actions.filter(late).exists()


def test_minutes_are_certified_in_a_later_meeting_of_the_same_body(group, coordinator):
    first = MeetingFactory(group=group, held_on=dt.date(2027, 3, 1), state="held")
    second = planned(group, coordinator)
    certify_minutes(meeting=first, certified_in=second, by=coordinator)
    stored = Meeting.objects.get(pk=first.pk)
    assert (stored.state, stored.certified_in) == ("certified", second)


@pytest.mark.parametrize("case", ["earlier", "to come", "of another group", "itself"])
def test_no_other_meeting_certifies_them(case, group, coordinator):
    first = MeetingFactory(group=group, held_on=dt.date(2027, 3, 1), state="held")
    other = {
        "earlier": lambda: MeetingFactory(group=group, held_on=dt.date(2027, 2, 1)),
        "to come": lambda: MeetingFactory(group=group, held_on=dt.date(2027, 4, 4)),
        "of another group": lambda: MeetingFactory(group__network__code="media"),
        "itself": lambda: first,
    }[case]()
    with pytest.raises(Refused):
        certify_minutes(meeting=first, certified_in=other, by=coordinator)


def test_a_meeting_in_which_minutes_were_certified_is_not_cancelled(group, coordinator, client):
    first = MeetingFactory(group=group, held_on=dt.date(2027, 3, 1), state="held")
    second, free = planned(group, coordinator), planned(group, coordinator)
    certify_minutes(meeting=first, certified_in=second, by=coordinator)
    with pytest.raises(Refused) as refusal:
        cancel_meeting(meeting=second, note="เลื่อน", by=coordinator)
    assert refusal.value.leads_to == (str(first), f"/meetings/{first.pk}/")
    client.force_login(coordinator)
    pages = [client.get(f"/meetings/{one.pk}/") for one in (second, free)]
    assert [[step.name for step in page.context["steps"]] for page in pages] == [["hold"], ["hold", "cancel"]]


@pytest.mark.parametrize(("day", "moved"), [("2027-03-01", False), ("2027-03-02", True), ("2027-04-04", False)])
def test_it_is_moved_only_to_a_day_on_which_it_can_have_certified_them(day, moved, group, coordinator):
    first = MeetingFactory(group=group, held_on=dt.date(2027, 3, 1), state="held")
    second = planned(group, coordinator, held_on=dt.date(2027, 3, 20))
    certify_minutes(meeting=first, certified_in=second, by=coordinator)
    try:
        changed(second, coordinator, MeetingEntry(held_on=dt.date.fromisoformat(day)))
    except Refused as refused:
        assert refused.field == "held_on"
    assert Meeting.objects.get(pk=second.pk).held_on == (dt.date.fromisoformat(day) if moved else dt.date(2027, 3, 20))


def test_certified_minutes_are_frozen_and_who_was_not_seen_was_absent(group, coordinator):
    first = planned(group, coordinator, held_on=dt.date(2027, 3, 1))
    hold_meeting(meeting=first, by=coordinator)
    certify_minutes(meeting=first, certified_in=planned(group, coordinator), by=coordinator)
    assert set(first.attendance.values_list("status", flat=True)) == {"absent"}
    item = first.items.first()
    for write in (
        lambda: changed(first, coordinator, MeetingEntry(held_on=DAY)),
        lambda: agenda.add_item(meeting=first, section=5, title="อีกเรื่อง", by=coordinator),
        lambda: agenda.change_item(item=item, section=5, title="อีกเรื่อง", sign="", by=coordinator),
        lambda: agenda.move_item(item=item, up=True, by=coordinator),
        lambda: agenda.remove_item(item=item, by=coordinator),
        lambda: unhold_meeting(meeting=first, by=coordinator),
    ):
        with pytest.raises(Refused):
            write()


# The agenda


def titles(meeting, section=5):
    return list(meeting.items.filter(section=section).values_list("title", flat=True))


def test_an_item_goes_behind_the_others_of_its_point_and_moves(group, coordinator):
    meeting = planned(group, coordinator)
    items = [agenda.add_item(meeting=meeting, section=5, title=title, by=coordinator) for title in "กขค"]
    agenda.move_item(item=items[2], up=True, by=coordinator)
    agenda.move_item(item=items[0], up=True, by=coordinator)
    assert titles(meeting) == ["ก", "ค", "ข"]


def test_an_item_put_under_another_point_stands_last_there(group, coordinator):
    meeting = planned(group, coordinator)
    first = agenda.add_item(meeting=meeting, section=4, title="แจ้งแผน", by=coordinator)
    agenda.add_item(meeting=meeting, section=5, title="ก", by=coordinator)
    agenda.change_item(item=first, section=5, title="พิจารณาแผน", sign=sign_of(first, ("section", "title")), by=coordinator)
    assert (titles(meeting, 4), titles(meeting)) == ([], ["ก", "พิจารณาแผน"])


def test_an_item_under_which_something_was_written_stays(coordinator, group):
    meeting = MeetingFactory(group=group)
    written, empty = AgendaItemFactory(meeting=meeting, text="หารือ"), AgendaItemFactory(meeting=meeting)
    agenda.remove_item(item=empty, by=coordinator)
    with pytest.raises(Refused):
        agenda.remove_item(item=written, by=coordinator)
    assert list(AgendaItem.objects.all()) == [written]


# Matters arising


def test_an_action_item_arises_in_every_later_meeting_until_it_is_done(group):
    first = MeetingFactory(group=group, held_on=dt.date(2027, 1, 10), state="held")
    second, third = (MeetingFactory(group=group, held_on=dt.date(2027, month, 10)) for month in (2, 3))
    item = ActionItemFactory(resolution__item__meeting=first)
    item.done_on, item.state = dt.date(2027, 2, 20), "done"
    item.save()
    arising = [list(type(item).objects.arising_in(meeting)) for meeting in (first, second, third)]
    assert arising == [[], [item], []]


def test_what_stands_in_the_draft_of_a_meeting_that_was_not_held_does_not_arise(group):
    later = MeetingFactory(group=group, held_on=dt.date(2027, 5, 1))
    for month, state in enumerate(("planned", "held", "certified", "cancelled"), start=1):
        meeting = MeetingFactory(group=group, held_on=dt.date(2027, month, 10), state=state)
        ActionItemFactory(resolution__item__meeting=meeting, what=state)
    arising = ActionItemFactory._meta.model.objects.arising_in(later).order_by("meeting__held_on")
    assert [item.what for item in arising] == ["held", "certified"]


def test_what_another_body_resolved_does_not_arise_here(group):
    ActionItemFactory(resolution__item__meeting__group__network__code="media")
    later = MeetingFactory(group=group, held_on=dt.date(2027, 5, 1))
    assert list(ActionItemFactory._meta.model.objects.arising_in(later)) == []


# Who


def test_meetings_are_planned_for_ones_own_groups_as_long_as_they_are_in_force(group):
    beside = WorkingGroupFactory(network=SectorNetworkFactory(code="education"))
    far = WorkingGroupFactory(province=ProvinceFactory(code="13"))
    WorkingGroupFactory(network=group.network, ends_on=DAY - dt.timedelta(days=1))
    planners = {
        coordinator_of(group.network): [group], officer_of(group.province): [group, beside], officer_of(far.province): [far],
        User.objects.create_superuser("root@example.org"): [group, beside, far], contact_of(OrganisationFactory()): [],
    }  # fmt: skip

    assert {person: list(groups_to_meet(person, DAY).order_by("pk")) for person in planners} == planners


def test_a_seat_without_a_last_day_opens_meetings_as_long_as_its_group_is_appointed():
    days = (thai.today(), thai.today() - dt.timedelta(days=1))
    sitting, past = (WorkingGroupFactory(kind="empowerment", network=None, ends_on=day) for day in days)
    opened = []
    for group in (sitting, past):
        who, meeting = WorkingGroupMemberFactory(group=group, user=UserFactory()).user, MeetingFactory(group=group)
        opened.append((can_read_inside(who, meeting), has_seat(who), Meeting.objects.visible_to(who).exists()))
    assert opened == [(True, True, True), (False, False, False)]


def test_the_inside_of_a_meeting_opens_to_exactly_those_whose_list_reads_it(group):
    meeting, invited = MeetingFactory(group=group), SectorNetworkFactory(code="education")
    meeting.networks.add(invited)
    beside = WorkingGroupFactory(network=invited)
    sits, sat, closed, elsewhere = (
        WorkingGroupMemberFactory(group=where, user=UserFactory(is_active=active), ends_on=ends_on).user
        for where, active, ends_on in (
            (group, True, None), (group, True, dt.date(2027, 4, 2)), (group, False, None), (beside, True, None),
        )
    )  # fmt: skip
    inside = [coordinator_of(group.network), officer_of(group.province), sits]
    outside = [coordinator_of(invited), officer_of(ProvinceFactory(code="13")), sat, closed, elsewhere, AnonymousUser()]

    everybody = inside + outside
    assert [who for who in everybody if can_read_inside(who, meeting)] == inside
    assert [who for who in everybody if Meeting.objects.inside_of(who).exists()] == inside
    # Who was invited reads the invitation.
    assert [who for who in everybody if Meeting.objects.visible_to(who).exists()] == [*inside, outside[0]]
