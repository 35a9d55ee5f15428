"""The few plain words of the left rail, by what a person may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from networks.querysets.scope import scope_of


@dataclass(frozen=True)
class Place:
    """One word of the rail."""

    label: Any
    url: str
    icon: str
    active: bool


# (label, URL name, icon, the right that shows it)
PLACES: tuple[tuple[Any, str, str, str], ...] = (
    (_("Today"), "home", "today", "register.read"),
    (_("Register"), "networks:organisations", "register", "register.read"),
    (_("Pledges"), "pledges:pledges", "pledge", "pledges.read"),
    (_("Reports"), "pledges:reports", "report", "reports.read"),
    (_("Assessments"), "assessments:assessments", "lotus-3", "assessments.read"),
    (_("Cases to assess"), "admin:assessments_assessment_changelist", "search", "assessments.assess"),
    (_("Reminders"), "operations", "bell", "reminders.manage"),
    (_("Summary"), "summaries", "summary", "summaries.read"),
    (_("People"), "networks:invitations", "people", "people.invite"),
    (_("Office"), "office", "settings", "office.manage"),
)


def is_below(path: str, url: str) -> bool:
    """Is a page at or under a place? Everything is under the first page, so that one counts for itself only."""
    return path == url if url == reverse("home") else path.startswith(url)


def navigation_for(request: HttpRequest) -> list[Place]:
    """The places this person has something to do in."""
    if not request.user.is_authenticated:
        return []
    scope = scope_of(request.user)
    urls = [(label, reverse(name), icon) for label, name, icon, right in PLACES if scope.any(right)]
    path = request.path.replace(reverse("ladders"), reverse("operations"), 1)
    here = max((url for _label, url, _icon in urls if is_below(path, url)), key=len, default="")
    return [Place(label, url, icon, url == here) for label, url, icon in urls]
