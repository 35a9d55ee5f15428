"""Stories in the small world: one being written, one proposed, one that everybody reads, with a picture that is not for all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lessons.models import Story, StoryPhoto
from moralprovince.core.files import give_to
from moralprovince.core.models import StoredFile
from networks.models import Organisation
from tests.factories_lessons import StoryFactory
from tests.factories_pledges import StoredFileFactory


@dataclass
class Stories:
    """What is told of a body and its network."""

    story_draft: Story
    story_proposed: Story
    story_public: Story
    story_photo: StoryPhoto
    story_photo_inside: StoryPhoto


def stories_of(word: str, body: Organisation, picture: Callable[[], StoredFile]) -> Stories:
    """All of it: what is not public carries the word of the body, what is public carries no word at all."""
    words = {"organisation": body, "lead": f"นำ {word}", "body": f"เล่า {word}", "writer": f"ผู้เขียน {word}"}
    draft = StoryFactory(**words, title=f"ร่างข่าว {word}")
    proposed = StoryFactory(**words, title=f"เสนอข่าว {word}", state="proposed", returned_note=f"เติม {word}")
    public = StoryFactory(organisation=None, network=body.network, title="ตักบาตรพร้อมกันทั้งตำบล", state="published")
    inside = StoryPhoto.objects.create(story=public, file=picture(), caption=f"ภาพ {word}")
    shown = StoryPhoto.objects.create(
        story=public, file=StoredFileFactory(content_type="image/png"), caption="ลานวัด", consent=True
    )
    for photo in (inside, shown):
        give_to(photo.file, photo)
    return Stories(draft, proposed, public, shown, inside)
