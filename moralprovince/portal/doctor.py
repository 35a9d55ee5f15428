"""Looks at everything the portal leans on, with the time each answer took."""

from __future__ import annotations

import datetime as dt
import shutil
import smtplib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from moralprovince.core.models import AuditEvent, Heartbeat, Message
from networks.models import Office, Province
from networks.querysets.years import OUT_OF_REACH

from .actions.unused_offices import unused_offices
from .rules import paused_provinces

SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
State = Message.State
PENDING_FOR = dt.timedelta(minutes=15)
BEAT_WITHIN = dt.timedelta(minutes=5)
BACKUP_WITHIN = dt.timedelta(hours=26)
NEW_FOR = dt.timedelta(days=1)
# What leaves a sign each time it went well, and after how long without one it did not.
SCHEDULED = {
    "rounds": (dt.timedelta(hours=3), gettext_lazy("opening and closing rounds")),
    "planner": (dt.timedelta(hours=26), gettext_lazy("planning reminders")),
    "keeping": (dt.timedelta(hours=26), gettext_lazy("letting go of what was kept long enough")),
    "summaries": (dt.timedelta(hours=3), gettext_lazy("summaries of closed rounds")),
}
ROOM = 2 * 1024**3
PATIENCE = 5


@dataclass(frozen=True)
class Finding:
    """What was found of one thing: well or not, how long the answer took, and a sentence."""

    name: str
    well: bool
    seconds: float
    sentence: str


class Ill(Exception):
    """Something is not as it should be; the sentence says what and what to do."""


def examine() -> list[Finding]:
    """Everything; without the database most of it cannot be asked."""
    database = look("database", database_answers)
    rest = CHECKS if database.well else NEED_NO_DATABASE
    return [database, *(look(name, check) for name, check in rest.items())]


def look(name: str, check: Callable[[], str]) -> Finding:
    """One check, timed; what breaks is a finding, never a traceback."""
    started = time.monotonic()
    try:
        well, sentence = True, check()
    except (Ill, DatabaseError, OSError, smtplib.SMTPException, KombuError, RedisError) as trouble:
        well, sentence = False, " ".join(str(trouble).split()) or type(trouble).__name__
    return Finding(name, well, round(time.monotonic() - started, 4), sentence)


def database_answers() -> str:
    """One statement, there and back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return str(connection.display_name)


def migrations_applied() -> str:
    """The tables are those the code expects."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        words = ngettext(
            "%(count)s migration is missing: run manage.py migrate",
            "%(count)s migrations are missing: run manage.py migrate", len(plan),
        )  # fmt: skip
        raise Ill(words % {"count": len(plan)})
    return _("up to date")


def texts_are_compiled() -> str:
    """The Thai texts are those of this version; what was started before they were compiled still speaks the old ones."""
    # It brings what reads source code, which web pages have no use for.
    from moralprovince.core.catalogue import is_stale

    if is_stale():
        raise Ill(_("the Thai texts are missing or old: run manage.py messages --compile and start the services anew"))
    return _("up to date")


def broker_answers() -> str:
    """The broker takes a connection."""
    if not settings.CELERY_BROKER_URL:
        raise Ill(_("no broker is set (REDIS_URL): nobody wakes the workers"))
    with current_app.connection_for_write(settings.CELERY_BROKER_URL) as line:
        line.ensure_connection(max_retries=1, interval_start=0, timeout=PATIENCE)
        return line.as_uri()


def mail_server_answers() -> str:
    """The mail server greets and takes the name and password."""
    if settings.EMAIL_BACKEND != SMTP_BACKEND:
        raise Ill(_("no mail server is set (EMAIL_URL): mail goes nowhere"))
    from django.core.mail import get_connection

    line = get_connection(timeout=PATIENCE)
    line.open()
    line.close()
    return f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"


