"""Thai dates and text: every day survives being written, every syllable has one spelling, lists sort as a dictionary."""

import ast
import datetime as dt
from pathlib import Path

import pytest
import time_machine
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from moralprovince.core import thai

days = st.dates(dt.date(1900, 1, 1), dt.date(2157, 12, 31))
# Thai letters and marks, digits, Latin, spaces, and what nobody sees.
LETTERS = [*map(chr, range(0xE01, 0xE3B)), *map(chr, range(0xE3F, 0xE5C)), *"aZ09 \t\n\u00a0\u200b\ufeff\u202e"]
texts = st.text(st.sampled_from(LETTERS))


@given(days)
def test_every_day_is_read_back_from_every_way_it_is_written(day):
    for write in (thai.day_long, thai.day_short, thai.day_numeric):
        assert thai.parse_day(write(day)) == day
        assert thai.parse_day(thai.thai_digits(write(day))) == day
    with translation.override("en"):
        assert [thai.parse_day(write(day)) for write in (thai.day_long, thai.day_short)] == [day, day]


@given(days)
def test_a_christian_year_and_an_iso_date_mean_the_same_day(day):
    assert thai.parse_day(f"{day.day}/{day.month}/{day.year}") == day
    assert thai.parse_day(day.isoformat()) == day


@pytest.mark.parametrize(
    "written",
    [
        "24/11/2569", "24-11-2569", "24.11.2569", "๒๔/๑๑/๒๕๖๙", "24 พ.ย. 2569", "24พ.ย.2569", "24 พย 2569", "24 พฤศจิกายน 2569",
        "24 พฤศจิกายน พ.ศ. ๒๕๖๙", "24 เดือนพฤศจิกายน 2569", "วันที่ 24 พฤศจิกายน 2569", "วันอังคารที่ 24 พฤศจิกายน 2569",
        "2569-11-24", "2026-11-24 00:00:00", "24 Nov 2026", "24-Nov-2026", "November 24, 2026",
        "24 พ.ย. ค.ศ. 2026", " 24 / 11 / 2569 ",
    ],
)  # fmt: skip
def test_days_are_read_as_people_write_them(written):
    assert thai.parse_day(written) == dt.date(2026, 11, 24)


def test_the_year_is_converted_before_the_date_is_built():
    assert thai.parse_day("29/02/2567") == dt.date(2024, 2, 29)
    with pytest.raises(thai.DayError, match="วันที่ 29 ก.พ. 2566 ไม่มีอยู่จริง กรุณาตรวจอีกครั้ง") as error:
        thai.parse_day("29/02/2566")
    assert error.value.code == "invalid"


@pytest.mark.parametrize(
    ("year", "christian"),
    [(2400, 1857), (2700, 2157), (1900, 1900), (2199, 2199), (2399, None), (2701, None), (1899, None), (2200, None), (0, None)],
)
def test_the_windows_of_the_two_eras(year, christian):
    assert thai.christian_year(year) == christian


@pytest.mark.parametrize("written", ["24/11/69", "24 พ.ย. 69", "1/1/00", "31/12/69"])
def test_two_digits_of_a_year_are_asked_for(written):
    with pytest.raises(thai.DayError) as error:
        thai.parse_day(written)
    assert error.value.code == "ambiguous"


@pytest.mark.parametrize(
    "written",
    [
        "", "ปลายปี", "2564", "30/02/2566", "0/1/2569", "1/13/2569", "24 พ.ย. พ.ศ. 2026", "44212", "1/1/3000", "24/11/2569/1",
        "24 เดือนใด 2569", "32/12/69", "31/13/69", "9" * 10**6,
    ],
)  # fmt: skip
def test_what_is_no_day_is_refused_with_a_sentence(written):
    with pytest.raises(thai.DayError) as error:
        thai.parse_day(written)
    assert error.value.code == "invalid"
    assert len(error.value.sentence) < 200


def test_words_of_days_follow_the_reader():
    day = dt.date(2026, 11, 24)
    assert (thai.day_long(day), thai.day_short(day)) == ("24 พฤศจิกายน 2569", "24 พ.ย. 2569")
    assert thai.month_long(day) == "พฤศจิกายน 2569"
    moment = dt.datetime(2026, 11, 24, 3, 42, tzinfo=dt.UTC)
    assert thai.moment_short(moment) == "24 พ.ย. 2569 10:42 น."
    with translation.override("en"):
        assert (thai.day_long(day), thai.moment_short(moment)) == ("24 November 2569", "24 Nov 2569 10:42")


