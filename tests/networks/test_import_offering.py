"""What the page of columns shows of the first rows: which columns, which cells, and each row in one line."""

from dataclasses import replace

import pytest
from django.utils.translation import override

from moralprovince.core.tables import Table
from networks.columns import REQUIRED
from networks.imports.choosing import SHOWN_ROWS, guess_at
from networks.imports.offering import Offer, hints_of, says
from networks.models import ImportRun
from tests.networks.test_import_columns import columns, workbook
from tests.networks.test_import_pages import officer, surroundings, text_of, upload  # noqa: F401 (fixtures)

pytestmark = pytest.mark.django_db

ROWS = [["ทะเบียน"], ["ชื่อองค์กร", "", "ตำบล"], ["ก", " ", "หัวรอ"], ["ข"], [], ["ค"], ["ง"]]


def test_columns_that_say_something_are_shown_and_the_rows_below_the_heading_are_near_it():
    table = Table("", ROWS)
    offer = Offer(table, guess_at(table, 2))
    places = [cell["place"] for cell in offer.cells(0)]
    assert (offer.columns, places) == ([0, 2], ["far", "heading", "near", "near", "near", "far", "far"])


def test_each_row_can_be_taken_for_the_heading_and_a_blank_one_is_called_so():
    table = Table("", ROWS[:5])
    with override("th"):
        rows = Offer(table, guess_at(table, 2)).rows()
    assert rows == [(0, ""), (1, "ทะเบียน"), (2, "ชื่อองค์กร · ตำบล"), (3, "ก · หัวรอ"), (4, "ข"), (5, "(แถวว่าง)")]


def test_of_a_long_row_whole_cells_are_said_and_of_a_long_cell_its_beginning():
    assert says(["ก" * 40, "ข" * 44, "ค", "ง"]) == f"{'ก' * 40} · {'ข' * 44}"
    assert says(["", "ก" * 100, "ข"]) == "ก" * 90


NAMES = "“ชื่อองค์กร/ชุมชน”, “ตำบล”"
NETWORK, BELOW = "หากไม่มีคอลัมน์ใดบอกเครือข่าย", f"หากหัวตารางอยู่ต่ำกว่าแถวที่ {SHOWN_ROWS}"


def hinted(headings=("ชื่อองค์กร", "ตำบล"), missing=(), rows=SHOWN_ROWS - 1, **more):
    """What is said of such a file: which columns are needed, and which hints follow."""
    table = Table("", [[*headings], *[["ก"]] * rows])
    with override("th"):
        needed, *further = hints_of(replace(Offer(table, guess_at(table, 1)), **more), missing)
    told = [hint for hint in (NETWORK, BELOW) if any(one.startswith(hint) for one in further)]
    return needed.removeprefix("คอลัมน์ที่ต้องมี: ").split(" และ")[0], told, len(further)


def test_what_is_needed_and_can_be_done_is_said_as_far_as_it_fits_the_file():
    three, with_network = "“ชื่อองค์กร/ชุมชน”, “เครือข่าย”, “ตำบล”", ("ชื่อองค์กร", "ตำบล", "เครือข่าย")
    assert hinted() == (three, [NETWORK], 1)
    assert hinted(network="religion") == (NAMES, [], 0)
    assert hinted(needed=("name", "subdistrict")) == (NAMES, [], 0)
    assert hinted(with_network) == (three, [], 0)
    assert hinted(with_network, missing=["network"]) == (three, [NETWORK], 1)
    # Only where no heading is known may it stand further below, and only where there are rows that were not shown.
    assert hinted(missing=REQUIRED) == (three, [NETWORK, BELOW], 2)
    assert hinted(missing=REQUIRED, rows=3) == (three, [NETWORK], 1)
    assert hinted(missing=["name"]) == (three, [NETWORK], 1)


@pytest.mark.parametrize(("heading", "network"), [("หน่วย", "religion"), ("เครือข่าย", "")])
def test_a_network_is_guessed_from_the_name_of_the_file_where_no_column_says_it(client, officer, heading, network):  # noqa: F811
    rows = [["ผู้ร่วม", heading, "ตำบล", "อำเภอ"], ["วัด ก", "ศาสนา", "หัวรอ", "พระนครศรีอยุธยา"]]
    upload(client, workbook({"Sheet1": rows}, "รายชื่อเครือข่ายศาสนา.xlsx"))
    page = client.get(columns(ImportRun.objects.get()))
    assert (page.context["form"].offer.network, "เดาจากชื่อไฟล์หรือชื่อแผ่นงาน" in text_of(page)) == (network, bool(network))
