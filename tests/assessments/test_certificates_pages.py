"""Certificates as pages and papers: the list, issuing many, one page each, the pile and the list to read aloud."""

import datetime as dt
import itertools

import pypdfium2
import pytest
import segno
from django.urls import reverse

from assessments.actions.certificates import Signatory, issue, revoke
from assessments.exports.certificates import (
    ABOUT,
    calling_list_pdf,
    certificates_pdf,
    check_address,
    in_calling_order,
    picture,
)
from assessments.models import Appeal, Certificate
from moralprovince.core.tables import read_table
from networks.models import NetworkName
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    SectorNetworkFactory,
    contact_of,
    officer_of,
)
from tests.factories_assessments import AssessmentFactory, ConflictFactory
from tests.support.queries import counted

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(dt.datetime(2028, 3, 1, 3, tzinfo=dt.UTC), tick=False)]
DAY = dt.date(2028, 3, 14)
GOVERNOR = Signatory("นายนิวัฒน์ รุ่งสาคร", "ผู้ว่าราชการจังหวัดพระนครศรีอยุธยา")


@pytest.fixture
def officer():
    office = OfficeFactory(signatory_name="นายประพันธ์", signatory_title="วัฒนธรรมจังหวัด")
    office.working_year = ProgrammeYearFactory(province=office.province)
    office.save()
    return officer_of(office.province)


@pytest.fixture
def page(client, officer):
    client.force_login(officer)
    return client


def certified(name="", **more):
    body = {"organisation": OrganisationFactory(name=name)} if name else {}
    return AssessmentFactory(**{"state": "certified", "scores": [3] * 9, **body, **more})


def issued(officer, *cases):
    return issue(assessments=cases, issued_on=DAY, by=officer, signatory=GOVERNOR)


def text_of(content):
    """The text layer; the reader of PDF loses spaces behind some marks, so none are compared."""
    document = pypdfium2.PdfDocument(content)
    try:
        return ["".join(sheet.get_textpage().get_text_range().split()) for sheet in document]
    finally:
        document.close()


def at(name, *keys, **query):
    return reverse(f"assessments:{name}", args=keys, query=query)


def shown(response):
    return [one.name for one in response.context["certificates"]]


# The list


def test_the_list_shows_filters_and_exports_what_one_may_see(page, officer, tmp_path):
    cases = [certified("วัดขาว"), certified("วัดเขียว", scores=[2, 2, 2, 1, 0, 0, 0, 0, 0]), certified("บ้านแดง")]
    made = issued(officer, *cases)
    revoke(certificate=made[0], reason="ออกผิด", by=officer)
    assert sorted(shown(page.get(at("certificates")))) == ["บ้านแดง", "วัดขาว", "วัดเขียว"]
    asked = [
        {"state": "revoked"},
        {"level": "1"},
        {"q": "วัด"},
        {"q": "๑"},
        {"year": "2570", "kind": "community"},
        {"sort": "name"},
    ]
    assert [shown(page.get(at("certificates", **query))) for query in asked] == [
        [made[0].name], ["วัดเขียว"], ["วัดเขียว", "วัดขาว"], [made[0].name], [], ["บ้านแดง", "วัดขาว", "วัดเขียว"]
    ]  # fmt: skip
    response = page.get(at("certificates-export", level="1", format="csv"))
    file = tmp_path / "list.csv"
    file.write_bytes(b"".join(response.streaming_content))
    _headings, row = read_table(file).rows
    assert [str(cell) for cell in row][1:5] == ["2570", "องค์กร", "วัดเขียว", "องค์กรส่งเสริมคุณธรรม"]
    assert str(row[-1]) == check_address(made[2])


def test_a_contact_sees_and_downloads_only_the_own_one(client, officer):
    mine, other = issued(officer, certified("วัดของเรา"), certified("วัดอื่น"))
    mine, other = sorted((mine, other), key=lambda one: one.name != "วัดของเรา")
    client.force_login(contact_of(mine.assessment.organisation))
    assert shown(client.get(at("certificates"))) == ["วัดของเรา"]
    response = client.get(at("certificate-pdf", mine.pk))
    assert (response["Content-Type"], "วัดของเรา" in text_of(response.content)[0]) == ("application/pdf", True)
    assert client.get(at("certificate-pdf", other.pk)).status_code == 404
    revoke(certificate=mine, reason="ออกผิด", by=officer)
    assert client.get(at("certificate-pdf", mine.pk)).status_code == 409
    assert at("certificate-pdf", mine.pk) not in client.get(at("certificate", mine.pk)).content.decode()


# Issuing


