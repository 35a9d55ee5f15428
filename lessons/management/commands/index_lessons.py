"""manage.py index_lessons: writes what a search finds lessons by anew, after topics or the spelling rules have changed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from lessons.indexing import rebuild
from lessons.models import Lesson


class Command(BaseCommand):
    """One line: `lessons N`."""

    help = "Write the search index of lessons anew."

    def handle(self, *args: Any, **options: Any) -> None:
        """All lessons of all provinces."""
        self.stdout.write(f"lessons {rebuild(Lesson.objects.all())}")
