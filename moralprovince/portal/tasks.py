"""What the workers do: fetch and call; every task works from what the database says is due, so a missed one does no harm."""

from __future__ import annotations

import logging
from functools import partial

from celery import shared_task
from django.utils import timezone

from assessments.exports import assessments as assessment_exports
from assessments.exports import visits as visit_exports
from lessons.exports import lesson_papers
from lessons.exports import lessons as lesson_exports
from moralprovince.core import thai
from moralprovince.core.exports import written_as_asked
from moralprovince.core.jobs import run_jobs
from moralprovince.core.logged_in import SessionStore
from moralprovince.core.models import Heartbeat
from moralprovince.core.orphans import clean_orphans
from moralprovince.core.outbox import deliver, reap, wake
from moralprovince.core.public_stamp import forget_old_changes
from networks.exports import care as care_exports
from networks.exports import unreached as unreached_exports
from networks.imports import working as import_works
from pledges.actions.rounds import turn_rounds
from pledges.exports import pledges as pledge_exports
from pledges.exports import reports as report_exports

from .actions.keeping import let_go_everywhere
from .actions.summaries import summarise_closed
from .exports import post as post_exports
from .exports import register as register_exports
from .planner import is_planned, plan
from .rules import outbox_rules

logger = logging.getLogger(__name__)

# A delivery run ends before whoever stops the worker loses patience (deploy/portal-worker.service), and calls for the next one.
DELIVERY_SECONDS = 30.0
# Who writes which list.
EXPORTERS = {
    register_exports.KIND: register_exports.register_job,
    pledge_exports.KIND: pledge_exports.pledges_job,
    report_exports.KIND: report_exports.reports_job,
    assessment_exports.KIND: assessment_exports.assessments_job,
    visit_exports.VISITS_KIND: partial(written_as_asked, make=visit_exports.visits_file),
    visit_exports.AGREEMENTS_KIND: partial(written_as_asked, make=visit_exports.agreements_file),
    visit_exports.UNVISITED_KIND: partial(written_as_asked, make=visit_exports.unvisited_file),
    lesson_papers.BOOK_KIND: lesson_papers.book_job,
    lesson_exports.LESSONS_KIND: partial(written_as_asked, make=lesson_exports.lessons_file),
    post_exports.KIND: post_exports.post_job,
    unreached_exports.KIND: partial(written_as_asked, make=unreached_exports.unreached_file),
    care_exports.CENTRAL_KIND: partial(written_as_asked, make=care_exports.central_file),
}


def sign_of_life(name: str, note: str = "") -> None:
    """Write down that this part of the machinery was alive just now."""
    Heartbeat.objects.update_or_create(pk=name, defaults={"at": timezone.now(), "note": note[:300]})


@shared_task(name="portal.heartbeat")
def heartbeat() -> None:
    """Sent by the beat, done by a worker: both are alive."""
    sign_of_life("beat")
    sign_of_life("worker")


@shared_task(name="portal.deliver")
def deliver_outbox() -> None:
    """Send what is owed; a second run beside it is harmless."""
    tally = deliver(outbox_rules(), wait=5.0, seconds=DELIVERY_SECONDS)
    # A server that is away is asked again by the clock, not at once and for ever.
    if tally.out_of_time and not tally.trouble:
        wake()
    if not tally.busy:
        sign_of_life("worker", f"sent {tally.sent} unknown {tally.unknown} failed {tally.failed}")


@shared_task(name="portal.run_jobs")
def do_long_works() -> None:
    """Write the long exports, and read and write the long imports, that people asked for."""
    run_jobs({**EXPORTERS, **import_works.DOERS})


@shared_task(name="portal.clean_orphans")
def clear_away_files() -> None:
    """Delete uploads that were given up and evidence that was taken out."""
    clean_orphans()


@shared_task(name="portal.forget_sessions")
def forget_sessions() -> None:
    """Delete sessions that are over, and with them what somebody typed before logging in and never came back for."""
    SessionStore.clear_expired()


@shared_task(name="portal.forget_old_changes")
def forget_old_public_changes() -> None:
    """Keep few rows behind the stamp of public pages."""
    forget_old_changes()


@shared_task(name="portal.let_go")
def let_go_of_what_was_kept_long_enough() -> None:
    """Take out what the offices need to keep no longer."""
    gone = let_go_everywhere(day=thai.today())
    sign_of_life("keeping", " ".join(f"{kind} {count}" for kind, count in gone.items()))


@shared_task(name="portal.reap")
def return_leases() -> None:
    """Give back what dead workers held; what may have gone out waits for a person."""
    back, unknown = reap()
    if back or unknown:
        logger.warning("Dead workers: %s messages back in the queue, %s unknown", back, unknown)


@shared_task(name="portal.turn_rounds")
def open_and_close_rounds() -> None:
    """Open rounds whose day has come, close those past their last day."""
    for line in turn_rounds(day=thai.today()):
        logger.info("Round turned: %s", line)
    sign_of_life("rounds")


@shared_task(name="portal.plan_reminders")
def plan_todays_reminders() -> None:
    """Plan today's reminders, and those of days on which nobody planned; once a day, at the first hour that goes well."""
    if is_planned(thai.today()):
        return
    added = plan(on=thai.today())
    sign_of_life("planner", " ".join(f"{kind} {count}" for kind, count in added.items()))


@shared_task(name="portal.summarise_closed")
def write_summaries_of_closed_rounds() -> None:
    """Freeze the period of each round that closed, and tell the officers."""
    made = summarise_closed(day=thai.today())
    sign_of_life("summaries", " ".join(f"{one.province_id}/{one.period}" for one in made))
