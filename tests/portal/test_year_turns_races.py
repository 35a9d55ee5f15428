"""Two administrators at the same moment turn the year once, and undo it once; the slower one is told."""

from __future__ import annotations

import datetime as dt

import pytest

from moralprovince.portal.actions.year_turns import turn_year, undo_turn
from moralprovince.portal.models import YearTurn
from networks.models import ActivityPlan, Office
from tests.factories import OfficeFactory, ProgrammeYearFactory, administrator_of
from tests.factories_networks_at_work import ActivityPlanFactory
from tests.support.races import race

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.time_machine("2027-09-15 12:00:00+07:00", tick=False),
]


def test_two_who_turn_the_year_and_two_who_undo_it_do_so_once():
    year = ProgrammeYearFactory(fiscal_year=2570)
    office = OfficeFactory(working_year=year)
    ActivityPlanFactory(programme_year=year)
    people = [administrator_of(office.province), administrator_of(office.province)]
    closes = dt.date(2027, 10, 1)
    turns = [
        lambda by=by: turn_year(office=Office.objects.get(), to_year=2571, read_only_from=closes, chosen=None, by=by)
        for by in people
    ]
    assert race(*turns) == ["Outpaced", "done"]
    assert (YearTurn.objects.count(), ActivityPlan.objects.count()) == (1, 2)
    undoings = [lambda by=by: undo_turn(turn=YearTurn.objects.get(), by=by) for by in people]
    assert race(*undoings) == ["Outpaced", "done"]
    assert ActivityPlan.objects.count() == 1
