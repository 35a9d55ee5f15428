"""The queue: the schedule names only tasks that are there, and worker and beat run on either broker."""

from __future__ import annotations

import re

import pytest
from celery import current_app
from django.conf import settings

from moralprovince.celery import app
from moralprovince.portal.launch import demo
from moralprovince.portal.tasks import DELIVERY_SECONDS
from tests.support.processes import Shared, kill, wait_until

CELERY = ("-m", "celery", "-A", "moralprovince.celery")
SEND = "from celery import current_app; current_app.send_task('portal.heartbeat', ignore_result=True)"


def test_every_scheduled_task_is_there():
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert {"portal.heartbeat", "portal.deliver", "portal.reap", "portal.plan_reminders"} <= scheduled
    assert scheduled <= set(current_app.tasks)


@pytest.mark.parametrize(
    ("entry", "hours"),
    [("write summaries of closed rounds", range(24)), ("open and close rounds", range(24)), ("plan reminders", range(7, 18))],
)
def test_what_failed_at_its_hour_is_made_up_for_within_the_next(entry, hours):
    assert app.conf.beat_schedule[entry]["schedule"].hour == set(hours)


def test_what_comes_every_minute_does_not_pile_up_while_no_worker_listens():
    often = [entry for entry in app.conf.beat_schedule.values() if isinstance(entry["schedule"], float)]
    assert [entry.get("options") for entry in often] == [{"expires": entry["schedule"]} for entry in often]


def test_a_worker_that_is_stopped_has_time_to_end_its_run_and_the_mail_at_hand():
    service = (settings.BASE_DIR / "deploy" / "portal-worker.service").read_text()
    patience = int(re.search(r"^TimeoutStopSec=(\d+)$", service, re.MULTILINE)[1])
    assert patience >= DELIVERY_SECONDS + settings.EMAIL_TIMEOUT


def test_the_schedule_goes_by_bangkok_time():
    assert (app.conf.timezone, app.conf.enable_utc) == ("Asia/Bangkok", True)


def test_every_service_of_an_installation_and_the_demo_log_in_that_time_from_their_first_line_on(monkeypatch, tmp_path):
    services = sorted((settings.BASE_DIR / "deploy").glob("*.service"))
    zones = [re.findall(r"^Environment=TZ=(.+)$", service.read_text(), re.MULTILINE) for service in services]
    assert zones == [[settings.TIME_ZONE]] * 4
    monkeypatch.setattr(demo, "HOME", tmp_path)
    assert demo.Demo(port=0, stage="mid").env["TZ"] == settings.TIME_ZONE


@pytest.fixture
def settings_of_broker(request, tmp_path):
    """A real Valkey, or the folder that stands in for it where there is none."""
    if request.param == "filesystem":
        return {"REDIS_URL": "filesystem://", "BROKER_FOLDER": str(tmp_path / "broker")}
    return {"REDIS_URL": request.getfixturevalue("broker_url").removesuffix("/0") + "/7"}


@pytest.mark.once
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "settings_of_broker",
    [pytest.param("valkey", marks=pytest.mark.broker), "filesystem"],
    indirect=True,
)
def test_a_worker_hears_what_is_published(settings_of_broker, tmp_path):
    shared = Shared(tmp_path)
    worker = shared.start(*CELERY, "worker", "--pool", "solo", "--without-gossip", "--without-mingle", **settings_of_broker)
    try:
        shared.run("manage.py", "shell", "--verbosity", "0", "-c", SEND, **settings_of_broker)
        wait_until(lambda: shared.rows("SELECT name FROM core_heartbeat ORDER BY name") == [("beat",), ("worker",)], 60)
        assert worker.poll() is None
    finally:
        kill(worker)


@pytest.mark.once
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_beat_keeps_its_schedule_where_it_is_told(tmp_path):
    shared = Shared(tmp_path)
    broker = {"REDIS_URL": "filesystem://", "BROKER_FOLDER": str(tmp_path / "broker")}
    beat = shared.start(*CELERY, "beat", "--schedule", str(tmp_path / "beat"), "--pidfile", "", **broker)
    try:
        wait_until(lambda: any(tmp_path.glob("beat*")), 60)
        assert beat.poll() is None
    finally:
        kill(beat)
