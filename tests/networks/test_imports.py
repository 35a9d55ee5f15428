"""The register importer: the office's workbook, other headings and troubles, existing data, and taking back."""

import json
import re
from datetime import date
from io import StringIO
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import AuditEvent
from moralprovince.core.spelling import search_key
from moralprovince.core.tables import reading
from networks.actions.imports import against_undo, discard_import, undo_import
from networks.actions.organisations import ENTRY_FIELDS, OrganisationEntry, edit_organisation
from networks.columns import ENGLISH_HEADINGS, HEADINGS, label, meaning
from networks.exports.imports import blank_template, report_workbook
from networks.imports import running
from networks.imports.opening import BadRegister
from networks.models import ImportRun, Membership, Organisation, ProgrammeYear, SectorNetwork
from tests.factories import (
    OrganisationFactory,
    ProvinceFactory,
    RoleGrantFactory,
    UserFactory,
    coordinator_of,
    officer_of,
    role,
)
from tests.networks.conftest import NOW
from tests.portal.test_mergers_decided import MAKERS
from tests.support.queries import counted

ROOT = Path(__file__).resolve().parents[2]
WORKBOOK = ROOT / "moralprovince" / "portal" / "demo_data" / "registry-ayutthaya-2564.xlsx"
EXPECTED = json.loads((ROOT / "tests" / "data" / "registry-ayutthaya-2564.expected.json").read_text(encoding="utf-8"))
GOOD = {"name": "วัดทดสอบ", "network": "ศาสนา", "subdistrict": "ประตูชัย", "district": "พระนครศรีอยุธยา"}
GOOD_HEADINGS = [HEADINGS[column] for column in GOOD]

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    settings.STORAGES["default"]["OPTIONS"]["location"] = str(tmp_path / "media")
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def sheet(tmp_path):
    """Makes a workbook: a list of rows as they stand in Excel, or dictionaries below the Thai headings."""

    def make(*rows, headings=HEADINGS, name="register.xlsx"):
        book = openpyxl.Workbook()
        page = book.active
        if rows and isinstance(rows[0], dict):
            page.append(list(headings.values()))
            rows = [[row.get(column) for column in headings] for row in rows]
        for row in rows:
            page.append(list(row))
        book.save(tmp_path / name)
        return tmp_path / name

    return make


def look(path, province):
    return running.look_at(path, province=province, year=2564)


def bring(path, province, **more):
    return running.import_file(path, province=province, year=2564, **more)


def issues(plan):
    return [(d.row.number, d.outcome, [(i.column, i.code) for i in d.issues]) for d in plan.decisions]


def saved(stream, path):
    with stream:
        path.write_bytes(stream.read())


def command(*words):
    out = StringIO()
    try:
        call_command("import_organisations", *map(str, words), stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue()
    return 0, out.getvalue()


# The office's workbook


def test_the_workbook_comes_in_row_for_row_and_value_for_value(province):
    code, text = command(WORKBOOK, "--province", "14", "--year", "2564", "--json")
    result = json.loads(text)
    assert code == 3
    assert {name: result["summary"][name] for name in EXPECTED["summary"]} == EXPECTED["summary"]
    assert result["summary"]["skipped"] == 14
    assert result["ignored_columns"] == []
    found = [
        (row["row"], row["outcome"], row["of_row"], [[i["column"], i["code"]] for i in row["issues"]], row["values"])
        for row in result["rows"]
    ]
    wanted = [
        (row["row"], row["outcome"], row.get("of_row"), row["issues"], row.get("organisation")) for row in EXPECTED["rows"]
    ]
    assert found == wanted
    assert Organisation.objects.filter(state="active").count() == 338


def test_the_workbook_a_second_time_creates_and_updates_nothing(province):
    bring(WORKBOOK, province)
    before = list(Organisation.objects.order_by("pk").values())
    code, text = command(WORKBOOK, "--province", "14", "--year", "2564", "--json")
    result = json.loads(text)
    assert code == 3
    assert result["summary"] == {
        "created": 0, "updated": 0, "unchanged": 338, "duplicate": 4, "rejected": 10, "skipped": 14, "warnings": 10,
    }  # fmt: skip
    assert list(Organisation.objects.order_by("pk").values()) == before
    values = {row["row"]: row["values"] for row in result["rows"] if row["outcome"] == "unchanged"}
    assert values == {row["row"]: row["organisation"] for row in EXPECTED["rows"] if "organisation" in row}


def test_codes_stand_in_the_report_and_sentences_are_thai(province):
    _code, text = command(WORKBOOK, "--province", "14", "--year", "2564", "--json")
    rows = {row["row"]: row for row in json.loads(text)["rows"]}
    assert rows[5]["code"] == "14-00001"
    assert rows[28]["issues"] == [
        {
            "column": "subdistrict", "code": "unknown", "value": "บ้านไม่มีจริง",
            "message": "ไม่มีตำบล “บ้านไม่มีจริง” ในจังหวัดนี้ กรุณาตรวจตัวสะกด",
        }
    ]  # fmt: skip


def test_a_formula_is_shown_and_never_stored(province):
    run, _plan = bring(WORKBOOK, province)
    written = {row["row"]: row["issues"][0] for row in run.report["rows"] if row["row"] in (206, 272)}
    assert {(row, issue["column"], issue["code"], issue["value"][:10]) for row, issue in written.items()} == {
        (206, "name", "formula", "=HYPERLINK"),
        (272, "name", "formula", "=HYPERLINK"),
    }
    assert not Organisation.objects.filter(name__contains="HYPERLINK").exists()


def test_memberships_begin_with_the_declaration_or_with_the_fiscal_year(province):
    bring(WORKBOOK, province)
    declared = Organisation.objects.get(name="สำนักงานวัฒนธรรมจังหวัดพระนครศรีอยุธยา")
    undeclared = Organisation.objects.get(name="สำนักงานสาธารณสุขจังหวัดพระนครศรีอยุธยา")
    assert [m.since for m in declared.memberships.all()] == [date(2021, 1, 16)]
    assert [m.since for m in undeclared.memberships.all()] == [date(2020, 10, 1)]


def test_memberships_begin_with_the_year_that_was_named_though_the_portal_has_it_not(province, sheet):
    year = ProgrammeYear.objects.filter(province=province).order_by("fiscal_year").first().fiscal_year - 1
    networks = SectorNetwork.objects.filter(province=province)
    networks.update(first_fiscal_year=year)
    run, _plan = running.import_file(sheet(GOOD), province=province, year=year)
    since = Membership.objects.get(organisation__name="วัดทดสอบ").since
    assert (run.programme_year, since) == (None, date(year - 544, 10, 1))


def test_a_dry_run_says_the_same_and_writes_nothing(province):
    code, text = command(WORKBOOK, "--province", "14", "--year", "2564", "--dry-run", "--json")
    result = json.loads(text)
    assert (code, result["dry_run"], result["summary"]["created"]) == (3, True, 338)
    assert {row["code"] for row in result["rows"]} == {None}
    assert (Organisation.objects.count(), ImportRun.objects.count()) == (0, 0)


# The command


def test_a_file_without_a_wrong_row_ends_with_zero(province, sheet):
    code, text = command(sheet(GOOD), "--province", "14")
    assert (code, text.splitlines()[:2]) == (0, ["created 1", "updated 0"])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("/nowhere.xlsx", "--province", "14"), "ไม่มีไฟล์ /nowhere.xlsx"),
        ((WORKBOOK, "--province", "99"), "ไม่มีจังหวัดรหัส 99 กรุณาเรียก load_reference ก่อน"),
        ((WORKBOOK, "--province", "14", "--year", "2021"), "ปีงบประมาณเป็นเลข พ.ศ. สี่หลัก เช่น 2569"),
    ],
)
def test_a_refused_command_says_why_and_imports_nothing(province, words, sentence):
    with pytest.raises(CommandError, match=sentence) as refused:
        command(*words)
    assert refused.value.returncode == 1
    assert Organisation.objects.count() == 0


