"""What networks did together, in summaries and in the calendar: a lived year counted again from the rows behind each number."""

import datetime as dt
import random

import pytest
import time_machine
from django.urls import reverse

from moralprovince.core import thai
from moralprovince.core.periods import Month, Period
from moralprovince.portal.actions.summaries import freeze_summary
from moralprovince.portal.models import Summary
from networks.models import ActionItem, Activity, Meeting
from tests.factories import OfficeFactory, OrganisationFactory, ProgrammeYearFactory, SectorNetworkFactory, officer_of
from tests.factories_networks_at_work import (
    ActionItemFactory,
    ActivityFactory,
    AgendaItemFactory,
    AttendanceFactory,
    MeetingFactory,
    ResolutionFactory,
    WorkingGroupFactory,
    WorkPlanItemFactory,
)
from tests.factories_visits import VisitFactory

pytestmark = pytest.mark.django_db
FIRST = dt.date(2026, 7, 1)
H1 = Period.parse("2570-H1")
STATUSES = ("present", "represented", "attending", "absent")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(dt.datetime(2027, 4, 10, 3, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def officer():
    province = OfficeFactory().province
    for year in (2569, 2571):
        ProgrammeYearFactory(province=province, fiscal_year=year)
    return officer_of(province)


def some_day(dice) -> dt.date:
    return FIRST + dt.timedelta(days=dice.randrange(400))


def live(seed: int) -> None:
    """Meetings with who came and what was given, activities with who took part: of two networks and of the province."""
    dice = random.Random(seed)
    networks = [SectorNetworkFactory(), SectorNetworkFactory(code="media", order=2), None]
    bodies = [OrganisationFactory(network=networks[number % 2]) for number in range(4)]
    groups = [WorkingGroupFactory(network=one, kind="network" if one else "subcommittee") for one in networks]
    for _number in range(14):
        meeting = MeetingFactory(
            group=dice.choice(groups), held_on=some_day(dice), state=dice.choice(["planned", "held", "certified", "cancelled"])
        )
        for _guest in range(dice.randrange(3)):
            AttendanceFactory(meeting=meeting, status=dice.choice(STATUSES))
        resolution = ResolutionFactory(item=AgendaItemFactory(meeting=meeting))
        for _task in range(dice.randrange(3)):
            state = dice.choice(["open", "open", "done", "dropped"])
            done = {"done_on": some_day(dice)} if state != "open" else {}
            ActionItemFactory(resolution=resolution, state=state, due_on=dice.choice([None, some_day(dice)]), **done)
        activity = ActivityFactory(
            network=dice.choice(networks), held_on=(day := some_day(dice)), state=dice.choice(["planned", "done", "cancelled"]),
            until=dice.choice([None, day + dt.timedelta(days=dice.randrange(40))]), people=dice.choice([None, 25, 140]),
            budget_used=dice.choice([None, "1250.50", "8000"]),
        )  # fmt: skip
        due = some_day(dice)
        WorkPlanItemFactory(due_on=due, programme_year=ProgrammeYearFactory(fiscal_year=thai.fiscal_year_of(due)))
        visited, state = dice.choice(bodies), dice.choice(["planned", "recorded", "signed", "cancelled"])
        VisitFactory(organisation=visited, planned_on=some_day(dice), state=state)
        activity.organisations.set(dice.sample(bodies, dice.randrange(3)))


def counted_again(cell, rows) -> object:
    """The number of a cell, added up by hand from the rows that its address lists."""
    return {
        "meetings_people": lambda: sum(one.attendance.exclude(status__in=["absent", "invited"]).count() for one in rows),
        "activities_people": lambda: sum(one.people or 0 for one in rows),
        "activities_money": lambda: float(sum(one.budget_used or 0 for one in rows)),
        "activities_bodies": lambda: len({body.pk for one in rows for body in one.organisations.all()}),
    }.get(cell.figure.name, lambda: len(rows))()


MODELS = {"networks:meetings": Meeting, "networks:activities": Activity, "networks:actions": ActionItem}


def test_every_figure_of_a_summary_is_added_up_from_the_rows_behind_its_link(client, officer):
    live(seed=4)
    freeze_summary(province=officer.role_grants.get().province, period=H1, by=officer)
    client.force_login(officer)
    groups = client.get(reverse("summary", args=["2570-H1"])).context["groups"]
    cells = [cell for group in groups for row in group.rows for cell in row.cells if cell.figure.rows in MODELS]
    told = {cell.address + cell.figure.name: cell.value for cell in cells}
    again = {}
    for cell in cells:
        keys = client.get(cell.address).context["page"].keys
        again[cell.address + cell.figure.name] = counted_again(cell, list(MODELS[cell.figure.rows].objects.filter(pk__in=keys)))
    assert told == again
    assert (len(cells), sum(cell.value > 0 for cell in cells) > 15) == (27, True)


def test_the_halves_of_a_year_add_up_to_it(officer):
    live(seed=5)
    province = officer.role_grants.get().province
    day = dt.date(2027, 9, 30)
    parts = [
        freeze_summary(province=province, period=Period.parse(text), by=officer, as_of=day).figures["figures"]
        for text in ("2570", "2570-H1", "2570-H2")
    ]
    adding = [name for name in parts[0] if name.startswith(("meetings_", "activities_", "tasks_")) and "bodies" not in name]
    assert [[part[name] for name in adding] for part in parts[:1]] == [[parts[1][name] + parts[2][name] for name in adding]]
    assert len(adding) == 8


def rows_of(page) -> int:
    """How many rows a list has; the joint work plan stands on one page."""
    return page.context["page"].total if "page" in page.context else len(page.context["items"])


def test_the_numbers_of_the_calendar_are_the_rows_of_the_lists_they_lead_to(client, officer):
    live(seed=6)
    client.force_login(officer)
    shown = []
    for month in (Month(dt.date(2027, number, 1)) for number in range(1, 6)):
        for network in ("", "media"):
            for kind in ("meeting", "activity", "task", "visit", "work"):
                page = client.get(reverse("calendar"), {"month": str(month), "network": network, "kind": kind})
                tab = next(tab for tab in page.context["calendar"].tabs() if tab.chosen)
                address = page.context["calendar"].own_list
                # The joint work plan belongs to no network: nothing of it stands in a network's month.
                listed = rows_of(client.get(address)) if address else 0
                shown.append((str(month), network, kind, tab.count, listed))
    assert [row for row in shown if row[3] != row[4]] == []
    assert sum(row[3] > 0 for row in shown) > 10


def test_a_summary_frozen_before_the_figures_were_known_stays_as_it_is(client, officer):
    live(seed=7)
    province = officer.role_grants.get().province
    old = freeze_summary(province=province, period=H1.before, by=officer)
    figures = old.figures
    for row in (figures, *figures["networks"]):
        row["figures"] = {name: value for name, value in row["figures"].items() if name.startswith(("org", "comm", "rep"))}
        row["change"] = {}
    Summary.objects.filter(pk=old.pk).update(figures=figures)
    client.force_login(officer)
    assert [group.words for group in client.get(reverse("summary", args=["2569-H2"])).context["groups"]] == [
        "ทะเบียน", "รายงานผล",
    ]  # fmt: skip
    new = freeze_summary(province=province, period=H1, by=officer).figures
    assert sorted(new["change"]) == sorted(figures["figures"])
    assert new["figures"]["meetings_held"] > 0
