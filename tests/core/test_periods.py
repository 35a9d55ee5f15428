"""Periods are read, bounded by days and compared with the one before."""

import datetime as dt

import pytest

from moralprovince.core.periods import Period


@pytest.mark.parametrize(
    ("text", "first", "last", "before"),
    [
        ("2564", dt.date(2020, 10, 1), dt.date(2021, 9, 30), "2563"),
        ("2564-H1", dt.date(2020, 10, 1), dt.date(2021, 3, 31), "2563-H2"),
        ("2564-H2", dt.date(2021, 4, 1), dt.date(2021, 9, 30), "2564-H1"),
        ("2564-Q1", dt.date(2020, 10, 1), dt.date(2020, 12, 31), "2563-Q4"),
        ("2567-Q2", dt.date(2024, 1, 1), dt.date(2024, 3, 31), "2567-Q1"),
        ("2564-q4", dt.date(2021, 7, 1), dt.date(2021, 9, 30), "2564-Q3"),
    ],
)
def test_a_period_knows_its_days_and_the_one_before(text, first, last, before):
    period = Period.parse(text)
    assert period.days == (first, last)
    assert str(period.before) == before
    assert str(period) == text.upper()


@pytest.mark.parametrize("text", ["", "2021", "2564-H3", "2564-Q5", "2564H1", "25640", "H1", "2564-"])
def test_what_is_no_period_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError) as refusal:
        Period.parse(text)
    assert "2564-H1" in str(refusal.value)
