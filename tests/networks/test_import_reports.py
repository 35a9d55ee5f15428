"""What is said of the rows of an import: a sentence for each issue, of a row that repeats another, of columns that lack."""

from types import SimpleNamespace

import pytest
from django.utils.translation import override

from moralprovince.core.tables import Table
from networks.columns import REQUIRED
from networks.imports.reports import (
    asked_report,
    general_sentences,
    missing_words,
    outcome_words,
    report_of,
    sentence_of,
    special_sentences,
    told_of,
)
from tests.networks.test_imports import GOOD, look, sheet  # noqa: F401 (fixture)


@pytest.mark.parametrize(
    ("column", "code", "words"),
    [
        ("network", "unknown", "“ก” ไม่ใช่เครือข่ายของจังหวัดนี้ กรุณาตรวจตัวสะกด"),
        ("note", "too_long", "ช่อง “หมายเหตุ” ยาวเกินไป กรุณาย่อให้สั้นลง"),
        ("declared_on", "invalid", "“ก” ไม่ใช่วันที่ จึงไม่นำค่านี้เข้าทะเบียน กรุณาเขียนแบบ 24/11/2569"),
    ],
)
def test_an_issue_is_told_in_the_words_of_its_column_where_there_are_any(column, code, words):
    with override("th"):
        assert sentence_of({"column": column, "code": code, "value": "ก"}) == words


def test_a_day_that_does_not_exist_is_told_as_a_form_tells_it():
    with override("th"):
        told = sentence_of({"column": "declared_on", "code": "invalid", "value": "30/2/2566"})
    assert told == "วันที่ 30 ก.พ. 2566 ไม่มีอยู่จริง กรุณาตรวจอีกครั้ง ค่านี้ไม่เข้าทะเบียน"


@pytest.mark.parametrize(
    ("outcome", "column", "code", "words"),
    [
        ("created", "members", "invalid", "“ก” ไม่ใช่จำนวนสมาชิก จึงไม่นำค่านี้เข้าทะเบียน"),
        ("unchanged", "members", "invalid", "“ก” ไม่ใช่จำนวนสมาชิก จึงไม่นำค่านี้เข้าทะเบียน คงค่าเดิมในทะเบียนไว้"),
        ("updated", "phone", "too_long", "ช่อง “โทรศัพท์” ยาวเกินไป กรุณาย่อให้สั้นลง คงค่าเดิมในทะเบียนไว้"),
        ("updated", "kind", "invalid", "“ก” ใช้เป็น “ประเภท” ไม่ได้ จึงไม่นำค่านี้เข้าทะเบียน คงค่าเดิมในทะเบียนไว้"),
        ("updated", "phone", "kept", "ช่อง “โทรศัพท์” มีผู้แก้ไขในระบบแล้ว จึงคงค่าในระบบไว้ ไม่ได้ใช้ “ก” จากไฟล์"),
    ],
)
def test_of_a_body_that_stands_in_the_register_it_is_said_that_it_keeps_what_it_has(outcome, column, code, words):
    with override("th"):
        assert told_of({"outcome": outcome}, {"column": column, "code": code, "value": "ก"}) == words


def test_each_column_has_its_own_sentence_where_one_was_written():
    with override("th"):
        told = {key: sentence_of({"column": key[0], "code": key[1], "value": "ก"}) for key in special_sentences()}
        general = {key: general_sentences()[key[1]] for key in told if key[1] in general_sentences()}
    assert [key for key in general if told[key] == general[key]] == []
    assert len(set(told.values())) == len(told)


def test_a_row_that_repeats_another_names_its_sheet_where_that_is_another_one():
    row = {"outcome": "duplicate", "of_row": 3, "sheet": "ศาสนา"}
    with override("th"):
        said = [outcome_words(one) for one in (row, row | {"of_sheet": "ชุมชน"})]
    assert said == ["ซ้ำกับแถวที่ 3 จึงไม่นำเข้า", "ซ้ำกับแถวที่ 3 ของแผ่นงาน “ชุมชน” จึงไม่นำเข้า"]


def test_columns_that_lack_are_named_unless_no_heading_is_known():
    with override("th"):
        said = [missing_words(missing) for missing in ((), REQUIRED, ["district"], ["name", "network"])]
    assert said == [
        "", "ไม่พบแถวที่มีหัวตารางที่ระบบรู้จัก", "ต้องมีคอลัมน์อำเภอ เพราะในไฟล์นี้มีตำบลที่ชื่อซ้ำกันในหลายอำเภอ",
        "ไม่พบคอลัมน์สำหรับ “ชื่อองค์กร/ชุมชน”, “เครือข่าย”",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("called", "wanted"), [([], ("ก", [], ["ข", "ค"])), (["ก", "ข"], ("", ["ก", "ข"], ["ค"])), (["ข"], ("ก", [], ["ข", "ค"]))]
)
def test_while_columns_are_asked_for_the_sheets_that_are_not_read_with_this_one_are_named(called, wanted):
    sheets = SimpleNamespace(sheet="", called=called, names=["ก", "ข", "ค"])
    asked = SimpleNamespace(table=Table("ก", [["ก"]]), sheets=sheets, missing=["name"], offered=None, known=[])
    report = asked_report(asked, [])
    assert (report["sheet"], report["called"], report["other_sheets"]) == wanted
    assert (report["shown"], report["missing"], report["offered"]) == ("ก", ["name"], None)


@pytest.mark.django_db
def test_a_row_that_is_not_in_the_register_yet_has_no_code(province, sheet):  # noqa: F811
    report = report_of(look(sheet(GOOD, GOOD), province))
    assert [(row["outcome"], row["code"], bool(row["values"])) for row in report["rows"]] == [
        ("created", None, True), ("duplicate", None, False),
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_row_without_a_name_says_the_place_it_stands_for(province, sheet):  # noqa: F811
    report = report_of(look(sheet(GOOD, GOOD | {"name": None}), province))
    assert [row.get("place") for row in report["rows"]] == [None, "ประตูชัย, พระนครศรีอยุธยา"]
