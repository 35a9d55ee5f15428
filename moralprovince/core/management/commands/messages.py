"""manage.py messages: brings the Thai catalogue in line with the code, checks it, compiles it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from moralprovince.core import catalogue


class Command(BaseCommand):
    """Without an option: find the texts, merge them into the catalogue, and compile it."""

    help = "Finds texts in code and templates, merges them into the Thai catalogue, and compiles it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Two options that exclude each other."""
        group = parser.add_mutually_exclusive_group()
        group.add_argument("--compile", action="store_true", help="only compile, where the compiled file is missing or old")
        group.add_argument("--check", action="store_true", help="change nothing; fail where a text has no Thai")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do one of the three."""
        if options["compile"]:
            self.stdout.write("compiled" if catalogue.compile_if_stale() else "up to date")
            return
        po = catalogue.read(catalogue.catalogue_path())
        comparison = catalogue.compare(po, catalogue.texts_in_tree(settings.BASE_DIR))
        for sentence in comparison.sentences():
            self.stderr.write(sentence)
        if options["check"]:
            self.judge(comparison)
        else:
            catalogue.merge(po, comparison)
            po.save(str(catalogue.catalogue_path()))
            catalogue.compile_if_stale()
        self.stdout.write(f"texts {len(po)}")

    def judge(self, comparison: catalogue.Comparison) -> None:
        """Fail with the number of troubles."""
        if count := len(list(comparison.sentences())):
            raise CommandError(f"The Thai catalogue has {count} troubles; manage.py messages brings it up to date.")
