"""The workbook of a plan: what goes out comes back unchanged, mistakes are told by row, and nothing is written by halves."""

import io
from decimal import Decimal

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from moralprovince.core.errors import Refused
from networks.actions.activity_plans import PlanEntry, apply_plan
from networks.imports import plans
from networks.models import ActivityPlan
from tests.factories import ProgrammeYearFactory, SectorNetworkFactory, officer_of
from tests.factories_networks_at_work import ActivityPlanFactory
from tests.support.races import race

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2027-04-07 10:00:00+07:00", tick=False)]
HEAD = "เครือข่าย,กิจกรรม,จำนวนครั้งตามแผน,เดือน,งบประมาณ,กลุ่มเป้าหมาย,จำนวนคนที่คาดไว้\n"


@pytest.fixture
def office(client):
    line = ActivityPlanFactory(name="ตลาดนัด")
    client.force_login(officer_of(line.network.province))
    return client


def look(office, content: bytes, name: str = "แผน.csv"):
    """Choose a workbook; the address of the page that says what it would do."""
    chosen = office.post(reverse("networks:plan-import") + "?year=2570", {"file": SimpleUploadedFile(name, content)})
    return chosen.headers["Location"]


def read(office, rows: str):
    """What these rows below the heading come to."""
    return office.get(look(office, (HEAD + rows).encode())).context["read"]


def kept() -> list[tuple]:
    return list(ActivityPlan.objects.order_by("pk").values_list("name", "times", "months", "budget", "target_people"))


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_what_goes_out_comes_back_unchanged(office, ending):
    ActivityPlanFactory(network=None, name="สมัชชา", months=[10, 7], budget="1250.50", target_group="ทุกเครือข่าย")
    before = kept()
    sent = office.get(reverse("networks:plan-export"), {"year": 2570, "format": ending})
    address = look(office, b"".join(sent.streaming_content), f"plan.{ending}")
    page = office.get(address)
    assert (len(page.context["read"].entries), page.context["read"].problems) == (2, [])
    office.post(address)
    assert kept() == before


def test_lines_are_changed_and_added(office):
    rows = 'เครือข่ายภาครัฐ,ตลาดนัด,๓,"ก.พ., 5","๒๐,๐๐๐",ประชาชน,50\nของจังหวัดเอง,วันคุณธรรม,,สิงหาคม,,,\n'
    office.post(look(office, (HEAD + rows).encode()))
    assert kept() == [("ตลาดนัด", 3, [2, 5], 20_000, 50), ("วันคุณธรรม", 1, [8], None, None)]


def test_what_stands_under_a_heading_that_the_workbook_has_not_stays(office):
    ActivityPlan.objects.update(times=4, months=[12], budget=500, target_group="ประชาชน", target_people=50)
    address = look(office, "กิจกรรม,เครือข่าย,คนที่คาดไว้,เดือน\nตลาดนัด,เครือข่ายภาครัฐ,90,มี.ค.\nใหม่,เครือข่ายภาครัฐ,,\n".encode())
    page = office.get(address)
    assert page.context["read"].lacking == ["จำนวนครั้งตามแผน", "งบประมาณ", "กลุ่มเป้าหมาย", "จำนวนคนที่คาดไว้"]
    assert "จำนวนครั้งตามแผน, งบประมาณ, กลุ่มเป้าหมาย, จำนวนคนที่คาดไว้" in page.content.decode()
    office.post(address)
    assert kept() == [("ตลาดนัด", 4, [3], 500, 50), ("ใหม่", 1, [], None, None)]
    assert ActivityPlan.objects.first().target_group == "ประชาชน"


def test_lines_of_one_name_come_back_each_to_its_own(office):
    network = ActivityPlan.objects.get().network
    ActivityPlanFactory(network=network, name="ตลาดนัด", times=2, months=[3], budget=None)
    ActivityPlanFactory(network=network, name="ตลาดนัด", times=5, months=[6], budget=None)
    sent = b"".join(office.get(reverse("networks:plan-export"), {"year": 2570, "format": "csv"}).streaming_content).decode()
    heading, first, second, third = sent.splitlines()
    address = look(office, "\n".join([heading, third, first, second.replace("มี.ค.", "เม.ย.")]).encode())
    before = kept()
    assert office.get(address).context["read"].problems == []
    said = office.post(address, follow=True).content.decode()
    assert "เพิ่ม 0 รายการ แก้ไข 1 รายการ" in said
    assert kept() == [before[0], (*before[1][:2], [4], *before[1][3:]), before[2]]


