"""The Celery application and its one schedule, a readable list."""

import os

from celery import Celery
from celery.schedules import crontab

from moralprovince.core.starting import read_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moralprovince.settings")
read_settings()

app = Celery("moralprovince")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Times are Bangkok times. A beat that was missed does no harm: every task works from what the database says is due.
# What a day cannot wait for is asked for hourly: at the one moment of the day the broker or the database may be away.
# What comes every minute is of no use once the next one is there: else an outage of a night is worked off one by one, and
# old signs of life say that a dead clock rings.
app.conf.beat_schedule = {
    "heartbeat": {"task": "portal.heartbeat", "schedule": 60.0, "options": {"expires": 60}},
    "deliver the outbox": {"task": "portal.deliver", "schedule": 60.0, "options": {"expires": 60}},
    "do long works": {"task": "portal.run_jobs", "schedule": 60.0, "options": {"expires": 60}},
    "return expired leases": {"task": "portal.reap", "schedule": 120.0, "options": {"expires": 120}},
    "open and close rounds": {"task": "portal.turn_rounds", "schedule": crontab(minute=10)},
    "plan reminders": {"task": "portal.plan_reminders", "schedule": crontab(hour="7-17", minute=0)},
    # Before the backup, and before files of nobody are cleared away.
    "let go of what was kept long enough": {"task": "portal.let_go", "schedule": crontab(hour=1, minute=30)},
    "clear away files of nobody": {"task": "portal.clean_orphans", "schedule": crontab(hour=3, minute=0)},
    "forget sessions that are over": {"task": "portal.forget_sessions", "schedule": crontab(hour=3, minute=15)},
    "forget old changes of public pages": {"task": "portal.forget_old_changes", "schedule": crontab(hour=3, minute=30)},
    "write summaries of closed rounds": {"task": "portal.summarise_closed", "schedule": crontab(minute=20)},
}
