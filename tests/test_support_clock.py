"""The clock of the tests: every one begins on the same day, and those that ask for it have the real one."""

import datetime as dt

import time_machine

from moralprovince.core import thai
from tests.support import clock

NO_TIME = dt.timedelta(minutes=1)


def real_now() -> dt.datetime:
    return time_machine.escape_hatch.datetime.datetime.now(tz=dt.UTC)


def test_a_test_that_says_no_time_of_its_own_begins_on_the_day_of_all():
    assert thai.today() == dt.date(2026, 11, 24)


def test_the_real_time_is_there_for_who_asks_and_ends_with_it():
    with clock.real():
        assert abs(dt.datetime.now(tz=dt.UTC) - real_now()) < NO_TIME
    assert thai.today() == dt.date(2026, 11, 24)


def test_the_clock_goes_on():
    first = dt.datetime.now(tz=dt.UTC)
    began = real_now()
    while real_now() - began < dt.timedelta(milliseconds=2):
        pass
    assert dt.datetime.now(tz=dt.UTC) > first
