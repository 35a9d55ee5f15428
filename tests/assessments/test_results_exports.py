"""The results as a workbook whose columns are data, and letters of result whose Thai reads back as it was written."""

import datetime as dt
import io
import json

import pypdfium2
import pytest
from django.urls import reverse
from openpyxl import load_workbook

from assessments.actions import decisions, sessions
from assessments.exports import results
from assessments.models import AssessmentCalendar, OutstandingAward, Score
from networks.models import Office
from tests.factories import DistrictFactory, OfficeFactory, OrganisationFactory, ProgrammeYearFactory, officer_of
from tests.factories_assessments import AssessmentFactory, committee_member_of

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2027-08-12 10:00:00+07:00", tick=False)]

DAY = dt.date(2027, 8, 10)
ONE, TWO, THREE = [2, 2, 2, 1, 0, 0, 0, 0, 0], [3, 3, 2, 2, 2, 2, 0, 0, 0], [3] * 9


@pytest.fixture
def officer(client):
    office = OfficeFactory(
        address="ศาลากลางจังหวัด ถนนสายเอเชีย 13000", phone="035-336-647", email="ayutthaya@example.org", letter_code="อย 0031",
        signatory_name="นางสาวสุดใจ ปิ่นเกล้า", signatory_title="วัฒนธรรมจังหวัดพระนครศรีอยุธยา",
    )  # fmt: skip
    person = officer_of(office.province)
    client.force_login(person)
    return person


def case(name, scores, kind="organisation"):
    return AssessmentFactory(state="recommended", scores=scores, organisation=OrganisationFactory(name=name, kind=kind))


@pytest.fixture
def session(officer):
    """A closed session: three bodies and a district were decided, one at another level than recommended."""
    year = ProgrammeYearFactory()
    held = sessions.plan_session(programme_year=year, number="2/2570", held_on=DAY, by=officer)
    cases = [
        case("ชุมชนบ้านป้อมน้ำใจ", ONE, "community"), case("โรงเรียนวัดใหญ่", TWO), case("โรงพยาบาลผู้เปี่ยมสุข", THREE),
        AssessmentFactory(of_body=False, district=DistrictFactory(), kind="district", state="recommended", scores=THREE),
    ]  # fmt: skip
    sessions.put_on_agenda(session=held, assessments=cases, by=officer)
    sessions.open_session(session=held, by=officer)
    given = {"resolution": "2/2570", "resolved_on": DAY, "by": officer}
    changed = held.cases.get(assessment=cases[1])
    decisions.decide(case=changed, level=0, note="หลักฐานข้อ 3 ยังไม่ครบ", **given)
    decisions.certify_many(session=held, cases=list(held.cases.exclude(pk=changed.pk)), **given)
    return held


def fetched(client, address):
    response = client.get(address)
    assert response.status_code == 200
    # Read to its end, a file closes itself.
    return b"".join(response.streaming_content) if response.streaming else response.content


def sheet(content):
    return [list(row) for row in load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]


def pages(content):
    document = pypdfium2.PdfDocument(content)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return texts


# The workbook


def test_the_workbook_has_a_row_for_each_result_in_calling_order(client, session):
    Score.objects.filter(assessment__kind="district", criterion__number=8).update(committee_score=2)
    head, *rows = sheet(fetched(client, reverse("assessments:session-results", args=[session.pk])))
    assert head[8:12] == ["ระดับ", "ชื่อระดับ", "ข้อ 1", "ข้อ 2"]
    columns = ("ลำดับ", "ประเภท", "ชื่อ", "ระดับ", "ชื่อระดับ", "ข้อ 8", "คะแนนรวม", "เลขที่มติ", "หมายเหตุ")
    assert [[row[head.index(name)] for name in columns] for row in rows] == [
        [1, "องค์กร", "โรงพยาบาลผู้เปี่ยมสุข", 3, "องค์กรคุณธรรมต้นแบบ", 3, 27, "2/2570", None],
        [2, "องค์กร", "โรงเรียนวัดใหญ่", 0, "ยังไม่ผ่านเกณฑ์", 0, 14, "2/2570", "หลักฐานข้อ 3 ยังไม่ครบ"],
        [3, "ชุมชน", "ชุมชนบ้านป้อมน้ำใจ", 1, "ชุมชนส่งเสริมคุณธรรม", 0, 7, "2/2570", None],
        [4, "อำเภอ", "พระนครศรีอยุธยา", 3, "อำเภอคุณธรรมต้นแบบ", 2, 26, "2/2570", None],
    ]
    assert rows[0][head.index("วันที่มีมติ")] == dt.datetime(2027, 8, 10)


