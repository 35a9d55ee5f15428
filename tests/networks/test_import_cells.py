"""The cells of a register as they are read one by one: values, days that may be turned round, what was merged downwards."""

from datetime import date

import pytest

from moralprovince.core.tables import Formula, Table
from networks.imports.cells import read_cell, text_of
from networks.imports.headers import Header
from networks.imports.merged import fill_down
from networks.imports.places import Problem, network_key, only
from networks.imports.turned import Turned, turned_in

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (3.0, "3"), (3.5, "3.5"), (date(2021, 1, 16), "16/01/2564"), (date(2564, 1, 16), "16/01/2564"),
        (date(1700, 1, 2), "2/1/1700"),
    ],
)  # fmt: skip
def test_a_cell_is_shown_as_a_person_reads_it(cell, text):
    assert text_of(cell) == text


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("name", "ก" * 200, "ก" * 200), ("name", "+66 ก", "+66 ก"), ("name", "- ก -", "- ก -"), ("note", "", None),
        ("contact_name", "-", "-"), ("village_no", "–", "–"),
        ("note", "#N/A", "#N/A"), ("note", date(2026, 4, 3), "03/04/2569"), ("village_no", "1" * 10, "1" * 10),
        ("village_no", "ม.3", "3"), ("village_no", "Village No. 3", "3"), ("village_no", "ม ๓", "3"),
        ("village_no", "moo3", "3"),
        # Where villages are called by their names, no letter of them is the short form of their number.
        ("village_no", "ม่วงงาม", "ม่วงงาม"), ("village_no", "Moonlight", "Moonlight"), ("village_no", "ม . ห้า", "ห้า"),
        *[("village_no", text, None) for text in ("หมู่ที่", "ม.", "ม", "Moo")],
        ("kind", " หมู่ บ้าน ", "community"),
        ("kind", "Organization", "organisation"), ("postal_code", "๑๓ ๐๐๐", "13000"), ("members", 9_999_999.0, 9_999_999),
        # Only what Excel took for a number has lost its zeros.
        ("phone", 35241234.0, "035241234"), ("phone", "811715160", "811715160"), ("phone", 1234567.0, "1234567"),
        ("phone", "0" * 60, "0" * 60), ("email", f"{'a' * 242}@example.org", f"{'a' * 242}@example.org"),
        ("declared_on", date(2026, 11, 24), TODAY), ("declared_on", date(2000, 1, 1), date(2000, 1, 1)),
    ],
)  # fmt: skip
def test_a_cell_that_can_be_understood_is_taken(column, cell, value):
    assert read_cell(column, cell, TODAY) == (value, None)


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        *[("name", text, "formula") for text in ("+SUM(A1)", "@cmd|x", "-ก!A1", "＝1", "＋ SUM (1)", Formula("=A1"))],
        ("note", Formula("=A1"), "formula"), ("postal_code", "01300", "invalid"), ("members", 10_000_000.0, "invalid"),
        ("phone", "0" * 61, "too_long"), ("email", f"{'a' * 243}@example.org", "too_long"),
        ("tax_id", "812620262081", "invalid"), ("tax_id", 812620263.0, "invalid"),
        ("declared_on", date(1999, 12, 31), "ambiguous"), ("declared_on", "๑/๑๐/๑๙๖๖", "ambiguous"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_understood_says_how(column, cell, code):
    value, issue = read_cell(column, cell, TODAY)
    assert (value, issue.column, issue.code, issue.value) == (None, column, code, text_of(cell)[:200])


# Days that may be turned round

TELLING = [date(2566, month, 1) for month in (2, 3, 4)]


@pytest.mark.parametrize(
    ("cells", "doubt"),
    [
        ([], Turned()), (["12/13/2566", "12/1/2566"], Turned(texts=True)), (["13/10/2566", "10/13/2566"], Turned()),
        (["1/13/2566"], Turned(texts=True)), (["0/13/2566"], Turned()),
        (["12/12/2566"], Turned()), (["13/13/2566"], Turned()), ([13.0, "13", ""], Turned()),
        ([*TELLING, date(2566, 5, 12), "13/12/2566"], Turned(days=True)), ([*TELLING, date(2566, 5, 12)], Turned()),
        ([*TELLING, date(2566, 5, 1), "13/1/2566"], Turned(days=True)), ([*TELLING, "13/1/2566"], Turned()),
        ([*TELLING, *TELLING, "13/1/2566"], Turned()),
        ([*TELLING, date(2566, 5, 13), "13/1/2566"], Turned()), ([*TELLING, date(2566, 5, 1), "13/0/2566"], Turned()),
    ],
)  # fmt: skip
def test_a_column_tells_whether_day_and_month_may_have_changed_places(cells, doubt):
    assert turned_in(cells) == doubt


@pytest.mark.parametrize(
    ("doubted", "fine"),
    [
        ((Turned(texts=True), ["12/1/2566", "1/12/2566"]), ["1/1/2566", "13/1/2566", "1/13/2566", "0/1/2566", "1/0/2566"]),
        ((Turned(days=True), [date(2566, 1, 12)]), [date(2566, 1, 13), date(2566, 1, 1), "12/1/2566"]),
        ((Turned(texts=True), []), [date(2566, 1, 12)]), ((Turned(), []), [date(2566, 1, 12), "12/1/2566"]),
    ],
)  # fmt: skip
def test_only_what_could_be_another_day_is_doubted(doubted, fine):
    turned, cells = doubted
    assert [turned.doubts(cell) for cell in (*cells, *fine)] == [True] * len(cells) + [False] * len(fine)


# What was merged downwards


def test_a_merged_cell_fills_the_empty_cells_of_named_rows_and_nothing_else():
    rows = [
        ["ชื่อ", "สมาชิก", "เครือข่าย"], ["ฮ", "", ""], ["ก", 5.0, "ศาสนา"], ["ข"], ["", "", ""], ["รวม", ""], ["ค", "", "รัฐ"],
        ["ง", "", ""], ["จ", "", "สื่อ"], ["ฉ"], ["ช", ""], ["ซ"],
    ]  # fmt: skip
    # The third one lies over the first, as no program writes it; the fourth is of the heading, the last below the table.
    merged = [((2, 2), (7, 2)), ((8, 2), (10, 2)), ((6, 2), (10, 2)), ((0, 2), (1, 2)), ((2, 1), (7, 1)), ((12, 2), (13, 2))]
    fill_down(Table("", rows, merged=merged), Header(0, 1, {"name": 0, "members": 1, "network": 2}))
    assert rows[1:] == [
        ["ฮ", "", ""], ["ก", 5.0, "ศาสนา"], ["ข", "", "ศาสนา"], ["", "", ""], ["รวม", ""], ["ค", "", "รัฐ"], ["ง", "", "ศาสนา"],
        ["จ", "", "สื่อ"], ["ฉ", "", "สื่อ"], ["ช", "", "สื่อ"], ["ซ"],
    ]  # fmt: skip


# Places and networks


@pytest.mark.parametrize(
    ("written", "key"),
    [("เครือข่ายด้านศาสนา", "ศาสนา"), ("Religion Sector Network", "religion"), ("เครือข่าย", "เครือข่าย"), ("ก_ข-1", "กข1")],
)
def test_a_network_is_compared_without_what_stands_around_its_name(written, key):
    assert network_key(written) == key


@pytest.mark.parametrize(
    ("codes", "said"), [([], ("subdistrict", "unknown")), (["140101", "140102"], ("district", "ambiguous"))]
)
def test_of_several_places_the_column_that_would_tell_them_apart_is_named(codes, said):
    with pytest.raises(Problem) as problem:
        only(codes, "district")
    assert (problem.value.column, problem.value.code) == said
    assert only(["140101"], "district") == "140101"