def test_a_workbook_with_other_rows_of_a_name_than_the_plan_has_lines_is_not_taken(office):
    network = ActivityPlan.objects.get().network
    ActivityPlanFactory(network=network, name="ตลาดนัด", times=2)
    row = "เครือข่ายภาครัฐ,ตลาดนัด,7,,,,\n"
    sentence = "แผนมีกิจกรรมนี้ของเครือข่ายนี้ 2 รายการ กรุณาใส่ให้ครบทุกรายการ รายการละหนึ่งแถว ตามไฟล์ที่ส่งออกจากหน้านี้"
    plan = read(office, f"ของจังหวัดเอง,ตลาดนัด,1,,,,\n{row}เครือข่ายภาครัฐ,อื่น,เยอะ,,,,\n")
    assert plan.problems == [(3, sentence), (4, "จำนวนครั้งตามแผน: ตัวเลขในช่องนี้ไม่ถูกต้อง (เยอะ)")]
    assert read(office, row * 2).problems == []
    assert read(office, row * 3).problems == [(4, sentence)]


def test_rows_that_no_longer_have_a_line_each_are_refused_and_nothing_is_written(office):
    line = ActivityPlan.objects.get()
    entries = [PlanEntry("วันคุณธรรม"), PlanEntry("ตลาดนัด", line.network, times=9)]
    ActivityPlanFactory(network=line.network, name="ตลาดนัด")
    before = kept()
    with pytest.raises(Refused, match="แผนเปลี่ยนไปเมื่อสักครู่"):
        apply_plan(year=line.programme_year, entries=entries, by=officer_of(line.programme_year.province))
    assert kept() == before


@pytest.mark.parametrize(
    "row, found",
    [
        ("GOVERNMENT,ก,366,12,0,,0", (366, (12,), 0, 0)),
        ("เครือข่ายภาครัฐ ,ก,,มี.ค. ธันวาคม,9999999999.99,,", (1, (3, 12), Decimal("9999999999.99"), None)),
        ("ของจังหวัดเอง,ก,1,march/DEC.,.5,,", (1, (3, 12), Decimal("0.5"), None)),
        ("ของจังหวัดเอง,ก,1,,10000000000,,", "งบประมาณ: ตัวเลขในช่องนี้ไม่ถูกต้อง (10000000000)"),
        ("ของจังหวัดเอง,ก,1,,1.005,,", "งบประมาณ: ตัวเลขในช่องนี้ไม่ถูกต้อง (1.005)"),
        ("ของจังหวัดเอง,ก,1,,-1,,", "งบประมาณ: ตัวเลขในช่องนี้ไม่ถูกต้อง (-1)"),
        ("ของจังหวัดเอง,ก,367,,,,", "จำนวนครั้งตามแผน: ตัวเลขในช่องนี้ไม่ถูกต้อง (367)"),
        ("ของจังหวัดเอง,ก,1,,,,สิบ", "จำนวนคนที่คาดไว้: ตัวเลขในช่องนี้ไม่ถูกต้อง (สิบ)"),
    ],
)  # fmt: skip
def test_a_cell_is_taken_as_it_is_meant_or_its_row_is_named(office, row, found):
    plan = read(office, f" ,,,,,,\n{row}\n")
    entries = [(one.times, one.months, one.budget, one.target_people) for one in plan.entries]
    assert (entries, plan.problems) == (([found], []) if isinstance(found, tuple) else ([], [(3, found)]))


