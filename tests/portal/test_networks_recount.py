"""Random histories: after moves, splits, mergers (of bodies, too) and hand-overs every number of the pages is recounted."""

import datetime as dt
from urllib.parse import urlsplit

import pytest
import time_machine
from django.http import QueryDict
from django.urls import reverse
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from moralprovince.core.errors import Refused
from moralprovince.portal.actions.central import set_central
from moralprovince.portal.actions.handover import hand_over
from moralprovince.portal.actions.mergers import merge_organisations, undo_merger
from moralprovince.portal.network_page import network_context
from moralprovince.portal.networks import YearAsked, network_rows, networks_of
from moralprovince.portal.register import register_as_shown
from networks.actions import lineage
from networks.actions.organisations import move_organisation, move_to_network
from networks.meeting_list import meeting_list
from networks.models import Membership, Merger, Organisation, RoleGrant, SectorNetwork
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
from tests.factories_networks_at_work import MeetingFactory
from tests.factories_pledges import FollowUpReportFactory

pytestmark = [pytest.mark.once, pytest.mark.django_db]
TODAY = dt.date(2027, 4, 7)
DAYS = [dt.date(2026, 1, 15), dt.date(2026, 9, 30), dt.date(2026, 10, 1), dt.date(2027, 4, 1), TODAY]
STEPS = ("move", "split", "merge", "rename", "withdraw", "hand_over", "retire", "join", "part", "central")
step = st.tuples(st.sampled_from(STEPS), st.integers(0, 5), st.integers(0, 5), st.sampled_from(DAYS))


def begin():
    """Three networks with six bodies, two late reports, two certified, and a coordinator each."""
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
    for network in networks:
        coordinator_of(network)
        MeetingFactory(group__network=network)
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
    elif name == "central":
        set_central(organisations=[body], central=two % 2 == 0, by=by)
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
                *(line.number for line in (*page["states"], *page["levels"])),
                page.get("late"),
            ]
            for one in filter(None, shown):
                assert found.setdefault(one.address, one.count) == one.count
    return found


def behind(user, address: str) -> int:
    """The rows that a link lists."""
    path, query = urlsplit(address).path, QueryDict(urlsplit(address).query)
    if path == reverse("networks:organisations"):
        return register_as_shown(user, "14", query, TODAY).rows.count()
    lists = {"pledges:reports": report_list, "networks:meetings": meeting_list}
    return next(rows(user, "14", query).rows.count() for name, rows in lists.items() if path == reverse(name))


@given(st.lists(step, min_size=1, max_size=6))
@example([("move", 0, 1, DAYS[1]), ("move", 0, 0, DAYS[0])])
@example(
    [("join", 0, 0, TODAY), ("move", 0, 1, DAYS[3]), ("join", 2, 2, TODAY), ("part", 0, 0, TODAY), ("central", 0, 0, TODAY)]
)
@settings(
    max_examples=6,
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
        told = numbers(by)
        assert told == {address: behind(by, address) for address in told}
        assert_one_network_each()


def assert_one_network_each() -> None:
    """The column of the register and the open primary membership say the same, and on every day there is one of them."""
    for body in Organisation.objects.exclude(state="merged"):
        open_ones = Membership.objects.filter(organisation=body, primary=True, until__isnull=True)
        assert [one.network_id for one in open_ones] == [body.network_id]
        spans = sorted(body.memberships.filter(primary=True).values_list("since", "until"))
        assert all(until and until < later for (_since, until), (later, _until) in zip(spans, spans[1:], strict=False))
