"""The province of the tests of imports: loaded once for a module, inside a transaction that ends with it."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection

from networks.models import Province
from tests.access.fixtures import rolled_back
from tests.support.reference import load_one_province

NOW = "2026-11-24 10:00+07:00"


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Made once; each test that is marked django_db puts it back as it was."""
    with time_machine.travel(NOW, tick=False), django_db_blocker.unblock(), rolled_back():
        loaded = load_one_province()
        # What hangs together is weighed now; PostgreSQL would do it anew at the end of each test.
        connection.check_constraints()
        yield loaded


@pytest.fixture
def province(loaded):
    """The province as a test finds it, whatever the one before did to it."""
    return Province.objects.get(pk=loaded.pk)
