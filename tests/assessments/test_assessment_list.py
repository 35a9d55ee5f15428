"""The list of assessments: by scope, filtered by the address, as a file; and the form on paper."""

import datetime as dt
import io

import openpyxl
import pypdfium2
import pytest
from django.http import QueryDict
from django.urls import reverse

from assessments.exports.assessments import assessments_job
from assessments.models import Assessment
from moralprovince.core.models import Job
from tests.factories import (
    DistrictFactory,
    OfficeFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    contact_of,
    coordinator_of,
    officer_of,
)
from tests.factories_assessments import AssessmentFactory, AssignmentFactory
from tests.support.queries import counted

# 5 August 2027, five days after the self-assessment was due.
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(dt.datetime(2027, 8, 5, 5, tzinfo=dt.UTC), tick=False)]

URL = "/assessments/"


@pytest.fixture
def province():
    return ProvinceFactory()


@pytest.fixture
def officer(province, client):
    person = officer_of(province)
    client.force_login(person)
    return person


def named(name: str, province, **more) -> Assessment:
    network = more.pop("network", None) or SectorNetworkFactory(province=province)
    kind = more.pop("body", "organisation")
    return AssessmentFactory(organisation=OrganisationFactory(name=name, province=province, network=network, kind=kind), **more)


def names(client, **query) -> list[str]:
    response = client.get(URL, query)
    assert response.status_code == 200
    return [str(one.subject) for one in response.context["assessments"]]


def test_a_district_is_not_taken_for_the_province_of_the_same_name(client, officer, province):
    district = DistrictFactory(province=province, name=province.name)
    year = ProgrammeYearFactory(province=province)
    cases = [
        AssessmentFactory(of_body=False, district=district, programme_year=year),
        AssessmentFactory(of_body=False, kind="province", province=province, programme_year=year),
    ]
    assert [case.title for case in cases] == [f"อำเภอ{province.name}", f"จังหวัด{province.name}"]
    page = client.get(reverse("assessments:assessment-begin")).content.decode()
    assert [page.count(f">{case.title}</a>") for case in cases] == [1, 1]
    asked = ({"district": district.pk}, {"province": province.pk})
    begun = [client.get(reverse("assessments:assessment-begin"), one).context["subject"] for one in asked]
    assert begun == [case.title for case in cases]


def test_each_finds_what_she_may_see(client, province):
    mine, other = SectorNetworkFactory(province=province), SectorNetworkFactory(province=province, code="education")
    first, second = named("ก", province, network=mine), named("ข", province, network=other)
    named("จังหวัดอื่น", ProvinceFactory(code="15"))
    found = {}
    for who, person in {
        "coordinator": coordinator_of(mine), "contact": contact_of(second.organisation), "officer": officer_of(province),
        "assessor": AssignmentFactory(assessment=first).assessor,
    }.items():  # fmt: skip
        client.force_login(person)
        found[who] = names(client)
    assert found == {"coordinator": ["ก"], "contact": ["ข"], "officer": ["ก", "ข"], "assessor": ["ก"]}


def test_the_filters_of_the_address_leave_what_they_say(client, officer, province):
    education = SectorNetworkFactory(province=province, code="education")
    district = DistrictFactory(province=province)
    named("ก", province)
    named("ข", province, state="submitted", scores=[3] * 9, network=education)
    named(
        "ค", province, state="certified", scores=[2, 2, 2, 0, 0, 0, 0, 0, 0], submitted_on=dt.date(2027, 8, 2), body="community"
    )
    AssessmentFactory(of_body=False, district=district)
    named("ปีก่อน", province, programme_year=ProgrammeYearFactory(province=province, fiscal_year=2569))
    wanted = {
        "state=submitted": ["ข"], "state=with_body": ["ก", str(district)], "state=decided": ["ค"],
        "level=1": ["ค"], "own=3": ["ข"], "kind=community": ["ค"], "kind=district": [str(district)],
        "network=education": ["ข"], f"district={district.pk}": ["ก", "ข", "ค", str(district)], "late=1": ["ก", str(district)],
        "late=on_time": ["ข"], "late=was_late": ["ค"], "year=2569": ["ปีก่อน"],
    }  # fmt: skip
    assert {query: sorted(names(client, **QueryDict(query).dict())) for query in wanted} == {
        query: sorted(found) for query, found in wanted.items()
    }


def test_every_figure_that_its_filter_offers_is_one_of_assessments(client, officer, province):
    case = named("วัดใหม่", province, state="submitted", submitted_on=dt.date(2027, 7, 20))
    chips = {chip.name: chip for chip in client.get(URL, {"figure": "assessments_sent"}).context["chips"]}
    offered = {choice.address: client.get(URL + choice.address).status_code for choice in chips["figure"].choices}
    assert [len(offered), *set(offered.values())] == [5, 200]
    assert [names(client, figure=one) for one in ("assessments_sent", "visits_made")] == [[str(case.subject)]] * 2


def test_the_list_needs_as_many_queries_for_fifty_as_for_ten(client, officer, province):
    OfficeFactory(province=province)
    sent = []
    for more in (10, 40):
        for number in range(more):
            named(f"วัด {more}-{number}", province, state="submitted", scores=[2] * 9)
        client.get(URL)
        with counted() as queries:
            client.get(URL)
        sent.append(len(queries))
    assert sent[0] == sent[1] <= 12