def test_which_column_holds_what_is_data(client, session, tmp_path, monkeypatch):
    wanted = [
        {"heading": "ผล", "value": "level_name", "kind": "wide"},
        {"heading": "ข้อที่ {number}", "value": "item_self_score", "kind": "number"},
        {"heading": "โดดเด่น", "value": "outstanding", "kind": "text"},
    ]  # fmt: skip
    file = tmp_path / "columns.json"
    file.write_text(json.dumps({"columns": wanted}), encoding="utf-8")
    monkeypatch.setattr(results, "FILE", file)
    best = session.cases.get(assessment__kind="district").assessment
    OutstandingAward.objects.create(
        programme_year=best.programme_year, kind="district", assessment=best, resolution="2/2570", resolved_on=DAY,
        by=best.decisions.get().by,
    )  # fmt: skip
    head, *rows = sheet(fetched(client, reverse("assessments:results-export")))
    assert head == ["ผล", *(f"ข้อที่ {number}" for number in range(1, 10)), "โดดเด่น"]
    assert rows[-1] == ["อำเภอคุณธรรมต้นแบบ", *[3] * 9, "✓"]
    assert rows[0][-1] is None


def test_every_column_of_the_shipped_file_is_known_and_an_unknown_one_is_refused(monkeypatch, tmp_path):
    columns = results.columns_for([1, 2])
    assert [column.heading for column in columns if column.item] == ["ข้อ 1", "ข้อ 2"]
    file = tmp_path / "columns.json"
    file.write_text(json.dumps({"columns": [{"heading": "ก", "value": "secret", "kind": "text"}]}), encoding="utf-8")
    monkeypatch.setattr(results, "FILE", file)
    with pytest.raises(KeyError):
        results.columns_for([1])


def test_a_decision_after_an_appeal_replaces_the_one_before(client, session, officer):
    again = session.cases.get(assessment__kind="community").assessment
    decisions.Decision.objects.create(assessment=again, level=2, resolution="4/2570", resolved_on=DAY, by=officer)
    head, *rows = sheet(fetched(client, reverse("assessments:results-export")))
    assert [row[head.index("เลขที่มติ")] for row in rows] == ["2/2570", "2/2570", "4/2570", "2/2570"]


def test_what_is_not_certified_stands_in_no_workbook_and_a_member_may_read_it(client, session):
    case("วัดที่ยังรอ", THREE)
    client.force_login(committee_member_of(session.province))
    text = fetched(client, reverse("assessments:results-export") + "?format=csv").decode("utf-8-sig")
    assert len(text.splitlines()) == 5


def test_results_take_the_same_queries_for_few_and_many(client, session, django_assert_max_num_queries):
    for number in range(20):
        AssessmentFactory(state="certified", scores=TWO, organisation=OrganisationFactory(name=f"วัด {number}"))
    with django_assert_max_num_queries(16):
        assert len(sheet(fetched(client, reverse("assessments:results-export")))) == 25


# The letters


def letters_of(client, session):
    return pages(fetched(client, reverse("assessments:session-letters-print", args=[session.pk]) + "?day=15/08/2570"))


def flat(text):
    """A page as one line; the printer breaks lines where it likes."""
    return "".join(text.split())


def test_there_is_one_letter_to_each_body_in_calling_order(client, session):
    found = [flat(page) for page in letters_of(client, session)]
    assert [("เรียนผู้บริหารโรงพยาบาลผู้เปี่ยมสุข" in found[0]), ("เรียนผู้บริหารโรงเรียนวัดใหญ่" in found[1]),
            ("เรียนประธานชุมชนบ้านป้อมน้ำใจ" in found[2]), ("เรียนนายอำเภอพระนครศรีอยุธยา" in found[3])] == [True] * 4  # fmt: skip
    assert len(found) == 4


