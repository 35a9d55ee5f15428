"""The demo's distillation session takes cards from the first minute on."""

import datetime as dt

import pytest
import time_machine

from lessons.models import Card, Sitting
from lessons.references import load as load_lessons
from moralprovince.portal.demo.people import People
from moralprovince.portal.demo.sittings import CARDS, sit_today
from tests.factories import ProgrammeYearFactory, SectorNetworkFactory, officer_of
from tests.factories_networks_at_work import ActivityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    list(load_lessons())
    network = SectorNetworkFactory()
    officer = officer_of(network.province)
    with time_machine.travel(dt.datetime(2027, 6, 1, 3, tzinfo=dt.UTC), tick=False):
        yield network, People(officer, officer, officer, {})


def test_its_cards_stand_under_their_questions_and_a_part_is_sorted(office):
    network, people = office
    activity = ActivityFactory(network=network, state="done")
    sitting = sit_today(activity.programme_year, people)
    heaps = {code: {} for code in CARDS}
    for card in Card.objects.filter(sitting=sitting).select_related("question"):
        heaps[card.question.code].setdefault(card.heap, set()).add((card.text, card.by_name))
    assert heaps == {code: {heap: set(cards) for heap, cards in lot.items()} for code, lot in CARDS.items()}
    assert list(Sitting.objects.open()) == [sitting]
    assert sitting.lesson.activity == activity


def test_where_nothing_took_place_there_is_no_session(office):
    _network, people = office
    assert sit_today(ProgrammeYearFactory(), people) is None
