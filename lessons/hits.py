"""What the search box finds of lessons: those that answer what was typed, the best first."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from moralprovince.core.story import Hit

from .models import Lesson

HITS = 5


def search_more(text: str, user: Any) -> list[Hit]:
    """Lessons this person may read; what is not published yet says so."""
    rows = Lesson.objects.visible_to(user).select_related("organisation", "network")
    return [hit(lesson) for lesson in rows.search(text)[:HITS]]  # type: ignore[attr-defined]


def hit(lesson: Lesson) -> Hit:
    """One lesson as the search box shows it."""
    state = "" if lesson.state == Lesson.State.PUBLISHED else lesson.get_state_display()
    whose = str(lesson.organisation or lesson.network or "")
    return Hit(lesson.title, reverse("lessons:lesson", args=[lesson.pk]), _("Lesson"), " · ".join(filter(None, [whose, state])))