def test_names_are_known_in_any_spelling_and_have_to_fit(office):
    network = ActivityPlan.objects.get().network
    type(network).objects.update(aliases=["ภาครํฐ เดิม"], name_en="Government Network")
    names = ["government network", "ภาครํฐ  เดิม", "OF THE PROVINCE ITSELF"]
    plan = read(office, "".join(f"{name},{number}{'ก' * 249},,,,,\n" for number, name in enumerate(names)))
    assert ([one.network for one in plan.entries], plan.problems) == ([network, network, None], [])
    long = read(office, f"government,{'ก' * 251},,,,,\ngovernment,วัน  ดี,,,,,\nGovernment,วัน ดี,,,,,\n")
    assert [number for number, _sentence in long.problems] == [2, 4]


def test_the_name_of_a_network_goes_before_what_another_was_called_and_what_two_were_called_is_none(office):
    network = ActivityPlan.objects.get().network
    for code, order in (("media", 0), ("youth", 9)):
        SectorNetworkFactory(code=code, order=order, aliases=["เครือข่ายภาครัฐ", "เดิม", code.upper()])
    plan = read(office, "".join(f"{name},ก,,,,,\n" for name in ("เครือข่ายภาครัฐ", "เครือข่าย media", "YOUTH", "เดิม")))
    assert [one.network.code for one in plan.entries] == [network.code, "media", "youth"]
    assert [number for number, _sentence in plan.problems] == [5]


def test_the_sheet_that_is_a_plan_is_found_and_its_formulas_are_named(office):
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        book.add_worksheet("ปก").write_row(0, 0, ["แผนกิจกรรม", "ปี 2570"])
        sheet = book.add_worksheet("แผน")
        sheet.write_row(0, 0, ["NETWORK", "Activity", "Planned times", "Budget"])
        sheet.write_row(1, 0, ["government", "ก", 2])
        sheet.write_formula(1, 3, "=1+1", value="")
    plan = office.get(look(office, made.getvalue(), "แผน.xlsx")).context["read"]
    assert [number for number, _sentence in plan.problems] == [2]


def test_a_file_longer_than_any_plan_is_not_read_to_its_end(office, monkeypatch):
    monkeypatch.setattr(plans, "MOST_LINES", 2)
    lines = [f"ของจังหวัดเอง,{number},,,,,\n" for number in range(4)]
    assert len(read(office, "".join(lines[:2])).entries) == 2
    seen, read_row = [], plans.read_row
    monkeypatch.setattr(plans, "read_row", lambda *row: (seen.append(row[1]), read_row(*row)))
    page = office.get(look(office, (HEAD + "".join(lines)).encode()), follow=True)
    assert ("ไฟล์นี้มีรายการมากเกินกว่าแผนหนึ่งปีจะรับได้" in page.content.decode(), seen) == (True, [2, 3, 4])


def test_wrong_rows_are_named_and_nothing_is_written(office):
    SectorNetworkFactory(code="media", name="เครือข่ายสื่อ")
    rows = "เครือข่ายสื่อ,ดี,1,1,,,\nเครือข่ายดาวอังคาร,ก,1,13,ฟรี,,\nเครือข่ายสื่อ,,0,,,,\nเครือข่ายสื่อ,ดี,2,,,,\n"
    address, before = look(office, (HEAD + rows).encode()), kept()
    problems = office.get(address).context["read"].problems
    assert [number for number, _sentence in problems] == [3, 3, 3, 4, 4, 5]
    assert (office.post(address).status_code, kept()) == (409, before)


def test_a_file_without_headings_is_refused_in_a_sentence(office):
    address = look(office, "ก,ข\n1,2\n".encode())
    page = office.get(address, follow=True)
    assert "ไม่พบแถวหัวตาราง" in page.content.decode()


def test_another_persons_workbook_is_not_there(office, client):
    address = look(office, HEAD.encode())
    client.force_login(officer_of(ActivityPlan.objects.get().network.province))
    assert client.get(address).status_code == 404


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_the_same_workbook_at_once_the_slower_one_adds_nothing():
    year = ProgrammeYearFactory()
    people = [officer_of(year.province), officer_of(year.province)]
    entries = [PlanEntry(f"กิจกรรม {number}") for number in range(20)]
    race(*(lambda by=by: apply_plan(year=year, entries=entries, by=by) for by in people))
    assert sorted(name for name, *_rest in kept()) == sorted(one.name for one in entries)
