"""Builds what pages need from pip packages: Bootstrap, htmx, and Sarabun packed small."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from moralprovince.core.assets import build


class Command(BaseCommand):
    """manage.py build_static"""

    help = "Copies Bootstrap and htmx from their packages and packs Sarabun into STATIC_BUILD; quick when nothing changed."

    def handle(self, *args: Any, **options: Any) -> None:
        """Build and say what was made."""
        made = build()
        self.stderr.write("\n".join(made) if made else "Static files are up to date.")
