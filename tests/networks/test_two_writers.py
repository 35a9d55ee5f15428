"""Two mend the same meeting, letter, minutes or plan: the slower one is told, keeps her words and sees the others."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from moralprovince.core.models import User
from networks.models import (
    ActionItem,
    ActivityPlan,
    AgendaItem,
    Meeting,
    Office,
    ProgrammeYear,
    Resolution,
    SectorNetwork,
    WorkingGroup,
    WorkingGroupMember,
    WorkPlanItem,
)
from tests.factories import (
    OfficeFactory,
    ProgrammeYearFactory,
    SectorNetworkFactory,
    administrator_of,
    officer_of,
)
from tests.factories_networks_at_work import (
    ActionItemFactory,
    ActivityPlanFactory,
    MeetingFactory,
    WorkingGroupMemberFactory,
    WorkPlanItemFactory,
    group_with_members,
)
from tests.support.two_writers import TwoWriters, writers
from tests.support.uploads import pdf

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2027-04-03 10:00:00+07:00", tick=False)]


def meeting_beside_a_network(task):
    """Its key; the network that can be invited has the key 7000077."""
    SectorNetworkFactory(pk=7000077, code="media", name="เครือข่ายสื่อมวลชน", province=task.meeting.province)
    return task.meeting_id


def secretary_beside_a_colleague(task):
    """Her key; the colleague whom she can stand in for has the key 7000077."""
    WorkingGroupMemberFactory(pk=7000077, group=task.meeting.group, title="นาย", name="สมชาย ใจดี")
    return task.meeting.group.members.get(post="secretary").pk


# Address, table, its key among those of one task; what the faster and the slower one type; columns; what is shown as standing.
CASES = {
    "resolution": (
        "networks:resolution-edit", Resolution, lambda task: task.resolution_id,
        {"text": "เห็นชอบโดยมีข้อสังเกต"}, {"text": "ไม่เห็นชอบ"}, [("มติ", "เห็นชอบโดยมีข้อสังเกต")],
    ),
    "task": (
        "networks:action-edit", ActionItem, lambda task: task.pk,
        {"what": "ทำแผนใหม่", "owner_name": "นายหนึ่ง", "due_on": "20/4/2570"},
        {"what": "ทำแผนใหม่", "owner_name": "นางสอง", "due_on": "30/4/2570"},
        [("ผู้รับผิดชอบ", "นายหนึ่ง"), ("ภายในวันที่", "20 เมษายน 2570")],
    ),
    "item": (
        "networks:agenda-edit", AgendaItem, lambda task: task.resolution.item_id,
        {"section": "4", "title": "แผนงานร่วม"}, {"section": "6", "title": "แผนงานร่วม"}, [("ระเบียบวาระที่", "เรื่องเสนอเพื่อทราบ")],
    ),
    "work": (
        "networks:work-edit", WorkPlanItem, lambda task: WorkPlanItemFactory(programme_year__province=task.meeting.province).pk,
        {"what": "อบรมผู้ประเมิน", "lead": "university", "due_on": "20/4/2570"},
        {"what": "อบรมผู้ประเมิน", "lead": "center", "due_on": "20/4/2570"}, [("หน่วยงานหลัก", "มหาวิทยาลัย")],
    ),
    "plan": (
        "networks:plan-line-edit", ActivityPlan, lambda task: ActivityPlanFactory(network=task.meeting.group.network).pk,
        {"network": "province", "name": "วันคุณธรรม", "times": "2", "months": ["10", "2"]},
        {"network": "government", "name": "วันคุณธรรม", "times": "2"},
        [("เครือข่าย", "ของจังหวัดเอง"), ("เดือน", "ตุลาคม, กุมภาพันธ์")],
    ),
    # The faster one only invites a network.
    "meeting": (
        "networks:meeting-edit", Meeting, meeting_beside_a_network,
        {"number": "1", "held_on": "1/4/2570", "starts_at": "13.30", "place": "ห้องประชุม 1", "networks": ["7000077"]},
        {"number": "1", "held_on": "1/4/2570", "starts_at": "14.00", "place": "หอประชุม"},
        [("เริ่มเวลา", "13.30 น."), ("สถานที่", "ห้องประชุม 1"), ("เครือข่ายที่เชิญร่วมประชุม", "เครือข่ายสื่อมวลชน")],
    ),
    "group": (
        "networks:group-edit", WorkingGroup, lambda task: task.meeting.group_id,
        {"name": "คณะทำงานภาครัฐ", "order_number": "8/2570", "starts_on": "1/10/2563", "ends_on": "30/9/2570"},
        {"name": "คณะทำงานภาครัฐ", "order_number": "9/2570", "starts_on": "1/10/2563"},
        [("คำสั่งที่", "8/2570"), ("วาระถึง", "30 กันยายน 2570")],
    ),
    # The seat of the secretary; the faster one lets her stand in for a colleague.
    "seat": (
        "networks:member-edit", WorkingGroupMember, secretary_beside_a_colleague,
        {"post": "member", "name": "นางสาวใจ", "phone": "035123456", "starts_on": "1/10/2563", "stands_in_for": "7000077"},
        {"post": "vice_chair", "name": "นางสาวใจ", "phone": "035123456", "starts_on": "1/10/2563"},
        [("ตำแหน่งในคณะ", "คณะทำงาน"), ("ปฏิบัติหน้าที่แทน", "นายสมชาย ใจดี")],
    ),
    "last day": (
        "networks:member-end", WorkingGroupMember, lambda task: task.meeting.group.members.get(post="secretary").pk,
        {"ends_on": "30/4/2570"}, {"ends_on": "31/5/2570"}, [("วันสุดท้าย", "30 เมษายน 2570")],
    ),
    "office": (
        "office", Office, lambda task: None,
        {"name": "สำนักงาน", "primary_colour": "#1F5F7A", "small_group": "5", "phone": "035111111"},
        {"name": "สำนักงาน", "primary_colour": "#1F5F7A", "small_group": "5", "phone": "035222222"},
        [("โทรศัพท์", "035111111")],
    ),
    "year": (
        "networks:year-edit", ProgrammeYear, lambda task: ProgrammeYearFactory(province=task.meeting.province).fiscal_year,
        {"motto": "ซื่อสัตย์", "read_only_from": "1/10/2571"}, {"motto": "พอเพียง"},
        [("คำขวัญ", "ซื่อสัตย์"), ("อ่านอย่างเดียวตั้งแต่", "1 ตุลาคม 2571")],
    ),
    "network": (
        "networks:network-edit", SectorNetwork, lambda task: task.meeting.group.network.code,
        {"name": "ภาครัฐ", "aliases": "ราชการ", "order": "1", "first_fiscal_year": "2563"},
        {"name": "ภาครัฐ", "aliases": "รัฐ", "order": "2", "first_fiscal_year": "2563"},
        [("การสะกดแบบอื่น", "ราชการ"), ("ลำดับ", "1")],
    ),
    "person": (
        "networks:person-edit", User, lambda task: officer_of(task.meeting.province).pk,
        {"name": "นางสาวใจ ดี", "phone": "035111111"}, {"name": "นางใจ ดี", "phone": "035111111"}, [("ชื่อ–นามสกุล", "นางสาวใจ ดี")],
    ),
    "letter": (
        "networks:meeting-invitation", Meeting, lambda task: task.meeting_id,
        {"letter_number": "อย 0031/ว 8", "letter_on": "20/3/2570"}, {"letter_number": "อย 0031/ว 9", "letter_on": "21/3/2570"},
        [("เลขที่หนังสือ", "อย 0031/ว 8"), ("วันที่ในหนังสือ", "20 มีนาคม 2570")],
    ),
}  # fmt: skip


@pytest.fixture
def task():
    meeting = MeetingFactory(group=group_with_members(2), state="held", held_on=dt.date(2027, 4, 1))
    OfficeFactory(province=meeting.province)
    return ActionItemFactory(resolution__item__meeting=meeting)


@pytest.fixture
def two(client, task):
    people = [administrator_of(task.meeting.province) for _who in range(2)]
    for person in people:
        client.force_login(person)
    return writers(client, *people)


@pytest.fixture(params=CASES)
def case(request, task):
    name, table, key, faster, slower, standing = CASES[request.param]
    own = key(task)
    return reverse(name, args=[] if own is None else [own]), table, faster, slower, standing


class TestTwoWhoMendIt(TwoWriters):
    """Of each of these forms."""


# The order of a group as a file


@pytest.fixture
def order_sent(two, task):
    """Opens the form of the group, and sends it with an order and whatever else was typed; gives the address of the page."""
    group = task.meeting.group
    address = reverse("networks:group-edit", args=[group.pk])
    stands = {"name": group.name, "order_number": group.order_number, "starts_on": "1/10/2563"}

    def signs(page):
        return {name: page.context["form"][name].value() for name in ("sign", "order_sign")}

    def sent(who, signed, order="", **typed):
        file = {"order": SimpleUploadedFile(order, pdf())} if order else {}
        return two(who, address, stands | typed | signed | file)

    return sent, lambda: signs(two("slower", address)), signs


def order_of(task):
    group = WorkingGroup.objects.select_related("order_file").get(pk=task.meeting.group_id)
    return group.name, group.order_file and group.order_file.name


def test_an_order_takes_the_place_of_one_that_was_seen_only(order_sent, task):
    sent, opened, signs = order_sent
    name, shown = task.meeting.group.name, opened()
    assert sent("faster", shown, "คำสั่งแรก.pdf").status_code == 302
    page = sent("slower", shown, "คำสั่งหลัง.pdf", name="ชื่อใหม่")
    form = page.context["form"]
    assert (page.status_code, order_of(task)) == (200, (name, "คำสั่งแรก.pdf"))
    assert form.errors["order"] == ["ไฟล์ที่เลือกไว้ยังไม่ได้บันทึก กรุณาเลือกไฟล์อีกครั้งก่อนกดบันทึก"]
    assert form.stored_now == [("ชื่อคณะ", name), ("ไฟล์คำสั่ง", "คำสั่งแรก.pdf")]
    assert sent("slower", signs(page), "คำสั่งหลัง.pdf", name="ชื่อใหม่").status_code == 302
    assert order_of(task) == ("ชื่อใหม่", "คำสั่งหลัง.pdf")


def test_an_order_beside_a_group_is_no_conflict_for_who_chooses_none(order_sent, task):
    sent, opened, _signs = order_sent
    shown = opened()
    sent("faster", shown, "คำสั่งแรก.pdf")
    assert (sent("slower", shown, name="ชื่อใหม่").status_code, order_of(task)) == (302, ("ชื่อใหม่", "คำสั่งแรก.pdf"))


def test_a_form_that_comes_back_asks_for_its_file_again(order_sent, task):
    sent, opened, _signs = order_sent
    form = sent("slower", opened(), "คำสั่ง.pdf", name="").context["form"]
    assert (set(form.errors), order_of(task)[1]) == ({"name", "order"}, None)
