"""Two people at the same moment over entries of the register: what stands under what never becomes a ring."""

from __future__ import annotations

import dataclasses

import pytest

from networks.actions.organisations import edit_organisation, entry_of
from networks.models import Organisation
from tests.factories import OfficeFactory, OrganisationFactory, officer_of
from tests.support.races import race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def putting(body, parent):
    """What a person of the office does who puts a body under another."""
    entry, by = dataclasses.replace(entry_of(body), parent=parent), officer_of(body.province)
    return lambda: edit_organisation(organisation=body, entry=entry, version=1, by=by)


def test_of_two_who_put_two_bodies_under_each_other_one_is_told():
    OfficeFactory()
    # Both forms were opened while neither stood under anything.
    one, other = OrganisationFactory(), OrganisationFactory()
    assert race(putting(one, other), putting(other, one)) == ["Refused", "done"]
    assert list(Organisation.objects.filter(parent__isnull=False).values_list("version", flat=True)) == [2]
