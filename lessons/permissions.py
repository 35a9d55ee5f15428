"""Who may do what on floor 4."""

from __future__ import annotations

from typing import Any

from networks.models import Organisation
from networks.permissions import has_right_in, holds
from networks.querysets.scope import scope_of

from .models import Lesson, Sitting, Story
from .querysets.lessons import DISTIL, REVIEW

WRITE = "lessons.write"


def writes_lessons(user: Any) -> bool:
    """Does she write lessons at all: her own, or those of others with them?"""
    scope = scope_of(user)
    return scope.any(WRITE) or scope.any(DISTIL)


def can_begin_lesson(user: Any, province: str, network: int | None = None, organisation: Organisation | None = None) -> bool:
    """Begin a lesson of a body, of a network, or of the province: whose it is, and whoever distils for others there."""
    return can_write_there(user, WRITE, province, network, organisation) or has_right_in(user, DISTIL, province)


def can_write_there(user: Any, right: str, province: str, network: int | None, organisation: Organisation | None) -> bool:
    """Does a right to write hold there?"""
    network = organisation.network_id if organisation else network
    return holds(user, right, province=province, network=network, organisation=organisation.pk if organisation else None)


def of_written(user: Any, right: str, written: Lesson | Story) -> bool:
    """Does the right hold for a lesson or a story, by its province, its network or its body?"""
    return holds(user, right, province=written.province_id, network=written.network_id, organisation=written.organisation_id)


def can_write_lesson(user: Any, lesson: Lesson) -> bool:
    """Write it, propose it; whoever distils for others, only what she is named in with her account."""
    return of_written(user, WRITE, lesson) or distils(user, lesson)


def distils(user: Any, lesson: Lesson) -> bool:
    """Does she distil it for others?"""
    return has_right_in(user, DISTIL, lesson.province_id) and lesson.people.filter(user=user.pk).exists()


def can_review_lesson(user: Any, lesson: Lesson) -> bool:
    """Publish it, return it, take it off the public site: the office."""
    return has_right_in(user, "lessons.review", lesson.province_id)


def can_lead_sitting(user: Any, sitting: Sitting) -> bool:
    """Sort its cards, close it: whoever may write the lesson."""
    return can_write_lesson(user, sitting.lesson)


def can_begin_story(user: Any, province: str, network: int | None = None, organisation: Organisation | None = None) -> bool:
    """Begin a story of a body, of a network, or of the province."""
    return can_write_there(user, "stories.write", province, network, organisation)


def can_write_story(user: Any, story: Story) -> bool:
    """Write it, propose it."""
    return of_written(user, "stories.write", story)


def can_review_story(user: Any, story: Story) -> bool:
    """Publish it, return it, take it off the public site: the office."""
    return has_right_in(user, REVIEW, story.province_id)


def can_change_story(user: Any, story: Story) -> bool:
    """Mend its text and pictures: its writer while she writes it, the office until it is withdrawn."""
    if story.state in (Story.State.DRAFT, Story.State.RETURNED):
        return can_write_story(user, story)
    return story.state != Story.State.WITHDRAWN and can_review_story(user, story)
