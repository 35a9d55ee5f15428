"""manage.py backup DIR: database and files with checksums."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from moralprovince.portal import backup


class Command(BaseCommand):
    """Write a backup that any engine can take back."""

    help = "Writes the database and the files into an empty folder, with checksums."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("folder", metavar="DIR", type=Path, help="a new or empty folder")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it and tell how much it is."""
        try:
            manifest = backup.make(options["folder"])
        except backup.Unusable as trouble:
            raise CommandError(str(trouble)) from trouble
        for name in manifest["lost_files"]:
            self.stderr.write(f"A file that a row names is lost: {name}")
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(f"rows {rows} files {len(manifest['files'])}")
