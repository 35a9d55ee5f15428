"""Opening a register file: what is kept of its first rows, which choice says something new, which headings are told."""

import datetime as dt
import math
import re
from types import SimpleNamespace

import pytest
from django.utils.translation import override

from moralprovince.core.tables import Formula, Table
from networks.imports.choosing import SHOWN_ROWS, Choice, Misunderstood, Named, guess_at, words_at
from networks.imports.headers import Header, find_header
from networks.imports.opening import (
    KEPT_TEXT,
    ensure_fitting,
    kept_cell,
    known_of,
    otherwise,
    table_of_top,
    told_of_ignored,
    top_of,
)

HEADING = ["ชื่อองค์กร", "เครือข่าย", "ตำบล", "อำเภอ"]


def test_the_first_rows_come_back_as_they_were():
    rows = [["ก", 1, 2.5, dt.date(2021, 1, 16), Formula("=A1")], *[[] for _row in range(SHOWN_ROWS)]]
    inside, below = ((SHOWN_ROWS - 1, 0), (SHOWN_ROWS, 0)), ((SHOWN_ROWS, 0), (SHOWN_ROWS + 1, 0))
    table = table_of_top(top_of(Table("", rows, merged=[inside, below])))
    assert (table.rows, list(table.merged)) == (rows[:SHOWN_ROWS], [inside])


def test_what_no_database_keeps_is_kept_as_text_and_no_more_of_a_long_one():
    assert [kept_cell(cell) for cell in (math.inf, " ก\x00 ", "ก" * 500)] == ["inf", "ก", "ก" * KEPT_TEXT]


def test_a_choice_counts_where_it_says_something_else_than_the_portal_would():
    table = Table("", [["ที่ตั้ง"], HEADING, ["วัด ก", "ศาสนา", "หัวรอ", "พระนครศรีอยุธยา"]])
    found, same = find_header(table), guess_at(table, 2)
    other = Choice(2, same.words, ("name", "network", "subdistrict", ""))
    lower = Choice(3, words_at(table, 3), same.means)
    told = [otherwise(table, found, [one]) for one in (same, other, lower)]
    assert (told, otherwise(table, None, [same]), otherwise(table, found, [])) == ([None, other, lower], same, None)


def test_what_was_said_before_is_told_of_sheets_that_nobody_has_said_anything_of_and_once_for_the_same_headings():
    tables = [Table(str(number), [[f"ผู้ร่วม {word}", "แขวงงาน"]]) for number, word in enumerate(("ก", "ข", "ข", "ค"))]
    choices = [Choice(1, words_at(table, 1), ("name", "network")) for table in tables]
    sheets = SimpleNamespace(choices=choices[:1], remembered=[choices[0], choices[1]])
    assert known_of(tables, sheets) == [choices[1]]


def test_what_the_console_is_told_has_to_stand_in_one_of_the_sheets():
    tables = [Table("", [["ก", "ข"]]), Table("", [["ค", "ง"]])]
    ensure_fitting(tables, [Named({"ง": "name"}), Choice(1, ("จ", "ฉ"), ("name", ""))])
    with pytest.raises(Misunderstood):
        ensure_fitting(tables, [Named({"จ": "name"})])


def test_of_headings_that_nobody_knows_the_first_are_told_with_their_row():
    header = Header(2, 2, ignored=["ก" * 70, *map(str, range(20))])
    with override("th"):
        said = told_of_ignored(header)
    assert (re.findall("“(.*?)”", said), "แถวที่ 4" in said) == (["ก" * 60, *map(str, range(9))], True)
    assert told_of_ignored(Header(2, 2)) == ""
