"""What the search box finds of working groups: who sits there, and the groups by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.story import Hit

from .models import WorkingGroupMember
from .querysets.scope import scope_of
from .querysets.search import every_word

# Where a word may stand; a telephone is nobody's way to a person.
PLACES = ("name", "title", "position", "agency", "group__name")


def of_groups(text: str, user: Any, most: int) -> Iterator[Hit]:
    """People in the working groups she may read, those who sit there now first."""
    if not text.strip() or not scope_of(user).any("groups.read"):
        return
    rows = WorkingGroupMember.objects.visible_to(user).filter(every_word(text, *PLACES)).not_over(thai.today())  # type: ignore[attr-defined]
    for seat in rows.select_related("group").order_by("name_sort", "pk")[:most]:
        about = " · ".join(filter(None, [seat.get_post_display(), seat.position, str(seat.group)]))
        yield Hit(str(seat), reverse("networks:group", args=[seat.group_id]), _("Working group"), about)
