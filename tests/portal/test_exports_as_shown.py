"""What lists of networks at work give away as a table: every column, every row, in the order in which the page shows them."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import re

import openpyxl
import pytest
from django.urls import reverse

from assessments.exports import appeals, assessments, certificates
from moralprovince.core import tables
from moralprovince.portal.exports import post
from networks.models import Meeting
from pledges.exports import calls, pledges, reports
from tests.factories import (
    DistrictFactory,
    OfficeFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    SectorNetworkFactory,
    coordinator_of,
    officer_of,
)
from tests.factories_assessments import AssessmentFactory
from tests.factories_networks_at_work import (
    ActionItemFactory,
    ActivityFactory,
    ActivityPlanFactory,
    AttendanceFactory,
    MeetingFactory,
    WorkPlanItemFactory,
    group_with_members,
)
from tests.factories_pledges import FollowUpReportFactory, VirtueFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2027-04-07 12:00:00+07:00", tick=False)]
PAST = dt.date(2027, 3, 1)


@pytest.fixture
def network():
    province = OfficeFactory(working_year=ProgrammeYearFactory(fiscal_year=2570)).province
    return SectorNetworkFactory(province=province)


@pytest.fixture
def office(client, network):
    client.force_login(officer_of(network.province))
    return client


def table_of(client, name: str, *args: object, **query: str) -> list[list[str]]:
    """The export as CSV, headings first."""
    response = client.get(reverse(name, args=args), query | {"format": "csv"})
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def titles_on(client, name: str, *args: object, **query: str) -> list[str]:
    """The heading of each row of the page's table."""
    page = client.get(reverse(name, args=args), query).content.decode()
    found = re.findall(r'<t[hd][^>]*scope="row"[^>]*>(.*?)</t[hd]>', page, re.DOTALL)
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", " ", one)).split()) for one in found]


def in_one_order(titles: list[str], cells: list[str]) -> bool:
    """Each row of the page names what stands in the same row of the table."""
    return [cell in title for title, cell in zip(titles, cells, strict=True)] == [True] * len(cells)


def of_meetings(network) -> Meeting:
    """One held in March with a letter, one to come without an hour."""
    group = group_with_members(2, network=network, name="คณะทำงานภาครัฐ")
    held = MeetingFactory(group=group, held_on=PAST, state="held", title="แผนปีใหม่", letter_number="อย 0031/ว 5")
    MeetingFactory(group=group, held_on=dt.date(2027, 5, 6), starts_at=None, place="")
    MeetingFactory(group__network__code="media", held_on=PAST)
    return held


def test_meetings(office, network):
    of_meetings(network)
    headings, *rows = table_of(office, "networks:meetings-export", network="government")
    assert headings == [
        "ครั้งที่", "คณะทำงาน", "เครือข่าย", "วันที่", "เริ่มเวลา", "สถานที่", "เรื่อง", "สถานะ", "เลขที่หนังสือ"
    ]  # fmt: skip
    assert rows == [
        ["2/2570", "คณะทำงานภาครัฐ", "เครือข่ายภาครัฐ", "06/05/2570", "", "", "", "วางแผนไว้", ""],
        ["1/2570", "คณะทำงานภาครัฐ", "เครือข่ายภาครัฐ", "01/03/2570", "13.30", "ห้องประชุม 1", "แผนปีใหม่", "จัดประชุมแล้ว",
         "อย 0031/ว 5"],
    ]  # fmt: skip
    assert in_one_order(titles_on(office, "networks:meetings", network="government"), [row[0] for row in rows])


def test_what_meetings_resolved(office, network):
    held = of_meetings(network)
    done = {"state": "done", "done_on": dt.date(2027, 3, 20), "note": "ส่งแล้ว"}
    ActionItemFactory(resolution__item__meeting=held, what="แจ้งองค์กร", due_on=dt.date(2027, 3, 15), **done)
    ActionItemFactory(resolution__item__meeting=held, due_on=None)
    headings, *rows = table_of(office, "networks:actions-export", state="all")
    assert headings == [
        "สิ่งที่ต้องทำ", "ผู้รับผิดชอบ", "ภายในวันที่", "สถานะ", "ดำเนินการเมื่อ", "หมายเหตุ", "คณะทำงาน", "ครั้งที่", "มติ"
    ]  # fmt: skip
    where = ["คณะทำงานภาครัฐ", "1/2570", "เห็นชอบตามเสนอ"]
    assert sorted(rows) == sorted([
        ["แจ้งองค์กร", "นายสมชาย ใจดี", "15/03/2570", "ทำแล้ว", "20/03/2570", "ส่งแล้ว", *where],
        ["จัดทำร่างแผนกิจกรรม", "นายสมชาย ใจดี", "", "กำลังดำเนินการ", "", "", *where],
    ])  # fmt: skip
    assert in_one_order(titles_on(office, "networks:actions", state="all"), [row[0] for row in rows])
    assert [row[0] for row in table_of(office, "networks:actions-export", state="open")[1:]] == ["จัดทำร่างแผนกิจกรรม"]


