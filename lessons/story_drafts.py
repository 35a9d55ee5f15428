"""What a record of the portal already tells: the draft of a story, of nothing but what may be told to everybody."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from assessments.models import Certificate, Visit
from lessons.actions.stories import StoryEntry, Told
from moralprovince.core import thai
from networks.models import Activity, Meeting


def draft_of(told: Told, *, writer: str, unit: str) -> StoryEntry:
    """The draft of a record; who writes and for which unit is known as well."""
    makers: dict[type, Any] = {Activity: of_activity, Meeting: of_meeting, Visit: of_visit, Certificate: of_certificate}
    known: dict[str, Any] = makers[type(told)](told)
    return StoryEntry(writer=writer, unit=unit, **known)


def where(*parts: Any) -> str:
    """Places, one behind the other."""
    return " ".join(str(part) for part in parts if part)


def of_activity(told: Activity) -> dict[str, Any]:
    """What took place, who came and what came of it."""
    district = _("in %(district)s district") % {"district": told.district} if told.district else ""
    words = (
        _("On %(day)s %(network)s held “%(name)s” %(place)s.")
        if told.network
        else _("On %(day)s “%(name)s” was held %(place)s.")
    )
    lead = words % {
        "day": thai.day_long(told.held_on), "network": told.network, "name": told.name,
        "place": where(_("at %(place)s") % {"place": told.place} if told.place else "", district),
    }  # fmt: skip
    if told.people:
        lead += " " + _("%(people)s people took part.") % {"people": f"{told.people:,}"}
    bodies = ", ".join(str(one) for one in told.organisations.order_by("name_sort", "pk"))
    took_part = _("Took part: %(bodies)s") % {"bodies": bodies} if bodies else ""
    return {
        "title": told.name[:200], "lead": tidy(lead), "body": "\n\n".join(filter(None, [told.result, took_part])),
        "happened_on": told.held_on, "network": told.network,
    }  # fmt: skip


def of_meeting(told: Meeting) -> dict[str, Any]:
    """That it took place, and what it was about; what was said inside stays inside."""
    lead = _("On %(day)s %(group)s met for meeting %(number)s %(place)s.") % {
        "day": thai.day_long(told.held_on), "group": told.group, "number": told,
        "place": _("at %(place)s") % {"place": told.place} if told.place else "",
    }  # fmt: skip
    about = _("It was about %(title)s.") % {"title": told.title} if told.title else ""
    return {
        "title": (told.title or told.name)[:200], "lead": tidy(where(lead, about)), "happened_on": told.held_on,
        "network": told.group.network,
    }  # fmt: skip


def of_visit(told: Visit) -> dict[str, Any]:
    """That the team came; what it saw, heard and advised is between both sides."""
    lead = _("On %(day)s the empowerment follow-up team visited %(whom)s, listened, and encouraged those who keep doing good.")
    return {
        "title": (_("A coaching visit to %(whom)s") % {"whom": told.subject})[:200],
        "lead": lead % {"day": thai.day_long(told.day), "whom": told.subject},
        "happened_on": told.day, "organisation": told.organisation, "network": told.network,
    }  # fmt: skip


def of_certificate(told: Certificate) -> dict[str, Any]:
    """Who was certified, and at which level."""
    lead = _("%(name)s was certified as %(level)s for fiscal year %(year)s.")
    return {
        "title": (_("%(name)s is certified as %(level)s") % {"name": told.name, "level": told.level_name})[:200],
        "lead": lead % {"name": told.name, "level": told.level_name, "year": told.result_year},
        "happened_on": told.issued_on, "organisation": told.assessment.organisation,
    }  # fmt: skip


def tidy(text: str) -> str:
    """Without doubled spaces, and none before a full stop."""
    return " ".join(text.split()).replace(" .", ".")[:600]