def test_a_letter_has_the_official_form_and_reads_back_as_the_same_thai(client, session):
    AssessmentCalendar.objects.create(programme_year=session.programme_year, appeal_days=15)
    page = flat(letters_of(client, session)[0])
    parts = [
        "ที่อย๐๐๓๑/", "สำนักงานวัฒนธรรมจังหวัดพระนครศรีอยุธยา", "ศาลากลางจังหวัดถนนสายเอเชีย๑๓๐๐๐", "๑๕สิงหาคม๒๕๗๐",
        "เรื่องแจ้งผลการประเมินตามเกณฑ์การส่งเสริมคุณธรรมปีงบประมาณพ.ศ.๒๕๗๐", "เรียนผู้บริหารโรงพยาบาลผู้เปี่ยมสุข",
        "มีมติเลขที่๒/๒๕๗๐เมื่อวันที่๑๐สิงหาคม๒๕๗๐รับรองให้โรงพยาบาลผู้เปี่ยมสุขเป็น“องค์กรคุณธรรมต้นแบบ”",
        "อุทธรณ์พร้อมเหตุผลรายข้อได้ภายใน๑๕วันทำการ", "ขอแสดงความนับถือ", "(นางสาวสุดใจปิ่นเกล้า)",
        ")วัฒนธรรมจังหวัดพระนครศรีอยุธยา", "โทร.๐๓๕-๓๓๖-๖๔๗",
    ]  # fmt: skip
    places = [page.find(part) for part in parts]
    assert places == sorted(places) and -1 not in places, list(zip(parts, places, strict=True))


def test_a_letter_says_what_the_next_level_needs(client, session):
    page = flat(letters_of(client, session)[2])
    for part in ("“ชุมชนส่งเสริมคุณธรรม”", "“ชุมชนพัฒนาคุณธรรม”", "ข้อ๔ได้๑ต้องไม่น้อยกว่า๒", "คะแนนรวมได้๗ต้องไม่น้อยกว่า๑๔"):
        assert part in page


def test_a_letter_says_why_it_was_resolved_otherwise_and_lists_nothing_then(client, session):
    page = flat(letters_of(client, session)[1])
    assert "ยังไม่ถึงระดับตามเกณฑ์" in page
    assert "ที่ประชุมมีข้อพิจารณาว่าหลักฐานข้อ๓ยังไม่ครบ" in page
    assert "ต้องไม่น้อยกว่า" not in page


def test_the_province_is_written_to_by_its_governor(client, session, officer):
    own = AssessmentFactory(
        of_body=False, kind="province", province=session.province, programme_year=session.programme_year, state="recommended",
        scores=ONE,
    )  # fmt: skip
    sessions.put_on_agenda(session=session, assessments=[own], by=officer)
    decisions.certify_many(
        session=session, cases=[session.cases.get(assessment=own)], resolution="2/2570", resolved_on=DAY, by=officer
    )
    page = flat(letters_of(client, session)[-1])
    assert f"เรียนผู้ว่าราชการจังหวัด{session.province.name}" in page


@pytest.mark.parametrize("times", [12, 16, 20, 24])
def test_neither_the_signature_nor_the_contact_stands_alone_on_a_page(client, session, times):
    note = "ขอให้เพิ่มภาพกิจกรรมและบันทึกการประชุมของคณะทำงานทุกครั้งในปีถัดไป "
    session.decisions.filter(level=0).update(note=note * times)
    found = [flat(page) for page in letters_of(client, session)]
    last = next(page for page in found if "ทุกครั้งในปีถัดไปจึงเรียนมาเพื่อโปรดทราบ" in page)
    for words in ("ขอแสดงความนับถือ", "(นางสาวสุดใจปิ่นเกล้า)", "โทร.๐๓๕-๓๓๖-๖๔๗"):
        assert last.count(words) == 1
    assert len(found) == (4 if times == 12 else 5)


def test_without_a_letter_code_there_is_room_to_write_the_number(client, session):
    Office.objects.update(letter_code="")
    assert flat(letters_of(client, session)[0]).startswith("ที่......")


def test_a_wrong_day_asks_again(client, session):
    answer = client.get(reverse("assessments:session-letters-print", args=[session.pk]) + "?day=30/02/2570")
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["day"])
