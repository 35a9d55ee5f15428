"""What processes remember together: wrong codes and passwords are counted in Redis, beside it where Redis is down."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

# After Redis did not answer, this process does not ask again for so long.
PAUSE = 30.0
# No page waits longer than this for something that is only remembered; pages are counted on, a cache is not.
LIMITS: dict[str, Any] = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}
REDIS = ("redis://", "rediss://", "unix://")

_quiet_until = 0.0


def caches_for(broker: str) -> dict[str, dict[str, Any]]:
    """The caches of a portal: shared where there is a Redis, else each process remembers for itself."""
    if broker.startswith(REDIS):
        return {"default": {"BACKEND": "moralprovince.core.cache.SharedCache", "LOCATION": broker, "KEY_PREFIX": "portal"}}
    return {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


class SharedCache(RedisCache):
    """Redis; while it does not answer, this process remembers for itself and pages go on."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = LIMITS | {"retry": Retry(NoBackoff(), 0)} | params.get("OPTIONS", {})
        super().__init__(server, params | {"OPTIONS": options})
        self.near = LocMemCache("beside-redis", {name: value for name, value in params.items() if name != "OPTIONS"})

    def either(self, ask: Callable[..., Any], name: str, *args: Any, **options: Any) -> Any:
        """Ask Redis, or the memory of this process where Redis is not to be asked."""
        global _quiet_until
        if time.monotonic() >= _quiet_until:
            try:
                return ask(*args, **options)
            except (RedisError, OSError) as trouble:
                _quiet_until = time.monotonic() + PAUSE
                logger.warning("The shared cache does not answer; each process counts for itself meanwhile: %s", trouble)
        return getattr(self.near, name)(*args, **options)

    def add(self, *args: Any, **options: Any) -> bool:
        """Remember what is not known yet."""
        return self.either(super().add, "add", *args, **options)

    def get(self, *args: Any, **options: Any) -> Any:
        """What is known."""
        return self.either(super().get, "get", *args, **options)

    def set(self, *args: Any, **options: Any) -> None:
        """Remember."""
        self.either(super().set, "set", *args, **options)

    def touch(self, *args: Any, **options: Any) -> bool:
        """Remember longer."""
        return self.either(super().touch, "touch", *args, **options)

    def delete(self, *args: Any, **options: Any) -> bool:
        """Forget."""
        return self.either(super().delete, "delete", *args, **options)

    def get_many(self, *args: Any, **options: Any) -> Any:
        """What is known of several."""
        return self.either(super().get_many, "get_many", *args, **options)

    def has_key(self, *args: Any, **options: Any) -> bool:
        """Is it known?"""
        return self.either(super().has_key, "has_key", *args, **options)

    def incr(self, *args: Any, **options: Any) -> int:
        """Count."""
        return self.either(super().incr, "incr", *args, **options)

    def set_many(self, *args: Any, **options: Any) -> list[Any]:
        """Remember several."""
        return self.either(super().set_many, "set_many", *args, **options)

    def delete_many(self, *args: Any, **options: Any) -> None:
        """Forget several."""
        self.either(super().delete_many, "delete_many", *args, **options)

    def clear(self) -> None:
        """Forget what this process remembers: Redis is the queue of the workers as well."""
        self.near.clear()


def forget_trouble() -> None:
    """Ask Redis again at once."""
    global _quiet_until
    _quiet_until = 0.0
