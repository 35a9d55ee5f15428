"""What networks did together, in summaries and in the calendar: a lived year counted again from the rows behind each number."""

import datetime as dt
import random

import pytest
from django.urls import reverse

from moralprovince.core import thai
from moralprovince.core.periods import Period
from moralprovince.portal.actions.summaries import freeze_summary
from moralprovince.portal.models import Summary
from networks.work_statistics import work_statistics
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    officer_of,
)
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

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(dt.datetime(2027, 4, 10, 3, tzinfo=dt.UTC), tick=False)]
FIRST = dt.date(2026, 7, 1)
H1 = Period.parse("2570-H1")
STATUSES = ("present", "represented", "attending", "absent")


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


def test_each_figure_counts_by_its_own_day_up_to_the_day_it_is_told():
    """As of 15 March: the day before the half-year, its first one, that day, the next, and the first of the second half."""
    days = [dt.date(2026, 9, 30), dt.date(2026, 10, 1), told := dt.date(2027, 3, 15), dt.date(2027, 3, 16), dt.date(2027, 4, 1)]
    for province in ("14", "60"):
        network = SectorNetworkFactory(province=ProvinceFactory(code=province))
        group = WorkingGroupFactory(network=network, province=network.province)
        held = [MeetingFactory(group=group, state="held", held_on=day) for day in days]
        for meeting in (*held, *(MeetingFactory(group=group, state=state, held_on=told) for state in ("planned", "cancelled"))):
            for status in STATUSES:
                AttendanceFactory(meeting=meeting, status=status)
            ActionItemFactory(resolution=ResolutionFactory(item=AgendaItemFactory(meeting=meeting)))
        given = ResolutionFactory(item=AgendaItemFactory(meeting=held[0]))
        for due in (*days, told - dt.timedelta(days=1)):
            for done in (None, *days):
                ActionItemFactory(resolution=given, due_on=due, state="done" if done else "open", done_on=done)
        ActionItemFactory(resolution=given, state="dropped", done_on=told)
        for state in ("done", "planned", "cancelled"):
            for day in days:
                ActivityFactory(network=network, state=state, held_on=day, people=3)
    figures = work_statistics(province="14", period=H1, as_of=told)[None]
    names = (
        "meetings_held",
        "meetings_people",
        "tasks_given",
        "tasks_done",
        "tasks_late",
        "activities_done",
        "activities_people",
    )
    # Two of six days are over and within; of each, what is open then, and what was done on one of the two days after.
    assert [figures[name] for name in names] == [2, 2 * 3, 2, 6 * 2, 2 * 3, 2, 2 * 3]


def test_satang_of_several_networks_add_up_to_whole_baht():
    for code, money in (("government", "0.10"), ("media", "0.20"), ("business", "11999.70")):
        ActivityFactory(network=SectorNetworkFactory(code=code), state="done", held_on=dt.date(2027, 3, 1), budget_used=money)
    figures = work_statistics(province="14", period=H1, as_of=dt.date(2027, 4, 10))
    assert [str(row["activities_money"]) for row in figures.values()] == ["12000", "11999.7", "0.1", "0.2"]


def test_a_body_that_took_part_with_two_networks_is_one_of_the_province():
    body, networks = OrganisationFactory(), [SectorNetworkFactory(), SectorNetworkFactory(code="media", order=2)]
    for network in (*networks, networks[0]):
        ActivityFactory(network=network, state="done", held_on=FIRST.replace(month=11)).organisations.add(body)
    figures = work_statistics(province="14", period=H1, as_of=dt.date(2027, 3, 15))
    assert [figures[key]["activities_bodies"] for key in (None, *(one.pk for one in networks))] == [1, 1, 1]
