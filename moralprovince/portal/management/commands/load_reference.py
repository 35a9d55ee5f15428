"""Loads places, roles, networks, years, criteria sets and ladders; a second run changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand

from assessments import references as assessment_references
from lessons import references as lesson_references
from moralprovince.core.public_stamp import changed
from moralprovince.portal import references as portal_references
from networks import references as network_references


class Command(BaseCommand):
    """Reference data from the files in each floor's reference folder."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Load floor by floor, from the ground up; one line per kind."""
        for source in (network_references, assessment_references, lesson_references, portal_references):
            for line in source.load():
                self.stdout.write(line)
        changed()
