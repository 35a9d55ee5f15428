"""Plan against done, as it is drawn: months, bars, and who sees which plan; its numbers are recounted in test_whole_years."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.html import escape

from networks.models import Activity
from networks.plan_pictures import last_day, plans_of_year
from networks.statistics import Held, activities_held
from tests.factories import (
    OfficeFactory,
    ProgrammeYearFactory,
    SectorNetworkFactory,
    coordinator_of,
    officer_of,
)
from tests.factories_networks_at_work import ActivityFactory, ActivityPlanFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2027-04-07 10:00:00+07:00", tick=False)]
TODAY = dt.date(2027, 4, 7)


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


@pytest.mark.parametrize(("times", "bars"), [(None, 0), (4, 3)])
def test_a_bar_is_drawn_only_where_something_was_planned(client, times, bars):
    done = ActivityFactory(held_on=dt.date(2027, 3, 2), state="done", people=250)
    if times:
        ActivityPlanFactory(network=done.network, times=times)
    client.force_login(coordinator_of(done.network))
    for address in (reverse("networks:plan"), reverse("networks:network-plan", args=[done.network.code])):
        page = client.get(address + "?year=2570").content.decode()
        assert (page.count('<rect class="plan-done"'), page.count('<text class="plan-number"')) == (bars, 3)
        assert page.count("ปีนี้ยังไม่มีแผน") == (not times)


BEGIN = "เริ่มจากเพิ่มกิจกรรมแรกในแผน หรือนำเข้าแผนจากไฟล์ Excel"
KEPT_BY = "แผนประจำปีดูแลโดยสำนักงานวัฒนธรรมจังหวัด"


@pytest.mark.parametrize("reader", [officer_of, coordinator_of])
def test_a_year_without_a_plan_says_how_to_begin_and_draws_nothing(client, reader):
    network, year = SectorNetworkFactory(), ProgrammeYearFactory()
    client.force_login(reader(network if reader is coordinator_of else network.province))
    page = client.get(reverse("networks:plan") + f"?year={year}").content.decode()
    beside = client.get(reverse("networks:network-plan", args=[network.code]) + f"?year={year}").content.decode()
    begins = reader is officer_of
    assert [text.count('<svg class="plan-picture') for text in (page, beside)] == [0, 0]
    assert [text.count("ปีนี้ยังไม่มีแผน") for text in (page, beside)] == [1 + begins, 1]
    assert [text.count(BEGIN) for text in (page, beside)] == [begins, begins]
    assert [text.count(KEPT_BY) for text in (page, beside)] == [not begins, not begins]


def test_of_a_closed_year_nobody_is_told_to_begin(client):
    network, year = SectorNetworkFactory(), ProgrammeYearFactory(read_only_from=TODAY)
    client.force_login(officer_of(network.province))
    beside = client.get(reverse("networks:network-plan", args=[network.code]) + f"?year={year}").content.decode()
    assert (beside.count("ปีนี้ไม่มีแผน"), beside.count("plan/new"), beside.count(BEGIN)) == (1, 0, 0)


def test_an_activity_of_which_neither_people_nor_money_is_told_adds_nothing_to_either():
    one = ActivityFactory(held_on=dt.date(2027, 3, 2), state="done", people=None, budget_used=None)
    assert activities_held(Activity.objects.all()) == [Held(one.network_id, None, 3, 1, 0, Decimal(0))]


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
