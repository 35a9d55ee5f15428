"""What one person entered on floor 4."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from moralprovince.core.entered import Entered, entered

from .models import Lesson, Sitting, Story


def entered_by(person: Any) -> Iterator[Entered]:
    """Lessons, stories and sessions."""
    begun, named = Lesson.objects.filter(created_by=person), Lesson.objects.filter(people__user=person).distinct()
    yield entered(_("lessons begun"), begun, person, "lessons:lesson")
    yield entered(_("lessons that name the person"), named, person, "lessons:lesson")
    led = Sitting.objects.filter(facilitator=person)
    yield entered(_("distillation sessions led"), led, person, "lessons:sitting")
    yield entered(_("stories begun"), Story.objects.filter(created_by=person), person, "lessons:story")
