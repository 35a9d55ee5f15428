"""What stories add to the biography of a body: each published one as a line."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from moralprovince.core.story import StoryLine
from networks.models import Organisation

from .models import Story

TOLD = 160


def told_of(organisation: Organisation) -> list[StoryLine]:
    """Published stories of the body, or of its visits and certificates."""
    of = Q(organisation=organisation) | Q(visit__organisation=organisation)
    rows = Story.objects.public().filter(of).order_by("published_at", "pk")
    return [line_of(one) for one in rows.only("pk", "title", "lead", "published_at")]


def line_of(story: Story) -> StoryLine:
    """One story in a few words."""
    text = story.lead[:TOLD] + ("…" if len(story.lead) > TOLD else "")
    at: Any = story.published_at
    title = _("Told to everybody: %(title)s") % {"title": story.title}
    return StoryLine(at, title, text, address=reverse("lessons:story", args=[story.pk]), icon="photo")