def test_where_no_office_is_the_command_says_so_once_instead_of_refusing_each_row():
    ProvinceFactory(code="52", name="ลำปาง")
    with pytest.raises(CommandError, match=r"^จังหวัดลำปางยังไม่มีสำนักงานในระบบ กรุณาสั่ง setup_office --province 52 ก่อน$"):
        command(WORKBOOK, "--province", "52", "--dry-run")


# Headings


def test_english_headings_in_any_order_are_known(province, sheet):
    order = sorted(ENGLISH_HEADINGS, reverse=True)
    row = GOOD | {"members": 12, "email": "a@example.org", "declared_on": "16 Jan 2021", "note": "n", "kind": "Community"}
    plan = look(sheet(row, headings={name: ENGLISH_HEADINGS[name] for name in order}), province)
    organisation = plan.decisions[0].organisation
    assert plan.register.ignored_columns == []
    assert (organisation.members, organisation.email, organisation.declared_on, organisation.note, organisation.kind) == (
        12, "a@example.org", date(2021, 1, 16), "n", "community",
    )  # fmt: skip


def test_column_names_themselves_are_headings(province, sheet):
    plan = look(sheet(GOOD | {"members": "๑๒"}, headings={name: name for name in HEADINGS}), province)
    assert issues(plan) == [(2, "created", [])]
    assert plan.decisions[0].organisation.members == 12


def test_a_heading_nobody_knows_is_reported_as_it_was_written(province, sheet):
    path = sheet(["ลำดับ", "ชื่อ", "สีที่ชอบ", "เครือข่าย", "ตำบล", "อำเภอ"], [1, "วัด ก", "แดง", "ศาสนา", "หัวรอ", "พระนครศรีอยุธยา"])
    plan = look(path, province)
    assert (issues(plan), plan.register.ignored_columns) == ([(2, "created", [])], ["สีที่ชอบ"])


def test_a_year_among_the_headings_is_one_nobody_knows_and_hides_no_other(province, sheet):
    path = sheet([*GOOD_HEADINGS, 2566, 2567.0], [*GOOD.values(), "/", "/"])
    plan = look(path, province)
    assert (plan.summary()["created"], plan.register.ignored_columns) == (1, ["2566", "2567"])


def test_a_number_that_is_no_year_makes_no_heading(province, sheet):
    with pytest.raises(BadRegister, match="ไม่พบแถวหัวตาราง"):
        look(sheet([*GOOD_HEADINGS, 12], [*GOOD.values(), 3]), province)


def test_a_heading_of_two_lines_without_merged_cells(province, sheet):
    path = sheet(
        ["ทะเบียนองค์กร"], [],
        ["ที่", "ชื่อองค์กร", "เครือข่าย", "ที่ตั้ง", None, "ผู้ประสานงาน", None],
        [None, None, None, "ตำบล", "อำเภอ", "ชื่อ", "โทร."],
        [1, "วัด ก", "ศาสนา", "ต.หัวรอ", "อ.พระนครศรีอยุธยา", "นาย ก", "0812345678"],
    )  # fmt: skip
    plan = look(path, province)
    organisation = plan.decisions[0].organisation
    assert issues(plan) == [(5, "created", [])]
    assert (organisation.name, organisation.contact_name, organisation.phone) == ("วัด ก", "นาย ก", "0812345678")


