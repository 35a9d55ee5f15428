"""A set out as a workbook and in again: the same comes back, mistakes are told by row, and only a draft is changed."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from assessments.actions.criteria import add_item, change_criteria, make_version, publish
from assessments.models import CriteriaSet
from assessments.rubric import Rubric, rubric_of
from moralprovince.core.audit import history_of
from tests.factories import ProvinceFactory, administrator_of
from tests.factories_assessments import criteria

pytestmark = pytest.mark.django_db
LEVELS, WORDINGS, BANDS = "ระดับและเกณฑ์ผ่าน", "ข้อและถ้อยคำ", "ช่วงคะแนน"


@pytest.fixture
def administrator():
    return administrator_of(ProvinceFactory(code="14"))


@pytest.fixture
def draft(administrator):
    return make_version(criteria_set=criteria(), province=ProvinceFactory(code="14"), by=administrator)


@pytest.fixture
def inside(client, administrator):
    client.force_login(administrator)
    return client


def stored(criteria_set):
    return rubric_of(CriteriaSet.objects.with_rubric().get(pk=criteria_set.pk))


def exported(client, criteria_set, language="th"):
    client.cookies["django_language"] = language
    response = client.get(reverse("admin:assessments_criteriaset_workbook", args=[criteria_set.pk]))
    return openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))


def imported(client, criteria_set, book):
    client.cookies["django_language"] = "th"
    stream = io.BytesIO()
    book.save(stream)
    file = SimpleUploadedFile("เกณฑ์.xlsx", stream.getvalue())
    return client.post(reverse("admin:assessments_criteriaset_import", args=[criteria_set.pk]), {"file": file})


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("code", ["plan1", "plan2"])
def test_what_was_exported_changes_nothing_when_it_comes_back(inside, administrator, code, language):
    draft = make_version(criteria_set=criteria(code), province=ProvinceFactory(code="14"), by=administrator)
    before = stored(draft)

    answer = imported(inside, draft, exported(inside, draft, language))

    assert (answer.status_code, stored(draft)) == (302, before)
    assert [event.action for event in history_of(draft)] == ["make_version"]


def test_odd_texts_days_shares_and_an_unworded_item_come_back_as_they_were(inside, draft, administrator):
    with translation.override("th"):
        add_item(criteria_set=draft, by=administrator)
        rubric = stored(draft)
        wording = {**rubric.wordings[1, "community"], "text": "'-ขึ้นต้นด้วยขีด\nบรรทัดสอง", "evidence": "+66", "source": "007"}
        band = {**rubric.bands[1, 3], "least_percent": "79.96", "checked_on": "2026-12-01", "descriptor": "80"}
        part = Rubric(wordings={(1, "community"): wording}, bands={(1, 3): band})
        change_criteria(criteria_set=draft, part=part, by=administrator)
    before, history = stored(draft), history_of(draft).count()

    answer = imported(inside, draft, exported(inside, draft))

    assert (answer.status_code, stored(draft), history_of(draft).count()) == (302, before, history)


def test_changes_in_the_workbook_are_taken_in_and_told_in_the_history(inside, draft):
    book = exported(inside, draft)
    book[LEVELS]["D2"] = 7
    book[WORDINGS]["E2"] = "ถ้อยคำใหม่"
    book[BANDS].delete_rows(2)

    answer = imported(inside, draft, book)

    rubric = stored(draft)
    assert answer.status_code == 302
    assert (rubric.levels[1]["least_sum"], rubric.wordings[1, "organisation"]["text"], (1, 3) in rubric.bands) == (
        7, "ถ้อยคำใหม่", False
    )  # fmt: skip
    assert (history_of(draft)[0].action, history_of(draft)[0].note) == ("import_criteria", "เกณฑ์.xlsx")


MISTAKES = {
    "number": (LEVELS, "D2", "หก", "แผ่นงาน “ระดับและเกณฑ์ผ่าน” แถว 2: คะแนนรวมอย่างน้อย: “หก” ไม่ใช่จำนวนเต็ม"),
    "kind": (WORDINGS, "D3", "วัด", "แผ่นงาน “ข้อและถ้อยคำ” แถว 3: ประเภท: “วัด” ไม่ใช่ค่าใดใน องค์กร, ชุมชน, อำเภอ, จังหวัด"),
    "empty": (WORDINGS, "E4", None, "แผ่นงาน “ข้อและถ้อยคำ” แถว 4: ถ้อยคำว่างอยู่"),
    "twice": (BANDS, "B3", 3, "แผ่นงาน “ช่วงคะแนน” แถว 3: ซ้ำกับแถวก่อนหน้า"),
    "share": (BANDS, "D2", 120, "แผ่นงาน “ช่วงคะแนน” แถว 2: ตั้งแต่ร้อยละ: ร้อยละต้องอยู่ระหว่าง 0 ถึง 100 ทศนิยมไม่เกินสองตำแหน่ง"),
    "level": (WORDINGS, "B3", 2, "แผ่นงาน “ข้อและถ้อยคำ” แถว 3: ระดับหรือการคำนวณของข้อ 1 ไม่ตรงกับแถวก่อนหน้า"),
}  # fmt: skip


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_told_with_its_row_and_nothing_is_changed(inside, draft, case):
    sheet, cell, value, sentence = MISTAKES[case]
    before, book = stored(draft), exported(inside, draft)
    book[sheet][cell] = value
    book[LEVELS]["I2"] = "ไม่ควรเข้า"

    page = imported(inside, draft, book)

    assert (page.status_code, page.context["problems"], stored(draft)) == (200, [sentence], before)


def test_a_missing_sheet_and_no_workbook_at_all_are_told(inside, draft):
    book = exported(inside, draft)
    del book[BANDS]

    missing = imported(inside, draft, book)
    address = reverse("admin:assessments_criteriaset_import", args=[draft.pk])
    broken = inside.post(address, {"file": SimpleUploadedFile("เกณฑ์.xlsx", b"PK\x03\x04no workbook")})
    nothing = inside.post(address)

    assert [len(page.context["problems"]) for page in (missing, broken, nothing)] == [1, 1, 1]
    assert missing.context["problems"][0].startswith("ไม่พบแผ่นงาน “ช่วงคะแนน”")


def test_a_workbook_changes_no_frozen_set_and_none_of_another_province(inside, client, draft, administrator):
    book = exported(inside, draft)
    book[LEVELS]["D2"] = 5
    publish(criteria_set=draft, by=administrator)
    before, shipped = stored(draft), stored(criteria())

    refused = [imported(inside, one, book).status_code for one in (draft, criteria())]
    client.force_login(administrator_of(ProvinceFactory(code="15")))
    far = [imported(client, draft, book).status_code,
           client.get(reverse("admin:assessments_criteriaset_workbook", args=[draft.pk])).status_code]  # fmt: skip

    assert (refused, far) == ([409, 409], [404, 404])
    assert (stored(draft), stored(criteria())) == (before, shipped)