def test_many_are_issued_on_one_day(page, officer):
    first, second, left = certified("วัดหนึ่ง"), certified("วัดสอง"), certified("วัดสาม")
    response = page.get(at("certificates-issue"))
    assert [chosen for _case, chosen in response.context["rows"]] == [True] * 3
    assert response.context["form"]["signatory_title"].value() == "วัฒนธรรมจังหวัด"
    sent = {"case": [first.pk, second.pk], "issued_on": "14/03/2571", "signatory_name": "นายนิวัฒน์", "signatory_title": "ผู้ว่าฯ"}
    response = page.post(at("certificates-issue"), sent)
    assert response.url == at("certificates") + "?year=2570&state=valid"
    assert sorted(Certificate.objects.values_list("name", "issued_on", "signatory_name")) == [
        ("วัดสอง", DAY, "นายนิวัฒน์"), ("วัดหนึ่ง", DAY, "นายนิวัฒน์")
    ]  # fmt: skip
    response = page.get(at("certificates-issue"))
    assert [case for case, _chosen in response.context["rows"]] == [left]
    assert response.context["form"]["signatory_title"].value() == "ผู้ว่าฯ"


@pytest.mark.parametrize(
    "wrong",
    [
        {"case": []},
        {"case": ["x", "9" * 30]},
        {"issued_on": "30/02/2571"},
        {"issued_on": "09/08/2570"},
        {"issued_on": "14/03/2581"},
    ],
)
def test_a_refusal_keeps_what_was_chosen_and_typed(page, officer, wrong):
    case, other = certified("วัดหนึ่ง"), certified("วัดสอง")
    sent = {"case": [case.pk], "issued_on": "14/03/2571", "signatory_name": "นายพิมพ์ไว้", **wrong}
    response = page.post(at("certificates-issue"), sent)
    assert (response.status_code, Certificate.objects.count()) == (200, 0)
    assert response.context["form"].errors
    assert "นายพิมพ์ไว้" in response.content.decode()
    chosen = {one.pk: mark for one, mark in response.context["rows"]}
    assert chosen == {case.pk: "case" not in wrong, other.pk: False}


def test_an_open_appeal_is_told_where_certificates_are_issued(page, officer):
    case = certified("วัดอุทธรณ์")
    Appeal.objects.create(
        assessment=case, decision=case.decisions.get(), reason="ขอ", filed_on=DAY, filed_by=officer, answer_due_on=DAY
    )
    other = certified("วัดสงบ")
    response = page.get(at("certificates-issue"))
    assert "มีคำอุทธรณ์ค้างอยู่" in response.content.decode()
    assert dict(response.context["rows"]) == {case: False, other: True}


# One


def test_replacing_and_revoking_ask_for_a_reason_and_lead_on(page, officer):
    (made,) = issued(officer, certified("ชื่อเดิม"))
    assert page.post(at("certificate-step", made.pk, "replace"), {"note": " "}).status_code == 409
    made.assessment.organisation.name = "ชื่อใหม่"
    made.assessment.organisation.save()
    response = page.post(at("certificate-step", made.pk, "replace"), {"note": "เปลี่ยนชื่อ"})
    new = Certificate.objects.get(state="valid")
    assert (response.url, new.name) == (at("certificate", new.pk), "ชื่อใหม่")
    assert at("certificate", new.pk) in page.get(at("certificate", made.pk)).content.decode()
    assert page.post(at("certificate-step", made.pk, "revoke"), {"note": "ซ้ำ"}).status_code == 409
    page.post(at("certificate-step", new.pk, "revoke"), {"note": "ออกผิด"})
    assert set(Certificate.objects.values_list("state", flat=True)) == {"replaced", "revoked"}


def test_who_has_a_conflict_is_told_who_can_change_it(page, officer):
    (made,) = issued(officer, certified("วัดขาว"))
    ConflictFactory(person=officer, organisation=made.assessment.organisation)
    response = page.get(at("certificate", made.pk))
    assert (response.context["steps"], response.context["conflict"], "โปรดให้เพื่อนร่วมงาน" in response.content.decode()) == (
        [], True, True
    )  # fmt: skip
    assert page.post(at("certificate-step", made.pk, "revoke"), {"note": "ออกผิด"}).status_code == 403


# On paper


def test_a_certificate_reads_back_as_the_same_thai(officer):
    name = "ศูนย์พัฒนาเด็กเล็กและศูนย์ยุติธรรมชุมชนตำบลหนองน้ำส้ม อำเภออุทัย (ศูนย์เรียนรู้ปิ่นเกล้า)"
    (made,) = issued(officer, certified(name))
    (text,) = text_of(certificates_pdf([Certificate.objects.select_related(*ABOUT).get()]))
    wanted = (
        "เลขที่ ๑/๒๕๗๐", "องค์กร", "คณะอนุกรรมการส่งเสริมคุณธรรมจังหวัดพระนครศรีอยุธยา", name, "องค์กรคุณธรรมต้นแบบ",
        "ประจำปีงบประมาณ พ.ศ. ๒๕๗๐", "ให้ไว้ ณ วันที่ ๑๔ เดือน มีนาคม พ.ศ. ๒๕๗๑", f"({GOVERNOR.name})", GOVERNOR.title,
        made.check_code,
    )  # fmt: skip
    assert [words for words in wanted if "".join(words.split()) not in text] == []