PLACE = ["ชื่อองค์กร", "เครือข่าย", "ตำบล", "อำเภอ"]


@pytest.mark.parametrize(
    ("upper", "lower", "cells", "taken"),
    [
        (["จำนวนสมาชิก", None, None], ["ชาย", "หญิง", "รวม"], [10, 20, 30], {"members": 30}),
        (["จำนวนสมาชิก", None], ["ชาย", "หญิง"], [10, 20], {}),
        (
            ["ช่องทาง", "เบอร์โทร"],
            ["อีเมล", "ผู้ประสานงาน"],
            ["a@example.org", "035123456"],
            {"email": "a@example.org", "phone": "035123456"},
        ),
        (["วันที่", "วันที่ประกาศเจตนารมณ์"], None, [date(2020, 1, 1), date(2021, 1, 1)], {"declared_on": date(2021, 1, 1)}),
        (["จำนวนสมาชิก", "จำนวน"], None, [20, 3], {"members": 20}),
    ],
    ids=["sum", "parts only", "two lines of one heading", "vaguer first", "vaguer last"],
)
def test_a_column_is_taken_for_what_its_whole_heading_says(province, sheet, upper, lower, cells, taken):
    lines = [[*PLACE, *upper], *([[None] * 4 + lower] if lower else [])]
    plan = look(sheet(*lines, [*GOOD.values(), *cells]), province)
    values = plan.decisions[0].row.values
    assert {name: value for name, value in values.items() if name not in ("name", "network", "subdistrict")} == taken


def test_the_heading_may_stand_in_row_twelve_and_not_below(province, sheet):
    rows = [list(HEADINGS.values()), [GOOD.get(name) for name in HEADINGS]]
    assert issues(look(sheet(*[["เรื่อง"]] * 11, *rows), province)) == [(13, "created", [])]
    with pytest.raises(BadRegister, match="ไม่พบแถวหัวตารางใน 12 แถวแรก"):
        look(sheet(*[["เรื่อง"]] * 12, *rows), province)


def test_the_register_may_be_the_second_sheet(province, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["คำชี้แจง"])
    page = book.create_sheet("ทะเบียน")
    page.append(["ชื่อ", "เครือข่าย", "ตำบล", "อำเภอ"])
    page.append(list(GOOD.values()))
    book.save(tmp_path / "two.xlsx")
    assert issues(look(tmp_path / "two.xlsx", province)) == [(2, "created", [])]


def test_a_summary_that_stands_first_is_not_taken_for_the_register(province, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["เครือข่าย", "จำนวน"])
    book.active.append(["ศาสนา", 1])
    page = book.create_sheet("ทะเบียน")
    page.append(["ชื่อ", "เครือข่าย", "ตำบล", "อำเภอ"])
    page.append(list(GOOD.values()))
    book.save(tmp_path / "two.xlsx")
    register = look(tmp_path / "two.xlsx", province).register
    assert (len(register.rows), register.sheet, register.other_sheets) == (1, "ทะเบียน", [])


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("ชื่อชุมชน/องค์กร/อำเภอคุณธรรม", "name"), ("รายชื่อองค์กรที่เข้าร่วม", "name"), ("เครือข่าย\nทางสังคม ", "network"),
        ("ว/ด/ป ที่ประกาศ", "declared_on"), ("จำนวนสมาชิก(คน)", "members"), ("E-mail", "email"), ("ต.", "subdistrict"),
        ("เบอร์โทร ", "phone"), ("อำเภอ", "district"), ("กลุ่มงาน", ""), ("สถานะ", ""),
    ],
)  # fmt: skip
def test_a_heading_is_known_by_what_offices_call_it(heading, column):
    assert meaning(heading) == column


def test_a_column_is_called_in_the_language_of_whoever_reads_it():
    told = []
    for language in ("th", "en", None):
        with override(language):
            told.append(label("name"))
    assert told == ["ชื่อองค์กร/ชุมชน", "Name", "ชื่อองค์กร/ชุมชน"]


@pytest.mark.parametrize("column", ["name", "network", "subdistrict"])
def test_a_missing_required_column_refuses_the_file_and_is_named(province, sheet, column):
    headings = {name: heading for name, heading in HEADINGS.items() if name != column}
    with pytest.raises(BadRegister, match=f"ไฟล์นี้ขาดคอลัมน์ “{HEADINGS[column]}”"):
        look(sheet(GOOD, headings=headings), province)


def test_what_is_missing_may_be_one_of_the_headings_that_are_not_known(province, sheet):
    with pytest.raises(BadRegister) as refused:
        look(sheet(["เรื่อง"], ["ชื่อ", "กลุ่มงาน", "ตำบล", "อำเภอ"], list(GOOD.values())), province)
    assert refused.value.sentence == (
        "ไฟล์นี้ขาดคอลัมน์ “เครือข่าย” กรุณาเพิ่มแล้วเลือกไฟล์อีกครั้ง"
        " หากคอลัมน์ที่ขาดคือหัวตารางในแถวที่ 2 ที่ยังไม่รู้จัก กรุณาเปลี่ยนหัวนั้นเป็นชื่อคอลัมน์ที่ขาด: “กลุ่มงาน”"
    )


def test_a_missing_district_column_does_no_harm_while_no_subdistrict_is_ambiguous(province, sheet):
    headings = {name: heading for name, heading in HEADINGS.items() if name != "district"}
    assert issues(look(sheet(GOOD, headings=headings), province)) == [(2, "created", [])]
    # There is a subdistrict of this name in several districts of the province.
    with pytest.raises(BadRegister, match="ไฟล์นี้ขาดคอลัมน์ “อำเภอ”"):
        look(sheet(GOOD, GOOD | {"subdistrict": "บ้านใหม่"}, headings=headings), province)


