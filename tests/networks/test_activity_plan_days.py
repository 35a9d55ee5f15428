"""Days for the lines of a plan: only what their year will take is offered, and the form says which days these are."""

import datetime as dt

import pytest
from django.urls import reverse

from networks.models import Activity
from tests.factories import ProgrammeYearFactory, coordinator_of, officer_of
from tests.factories_networks_at_work import ActivityFactory, ActivityPlanFactory, WorkPlanItemFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2027-04-07 10:00:00+07:00", tick=False)]
TODAY = dt.date(2027, 4, 7)
BOUND = "รายการนี้เป็นของปีงบประมาณ 2569 จึงเป็นวันที่ 1 ต.ค. 2568 ถึง 30 ก.ย. 2569"


@pytest.fixture
def former():
    """A line of the plan of the year before."""
    return ActivityPlanFactory(programme_year=ProgrammeYearFactory(fiscal_year=2569))


def close(line) -> None:
    line.programme_year.read_only_from = TODAY
    line.programme_year.save()


def links_to(client, address: str, word: str) -> int:
    return client.get(address).content.decode().count(word)


def test_the_days_of_the_year_before_are_said_at_the_box_and_kept_with_what_was_typed(client, former):
    client.force_login(coordinator_of(former.network))
    whose, new = f"plan:{former.pk}", reverse("networks:activity-plan")
    ProgrammeYearFactory()
    assert client.get(f"{new}?whose={whose}").context["form"]["held_on"].help_text == BOUND
    form = client.post(new, {"whose": whose, "held_on": "8/4/2570", "place": "วัดใหญ่"}).context["form"]
    assert form.errors == {
        "held_on": [
            "วันที่นี้อยู่ในปีงบประมาณ 2570 แต่รายการในแผนเป็นของปี 2569 "
            "กรุณาเลือกรายการในแผนปี 2570 หรือเลือกวันที่ตั้งแต่ 1 ต.ค. 2568 ถึง 30 ก.ย. 2569"
        ]
    }
    assert (form["place"].value(), form["held_on"].help_text) == ("วัดใหญ่", BOUND)
    client.post(new, {"whose": whose, "held_on": "30/9/2569"})
    assert Activity.objects.get().plan == former


def test_of_a_line_of_the_running_year_the_box_says_nothing_more(client):
    line = ActivityPlanFactory()
    client.force_login(coordinator_of(line.network))
    form = client.get(reverse("networks:activity-plan") + f"?whose=plan:{line.pk}").context["form"]
    assert form["held_on"].help_text == "วัน/เดือน/ปี พ.ศ. เช่น 24/11/2569"


@pytest.mark.parametrize(("reader", "kept"), [(officer_of, 2), (coordinator_of, 0)])
def test_a_closed_year_offers_no_day_and_no_line_of_its_plan(client, former, reader, kept):
    client.force_login(reader(former.network if reader is coordinator_of else former.network.province))
    plan, beside = reverse("networks:plan"), reverse("networks:network-plan", args=[former.network.code])
    whose, new = f"whose=plan:{former.pk}", reverse("networks:plan-line-add")
    pages = [plan + "?year=2569", beside + "?year=2569"]
    assert [links_to(client, page, whose) for page in pages] == [1, 1]
    assert [links_to(client, pages[0], new), links_to(client, pages[0], "ปิดแล้ว อ่านได้อย่างเดียว")] == [kept, 0]
    close(former)
    assert [links_to(client, page, whose) for page in pages] == [0, 0]
    assert [links_to(client, pages[0], new), links_to(client, pages[0], "ปิดแล้ว อ่านได้อย่างเดียว")] == [0, 1]
    assert links_to(client, reverse("networks:activity-plan"), f"plan:{former.pk}") == 0


def test_years_long_past_offer_no_day_although_they_are_open(client):
    line = ActivityPlanFactory(programme_year=ProgrammeYearFactory(fiscal_year=2568))
    client.force_login(coordinator_of(line.network))
    assert links_to(client, reverse("networks:plan") + "?year=2568", "whose=plan:") == 0


def test_an_activity_keeps_its_line_of_long_ago_when_it_is_mended(client):
    line = ActivityPlanFactory(programme_year=ProgrammeYearFactory(fiscal_year=2568))
    one = ActivityFactory(network=line.network, plan=line, held_on=dt.date(2025, 5, 1))
    client.force_login(coordinator_of(line.network))
    sent = {"whose": f"plan:{line.pk}", "name": one.name, "held_on": "2/5/2568", "version": one.version}
    client.post(reverse("networks:activity-edit", args=[one.pk]), sent)
    one.refresh_from_db()
    assert (one.plan, one.held_on) == (line, dt.date(2025, 5, 2))


def test_a_line_of_the_work_plan_of_a_closed_year_has_no_buttons(client):
    item = WorkPlanItemFactory(programme_year=ProgrammeYearFactory(fiscal_year=2569), due_on=dt.date(2027, 4, 9))
    WorkPlanItemFactory(programme_year=ProgrammeYearFactory(), due_on=dt.date(2027, 4, 9))
    client.force_login(officer_of(item.programme_year.province))
    page = reverse("networks:work-plan") + "?within=2570-04"
    assert [links_to(client, page, word) for word in ("/done/", "/edit/")] == [2, 2]
    close(item)
    assert [links_to(client, page, word) for word in ("/done/", "/edit/")] == [1, 1]
