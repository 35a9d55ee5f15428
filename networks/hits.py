"""What the search box finds of networks at work: meetings, tasks, activities, plans, the work plan, who sits in groups."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from django.db.models import Case, CharField, Count, DateField, F, IntegerField, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.story import Hit

from .activity_list import activity_words
from .meeting_list import meeting_words, task_words
from .models import (
    ActionItem,
    Activity,
    ActivityPlan,
    Meeting,
    Resolution,
    SectorNetwork,
    WorkingGroup,
    WorkingGroupMember,
    WorkPlanItem,
)
from .querysets.activities import WORK_PLAN
from .querysets.groups import told_of
from .querysets.people import people_visible_to
from .querysets.scope import scope_of
from .querysets.search import called, every_word

# Of each kind.
FEW = 5
NETWORK, MEETING, TASK, ACTIVITY, PLAN, WORK, SEAT = "network", "meeting", "task", "activity", "plan", "work", "seat"
RESOLUTION, PERSON = "resolution", "person"
# Where a word may stand; a telephone leads to a person only whoever may read it.
SEAT_PLACES = ("name", "title", "position", "agency", "group__name")
NO_TEXT, NO_DAY, NO_NUMBER = Value("", CharField()), Value(None, DateField()), Value(None, IntegerField())


class Row(NamedTuple):
    """One hit as the union reads it; each kind says in `hit_of` what its columns hold."""

    which: str
    pk: int
    title: str
    about: str | None
    more: str | None
    state: str
    day: dt.date | None
    number: int | None
    year: int | None
    # How many of its kind there are.
    total: int


def at_work(text: str, user: Any) -> dict[str, list[Hit]]:
    """The first few of each kind that this person may read, in one statement."""
    found: dict[str, list[Hit]] = defaultdict(list)
    kinds = list(asked(text, user)) if text.strip() else []
    if kinds:
        rows = [Row(*row) for row in kinds[0].union(*kinds[1:], all=True)]
        for row in sorted(rows, key=lambda row: (row.which, ORDERS[row.which](row))):
            found[row.which].append(hit_of(row))
    return found


def asked(text: str, user: Any) -> Iterator[QuerySet]:
    """What is looked through; meetings come first, since they have every column and so say what the others' are."""
    scope = scope_of(user)
    meetings = Meeting.objects.visible_to(user).filter(meeting_words(text)).order_by("-held_on", "-pk")
    yield few(
        meetings, MEETING, F("group__name"), state=F("state"), day=F("held_on"), number=F("number"), year=F("calendar_year")
    )
    tasks = ActionItem.objects.visible_to(user).filter(task_words(text)).order_by("-state", "due_on", "pk")
    yield few(tasks, TASK, F("what"), about=F("owner_name"), state=F("state"), day=F("due_on"))
    inside = Meeting.objects.inside_of(user).order_by().values("pk")
    certified = Meeting.objects.visible_to(user).filter(state=Meeting.State.CERTIFIED).order_by().values("pk")
    may_read = Q(item__meeting__in=inside) | Q(item__meeting__in=certified)
    resolved = Resolution.objects.filter(may_read, every_word(text, "text"))
    of = {"about": F("item__meeting__group__name"), "state": F("item__meeting__state"), "day": F("item__meeting__held_on")}
    number = {"number": F("item__meeting"), "year": F("item__meeting__calendar_year")}
    yield few(resolved.order_by("-item__meeting__held_on", "-pk"), RESOLUTION, F("text"), **of, **number)
    if scope.any("groups.read"):
        yield networks_like(text, user)
        yield seats_like(text, user)
    if scope.any("activities.read"):
        activities = Activity.objects.visible_to(user).filter(activity_words(text)).order_by("-held_on", "-pk")
        network = {"about": F("network__name"), "more": F("network__name_en"), "number": F("network_id")}
        yield few(activities, ACTIVITY, F("name"), day=F("held_on"), **network)
        plans = ActivityPlan.objects.visible_to(user).filter(every_word(text, "name", "target_group"))
        newest = plans.order_by("-programme_year__fiscal_year", "network__order", "order", "pk")
        yield few(newest, PLAN, F("name"), year=F("programme_year__fiscal_year"), **network)
    if scope.any(WORK_PLAN):
        yield lines_like(text, user)
    if number := called(text):
        people = people_visible_to(user).filter(number).order_by("name", "pk")
        yield few(people, PERSON, F("name"), about=F("phone"))


def networks_like(text: str, user: Any) -> QuerySet:
    """Networks by name, those of today first: they lead to their people, meetings and activities."""
    rows = SectorNetwork.objects.with_groups_of(user).filter(every_word(text, "name", "name_en"))
    first = rows.order_by(F("last_fiscal_year").desc(nulls_first=True), "order", "pk")
    return few(first, NETWORK, F("name"), about=F("name_en"), more=F("code"), number=F("order"), year=F("last_fiscal_year"))


def seats_like(text: str, user: Any) -> QuerySet:
    """People in the working groups she may read, who sit there now or will."""
    number = called(text)
    meant = every_word(text, *SEAT_PLACES) | (number & told_of(user) if number else number)
    rows = WorkingGroupMember.objects.visible_to(user).filter(meant).not_over(thai.today())  # type: ignore[attr-defined]
    named, group = Concat("title", "name"), {"more": F("group__name"), "number": F("group_id")}
    return few(rows.order_by("name_sort", "pk"), SEAT, named, about=F("position"), state=F("post"), **group)


