"""Long work: asked for on a page, done by a worker, claimed by one only, and taken up again where a worker died."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from .actions import action
from .audit import record
from .errors import NotAllowed, Refused
from .files import give_to, shut
from .models import Job, StoredFile, User
from .outbox.waking import wake

logger = logging.getLogger(__name__)

TASK = "portal.run_jobs"
# A worker that has not said anything for so long is dead; after so many tries nobody tries again.
SILENCE = dt.timedelta(minutes=5)
MOST_TRIES = 3
# What is kept for download is thrown away after so long.
KEPT = dt.timedelta(days=7)
# The work itself, with what was looked for, is forgotten after so long; the history keeps who asked for a list, and when.
REMEMBERED = dt.timedelta(days=30)

# What a work leaves behind may be a file for its asker, which is given to the work once it is done, or what it wrote elsewhere.
Doer = Callable[[Job], StoredFile | None]


@action
def request_job(*, kind: str, parameters: dict[str, Any], total: int = 0, by: User) -> Job:
    """Put a long work into the queue; the same one asked for twice is one."""
    waiting = Job.objects.filter(kind=kind, requested_by=by, state__in=[Job.State.WAITING, Job.State.RUNNING])
    same = next((job for job in waiting if job.parameters == parameters), None)
    if same:
        return same
    job = Job.objects.create(kind=kind, parameters=parameters, total=total, requested_by=by)
    record("request_job", job, by=by, province=parameters.get("province", ""))
    transaction.on_commit(wake_workers)
    return job


def wake_workers() -> None:
    """Tell a worker; without a broker the work waits for the next beat."""
    wake(TASK)


def run_jobs(doers: Mapping[str, Doer], *, seconds: float = 30.0) -> int:
    """Do what waits, one after the other, until nothing is left or the time is up; returns how many were done.

    What is left then waits its turn behind the mail and the signs of life that piled up meanwhile.
    """
    give_up_on_dead_workers()
    forget_old_files()
    forget_old_works()
    until, finished = time.monotonic() + seconds, 0
    while job := claim(list(doers)):
        do(job, doers[job.kind])
        finished += 1
        if time.monotonic() > until:
            wake_workers()
            break
    return finished


def give_up_on_dead_workers() -> None:
    """What a silent worker held waits again, or is given up after some tries."""
    silent = Job.objects.filter(state=Job.State.RUNNING, touched_at__lt=timezone.now() - SILENCE)
    silent.filter(tries__gte=MOST_TRIES).update(
        state=Job.State.BROKEN, finished_at=timezone.now(), note=_("The work stopped several times. Please ask for it again.")
    )
    silent.update(state=Job.State.WAITING)


def forget_old_files() -> None:
    """Files that were kept for download long enough belong to nobody any more; the cleaner takes them."""
    old = Job.objects.filter(file__isnull=False, finished_at__lt=timezone.now() - KEPT)
    for job in old[:100]:
        shut(job.file_id)
        Job.objects.filter(pk=job.pk).update(file=None)


def forget_old_works() -> None:
    """What came to an end long ago; nobody comes back to its page, and its address may name whom somebody looked for."""
    over = Job.objects.filter(state__in=[Job.State.DONE, Job.State.BROKEN], finished_at__lt=timezone.now() - REMEMBERED)
    over.filter(file=None).delete()


def claim(kinds: list[str]) -> Job | None:
    """The oldest waiting work, for this worker alone."""
    for job in Job.objects.filter(state=Job.State.WAITING, kind__in=kinds).order_by("requested_at", "pk")[:20]:
        claimed = Job.objects.filter(pk=job.pk, state=Job.State.WAITING).update(
            state=Job.State.RUNNING, touched_at=timezone.now(), tries=F("tries") + 1, done=0
        )
        if claimed:
            job.refresh_from_db()
            return job
    return None


def do(job: Job, doer: Doer) -> None:
    """Do one work and keep what came of it."""
    try:
        file = doer(job)
    except (Refused, NotAllowed) as refused:
        end(job, Job.State.BROKEN, note=str(refused.sentence))
    except Exception as trouble:
        # Whatever it was, its asker is told now, and what waits behind it goes on.
        logger.exception("Long work %s broke off", job.pk)
        end(job, Job.State.BROKEN, note=_("The work stopped: %(why)s") % {"why": type(trouble).__name__})
    else:
        end(job, Job.State.DONE, file=file)


def end(job: Job, state: str, *, file: StoredFile | None = None, note: str = "") -> None:
    """Write how it ended, unless it was given to somebody else meanwhile: then its file is nobody's, and cleared away."""
    running = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, tries=job.tries)
    with transaction.atomic():
        if running.update(state=state, finished_at=timezone.now(), file=file, note=note) and file:
            give_to(file, job)


def note_progress(job: Job, done: int, total: int | None = None) -> None:
    """Say how far it is, which also says that the worker is alive; how much it is may be known only now."""
    known = {} if total is None else {"total": total}
    Job.objects.filter(pk=job.pk).update(done=done, touched_at=timezone.now(), **known)


def latest(kind: str, parameters: dict[str, Any]) -> Job | None:
    """The work that was asked for last with these parameters, by whomever: for pages about what it works on."""
    return Job.objects.filter(kind=kind, parameters=parameters).order_by("-pk").first()