# Cells


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        ({"name": " \u200b "}, [("name", "required")]),
        ({"name": "ก" * 201}, [("name", "too_long")]),
        ({"name": "=1+1"}, [("name", "formula")]),
        ({"name": " - "}, [("name", "invalid")]),
        ({"name": "#N/A"}, [("name", "invalid")]),
        ({"network": ""}, [("network", "required")]),
        ({"network": "อวกาศ"}, [("network", "unknown")]),
        ({"network": "=A1"}, [("network", "formula")]),
        ({"subdistrict": ""}, [("subdistrict", "required")]),
        ({"subdistrict": "ไม่มีจริง"}, [("subdistrict", "unknown")]),
        ({"subdistrict": "ท่าเรือ"}, [("subdistrict", "not_in_district")]),
        ({"subdistrict": "บ้านใหม่", "district": ""}, [("subdistrict", "ambiguous")]),
        ({"subdistrict": "หัวรอ อ.เสนา", "district": ""}, [("subdistrict", "not_in_district")]),
        ({"subdistrict": "หัวรอ อ.พระนครศรีอยุธยา", "district": "เสนา"}, [("subdistrict", "not_in_district")]),
        ({"subdistrict": "หัวรอ อ.เชียงใหม่"}, [("subdistrict", "unknown")]),
        ({"district": "เชียงใหม่"}, [("district", "unknown")]),
        ({"district": "=B2"}, [("district", "formula")]),
    ],
)
def test_a_wrong_required_cell_refuses_its_row_only(province, sheet, cells, wanted):
    plan = look(sheet(GOOD | cells, GOOD | {"name": "วัดอื่น"}), province)
    assert issues(plan) == [(2, "rejected", wanted), (3, "created", [])]


@pytest.mark.parametrize(
    ("column", "written", "code"),
    [
        ("members", "N/A", "invalid"), ("members", -5, "invalid"), ("members", "about a hundred", "invalid"),
        ("members", 1.5, "invalid"), ("members", 10**12, "invalid"), ("members", "=SUM(A1:A2)", "formula"),
        ("members", "-", "invalid"), ("email", "ไม่มี@", "invalid"), ("email", "a" * 300 + "@example.org", "too_long"),
        ("phone", "ไม่มี", "invalid"), ("tax_id", "1234567890123", "checksum"), ("tax_id", "12345", "invalid"),
        ("declared_on", "30/02/2566", "invalid"), ("declared_on", "24/11/69", "ambiguous"), ("declared_on", 44212, "invalid"),
        ("declared_on", "25/11/2569", "future"), ("declared_on", "ปลายปี", "invalid"), ("postal_code", "๑๓", "invalid"),
        # What Excel makes of 1/10/66, of a number dressed as a date, of "3/4", and a telephone number in the wrong column.
        ("declared_on", date(1966, 10, 1), "ambiguous"), ("declared_on", "1/10/1966", "ambiguous"),
        ("declared_on", date(1900, 1, 1), "ambiguous"), ("village_no", date(2026, 4, 3), "invalid"),
        ("phone", date(2026, 4, 3), "invalid"), ("members", "#N/A", "invalid"),
        ("contact_name", "#N/A", "invalid"), ("village_no", "#REF!", "invalid"), ("members", 812345678, "invalid"),
        ("contact_name", "ก" * 201, "too_long"), ("village_no", "ก" * 11, "too_long"), ("kind", "บริษัท", "invalid"),
    ],
)  # fmt: skip
def test_a_wrong_optional_cell_is_left_out_and_warned_of(province, sheet, column, written, code):
    plan = look(sheet(GOOD | {column: written}), province)
    assert issues(plan) == [(2, "created", [(column, code)])]
    assert plan.summary()["warnings"] == 1
    empty = "organisation" if column == "kind" else None if column in ("members", "declared_on") else ""
    assert getattr(plan.decisions[0].organisation, column) == empty


@pytest.mark.parametrize(
    ("column", "written", "value"),
    [
        ("members", "๑,๒๓๔ คน", 1234), ("members", 0, 0), ("village_no", 3, "3"), ("village_no", "หมู่ที่ ๓", "3"),
        ("phone", 811715160, "0811715160"), ("phone", "๐๓๕-๒๔๑-๒๓๔ ต่อ ๑๒", "035-241-234 ต่อ 12"),
        ("tax_id", 812620262081, "0812620262081"), ("tax_id", "๐-๘๑๒๖-๒๐๒๖๒-๐๘-๑", "0812620262081"),
        ("declared_on", date(2021, 1, 16), date(2021, 1, 16)), ("declared_on", date(2564, 1, 16), date(2021, 1, 16)),
        ("declared_on", "๑๖ ม.ค. ๒๕๖๔", date(2021, 1, 16)), ("declared_on", "24/11/2569", date(2026, 11, 24)),
        ("declared_on", "1/10/2509", date(1966, 10, 1)),
        ("kind", "ชุมชนคุณธรรม", "community"), ("postal_code", 13000, "13000"), ("name", "เเก้ว\u00a0 น้ํา", "แก้ว น้ำ"),
    ],
)  # fmt: skip
def test_cells_are_read_as_people_write_them(province, sheet, column, written, value):
    plan = look(sheet(GOOD | {column: written}), province)
    assert issues(plan) == [(2, "created", [])]
    assert getattr(plan.decisions[0].organisation, column) == value


