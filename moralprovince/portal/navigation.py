"""The few plain words of the left rail, by what a person may do."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.models import VisitMember
from assessments.querysets.visits import follow_up_seats
from networks.querysets.scope import scope_of

from .permissions import DAY_RIGHTS, reads_all_provinces, reads_figures_only


@dataclass(frozen=True)
class Place:
    """One word of the rail, or of the public site's bar, which has no icons."""

    label: Any
    url: str
    icon: str
    active: bool


# The review lives in the administration; there it begins with what waits, for an assessor with what waits for her.
QUEUE, WAITING, MINE = "admin:assessments_assessment_changelist", "?state=waiting", "?assessor=mine"
# Pages whose addresses do not begin with that of their place, and the place.
BEHIND = (
    ("networks:meetings", "networks:networks"), ("networks:activities", "networks:networks"),
    ("assessments:visits", "networks:networks"), ("networks:people", "networks:invitations"), ("ladders", "operations"),
)  # fmt: skip

# (label, URL name, icon, the rights any of which shows it): first the eight the work is about, then what stands beside it.
MAIN: tuple[tuple[Any, str, str, tuple[str, ...]], ...] = (
    (_("Today"), "home", "today", DAY_RIGHTS),
    (_("Register"), "networks:organisations", "register", ("register.read",)),
    (_("Pledges"), "pledges:pledges", "pledge", ("pledges.read",)),
    (_("Reports"), "pledges:reports", "report", ("reports.read",)),
    (_("Assessments"), "assessments:assessments", "lotus-3", ("assessments.read",)),
    (_("Networks"), "networks:networks", "network", ("groups.read",)),
    (_("Lessons"), "lessons:lessons", "book", ("lessons.write",)),
    (_("Summary"), "summaries", "summary", ("summaries.read",)),
)
BESIDE: tuple[tuple[Any, str, str, tuple[str, ...]], ...] = (
    (_("Cases to assess"), QUEUE, "search", ("assessments.assess", "assessments.review")),
    (_("Sessions"), "assessments:sessions", "check", ("assessments.sit",)),
    (_("Calendar"), "calendar", "calendar", DAY_RIGHTS),
    (_("Stories"), "lessons:stories", "photo", ("stories.write",)),
    (_("Reminders"), "operations", "bell", ("reminders.manage",)),
    (_("People"), "networks:invitations", "people", ("people.invite",)),
    (_("Office"), "office", "settings", ("office.manage",)),
)
PLACES = MAIN + BESIDE
# So many words are read at a glance; more of them stand in two groups.
FEW = len(MAIN)

# Of a telephone's bar, which has room for three: what is done day by day, and whom it is about.
FOREMOST = ("home", "pledges:reports", "networks:organisations")

# Whoever reads figures without being of the office that freezes them.
FIRST = (_("Home"), "home", "today")
FIGURES: tuple[tuple[Any, str, str], ...] = (
    (_("At a glance"), "figures", "summary"),
    (_("Compare"), "figures-compare", "table"),
    (_("De-identified file"), "figures-export", "download"),
)
PROVINCES = (_("Provinces"), "figures-provinces", "place")
LESSONS = (_("Lessons"), "lessons:lessons", "book")


@functools.cache
def way(name: str) -> str:
    """The address of a place, which is the same on every page."""
    return reverse(name)


def has_a_day(user: Any) -> bool:
    """Is there a page that says what this person must do today? Whoever goes along on visits needs no role for it."""
    return any(map(scope_of(user).any, DAY_RIGHTS)) or goes_along(user)


def goes_along(user: Any) -> bool:
    """Is she in the team of a coaching visit, or in the group that makes them?"""
    if not user.is_authenticated or not user.is_active:
        return False
    return VisitMember.objects.filter(user=user.pk).exists() or follow_up_seats(user).exists()


def places_of(user: Any) -> list[tuple[Any, str, str]]:
    """The words of the rail with the names of their pages."""
    scope = scope_of(user)
    own = [(label, name, icon) for label, name, icon, rights in PLACES if any(map(scope.any, rights))]
    if scope.any("figures.read") and not scope.any("summaries.read"):
        first = [FIRST] if reads_figures_only(user) else []
        own = [*first, *own, *FIGURES, *([PROVINCES] if reads_all_provinces(user) else [])]
        own += [LESSONS] if LESSONS not in own else []
    return own


def is_below(path: str, url: str) -> bool:
    """Is a page at or under a place? Everything is under the first page, so that one counts for itself only."""
    return path == url if url == way("home") else path.startswith(url)


def navigation_for(request: HttpRequest) -> list[Place]:
    """The places this person has something to do in."""
    if not request.user.is_authenticated:
        return []
    urls = [(label, way(name), icon) for label, name, icon in places_of(request.user)]
    if not urls and goes_along(request.user):
        label, name, icon, _rights = PLACES[0]
        urls = [(label, way(name), icon)]
    path = next((way(place) for page, place in BEHIND if request.path.startswith(way(page))), request.path)
    here = max((url for _label, url, _icon in urls if is_below(path, url)), key=len, default="")
    queue, waits = way(QUEUE), WAITING if scope_of(request.user).any("assessments.review") else MINE
    return [Place(label, url + waits if url == queue else url, icon, url == here) for label, url, icon in urls]


def in_hand(places: list[Place]) -> list[Place]:
    """The same places as the bar of a telephone shows them: the daily ones first, the others as in the rail."""
    foremost = [way(name) for name in FOREMOST]
    return sorted(places, key=lambda place: foremost.index(place.url) if place.url in foremost else len(foremost))


def in_groups(places: list[Place]) -> list[list[Place]]:
    """The same places as the rail shows them: what stands beside the work comes apart where there are many."""
    beside = {way(name) for _label, name, _icon, _rights in BESIDE}
    aside = [place for place in places if place.url.partition("?")[0] in beside] if len(places) > FEW else []
    return [group for group in ([place for place in places if place not in aside], aside) if group]
