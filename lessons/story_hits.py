"""What the search box finds of stories and news."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.story import Hit
from networks.querysets.search import every_word

from .models import Story

FEW = 5


def stories_found(text: str, user: Any) -> list[Hit]:
    """The newest stories this person may read; what is not published yet says so."""
    rows = Story.objects.visible_to(user).filter(every_word(text, "title", "lead")).order_by("-published_at", "-pk")
    return [hit(story) for story in rows[:FEW]]


def hit(story: Story) -> Hit:
    """One story as the search box shows it."""
    told = thai.day_short(thai.bangkok_day(story.published_at)) if story.published_at else story.get_state_display()
    return Hit(story.title, reverse("lessons:story", args=[story.pk]), _("Story"), told)