@pytest.mark.parametrize(
    ("days", "taken"),
    [
        (["10/13/2023", "10/1/2023", "1/1/2023"], [None, None, date(2023, 1, 1)]),
        (["13/10/2023", "10/1/2023"], [date(2023, 10, 13), date(2023, 1, 10)]),
        ([*(date(2566, month, 1) for month in (2, 3, 4, 5)), "13/1/2566"], [None] * 4 + [date(2023, 1, 13)]),
        ([*(date(2566, month, 13) for month in (2, 3, 4)), date(2566, 5, 1), "13/1/2566"],
         [date(2023, 2, 13), date(2023, 3, 13), date(2023, 4, 13), date(2023, 5, 1), date(2023, 1, 13)]),
    ],
    ids=["month first", "day first", "turned by Excel", "not turned"],
)  # fmt: skip
def test_days_that_may_be_turned_round_are_left_out_and_named(province, sheet, days, taken):
    plan = look(sheet(*[GOOD | {"name": f"วัด {n}", "declared_on": day} for n, day in enumerate(days)]), province)
    assert [decision.organisation.declared_on for decision in plan.decisions] == taken
    warned = [[(issue.column, issue.code) for issue in decision.issues] for decision in plan.decisions]
    assert [bool(one) for one in warned] == [day is None for day in taken]


@pytest.mark.parametrize(
    ("subdistrict", "district", "code"),
    [
        ("ต.หัวรอ", "อ.พระนครศรีอยุธยา", "140104"), ("ตำบล หัวรอ", "อำเภอพระนครศรีอยุธยา", "140104"),
        ("ต หัวรอ", "อ พระนครศรีอยุธยา", "140104"),
        ("Hua Ro", "Phra Nakhon Si Ayutthaya District", "140104"), ("140104", "1401", "140104"), ("หัวรอ", "", "140104"),
        ("หัวรอ", "อ.เมือง จ.พระนครศรีอยุธยา", "140104"), ("บ้านใหม่", "มหาราช", "141512"),
        ("ท่าวาสุกรี อ.พระนครศรีอยุธยา", "", "140105"), ("ต.หัวรอ (อำเภอเมือง) จ.พระนครศรีอยุธยา", "เมือง", "140104"),
        ("หัวรออ.พระนครศรีอยุธยา", "", "140104"), ("Hua Ro, Amphoe Phra Nakhon Si Ayutthaya", "", "140104"),
        ("บ้านใหม่ อ มหาราช", "", "141512"),
    ],
)  # fmt: skip
def test_places_are_known_however_they_are_written(province, sheet, subdistrict, district, code):
    plan = look(sheet(GOOD | {"subdistrict": subdistrict, "district": district}), province)
    assert (issues(plan), plan.decisions[0].organisation.subdistrict_id) == ([(2, "created", [])], code)


def test_two_districts_of_one_romanised_name_are_told_apart_by_the_subdistrict(province, sheet):
    plan = look(sheet(GOOD | {"subdistrict": "บางซ้าย", "district": "Bang Sai"}), province)
    assert plan.decisions[0].organisation.subdistrict.district_id == "1413"


@pytest.mark.parametrize("written", ["เครือข่ายศาสนา", "ศาสนา", "ศาสนา ", "Religion", "religion", "เครือข่าย ศาสนา"])
def test_a_network_is_known_by_all_its_spellings(province, sheet, written):
    plan = look(sheet(GOOD | {"network": written}), province)
    assert plan.decisions[0].organisation.network.code == "religion"


def test_a_network_that_has_ended_is_unknown(province, sheet):
    SectorNetwork.objects.filter(code="religion").update(last_fiscal_year=2563)
    assert issues(look(sheet(GOOD), province)) == [(2, "rejected", [("network", "unknown")])]


def test_rows_without_name_and_place_are_skipped(province, sheet):
    path = sheet(GOOD, {}, {"name": "รวม เครือข่ายศาสนา", "members": 12}, {"name": "หมายเหตุ : ก"}, {"members": 5})
    plan = look(path, province)
    assert (issues(plan), plan.register.skipped) == ([(2, "created", [])], 4)
    # Those that say something are shown: one of them may be a body.
    assert plan.register.passed == [(4, "รวม เครือข่ายศาสนา · 12"), (5, "หมายเหตุ : ก"), (6, "5")]


def test_a_sign_that_no_database_keeps_does_not_stop_a_file(province, sheet):
    run, _plan = bring(sheet({**GOOD, "members": "สิบ_x0000_คน", "note": "ดี_x0000_มาก"}), province)
    assert [issue["value"] for row in run.report["rows"] for issue in row["issues"]] == ["สิบคน"]
    assert Organisation.objects.get(name="วัดทดสอบ").note == "ดีมาก"


def test_what_is_merged_downwards_belongs_to_each_named_row(province, tmp_path):
    book = openpyxl.Workbook()
    page = book.active
    for row in ([*PLACE, "จำนวนสมาชิก"], [*GOOD.values(), 30], ["วัดสอง"], ["วัดสาม", None, "หัวรอ"], ["รวม 3 แห่ง"]):
        page.append(row)
    for area in ("B2:B5", "C2:C3", "D2:D5", "E2:E4"):
        page.merge_cells(area)
    book.save(tmp_path / "merged.xlsx")
    run, plan = bring(tmp_path / "merged.xlsx", province)
    stored = Organisation.objects.order_by("pk").values_list("name", "network__code", "subdistrict", "members")
    assert list(stored) == [
        ("วัดทดสอบ", "religion", "140101", 30), ("วัดสอง", "religion", "140101", None), ("วัดสาม", "religion", "140104", None),
    ]  # fmt: skip
    assert plan.register.passed == [(5, "รวม 3 แห่ง")]
    # Its report has no merged cells: there the value stands in each row.
    saved(report_workbook(run), tmp_path / "report.xlsx")
    assert look(tmp_path / "report.xlsx", province).summary()["unchanged"] == 3