def test_activities(office, network):
    line = ActivityPlanFactory(network=network, name="ตลาดนัดคุณธรรม")
    district = DistrictFactory(province=network.province, code="1402", name="ท่าเรือ")
    made = ActivityFactory(
        network=network, plan=line, name="ตลาดนัดมีนา", held_on=PAST, until=dt.date(2027, 3, 2), state="done", people=120,
        budget_used="4500.50", district=district, result="ร่วมกันดี",
    )  # fmt: skip
    made.organisations.set([OrganisationFactory(name="วัดหนึ่ง"), OrganisationFactory(name="วัดสอง")])
    made.virtues.set([VirtueFactory()])
    ActivityFactory(network=None, name="ของจังหวัด", place="")
    headings, *rows = table_of(office, "networks:activities-export")
    assert headings == [
        "วันที่", "ถึงวันที่", "กิจกรรม", "เครือข่าย", "สถานะ", "อำเภอ", "สถานที่", "ผู้ร่วมกิจกรรม", "เงินที่ใช้", "ตามแผนรายการ",
        "องค์กร", "คุณธรรม", "ผลที่เกิดขึ้น",
    ]  # fmt: skip
    assert rows == [
        ["01/05/2570", "", "ของจังหวัด", "ของจังหวัดเอง", "วางแผนไว้", "", "", "", "", "", "", "", ""],
        ["01/03/2570", "02/03/2570", "ตลาดนัดมีนา", "เครือข่ายภาครัฐ", "ทำแล้ว", "ท่าเรือ", "ลานหน้าศาลากลาง", "120", "4500.50",
         "ตลาดนัดคุณธรรม", "วัดสอง, วัดหนึ่ง", "วินัย", "ร่วมกันดี"],
    ]  # fmt: skip
    assert in_one_order(titles_on(office, "networks:activities"), [row[2] for row in rows])
    assert len(table_of(office, "networks:activities-export", state="done")) == 2


