"""Certificates: who gets one, numbers without gaps, replaced after a rename, revoked, following a new result."""

import datetime as dt
import re

import pytest
import time_machine

from assessments.actions.certificates import Signatory, follow_new_results, issue, replace, revoke
from assessments.models import Certificate
from assessments.models.results import new_check_code
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import AuditEvent
from tests.factories import (
    DistrictFactory,
    OfficeFactory,
    OrganisationFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    administrator_of,
    contact_of,
    coordinator_of,
    officer_of,
)
from tests.factories_assessments import AssessmentFactory, ConflictFactory, assessor_of, committee_member_of
from tests.support.queries import counted
from tests.support.races import race

# Two weeks before the ceremony for which they are printed.
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(dt.datetime(2028, 3, 1, 3, tzinfo=dt.UTC), tick=False)]
CEREMONY = dt.date(2028, 3, 14)


@pytest.fixture
def province():
    office = OfficeFactory(signatory_name="นายประพันธ์ ตรีบุบผา", signatory_title="วัฒนธรรมจังหวัด")
    return office.province


@pytest.fixture
def officer(province):
    return officer_of(province)


def certified(**more):
    return AssessmentFactory(**{"state": "certified", "scores": [3] * 9, **more})


def numbers():
    return list(Certificate.objects.order_by("kind", "number").values_list("kind", "number"))


def test_a_certificate_keeps_what_stood_on_it(province, officer):
    case = certified(organisation=OrganisationFactory(name="วัดใหญ่ชัยมงคล"))
    (made,) = issue(assessments=[case], issued_on=CEREMONY, by=officer)
    case.organisation.name = "วัดอื่น"
    case.organisation.save()
    kept = Certificate.objects.get(pk=made.pk)
    assert (kept.name, kept.level, kept.level_name, kept.number, kept.result_year, kept.issued_on) == (
        "วัดใหญ่ชัยมงคล", 3, "องค์กรคุณธรรมต้นแบบ", 1, 2570, CEREMONY
    )  # fmt: skip
    assert (kept.signatory_name, kept.signatory_title) == ("นายประพันธ์ ตรีบุบผา", "วัฒนธรรมจังหวัด")
    assert (kept.state, kept.issued_by, kept.province) == ("valid", officer, province)
    assert list(AuditEvent.objects.filter(action="issue_certificate").values_list("object_id", flat=True)) == [str(kept.pk)]


def test_numbers_run_by_kind_and_result_year_in_calling_order(province, officer):
    late = SectorNetworkFactory(province=province, code="education", order=5)
    cases = [
        certified(organisation=OrganisationFactory(network=late, name="วัดกลาง")),
        certified(organisation=OrganisationFactory(name="วัดไทย")),
        certified(organisation=OrganisationFactory(name="วัดเก่า"), scores=[2, 2, 2, 1, 0, 0, 0, 0, 0]),
        certified(organisation=OrganisationFactory(name="วัดขาว")),
        certified(organisation=OrganisationFactory(kind="community")),
        certified(of_body=False, district=DistrictFactory()),
        certified(of_body=False, kind="province", province=province),
    ]
    made = issue(assessments=cases, issued_on=CEREMONY, by=officer, signatory=Signatory("นายนิวัฒน์", "ผู้ว่าราชการจังหวัด"))
    assert [(one.kind, one.number, one.level) for one in made] == [
        ("organisation", 1, 3), ("organisation", 2, 3), ("organisation", 3, 3), ("organisation", 4, 1),
        ("community", 1, 3), ("district", 1, 3), ("province", 1, 3),
    ]  # fmt: skip
    assert [one.name for one in made] == [
        "วัดขาว", "วัดไทย", "วัดกลาง", "วัดเก่า", cases[4].organisation.name, "อำเภอพระนครศรีอยุธยา", "จังหวัดพระนครศรีอยุธยา"
    ]  # fmt: skip
    assert {one.signatory_title for one in made} == {"ผู้ว่าราชการจังหวัด"}
    (again,) = issue(assessments=[certified()], issued_on=CEREMONY, by=officer)
    assert (again.kind, again.number) == ("organisation", 5)


