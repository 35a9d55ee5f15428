"""Minutes written by two at once without loss, resolutions, and what somebody is to do until it is done."""

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse

from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import AuditEvent, Message
from moralprovince.core.outbox import deliver
from moralprovince.core.signs import digest, sign_of
from moralprovince.portal import references
from moralprovince.portal.actions.messages import cancel_message
from moralprovince.portal.models import Ladder, Rung
from moralprovince.portal.planner import plan
from moralprovince.portal.querysets import inbox_of
from moralprovince.portal.rules import outbox_rules
from moralprovince.portal.today import all_jobs_of
from moralprovince.portal.wording import word
from networks.actions import minutes as actions
from networks.actions.meetings import hold_meeting, unhold_meeting
from networks.hits import at_work
from networks.models import ActionItem, AgendaItem, Meeting, Resolution
from networks.reminders import still_open
from networks.work_statistics import task_conditions
from tests.factories import (
    OfficeFactory,
    ProgrammeYearFactory,
    SectorNetworkFactory,
    UserFactory,
    coordinator_of,
    officer_of,
)
from tests.factories_networks_at_work import (
    ActionItemFactory,
    AgendaItemFactory,
    MeetingFactory,
    ResolutionFactory,
    WorkingGroupMemberFactory,
    group_with_members,
)
from tests.support.queries import counted