def storage_works() -> str:
    """A file can be written, read back and removed."""
    name = default_storage.save("doctor/probe.txt", ContentFile(b"probe"))
    try:
        with default_storage.open(name) as probe:
            if probe.read() != b"probe":
                raise Ill(_("a file comes back other than it was written"))
    finally:
        default_storage.delete(name)
    return str(settings.MEDIA_ROOT)


def disk_has_room() -> str:
    """There is room for files and the database beside them."""
    free = shutil.disk_usage(settings.MEDIA_ROOT).free
    sentence = _("%(free)s GB free") % {"free": f"{free / 1024**3:.1f}"}
    if free < ROOM:
        raise Ill(sentence)
    return sentence


def oldest_pending() -> str:
    """Nothing waits long to go out; a text for LINE waits for a person, who finds it in her day."""
    waiting = Message.objects.filter(state__in=[State.PENDING, State.CLAIMED], send_after__lte=timezone.now())
    waiting = waiting.exclude(channel=Message.Channel.LINE)
    flowing = waiting.exclude(province_code__in=paused_provinces()).order_by("send_after")
    first = flowing.values_list("send_after", flat=True).first()
    if first and timezone.now() - first > PENDING_FOR:
        late = flowing.filter(send_after__lt=timezone.now() - PENDING_FOR)
        raise Ill(_("the oldest message waits since %(moment)s") % {"moment": stamp(first)} + whose(late))
    return _("nothing waits long") if first else _("nothing waits")


def oldest_unknown() -> str:
    """No message waits for a person to say whether it arrived."""
    unknown = Message.objects.filter(state=State.UNKNOWN)
    first = unknown.order_by("created_at").values_list("created_at", flat=True).first()
    if first:
        count = unknown.count()
        words = ngettext(
            "%(count)s message with unknown fate, of %(moment)s: see /operations/",
            "%(count)s messages with unknown fate, the oldest of %(moment)s: see /operations/", count,
        )  # fmt: skip
        raise Ill(words % {"count": count, "moment": stamp(first)} + whose(unknown))
    return _("none")


def whose(messages: QuerySet[Message]) -> str:
    """Which offices they belong to, where the installation has several; mail of accounts belongs to none."""
    if Office.objects.count() < 2:
        return ""
    codes = set(messages.order_by().values_list("province_code", flat=True).distinct())
    names = list(Office.objects.filter(pk__in=codes).order_by("pk").values_list("name", flat=True))
    return f" ({', '.join([*names, *([_('accounts')] if '' in codes else [])])})"


def mail_flows() -> str:
    """No office has its outgoing mail paused (a restore leaves it so)."""
    paused = ", ".join(Office.objects.filter(mail_paused=True).values_list("name", flat=True))
    if paused:
        raise Ill(_("outgoing mail is paused: %(offices)s") % {"offices": paused})
    return _("not paused")


def province_has_office() -> str:
    """The public home and the log-in are of a province that is one, and in which an office works."""
    code, offices = settings.PROVINCE, Office.objects.order_by("pk")
    province = Province.objects.filter(pk=code).first()
    if province is None:
        words = _(
            "PROVINCE=%(code)s names no province: set the DOPA code of yours, and run manage.py load_reference if you never did"
        )
        raise Ill(words % {"code": code})
    if not offices.filter(pk=code).exists():
        raise Ill(without_office(province, [f"{office.pk} ({office.name})" for office in offices]))
    return f"{code} {province.name}"


def without_office(province: Province, others: list[str]) -> str:
    """What to do about a province that has no office: the wrong one is named, or the first is still to be set up."""
    words = _("PROVINCE=%(code)s names %(province)s, which has no office yet: run manage.py setup_office")
    if others:
        words = _(
            "PROVINCE=%(code)s names %(province)s, which has no office here: set PROVINCE to one that has, %(others)s, "
            "or run manage.py setup_office"
        )
    return words % {"code": province.pk, "province": province.name, "others": ", ".join(others)}


