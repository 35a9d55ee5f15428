"""Two people at the same moment over one visit: the slower one is told, and nobody signs what she did not read."""

import datetime as dt

import pytest

from assessments.actions import visits as actions
from assessments.models import Visit
from tests.factories import ProgrammeYearFactory, officer_of
from tests.factories_visits import VisitFactory
from tests.support.races import race

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.time_machine("2027-04-03 10:00:00+07:00", tick=False),
]
DAY = dt.date(2027, 4, 1)


@pytest.fixture
def visit():
    ProgrammeYearFactory()
    return VisitFactory(state="recorded", found="ที่อ่านแล้ว")


@pytest.fixture
def people(visit):
    return [officer_of(visit.province), officer_of(visit.province)]


def fresh(visit):
    return Visit.objects.select_related("organisation", "programme_year").get(pk=visit.pk)


def told(visit, found, by):
    content = actions.VisitRecord(visited_on=DAY, found=found, agreements=(actions.AgreementEntry(found),))
    return lambda: actions.record_visit(visit=fresh(visit), content=content, version=1, by=by)


def test_of_two_who_record_at_once_one_is_told(visit, people):
    assert race(*(told(visit, f"คนที่ {number}", by) for number, by in enumerate(people))) == ["Outpaced", "done"]
    stored = fresh(visit)
    assert (stored.version, [one.what for one in stored.agreements.all()]) == (2, [stored.found])


def test_both_sides_may_sign_at_once(visit, people):
    moves = [
        lambda by=by, sign=sign: sign(visit=fresh(visit), name="ก", version=1, by=by)
        for by, sign in zip(people, (actions.sign_for_team, actions.sign_for_body), strict=True)
    ]
    assert race(*moves) == ["done", "done"]
    assert fresh(visit).state == "signed"


def test_a_word_stands_only_under_what_was_read(visit, people):
    outcome = race(
        told(visit, "เขียนใหม่", people[0]),
        lambda: actions.sign_for_team(visit=fresh(visit), name="ก", version=1, by=people[1]),
    )
    stored = fresh(visit)
    assert outcome in [["Outpaced", "done"], ["Refused", "done"]]
    assert (stored.found, bool(stored.team_signed_at)) in [("เขียนใหม่", False), ("ที่อ่านแล้ว", True)]
