"""The few words of the public site's own way around."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

PLACES: tuple[tuple[Any, str], ...] = (
    (_("First page"), "home"),
    (_("Networks"), "sectors"),
    (_("Declarations"), "declared"),
    (_("Certified bodies"), "certified"),
    (_("Map"), "map"),
    (_("Lessons"), "lessons:lessons"),
    (_("Stories"), "lessons:stories"),
    (_("Activities"), "open-activities"),
)


@dataclass(frozen=True)
class PublicPlace:
    """One word and where it leads."""

    label: Any
    url: str
    active: bool
    icon: str = ""


@functools.cache
def ways() -> list[tuple[Any, str, str]]:
    """The places with their addresses, which are the same on every page."""
    return [(label, name, reverse(name)) for label, name in PLACES]


def public_places(path: str) -> list[PublicPlace]:
    """The places as seen from a page."""
    return [PublicPlace(label, url, path == url or (name != "home" and path.startswith(url))) for label, name, url in ways()]
