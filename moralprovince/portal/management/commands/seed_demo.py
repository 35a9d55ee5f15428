"""Makes the demo: a register, pledges and reports of a lived year, told from the day of seeding."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from moralprovince.core import thai
from moralprovince.portal.demo.calendar import STAGES
from moralprovince.portal.demo.people import accounts
from moralprovince.portal.demo.stage import PROVINCE, foreign, seed, seeded
from networks.models import Province


class Command(BaseCommand):
    """`seed_demo --stage mid`; a second run finds the demo and prints its accounts."""

    help = __doc__

    def add_arguments(self, parser: Any) -> None:
        """Which stage, which story, how many bodies."""
        parser.add_argument("--stage", choices=STAGES, default="mid")
        parser.add_argument("--seed", type=int, default=1, help="another number tells another story")
        parser.add_argument("--organisations", type=int, help="so many made-up organisations instead of the workbook's")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse where people or organisations are that are not the demo's."""
        if foreign():
            raise CommandError("There are people or organisations here that the demo did not make. Give it an empty database.")
        if not Province.objects.filter(pk=PROVINCE).exists():
            raise CommandError("The places are missing. Run load_reference first.")
        if options["organisations"] is not None and options["organisations"] < 1:
            raise CommandError("--organisations takes a number of 1 or more.")
        if seeded():
            self.stdout.write("the demo is here already")
        else:
            seed(
                day=thai.today(),
                stage=options["stage"],
                number=options["seed"],
                organisations=options["organisations"],
                say=self.stdout.write,
            )
        for title, address, password in accounts():
            self.stdout.write(f"account {address} {password} {title}")
