"""Two people at the same moment over one meeting: the slower one is told, and nothing slips past a certification."""

import datetime as dt

import pytest

from moralprovince.core.signs import sign_of
from networks.actions import attendance, meetings, minutes
from networks.actions.meetings import MeetingEntry
from networks.models import ActionItem, AgendaItem, Meeting, Resolution
from tests.factories import officer_of
from tests.factories_networks_at_work import (
    ActionItemFactory,
    AgendaItemFactory,
    MeetingFactory,
    ResolutionFactory,
    group_with_members,
)
from tests.support.races import race

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.time_machine("2027-04-01 13:00:00+07:00", tick=False),
]


@pytest.fixture
def meeting():
    made = MeetingFactory(group=group_with_members(2), state="held", held_on=dt.date(2027, 3, 1))
    attendance.expect_members(made)
    return made


@pytest.fixture
def people(meeting):
    return [officer_of(meeting.province), officer_of(meeting.province)]


def test_of_two_who_save_one_item_at_once_one_is_told(meeting, people):
    item = AgendaItemFactory(meeting=meeting)
    moves = [
        lambda by=by, text=text: minutes.save_minute(
            item=AgendaItem.objects.select_related("meeting__group").get(pk=item.pk), text=text, version=1, by=by
        )
        for by, text in zip(people, ("ของคนแรก", "ของคนที่สอง"), strict=True)
    ]
    assert race(*moves) == ["Outpaced", "done"]
    assert AgendaItem.objects.get().version == 2


def test_two_who_save_two_items_at_once_are_both_done(meeting, people):
    items = AgendaItemFactory.create_batch(2, meeting=meeting)
    moves = [
        lambda by=by, key=item.pk: minutes.save_minute(
            item=AgendaItem.objects.select_related("meeting__group").get(pk=key), text="จด", version=1, by=by
        )
        for by, item in zip(people, items, strict=True)
    ]
    assert race(*moves) == ["done", "done"]


def test_what_is_written_while_minutes_are_certified_is_in_them_or_refused(meeting, people):
    item = AgendaItemFactory(meeting=meeting)
    later = MeetingFactory(group=meeting.group, held_on=dt.date(2027, 4, 1))
    fresh = Meeting.objects.select_related("group").get(pk=meeting.pk)
    race(
        lambda: meetings.certify_minutes(meeting=fresh, certified_in=later, by=people[0]),
        lambda: minutes.save_minute(
            item=AgendaItem.objects.select_related("meeting__group").get(pk=item.pk), text="ทันหรือไม่", version=1, by=people[1]
        ),
    )
    stored = Meeting.objects.get(pk=meeting.pk)
    saved = AgendaItem.objects.get(pk=item.pk)
    assert (stored.state, (saved.text, saved.version) in [("ทันหรือไม่", 2), ("", 1)]) == ("certified", True)


def test_two_who_plan_at_once_get_two_numbers_or_one_is_told(meeting, people):
    def plan(by):
        return meetings.plan_meeting(group=meeting.group, entry=MeetingEntry(held_on=dt.date(2027, 5, 1)), by=by)

    outcome = race(*(lambda by=by: plan(by) for by in people))
    numbers = sorted(Meeting.objects.filter(held_on=dt.date(2027, 5, 1)).values_list("number", flat=True))
    assert (outcome, numbers) in [(["Refused", "done"], [2]), (["done", "done"], [2, 3])]


def test_of_two_who_finish_one_task_at_once_one_is_told(meeting, people):
    task = ActionItemFactory(resolution__item__meeting=meeting)
    moves = [
        lambda by=by: minutes.finish_action(
            item=ActionItem.objects.select_related("meeting__group").get(pk=task.pk), step="done", by=by
        )
        for by in people
    ]
    assert race(*moves) in [["Outpaced", "done"], ["Refused", "done"]]


def test_of_two_who_mend_one_resolution_at_once_one_is_told(meeting, people):
    made = ResolutionFactory(item__meeting=meeting)
    sign = sign_of(made, ("text",))
    moves = [
        lambda by=by, text=text: minutes.change_resolution(
            resolution=Resolution.objects.select_related("item__meeting__group").get(pk=made.pk), text=text, sign=sign, by=by
        )
        for by, text in zip(people, ("ของคนแรก", "ของคนที่สอง"), strict=True)
    ]
    assert race(*moves) == ["Outpaced", "done"]
