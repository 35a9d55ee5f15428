"""Working days of Thai government offices: weekends, Songkran, days given in place of others, years that change."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moralprovince.core.working_days import add_working_days, is_working_day, working_days_between

DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2029, 12, 31))


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        # A plain week: Monday and three days.
        (dt.date(2027, 8, 16), 3, dt.date(2027, 8, 19)),
        # Over a weekend; a decision on a Saturday counts from Monday.
        (dt.date(2027, 8, 19), 2, dt.date(2027, 8, 23)),
        (dt.date(2027, 8, 21), 1, dt.date(2027, 8, 23)),
        # Songkran 2570: 13, 14 and 15 April are Tuesday to Thursday.
        (dt.date(2027, 4, 12), 1, dt.date(2027, 4, 16)),
        (dt.date(2027, 4, 9), 3, dt.date(2027, 4, 19)),
        # Makha Bucha falls on a Sunday, so Monday 22 February is given in its place.
        (dt.date(2027, 2, 19), 1, dt.date(2027, 2, 23)),
        # Chulalongkorn Day on a Saturday: Monday 25 October.
        (dt.date(2027, 10, 22), 1, dt.date(2027, 10, 26)),
        # 5 December 2569 is a Saturday: Monday 7; Constitution Day is Thursday 10.
        (dt.date(2026, 12, 4), 3, dt.date(2026, 12, 11)),
        # The turn of the year 2569 to 2570: 31 December and 1 January.
        (dt.date(2026, 12, 30), 1, dt.date(2027, 1, 4)),
        # Labour Day closes no office, whether on a Friday or given on a Monday instead.
        (dt.date(2026, 4, 30), 1, dt.date(2026, 5, 1)),
        (dt.date(2027, 4, 30), 1, dt.date(2027, 5, 3)),
        # The Ploughing Ceremony does: 13 May 2569.
        (dt.date(2026, 5, 12), 1, dt.date(2026, 5, 14)),
        (dt.date(2027, 8, 10), 15, dt.date(2027, 9, 1)),
        (dt.date(2027, 8, 14), 0, dt.date(2027, 8, 14)),
    ],
)
def test_the_day_so_many_working_days_later(day, count, expected):
    assert add_working_days(day, count) == expected


@given(day=DAYS, count=st.integers(1, 90))
def test_counting_forth_and_back_agrees_and_ends_on_a_working_day(day, count):
    end = add_working_days(day, count)
    assert is_working_day(end)
    assert working_days_between(day, end) == count


@given(day=DAYS, first=st.integers(0, 40), second=st.integers(1, 40))
def test_in_two_goes_it_is_the_same_day(day, first, second):
    assert add_working_days(add_working_days(day, first), second) == add_working_days(day, first + second)


def test_nothing_lies_between_a_day_and_one_before_it():
    assert working_days_between(dt.date(2027, 8, 10), dt.date(2027, 8, 1)) == 0
