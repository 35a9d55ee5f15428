"""Keeps the pictures of an activity or a visit: which files are taken, how many, and what becomes of those taken out.

For use inside actions, which ask whether it may be done and open the transaction.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from .audit import record
from .errors import Refused
from .files import give_to, set_free
from .models import StoredFile, User

MOST = 20


def add_picture(owner: Any, *, file: StoredFile, caption: str, consent: bool, by: User) -> Any:
    """Add a picture to `owner.photos`.

    Raises:
        Refused: it is no picture, it belongs elsewhere, it is there already, or there are enough.
    """
    if not file.content_type.startswith("image/"):
        raise Refused(_("Please choose a picture."))
    if file.owner_type:
        raise Refused(_("This file belongs to something else already. Please choose it again."))
    there = list(owner.photos.values_list("file__sha256", flat=True))
    if file.sha256 in there:
        raise Refused(_("This picture is there already."))
    if len(there) >= MOST:
        raise Refused(_("There are %(most)s pictures already. Please take one out first.") % {"most": MOST})
    photo = owner.photos.create(file=file, caption=caption, consent=consent)
    give_to(file, photo)
    record("add_photo", owner, by=by, note=caption)
    return photo


def take_out_picture(photo: Any, owner: Any, *, by: User) -> None:
    """Take a picture out of what it belongs to; its file is cleaned up later."""
    record("remove_photo", owner, by=by, note=photo.caption)
    set_free(photo.file_id)
    photo.delete()