pytestmark = pytest.mark.django_db
DAY = dt.date(2027, 4, 1)
READ_AT = dt.datetime(2027, 4, 1, 5, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2027-04-01 13:00:00+07:00", tick=False) as travel:
        yield travel


@pytest.fixture
def meeting():
    return MeetingFactory(group=group_with_members(2), state="held")


@pytest.fixture
def item(meeting):
    return AgendaItemFactory(meeting=meeting, text="หารือแล้ว")


@pytest.fixture
def coordinator(meeting):
    return coordinator_of(meeting.group.network, name="นางประสาน งานดี")


@pytest.fixture
def officer(meeting):
    return officer_of(meeting.province, name="นายเจ้าหน้าที่")


def stored(item):
    return AgendaItem.objects.get(pk=item.pk)


def test_each_item_has_a_version_of_its_own(meeting, item, coordinator, officer):
    other = AgendaItemFactory(meeting=meeting)
    actions.save_minute(item=item, text="ของผู้ประสานงาน", version=1, by=coordinator)
    actions.save_minute(item=other, text="ของเจ้าหน้าที่", version=1, by=officer)
    assert [(stored(one).text, stored(one).version) for one in (item, other)] == [("ของผู้ประสานงาน", 2), ("ของเจ้าหน้าที่", 2)]


def test_the_slower_of_two_under_one_item_is_told_and_overwrites_nothing(item, coordinator, officer):
    actions.save_minute(item=item, text="คนแรก", version=1, by=coordinator)
    with pytest.raises(Outpaced):
        actions.save_minute(item=item, text="คนที่สอง", version=1, by=officer)
    assert stored(item).text == "คนแรก"


def test_saving_the_same_words_again_is_no_conflict(item, coordinator, officer):
    actions.save_minute(item=item, text="คนแรก", version=1, by=coordinator)
    assert actions.save_minute(item=item, text="คนแรก", version=1, by=officer).version == 2


def test_the_history_keeps_what_another_had_written(item, coordinator, officer):
    actions.save_minute(item=item, text="ของเธอ", version=1, by=coordinator)
    actions.save_minute(item=item, text="ของเธอ ต่อ", version=2, by=coordinator)
    actions.save_minute(item=item, text="ของเขา", version=3, by=officer)
    kept = AuditEvent.objects.filter(action="write_minutes").order_by("pk").values_list("changes", flat=True)
    assert [one["networks.agendaitem.text"] for one in kept] == [["หารือแล้ว", "ของเธอ"], ["ของเธอ ต่อ", "ของเขา"]]


def boxes(item, text, version=1, base="หารือแล้ว"):
    return {f"text-{item.pk}": text, f"version-{item.pk}": version, f"base-{item.pk}": digest(base)}


def test_the_script_saves_and_is_told_the_next_version(client, item, coordinator):
    client.force_login(coordinator)
    told = client.post(reverse("networks:minutes-autosave", args=[item.meeting_id]), boxes(item, "ใหม่")).json()
    assert told == {
        "words": "บันทึกแล้วเมื่อ 13:00 น.",
        "items": [{"pk": item.pk, "version": 2, "base": digest("ใหม่"), "text": "ใหม่", "who": "นางประสาน งานดี 13:00 น."}],
    }


def test_the_script_is_handed_both_texts_of_a_conflict(client, item, coordinator, officer):
    actions.save_minute(item=item, text="คนแรก <b>", version=1, by=officer)
    client.force_login(coordinator)
    told = client.post(reverse("networks:minutes-autosave", args=[item.meeting_id]), boxes(item, "คนที่สอง")).json()
    (one,) = told["items"]
    assert (one["version"], one["text"], stored(item).text) == (2, "คนแรก <b>", "คนแรก <b>")
    assert "คนแรก &lt;b&gt;" in one["conflict"]


def test_a_box_that_was_only_shown_is_left_alone(client, item, coordinator, officer):
    """Without a script the whole page is sent: the items nobody touched must not bring old words back."""
    actions.save_minute(item=item, text="ของเขา", version=1, by=officer)
    client.force_login(coordinator)
    response = client.post(reverse("networks:minutes", args=[item.meeting_id]), {"do": "save", **boxes(item, "หารือแล้ว")})
    assert (response.status_code, stored(item).text) == (302, "ของเขา")


def test_without_a_script_both_texts_stand_on_the_page_and_the_next_save_decides(client, item, coordinator, officer):
    actions.save_minute(item=item, text="ของเขา", version=1, by=officer)
    client.force_login(coordinator)
    address = reverse("networks:minutes", args=[item.meeting_id])
    page = client.post(address, {"do": "save", **boxes(item, "ของเธอ")})
    text = page.content.decode()
    assert (page.status_code, "ของเขา" in text, "ของเธอ</textarea>" in text) == (409, True, True)
    client.post(address, {"do": "save", **boxes(item, "ของเขา\nของเธอ", version=2, base="ของเขา")})
    assert stored(item).text == "ของเขา\nของเธอ"


def test_what_others_wrote_is_told_and_nothing_that_is_known(client, meeting, item, coordinator, officer):
    other = AgendaItemFactory(meeting=meeting)
    actions.save_minute(item=other, text="ใหม่", version=1, by=officer)
    client.force_login(coordinator)
    known = f"?known={item.pk}.1-{other.pk}.1"
    told = client.get(reverse("networks:minutes-state", args=[meeting.pk]) + known).json()
    assert ([one["text"] for one in told["items"]], told["frozen"]) == (["ใหม่"], False)


def test_every_button_keeps_everything_that_was_begun(client, meeting, item, coordinator):
    """A resolution is being written here, a task there, a text elsewhere: one press saves all three."""
    other = AgendaItemFactory(meeting=meeting)
    resolution = ResolutionFactory(item=item)
    client.force_login(coordinator)
    client.post(reverse("networks:minutes", args=[meeting.pk]), {
        "do": f"resolve-{other.pk}", f"r{other.pk}-text": "เห็นชอบ", f"a{resolution.pk}-what": "ทำแผน",
        f"a{resolution.pk}-owner_name": "นางประสาน งานดี", f"a{resolution.pk}-due_on": "๑๕/๔/๒๕๗๐", **boxes(item, "จดไว้"),
    })  # fmt: skip
    task = ActionItem.objects.get()
    assert (stored(item).text, other.resolutions.get().text) == ("จดไว้", "เห็นชอบ")
    assert (task.what, task.owner, task.due_on) == ("ทำแผน", coordinator, dt.date(2027, 4, 15))


def test_a_task_without_a_name_is_asked_for_again_with_what_was_typed(client, meeting, item, coordinator):
    resolution = ResolutionFactory(item=item)
    client.force_login(coordinator)
    page = client.post(
        reverse("networks:minutes", args=[meeting.pk]), {"do": f"act-{resolution.pk}", f"a{resolution.pk}-what": "ทำแผน"}
    )
    assert (page.status_code, ActionItem.objects.count(), 'value="ทำแผน"' in page.content.decode()) == (200, 0, True)


@pytest.mark.parametrize("many", [5, 25])
def test_the_form_costs_the_same_however_much_is_in_it(many, client, meeting, coordinator):
    for resolution in ResolutionFactory.create_batch(many, item__meeting=meeting):
        ActionItemFactory(resolution=resolution)
    client.force_login(coordinator)
    with counted() as queries:
        client.get(reverse("networks:minutes", args=[meeting.pk]))
    assert len(queries) <= 12, queries


def test_certified_minutes_take_nothing_more(meeting, item, coordinator):
    resolution = ResolutionFactory(item=item)
    task = ActionItemFactory(resolution=resolution)
    Meeting.objects.filter(pk=meeting.pk).update(state="certified")
    for write in (
        lambda: actions.save_minute(item=item, text="แก้", version=1, by=coordinator),
        lambda: actions.resolve(item=item, text="มติ", by=coordinator),
        lambda: actions.change_resolution(resolution=resolution, text="แก้", sign="", by=coordinator),
        lambda: actions.add_action(resolution=resolution, what="ทำ", owner_name="ใคร", by=coordinator),
        lambda: actions.change_action(item=task, what="แก้", owner_name="ใคร", due_on=None, sign="", by=coordinator),
        lambda: actions.remove_action(item=task, by=coordinator),
    ):
        with pytest.raises(Refused):
            write()
    actions.finish_action(item=task, step="done", by=coordinator)


def test_a_resolution_that_gave_somebody_something_to_do_stays(item, coordinator):
    bound, free = ResolutionFactory(item=item), ResolutionFactory(item=item)
    ActionItemFactory(resolution=bound)
    actions.remove_resolution(resolution=free, by=coordinator)
    with pytest.raises(Refused):
        actions.remove_resolution(resolution=bound, by=coordinator)
    assert list(Resolution.objects.all()) == [bound]


# What somebody is to do


@pytest.fixture
def resolution(item):
    return ResolutionFactory(item=item)


def give(resolution, name, by, due_on=dt.date(2027, 4, 15)):
    return actions.add_action(resolution=resolution, what="ทำแผน", owner_name=name, due_on=due_on, by=by)


def test_the_name_that_was_typed_finds_the_one_account_behind_it(meeting, resolution, officer):
    user = UserFactory(name="อีกชื่อหนึ่ง")
    WorkingGroupMemberFactory(group=meeting.group, title="ดร.", name="สมหญิง ใจงาม", user=user)
    assert give(resolution, "ดร.สมหญิง  ใจงาม", officer).owner == user
    assert give(resolution, "นายไม่มี บัญชี", officer).owner is None


def test_two_of_one_name_are_nobody_in_particular(meeting, resolution, officer):
    for _number in range(2):
        coordinator_of(meeting.group.network, name="นายซ้ำ ซ้อน")
    assert give(resolution, "นายซ้ำ ซ้อน", officer).owner is None


def test_whoever_is_given_something_is_told_once_and_again_when_the_day_changes(resolution, coordinator, officer):
    task, mails = give(resolution, coordinator.name, officer), []
    told = Message.objects.filter(kind="action_given", recipient=coordinator).order_by("pk")
    for what, day in (("ทำแผนใหม่", task.due_on), ("ทำแผนใหม่", dt.date(2027, 4, 30))):
        sign = sign_of(ActionItem.objects.get(), actions.TASK)
        actions.change_action(item=task, what=what, owner_name=coordinator.name, due_on=day, sign=sign, by=officer)
        mails.append(list(told.filter(channel="email").values_list("state", flat=True)))
    assert told.filter(channel="inbox").count() == 2
    # A mail that waits is for the day it names: a mended word leaves it its way, a new day takes its place.
    assert mails == [["pending"], ["cancelled", "pending"]]


def test_of_a_task_in_a_draft_its_owner_is_told_once_the_meeting_was_held(
    meeting, resolution, coordinator, officer, mailoutbox
):
    Meeting.objects.filter(pk=meeting.pk).update(state="planned")
    meeting.refresh_from_db()
    told = Message.objects.filter(kind="action_given", channel="inbox").values_list("recipient", "link")
    task = give(resolution, coordinator.name, officer)
    ActionItemFactory(resolution=resolution, owner=UserFactory(), state="done")
    ActionItemFactory(resolution=resolution, owner=officer)
    ActionItemFactory(resolution=resolution, owner=None)
    before = list(told)
    for step in (hold_meeting, unhold_meeting, hold_meeting):
        step(meeting=meeting, by=officer)
        # What went out is not told a second time.
        deliver(outbox_rules())
    assert (before, list(told.all())) == ([], [(coordinator.pk, reverse("networks:action", args=[task.pk]))])
    assert [coordinator.email in mail.to[0] for mail in mailoutbox] == [True]


def test_of_a_meeting_set_back_to_planned_no_mail_tells_what_it_resolved(meeting, resolution, coordinator, officer, mailoutbox):
    give(resolution, coordinator.name, officer)
    mails = Message.objects.filter(kind="action_given", channel="email").order_by("pk").values_list("state", "reason")
    unhold_meeting(meeting=meeting, by=officer)
    deliver(outbox_rules())
    assert (list(mails), mailoutbox) == ([("cancelled", "ย้อนการประชุมกลับเป็นนัดหมายไว้แล้ว")], [])
    hold_meeting(meeting=meeting, by=officer)
    hold_again = list(mails.all())
    deliver(outbox_rules())
    assert [state for state, _reason in hold_again] == ["cancelled", "pending"]
    assert [(coordinator.email in mail.to[0], "ทำแผน" in mail.body) for mail in mailoutbox] == [(True, True)]


@pytest.mark.parametrize(("read_at", "states"), [(None, ["skipped", "sent"]), (READ_AT, ["sent", "sent"])])
def test_what_lies_unread_gives_way_to_the_same_that_is_told_anew(meeting, resolution, coordinator, officer, read_at, states):
    task = give(resolution, coordinator.name, officer)
    inbox = Message.objects.filter(kind="action_given", channel="inbox", recipient=coordinator).order_by("pk")
    inbox.update(read_at=read_at)
    for step in (unhold_meeting, hold_meeting):
        step(meeting=meeting, by=officer)
    assert [one.state for one in inbox] == states
    assert [one.link for one in inbox_of(coordinator)] == [reverse("networks:action", args=[task.pk])] * states.count("sent")


def test_a_reminder_that_waits_is_not_sent_while_its_meeting_is_planned_again(meeting, resolution, coordinator, officer):
    task = give(resolution, coordinator.name, officer)
    obligation, owed = f"action:{task.pk}", []
    for step in (unhold_meeting, hold_meeting):
        step(meeting=meeting, by=officer)
        owed.append((still_open(obligation, None, DAY), still_open(obligation, task.due_on, DAY)))
    assert owed == [(False, False), (True, True)]


def test_a_day_that_is_set_back_is_told_again_where_its_mail_did_not_go_out(resolution, coordinator, officer):
    task = give(resolution, coordinator.name, officer)
    for day in (dt.date(2027, 4, 30), task.due_on):
        sign = sign_of(ActionItem.objects.get(), actions.TASK)
        actions.change_action(item=task, what=task.what, owner_name=coordinator.name, due_on=day, sign=sign, by=officer)
    mails = Message.objects.filter(kind="action_given", channel="email").order_by("pk")
    assert list(mails.values_list("state", flat=True)) == ["cancelled", "cancelled", "pending"]


def test_a_mended_word_brings_no_mail_back_that_somebody_took_back(resolution, coordinator, officer):
    task, mail = give(resolution, coordinator.name, officer), Message.objects.get(channel="email")
    cancel_message(message=mail, by=officer)
    sign = sign_of(ActionItem.objects.get(), actions.TASK)
    actions.change_action(item=task, what="ใหม่", owner_name=coordinator.name, due_on=task.due_on, sign=sign, by=officer)
    assert list(Message.objects.filter(channel="email").values_list("pk", "state")) == [(mail.pk, "cancelled")]


def test_done_with_a_note_leaves_the_matters_arising(meeting, resolution, coordinator, officer):
    task, later = give(resolution, coordinator.name, officer), MeetingFactory(group=meeting.group, held_on=dt.date(2027, 5, 1))
    assert list(ActionItem.objects.arising_in(later)) == [task]
    actions.finish_action(item=task, step="done", note="เสร็จแล้ว ส่งให้สำนักงาน", by=coordinator)
    assert list(ActionItem.objects.arising_in(later)) == []
    assert (task.state, task.done_on, task.note) == ("done", DAY, "เสร็จแล้ว ส่งให้สำนักงาน")


def test_the_owner_finishes_it_wherever_she_belongs_and_nobody_else_does(meeting, resolution, officer):
    guest = coordinator_of(SectorNetworkFactory(code="media"))
    task = ActionItemFactory(resolution=resolution, owner=guest)
    with pytest.raises(NotAllowed):
        actions.finish_action(item=task, step="done", by=coordinator_of(SectorNetworkFactory(code="business")))
    actions.finish_action(item=task, step="done", by=guest)
    assert ActionItem.objects.get().state == "done"


@pytest.mark.parametrize(("state", "answered", "after"), [("cancelled", 409, "dropped"), ("held", 302, "open")])
def test_what_a_cancelled_meeting_gave_is_not_opened_again(client, meeting, resolution, officer, state, answered, after):
    task = ActionItemFactory(resolution=resolution, state="dropped", done_on=DAY, note="งดประชุม")
    Meeting.objects.filter(pk=meeting.pk).update(state=state)
    client.force_login(officer)
    offered = [one.name for one in client.get(reverse("networks:action", args=[task.pk])).context["steps"]]
    answer = client.post(reverse("networks:action-step", args=[task.pk, "reopen"]))
    task.refresh_from_db()
    assert (offered, answer.status_code, task.state) == (["reopen"] if after == "open" else [], answered, after)
    assert ("การประชุมที่มอบหมายงานนี้ยกเลิกแล้ว" in answer.content.decode()) == (after != "open")


@pytest.mark.parametrize(("state", "words"), [("done", "ดำเนินการเมื่อ"), ("dropped", "ไม่ต้องดำเนินการตั้งแต่")])
def test_the_day_of_a_task_that_ended_says_how_it_ended(client, resolution, officer, state, words):
    task = ActionItemFactory(resolution=resolution, state=state, done_on=DAY)
    client.force_login(officer)
    page = client.get(reverse("networks:action", args=[task.pk])).content.decode()
    assert re.findall(r"<dt>([^<]*)</dt><dd>[^<]*</dd>", page)[-1] == words


def test_nobody_else_of_an_invited_network_reads_it(client, meeting, resolution):
    guest = SectorNetworkFactory(code="media")
    meeting.networks.add(guest)
    task = ActionItemFactory(resolution=resolution)
    client.force_login(coordinator_of(guest))
    assert client.get(reverse("networks:action", args=[task.pk])).status_code == 404


@pytest.mark.parametrize(
    ("query", "expected"),
    [("", ["ทำก่อน", "ทำทีหลัง"]), ("?state=all", ["ทำก่อน", "ทำทีหลัง", "ทำแล้ว"]), ("?late=1", ["ทำก่อน"]),
     ("?whose=mine", ["ทำทีหลัง"]), ("?whose=others&state=open", ["ทำก่อน"]), ("?q=แล้ว", ["ทำแล้ว"])],
)  # fmt: skip
def test_the_list_is_filtered_and_searched(query, expected, client, resolution, officer):
    ActionItemFactory(resolution=resolution, what="ทำก่อน", due_on=dt.date(2027, 3, 1))
    ActionItemFactory(resolution=resolution, what="ทำทีหลัง", owner=officer)
    ActionItemFactory(resolution=resolution, what="ทำแล้ว", state="done", due_on=dt.date(2027, 5, 1))
    client.force_login(officer)
    page = client.get(reverse("networks:actions") + query)
    assert [one.what for one in page.context["actions"]] == expected


def test_todays_numbers_are_the_rows_behind_them(client, resolution, officer):
    ActionItemFactory(resolution=resolution, owner=officer, due_on=dt.date(2027, 3, 1))
    ActionItemFactory.create_batch(2, resolution=resolution, due_on=dt.date(2027, 3, 1))
    soon = MeetingFactory(group=resolution.item.meeting.group, held_on=dt.date(2027, 4, 8))
    MeetingFactory(group=resolution.item.meeting.group, held_on=dt.date(2027, 4, 9))
    ActionItemFactory(resolution__item__meeting=soon, owner=officer)
    of_last_year = MeetingFactory(group=resolution.item.meeting.group, held_on=dt.date(2026, 9, 30))
    ProgrammeYearFactory(fiscal_year=2569, read_only_from=DAY)
    for held_on in (dt.date(2026, 10, 1), dt.date(2027, 3, 31)):
        MeetingFactory(group=resolution.item.meeting.group, held_on=held_on)
    MeetingFactory(group=resolution.item.meeting.group, held_on=of_last_year.held_on, state="cancelled")
    client.force_login(officer)
    found = {}
    for job in all_jobs_of(officer, DAY):
        if "/meetings/" in job.address:
            page = client.get(job.address)
            found[job.address] = (job.count, page.context["page"].total)
    assert found == {
        "/meetings/actions/?whose=mine&state=open&resolved=1": (1, 1),
        "/meetings/actions/?whose=others&late=1": (2, 2),
        "/meetings/?soon=1": (1, 1),
        "/meetings/?unheld=1": (2, 2),
    }


def test_only_who_looks_after_a_meeting_is_asked_whether_it_took_place(client, meeting, coordinator):
    guest = SectorNetworkFactory(code="media")
    invited = MeetingFactory(group=meeting.group, held_on=dt.date(2027, 3, 31))
    invited.networks.add(guest)
    found = []
    for reader in (coordinator, coordinator_of(guest)):
        client.force_login(reader)
        counts = [job.count for job in all_jobs_of(reader, DAY) if job.address == "/meetings/?unheld=1"]
        found.append((counts, client.get("/meetings/?unheld=1").context["page"].total))
    assert found == [([1], 1), ([], 0)]


@pytest.mark.parametrize(("state", "late"), [("planned", False), ("held", True), ("certified", True), ("cancelled", False)])
def test_what_the_draft_of_a_meeting_gives_is_not_overdue_before_it_was_held(
    ladders, meeting, resolution, officer, state, late
):
    Meeting.objects.filter(pk=meeting.pk).update(state=state)
    task = ActionItemFactory(resolution=resolution, due_on=dt.date(2027, 3, 2))
    counted_late = ActionItem.objects.filter(task_conditions(None, DAY)["tasks_late"]).exists()
    told = (ActionItem.objects.get().is_late, ActionItem.objects.late(DAY).exists(), counted_late, bool(messages_on(DAY)))
    assert (told, task.state) == ((late,) * 4, "open")


def test_what_a_meeting_of_a_later_day_resolved_was_not_overdue_before(meeting, resolution):
    ActionItemFactory(resolution=resolution, due_on=dt.date(2027, 3, 2))
    days = [meeting.held_on - dt.timedelta(days=1), meeting.held_on]
    found = [ActionItem.objects.filter(task_conditions(None, day)["tasks_late"]).count() for day in days]
    assert found == [0, 1]


def test_the_search_box_finds_meetings_and_tasks_she_may_see(meeting, resolution, officer):
    ActionItemFactory(resolution=resolution, what="จัดซื้อกล้าไม้")
    stranger = coordinator_of(SectorNetworkFactory(code="media"))
    asked = (("กล้าไม้", officer), ("1/2570", officer), ("กล้าไม้", stranger))
    found = [[str(hit.title) for hits in at_work(text, user).values() for hit in hits] for text, user in asked]
    assert found == [["จัดซื้อกล้าไม้"], [meeting.name], []]


# Reminders


def messages_on(day):
    plan(on=day)
    rows = Message.objects.filter(kind="action_due").order_by("pk")
    return [(one.rung, one.context["who"], one.channel, one.recipient.name) for one in rows]


@pytest.fixture
def ladders(meeting):
    OfficeFactory(province=meeting.province)
    list(references.load())


def test_the_owner_is_reminded_seven_days_before(ladders, resolution, coordinator, officer):
    give(resolution, coordinator.name, officer, due_on=dt.date(2027, 4, 8))
    assert messages_on(DAY) == [
        ("-7", "assessor", "email", "นางประสาน งานดี"), ("-7", "assessor", "inbox", "นางประสาน งานดี"),
    ]  # fmt: skip
    message = Message.objects.filter(kind="action_due").first()
    assert "ทำแผน (นางประสาน งานดี)" in word(message).body


def test_what_is_done_is_not_reminded(ladders, resolution, coordinator, officer):
    task = give(resolution, coordinator.name, officer, due_on=dt.date(2027, 4, 8))
    plan(on=DAY)
    actions.finish_action(item=task, step="done", by=coordinator)
    assert word(Message.objects.filter(kind="action_due").first()) is None


def test_a_month_later_coordinator_and_office_are_told(ladders, resolution, coordinator, officer):
    ActionItemFactory(resolution=resolution, due_on=dt.date(2027, 3, 2))
    assert {(rung, who) for rung, who, _channel, _name in messages_on(DAY)} == {
        ("+30", "coordinator"), ("+30", "culture_officer"),
    }  # fmt: skip
    letter = word(Message.objects.filter(kind="action_due", recipient=officer).first())
    assert letter.link == f"/meetings/actions/?state=open&meeting={resolution.item.meeting_id}"


def test_a_ladder_that_names_contacts_breaks_nothing(ladders, resolution):
    ladder = Ladder.objects.get(kind="action_due")
    for channel in ("email", "inbox", "line"):
        Rung.objects.create(ladder=ladder, offset=-14, who="contact", channel=channel, subject="เรื่อง", body="ข้อความ")
    ActionItemFactory(resolution=resolution, due_on=dt.date(2027, 4, 15))
    assert messages_on(DAY) == []


@pytest.mark.parametrize("many", [10, 50])
def test_lists_and_papers_cost_the_same_however_much_is_in_them(many, client, meeting, resolution, officer):
    tasks = ActionItemFactory.create_batch(many, resolution=resolution)
    client.force_login(officer)
    spent = {}
    for name, key in (
        ("actions", None),
        ("action", tasks[0].pk),
        ("meeting-invitation", meeting.pk),
        ("minutes-paper", meeting.pk),
    ):
        with counted() as queries:
            assert client.get(reverse(f"networks:{name}", args=[key] if key else [])).status_code == 200
        spent[name] = len(queries)
    assert {name: count for name, count in spent.items() if count > 12} == {}
