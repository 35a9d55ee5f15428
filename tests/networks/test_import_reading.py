"""The reading of a register: which heading of several is taken, what is kept of rows left out, and how networks are told."""

import datetime as dt

import pytest
from django.urls import reverse

from networks.imports import reading, running
from networks.imports.opening import table_of_top
from networks.imports.places import Networks
from networks.models import ImportRun, Membership, Organisation, SectorNetwork
from tests.factories import OrganisationFactory
from tests.networks.test_import_columns import RIGHT, columns, odd, workbook
from tests.networks.test_import_pages import csv_file, officer, surroundings, upload  # noqa: F401 (fixtures)
from tests.networks.test_imports import GOOD, GOOD_HEADINGS, bring, look, sheet  # noqa: F401 (fixture)

pytestmark = pytest.mark.django_db
PLACE = ["หัวรอ", "พระนครศรีอยุธยา"]


def row_of(name):
    return [*(GOOD | {"name": name}).values()]


def test_of_a_heading_that_comes_again_on_the_next_page_the_first_one_counts(province, sheet):  # noqa: F811
    plan = look(sheet(GOOD_HEADINGS, row_of("วัด ก"), GOOD_HEADINGS, row_of("วัด ข")), province)
    assert [(one.row.number, one.outcome) for one in plan.decisions] == [(2, "created"), (4, "created")]


def test_a_heading_that_gives_way_to_a_fuller_one_is_told_as_left_out(province, sheet):  # noqa: F811
    register = look(sheet(["ชื่อ", *GOOD_HEADINGS], ["ก", *row_of("วัด ก")]), province).register
    assert (register.columns["name"], register.ignored_columns) == (GOOD_HEADINGS[0], ["ชื่อ"])


def test_a_heading_of_two_lines_that_comes_again_is_left_out_with_both(province, sheet):  # noqa: F811
    heading = [["ชื่อองค์กร", "เครือข่าย", "ที่ตั้ง", None], [None, None, "ตำบล", "อำเภอ"]]
    plan = look(sheet(*heading, row_of("วัด ก"), *heading, row_of("วัด ข")), province)
    assert ([one.row.number for one in plan.decisions], plan.register.skipped) == ([3, 6], 2)


def test_a_row_that_has_nothing_but_a_district_is_named_and_not_passed_over(province, sheet):  # noqa: F811
    plan = look(sheet(GOOD_HEADINGS, [None, None, None, PLACE[1]]), province)
    assert [(one.outcome, sorted(issue.column for issue in one.issues)) for one in plan.decisions] == [
        ("rejected", ["name", "network", "subdistrict"])
    ]


@pytest.mark.parametrize(
    ("name", "places", "skipped"),
    [
        ("รวม", ["รวม 12 ตำบล", "รวม 2 อำเภอ"], True),
        ("รวมเครือข่ายศาสนา 30 แห่ง", ["๑๒ ตำบล", ""], True),
        ("ทั้งหมด", ["", "จำนวน 2 อำเภอ"], True),
        ("", ["รวมทั้งสิ้น", ""], True),
        ("Grand total", ["Total: 1,012 subdistricts", ""], True),
        ("รวม", ["12 ตำบล", PLACE[1]], True),
        # What may be a body, or a place, is named to be corrected.
        ("รวมใจพัฒนา", ["รวม 12 ตำบล", ""], False),
        ("วัด ก", ["รวม 12 ตำบล", ""], False),
        ("=SUM(A1)", ["รวม 12 ตำบล", ""], False),
        ("รวม", ["รวมไทยพัฒนา", ""], False),
        ("รวม", ["140104", ""], False),
        ("รวม", ["หัวรอ", "รวม 2 อำเภอ"], False),
    ],
)
def test_a_total_that_counts_its_places_in_words_is_left_out(province, sheet, name, places, skipped):  # noqa: F811
    plan = look(sheet(GOOD_HEADINGS, row_of("วัด ก"), [name, "ศาสนา", *places]), province)
    assert ([one.row.number for one in plan.decisions], plan.register.skipped) == ([2] if skipped else [2, 3], int(skipped))


def test_of_rows_left_out_so_many_are_told_and_of_each_so_much(province, sheet, monkeypatch):  # noqa: F811
    monkeypatch.setattr(reading, "MOST_PASSED", 2)
    register = look(sheet(GOOD_HEADINGS, [f"รวม{'ก' * 300}"], [], ["รวม"], ["หมายเหตุ"], row_of("วัด ก")), province).register
    assert (register.passed, register.skipped) == ([(2, f"รวม{'ก' * 197}"), (4, "รวม")], 4)


