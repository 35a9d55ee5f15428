"""Filters for the pages of stories."""

from __future__ import annotations

from django import template

from lessons.models import Story, StoryPhoto

register = template.Library()


@register.filter
def first_shown(story: Story) -> StoryPhoto | None:
    """The picture at the head of a story: the first one whose people agreed; the pictures were read with it."""
    return next((photo for photo in story.photos.all() if photo.consent), None)
