"""What networks do: meetings with who came and what is to be done, plans and activities, the joint work plan."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from moralprovince.core.signs import sign_of
from networks.actions import activities, attendance, meetings, minutes
from networks.actions.activity_plans import PLAN_FIELDS, PlanEntry, add_plan_line, change_plan_line, remove_plan_line
from networks.actions.work_plan import WorkEntry, add_work, finish_work, reopen_work
from networks.models import ActionItem, Activity, ActivityPlan, Attendance, Meeting, Organisation, WorkingGroup, WorkPlanItem

from .history import Deed, History, districts


def plan_meeting(h: History) -> None:
    """Around this day; what is over was held."""
    groups = WorkingGroup.objects.in_force(h.day)
    for group in h.some(groups, 4, 2):
        day = h.near(40, 20)
        meeting = meetings.plan_meeting(group=group, entry=meetings.MeetingEntry(day, place="ห้องประชุม"), by=h.by)
        if day <= h.day and h.maybe(0.7):
            hold(h, meeting)
        elif h.maybe(0.4):
            meetings.cancel_meeting(meeting=meeting, note="ประธานติดราชการ", by=h.by)


def hold(h: History, meeting: Meeting) -> None:
    """With a guest, a resolution and somebody who is to do something."""
    meetings.hold_meeting(meeting=meeting, by=h.by)
    mark(h, meeting)
    attendance.add_other(meeting=meeting, name=f"แขก {len(h.done)}", by=h.by)
    found = minutes.resolve(item=meeting.items.order_by("pk").last(), text="เห็นชอบ", by=h.by)
    minutes.add_action(resolution=found, what="ทำแผน", owner_name="นายสมชาย", due_on=meeting.held_on + days(h, 0, 60), by=h.by)


def days(h: History, least: int, most: int) -> dt.timedelta:
    """So many."""
    return dt.timedelta(days=h.chance.randint(least, most))


def mark(h: History, meeting: Meeting) -> None:
    """Who came, as it is known now."""
    rows = meeting.attendance.filter(member__isnull=False)
    marks = [
        attendance.Mark(one.pk, status, on_behalf="นายแทน" if status == "represented" else "")
        for one in rows
        for status in [h.chance.choice(("present", "absent", "represented"))]
    ]
    attendance.mark_attendance(meeting=meeting, marks=marks, by=h.by)


def meet(h: History) -> None:
    """A meeting whose day has come was held, or is called off."""
    for meeting in h.some(Meeting.objects.filter(state="planned", held_on__lte=h.day), 3):
        if h.maybe(0.75):
            hold(h, meeting)
        else:
            meetings.cancel_meeting(meeting=meeting, note="ประธานติดราชการ", by=h.by)


def correct_attendance(h: History) -> None:
    """Somebody came after all, or did not; a guest was none."""
    meeting = h.one(Meeting.objects.filter(state="held"))
    mark(h, meeting)
    guests = Attendance.objects.filter(meeting=meeting, member__isnull=True)
    if guests.exists() and h.maybe(0.5):
        attendance.remove_other(row=h.one(guests), by=h.by)


def correct_meeting(h: History) -> None:
    """It was not held, or on another day."""
    meeting = h.one(Meeting.objects.filter(state__in=["held", "planned"]))
    if meeting.state == "held" and h.maybe(0.5):
        meetings.unhold_meeting(meeting=meeting, by=h.by)
    else:
        sign = sign_of(meeting, meetings.SHOWN)
        meetings.change_meeting(meeting=meeting, entry=meetings.MeetingEntry(h.near(60, 0)), sign=sign, by=h.by)


def certify_minutes(h: History) -> None:
    """In a later meeting of the same body."""
    later = h.one(Meeting.objects.filter(state__in=["planned", "held"]))
    earlier = h.one(Meeting.objects.before(later).filter(state="held"))
    meetings.certify_minutes(meeting=earlier, certified_in=later, by=h.by)


def finish_task(h: History) -> None:
    """Done, not needed, or open again."""
    for item in h.some(ActionItem.objects.all(), 4):
        step = h.chance.choice(("done", "done", "drop")) if item.state == "open" else "reopen"
        minutes.finish_action(item=item, step=step, note="แล้วเสร็จ", by=h.by)


def plan(h: History) -> None:
    """A line of the plan of a network or of the province is added, changed, or taken out."""
    network = h.network() if h.maybe(0.8) else None
    entry = PlanEntry(
        f"ตลาดนัด {len(h.done)}", network, h.chance.randint(1, 4), tuple(h.chance.sample(range(1, 13), 2)),
        Decimal(h.chance.randint(0, 90000)) / 4, target_people=h.chance.randint(0, 300),
    )  # fmt: skip
    lines = ActivityPlan.objects.filter(programme_year=h.year())
    if h.maybe(0.6):
        add_plan_line(year=h.year(), entry=entry, by=h.by)
    elif h.maybe(0.7):
        line = h.one(lines)
        change_plan_line(line=line, entry=entry, sign=sign_of(line, PLAN_FIELDS), by=h.by)
    else:
        remove_plan_line(line=h.one(lines), by=h.by)


def plan_activity(h: History) -> None:
    """Some under lines of the plan, some outside it; what is over took place."""
    for line in h.some(ActivityPlan.objects.filter(programme_year=h.year()), 6, 3):
        plan, day = line if h.maybe(0.7) else None, h.near(60, 15)
        entry = activities.ActivityEntry(
            f"ปันสุข {len(h.done)}", day, until=day + days(h, 1, 40) if h.maybe(0.2) else None, plan=plan,
            network=line.network if plan else h.network(), district=h.chance.choice([*districts(), None]),
        )  # fmt: skip
        activity = activities.plan_activity(province=h.year().province, entry=entry, by=h.by)
        if day <= h.day:
            take_place(h, activity)


def take_place(h: History, activity: Activity) -> None:
    """With people, money and bodies, as far as somebody knows them."""
    bodies = h.some(Organisation.objects.exclude(state="merged"), 6, 2) if h.maybe(0.9) else []
    outcome = activities.ActivityResult(
        activity.held_on, activity.until, activity.district, people=h.chance.choice([None, 0, 35, 120]),
        budget_used=h.chance.choice([None, Decimal("0.50"), Decimal(4000)]), organisations=tuple(bodies),
    )  # fmt: skip
    activities.record_activity(activity=activity, outcome=outcome, version=activity.version, by=h.by)


def record(h: History) -> None:
    """What was planned took place, or is called off."""
    for activity in h.some(Activity.objects.filter(state="planned", held_on__lte=h.day), 3):
        if h.maybe(0.7):
            take_place(h, activity)
        else:
            activities.cancel_activity(activity=activity, note="ฝนตก", by=h.by)


def correct_activity(h: History) -> None:
    """More people, another day, or it did not take place; what was called off takes place after all."""
    activity = h.one(Activity.objects.filter(state__in=["done", "cancelled"]))
    if activity.state == "cancelled":
        activities.resume_activity(activity=activity, by=h.by)
    elif h.maybe(0.3):
        activities.unrecord_activity(activity=activity, by=h.by)
    else:
        outcome = activities.ActivityResult(h.near(80, 0), people=h.chance.randint(0, 400), budget_used=Decimal("12.25"))
        activities.record_activity(activity=activity, outcome=outcome, version=activity.version, by=h.by)


def work(h: History) -> None:
    """A line of the joint work plan: added, done, open again."""
    lines = WorkPlanItem.objects.all()
    if h.maybe(0.5):
        add_work(year=h.year(), entry=WorkEntry(f"ประชุม {len(h.done)}", due_on=h.near(30, 60)), by=h.by)
    elif h.maybe(0.6):
        finish_work(item=h.one(lines.filter(done_on__isnull=True)), done_on=h.day, by=h.by)
    else:
        reopen_work(item=h.one(lines.filter(done_on__isnull=False)), by=h.by)


DEEDS: dict[Deed, int] = {
    plan_meeting: 5, meet: 3, correct_attendance: 3, correct_meeting: 2, certify_minutes: 1, finish_task: 4, plan: 3,
    plan_activity: 6, record: 3, correct_activity: 4, work: 2,
}  # fmt: skip