def test_the_qr_code_is_the_one_of_the_check_address():
    link = "https://moral.example.go.th/check/0123456789abcdefghjkmnpqrs/"
    drawn, code = picture(link), segno.make(link, error="m", micro=False)
    border = (drawn["size"] - len(code.matrix)) // 2
    dark = set()
    for stroke in drawn["path"].split("M")[1:]:
        place, length = stroke.split("h")
        x, y = place.split()
        dark |= {(int(x) - border + step, int(float(y) - border)) for step in range(int(length))}
    assert dark == {(x, y) for y, row in enumerate(code.matrix) for x, cell in enumerate(row) if cell}


def test_the_pile_and_the_list_to_read_aloud_are_in_calling_order(page, officer):
    late = SectorNetworkFactory(province=officer.role_grants.get().province, code="education", order=9)
    bodies = [
        certified(organisation=OrganisationFactory(name="วัดหลัง", network=late)), certified("วัดแรก"),
        certified("วัดหนึ่งดาว", scores=[2, 2, 2, 1, 0, 0, 0, 0, 0]),
        certified(organisation=OrganisationFactory(name="ชุมชนเก่า", kind="community")),
    ]  # fmt: skip
    for case in bodies:
        issued(officer, case)
    (revoked,) = issued(officer, certified("วัดเพิกถอน"))
    revoke(certificate=revoked, reason="ออกผิด", by=officer)
    order = ["วัดแรก", "วัดหลัง", "วัดหนึ่งดาว", "ชุมชนเก่า"]
    pile = text_of(page.get(at("certificates-print", year="2570")).content)
    assert [next(name for name in [*order, "วัดเพิกถอน"] if name in text) for text in pile] == order
    (aloud,) = text_of(page.get(at("certificates-calling", year="2570")).content)
    assert sorted(order, key=aloud.index) == order
    assert "วัดเพิกถอน" not in aloud
    assert page.get(at("certificates-print", state="revoked")).status_code == 409


def test_list_paper_and_file_call_a_network_as_it_was_called_in_the_year_of_the_result(page, officer):
    network = SectorNetworkFactory(province=officer.role_grants.get().province, code="education", name="เครือข่ายการศึกษา")
    NetworkName.objects.create(network=network, last_fiscal_year=2570, name="เครือข่ายโรงเรียน")
    issued(officer, certified(organisation=OrganisationFactory(name="วัดขาว", network=network)))
    (listed,) = page.get(at("certificates")).context["certificates"]
    (aloud,) = text_of(page.get(at("certificates-calling")).content)
    written = b"".join(page.get(at("certificates-export", format="csv")).streaming_content).decode()
    assert str(listed.assessment.organisation.network) == "เครือข่ายโรงเรียน"
    assert ["เครือข่ายโรงเรียน" in text for text in (aloud, written)] == [True, True]


def test_a_pile_too_large_for_one_file_says_what_to_do(page, officer, monkeypatch):
    issued(officer, certified("วัดหนึ่ง"), certified("วัดสอง"))
    monkeypatch.setattr("assessments.views.certificate_papers.MOST", 1)
    assert page.get(at("certificates-print")).status_code == 409


def test_a_long_pile_is_one_file_with_each_in_its_place(officer):
    (made,) = issued(officer, certified("วัดหนึ่ง"))
    copies = [
        Certificate(**{
            field.attname: getattr(made, field.attname) for field in Certificate._meta.fields
            if field.name not in ("id", "check_code", "number", "state")
        } | {"number": number, "state": "replaced"})
        for number in range(2, 41)
    ]  # fmt: skip
    Certificate.objects.bulk_create(copies)
    rows = list(in_calling_order(Certificate.objects.all()).select_related(*ABOUT))
    texts = text_of(certificates_pdf(rows))
    assert [text.count(f"เลขที่{one}") for text, one in zip(texts, thai_numbers(40), strict=True)] == [1] * 40
    assert sum(text.count("/๒๕๗๐") for text in text_of(calling_list_pdf(rows))) == 40


def thai_numbers(last):
    digits = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
    return [f"{number}/2570".translate(digits) for number in range(1, last + 1)]


def test_pages_keep_their_budget_however_long_they_are(page, officer):
    networks = itertools.cycle([SectorNetworkFactory(code=code, order=at) for at, code in enumerate(("a", "b", "c"))])
    cases = [certified(organisation=OrganisationFactory(network=next(networks))) for _number in range(24)]
    issued(officer, *cases[:2])
    costs = {}
    for pile in ([], cases[2:12]):
        if pile:
            issued(officer, *pile)
        for name in ("certificates", "certificates-issue"):
            with counted() as sent:
                assert page.get(at(name)).status_code == 200
            costs.setdefault(name, []).append(len(sent))
    with counted() as sent:
        page.get(at("certificate", Certificate.objects.first().pk))
    assert all(first == second <= 12 for first, second in costs.values()), costs
    assert len(sent) <= 12
