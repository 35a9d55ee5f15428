"""Takes away an office in which nobody ever worked, as earlier versions brought one; one with anything in it stays."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from moralprovince.core.errors import Refused
from moralprovince.portal.actions.unused_offices import remove_office
from networks.models import Office


class Command(BaseCommand):
    """`remove_office --province 14`; `manage.py doctor` says which office is one to take away."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose office."""
        parser.add_argument("--province", required=True, help="code of the province")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take it away and say so, or say why not."""
        office = Office.objects.filter(pk=options["province"]).first()
        if office is None:
            raise CommandError(f"There is no office of province {options['province']!r}.")
        try:
            remove_office(office=office, by=None)
        except Refused as refusal:
            raise CommandError(str(refusal.sentence)) from refusal
        self.stdout.write(f"taken away: {office.name}")
