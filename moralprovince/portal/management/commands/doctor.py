"""manage.py doctor: every dependency timed; exit 0 only when all is well."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from moralprovince.portal import doctor


class Command(BaseCommand):
    """What the portal leans on, one line each."""

    help = "Looks at database, broker, mail server, storage, disk, messages, beat and backup."
    # The doctor comes when something is broken, so it asks for nothing beforehand.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """For machines or for people."""
        parser.add_argument("--json", action="store_true", dest="as_json", help="the findings as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Examine, tell, and end with 0 or 1."""
        findings = doctor.examine()
        if options["as_json"]:
            self.stdout.write(json.dumps(doctor.as_data(findings), ensure_ascii=False))
        else:
            for line in doctor.as_lines(findings):
                self.stdout.write(line)
        if not all(finding.well for finding in findings):
            sys.exit(1)
