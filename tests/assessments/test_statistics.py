"""Every figure of floor 3 equals a count by hand over random histories, network by network."""

import datetime as dt
import random

import pytest

from assessments.models import Assessment, Decision
from assessments.statistics import FIGURES, statistics
from moralprovince.core.periods import Period
from tests.factories import OrganisationFactory, ProgrammeYearFactory, ProvinceFactory, SectorNetworkFactory, UserFactory
from tests.factories_assessments import AssessmentFactory

pytestmark = pytest.mark.django_db
AS_OF = dt.date(2027, 9, 30)
STATES = ("self", "submitted", "in_review", "returned", "recommended", "certified", "announced", "withdrawn")


def lived_year(seed):
    chance = random.Random(seed)
    networks = [SectorNetworkFactory(code=code, order=n) for n, code in enumerate(("government", "media", "religion"))]
    for _number in range(chance.randrange(8, 16)):
        body = OrganisationFactory(network=chance.choice(networks), reports_centrally=chance.random() < 0.2)
        low = chance.randint(0, 3)
        case = AssessmentFactory(
            organisation=body,
            programme_year=ProgrammeYearFactory(province=body.province, fiscal_year=chance.choice([2570, 2570, 2571])),
            state=chance.choice(STATES), scores=[chance.randint(low, 3) for _item in range(9)],
        )  # fmt: skip
        if case.submitted_on and chance.random() < 0.2:
            Assessment.objects.filter(pk=case.pk).update(submitted_on=chance.choice([AS_OF, AS_OF + dt.timedelta(days=1)]))
        for _appeal in range(chance.choice([0, 0, 1, 2])):
            Decision.objects.create(
                assessment=case, level=chance.randint(0, 3), resolution="9/2570",
                resolved_on=AS_OF + dt.timedelta(days=chance.choice([-29, 0, 1])), by=UserFactory(),
            )  # fmt: skip
    return networks


def by_hand(network=None):
    cases = [
        case for case in Assessment.objects.select_related("programme_year", "organisation")
        if case.programme_year.fiscal_year == 2570 and case.state != "withdrawn"
        and not case.organisation.reports_centrally
        and network in (None, case.organisation.network_id)
    ]  # fmt: skip
    levels = []
    for case in cases:
        known = sorted((one.resolved_on, one.pk, one.level) for one in case.decisions.all() if one.resolved_on <= AS_OF)
        if known and case.state in ("certified", "sent_up", "confirmed", "announced"):
            levels.append(known[-1][2])
    return {
        "assessments_sent": sum(case.submitted_on is not None and case.submitted_on <= AS_OF for case in cases),
        "assessments_certified": len(levels),
        **{f"level_{level}": levels.count(level) for level in (1, 2, 3)},
        # Nobody was visited; test_visits_follow_up counts those.
        "visits_made": 0, "bodies_visited": 0,
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_figures_of_random_histories_equal_a_count_by_hand(seed, django_assert_num_queries):
    networks = lived_year(seed)
    with django_assert_num_queries(4):
        found = statistics(province="14", period=Period(2570), as_of=AS_OF)
    assert found[None] == by_hand()
    assert {network.pk: found[network.pk] for network in networks} == {one.pk: by_hand(one.pk) for one in networks}


def test_another_province_counts_nothing_here():
    lived_year(1)
    ProvinceFactory(code="60")
    assert set(statistics(province="60", period=Period(2570), as_of=AS_OF)[None].values()) == {0}
    assert [figure.name for figure in FIGURES] == list(by_hand())
