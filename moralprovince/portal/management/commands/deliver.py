"""manage.py deliver: drains the outbox once, without a broker."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from moralprovince.core.outbox import deliver
from moralprovince.portal.rules import outbox_rules


class Command(BaseCommand):
    """Last line `sent N unknown N failed N`."""

    help = "Send everything that is owed now."
    # Mail goes out even while a page of the portal is broken.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """How long to wait for another deliverer."""
        parser.add_argument("--wait", type=float, default=10.0, help="seconds to wait for another deliverer (SQLite)")

    def handle(self, *args: Any, wait: float, **options: Any) -> None:
        """Deliver, and say what became of it; troubles go to standard error."""
        tally = deliver(outbox_rules(), wait=wait)
        if tally.busy:
            self.stderr.write("Another process is delivering now; it takes these messages as well.")
        if tally.trouble:
            self.stderr.write(f"The rest waits: {tally.trouble}")
        if tally.later or tally.cancelled:
            self.stderr.write(f"put off {tally.later} cancelled {tally.cancelled}")
        self.stdout.write(f"sent {tally.sent} unknown {tally.unknown} failed {tally.failed}")
