"""Which rows the adjectives mean: bodies by state, reporter and network at a year's end; invitations by state."""

import datetime as dt
from itertools import product

import pytest
import time_machine

from networks.models import Invitation, Organisation
from tests.factories import OrganisationFactory, ProvinceFactory, SectorNetworkFactory, officer_of, role

pytestmark = pytest.mark.django_db


def test_who_is_of_the_programme_who_is_counted_and_who_is_told_of():
    kept = OrganisationFactory()
    for state in Organisation.State.values:
        for central in (False, True):
            OrganisationFactory(state=state, reports_centrally=central, merged_into=kept if state == "merged" else None)

    def found(rows):
        return sorted(rows.exclude(pk=kept.pk).values_list("state", "reports_centrally"))

    rows, states = Organisation.objects, ("active", "dormant", "proposed")
    assert found(rows.listed()) == [(state, central) for state in states for central in (False, True)]
    assert found(rows.counted()) == [(state, False) for state in states]
    assert found(rows.central()) == [(state, True) for state in states]
    assert found(rows.public()) == [(state, central) for state in states[:2] for central in (False, True)]


def test_a_body_is_of_the_network_in_which_the_year_ended():
    old, new, beside = (SectorNetworkFactory(code=code) for code in ("government", "education", "temples"))
    body, late = OrganisationFactory(network=new), OrganisationFactory(network=new)
    body.memberships.update(since=dt.date(2027, 9, 30))
    late.memberships.update(since=dt.date(2027, 10, 1))
    body.memberships.create(network=old, since=dt.date(2020, 10, 1), until=dt.date(2027, 9, 29), primary=True)
    late.memberships.create(network=old, since=dt.date(2020, 10, 1), until=dt.date(2027, 9, 30), primary=True)
    late.memberships.create(network=beside, since=dt.date(2020, 10, 1), primary=False)

    def members(*asked):
        return list(Organisation.objects.members_in(*asked).order_by("pk"))

    assert (members(2570, new.pk), members(2570, old.pk), members(2571, new.pk)) == ([body], [late], [body, late])
    assert (members(2569), members(2563), members(2570, beside.pk)) == ([body, late], [], [])


def test_the_list_of_invitations_and_each_of_them_say_the_same_state():
    now, minute = dt.datetime(2027, 4, 7, 5, tzinfo=dt.UTC), dt.timedelta(minutes=1)
    officer = officer_of(ProvinceFactory())
    with time_machine.travel(now, tick=False):
        made = [
            Invitation.objects.create(
                province_id="14",
                role=role("contact"),
                created_by=officer,
                expires_at=expires,
                used_at=used,
                revoked_at=revoked,
                token_hash=f"{place}",
            )  # fmt: skip
            for place, (expires, used, revoked) in enumerate(
                product((now - minute, now, now + minute), (None, now - minute), (None, now - minute))
            )
        ]
        states = [one.state for one in made]
        rows = {state: list(Invitation.objects.in_state(state, now).order_by("pk")) for state in Invitation.State.values}

    assert rows == {state: [one for one, its in zip(made, states, strict=True) if its == state] for state in rows}
    assert [states.count(state) for state in ("open", "used", "expired", "withdrawn")] == [1, 6, 2, 3]
    assert list(Invitation.objects.usable(now)) == rows["open"]
