"""The picture of a story for LINE and Facebook: its title in the province's colours, its first agreed picture beside."""

from __future__ import annotations

import io

from PIL import Image, ImageOps

from lessons.models import Story, StoryPhoto
from moralprovince.core.files import BROKEN_PICTURE
from moralprovince.core.pdf import render_picture
from networks.models import Office

SIZE = (1200, 630)
# Where a photograph stands.
BESIDE = (740, 18, 1200, 622)


def share_image(story: Story, photo: StoryPhoto | None, office: Office | None) -> bytes:
    """1200 by 630 as PNG; painted anew, so that nothing of a camera is in it."""
    data = {
        "title": story.title, "above": str(story.province), "below": "", "narrow": photo is not None,
        "office": story.unit or (office.name if office else ""), "colour": office.primary_colour if office else "#8C3B2A",
    }  # fmt: skip
    card = render_picture("share.typ", data)
    return laid_over(card, photo) if photo else card


def laid_over(card: bytes, photo: StoryPhoto) -> bytes:
    """The card with the photograph on its right; without it where it cannot be read."""
    left, top, right, bottom = BESIDE
    try:
        with photo.file.file.open("rb") as handle, Image.open(handle) as picture:
            picture.draft("RGB", SIZE)
            beside = ImageOps.fit(picture.convert("RGB"), (right - left, bottom - top))
    except BROKEN_PICTURE:
        return card
    with Image.open(io.BytesIO(card)) as sheet:
        whole = Image.new("RGB", SIZE)
        whole.paste(sheet.convert("RGB"))
    whole.paste(beside, (left, top))
    buffer = io.BytesIO()
    whole.save(buffer, "PNG")
    return buffer.getvalue()
