"""The moves of lessons and stories: draft → proposed → published, or returned with a note; taken off again with a reason."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from moralprovince.core.workflow import Predicate, Step, Workflow

from .permissions import can_review_lesson, can_review_story, can_write_lesson, can_write_story

# Said otherwise than of a criteria set, which comes into force.
PUBLISH = pgettext_lazy("for everybody", "Publish")


def written(model_label: str, may_write: Predicate, may_review: Predicate) -> Workflow:
    """The way to the public, the same for both."""
    return Workflow(
        model_label,
        (
            Step("propose", ("draft", "returned"), "proposed", may_write, _("Propose to the office"), style="primary"),
            Step("publish", ("proposed", "withdrawn"), "published", may_review, PUBLISH, style="primary"),
            Step("return", ("proposed",), "returned", may_review, _("Return for completion"), note="required"),
            Step(
                "withdraw", ("published",), "withdrawn", may_review, _("Take off the public site"), note="required",
                style="warning",
            ),
            Step("revise", ("withdrawn",), "draft", may_write, _("Write it anew")),
        ),
    )  # fmt: skip


LESSON = written("lessons.Lesson", can_write_lesson, can_review_lesson)
STORY = written("lessons.Story", can_write_story, can_review_story)
