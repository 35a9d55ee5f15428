"""The day of a session of the sub-committee and the officer who holds it; a module that needs others makes its own."""

from __future__ import annotations

import pytest
import time_machine

from tests.factories import OfficeFactory, officer_of


@pytest.fixture
def clock():
    with time_machine.travel("2027-08-10 10:00:00+07:00", tick=False):
        yield


@pytest.fixture
def officer(client):
    person = officer_of(OfficeFactory().province)
    client.force_login(person)
    return person
