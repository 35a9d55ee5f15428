"""Periods are read, bounded by days and compared with an earlier one."""

import datetime as dt

import pytest

from moralprovince.core.periods import Month, Period


@pytest.mark.parametrize(
    ("text", "first", "last", "before"),
    [
        ("2564", dt.date(2020, 10, 1), dt.date(2021, 9, 30), "2563"),
        ("2564-H1", dt.date(2020, 10, 1), dt.date(2021, 3, 31), "2563-H2"),
        ("2564-H2", dt.date(2021, 4, 1), dt.date(2021, 9, 30), "2564-H1"),
        ("2564-Q1", dt.date(2020, 10, 1), dt.date(2020, 12, 31), "2563-Q1"),
        ("2567-Q2", dt.date(2024, 1, 1), dt.date(2024, 3, 31), "2567-Q1"),
        ("2564-q4", dt.date(2021, 7, 1), dt.date(2021, 9, 30), "2564-Q3"),
    ],
)
def test_a_period_knows_its_days_and_the_one_it_is_compared_with(text, first, last, before):
    period = Period.parse(text)
    assert period.days == (first, last)
    assert str(period.before) == before
    assert str(period) == text.upper()


@pytest.mark.parametrize("text", ["", "2021", "2564-H3", "2564-Q5", "2564H1", "25640", "H1", "2564-"])
def test_what_is_no_period_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError) as refusal:
        Period.parse(text)
    assert "2564-H1" in str(refusal.value)


def test_a_month_is_read_from_an_address_and_knows_its_days_and_weeks():
    february = Month.asked("2571-02")
    assert (str(february), february.days) == ("2571-02", (dt.date(2028, 2, 1), dt.date(2028, 2, 29)))
    assert (str(february.before), str(february.after), str(Month.of(dt.date(2027, 12, 9)).after)) == (
        "2571-01", "2571-03", "2571-01"
    )  # fmt: skip
    weeks = february.weeks()
    assert (weeks[0][0], weeks[-1][-1], {len(week) for week in weeks}) == (dt.date(2028, 1, 30), dt.date(2028, 3, 4), {7})


@pytest.mark.parametrize(
    "text", ["", "2570", "2570-13", "2701-01", "2799-12", "2570-1", "2027-04", "๒๕๗๐-04", "2570-04x", "9" * 400]
)
def test_what_is_no_month_is_passed_over(text):
    assert Month.asked(text) is None
