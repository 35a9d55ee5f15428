"""Health for machines: no log-in, no session, few queries, and the truth about the database."""

from __future__ import annotations

import pytest
from django.db import DatabaseError

from moralprovince.core.public_stamp import stamp
from moralprovince.portal import doctor
from moralprovince.portal.views import health
from tests.support.queries import counted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_believed_yet(settings):
    """As it runs: public pages are kept, and no stamp of theirs is remembered."""
    settings.PUBLIC_PAGES_KEPT = True
    stamp.forget()
    health.tables_fit.cache_clear()
    yield
    health.tables_fit.cache_clear()


def test_a_living_process_says_so_without_asking_the_database(client):
    with counted() as queries:
        answer = client.get("/livez")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})
    assert queries == []
    assert answer.cookies == {}
    assert "no-store" in answer["Cache-Control"]


def test_a_process_that_can_serve_is_ready_with_one_query_once_its_tables_were_seen(client):
    assert client.get("/readyz").json()["ready"] is True
    with counted() as queries:
        answer = client.get("/readyz")
    assert answer.status_code == 200
    assert {name: thing["well"] for name, thing in answer.json()["things"].items()} == {
        "database": True,
        "migrations": True,
        "disk": True,
    }
    assert queries == ["SELECT 1"]
    assert answer.cookies == {}


def test_without_its_database_a_process_is_alive_but_not_ready(client, monkeypatch):
    def gone() -> str:
        raise DatabaseError("the server closed the connection")

    monkeypatch.setattr(doctor, "database_answers", gone)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (503, False)
    # What broke in detail is nobody's business outside.
    assert "closed the connection" not in answer.content.decode()
    assert client.get("/livez").status_code == 200


def test_missing_migrations_are_looked_for_until_they_are_there(client, monkeypatch):
    def missing() -> str:
        raise doctor.Ill("2 migrations are missing")

    with monkeypatch.context() as patch:
        patch.setattr(doctor, "migrations_applied", missing)
        assert client.get("/readyz").status_code == 503
    assert client.get("/readyz").status_code == 200


def test_health_is_read_never_written(client):
    assert client.post("/livez").status_code == 405


def test_behind_https_the_balancer_may_ask_in_the_clear(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/livez").status_code == 200
    assert client.get("/").status_code == 301
