"""What is offered and told of a file: the newest choice of its province, the sheet that was chosen, what is left out."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from moralprovince.core.tables import Table
from networks.imports import running
from networks.imports.choosing import guess_at
from networks.imports.offering import Offer
from networks.imports.reports import missing_words, shown_value
from networks.models import ImportRun, Office, ProgrammeYear
from tests.factories import OfficeFactory, ProvinceFactory
from tests.networks.test_import_columns import RIGHT, boxes, columns, odd, workbook
from tests.networks.test_import_pages import officer, surroundings, upload  # noqa: F401 (fixtures)
from tests.networks.test_imports import GOOD_HEADINGS

pytestmark = pytest.mark.django_db
ROW = {"row": "1", "shown": "1"}


def last():
    return ImportRun.objects.first()


def test_of_two_choices_for_the_same_headings_the_newer_one_is_offered(client, officer):  # noqa: F811
    newer = {name: value for name, value in RIGHT.items() if value != "members"}
    for chosen in (RIGHT, newer):
        upload(client, odd())
        client.post(columns(last()), chosen | ROW)
    upload(client, odd())
    assert boxes(client.get(columns(last()))) == ("1", newer)


def test_what_another_province_chose_is_not_offered(client, officer):  # noqa: F811
    upload(client, odd())
    client.post(columns(last()), RIGHT | ROW)
    elsewhere = ProvinceFactory(code="15")
    assert [len(running.remembered(province)) for province in (last().province, elsewhere)] == [1, 0]


def test_a_register_without_a_year_is_of_the_one_the_office_works_in(province):
    OfficeFactory(province=province)
    year = ProgrammeYear.objects.get(province=province, fiscal_year=2564)
    Office.objects.filter(province=province).update(working_year=year)
    years = [running.fiscal_year_for(province, year) for year in (None, 2566)]
    assert (years, running.fiscal_year_for(ProvinceFactory(code="15"), None)) == ([2564, 2566], 2570)


def test_what_is_ignored_in_any_sheet_is_told_once(province, tmp_path):
    heading, place = ["ชื่อองค์กร", "ตำบล", "อำเภอ"], ["หัวรอ", "พระนครศรีอยุธยา"]
    sheets = {"ศาสนา": ["สีรถ"], "ชุมชน": ["สีรถ", "กรุ๊ปเลือด"]}
    file = workbook({name: [heading + more, [f"วัด{name}", *place]] for name, more in sheets.items()})
    (tmp_path / "a.xlsx").write_bytes(file.read())
    plan = running.look_at(tmp_path / "a.xlsx", province=province, year=2564)
    assert plan.register.ignored_columns == ["สีรถ", "กรุ๊ปเลือด"]


@pytest.mark.parametrize(
    "column, value, words",
    [("kind", "community", "ชุมชน"), ("declared_on", "2021-01-16", "16/01/2564"), ("members", 0, "0"), ("email", "", "—")],
)
def test_old_and_new_values_are_told_as_people_write_them(column, value, words):
    with override("th"):
        assert shown_value(column, value, {}) == words


def test_a_sheet_that_was_chosen_is_the_one_that_is_read_again(client, officer):  # noqa: F811
    row = ["ศาสนา", "หัวรอ", "พระนครศรีอยุธยา"]
    upload(client, workbook({name: [GOOD_HEADINGS, [f"วัด{name}", *row]] for name in ("ท่าเรือ", "มหาราช")}))
    client.post(reverse("networks:import-again", args=[last().pk]), {"sheet": "มหาราช"})
    client.post(reverse("networks:import-again", args=[last().pk]))
    assert [run.report["sheet"] for run in ImportRun.objects.all()] == ["มหาราช", "มหาราช", "ท่าเรือ"]


def test_what_somebody_chose_is_guessed_of_no_other_column_below_another_heading():
    table = Table("", [["ก", "ข", "ค"], ["ชื่อองค์กร", "ตำบล", "เครือข่าย"]])
    offer = Offer(table, guess_at(table, 1)).moved(2, {0: "", 1: "name", 2: ""})
    assert [offer.meaning(column) for column in offer.columns] == ["", "name", "network"]


def test_a_missing_district_says_why_it_is_needed():
    with override("th"):
        said = missing_words(["district"])
    assert said == "ต้องมีคอลัมน์อำเภอ เพราะในไฟล์นี้มีตำบลที่ชื่อซ้ำกันในหลายอำเภอ"
