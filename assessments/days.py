"""What floor 3 puts into the calendar: the days of a year's assessment and the sessions of the sub-committee."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moralprovince.core.days import DayLine
from networks.models import SectorNetwork
from networks.querysets.scope import scope_of

from .models import AssessmentCalendar, CommitteeSession

# Column, and what happens on that day.
EVENTS = (
    ("opens_on", gettext_lazy("Self-assessment of %(year)s opens")),
    ("self_due_on", gettext_lazy("Self-assessment of %(year)s is due")),
    ("review_due_on", gettext_lazy("Review of %(year)s is due")),
    ("committee_due_on", gettext_lazy("The sub-committee decides on %(year)s by today")),
)


def days(user: Any, province: str, first: dt.date, last: dt.date, network: SectorNetwork | None = None) -> Iterator[DayLine]:
    """Those between these two days, as far as this person may see them; the days of the year concern every network."""
    yield from calendar_lines(user, province, first, last)
    if network is None:
        yield from session_lines(user, province, first, last)


def calendar_lines(user: Any, province: str, first: dt.date, last: dt.date) -> Iterator[DayLine]:
    """The days that the office set for a year, for whoever has to do with the province."""
    if not (scope_of(user).superuser or province in scope_of(user).home_provinces()):
        return
    touched = Q()
    for column, _words in EVENTS:
        touched |= Q(**{f"{column}__range": (first, last)})
    found = AssessmentCalendar.objects.filter(touched, programme_year__province=province)
    for one in found.select_related("programme_year"):
        year = one.programme_year.fiscal_year
        address = f"{reverse('assessments:assessments')}?year={year}"
        for column, words in EVENTS:
            day = getattr(one, column)
            if day and first <= day <= last:
                key = f"assessment-{one.pk}-{column.removesuffix('_on')}"
                yield DayLine(key, "deadline", day, words % {"year": year}, address)


def session_lines(user: Any, province: str, first: dt.date, last: dt.date) -> Iterator[DayLine]:
    """Sessions on their day."""
    found = CommitteeSession.objects.visible_to(user).filter(province=province, held_on__range=(first, last))
    for one in found.order_by("held_on", "pk"):
        yield DayLine(
            f"session-{one.pk}", "session", one.held_on, _("Session %(number)s of the sub-committee") % {"number": one.number},
            reverse("assessments:session", args=[one.pk]), place=one.place, done=one.state == CommitteeSession.State.CLOSED,
        )  # fmt: skip
