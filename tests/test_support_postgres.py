"""Tests reach the server they start themselves through a socket, where the system lets its path be that long."""

from __future__ import annotations

import os

import psycopg2.extensions
import pytest

from tests.support import postgres


@pytest.mark.parametrize(("folder", "host"), [("/dev/shm/quick", "/dev/shm/quick"), ("/tmp/" + "l" * 90, "127.0.0.1")])
def test_a_socket_is_used_where_its_path_is_short_enough(folder, host, monkeypatch):
    monkeypatch.setenv("PGHOST", "elsewhere")
    address = postgres.reached(5433, postgres.sockets_in(folder))
    asked = psycopg2.extensions.parse_dsn(address)
    assert (asked.get("host") or os.environ["PGHOST"], asked["port"]) == (host, "5433")
