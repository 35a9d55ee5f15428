"""An office in which nobody ever worked is named by the doctor and can be taken away; any other one stays."""

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command

from assessments import references as assessment_references
from moralprovince.core.models import AuditEvent, Message
from moralprovince.portal import doctor, references
from moralprovince.portal.models import Ladder
from networks.actions.office import OfficeEntry, write_office
from networks.models import Office, ProgrammeYear, SectorNetwork
from pledges.models import ReportRound
from tests.factories import OfficeFactory, OrganisationFactory, ProvinceFactory, administrator_of
from tests.support.reference import load_one_province

pytestmark = pytest.mark.django_db
NAME = "สำนักงานวัฒนธรรมจังหวัดพระนครศรีอยุธยา"


@pytest.fixture(autouse=True)
def brought(settings):
    """An installation of another province into which an earlier version brought Ayutthaya's office."""
    settings.PROVINCE = "17"
    load_one_province("14")
    for source in (assessment_references, references):
        list(source.load())
    administrator_of(OfficeFactory(province=ProvinceFactory(code="17")).province)
    return Office.objects.get(pk="14")


def remove(code="14"):
    out = io.StringIO()
    call_command("remove_office", province=code, stdout=out)
    return out.getvalue()


def test_the_doctor_names_it_and_says_what_to_do():
    finding = doctor.look("offices", doctor.offices_are_used)

    assert (finding.well, finding.sentence) == (
        False, f"ไม่มีผู้ใดทำงานใน{NAME} ซึ่งรุ่นก่อนสร้างไว้ให้ ลบได้ด้วยคำสั่ง manage.py remove_office --province 14"
    )  # fmt: skip


def test_it_is_taken_away_with_all_that_came_with_it():
    assert remove() == f"taken away: {NAME}\n"

    left = [model.objects.filter(province="14").count() for model in (Office, ProgrammeYear, SectorNetwork, Ladder)]
    assert left == [0, 0, 0, 0]
    assert list(Office.objects.values_list("pk", flat=True)) == ["17"]
    assert AuditEvent.objects.get(action="remove_office").object_label == NAME
    assert doctor.look("offices", doctor.offices_are_used).well is True


def edit(office):
    write_office(office, OfficeEntry(name=office.name, phone="035 000 000"), None)


def add_body(office):
    OrganisationFactory(province=office.province, network=office.province.networks.first())


def add_round(office):
    days = {"opens_on": dt.date(2027, 3, 1), "due_on": dt.date(2027, 3, 31)}
    ReportRound.objects.create(programme_year=office.province.years.first(), code="H1", **days)


@pytest.mark.parametrize(
    "use, kinds",
    [
        (lambda office: administrator_of(office.province), "การมอบบทบาท"),
        (add_body, "การเป็นสมาชิกเครือข่าย, องค์กรและชุมชน"),
        (add_round, "รอบรายงาน"),
        (
            lambda office: Message.objects.create(dedupe_key="k", kind="notice", channel="email", province_code="14"),
            "ข้อความที่ส่ง",
        ),
        (edit, "ประวัติการใช้ระบบ"),
    ],
    ids=["a role", "a body", "a round", "a message", "an edit"],
)
def test_an_office_in_which_anything_was_done_stays(brought, use, kinds):
    use(brought)

    with pytest.raises(CommandError) as refused:
        remove()

    assert str(refused.value).removeprefix("สำนักงานนี้มีผู้ทำงานแล้ว จึงลบไม่ได้ เพราะมีข้อมูลต่อไปนี้ ") == kinds
    assert Office.objects.filter(pk="14").exists()
    assert Ladder.objects.filter(province="14").exists()
    assert doctor.look("offices", doctor.offices_are_used).well is True


def test_the_installations_own_office_stays_although_nobody_works_there_yet(settings):
    settings.PROVINCE = "14"

    with pytest.raises(CommandError, match="PROVINCE"):
        remove()

    assert doctor.look("offices", doctor.offices_are_used).well is True


def test_a_province_without_an_office_is_said():
    with pytest.raises(CommandError, match="There is no office of province '99'"):
        remove("99")
