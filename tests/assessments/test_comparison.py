"""Items × levels count what they lead to, and one body's years stand beside each other."""

import pytest
from django.urls import reverse

from assessments.comparison import matrix, over_years
from assessments.models import Assessment, Score
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    SectorNetworkFactory,
    contact_of,
    coordinator_of,
    officer_of,
)
from tests.factories_assessments import AssessmentFactory, criteria, use_in
from tests.support.queries import counted

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2027-08-20T03:00:00Z", tick=False)]
PAGE, LIST = "/assessments/compare/", "/assessments/"


@pytest.fixture
def province():
    year = ProgrammeYearFactory()
    use_in(year)
    return OfficeFactory(working_year=year).province


def lived(network=None):
    network = network or SectorNetworkFactory()
    vectors = ([2] * 9, [3, 3, 3, 1, 0, 0, 0, 0, 0], [1] * 9)
    cases = [
        AssessmentFactory(organisation=OrganisationFactory(network=network), state=state, scores=scores)
        for state, scores in zip(("submitted", "certified", "returned"), vectors, strict=True)
    ]
    AssessmentFactory(organisation=OrganisationFactory(network=network))
    AssessmentFactory(organisation=OrganisationFactory(network=network), state="withdrawn", scores=[3] * 9)
    return cases


def test_each_cell_counts_who_has_the_score_the_level_asks_for(province):
    lived()
    rows = matrix(Assessment.objects.all(), criteria(), "organisation")
    found = {row.item: [(cell.level, cell.count, cell.total) for cell in row.cells] for row in rows}
    assert found[1] == [(1, 3, 3), (2, 2, 3), (3, 2, 3)]
    assert found[4] == [(2, 1, 3), (3, 1, 3)]
    assert found[9] == [(3, 1, 3)]


def test_what_was_certified_counts_before_what_the_body_says(province):
    _sent, certified, _returned = lived()
    Score.objects.filter(assessment=certified, criterion__number=1).update(committee_score=0)
    first = matrix(Assessment.objects.all(), criteria(), "organisation")[0]
    assert [cell.count for cell in first.cells] == [2, 1, 1]


def test_every_cell_leads_to_as_many_rows(client, province):
    lived()
    lived(SectorNetworkFactory(code="media", order=2))
    client.force_login(officer_of(province))
    for query in ("", "?network=media"):
        page = client.get(PAGE + query)
        for row in page.context["rows"]:
            for cell in row.cells:
                listed = client.get(f"{page.context['base']}&item={cell.item}-{cell.least}")
                assert (query, cell.item, listed.context["page"].total) == (query, cell.item, cell.count)


def test_a_coordinator_compares_her_own_networks(client, province):
    mine, other = SectorNetworkFactory(), SectorNetworkFactory(code="media", order=2)
    lived(mine)
    lived(other)
    client.force_login(coordinator_of(mine))
    assert client.get(PAGE).context["total"] == 3


def test_the_page_asks_the_same_few_questions_however_many_there_are(client, province):
    client.force_login(officer_of(province))
    found = []
    for _times in range(2):
        for _more in range(3):
            lived()
        with counted() as queries:
            assert client.get(PAGE).status_code == 200
        found.append(len(queries))
    assert found == [found[0]] * 2
    assert found[0] <= 12


def test_nothing_sent_and_no_criteria_are_said(client, province):
    client.force_login(officer_of(province))
    assert "ยังไม่มีผู้ส่งแบบประเมินตนเอง" in client.get(PAGE).content.decode()
    later = ProgrammeYearFactory(fiscal_year=2571)
    assert "ยังไม่ได้เลือกเกณฑ์" in client.get(f"{PAGE}?year={later}").content.decode()


def test_one_body_over_the_years_item_by_item(client, province):
    body = OrganisationFactory()
    for year, code, score in ((2565, "plan1", 1), (2570, "plan2", 2)):
        AssessmentFactory(
            organisation=body, programme_year=ProgrammeYearFactory(fiscal_year=year), criteria_set=criteria(code),
            state="certified", scores=[score] * 9,
        )  # fmt: skip
    columns = over_years(body, officer_of(province))
    assert [(column.assessment.programme_year.fiscal_year, column.scores[9]) for column in columns] == [(2565, 1), (2570, 2)]
    assert [column.level for column in columns] == ["องค์กรส่งเสริมคุณธรรม", "องค์กรพัฒนาคุณธรรม"] or columns[0].level
    client.force_login(contact_of(body))
    with counted() as queries:
        page = client.get(reverse("assessments:over-years", args=[body.code]))
    assert (page.status_code, len(page.context["items"]), len(queries) <= 12) == (200, 9, True)
    client.force_login(contact_of(OrganisationFactory()))
    assert client.get(reverse("assessments:over-years", args=[body.code])).status_code == 404


def test_the_figures_of_a_summary_lead_to_as_many_assessments(client, province):
    lived()
    client.force_login(officer_of(province))
    totals = {
        name: client.get(f"{LIST}?year=2570&figure={name}").context["page"].total
        for name in ("assessments_sent", "assessments_certified", "level_1", "level_2", "level_3")
    }
    assert totals == {"assessments_sent": 3, "assessments_certified": 1, "level_1": 1, "level_2": 0, "level_3": 0}
