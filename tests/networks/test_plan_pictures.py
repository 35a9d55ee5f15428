"""Plan against done: every number of the pictures is recounted from the list behind its link, after random histories."""

import datetime as dt
import re
from decimal import Decimal

import pytest
import time_machine
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import escape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from networks.actions import lineage
from networks.activity_list import activity_list
from networks.models import Activity, ProgrammeYear
from networks.plan_pictures import last_day, plans_of_year
from tests.access.fixtures import rolled_back
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    administrator_of,
    coordinator_of,
    officer_of,
)
from tests.factories_networks_at_work import ActivityFactory, ActivityPlanFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2027, 4, 7)
# (network, line of the plan, day, state, people, money) of one activity after the other; then what is corrected later.
happening = st.tuples(
    st.integers(0, 3), st.booleans(), st.integers(0, 200), st.sampled_from(["planned", "done", "done", "cancelled"]),
    st.none() | st.integers(0, 500), st.none() | st.decimals(0, 9999, places=2),
)  # fmt: skip
# What becomes of the first network afterwards.
FATES = ("nothing", "ended", "merged", "split", "renamed")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2027-04-07 10:00:00+07:00", tick=False):
        yield


def lived(happenings, fate: str):
    """Three networks and the province itself, each with a line of the plan; then what became of one network."""
    province = ProvinceFactory()
    ProgrammeYearFactory(fiscal_year=2569)
    networks = [SectorNetworkFactory(code=code, order=place) for place, code in enumerate(("government", "education", "media"))]
    lines = [ActivityPlanFactory(network=network) for network in [*networks, None]]
    for which, planned, days, state, people, money in happenings:
        line = lines[which]
        held_on = dt.date(2026, 10, 1) + dt.timedelta(days=days) if planned else dt.date(2026, 7, 1) + dt.timedelta(days=days)
        ActivityFactory(network=line.network, plan=line if planned else None, held_on=held_on, state=state, people=people,
                        budget_used=money)  # fmt: skip
    befall(fate, networks, administrator_of(province))
    return province, networks


def befall(fate: str, networks, by) -> None:
    """One network ends, is merged, split or renamed, in the middle of the year."""
    network, since = networks[0], dt.date(2027, 2, 1)
    member = OrganisationFactory(network=network)
    if fate == "ended":
        network.last_fiscal_year = 2569
        network.save()
    elif fate == "merged":
        lineage.merge_networks(source=network, into=networks[1], since=since, by=by)
    elif fate == "split":
        new = lineage.NewNetwork("new", "เครือข่ายใหม่")
        made = lineage.split_network(network=network, new=new, organisations=[member], since=since, by=by)
        ActivityFactory(network=made, plan=None, held_on=since, state="done", people=7)
    elif fate == "renamed":
        lineage.rename_network(network=network, name="ชื่อใหม่", name_en="", from_year=2570, by=by)


def recounted(reader, address: str) -> tuple[int, int, Decimal]:
    """Rows, people and money of the list at an address."""
    shown = activity_list(reader, "14", TODAY, QueryDict(address.partition("?")[2]))
    rows = list(shown.rows)
    people, money = shown.sums()
    assert (people, money) == (sum(one.people or 0 for one in rows), sum((one.budget_used or 0 for one in rows), Decimal(0)))
    return len(rows), people, money


@pytest.mark.once_on_postgres
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(happening, max_size=8), st.sampled_from(FATES))
def test_every_number_of_the_pictures_is_recounted(happenings, fate):
    with rolled_back():
        province, networks = lived(happenings, fate)
        year = ProgrammeYear.objects.get(fiscal_year=2570)
        for reader in (officer_of(province), coordinator_of(networks[0])):
            plans = plans_of_year(reader, year, TODAY)
            for plan in plans:
                rows, people, money = recounted(reader, plan.done_address())
                assert plan.done == {"times": rows, "people": people, "money": money}
                for month in plan.months():
                    assert month.times == recounted(reader, month.address)[0]
                for line in plan.rows() if plan.code else ():
                    assert (line.times, line.people, line.money) == recounted(reader, line.address)
                assert sum(line.times for line in plan.rows()) == plan.done["times"] or not plan.code
        everything = Activity.objects.filter(state="done", programme_year=year)
        assert plans_of_year(officer_of(province), year, TODAY)[0].done["times"] == everything.count()


def test_months_say_what_passed_empty():
    line = ActivityPlanFactory(months=[2, 3, 5])
    ActivityFactory(held_on=dt.date(2027, 3, 2), state="done")
    plan = next(one for one in plans_of_year(officer_of(line.network.province), line.programme_year, TODAY) if one.network)
    assert {month.number: month.looks for month in plan.months()} == {
        10: "empty", 11: "empty", 12: "empty", 1: "empty", 2: "missed", 3: "done", 4: "later", 5: "ahead", 6: "later",
        7: "later", 8: "later", 9: "later",
    }  # fmt: skip


def test_bars_are_as_long_as_what_they_say():
    line = ActivityPlanFactory(times=4)
    ActivityFactory(plan=line, held_on=dt.date(2027, 3, 2), state="done", people=250)
    plan = next(one for one in plans_of_year(officer_of(line.network.province), line.programme_year, TODAY) if one.network)
    assert [(one.planned_long, one.done_long) for one in plan.measures()] == [(320, 80), (128, 320), (320, 0)]


def test_a_month_ends_on_its_last_day():
    assert [last_day(2571, month) for month in (10, 12, 2, 9)] == [
        dt.date(2027, 10, 31), dt.date(2027, 12, 31), dt.date(2028, 2, 29), dt.date(2028, 9, 30),
    ]  # fmt: skip


def test_a_coordinator_sees_the_plan_of_her_own_network_only(client):
    line, other = ActivityPlanFactory(), ActivityPlanFactory(network=SectorNetworkFactory(code="media"))
    client.force_login(coordinator_of(line.network))
    page = client.get(reverse("networks:plan") + "?year=2570")
    assert [plan.network for plan in page.context["plans"]] == [line.network]
    assert other.name not in page.content.decode()


def test_today_asks_for_what_is_over_and_not_told(client):
    OfficeFactory(province=(line := ActivityPlanFactory()).network.province)
    ActivityFactory(plan=line, held_on=dt.date(2027, 4, 6))
    ActivityFactory(plan=line, held_on=dt.date(2027, 4, 6), until=TODAY)
    ActivityFactory(network=SectorNetworkFactory(code="media"), held_on=dt.date(2027, 4, 1))
    client.force_login(coordinator_of(line.network))
    assert "กิจกรรม 1 รายการผ่านวันแล้ว ยังไม่ได้บันทึกผล" in client.get(reverse("home")).content.decode()
    assert client.get(reverse("networks:activities") + "?unrecorded=1").context["page"].total == 1


def test_times_people_and_money_of_a_line_lead_to_the_same_rows(client):
    line = ActivityPlanFactory()
    ActivityFactory(plan=line, held_on=dt.date(2027, 3, 2), state="done", people=250, budget_used=4000)
    client.force_login(coordinator_of(line.network))
    page = client.get(reverse("networks:plan") + "?year=2570")
    shown = page.context["plans"][0].rows()[0]
    linked = re.findall(rf'<a href="{re.escape(escape(shown.address))}">([^<]+)</a>', page.content.decode())
    assert linked == ["1", "250", "4,000"]