def test_the_list_goes_into_a_workbook_as_it_is_shown(client, officer, province):
    named("ก", province, state="certified", scores=[3] * 9)
    named("ข", province)
    answer = client.get(reverse("assessments:assessments-export") + "?format=xlsx&state=decided")
    rows = list(openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.values)
    assert [row[1] for row in rows] == ["ชื่อ", "ก"]
    assert rows[1][-1] == "องค์กรคุณธรรมต้นแบบ"


def test_a_long_list_is_written_by_a_worker_with_its_year(client, officer, province):
    named("ก", province)
    client.post(reverse("assessments:assessments-export-begin") + "?format=csv")
    job = Job.objects.get(kind="assessment_export")
    with assessments_job(job).file.open() as file:
        text = file.read().decode("utf-8-sig")
    assert [line.split(",")[1] for line in text.splitlines()] == ["ชื่อ", "ก"]


def printed(client, one: Assessment, blank: str = "") -> str:
    """The text layer of the form, without its line breaks."""
    answer = client.get(reverse("assessments:assessment-form", args=[one.pk]) + blank)
    pages = pypdfium2.PdfDocument(answer.content)
    return "".join("".join(page.get_textpage().get_text_bounded() for page in pages).split())


def test_the_form_on_paper_has_its_official_head_and_two_sign_offs(client, officer, province):
    one = named("วัดพนัญเชิง", province, state="submitted", scores=[2] * 9)
    one.scores.update(self_text="ทำครบทุกข้อ")
    text = printed(client, one)
    order = ["ระดับ:", "หน่วยงาน:วัดพนัญเชิง", "จำนวนสมาชิก:", "ที่ตั้ง:", "โทร.:", "ทำครบทุกข้อ", "คะแนนรวม:18", "ผู้รับผิดชอบ", "ผู้ประเมิน"]
    assert sorted(order, key=text.index) == order
    blank = printed(client, one, "?blank")
    assert [words for words in ("ทำครบทุกข้อ", "คะแนนรวม:18") if words in blank] == []


def test_no_level_of_the_blank_form_has_its_name_on_another_page_than_its_items(client, officer, province):
    one = named("โรงเรียนวัดใหญ่", province)
    answer = client.get(reverse("assessments:assessment-form", args=[one.pk]) + "?blank=1")
    sheets = ["".join(page.get_textpage().get_text_bounded().split()) for page in pypdfium2.PdfDocument(answer.content)]
    wanted = {"ระดับที่1": "1องค์กร", "ระดับที่2": "4องค์กร", "ระดับที่3": "7องค์กร"}
    for name, item in wanted.items():
        assert [name in sheet for sheet in sheets] == [item in sheet for sheet in sheets]
    assert len(sheets) == 2


def test_an_assessor_prints_the_form_without_the_contacts_telephone(client, province):
    one = named("วัด", province, state="submitted", scores=[2] * 9)
    type(one.organisation).objects.filter(pk=one.organisation_id).update(phone="0812345678")
    client.force_login(AssignmentFactory(assessment=one).assessor)
    assert "0812345678" not in printed(client, one)
    client.force_login(contact_of(one.organisation))
    assert "0812345678" in printed(client, one)


def test_only_who_reads_the_register_is_led_there_from_a_case(client, province):
    one = named("วัด", province, state="submitted", scores=[2] * 9)
    address, led = reverse("networks:organisation", args=[one.organisation.code]), []
    for person in (AssignmentFactory(assessment=one).assessor, contact_of(one.organisation)):
        client.force_login(person)
        page = client.get(reverse("assessments:assessment", args=[one.pk])).content.decode()
        led.append((f'href="{address}"' in page, client.get(address).status_code))
    assert led == [(False, 404), (True, 200)]


@pytest.mark.parametrize(("typed", "wanted"), [
    ("บางปะอิน", ["บางปะอิน"]), ("อำเภอบางปะอิน", ["บางปะอิน"]), ("อ.บางปะหัน", ["บางปะหัน"]), ("บางปะอีน", ["บางปะอิน"]),
    ("บางปอิน", ["บางปะอิน"]), ("เสนา", ["เสนา"]), ("พระนครศรีอยุทธยา", ["พระนครศรีอยุธยา"]),
    ("จังหวัดพระนครศรีอยุธยา", ["พระนครศรีอยุธยา"]), ("bang pa-in", ["บางปะอิน"]), ("โรงเรียน", []),
])  # fmt: skip
def test_a_text_finds_districts_and_the_province_spelling_forgiven(client, officer, province, typed, wanted):
    type(province).objects.filter(pk=province.pk).update(name="พระนครศรีอยุธยา")
    year = ProgrammeYearFactory(province=province)
    for code, name, english in (("1406", "บางปะอิน", "Bang Pa-in"), ("1407", "บางปะหัน", "Bang Pahan"), ("1412", "เสนา", "Sena")):
        district = DistrictFactory(code=code, province=province, name=name, name_en=english)
        AssessmentFactory(of_body=False, district=district, programme_year=year)
    AssessmentFactory(of_body=False, kind="province", province=province, programme_year=year)
    assert names(client, q=typed) == wanted


def test_a_text_finds_a_body_beside_the_district_of_its_name_in_few_queries(client, officer, province):
    OfficeFactory(province=province)
    district = DistrictFactory(province=province, name="เสนา", code="1412")
    AssessmentFactory(of_body=False, district=district, programme_year=ProgrammeYearFactory(province=province))
    named("วัดเสนา", province)
    named("วัดอื่น", province)
    client.get(URL, {"q": "เสนา"})
    with counted() as queries:
        found = names(client, q="เสนา")
    assert (sorted(found), len(queries) <= 12) == (["วัดเสนา", "เสนา"], True)
