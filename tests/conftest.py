"""What every test gets: a catalogue, static files, a closed door to the network, and a report of what was run."""

from __future__ import annotations

import gc
import itertools

import pytest
from _pytest import runner
from django.core.cache import cache
from django.db import connection
from django.template import Template
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as examples

from moralprovince.core import memory
from tests.support import clock, engines, flush, order, preparation, template, watching
from tests.support.network import closed_network
from tests.support.room import roomy

# Its tests are taken over by modules of tests: what fails there is shown as anywhere.
pytest.register_assert_rewrite("tests.support.two_writers")
pytest_plugins = ["tests.support.report", "tests.access.fixtures"]


# All that is read before the first test stays: there is no garbage to look for yet.
gc.disable()
# So many tests apart new memory is looked for.
EVERY = 100
_tests = itertools.count(1)

# Nothing here passes or fails by the clock: a busy machine may take its time over an example.
examples.register_profile("portal", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("portal")


def pytest_configure(config: pytest.Config) -> None:
    """Prepare once, before the workers of pytest-xdist start."""
    roomy(runner.pytest_runtest_protocol)
    if not hasattr(config, "workerinput"):
        preparation.compile_catalogue()
        preparation.build_static_files()
    clock.begin()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the other pass runs, skip what this run cannot do and say why; long tests come first."""
    left = set(filter(engines.left_to_the_other_pass, items))
    config.hook.pytest_deselected(items=list(left))
    items[:] = [item for item in items if item not in left]
    for item in items:
        reasons = [missing for marker, missing in engines.missing().items() if item.get_closest_marker(marker)]
        for reason in filter(None, reasons):
            item.add_marker(pytest.mark.skip(reason=reason))
    if workers := getattr(config, "workerinput", {}).get("workercount"):
        order.long_ones_first(items, workers)


def pytest_collection_finish() -> None:
    """All modules are read now."""
    memory.settle()


def pytest_runtest_logfinish() -> None:
    """What the last tests added to the memory is put into large pages too, now and then."""
    if not next(_tests) % EVERY:
        memory.gather()


@pytest.fixture(scope="session", autouse=True)
def nothing_beyond_this_machine():
    """A test that calls another machine fails."""
    with closed_network():
        yield


@pytest.fixture(scope="session", autouse=True)
def told_of_pages(django_test_environment):
    """What the test client learns of a page."""
    Template._render = watching.draw


@pytest.fixture(autouse=True)
def a_fresh_start():
    """No cached rate limits and no language left over from the test before."""
    cache.clear()
    with translation.override("th"):
        yield


@pytest.fixture
def real_clock():
    """For tests that share files or a database with what keeps the time of the machine."""
    with clock.real():
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """Before the database of this worker is made: where there is a migrated one, it is copied."""
    template.copied_when_first_opened()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """A PostgreSQL whose locale knows no Thai letters makes no trigrams of them: say so instead of failing oddly."""
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("SELECT datctype FROM pg_database WHERE datname = current_database()")
            ctype = cursor.fetchone()[0]
        if "utf" not in ctype.lower():
            pytest.exit(f"PostgreSQL has the locale {ctype}: make it with initdb -E UTF8 --locale=C.UTF-8", 2)
        with django_db_blocker.unblock():
            flush.quickly()
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock():
            end_other_sessions()


def end_other_sessions() -> None:
    """A thread of the live server may still hold the test database, which could then not be dropped."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="session")
def broker_url():
    """The address of a real Valkey or Redis."""
    with engines.broker() as url:
        yield url
