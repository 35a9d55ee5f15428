"""The public page of a certificate: says whether it holds, gives away nothing else, keeps nobody's session, and is limited."""

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse

from assessments.actions.certificates import issue, replace, revoke
from assessments.models import Certificate
from assessments.views import check as pages
from moralprovince.core import thai
from tests.factories import OfficeFactory, OrganisationFactory, ProvinceFactory, contact_of, officer_of
from tests.factories_assessments import AssessmentFactory
from tests.support.queries import counted

pytestmark = pytest.mark.django_db
DAY = dt.date(2028, 3, 14)


@pytest.fixture
def officer():
    office = OfficeFactory(signatory_name="นายลับ ลงนาม", signatory_title="ตำแหน่งลับ")
    return officer_of(office.province, name="นางสาวออก เกียรติบัตร")


@pytest.fixture
def certificate(officer):
    body = OrganisationFactory(name="วัดใหญ่ชัยมงคล", contact_name="นางลับ ผู้ติดต่อ", phone="0811111111", email="lap@example.org")
    case = AssessmentFactory(
        organisation=body, state="certified", scores=[3] * 9, filed_by=contact_of(body, name="นายลับ ผู้กรอก")
    )
    case.scores.update(self_text="ข้อความลับ", reason="เหตุผลลับ")
    with time_machine.travel(dt.datetime(2028, 3, 14, 5, tzinfo=dt.UTC)):
        (made,) = issue(assessments=[case], issued_on=DAY, by=officer)
    return made


def at(code):
    return reverse("assessments:check-code", args=[code])


def words(response):
    """What a reader reads on the page, without the frame around it."""
    main = response.content.decode().split('<main id="main"')[1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def facts(response):
    main = response.content.decode()
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", main, re.S)
    return {name: " ".join(re.sub(r"<[^>]+>", " ", value).split()) for name, value in pairs}


def test_a_valid_one_says_what_is_printed_and_no_more(client, certificate):
    response = client.get(at(certificate.check_code))
    assert response.status_code == 200
    assert facts(response) == {
        "ชื่อ": "วัดใหญ่ชัยมงคล", "ประเภท": "องค์กร", "ระดับ": "องค์กรคุณธรรมต้นแบบ", "ผลปีงบประมาณ": "2570",
        "เลขที่": "1/2570", "วันที่ออก": "14 มีนาคม 2571",
    }  # fmt: skip
    page = response.content.decode()
    secret = ("นายลับ", "นางลับ", "ตำแหน่งลับ", "ข้อความลับ", "เหตุผลลับ", "0811111111", "lap@", "นางสาวออก", "คะแนน")
    assert [words for words in secret if words in page] == []


def test_a_replaced_one_says_so_without_the_way_to_the_new_one(client, certificate, officer):
    new = replace(certificate=certificate, reason="เหตุผลลับ", by=officer)
    response = client.get(at(certificate.check_code))
    assert (response.status_code, facts(response)) == (200, {})
    assert [word for word in ("วัดใหญ่", "ลับ", new.check_code, "2570") if word in words(response)] == []
    assert "เกียรติบัตรใบนี้มีใบใหม่แทนแล้ว" in words(response)


def test_a_revoked_one_says_so_and_not_why(client, certificate, officer):
    revoke(certificate=certificate, reason="เหตุผลลับ", by=officer)
    response = client.get(at(certificate.check_code))
    assert (response.status_code, facts(response)) == (200, {})
    assert ["เพิกถอนแล้ว" in words(response), "ลับ" in words(response), "วัดใหญ่" in words(response)] == [True, False, False]


@pytest.mark.parametrize("code", ["0" * 26, "abcd", "ก่อน", "x" * 500, "%00"])
def test_an_unknown_code_is_a_friendly_page_with_the_form(client, certificate, code):
    response = client.get(f"/check/{code}/")
    assert response.status_code == 404
    assert ["ไม่พบรหัสนี้" in words(response), 'name="code"' in response.content.decode()] == [True, True]
    assert set(response["Cache-Control"].split(", ")) == {"private", "no-store"}


def test_a_code_is_typed_as_it_stands_on_paper(client, certificate):
    code = certificate.check_code
    typed = f" {code[:4].upper()} {code[4:8]}-{code[8:].translate(thai.TO_THAI)} "
    response = client.get(reverse("assessments:check"), {"code": typed})
    assert (response.status_code, response.url) == (302, at(code))
    assert client.get(at(code.upper())).status_code == 200
    assert client.get(reverse("assessments:check")).status_code == 200


def test_letters_taken_for_digits_are_understood(client, certificate):
    Certificate.objects.update(check_code="01ab")
    assert client.get(at("oiab")).status_code == client.get(at("Olab")).status_code == 200


def test_no_cookie_is_set_for_a_visitor(client, certificate):
    for address in (at(certificate.check_code), at("abcd"), reverse("assessments:check")):
        assert list(client.get(address).cookies) == [], address


def test_only_the_readers_own_browser_keeps_it_and_only_for_a_minute(client, certificate):
    response = client.get(at(certificate.check_code))
    assert set(response["Cache-Control"].split(", ")) == {"private", "max-age=60"}
    assert "Cookie" in response["Vary"]
    assert (response["Referrer-Policy"], response["X-Robots-Tag"]) == ("no-referrer", "noindex")


def test_nothing_is_sent_again_until_something_changes(client, certificate, officer):
    tag = client.get(at(certificate.check_code))["ETag"]
    again = client.get(at(certificate.check_code), headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    client.cookies["language"] = "en"
    assert client.get(at(certificate.check_code), headers={"if-none-match": tag}).status_code == 200
    del client.cookies["language"]
    revoke(certificate=certificate, reason="ออกผิด", by=officer)
    assert client.get(at(certificate.check_code), headers={"if-none-match": tag}).status_code == 200


def test_whoever_tries_unknown_codes_waits_and_others_do_not(client, certificate):
    with time_machine.travel(dt.datetime(2028, 4, 1, 3, tzinfo=dt.UTC), tick=False):
        statuses = [client.get(at(f"wrong{number}")).status_code for number in range(21)]
        assert statuses == [404] * 20 + [429]
        assert client.get(at(certificate.check_code)).status_code == 429
        assert client.get(at(certificate.check_code), REMOTE_ADDR="203.0.113.9").status_code == 200
    with time_machine.travel(dt.datetime(2028, 4, 1, 3, 2, tzinfo=dt.UTC), tick=False):
        assert client.get(at(certificate.check_code)).status_code == 200


def test_a_hall_full_of_people_may_look_but_not_without_end(client, certificate, monkeypatch):
    monkeypatch.setattr(pages, "LOOKS", {"check": "3/m/ip"})
    assert [client.get(at(certificate.check_code)).status_code for _number in range(4)] == [200, 200, 200, 429]


def test_it_costs_few_queries(client, certificate):
    client.get(at(certificate.check_code))
    with counted() as sent:
        client.get(at(certificate.check_code))
    assert len(sent) <= 4


def test_nothing_is_written_to_it(client, certificate):
    assert client.post(at(certificate.check_code)).status_code == 405
    assert client.post(reverse("assessments:check")).status_code == 405


def test_the_page_names_the_office_that_issued_it(client, certificate):
    other = OfficeFactory(province=ProvinceFactory(code="17"))
    Certificate.objects.update(province=other.province)

    assert [client.get(at(code)).context["office"].pk for code in (certificate.check_code, "ZZZZ")] == ["17", "14"]
