"""The roll-up of districts and the province agrees with a plain count, compares shares exactly, and is frozen as it was."""

import random
from decimal import Decimal

import pytest

from assessments.models import Assessment, Level
from assessments.rollup import Asked, Row, advise, thawed
from assessments.rollup_rows import advice_for
from networks.models import District, Organisation
from tests.factories import DistrictFactory, OrganisationFactory, ProgrammeYearFactory, ProvinceFactory, SubdistrictFactory
from tests.factories_assessments import AssessmentFactory, criteria

LEVEL_ONE = [2, 2, 2, 1, 0, 0, 0, 0, 0]
LEVEL_TWO = [3, 3, 2, 2, 2, 2, 0, 0, 0]
HALF = [Asked(level, Decimal(50), 1) for level in (1, 2, 3)]


def rows(*levels, kind="organisation"):
    return [Row(key, kind, level) for key, level in enumerate(levels)]


# Over plain rows


def test_a_level_needs_the_own_form_the_share_and_a_community():
    bodies = [*rows(3, 2, 1, 0), Row(9, "community", 2)]
    assert advise(3, HALF, bodies).level == 2
    assert advise(1, HALF, bodies).level == 1
    assert advise(3, HALF, rows(3, 3, 3)).level == 0
    assert advise(None, HALF, bodies).level == 0


def test_who_has_no_level_yet_counts_as_not_there():
    counts = advise(3, HALF, rows(1, None, None)).counts
    assert [(count.reached, count.whole, count.share_holds) for count in counts] == [
        (1, 3, False), (0, 3, False), (0, 3, False)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("reached", "whole", "percent", "holds"),
    [
        (1, 2, "50", True), (333, 1000, "33.30", True), (1, 3, "33.34", False), (1, 3, "33.33", True),
        (79996, 100000, "80", False), (0, 0, "50", False), (0, 0, "0", True), (0, 5, "0", True),
    ],
)  # fmt: skip
def test_shares_are_compared_exactly(reached, whole, percent, holds):
    count = advise(1, [Asked(1, Decimal(percent))], rows(*[1] * reached, *[0] * (whole - reached))).counts[0]
    assert count.share_holds is holds


def plain_count(own, asked, bodies):
    """The same, counted on fingers."""
    best = 0
    for one in asked:
        there = [body for body in bodies if body.level is not None and body.level >= one.level]
        communities = [body for body in there if body.kind == "community"]
        enough = len(there) / len(bodies) * 100 >= float(one.least_percent) if bodies else False
        if own is not None and own >= one.level and enough and len(communities) >= one.least_communities:
            best = max(best, one.level)
    return best


def test_it_agrees_with_a_plain_count_over_random_rows():
    chance, advised = random.Random(2570), set()
    for _turn in range(3000):
        bodies = [
            Row(key, chance.choice(["organisation", "community"]), chance.choice([None, 0, 1, 2, 3]))
            for key in range(chance.randrange(9))
        ]
        asked = [Asked(level, Decimal(chance.choice([25, 50, 75])), chance.randrange(3)) for level in (1, 2, 3)]
        own = chance.choice([None, 0, 1, 2, 3])
        found = advise(own, asked, bodies).level
        assert found == plain_count(own, asked, bodies), (own, asked, bodies)
        advised.add(found)
    assert advised == {0, 1, 2, 3}


def test_what_was_frozen_reads_back_as_it_was():
    advice = advise(2, HALF, [*rows(2, None), Row(7, "community", 3, "ชุมชนบ้านป้อม", True)])
    assert thawed(advice.frozen()) == advice
    assert thawed({}) is None


# Over the database


@pytest.fixture
def district(db):
    return DistrictFactory()


def body(district, kind="organisation", state="certified", scores=LEVEL_ONE, **more):
    place = SubdistrictFactory(district=district, code=f"{district.code}01")
    organisation = OrganisationFactory(province=district.province, subdistrict=place, kind=kind)
    return AssessmentFactory(organisation=organisation, state=state, scores=scores, **more)


def of_district(district, state="recommended", **more):
    return AssessmentFactory(of_body=False, district=district, kind="district", state=state, **more)


