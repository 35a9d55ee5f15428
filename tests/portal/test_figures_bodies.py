"""The bodies of a year behind the de-identified file: in which bands each is told, and by which day."""

from __future__ import annotations

import datetime as dt

import pytest

from moralprovince.core.periods import Period
from moralprovince.portal.figures.bodies import bodies_of
from tests.factories import OrganisationFactory
from tests.factories_assessments import AssessmentFactory
from tests.factories_pledges import PledgeFactory
from tests.factories_visits import VisitFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2027, 4, 10)
YEAR = Period(2570)


@pytest.mark.parametrize(
    ("joined", "commitments", "said"),
    [(0, 1, ("0-49", "1-2")), (49, 2, ("0-49", "1-2")), (50, 3, ("50-79", "3+")), (79, 9, ("50-79", "3+")),
     (80, 3, ("80-100", "3+")), (100, 1, ("80-100", "1-2"))],
)  # fmt: skip
def test_shares_and_commitments_are_told_in_the_bands_of_the_criteria(joined, commitments, said):
    body = PledgeFactory(members=100, members_joined=joined, commitments=commitments).organisation
    assert [one.traits[1:] for one in bodies_of(body.province_id, YEAR, DAY)] == [said]


def test_of_a_body_without_a_declaration_the_file_says_so_and_of_one_that_reports_centrally_nothing():
    body = OrganisationFactory()
    OrganisationFactory(network=body.network, reports_centrally=True)
    assert [(one.cell, one.traits, one.numbers) for one in bodies_of(body.province_id, YEAR, DAY)] == [
        ((str(body.network_id), body.district_id, body.kind), ("0", "none", "none"), (0, 0, 0))
    ]


def test_the_level_in_the_file_is_the_one_resolved_by_the_day_it_is_made():
    case = AssessmentFactory(state="certified", scores=[3] * 9)
    case.decisions.update(resolved_on=DAY)
    VisitFactory(organisation=case.organisation, planned_on=DAY, state="recorded")
    days = [DAY - dt.timedelta(days=1), DAY]
    found = [bodies_of(case.province_id, YEAR, day)[0] for day in days]
    assert [(one.traits[0], one.numbers[2]) for one in found] == [("0", 0), (str(case.decisions.get().level), 1)]