@pytest.mark.parametrize(
    "state", ["self", "submitted", "in_review", "returned", "recommended", "sent_up", "confirmed", "announced"]
)
def test_only_certified_or_later_cases_get_one(officer, state):
    case = AssessmentFactory(state=state, scores=[3] * 9)
    if state in ("sent_up", "confirmed", "announced"):
        assert len(issue(assessments=[case], issued_on=CEREMONY, by=officer)) == 1
    else:
        with pytest.raises(Refused, match="ยังไม่ได้รับรอง"):
            issue(assessments=[case], issued_on=CEREMONY, by=officer)


def test_of_a_batch_all_or_none_are_issued(officer):
    good, none = certified(), certified(scores=[0] * 9)
    assert none.certified_level == 0
    with pytest.raises(Refused):
        issue(assessments=[good, none], issued_on=CEREMONY, by=officer)
    assert numbers() == []


def test_a_case_has_one_valid_certificate(officer):
    case = certified()
    issue(assessments=[case], issued_on=CEREMONY, by=officer)
    with pytest.raises(Refused, match=case.organisation.name):
        issue(assessments=[case, certified()], issued_on=CEREMONY, by=officer)
    assert numbers() == [("organisation", 1)]


def test_nothing_is_issued_before_the_decision_and_nothing_for_nobody(officer):
    with pytest.raises(Refused, match="เลือกวันที่หลังจากนั้น"):
        issue(assessments=[certified()], issued_on=dt.date(2027, 8, 9), by=officer)
    with pytest.raises(Refused):
        issue(assessments=[], issued_on=CEREMONY, by=officer)


def test_a_day_of_issue_may_come_within_a_year_and_none_is_years_away(officer):
    far, near = dt.date(2029, 3, 3), dt.date(2029, 3, 2)
    with pytest.raises(Refused, match="ล่วงหน้าเกินหนึ่งปี"):
        issue(assessments=[certified()], issued_on=far, by=officer)
    (made,) = issue(assessments=[certified()], issued_on=near, by=officer)
    with pytest.raises(Refused, match="ล่วงหน้าเกินหนึ่งปี"):
        replace(certificate=made, reason="ชื่อใหม่", issued_on=far, by=officer)
    assert list(Certificate.objects.values_list("issued_on", "state")) == [(near, "valid")]


def test_who_issues_certificates(province):
    case = certified()
    body = case.organisation
    for person in (
        contact_of(body), coordinator_of(body.network), assessor_of(province), committee_member_of(province),
        officer_of(ProvinceFactory(code="60")),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            issue(assessments=[case], issued_on=CEREMONY, by=person)
    assert len(issue(assessments=[case], issued_on=CEREMONY, by=administrator_of(province))) == 1


def test_a_rename_gives_a_new_number_and_the_old_one_says_so(officer):
    case = certified(organisation=OrganisationFactory(name="ชื่อเดิม"))
    (old,) = issue(assessments=[case], issued_on=CEREMONY, by=officer, signatory=Signatory("ผู้ว่าฯ", "ผู้ว่าราชการจังหวัด"))
    case.organisation.name = "ชื่อใหม่"
    case.organisation.save()
    with time_machine.travel(dt.datetime(2028, 5, 1, 3, tzinfo=dt.UTC)):
        new = replace(certificate=Certificate.objects.get(pk=old.pk), reason="เปลี่ยนชื่อ", by=officer)
    kept = Certificate.objects.get(pk=old.pk)
    assert (kept.state, kept.name, kept.reason, kept.replaced_by) == ("replaced", "ชื่อเดิม", "เปลี่ยนชื่อ", new)
    assert (new.state, new.name, new.number, new.issued_on) == ("valid", "ชื่อใหม่", 2, dt.date(2028, 5, 1))
    assert new.signatory_name == "ผู้ว่าฯ"
    assert new.check_code != kept.check_code
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))[-2:] == ["replace", "issue_certificate"]