def offices_are_used() -> str:
    """No office stands about in which nobody works: visitors and lists would show it."""
    unused = unused_offices()
    if unused:
        words = _(
            "nobody works in %(office)s, which an earlier version brought: run manage.py remove_office --province %(code)s"
        )
        raise Ill("; ".join(words % {"office": office.name, "code": office.pk} for office in unused))
    return _("none unused")


def offices_are_reached() -> str:
    """Whoever gets a reminder can ask somebody about it."""
    silent = ", ".join(Office.objects.filter(OUT_OF_REACH).order_by("pk").values_list("name", flat=True))
    if silent:
        words = _("neither telephone nor e-mail is known of %(offices)s: its administrator enters them at /office/")
        raise Ill(words % {"offices": silent})
    return _("all can be called or written to")


def beat_is_alive() -> str:
    """The clock rang and a worker heard it."""
    return fresh("beat", BEAT_WITHIN, _("beat and worker have not been heard: are they running?"))


def scheduled_work_goes_well() -> str:
    """What the clock asks for went well lately; what has never been heard of is still to come."""
    heard = dict(Heartbeat.objects.filter(pk__in=SCHEDULED).values_list("pk", "at"))
    late = [
        f"{what} ({stamp(heard[name])})"
        for name, (within, what) in SCHEDULED.items()
        if name in heard and timezone.now() - heard[name] > within
    ]
    if late:
        raise Ill(_("not done lately: %(what)s; the worker's log says why") % {"what": ", ".join(late)})
    return _("done lately")


def backup_is_fresh() -> str:
    """A backup was made since yesterday; whoever has only just set up is told how to make the first."""
    if not Heartbeat.objects.filter(pk="backup").exists() and is_new():
        return _("none yet, and the office is new: run manage.py backup DIR every night")
    return fresh("backup", BACKUP_WITHIN, _("no backup since yesterday: run manage.py backup DIR every night"))


def is_new() -> bool:
    """Is all that was ever done here younger than a day?"""
    first = AuditEvent.objects.order_by("at").values_list("at", flat=True).first()
    return first is None or timezone.now() - first < NEW_FOR


def fresh(name: str, within: dt.timedelta, trouble: str) -> str:
    """When a part of the machinery last gave a sign of life."""
    last = Heartbeat.objects.filter(pk=name).values_list("at", flat=True).first()
    if last is None or timezone.now() - last > within:
        raise Ill(trouble + (f" ({stamp(last)})" if last else ""))
    return stamp(last)


def stamp(moment: dt.datetime) -> str:
    """A moment in a log: ISO, in the time of the place."""
    return timezone.localtime(moment).isoformat(" ", "minutes")


NEED_NO_DATABASE: dict[str, Callable[[], str]] = {
    "texts": texts_are_compiled,
    "broker": broker_answers,
    "mail server": mail_server_answers,
    "storage": storage_works,
    "disk": disk_has_room,
}
CHECKS: dict[str, Callable[[], str]] = {
    "migrations": migrations_applied,
    **NEED_NO_DATABASE,
    "oldest pending message": oldest_pending,
    "oldest unknown message": oldest_unknown,
    "outgoing mail": mail_flows,
    "province": province_has_office,
    "offices": offices_are_used,
    "reaching the offices": offices_are_reached,
    "last beat": beat_is_alive,
    "scheduled work": scheduled_work_goes_well,
    "backup": backup_is_fresh,
}


def as_lines(findings: list[Finding]) -> Iterator[str]:
    """For people."""
    for finding in findings:
        mark = "ok " if finding.well else "ILL"
        yield f"{mark} {finding.name:<24} {finding.seconds * 1000:8.1f} ms  {finding.sentence}"


def as_data(findings: list[Finding]) -> dict[str, Any]:
    """For machines."""
    things = {
        finding.name: {"well": finding.well, "seconds": finding.seconds, "sentence": finding.sentence} for finding in findings
    }
    return {"well": all(finding.well for finding in findings), "things": things}