def test_the_joint_work_plan_and_the_columns_of_its_table(office, network):
    days = {"starts_on": dt.date(2027, 1, 5), "due_on": PAST, "done_on": dt.date(2027, 2, 20)}
    WorkPlanItemFactory(what="อบรมผู้ประเมิน", lead="university", lead_name="คณะครุศาสตร์", note="สองวัน", order=1, **days)
    WorkPlanItemFactory(what="ออกแบบเครื่องมือ", order=2)
    headings, *rows = table_of(office, "networks:work-plan-export")
    assert headings == ["สิ่งที่ต้องทำ", "หน่วยงานหลัก", "บุคคลหรือหน่วยงาน", "ตั้งแต่วันที่", "ภายในวันที่", "ดำเนินการเมื่อ", "หมายเหตุ"]
    assert rows == [
        ["อบรมผู้ประเมิน", "มหาวิทยาลัย", "คณะครุศาสตร์", "05/01/2570", "01/03/2570", "20/02/2570", "สองวัน"],
        ["ออกแบบเครื่องมือ", "สำนักงานวัฒนธรรมจังหวัด", "", "", "30/04/2570", "", ""],
    ]  # fmt: skip
    assert in_one_order(titles_on(office, "networks:work-plan"), [row[0] for row in rows])
    page = office.get(reverse("networks:work-plan")).content.decode()
    assert re.findall(r'<th scope="col">([^<]*)</th>', page) == [
        "สิ่งที่ต้องทำ", "หน่วยงานหลัก", "ตั้งแต่วันที่", "ภายในวันที่", "ดำเนินการแล้ว"
    ]  # fmt: skip
    cells = [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<td data-label.*?</td>", page, re.DOTALL)]
    assert [cell.partition(" เปิด")[0] for cell in cells[:4]] == [
        "มหาวิทยาลัย คณะครุศาสตร์", "5 ม.ค. 2570", "1 มี.ค. 2570", "20 ก.พ. 2570"
    ]  # fmt: skip


def test_attendance(office, network):
    held = of_meetings(network)
    chair, secretary = held.group.members.in_official_order()
    AttendanceFactory(meeting=held, member=chair, name="นายประธาน", position="นายอำเภอ", agency="อำเภอ", post="chair",
                      status="represented", on_behalf="นางมาแทน", order=1)  # fmt: skip
    AttendanceFactory(meeting=held, member=secretary, name="นางเลขา", post="secretary", status="absent", reason="ป่วย", order=2)
    signed = dt.datetime(2027, 3, 1, 6, 20, tzinfo=dt.UTC)
    AttendanceFactory(meeting=held, name="นางแขก", status="attending", signed_in_at=signed, order=3)
    headings, *rows = table_of(office, "networks:attendance-export", held.pk)
    assert headings == ["ชื่อ", "ตำแหน่ง", "หน่วยงาน", "ตำแหน่งในคณะ", "ผู้เข้าประชุม", "ผู้มาแทน", "เหตุที่ไม่มา", "ลงชื่อเมื่อ"]
    assert rows == [
        ["นายประธาน", "นายอำเภอ", "อำเภอ", "ประธาน", "มีผู้แทน", "นางมาแทน", "", ""],
        ["นางเลขา", "", "", "เลขานุการ", "ไม่มา", "", "ป่วย", ""],
        ["นางแขก", "", "", "", "ผู้เข้าร่วมประชุม", "", "", "1 มี.ค. 2570 13:20 น."],
    ]  # fmt: skip
    shown = office.get(reverse("networks:attendance", args=[held.pk])).content.decode()
    assert sorted(map(shown.index, ("นายประธาน", "นางเลขา", "นางแขก"))) == [shown.index(row[0]) for row in rows]


def test_networks(office, network):
    late = FollowUpReportFactory(due_on=dt.date(2027, 3, 31), pledge__organisation=OrganisationFactory(network=network))
    AssessmentFactory(organisation=late.pledge.organisation, state="certified", scores=[2] * 6 + [0] * 3)
    group = group_with_members(2, network=network)
    chair = group.members.get(post="chair")
    coordinator_of(network, name="นางประสาน งานดี")
    SectorNetworkFactory(code="media", name="เครือข่ายสื่อ", province=network.province, order=9)
    headings, *rows = table_of(office, "networks:networks-export")
    assert headings == [
        "เครือข่าย", "ปีงบประมาณ", "ประธาน", "จำนวนคนในคณะทำงาน", "องค์กรและชุมชน", "รับรองระดับ 1", "รับรองระดับ 2",
        "รับรองระดับ 3", "รายงานค้างส่ง", "ผู้ประสานงาน",
    ]  # fmt: skip
    assert rows == [
        ["เครือข่ายภาครัฐ", "2570", str(chair), "2", "1", "1", "0", "0", "1", "นางประสาน งานดี"],
        ["เครือข่ายสื่อ", "2570", "", "0", "0", "0", "0", "0", "0", ""],
    ]  # fmt: skip
    shown = office.get(reverse("networks:networks")).context["rows"]
    assert [
        [str(row.network), str(row.members.count), *(str(level.count) for level in row.levels), str(row.late.count)]
        for row in shown
    ] == [[row[0], *row[4:9]] for row in rows]


def test_the_calendar(office, network):
    of_meetings(network)
    ActivityFactory(network=network, name="ค่ายเยาวชน", held_on=dt.date(2027, 2, 28), until=PAST, state="cancelled")
    WorkPlanItemFactory(what="อบรมผู้ประเมิน", due_on=dt.date(2027, 3, 9))
    headings, *rows = table_of(office, "calendar-export", month="2570-03", network="government")
    assert headings == ["วันที่", "ถึงวันที่", "เริ่มเวลา", "ประเภท", "รายการ", "เครือข่าย", "สถานที่หรือผู้รับผิดชอบ", "ยกเลิก"]
    assert rows == [
        ["28/02/2570", "01/03/2570", "", "กิจกรรม", "ค่ายเยาวชน", "ภาครัฐ", "ลานหน้าศาลากลาง", "ยกเลิก"],
        ["01/03/2570", "", "13.30 น.", "การประชุม", "การประชุมคณะทำงานภาครัฐ ครั้งที่ 1/2570", "ภาครัฐ", "ห้องประชุม 1", ""],
    ]  # fmt: skip
    for query in ({"network": "government"}, {}, {"kind": "meeting"}):
        titles = titles_on(office, "calendar", month="2570-03", view="list", **query)
        cells = [row[4] for row in table_of(office, "calendar-export", month="2570-03", **query)[1:]]
        assert in_one_order([title.replace("\u00a0", " ") for title in titles], cells)


LISTS = {appeals: "columns", assessments: "columns", certificates: "columns", post: "columns", calls: "columns",
         pledges: "columns", reports: "headings"}  # fmt: skip


@pytest.mark.parametrize("module", LISTS, ids=lambda module: module.__name__)
def test_a_list_says_of_each_column_what_stands_in_it(module):
    assert len(module.KINDS) == len(getattr(module, LISTS[module])())
    assert set(module.KINDS) <= set(tables.KINDS)


def test_a_name_and_a_note_have_more_room_in_the_workbook_than_a_day(office, network):
    body = OrganisationFactory(province=network.province, network=network)
    FollowUpReportFactory(pledge__organisation=body, due_on=PAST)
    response = office.get(reverse("pledges:calls-export"), {"format": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    widths = {sheet.cell(1, number).value: sheet.column_dimensions[sheet.cell(1, number).column_letter].width
              for number in range(1, sheet.max_column + 1)}  # fmt: skip
    assert (sheet.cell(2, 2).value, sheet.cell(2, 8).is_date) == (body.name, True)
    shown = [round(widths[name]) for name in ("ชื่อ", "หมายเหตุ", "ครบกำหนด", "รหัส")]
    assert shown == [37, 37, 15, 19]