def test_a_row_of_a_csv_file_that_a_comma_has_moved_is_refused(province, tmp_path):
    place = ",".join(list(GOOD.values())[1:])
    heading = "ชื่อ,เครือข่าย,ตำบล,อำเภอ,จำนวนสมาชิก,โทรศัพท์"
    rows = [f"ก,{place},1,200,0812345678", f'ข,{place},"1,200",0812345678', f"ค,{place},,,,,"]
    (tmp_path / "moved.csv").write_text("\n".join([heading, *rows]), encoding="utf-8")
    found = issues(look(tmp_path / "moved.csv", province))
    assert found == [(2, "rejected", [("name", "ambiguous")]), (3, "created", []), (4, "created", [])]
    # Below a heading that is empty a word is not moved.
    (tmp_path / "moved.csv").write_text(f"{heading},\nก,{place},12,0812345678,คำ", encoding="utf-8")
    assert issues(look(tmp_path / "moved.csv", province)) == [(2, "created", [])]


# The same body


def test_the_heading_once_more_is_skipped_also_in_other_words(province, sheet):
    again = {"name": "ชื่อ หน่วยงาน", "network": "เครือข่าย", "subdistrict": "ต.", "district": "อ."}
    # A community may be called ชุมชน, which is a heading as well.
    named_like_one = GOOD | {"name": "ชุมชน"}
    plan = look(sheet(GOOD, again, named_like_one), province)
    assert (issues(plan), plan.register.skipped) == ([(2, "created", []), (4, "created", [])], 1)


def test_the_same_body_twice_points_at_the_first(province, sheet):
    taxed = GOOD | {"tax_id": "0812620262081"}
    plan = look(
        sheet(GOOD, GOOD | {"name": "วัด\u200bทดสอบ ", "members": 5}, taxed | {"name": "ก"}, taxed | {"name": "ข"}), province
    )
    assert [(d.outcome, d.of_row) for d in plan.decisions] == [
        ("created", None), ("duplicate", 2), ("created", None), ("duplicate", 4),
    ]  # fmt: skip
    assert plan.decisions[0].organisation.members is None


def test_two_tax_numbers_are_two_bodies(province, sheet):
    _run, plan = bring(sheet(GOOD | {"tax_id": "0812620262081"}, GOOD | {"tax_id": "0982852518254"}, GOOD), province)
    assert [(d.outcome, d.of_row) for d in plan.decisions] == [("created", None), ("created", None), ("duplicate", 2)]


def test_a_refused_row_is_nobodys_first(province, sheet):
    plan = look(sheet(GOOD | {"network": "อวกาศ"}, GOOD), province)
    assert [(d.outcome, d.of_row) for d in plan.decisions] == [("rejected", None), ("created", None)]


# Onto existing data


def test_a_cell_that_differs_updates_and_an_empty_one_erases_nothing(province, sheet):
    bring(sheet(GOOD | {"members": 10, "phone": "081"}), province)
    run, plan = bring(sheet(GOOD | {"members": 12, "network": "ชุมชน"}), province)
    stored = Organisation.objects.get()
    assert plan.summary()["updated"] == 1
    assert (stored.members, stored.phone, stored.network.code, stored.version) == (12, "081", "community", 2)
    changes = run.report["rows"][0]["changes"]
    assert changes["members"] == [10, 12]
    members = Membership.objects.order_by("since").values_list("network__code", "since", "until", "primary")
    assert list(members) == [
        ("religion", date(2020, 10, 1), date(2026, 11, 23), True), ("community", date(2026, 11, 24), None, True),
    ]  # fmt: skip


def test_a_body_found_by_its_tax_number_may_change_its_name_and_place(province, sheet):
    taxed = GOOD | {"tax_id": "0812620262081"}
    bring(sheet(taxed), province)
    bring(sheet(taxed | {"name": "วัดใหม่", "subdistrict": "ท่าเรือ", "district": "ท่าเรือ"}), province)
    stored = Organisation.objects.get()
    assert (stored.name, stored.name_canonical, stored.district_id) == ("วัดใหม่", "วัดใหม่", stored.subdistrict.district_id)
    assert search_key("วัดใหม่") in stored.search_text


def edited(organisation, by, **changes):
    values = {name: getattr(organisation, name) for name in ENTRY_FIELDS} | changes
    return edit_organisation(organisation=organisation, entry=OrganisationEntry(**values), version=organisation.version, by=by)


def test_what_a_person_edited_is_kept_and_warned_of(province, sheet):
    bring(sheet(GOOD | {"phone": "0811111111", "members": 10}), province)
    edited(Organisation.objects.get(), officer_of(province), phone="0822222222")
    _run, plan = bring(sheet(GOOD | {"phone": "0833333333", "members": 11}), province)
    stored = Organisation.objects.get()
    assert issues(plan) == [(2, "updated", [("phone", "kept")])]
    assert (stored.phone, stored.members) == ("0822222222", 11)
    assert plan.decisions[0].changes == {"members": [10, 11]}


def test_an_edit_that_the_file_confirms_is_no_longer_held_back(province, sheet):
    bring(sheet(GOOD | {"phone": "0811111111"}), province)
    edited(Organisation.objects.get(), officer_of(province), phone="0822222222")
    assert bring(sheet(GOOD | {"phone": "0822222222"}), province)[1].summary()["unchanged"] == 1
    bring(sheet(GOOD | {"phone": "0833333333"}), province)
    assert Organisation.objects.get().phone == "0833333333"