def test_how_far_the_reading_is_counts_the_sheets_before(province, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "NOTE_EVERY", 2)
    heading, noted = ["ชื่อองค์กร", "ตำบล", "อำเภอ"], []
    file = workbook({name: [heading, *[[f"{name} {at}", *PLACE] for at in range(3)]] for name in ("ศาสนา", "ชุมชน")})
    (tmp_path / "a.xlsx").write_bytes(file.read())
    reading.read_register(tmp_path / "a.xlsx", province=province, fiscal_year=2564, noted=lambda *so_far: noted.append(so_far))
    assert noted == [(2, 8), (4, 8), (6, 8), (8, 8)]


@pytest.mark.parametrize(
    "name, code",
    [
        ("3. ศาสนา (2)", "religion"),
        ("ศาส", None),
        ("เครือข่ายองค์กรปกครองส่วนท้องถิ่น"[:31], "local_government"),
        ("เครือข่ายองค์กรปกครองส่วนท้องถิ่น"[:30], None),
    ],
)
def test_the_name_of_a_sheet_is_a_network_where_all_of_it_or_all_that_fits_is_one(province, name, code):
    networks = Networks(province, 2564)
    assert networks.of_sheet(name) == networks.coded.get(code)


def test_a_list_that_is_called_like_two_networks_is_of_none(province):
    networks = Networks(province, 2564)
    said = [networks.of_lists(*names) for names in (("รายชื่อ ศาสนา", "Sheet1"), ("ศาสนา ชุมชน", ""), ("ศาสนา", "ชุมชน"))]
    assert said == ["religion", "", ""]


def test_the_name_of_a_network_goes_before_what_another_was_called(province):
    religion, community = (SectorNetwork.objects.get(province=province, code=code) for code in ("religion", "community"))
    SectorNetwork.objects.filter(pk=community.pk).update(aliases=[religion.name, "เดิม"])
    SectorNetwork.objects.filter(pk=religion.pk).update(aliases=["เดิม"])
    networks = Networks(province, 2564)
    assert networks.find(religion.name) == networks.of_sheet("ศาสนา") == religion.pk
    assert networks.of_sheet("เดิม") is None


def test_what_was_chosen_for_a_file_that_was_thrown_away_is_not_offered_again(client, officer):  # noqa: F811
    upload(client, odd())
    run = ImportRun.objects.get()
    client.post(columns(run), RIGHT | {"row": "1", "shown": "1"})
    run.refresh_from_db()
    assert (run.state, len(running.remembered(run.province))) == ("previewed", 1)
    client.post(reverse("networks:import-discard", args=[run.pk]))
    assert running.remembered(run.province) == []


@pytest.mark.parametrize(
    "year, since", [(2564, dt.date(2020, 10, 1)), (2570, dt.date(2026, 10, 1)), (2571, dt.date(2026, 11, 24))]
)
def test_nobody_belongs_to_a_network_from_a_day_to_come(province, sheet, year, since):  # noqa: F811
    running.import_file(sheet(GOOD), province=province, year=year)
    assert Membership.objects.get(organisation__name=GOOD["name"]).since == since


def test_only_of_a_new_row_and_of_entries_that_stand_is_said_what_it_may_be(client, officer, province):  # noqa: F811
    upload(client, csv_file(GOOD))
    client.post(reverse("networks:import-confirm", args=[ImportRun.objects.get().pk]))
    old = Organisation.objects.get(name=GOOD["name"])
    places = {"subdistrict": old.subdistrict, "district": old.district, "province": province, "network": old.network}
    OrganisationFactory(name="วัดทดสอป", state="merged", merged_into=old, **places)
    upload(client, csv_file(GOOD | {"members": 5}, GOOD | {"name": "วัดทดสอบบ"}))
    rows = client.get(reverse("networks:import", args=[ImportRun.objects.first().pk]), {"show": "all"}).context["rows"]
    assert [(row["outcome"], row["likely"]) for row in rows] == [("updated", []), ("created", [old])]


def test_of_a_long_register_the_first_rows_are_kept_to_be_shown(province, sheet):  # noqa: F811
    run, _plan = bring(sheet(GOOD_HEADINGS, *[row_of(f"วัด {at}") for at in range(30)]), province)
    assert [row[0] for row in table_of_top(run.report["top"]).rows] == [GOOD_HEADINGS[0], *(f"วัด {at}" for at in range(19))]
