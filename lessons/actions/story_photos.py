"""Keeps the pictures of stories: those of a record come along where the people in them agreed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessments.models import Visit
from lessons.models import Story, StoryPhoto
from lessons.permissions import can_change_story
from moralprovince.core.actions import action
from moralprovince.core.errors import NotAllowed
from moralprovince.core.files import copied, give_to
from moralprovince.core.models import StoredFile, User
from moralprovince.core.pictures import MOST, add_picture, note_consent, take_out_picture
from networks.models import Activity


def ensure_may_change(story: Story, by: User) -> None:
    """May she change it in its present state?

    Raises:
        NotAllowed: she may not.
    """
    if not can_change_story(by, story):
        raise NotAllowed(_("A story that was proposed is changed by the culture office."))


def take_over(story: Story, told: Activity | Visit, *, by: User) -> None:
    """Copy the pictures of a record that may be shown; the record keeps its own, whatever becomes of the story."""
    for photo in told.photos.filter(consent=True).select_related("file")[:MOST]:
        copy = copied(photo.file, by=by)
        give_to(copy, story.photos.create(file=copy, caption=photo.caption, consent=True))


@action
def add_story_photo(*, story: Story, file: StoredFile, caption: str = "", consent: bool = False, by: User) -> StoryPhoto:
    """Add a picture; without consent the story cannot be published with it.

    Raises:
        NotAllowed: not hers now.
        Refused: it is no picture, it is there already, or there are enough.
    """
    ensure_may_change(story, by)
    return add_picture(story, file=file, caption=caption, consent=consent, by=by)


@action
def agree_to_story_photo(*, photo: StoryPhoto, consent: bool, by: User) -> None:
    """Note that the people in it agreed, or do not agree any more: then it is not shown from that moment on.

    Raises:
        NotAllowed: not hers now.
    """
    ensure_may_change(photo.story, by)
    note_consent(photo, photo.story, consent=consent, shows=photo.caption, by=by)


@action
def remove_story_photo(*, photo: StoryPhoto, by: User) -> None:
    """Take a picture out.

    Raises:
        NotAllowed: not hers now.
    """
    ensure_may_change(photo.story, by)
    take_out_picture(photo, photo.story, by=by)
