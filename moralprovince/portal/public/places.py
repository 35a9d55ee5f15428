"""The few words of the public site's own way around."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from moralprovince.portal.navigation import Place, is_below, way

PLACES: tuple[tuple[Any, str], ...] = (
    (_("Home"), "home"),
    (_("Networks"), "sectors"),
    (_("Declarations"), "declared"),
    (_("Certified bodies"), "certified"),
    (_("Map"), "map"),
    (_("Lessons"), "lessons:lessons"),
    (_("Stories"), "lessons:stories"),
    (_("Activities"), "open-activities"),
)


def public_places(path: str) -> list[Place]:
    """The places as seen from a page."""
    return [Place(label, way(name), "", is_below(path, way(name))) for label, name in PLACES]
