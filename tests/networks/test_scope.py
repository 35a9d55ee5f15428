"""What a person's grants are read as, the same rows that the adjective of grants names, and what they give her where."""

import datetime as dt
from dataclasses import replace

import pytest
import time_machine

from moralprovince.core.models import User
from networks.models import Organisation, RoleGrant
from networks.permissions import can_see_organisation
from networks.querysets.scope import PLACES, Grant, Scope, reach_of, read_grants, scope_of, working_at
from tests.factories import (
    OrganisationFactory,
    ProvinceFactory,
    RoleGrantFactory,
    SectorNetworkFactory,
    UserFactory,
    contact_of,
    coordinator_of,
    holder_of,
    officer_of,
    partner_of,
    role,
)

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


def test_an_entry_opens_to_exactly_those_whose_list_shows_it():
    body, beside = OrganisationFactory(), OrganisationFactory()
    far = OrganisationFactory(province=ProvinceFactory(code="13"))
    people = {
        contact_of(body): [body], coordinator_of(body.network): [body, beside], officer_of(far.province): [far],
        UserFactory(): [],
    }  # fmt: skip

    for person, seen in people.items():
        assert list(Organisation.objects.visible_to(person).order_by("pk")) == seen
        assert [one for one in (body, beside, far) if can_see_organisation(person, one)] == seen


def test_a_form_offers_what_one_sees_and_what_everybody_knows_to_whoever_distils_lessons_there():
    province = ProvinceFactory()
    body, dormant, proposed = (OrganisationFactory(state=state) for state in ("active", "dormant", "proposed"))
    far = OrganisationFactory(province=ProvinceFactory(code="13"))
    both = holder_of("academic_partner", province=province, user=contact_of(far))
    offered = {partner_of(province): [body, dormant], both: [body, dormant, far], contact_of(proposed): [proposed],
               officer_of(province): [body, dormant, proposed]}  # fmt: skip

    assert {one: list(Organisation.objects.choosable_by(one).order_by("pk")) for one in offered} == offered


# What a grant gives, and where


def given(**where) -> Grant:
    nowhere = dict.fromkeys(("province", "network", "organisation", "network_province", "organisation_province"))
    return Grant(**{"role": "some", "rights": frozenset({"read"})} | nowhere | where)


EVERYWHERE, PROVINCE = given(), given(province="14")
NETWORK = given(network=3, network_province="14", rights=frozenset({"read", "write"}))
BODY = given(organisation=5, organisation_province="13")
ASKED = [("14", None, None), ("14", 3, None), ("14", 4, 6), ("14", 3, 5), ("13", 4, 5), ("13", None, None)]


@pytest.mark.parametrize(
    ("grant", "place", "home", "holds"),
    [
        (EVERYWHERE, "", None, "111111"), (PROVINCE, "province:14", "14", "111100"), (NETWORK, "network:3", "14", "010100"),
        (BODY, "organisation:5", "13", "000110"),
    ],
)  # fmt: skip
def test_a_grant_holds_for_its_place_and_for_what_lies_in_it(grant, place, home, holds):
    expected = [here == "1" for here in holds]
    where = [dict(zip(PLACES, asked, strict=True)) for asked in ASKED]
    alone, lent = Scope((grant,)), Scope((replace(grant, acting_for=7),))

    assert (grant.place(), grant.home()) == (place, home)
    assert [grant.holds("read", *asked) for asked in ASKED] == expected == [alone.over("read", **one) for one in where]
    assert [alone.over("other", **one) or grant.holds("other", *one.values()) for one in where] == [False] * len(ASKED)
    assert [lent.lender("read", **one) for one in where] == [7 if here else None for here in expected]
    assert [Scope((grant, replace(grant, acting_for=7))).lender("read", **one) for one in where] == [None] * len(ASKED)
    assert [Scope(lent.grants, superuser=True).lender("read", **one) for one in where] == [None] * len(ASKED)


def test_several_grants_are_added_up_right_by_right():
    scope, root = Scope((PROVINCE, NETWORK, BODY)), Scope(superuser=True)

    assert [scope.everywhere("read"), Scope((EVERYWHERE,)).everywhere("read"), root.everywhere("read")] == [False, True, True]
    assert [scope.any("write"), scope.any("other"), root.any("other")] == [True, False, True]
    assert [scope.provinces("read"), scope.networks("read"), scope.organisations("read")] == [{"14"}, {3}, {5}]
    assert [scope.provinces("write"), scope.networks("write"), scope.organisations("write")] == [set(), {3}, set()]
    assert (scope.home_provinces(), Scope((BODY, PROVINCE)).home_provinces()) == (["14", "13"], ["13", "14"])
    assert Scope((EVERYWHERE,)).home_provinces() == []
    assert Scope((EVERYWHERE, *scope.grants)).at("13") == Scope((EVERYWHERE, BODY))


def test_who_keeps_the_installation_holds_everything_in_one_province_and_nothing_beside_it():
    at_work = Scope((BODY,), superuser=True).at("14")

    assert [at_work.over("whatever", province=code) for code in ("14", "13")] == [True, False]
    assert (at_work.everywhere("whatever"), at_work.any("whatever"), at_work.home_provinces()) == (False, True, ["14"])
    assert at_work.lender("whatever", province="14") is None


def test_the_reach_of_a_person_is_each_right_by_its_place(person):
    root = User.objects.create_superuser("root@example.org")
    with time_machine.travel(dt.datetime(2026, 11, 24, 5, tzinfo=dt.UTC), tick=False):
        reach = reach_of(person)
        assert (reach_of(root), reach_of(officer_of(ProvinceFactory(), is_active=False))) == ({"": ["superuser"]}, {})

    rights = {code: sorted(role(code).rights) for code in ("coordinator", "culture_officer", "provincial_administrator")}
    network = person.role_grants.get(role="coordinator").network_id
    assert reach == {
        "province:14": sorted({*rights["culture_officer"], *rights["provincial_administrator"]}),
        f"network:{network}": rights["coordinator"],
    }


def test_inside_one_province_a_person_holds_only_what_she_holds_there():
    far = ProvinceFactory(code="13")
    person, of_one = officer_of(ProvinceFactory()), officer_of(ProvinceFactory())
    RoleGrantFactory(user=person, role=role("culture_officer"), province=far)

    with working_at(of_one, "13"):
        assert scope_of(of_one).home_provinces() == ["14"]
    with pytest.raises(ZeroDivisionError), working_at(person, "13"):
        assert scope_of(person).home_provinces() == ["13"]
        raise ZeroDivisionError
    assert scope_of(person).home_provinces() == ["13", "14"]
