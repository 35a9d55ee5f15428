"""What a person's grants are read as: the same rows, with the same values, as the adjective of grants names."""

import datetime as dt

import pytest

from networks.models import RoleGrant
from networks.querysets.scope import Grant, read_grants
from tests.factories import OrganisationFactory, ProvinceFactory, RoleGrantFactory, SectorNetworkFactory, UserFactory, role

pytestmark = [pytest.mark.django_db]
TODAY, DAY = dt.date(2026, 11, 24), dt.timedelta(days=1)


@pytest.fixture
def person():
    """Somebody who holds, held and will hold grants of every kind of scope, and others who hold some too."""
    person, lender = UserFactory(), UserFactory()
    province = ProvinceFactory()
    network, body = SectorNetworkFactory(province=province), OrganisationFactory(province=province)
    RoleGrantFactory(user=person, role=role("culture_officer"), province=province, starts_on=TODAY)
    RoleGrantFactory(user=person, role=role("coordinator"), network=network, starts_on=TODAY - DAY, ends_on=TODAY)
    RoleGrantFactory(user=person, role=role("contact"), organisation=body, starts_on=TODAY - 9 * DAY, ends_on=TODAY - DAY)
    RoleGrantFactory(user=person, role=role("national_viewer"), starts_on=TODAY + DAY)
    RoleGrantFactory(
        user=person, role=role("provincial_administrator"), province=province, acting_for=lender, starts_on=TODAY - DAY,
        ends_on=TODAY + DAY,
    )  # fmt: skip
    RoleGrantFactory(user=lender, role=role("provincial_administrator"), province=province, starts_on=TODAY)
    return person


def as_grant(grant: RoleGrant) -> Grant:
    """A row in the words of a scope."""
    network, body = grant.network, grant.organisation
    return Grant(
        grant.role_id, frozenset(grant.role.rights), grant.province_id, grant.network_id, grant.organisation_id,
        network and network.province_id, body and body.province_id, grant.acting_for_id,
    )  # fmt: skip


@pytest.mark.parametrize(("days", "count"), [(-9, 1), (-2, 1), (-1, 3), (0, 3), (1, 3), (2, 2)])
def test_the_grants_in_force_on_a_day_are_read_in_their_order_and_nobody_elses(person, days, count):
    day = TODAY + days * DAY

    found = read_grants(person, day)

    assert found == [as_grant(grant) for grant in person.role_grants.in_force(day)]
    assert len(found) == count


def test_grants_take_one_query_however_often_they_are_asked_for(person, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert read_grants(person, TODAY) == read_grants(person, TODAY)
