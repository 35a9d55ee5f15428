"""Random histories: moves, splits, mergers, hand-overs, late corrections, turns of the year; then every number is recounted."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
import time_machine
from django.http import QueryDict
from django.urls import reverse
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from assessments.filters.assessments import assessment_list
from assessments.filters.visits import agreement_list, visit_list
from lessons.filters.lessons import lesson_list
from lessons.story_list import story_list
from moralprovince.core.errors import Refused
from moralprovince.core.periods import Period
from moralprovince.portal import floors
from moralprovince.portal.actions.central import set_central
from moralprovince.portal.actions.handover import hand_over
from moralprovince.portal.actions.mergers import merge_organisations, undo_merger
from moralprovince.portal.actions.year_turns import turn_year, undo_turn
from moralprovince.portal.calendar import calendar_of
from moralprovince.portal.models import YearTurn
from moralprovince.portal.network_page import network_context
from moralprovince.portal.networks import YearAsked, network_rows, networks_of
from moralprovince.portal.register import register_as_shown
from moralprovince.portal.statistics import figures_of
from moralprovince.portal.statistics import networks_of as networks_then
from networks.actions import lineage
from networks.actions.activities import ActivityResult, record_activity
from networks.actions.organisations import move_organisation, move_to_network
from networks.activity_list import activity_list
from networks.meeting_list import action_list, meeting_list
from networks.models import Activity, Membership, Merger, Office, Organisation, ProgrammeYear, RoleGrant, SectorNetwork
from pledges.filters.pledges import pledge_list
from pledges.filters.reports import report_list
from tests.access.fixtures import rolled_back
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    UserFactory,
    administrator_of,
    coordinator_of,
)
from tests.factories_assessments import AssessmentFactory
from tests.factories_networks_at_work import ActionItemFactory, ActivityFactory, MeetingFactory
from tests.factories_pledges import FollowUpReportFactory
from tests.factories_visits import VisitAgreementFactory, VisitFactory

pytestmark = [pytest.mark.once, pytest.mark.django_db]
TODAY = dt.date(2027, 4, 7)
DAYS = [dt.date(2026, 1, 15), dt.date(2026, 9, 30), dt.date(2026, 10, 1), dt.date(2027, 4, 1), TODAY]
STEPS = (
    "move", "split", "merge", "rename", "withdraw", "hand_over", "retire", "join", "part", "central", "correct", "turn", "back",
)  # fmt: skip
H1, NEXT = Period.parse("2570-H1"), Period.parse("2571")
step = st.tuples(st.sampled_from(STEPS), st.integers(0, 5), st.integers(0, 5), st.sampled_from(DAYS))


def begin():
    """Three networks with six bodies, two late reports, two certified, a visit each; coordinators, meetings, activities."""
    province = ProvinceFactory()
    for year in (2568, 2569):
        ProgrammeYearFactory(fiscal_year=year)
    OfficeFactory(province=province, working_year=ProgrammeYearFactory(fiscal_year=2570))
    networks = [SectorNetworkFactory(code=code, order=place) for place, code in enumerate(("government", "education", "media"))]
    for place in range(6):
        body = OrganisationFactory(network=networks[place % 3])
        if place < 2:
            report = FollowUpReportFactory(due_on=dt.date(2027, 3, 31), pledge__organisation=body)
            AssessmentFactory(organisation=report.pledge.organisation, state="certified", scores=[2] * 6 + [0] * 3)
        VisitAgreementFactory(visit=VisitFactory(organisation=body, state="signed", planned_on=DAYS[1 + place % 4]))
    for network in networks:
        coordinator_of(network)
        meeting = MeetingFactory(group__network=network, state="held")
        ActionItemFactory(resolution__item__meeting=meeting)
        ActivityFactory(network=network, held_on=dt.date(2027, 4, 1), state="done", people=30)
    VisitFactory(organisation=None, network=networks[0], province=province, state="recorded")
    return administrator_of(province)


def live(by, name: str, one: int, two: int, day: dt.date) -> None:
    """One step of the history, whatever it hits."""
    networks, bodies = list(SectorNetwork.objects.order_by("pk")), list(Organisation.objects.order_by("pk"))
    network, other = networks[one % len(networks)], networks[two % len(networks)]
    body = bodies[one % len(bodies)]
    if name == "move":
        move_to_network(organisation=body, network=other, since=day, by=by)
    elif name == "split":
        members = list(Organisation.objects.filter(network=network).order_by("pk"))[: two + 1]
        new = lineage.NewNetwork(f"new{len(networks)}", f"เครือข่ายใหม่ {len(networks)}")
        lineage.split_network(network=network, new=new, organisations=members, since=day, by=by)
    elif name == "merge":
        lineage.merge_networks(source=network, into=other, since=day, by=by)
    elif name == "rename":
        lineage.rename_network(network=network, name=f"ชื่อใหม่ {one}{two}", name_en="", from_year=2568 + two % 3, by=by)
    elif name == "withdraw":
        move_organisation(organisation=body, step="rest", by=by, note="พัก")
    elif name == "join":
        merge_organisations(keep=body, drop=bodies[(one + two + 1) % len(bodies)], values={}, by=by)
    elif name == "part":
        merger = Merger.objects.filter(undone_at__isnull=True).order_by("pk").last()
        if merger:
            undo_merger(merger=merger, by=by)
    elif name == "correct":
        activities = list(Activity.objects.order_by("pk"))
        activity = activities[one % len(activities)]
        outcome = ActivityResult(held_on=day, people=two)
        record_activity(activity=activity, outcome=outcome, version=activity.version, by=by)
    elif name == "central":
        set_central(organisations=[body], central=two % 2 == 0, by=by)
    elif name == "turn":
        # The year closes today or in half a year.
        closes = (TODAY, dt.date(2027, 10, 1))[one % 2]
        turn_year(office=Office.objects.get(), to_year=2571, read_only_from=closes, chosen=None, by=by)
    elif name == "back":
        turn = YearTurn.objects.filter(undone_at__isnull=True).first()
        if turn:
            undo_turn(turn=turn, by=by)
    elif name == "hand_over":
        grant = RoleGrant.objects.in_force(TODAY).filter(role="coordinator").order_by("pk").first()
        hand_over(person=grant.user, to=UserFactory(), by=by)
    else:
        lineage.retire_network(network=network, last_fiscal_year=2568 + two % 3, by=by)


def numbers(user) -> dict[str, int]:
    """Every number that the list and the pages of all years show, by its link."""
    found = {}
    for year in (2568, 2569, 2570):
        asked = YearAsked(user, "14", year, year == 2570, TODAY)
        for row in network_rows(asked, networks_of(asked), []):
            found |= {one.address: one.count for one in (row.members, *row.levels, row.late) if one}
            page = network_context(user, SectorNetwork.objects.get(pk=row.network.pk), QueryDict(f"year={year}"), TODAY)
            shown = [
                page["members"],
                page["meetings"],
                page["visits"],
                *(line.number for line in (*page["states"], *page["levels"])),
                page.get("late"),
            ]
            for one in filter(None, shown):
                assert found.setdefault(one.address, one.count) == one.count
    return found


def figures_told(period: Period) -> dict[str, int]:
    """Every figure of a summary of the period whose rows are listed, by its link; of the half year network by network."""
    figures = figures_of("14", period, TODAY)
    scope = {"year": str(period.fiscal_year), "period": str(period), "as_of": str(TODAY)}
    return {
        figure.address(**scope, network=code): figures[key][figure.name]
        for key, code in [(None, ""), *((one.pk, one.code) for one in networks_then("14", period) if period == H1)]
        for floor in floors.each("FIGURES")
        for figure in floor
        if figure.kind == "count"
    }


def calendar_told(user) -> dict[str, int]:
    """How many entries of each kind April has, of all networks and of each, by the link to their list."""
    found = {}
    for code in ("", *SectorNetwork.objects.in_year(2570).values_list("code", flat=True)):
        calendar = calendar_of(user, "14", QueryDict(f"month=2570-04&network={code}"), TODAY)
        counts = Counter(line.kind for line in calendar.everything)
        kinds = ("meeting", "activity", "visit", "task", "agreement")
        found |= {replace(calendar, kind=kind).own_list: counts[kind] for kind in kinds}
    return found


def behind(user, address: str) -> int:
    """The rows that a link lists."""
    path, query = urlsplit(address).path, QueryDict(urlsplit(address).query)
    year = ProgrammeYear.objects.get(fiscal_year=query.get("year", 2570))
    lists = {
        "networks:organisations": lambda: register_as_shown(user, "14", query, TODAY),
        "networks:meetings": lambda: meeting_list(user, "14", query),
        "networks:actions": lambda: action_list(user, "14", TODAY, query),
        "networks:activities": lambda: activity_list(user, "14", TODAY, query),
        "pledges:pledges": lambda: pledge_list(user, year, [year], query),
        "pledges:reports": lambda: report_list(user, "14", query),
        "assessments:assessments": lambda: assessment_list(user, year, [year], query),
        "assessments:visits": lambda: visit_list(user, "14", TODAY, query),
        "lessons:lessons": lambda: lesson_list(user, "14", TODAY, query),
        "assessments:agreements": lambda: agreement_list(user, "14", TODAY, query),
        "lessons:stories": lambda: story_list(user, "14", query),
    }
    return next(shown().rows.count() for name, shown in lists.items() if path == reverse(name))


@given(st.lists(step, min_size=1, max_size=6))
@example([("move", 0, 1, DAYS[1]), ("move", 0, 0, DAYS[0])])
@example(
    [
        ("correct", 0, 3, DAYS[1]),
        ("join", 0, 0, TODAY),
        ("move", 0, 1, DAYS[3]),
        ("join", 2, 2, TODAY),
        ("part", 0, 0, TODAY),
        ("central", 0, 0, TODAY),
    ]
)
@example([("turn", 0, 0, TODAY), ("move", 1, 2, TODAY), ("back", 0, 0, TODAY), ("retire", 0, 2, TODAY), ("turn", 1, 0, TODAY)])
@settings(
    max_examples=2,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    # An example is short as it is; making it shorter takes minutes.
    phases=(Phase.explicit, Phase.generate),
)
def test_every_number_is_recounted_after_any_history(history):
    with time_machine.travel(dt.datetime(2027, 4, 7, 5, tzinfo=dt.UTC), tick=False), rolled_back():
        by = begin()
        for name, one, two, day in history:
            try:
                live(by, name, one, two, day)
            except Refused:
                continue
        told = {**figures_told(H1), **calendar_told(by), **numbers(by)}
        if ProgrammeYear.objects.filter(fiscal_year=2571).exists():
            told |= figures_told(NEXT)
        assert told == {address: behind(by, address) for address in told}
        assert sum(count > 0 for count in told.values()) > 20
        assert_one_network_each()


def assert_one_network_each() -> None:
    """The column of the register and the open primary membership say the same, and on every day there is one of them."""
    for body in Organisation.objects.exclude(state="merged"):
        open_ones = Membership.objects.filter(organisation=body, primary=True, until__isnull=True)
        assert [one.network_id for one in open_ones] == [body.network_id]
        spans = sorted(body.memberships.filter(primary=True).values_list("since", "until"))
        assert all(until and until < later for (_since, until), (later, _until) in zip(spans, spans[1:], strict=False))
