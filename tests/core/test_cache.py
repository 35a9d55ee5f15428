"""Limits are counted by all processes together, and nobody waits for a Redis that is down."""

import logging
import time

import pytest
from django.core.cache import cache, caches
from django.urls import reverse

from moralprovince.core import cache as shared
from moralprovince.core.cache import SharedCache, caches_for
from tests.factories import UserFactory

NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def no_trouble_yet():
    shared.forget_trouble()
    yield
    shared.forget_trouble()


@pytest.fixture
def redis_is_down(settings):
    settings.CACHES = caches_for(NOWHERE)
    assert isinstance(caches["default"], SharedCache)
    cache.clear()


class Remembering:
    """Stands for the client of a Redis: whatever process asks, there is one memory."""

    known: dict = {}

    def __init__(self, servers, **options):
        self.options = options

    def add(self, key, value, timeout):
        return self.known.setdefault(key, value) is value

    def get(self, key, default):
        return self.known.get(key, default)

    def set(self, key, value, timeout):
        self.known[key] = value

    def delete(self, key):
        return self.known.pop(key, None) is not None

    def incr(self, key, delta):
        self.known[key] += delta
        return self.known[key]


@pytest.mark.parametrize(
    ("broker", "kind"),
    [("redis://a:6379/0", "SharedCache"), ("rediss://a/0", "SharedCache"), ("unix:///run/redis.sock", "SharedCache"),
     ("", "LocMemCache"), ("filesystem://", "LocMemCache"), ("memory://", "LocMemCache")],
)  # fmt: skip
def test_processes_share_what_they_count_where_there_is_a_redis(broker, kind):
    assert caches_for(broker)["default"]["BACKEND"].rpartition(".")[2] == kind


def test_two_processes_have_one_memory(monkeypatch):
    monkeypatch.setattr("django.core.cache.backends.redis.RedisCacheClient", Remembering)
    monkeypatch.setattr(Remembering, "known", {})
    one, other = SharedCache(NOWHERE, {}), SharedCache(NOWHERE, {})
    assert (one.add("lock", 1), other.add("lock", 2), other.get("lock")) == (True, False, 1)
    one.set("tries", 1)
    assert (other.incr("tries"), one.get("tries")) == (2, 2)
    other.delete("lock")
    assert one.get("lock", "gone") == "gone"


def test_clearing_does_not_empty_the_queue_of_the_workers(monkeypatch):
    monkeypatch.setattr("django.core.cache.backends.redis.RedisCacheClient", Remembering)
    monkeypatch.setattr(Remembering, "known", {"celery": ["work"]})
    SharedCache(NOWHERE, {}).clear()
    assert Remembering.known == {"celery": ["work"]}


def test_each_process_counts_for_itself_while_redis_is_down(redis_is_down, caplog):
    with caplog.at_level(logging.WARNING, logger="moralprovince.core.cache"):
        assert [cache.add("a", 1), cache.add("a", 2), cache.get("a"), cache.incr("a"), cache.has_key("a")] == [
            True, False, 1, 2, True,
        ]  # fmt: skip
        assert [cache.set_many({"b": 3}), cache.get_many(["a", "b"]), cache.touch("b"), cache.delete("a")] == [
            [], {"a": 2, "b": 3}, True, True,
        ]  # fmt: skip
        cache.delete_many(["b"])
        assert cache.get_or_set("b", lambda: 4, 60) == 4
    # It is asked once and then left alone for a while.
    assert [record.message.partition(":")[0] for record in caplog.records] == [
        "The shared cache does not answer; each process counts for itself meanwhile"
    ]


def test_redis_is_asked_again_after_a_while(redis_is_down, monkeypatch):
    cache.set("a", 1)
    asked = []
    monkeypatch.setattr("django.core.cache.backends.redis.RedisCache.get", lambda *args, **more: asked.append(args) or 7)
    assert (cache.get("a"), asked) == (1, [])
    monkeypatch.setattr(shared, "_quiet_until", time.monotonic() - 1)
    assert (cache.get("a"), len(asked)) == (7, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(("wrong", "lets_in"), [(1, True), (6, False)])
def test_the_log_in_answers_and_still_limits_guessing_while_redis_is_down(redis_is_down, client, wrong, lets_in):
    UserFactory(email="malee@example.org", password="Ayutthaya-2569")
    address = reverse("account_login")
    assert client.get(address).status_code == 200
    for _time in range(wrong):
        assert client.post(address, {"login": "malee@example.org", "password": "wrong"}).status_code in (200, 429)
    client.post(address, {"login": "malee@example.org", "password": "Ayutthaya-2569"})
    assert ("_auth_user_id" in client.session) == lets_in
