"""Of which years a pledge is asked for, and which year beyond the one at work a body may begin already."""

import datetime as dt

import pytest

from networks.models import Office, ProgrammeYear
from pledges.unpledged import unpledged, unpledged_followed, year_ahead_of, years_asked
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    ProvinceFactory,
    contact_of,
    coordinator_of,
    holder_of,
    officer_of,
)
from tests.factories_pledges import PledgeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2027-03-10 10:00:00+07:00", tick=False)]
SPRING, AUTUMN = dt.date(2027, 3, 10), dt.date(2027, 9, 1)


@pytest.fixture
def years():
    """Those of one province, whose office works in 2570."""
    years = {year: ProgrammeYearFactory(fiscal_year=year) for year in (2569, 2570, 2571, 2572)}
    OfficeFactory(working_year=years[2570])
    return years


@pytest.mark.parametrize(
    ("working", "pledges", "spring", "autumn"),
    [
        (2570, {}, None, 2571),
        (2570, {2570: "draft"}, None, 2571),
        (2570, {2570: "declared"}, 2571, 2571),
        (2570, {2570: "active"}, 2571, 2571),
        (2570, {2570: "ended"}, None, 2571),
        (2570, {2570: "active", 2571: "draft"}, None, None),
        (2570, {2570: "active", 2571: "ended"}, 2571, 2571),
        (2569, {2569: "active"}, 2570, 2570),
        (2569, {2570: "active"}, 2571, 2571),
        (2571, {2571: "active"}, None, None),
        # Where the office has not said in which year it works, it is today's.
        (None, {}, None, 2571),
        (None, {2570: "active"}, 2571, 2571),
    ],
)
def test_a_body_may_begin_the_next_year_that_is_due_or_follows_one_it_declared(years, working, pledges, spring, autumn):
    Office.objects.update(working_year=years.get(working))
    body, other = OrganisationFactory(), OrganisationFactory()
    for year, state in pledges.items():
        PledgeFactory(organisation=body, programme_year=years[year], state=state)
    PledgeFactory(organisation=other, programme_year=years[2570], state="active")
    found = []
    for day in (SPRING, AUTUMN):
        found.append(year_ahead_of(body, day))
        del body.year_ahead
    assert found == [spring, autumn]


def test_a_year_that_is_closed_or_of_another_province_is_not_ahead(years):
    body = OrganisationFactory()
    ProgrammeYear.objects.filter(fiscal_year=2571).update(read_only_from=AUTUMN + dt.timedelta(days=1))
    assert year_ahead_of(body, AUTUMN) == 2571
    del body.year_ahead
    ProgrammeYear.objects.filter(fiscal_year=2571).update(read_only_from=AUTUMN)
    ProgrammeYearFactory(province=ProvinceFactory(code="15"), fiscal_year=2571)
    assert year_ahead_of(body, AUTUMN) is None


def test_a_year_asks_until_the_day_it_closes_and_only_near_today(years):
    contact = contact_of(OrganisationFactory())
    ProgrammeYear.objects.filter(fiscal_year=2570).update(read_only_from=SPRING + dt.timedelta(days=1))
    asked = [list(unpledged(contact, SPRING + dt.timedelta(days=more)).values_list("year", flat=True)) for more in (0, 1)]
    Office.objects.update(working_year=years[2572])
    assert (asked, list(unpledged(contact, AUTUMN))) == ([[2570], []], [])


def test_it_is_the_contact_who_is_asked_and_of_her_body_alone(years):
    body, other = OrganisationFactory(), OrganisationFactory()
    PledgeFactory(organisation=other, programme_year=years[2570])
    people = contact_of(body), contact_of(other), coordinator_of(body.network), officer_of(body.province)
    assert [years_asked(person, body, SPRING) for person in people] == [{2570}, set(), set(), set()]
    of_both = holder_of("contact", organisation=other, user=contact_of(body))
    assert [years_asked(of_both, one, SPRING) for one in (body, other)] == [{2570}, set()]


def test_who_looks_after_bodies_is_told_of_active_ones_without_a_pledge_of_the_year_at_work(years):
    bodies = [OrganisationFactory() for _time in range(3)]
    PledgeFactory(organisation=bodies[0], programme_year=years[2570], state="draft")
    PledgeFactory(organisation=bodies[1], programme_year=years[2569])
    for change in ({"state": "proposed"}, {"state": "dormant"}, {"state": "withdrawn"}, {"reports_centrally": True}):
        OrganisationFactory(**change)
    people = coordinator_of(bodies[0].network), officer_of(bodies[0].province), contact_of(bodies[1])
    both = holder_of("contact", organisation=bodies[2], user=coordinator_of(bodies[2].network))
    asked = [set(unpledged_followed(person, SPRING).values_list("pk", "year")) for person in (*people, both)]
    left = {(bodies[1].pk, 2570), (bodies[2].pk, 2570)}
    assert asked == [left, left, set(), {(bodies[1].pk, 2570)}]


@pytest.mark.parametrize(
    ("working", "spring", "autumn"), [(2569, 0, 0), (2570, 1, 0), (2571, 1, 1), (2572, 0, 0), (None, 1, 0)]
)
def test_who_looks_after_bodies_is_not_told_of_a_year_that_ends(years, working, spring, autumn):
    Office.objects.update(working_year=years.get(working))
    officer = officer_of(OrganisationFactory().province)
    assert [unpledged_followed(officer, day).count() for day in (SPRING, AUTUMN)] == [spring, autumn]