def test_while_the_case_is_looked_at_again_its_certificate_is_not_replaced(officer):
    (old,) = issue(assessments=[certified()], issued_on=CEREMONY, by=officer)
    for now in ({"state": "in_review"}, {"state": "certified", "certified_level": 0}):
        type(old.assessment).objects.update(**now)
        with pytest.raises(Refused, match="กำลังพิจารณาใหม่"):
            replace(certificate=old, reason="เปลี่ยนชื่อ", by=officer)
    assert Certificate.objects.get().state == "valid"


def test_revoking_needs_a_reason_and_happens_once(officer):
    (made,) = issue(assessments=[certified()], issued_on=CEREMONY, by=officer)
    mine, hers = Certificate.objects.get(), Certificate.objects.get()
    with pytest.raises(Refused):
        revoke(certificate=mine, reason=" ", by=officer)
    with pytest.raises(NotAllowed):
        revoke(certificate=mine, reason="ผิด", by=contact_of(made.assessment.organisation))
    revoke(certificate=mine, reason="ออกผิด", by=officer)
    with pytest.raises(Outpaced):
        revoke(certificate=hers, reason="อีกครั้ง", by=officer)
    with pytest.raises(Refused):
        replace(certificate=Certificate.objects.get(), reason="เปลี่ยนชื่อ", by=officer)
    assert (Certificate.objects.get().state, Certificate.objects.get().reason) == ("revoked", "ออกผิด")


def test_nobody_changes_the_certificate_of_a_body_she_has_a_conflict_with(officer):
    (made,) = issue(assessments=[certified()], issued_on=CEREMONY, by=officer)
    ConflictFactory(person=officer, organisation=made.assessment.organisation)
    for change in (replace, revoke):
        with pytest.raises(NotAllowed):
            change(certificate=Certificate.objects.get(), reason="เปลี่ยนชื่อ", by=officer)
    assert Certificate.objects.get().state == "valid"


@pytest.mark.parametrize(
    ("level", "expected"), [(3, [("valid", 3)]), (2, [("replaced", 3), ("valid", 2)]), (0, [("revoked", 3)])]
)
def test_a_result_decided_anew_takes_its_certificate_along(officer, level, expected):
    case = certified()
    issue(assessments=[case], issued_on=CEREMONY, by=officer)
    type(case).objects.update(certified_level=level)
    follow_new_results([case], by=committee_member_of(case.province))
    assert list(Certificate.objects.order_by("number").values_list("state", "level")) == expected


def test_issuing_many_takes_few_statements(officer):
    organisations = OrganisationFactory.create_batch(12)
    cases = [certified(organisation=one) for one in organisations]
    issue(assessments=[certified()], issued_on=CEREMONY, by=officer)
    with counted() as few:
        issue(assessments=cases[:2], issued_on=CEREMONY, by=officer)
    with counted() as many:
        issue(assessments=cases[2:], issued_on=CEREMONY, by=officer)
    assert len(many) == len(few)
    assert [number for _kind, number in numbers()] == list(range(1, 14))


def test_a_check_code_has_128_bits_and_letters_that_are_read_one_way():
    codes = {new_check_code() for _number in range(500)}
    assert len(codes) == 500
    assert all(re.fullmatch(r"[0-9a-hjkmnp-tv-z]{26}", code) for code in codes)
    # 25 letters of five bits and one of three.
    assert {code[-1] for code in codes} <= set("01234567")
    assert len({code[0] for code in codes}) == 32


# At the same moment


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same", [False, True], ids=["different cases", "the same cases"])
def test_of_two_who_issue_at_once_numbers_have_no_gap_and_no_case_gets_two(same):
    province = ProvinceFactory()
    cases = [certified() for _number in range(12)]
    piles = [cases[:6], cases[:6] if same else cases[6:]]
    people = [officer_of(province), officer_of(province)]
    ends = race(
        *(
            lambda pile=pile, person=person: issue(assessments=pile, issued_on=CEREMONY, by=person)
            for pile, person in zip(piles, people, strict=True)
        )
    )
    told = ["done" if end == "done" else "told" for end in ends]
    assert sorted(told) == (["done", "told"] if same else ["done", "done"])
    assert [number for _kind, number in numbers()] == list(range(1, 7 if same else 13))
    assert len(set(Certificate.objects.values_list("assessment", flat=True))) == (6 if same else 12)