def test_a_district_counts_its_bodies_as_certified_or_as_recommended_where_not_yet(district, django_assert_num_queries):
    certified, recommended = body(district), body(district, kind="community", state="recommended", scores=LEVEL_TWO)
    reviewed = body(district, state="in_review", scores=[3] * 9)
    # It was recommended once, and is looked at again.
    Assessment.objects.filter(pk=reviewed.pk).update(recommended_level=3)
    body(district, state="withdrawn", scores=[3] * 9)
    body(DistrictFactory(code="1402", province=district.province))
    own = of_district(district, scores=[3] * 9)
    with django_assert_num_queries(2):
        advice = advice_for([own])[own.pk]
    assert sorted((row.key, row.level, row.certified) for row in advice.rows) == sorted([
        (certified.pk, 1, True), (recommended.pk, 2, False), (reviewed.pk, None, False)
    ])  # fmt: skip
    assert [(count.level, count.reached, count.communities, count.holds) for count in advice.counts] == [
        (1, 2, 1, True), (2, 1, 1, False), (3, 0, 0, False)
    ]  # fmt: skip
    assert (advice.own_level, advice.level) == (3, 1)
    Assessment.objects.filter(pk=own.pk).update(recommended_level=0)
    assert advice_for([Assessment.objects.get(pk=own.pk)])[own.pk].own_level == 0


def test_until_a_district_is_recommended_its_own_form_says_its_level(district):
    own = of_district(district, state="submitted", scores=LEVEL_TWO)
    assert (own.recommended_level, advice_for([own])[own.pk].own_level) == (None, 2)


def test_a_district_counts_only_the_same_year(district):
    body(district, programme_year=ProgrammeYearFactory(province=district.province, fiscal_year=2569))
    own = of_district(district, scores=[3] * 9)
    assert advice_for([own])[own.pk].rows == ()


def test_a_district_counts_neither_what_reports_centrally_nor_what_was_withdrawn_before_it_had_a_level(district):
    taking_part, central = body(district), body(district)
    Organisation.objects.filter(pk=central.organisation_id).update(reports_centrally=True)
    certified, unfinished = body(district), body(district, state="in_review")
    Organisation.objects.filter(pk__in=[certified.organisation_id, unfinished.organisation_id]).update(state="withdrawn")
    own = of_district(district, scores=[3] * 9)
    advice = advice_for([own])[own.pk]
    assert sorted(row.key for row in advice.rows) == sorted([taking_part.pk, certified.pk])
    assert [(count.reached, count.whole) for count in advice.counts] == [(2, 2), (0, 2), (0, 2)]


def test_the_percentages_are_those_of_the_office(district):
    body(district, kind="community"), body(district, state="in_review", scores=LEVEL_ONE)
    body(district, state="in_review", scores=LEVEL_ONE)
    own = of_district(district, scores=LEVEL_ONE)

    def advised():
        return advice_for([Assessment.objects.get(pk=own.pk)])[own.pk].level

    assert advised() == 0
    Level.objects.filter(criteria_set=criteria(), number=1).update(least_bodies_percent=Decimal("33.33"))
    assert advised() == 1
    Level.objects.filter(criteria_set=criteria(), number=1).update(least_communities=2)
    assert advised() == 0


def test_the_province_counts_every_district_also_those_that_are_not_assessed(district):
    province, others = district.province, [DistrictFactory(code=f"140{n}", province=ProvinceFactory()) for n in (2, 3)]
    of_district(district, scores=[3] * 9)
    of_district(others[0], scores=LEVEL_ONE)
    of_district(others[1], state="withdrawn", scores=[3] * 9)
    before = ProgrammeYearFactory(province=province, fiscal_year=2569)
    of_district(others[1], programme_year=before, scores=[3] * 9)
    own = AssessmentFactory(of_body=False, kind="province", province=province, state="recommended", scores=[3] * 9)
    advice = advice_for([own])[own.pk]
    assert [(row.name, row.level, row.assessed) for row in advice.rows] == [
        (place.name, level, level is not None)
        for place, level in zip(District.objects.order_by("code"), (3, 1, None), strict=True)
    ]
    assert [(count.reached, count.whole, count.holds) for count in advice.counts] == [
        (2, 3, True), (1, 3, False), (1, 3, False)
    ]  # fmt: skip
    assert advice.level == 1


def test_many_districts_cost_no_more_queries_than_one(district, django_assert_num_queries):
    places = [district, *(DistrictFactory(code=f"140{n}", province=district.province) for n in (2, 3, 4))]
    chance = random.Random(14)
    for place in places:
        for kind in ("organisation", "community", "community"):
            body(place, kind=kind, scores=[chance.randrange(4) for _item in range(9)])
    rolled = [of_district(place, scores=[3] * 9) for place in places]
    with django_assert_num_queries(2):
        advice = advice_for(rolled)
    for one in rolled:
        levels = Assessment.objects.filter(organisation__district=one.district).values_list("kind", "certified_level")
        plain = [Row(key, kind, level) for key, (kind, level) in enumerate(levels)]
        assert advice[one.pk].level == plain_count(3, HALF, plain)
