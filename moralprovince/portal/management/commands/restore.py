"""manage.py restore DIR: a backup into an empty database; outgoing mail starts paused."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from moralprovince.portal import backup


class Command(BaseCommand):
    """Take a backup back."""

    help = "Brings a backup into an empty database and storage; outgoing mail starts paused."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where from."""
        parser.add_argument("folder", metavar="DIR", type=Path, help="what manage.py backup wrote")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the tables if there are none, check everything, then load."""
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        try:
            manifest = backup.restore(options["folder"])
        except backup.Unusable as trouble:
            raise CommandError(str(trouble)) from trouble
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(f"rows {rows} files {len(manifest['files'])}")
        self.stderr.write("Outgoing mail is paused: look at /operations/, then let it go on at /office/.")
