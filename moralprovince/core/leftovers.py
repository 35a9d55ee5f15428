"""What a form was left with that its row cannot hold yet: kept beside the row for whoever goes on with the form.

For use inside actions, in the transaction that writes the rest. What one person types for herself alone is `keep_draft`.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from .errors import Refused
from .models import Draft, User


def leave(key: str, data: dict[str, Any], *, by: User) -> None:
    """It takes the place of what anybody left there before; nothing takes it away."""
    clear(key)
    if data:
        Draft.objects.create(user=by, key=key, data=data)


def clear(*keys: str) -> None:
    """Nobody goes on with it any more."""
    Draft.objects.filter(key__in=keys).delete()


def left(key: str) -> dict[str, Any]:
    """What the last one left there."""
    last = newest(key)
    return last.data if last else {}


def left_by_others(key: str, user: User) -> dict[str, Any]:
    """The same, where it was not she who left it: what is not hers to overwrite unseen."""
    last = newest(key)
    return last.data if last and last.user_id != user.pk else {}


def newest(key: str) -> Draft | None:
    """The last one of a key, with whoever left it."""
    return Draft.objects.filter(key=key).order_by("-saved_at", "-pk").first()


def ensure_read(key: str) -> None:
    """Nothing is sent while something typed in its form waits to be mended.

    Raises:
        Refused: something does.
    """
    if why := unread_words(key):
        raise Refused(why)


def unread_words(key: str) -> str:
    """Why it is not sent; nothing where all of it could be read."""
    return unread_sentence() if held(key) else ""


def held(*keys: str) -> set[str]:
    """Under which of these keys something was left; one question for several."""
    return set(Draft.objects.filter(key__in=keys).order_by().values_list("key", flat=True))


def unread_sentence() -> str:
    """What is said beside a form with something in it that cannot be read."""
    return _("Something that was typed into the form cannot be read. Please open the form: it is marked there.")
