"""What stories add to the biography of a body: each published one as a line."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from moralprovince.core.story import StoryLine

from .models import Story

TOLD = 160


def in_short(lead: str) -> str:
    """The beginning of what a lesson or a story says of itself."""
    return lead[:TOLD] + ("…" if len(lead) > TOLD else "")


def line_of(story: Story) -> StoryLine:
    """One story in a few words."""
    at: Any = story.published_at
    title = _("Told to everybody: %(title)s") % {"title": story.title}
    return StoryLine(at, title, in_short(story.lead), address=reverse("lessons:story", args=[story.pk]), icon="photo")