def lines_like(text: str, user: Any) -> QuerySet:
    """Lines of the joint work plan, those that are open first."""
    rows = WorkPlanItem.objects.visible_to(user).filter(every_word(text, "what", "lead_name"))
    first = rows.order_by(F("done_on").asc(nulls_first=True), "-programme_year__fiscal_year", "order", "pk")
    how = Case(When(done_on__isnull=False, then=Value("done")), default=Value(""), output_field=CharField())
    year = F("programme_year__fiscal_year")
    return few(first, WORK, F("what"), about=F("lead_name"), more=F("lead"), state=how, day=F("due_on"), year=year)


def few(
    rows: QuerySet, which: str, title: Any, *, about: Any = NO_TEXT, more: Any = NO_TEXT, state: Any = NO_TEXT,
    day: Any = NO_DAY, number: Any = NO_NUMBER, year: Any = NO_NUMBER,
) -> QuerySet:  # fmt: skip
    """The first few of some rows, with the columns of the union."""
    first = rows.model._default_manager.filter(pk__in=rows.values("pk")[:FEW]).order_by()
    everything = rows.order_by().annotate(hit_all=Value(1)).values("hit_all").annotate(count=Count("pk", distinct=True))
    total = Subquery(everything.values("count")[:1], output_field=IntegerField())
    values = (Value(which, CharField()), F("pk"), title, about, more, state, day, number, year, total)
    # Under names that no table has.
    named = {f"hit_{name}": value for name, value in zip(Row._fields, values, strict=True)}
    return first.annotate(**named).values_list(*named)


# In which order the hits of a kind stand: what is to come or to be done before what is over.
ORDERS: dict[str, Callable[[Row], tuple]] = {
    NETWORK: lambda row: (row.year is not None, -(row.year or 0), row.number or 0, row.pk),
    MEETING: lambda row: (-(row.day or dt.date.min).toordinal(), -row.pk),
    RESOLUTION: lambda row: (-(row.day or dt.date.min).toordinal(), -row.pk),
    TASK: lambda row: (row.state != ActionItem.State.OPEN, row.day or dt.date.max, row.pk),
    ACTIVITY: lambda row: (-(row.day or dt.date.min).toordinal(), -row.pk),
    PLAN: lambda row: (-(row.year or 0), row.number or 0, row.pk),
    WORK: lambda row: (row.state, -(row.year or 0), row.pk),
    SEAT: lambda row: (thai.sort_key(row.title), row.pk),
    PERSON: lambda row: (thai.sort_key(row.title), row.pk),
}


def hit_of(row: Row) -> Hit:
    """One row as the search box shows it."""
    return replace(WORDS[row.which](row), total=row.total)


def network_hit(row: Row) -> Hit:
    """A network, and when it ended."""
    one = SectorNetwork(name=row.title, name_en=row.about or "")
    ended = _("ended with fiscal year %(year)s") % {"year": row.year} if row.year else ""
    return Hit(str(one), reverse("networks:network", args=[row.more]), _("Network"), ended)


def meeting_hit(row: Row) -> Hit:
    """A meeting by its official name."""
    group = WorkingGroup(name=row.title)
    one = Meeting(number=row.number, calendar_year=row.year, group=group, state=row.state)
    about = joined(day_of(row), one.get_state_display())
    return Hit(one.name, reverse("networks:meeting", args=[row.pk]), _("Meeting"), about)


def resolution_hit(row: Row) -> Hit:
    """What a meeting resolved, on the page of the meeting."""
    address = reverse("networks:meeting", args=[row.number])
    return Hit(Truncator(row.title).chars(120), address, _("Resolution of a meeting"), joined(row.about, day_of(row)))


def task_hit(row: Row) -> Hit:
    """What a meeting gave somebody to do."""
    about = joined(row.about, day_of(row), ActionItem(state=row.state).get_state_display())
    return Hit(row.title, reverse("networks:action", args=[row.pk]), _("Task from a meeting"), about)


def activity_hit(row: Row) -> Hit:
    """An activity on its first day."""
    about = joined(day_of(row), network_of(row))
    return Hit(row.title, reverse("networks:activity", args=[row.pk]), _("Activity"), about)


def network_of(row: Row) -> str:
    """Whose activity or plan it is."""
    return str(SectorNetwork(name=row.about, name_en=row.more or "")) if row.about else _("of the province itself")


def plan_hit(row: Row) -> Hit:
    """A line of a year's plan, at its place in the plan."""
    about = joined(network_of(row), _("fiscal year %(year)s") % {"year": row.year})
    return Hit(row.title, f"{reverse('networks:plan')}?year={row.year}#plan-{row.pk}", _("Planned activity"), about)


def work_hit(row: Row) -> Hit:
    """A line of the joint work plan, in the table of its year."""
    about = joined(row.about or WorkPlanItem(lead=row.more).get_lead_display(), day_of(row))
    return Hit(row.title, f"{reverse('networks:work-plan')}?year={row.year}", _("Joint work plan"), about)


def seat_hit(row: Row) -> Hit:
    """Somebody in a working group."""
    about = joined(WorkingGroupMember(post=row.state).get_post_display(), row.about, row.more)
    return Hit(row.title, reverse("networks:group", args=[row.number]), _("Working group"), about)


def person_hit(row: Row) -> Hit:
    """Somebody with an account, for whoever looks after her."""
    return Hit(row.title, reverse("networks:person", args=[row.pk]), _("Person"), row.about or "")


def day_of(row: Row) -> str:
    """Its day in short; nothing where it has none."""
    return thai.day_short(row.day) if row.day else ""


def joined(*parts: Any) -> str:
    """What there is to say, in one line."""
    return " · ".join(str(part) for part in parts if part)


WORDS: dict[str, Callable[[Row], Hit]] = {
    NETWORK: network_hit, MEETING: meeting_hit, TASK: task_hit, ACTIVITY: activity_hit, PLAN: plan_hit, WORK: work_hit,
    SEAT: seat_hit, RESOLUTION: resolution_hit, PERSON: person_hit,
}  # fmt: skip