def test_days_of_the_week_and_hours_follow_the_reader():
    day, hour = dt.date(2026, 11, 24), dt.time(13, 30)
    assert (thai.weekday_long(day), thai.weekday(day)) == ("วันอังคารที่ 24 พฤศจิกายน 2569", ("วันอังคาร", "อ."))
    assert thai.hours(hour) == "13.30 น."
    with translation.override("en"):
        assert (thai.weekday_long(day), thai.weekday(day)) == ("Tuesday 24 November 2569", ("Tuesday", "Tue"))
        assert thai.hours(hour) == "13.30"


def test_a_refused_day_of_numbers_says_them():
    with pytest.raises(thai.DayError, match="“2/1/1899”"):
        thai.day_of(1899, 1, 2)


def test_days_are_bangkok_days():
    evening = dt.datetime(2026, 11, 23, 17, 0, tzinfo=dt.UTC)
    assert thai.bangkok_day(evening) == dt.date(2026, 11, 24)
    with time_machine.travel(evening):
        assert thai.today() == dt.date(2026, 11, 24)
    assert thai.midnight(dt.date(2026, 11, 24)) == evening
    assert thai.last_moment(dt.date(2026, 11, 24)) == evening + dt.timedelta(days=1) - dt.timedelta(microseconds=1)
    assert thai.last_moment(dt.date.max).astimezone(dt.UTC).date() == dt.date.max


@given(days)
def test_a_day_lies_within_its_fiscal_year(day):
    first, last = thai.fiscal_year_days(thai.fiscal_year_of(day))
    assert first <= day <= last
    assert (last - first).days in (364, 365)
    assert thai.fiscal_year_of(last + dt.timedelta(days=1)) == thai.fiscal_year_of(day) + 1


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("น้ํา", "น้ำ"), ("นํ้า", "น้ำ"), ("นำ้", "น้ำ"), ("เเม่", "แม่"), ("สิทธ์ิ", "สิทธิ์"), ("ก่ี", "กี่"), ("ก่ื", "กื่"),
        ("วัด\u200bก", "วัดก"), ("\ufeffวัด", "วัด"), ("\u202eวัด", "วัด"), ("วัด\u00a0 \tก", "วัด ก"), ("๑๒๓", "123"),
        ("a\x00b", "ab"),
    ],
)  # fmt: skip
def test_one_spelling_for_each_syllable(written, meant):
    assert thai.canonical(written) == meant


@given(texts)
def test_canonical_text_stays_as_it_is(text):
    once = thai.canonical(text)
    assert thai.canonical(once) == once
    assert once == once.strip()


@given(texts)
def test_tidying_keeps_the_digits_and_means_the_same(text):
    assert thai.canonical(thai.tidy(text)) == thai.canonical(text)


@given(st.text(st.sampled_from("0123456789๐๑๒๓๔๕๖๗๘๙")))
def test_digits_turn_both_ways(text):
    assert thai.arabic_digits(thai.thai_digits(text)) == thai.arabic_digits(text)


@given(texts)
def test_the_sort_key_has_no_marks_and_ignores_spelling(text):
    assert not set(thai.sort_key(text)) & set("็่้๊๋์")
    assert thai.sort_key(thai.canonical(text)) == thai.sort_key(text)


@pytest.mark.parametrize(
    "words",
    [
        ["กก", "กรรม", "กะ", "กา", "กิน", "เก", "เกม", "แก", "โกน", "ใกล้", "ไก่", "ขา", "เขา"],
        ["ทหาร", "ทะเล", "ทาง", "เทศ", "แทน"],
        ["บ้าน", "บาป", "เบา", "ป่า", "เปล", "แปล"],
        ["วัดกลาง", "วัดเกาะ", "วัดไก่", "วัดใหม่"],
    ],
)
def test_words_stand_in_the_order_of_a_dictionary(words):
    keys = [thai.sort_key(word) for word in words]
    assert keys == sorted(keys)


def test_no_other_module_knows_the_era():
    root = Path(__file__).resolve().parents[2]
    knowing = []
    for folder in ("moralprovince", "networks", "pledges", "assessments"):
        for path in (root / folder).rglob("*.py"):
            numbers = {node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)}
            if 543 in numbers or -543 in numbers:
                knowing.append(path.relative_to(root).as_posix())
    assert knowing == ["moralprovince/core/thai.py"]
