"""manage.py plan_reminders: who is to be reminded today, and of days that were missed; again adds nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from moralprovince.core import thai
from moralprovince.portal.management.arguments import read_day
from moralprovince.portal.planner import is_planned, plan
from moralprovince.portal.tasks import sign_of_life


class Command(BaseCommand):
    """One line `KIND N` per kind, last line `added N`."""

    help = "Plan the reminders that are due; a second run adds none."

    def add_arguments(self, parser: CommandParser) -> None:
        """The day, and whether to keep the result."""
        parser.add_argument(
            "--on", type=read_day, default=None, metavar="YYYY-MM-DD", help="plan as on that day (default: today)"
        )
        parser.add_argument("--dry-run", action="store_true", help="only count what would be added")

    def handle(self, *args: Any, on: dt.date | None, dry_run: bool, **options: Any) -> None:
        """Plan, and say how many of each kind."""
        if on and on > thai.today() and not dry_run:
            self.stderr.write(f"{on} is still to come: what is planned goes out with the next delivery, ahead of its day.")
        added = plan(on=on or thai.today(), dry_run=dry_run)
        for kind, count in added.items():
            self.stdout.write(f"{kind} {count}")
        self.stdout.write(f"added {sum(added.values())}")
        if dry_run:
            self.stderr.write("A dry run: nothing was kept.")
        elif is_planned(thai.today()):
            # The worker finds the day planned and leaves no sign of its own.
            sign_of_life("planner", "by hand")
