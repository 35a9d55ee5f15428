"""The first page of those who read figures: what there is for them, what is new, and the lessons they are writing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lessons.models import Lesson
from lessons.permissions import writes_lessons
from moralprovince.core import thai
from moralprovince.portal.permissions import reads_all_provinces
from moralprovince.portal.public import rows
from networks.models import Role
from networks.querysets.scope import scope_of

# So many of each kind of news.
NEWS = 4


@dataclass(frozen=True)
class Card:
    """One thing to do, with its page."""

    title: str
    text: str
    link: str
    button: str
    icon: str


def reading_context(user: Any, province: str) -> dict[str, Any]:
    """The names the page uses."""
    own = Lesson.objects.writable_by(user).exclude(state__in=["published", "withdrawn"])
    writes = writes_lessons(user)
    return {
        "day": thai.today(), "roles": list(Role.objects.filter(pk__in=scope_of(user).roles())), "cards": list(cards_of(user)),
        "writing": list(own.order_by("-updated_at")[:NEWS]) if writes else [],
        "lessons": list(rows.lessons(province)[:NEWS]),
        "stories": list(rows.stories(province).select_related("network")[:NEWS]),
    }  # fmt: skip


def cards_of(user: Any) -> Iterator[Card]:
    """What she can open, the most useful first."""
    yield Card(
        _("The province at a glance"), _("Register, pledges, reports, levels, activities, visits and lessons of a year"),
        reverse("figures"), _("Look at it"), "summary",
    )  # fmt: skip
    yield Card(
        _("Compare networks and years"), _("Beside one another, as a table and as small pictures"),
        reverse("figures-compare"), _("Compare"), "table",
    )  # fmt: skip
    yield Card(
        _("De-identified file"), _("One row for each body, without name, address or code, for research"),
        reverse("figures-export"), _("Read the rules"), "download",
    )  # fmt: skip
    if reads_all_provinces(user):
        yield Card(
            _("Provinces side by side"), _("The same figures of every province that works with the portal"),
            reverse("figures-provinces"), _("Look at them"), "place",
        )  # fmt: skip
    if writes_lessons(user):
        yield Card(
            _("Distil a lesson"), _("With an organisation, a community or a network; the culture office publishes it"),
            reverse("lessons:lesson-begin"), _("Begin"), "book",
        )  # fmt: skip
