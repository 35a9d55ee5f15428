"""Keeps the pictures of an activity or a visit: which are taken, how many, who agreed, and what becomes of those taken out.

For use inside actions, which ask whether it may be done and open the transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from .audit import record
from .errors import Refused
from .files import give_to, set_free
from .models import StoredFile, User

MOST = 20
# What is said once a consent was noted; what has a copy of the picture keeps its own.
NOTED = {
    True: lazy("Noted: the people in it agreed to its use."),
    False: lazy(
        "Noted: it is not shown outside. A story or a lesson that has it already keeps its copy: please note it there too."
    ),
}


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


def note_consent(picture: Any, owner: Any, *, consent: bool, shows: str, by: User) -> None:
    """The people in it agreed to its use, or do not agree any more; pressed twice, it is noted once."""
    if type(picture)._default_manager.filter(pk=picture.pk, consent=not consent).update(consent=consent):
        changes = {f"{picture._meta.label_lower}.consent": [not consent, consent]}
        record("change_consent", owner, by=by, note=shows, changes=changes)
    picture.consent = consent


def any_withheld(photos: Iterable[Any]) -> bool:
    """Is there one among them that is not to be shown outside? Then what has copied it is named below."""
    return not all(photo.consent for photo in photos)


def take_out_picture(photo: Any, owner: Any, *, by: User) -> None:
    """Take a picture out of what it belongs to; its file is cleaned up later."""
    record("remove_photo", owner, by=by, note=photo.caption)
    set_free(photo.file_id)
    photo.delete()
