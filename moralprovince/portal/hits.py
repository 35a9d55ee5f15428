"""What the search box found, kind by kind: a few of each, and where the rest is listed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from moralprovince.core.story import Hit
from networks.models import Organisation
from networks.story import HITS

# Of each kind in the box; the page shows all that were found.
FEW = 4
BODIES = _("Organisations and communities")
# Lists that take what was typed, by the kind their rows are called.
LISTS: tuple[tuple[Any, str], ...] = (
    (BODIES, "networks:organisations"),
    (_("Meeting"), "networks:meetings"),
    (_("Task from a meeting"), "networks:actions"),
    (_("Activity"), "networks:activities"),
    (_("Assessment"), "assessments:assessments"),
    (_("Coaching visit"), "assessments:visits"),
    (_("Agreed at a visit"), "assessments:agreements"),
    (_("Report"), "pledges:reports"),
    (_("Lesson"), "lessons:lessons"),
)


@dataclass(frozen=True)
class Group:
    """The hits of one kind; `total` where more than these were counted."""

    kind: str
    hits: list[Hit]
    total: int | None
    address: str


def groups(hits: Iterable[Hit], text: str, few: int | None = None) -> list[Group]:
    """Kind by kind, in the order in which the floors tell them."""
    found: dict[str, list[Hit]] = {}
    bodies = {str(label) for label in Organisation.Kind.labels}
    for hit in hits:
        kind = str(BODIES) if str(hit.kind) in bodies else str(hit.kind)
        found.setdefault(kind, []).append(hit)
    lists = {str(kind): page for kind, page in LISTS}
    return [group_of(kind, of_kind, lists.get(kind, ""), text, few) for kind, of_kind in found.items()]


def group_of(kind: str, hits: list[Hit], page: str, text: str, few: int | None) -> Group:
    """One kind; the list is offered where there is more than is shown."""
    shown = hits[:few]
    total = hits[0].total
    # As many bodies as are looked for may be more.
    more = len(hits) > len(shown) or (total or 0) > len(shown) or len(hits) >= HITS
    address = f"{reverse(page)}?{urlencode({'q': text})}" if page and more else ""
    return Group(kind, shown, total if total and total > len(shown) else None, address)
