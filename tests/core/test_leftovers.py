"""What a form was left with: one for all who go on with it, whoever left it."""

import datetime as dt

import pytest
import time_machine

from moralprovince.core.leftovers import clear, leave, left
from moralprovince.core.models import Draft
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
EIGHT = dt.datetime(2027, 3, 20, 8, tzinfo=dt.UTC)


def test_the_last_one_takes_the_place_of_all_others_and_nothing_takes_it_away():
    first, second = UserFactory(), UserFactory()
    leave("report:1", {"actual": "12 คน"}, by=first)
    leave("report:12", {"actual": "ของอีกฉบับ"}, by=first)
    leave("report:1", {"actual": "13 คน"}, by=second)
    assert [(one.user, one.data) for one in Draft.objects.filter(key="report:1")] == [(second, {"actual": "13 คน"})]
    leave("report:1", {}, by=first)
    assert (left("report:1"), left("report:12"), Draft.objects.count()) == ({}, {"actual": "ของอีกฉบับ"}, 1)
    clear("report:1", "report:12")
    assert Draft.objects.count() == 0


def test_of_what_each_officer_had_kept_for_herself_the_newest_counts():
    later, earlier = UserFactory(), UserFactory()
    for person, hour in ((later, 9), (earlier, 8)):
        with time_machine.travel(EIGHT.replace(hour=hour), tick=False):
            Draft.objects.create(user=person, key="filing:1", data={"typed": {"on_behalf_of": f"{hour} นาฬิกา"}})
    assert left("filing:1") == {"typed": {"on_behalf_of": "9 นาฬิกา"}}