def test_import_deletes_nothing_and_creates_no_network(province, sheet):
    other = OrganisationFactory(province=province, name="วัดอื่น")
    networks = SectorNetwork.objects.count()
    bring(sheet(GOOD, GOOD | {"name": "ก", "network": "เครือข่ายใหม่"}), province)
    assert Organisation.objects.filter(pk=other.pk).exists()
    assert SectorNetwork.objects.count() == networks


def test_each_body_tells_in_its_history_that_it_was_imported(province, sheet):
    bring(sheet(GOOD), province, by=officer_of(province))
    bring(sheet(GOOD | {"members": 3}), province)
    key = str(Organisation.objects.get().pk)
    events = AuditEvent.objects.filter(object_type="networks.organisation", object_id=key).order_by("pk")
    assert list(events.values_list("action", "changes")) == [
        ("import_organisation", {}), ("update_by_import", {"members": [None, 3]}),
    ]  # fmt: skip


def test_a_crash_keeps_nothing(province, sheet, monkeypatch):
    monkeypatch.setattr("networks.actions.import_writing.record_many", lambda *args, **more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        bring(sheet(GOOD), province)
    assert (Organisation.objects.count(), Membership.objects.count(), ImportRun.objects.count()) == (0, 0, 0)


# Many rows


@pytest.mark.postgres  # SQLite takes fewer values per statement
def test_ten_times_the_rows_ask_hardly_more(province, sheet):
    def asked(count, word):
        path = sheet(*[GOOD | {"name": f"วัด{word} {n}"} for n in range(count)], name=f"{word}.xlsx")
        with counted() as first:
            bring(path, province)
        with counted() as again:
            bring(path, province)
        return len(first), len(again)

    few, many = asked(300, "น้อย"), asked(3000, "มาก")
    assert [more - less for less, more in zip(few, many, strict=True)] == [pytest.approx(4, abs=4), pytest.approx(4, abs=4)]


def test_rows_of_data_are_counted_without_titles_headings_and_totals(province, sheet, monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    top = [["ทะเบียนเครือข่าย"], [], list(HEADINGS.values())]
    rows = [[(GOOD | {"name": f"วัด {n}"}).get(column) for column in HEADINGS] for n in range(4)]
    assert look(sheet(*top, *rows[:3], ["รวม"]), province).summary()["created"] == 3
    with pytest.raises(BadRegister, match="ไฟล์นี้มีมากกว่า 100,000 แถว"):
        look(sheet(*top, *rows), province)


# Who may


def test_only_who_may_import_imports(province, sheet):
    coordinator = coordinator_of(SectorNetwork.objects.get(code="religion"))
    with pytest.raises(NotAllowed):
        bring(sheet(GOOD), province, by=coordinator)
    assert Organisation.objects.count() == 0


def test_a_preview_is_imported_once(province, sheet):
    officer = officer_of(province)
    run = running.begin(sheet(GOOD), province=province, year=2564, by=officer)
    assert (run.state, Organisation.objects.count()) == ("previewed", 0)
    running.finish(run, by=officer)
    with pytest.raises(Outpaced):
        running.finish(run, by=officer)
    with pytest.raises(Outpaced):
        discard_import(run=run, by=officer)
    assert Organisation.objects.count() == 1


# Taking back


def test_an_import_is_taken_back_to_how_it_was(province, sheet):
    officer = officer_of(province)
    bring(sheet(GOOD | {"members": 10}), province)
    before = Organisation.objects.values("name", "members", "network_id", "subdistrict_id", "search_text").get()
    members = list(Membership.objects.values_list("network", "since", "until", "primary"))
    run, _plan = bring(sheet(GOOD | {"members": 12, "network": "ชุมชน"}, GOOD | {"name": "วัดใหม่"}), province)
    undo_import(run=run, by=officer)
    run.refresh_from_db()
    assert run.state == "undone"
    assert Organisation.objects.values("name", "members", "network_id", "subdistrict_id", "search_text").get() == before
    assert list(Membership.objects.values_list("network", "since", "until", "primary")) == members


def test_imports_are_taken_back_one_after_the_other(province, sheet):
    officer = officer_of(province)
    first, _plan = bring(sheet(GOOD | {"members": 10}), province)
    second, _plan = bring(sheet(GOOD | {"members": 12}), province)
    with pytest.raises(Refused, match=re.escape("“register.xlsx” นำเข้าภายหลัง (24 พ.ย. 2569 10:00 น.) กรุณายกเลิกการนำเข้านั้นก่อน")):
        undo_import(run=first, by=officer)
    undo_import(run=second, by=officer)
    first.refresh_from_db()
    undo_import(run=first, by=officer)
    assert Organisation.objects.count() == 0


def test_imports_that_changed_the_same_entry_are_all_taken_back(province, sheet):
    runs = [bring(sheet(GOOD | {"members": members}), province)[0] for members in (10, 12, 14, 16)]
    members = []
    for run in reversed(runs):
        undo_import(run=ImportRun.objects.get(pk=run.pk), by=officer_of(province))
        members += Organisation.objects.values_list("members", flat=True)
    assert (members, Organisation.objects.count()) == ([14, 12, 10], 0)


def test_an_import_on_which_something_hangs_stays(province, sheet):
    run, _plan = bring(sheet(GOOD), province)
    RoleGrantFactory(user=UserFactory(), role=role("contact"), organisation=Organisation.objects.get())
    assert against_undo(run).sentence.startswith("ยกเลิกการนำเข้านี้ไม่ได้ เพราะองค์กรที่นำเข้ามีข้อมูลอื่นผูกอยู่แล้ว")
    with pytest.raises(Refused):
        undo_import(run=run, by=officer_of(province))
    assert Organisation.objects.count() == 1


def test_nobody_is_sent_to_take_an_import_back_for_nothing(province, sheet):
    runs = [bring(sheet(GOOD | {"name": name}, name=f"{name}.xlsx"), province)[0] for name in "กขค"]
    bodies = [Organisation.objects.get(name=name) for name in "กขค"]

    def told():
        refusals = [against_undo(run) for run in runs]
        return [refused and (refused.sentence.split(" (")[-1].split(") ")[-1], refused.leads_to) for refused in refusals]

    def leads_to(number):
        return "กขค"[number] + ".xlsx", f"/register/imports/{runs[number].pk}/"

    first, never = "กรุณายกเลิกการนำเข้านั้นก่อน", "และยกเลิกไม่ได้ จึงยกเลิกการนำเข้านี้ไม่ได้เช่นกัน"
    assert told() == [(first, leads_to(2)), (first, leads_to(2)), None]
    # Something hangs on the second one, so the first one stays whatever becomes of the third; of itself it says so at once.
    grant = RoleGrantFactory(user=UserFactory(), role=role("contact"), organisation=bodies[1])
    assert told() == [(never, leads_to(1)), (against_undo(runs[1]).sentence, None), None]
    grant.delete()
    edited(bodies[2], officer_of(province), phone="0822222222")
    assert told()[:2] == [(never, leads_to(2))] * 2
    # An edit of what an earlier one made stands against that one and those before it, whatever came later.
    Organisation.objects.filter(pk=bodies[2].pk).update(version=1)
    edited(bodies[1], officer_of(province), phone="0822222222")
    assert told() == [(never, leads_to(1)), (against_undo(runs[1]).sentence, None), None]
    edited(bodies[0], officer_of(province), phone="0822222222")
    assert against_undo(runs[0]).sentence.startswith("ก มีการแก้ไขหลังการนำเข้านี้แล้ว")
    assert against_undo(runs[1]).sentence.startswith("ข มีการแก้ไขหลังการนำเข้านี้แล้ว")


def test_an_edit_between_two_imports_of_an_entry_stands_against_the_first_one(province, sheet):
    runs = [bring(sheet(GOOD | {"members": 10}, name="one.xlsx"), province)[0]]
    edited(Organisation.objects.get(), officer_of(province), phone="0822222222")
    runs += [bring(sheet(GOOD | {"members": members}, name="two.xlsx"), province)[0] for members in (12, 14)]
    first, second, third = (against_undo(run) for run in runs)
    assert first.sentence.startswith("วัดทดสอบ มีการแก้ไขหลังการนำเข้านี้แล้ว")
    assert (second.leads_to[0], "กรุณายกเลิกการนำเข้านั้นก่อน" in second.sentence, third) == ("two.xlsx", True, None)


# Of all that names a body this goes with it; the import itself, and what was imported later, are told of elsewhere.
GOES_WITH_IT = {
    "networks.Membership.organisation", "networks.NotTheSame.one", "networks.NotTheSame.other", "networks.Merger.kept",
    "networks.Merger.dropped",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(MAKERS.keys() - {"networks.ImportChange.organisation"}))
def test_whatever_hangs_on_an_import_holds_it_or_goes_with_it(province, sheet, name):
    run, _plan = bring(sheet(GOOD), province)
    row = MAKERS[name](Organisation.objects.get())
    if name not in GOES_WITH_IT:
        with pytest.raises(Refused):
            undo_import(run=run, by=officer_of(province))
    else:
        undo_import(run=run, by=officer_of(province))
    assert type(row)._base_manager.filter(pk=row.pk).exists() == (name not in GOES_WITH_IT)


def test_an_import_that_was_edited_since_stays(province, sheet):
    run, _plan = bring(sheet(GOOD), province)
    edited(Organisation.objects.get(), officer_of(province), phone="0822222222")
    with pytest.raises(Refused, match="วัดทดสอบ มีการแก้ไขหลังการนำเข้านี้แล้ว"):
        undo_import(run=run, by=officer_of(province))


# Workbooks that come out


def test_the_report_marks_the_cells_and_can_be_imported_again(province, tmp_path):
    run, _plan = bring(WORKBOOK, province)
    path = tmp_path / "report.xlsx"
    saved(report_workbook(run), path)
    page = openpyxl.load_workbook(path).active
    assert page["F28"].comment.text == "ไม่มีตำบล “บ้านไม่มีจริง” ในจังหวัดนี้ กรุณาตรวจตัวสะกด"
    assert page["F28"].fill.fgColor.rgb == "FFF8D7C9"
    assert page["N7"].comment.text.startswith("“ปลายปี” ไม่ใช่วันที่")
    assert page["P65"].value == "ซ้ำกับแถวที่ 64 จึงไม่นำเข้า"
    assert page["B206"].data_type == "s"
    again = look(path, province)
    assert again.summary() == running.look_at(WORKBOOK, province=province, year=2564).summary()
    assert again.register.ignored_columns == []
    page["F28"].value = "หัวรอ"
    page.parent.save(path)
    assert look(path, province).summary()["created"] == 1


def test_the_blank_template_can_be_filled_and_imported(province, tmp_path):
    path = tmp_path / "template.xlsx"
    saved(blank_template(province, date(2026, 11, 24)), path)
    plan = look(path, province)
    assert issues(plan) == [(2, "created", [])]
    assert plan.register.ignored_columns == []
    # Of no province: the area code 035 would be kept as an example by an office that has another one.
    assert plan.decisions[0].row.values["phone"] == "0-2000-0000 ต่อ 12"
