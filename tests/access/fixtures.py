"""The world of the access tests: built once for a module, inside a transaction that ends with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import translation

from tests.support.refusals import drawn_once

from . import world as worlds


@contextmanager
def rolled_back() -> Iterator[None]:
    """Nothing written inside stays."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Made once; each test that is marked django_db puts it back as it was."""
    cache.clear()
    frozen = time_machine.travel(worlds.NOW, tick=False)
    with frozen, django_db_blocker.unblock(), translation.override("th"), rolled_back(), drawn_once():
        built = worlds.build()
        # What hangs together is weighed now; PostgreSQL would do it anew at the end of each test, which takes it back.
        connection.check_constraints()
        yield built
