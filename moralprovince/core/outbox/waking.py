"""Tells a worker that there is something to send; no form ever waits for it longer than a second, and rarely so."""

from __future__ import annotations

import logging
import time
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

TASK = "portal.deliver"
# After a broker did not answer, this process does not ask again for so long; the beat wakes the workers meanwhile.
PAUSE = 60.0
LIMITS = {"socket_connect_timeout": 1, "socket_timeout": 1, "max_retries": 0, "connect_retries_timeout": 1}

_quiet_until = 0.0


def wake(task: str = TASK) -> None:
    """Publish one task, as a rule the delivery; a dead or missing broker is nobody's trouble but the log's."""
    global _quiet_until
    if not settings.CELERY_BROKER_URL or time.monotonic() < _quiet_until:
        return
    try:
        publish(task)
    except (KombuError, RedisError, OSError) as trouble:
        _quiet_until = time.monotonic() + PAUSE
        logger.warning("The broker does not answer; deliveries wait for the next beat: %s", trouble)


def wake_after_commit() -> None:
    """Call a worker when the present transaction has ended: once, however many messages it owes."""
    waiting = transaction.get_connection().run_on_commit
    if not any(call is wake for _savepoints, call, _robust in waiting):
        transaction.on_commit(wake)


def publish(task: str = TASK) -> None:
    """One attempt over a connection of its own with hard limits, whatever the workers' settings are."""
    options: dict[str, Any] = dict(settings.CELERY_BROKER_TRANSPORT_OPTIONS)
    if settings.CELERY_BROKER_URL.startswith(("redis://", "rediss://", "unix://")):
        options |= LIMITS
    with current_app.connection_for_write(transport_options=options) as connection:
        current_app.send_task(task, connection=connection, retry=False, expires=PAUSE, ignore_result=True)


def forget_trouble() -> None:
    """Ask the broker again at once: it was seen alive."""
    global _quiet_until
    _quiet_until = 0.0
