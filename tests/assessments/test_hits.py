"""The search box finds the newest assessment of a body, and the register is filtered by certified levels."""

import pytest

from assessments.hits import at_level, search
from networks.models import Organisation
from networks.story import bodies_found
from tests.factories import OfficeFactory, OrganisationFactory, ProgrammeYearFactory, ProvinceFactory, contact_of, officer_of
from tests.factories_assessments import AssessmentFactory
from tests.support.queries import counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    return OfficeFactory().province


def assessed(name, *results):
    """A body with one assessment a year: (fiscal year, state, score of every item)."""
    body = OrganisationFactory(name=name)
    for year, state, score in results:
        AssessmentFactory(
            organisation=body, programme_year=ProgrammeYearFactory(fiscal_year=year), state=state, scores=[score] * 9
        )
    return body


def keys(user, level):
    return set(at_level(user, level).values_list("organisation_id", flat=True))


def found(text, user):
    """As the search box asks this floor."""
    return search(text, user, bodies_found(text, user))


def test_only_the_newest_decided_assessment_counts_for_a_level(province):
    risen = assessed("วัดขึ้น", (2569, "announced", 2), (2570, "certified", 3))
    waiting = assessed("วัดรอ", (2569, "announced", 2), (2570, "recommended", 3))
    assessed("วัดยังไม่รับรอง", (2570, "submitted", 3))
    officer = officer_of(province)
    assert [keys(officer, level) for level in (1, 2, 3)] == [{waiting.pk}, set(), {risen.pk}]
    assert keys(officer_of(ProvinceFactory(code="60")), 3) == set()


def test_the_register_shows_those_certified_at_a_level(client, province):
    risen = assessed("วัดขึ้น", (2570, "certified", 3))
    assessed("วัดอื่น", (2570, "recommended", 3))
    client.force_login(officer_of(province))
    page = client.get("/register/?level=3")
    assert [row["code"] for row in page.context["organisations"]] == [risen.code]
    assert len(client.get("/register/?level=9").context["organisations"]) == Organisation.objects.count()


def test_the_filter_costs_no_query_of_its_own(client, province):
    assessed("วัดขึ้น", (2570, "certified", 3))
    client.force_login(officer_of(province))
    found = []
    for query in ("", "", "?level=3"):
        with counted() as queries:
            client.get(f"/register/{query}")
        found.append(len(queries))
    assert found[2] <= 12


def test_the_search_box_finds_the_newest_assessment_with_its_level(province):
    body = assessed("วัดใหญ่ชัยมงคล", (2569, "announced", 2), (2570, "certified", 3))
    (hit,) = found("ใหญ่ชัยมงคล", officer_of(province))
    assert (hit.title, hit.text) == (
        "วัดใหญ่ชัยมงคล การประเมินปีงบประมาณ 2570", "คณะอนุกรรมการรับรองแล้ว · องค์กรคุณธรรมต้นแบบ"
    )  # fmt: skip
    assert hit.address == f"/assessments/{body.assessments.get(programme_year__fiscal_year=2570).pk}/"
    assert found("ใหญ่ชัยมงคล", contact_of(OrganisationFactory(name="โรงเรียนอื่น"))) == []
