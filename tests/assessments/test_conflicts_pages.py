"""The page of conflicts of interest: the office declares for others, everybody for herself, a colleague lifts."""

import pytest
from django.urls import reverse

from assessments.models import AssessorAssignment, ConflictOfInterest
from tests.factories import DistrictFactory, OrganisationFactory, ProvinceFactory, officer_of
from tests.factories_assessments import AssessmentFactory, AssignmentFactory, ConflictFactory, committee_member_of
from tests.support.queries import counted

pytestmark = pytest.mark.django_db
PAGE = "assessments:conflicts"


@pytest.fixture
def case():
    return AssessmentFactory(state="in_review", scores=[2] * 9)


@pytest.fixture
def officer(case):
    return officer_of(case.province)


def declare(client, by, **typed):
    client.force_login(by)
    return client.post(reverse(PAGE), {"reason": "เป็นพี่น้องกับผู้บริหาร"} | typed)


def test_the_office_declares_for_an_assessor_and_her_open_case_is_taken_back(client, case, officer):
    assignment = AssignmentFactory(assessment=case)
    answer = declare(client, officer, person=assignment.assessor_id, organisation=case.organisation.code)
    assert (answer.status_code, AssessorAssignment.objects.filter(released_at__isnull=True).count()) == (302, 0)
    told = ConflictOfInterest.objects.get()
    assert (told.person, told.organisation, told.declared_by) == (assignment.assessor, case.organisation, officer)


def test_a_member_of_the_sub_committee_declares_for_herself_and_for_nobody_else(client, case, officer):
    member = committee_member_of(case.province)
    refused = declare(client, member, person=officer.pk, organisation=case.organisation.code)
    assert (refused.status_code, "person" in refused.context["form"].errors) == (200, True)
    assert declare(client, member, person=member.pk, organisation=case.organisation.code).status_code == 302
    assert list(ConflictOfInterest.objects.values_list("person", flat=True)) == [member.pk]


def test_a_body_or_a_district_but_not_both_and_not_neither(client, case, officer):
    district = DistrictFactory(province=case.province)
    for typed in ({}, {"organisation": case.organisation.code, "district": district.pk}):
        page = declare(client, officer, person=officer.pk, **typed)
        assert list(page.context["form"].errors) == ["organisation"]
    assert declare(client, officer, person=officer.pk, district=district.pk).status_code == 302
    assert ConflictOfInterest.objects.get().district == district


def test_the_same_conflict_is_refused_on_the_form_with_everything_typed(client, case, officer):
    ConflictFactory(person=officer, organisation=case.organisation)
    page = declare(client, officer, person=officer.pk, organisation=case.organisation.code)
    assert page.status_code == 200
    assert page.context["form"].non_field_errors() == ["บันทึกการมีส่วนได้เสียนี้ไว้แล้ว"]
    assert page.context["form"]["organisation"].value() == case.organisation.code


def test_a_colleague_lifts_it_and_the_person_herself_does_not(client, case, officer):
    conflict = ConflictFactory(person=officer, organisation=case.organisation)
    address = reverse("assessments:conflict-lift", args=[conflict.pk])
    client.force_login(officer)
    assert (client.post(address).status_code, ConflictOfInterest.objects.standing().count()) == (403, 1)
    pages = [client.get(reverse(PAGE)).content.decode()]
    client.force_login(officer_of(case.province))
    pages.append(client.get(reverse(PAGE)).content.decode())
    assert [(address in page, "ให้เจ้าหน้าที่ท่านอื่นเป็นผู้ยกเลิก" in page) for page in pages] == [(False, True), (True, False)]
    assert (client.post(address).status_code, ConflictOfInterest.objects.standing().count()) == (302, 0)


def test_the_page_shows_those_of_the_own_province_only(client, case, officer):
    here = ConflictFactory(organisation=case.organisation)
    ConflictFactory(organisation=OrganisationFactory(province=ProvinceFactory(code="15")))
    client.force_login(officer)
    assert [one.pk for one, _may_lift in client.get(reverse(PAGE)).context["standing"]] == [here.pk]


def test_the_page_asks_no_more_for_many(client, case, officer):
    client.force_login(officer)
    found = []
    for _more in range(2):
        for _one in range(5):
            ConflictFactory(organisation=OrganisationFactory(province=case.province))
        with counted() as statements:
            client.get(reverse(PAGE))
        found.append(len(statements))
    assert found[0] == found[1] <= 12
