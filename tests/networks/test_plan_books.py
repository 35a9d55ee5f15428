"""The workbook of a plan: what goes out comes back unchanged, mistakes are told by row, and nothing is written by halves."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from networks.models import ActivityPlan
from tests.factories import SectorNetworkFactory, officer_of
from tests.factories_networks_at_work import ActivityPlanFactory

pytestmark = pytest.mark.django_db
HEAD = "เครือข่าย,กิจกรรม,จำนวนครั้งตามแผน,เดือน,งบประมาณ,กลุ่มเป้าหมาย,จำนวนคนที่คาดไว้\n"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2027-04-07 10:00:00+07:00", tick=False):
        yield


@pytest.fixture
def office(client):
    line = ActivityPlanFactory(name="ตลาดนัด")
    client.force_login(officer_of(line.network.province))
    return client


def look(office, content: bytes, name: str = "แผน.csv"):
    """Choose a workbook; the address of the page that says what it would do."""
    chosen = office.post(reverse("networks:plan-import") + "?year=2570", {"file": SimpleUploadedFile(name, content)})
    return chosen.headers["Location"]


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
