"""What floor 3 puts into the calendar: coaching visits, the days of a year's assessment, sessions of the sub-committee."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, DateField, F, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moralprovince.core.days import DayLine
from networks.models import SectorNetwork
from networks.querysets.scope import scope_of

from .models import AssessmentCalendar, CommitteeSession, Visit
from .querysets.visits import MADE

# Column, and what happens on that day.
EVENTS = (
    ("opens_on", gettext_lazy("Self-assessment of %(year)s opens")),
    ("self_due_on", gettext_lazy("Self-assessment of %(year)s is due")),
    ("review_due_on", gettext_lazy("Review of %(year)s is due")),
    ("committee_due_on", gettext_lazy("The sub-committee decides on %(year)s by today")),
)


def days(user: Any, province: str, first: dt.date, last: dt.date, network: SectorNetwork | None = None) -> Iterator[DayLine]:
    """Those between these two days, as far as this person may see them; the days of the year concern every network."""
    yield from visit_lines(Visit.objects.visible_to(user).filter(province=province), first, last, network)
    sessions = CommitteeSession.objects.visible_to(user).filter(province=province, held_on__range=(first, last))
    years = calendars_between(user, province, first, last)
    for which, key, name, place, state, *found in both(sessions if network is None else sessions.none(), years):
        if which == SESSION:
            yield session_line(key, name, place, found[0], state)
        else:
            yield from calendar_lines(key, name, found, first, last)


SESSION, CALENDAR = "session", "calendar"


def both(sessions: QuerySet[CommitteeSession], years: QuerySet[AssessmentCalendar]) -> QuerySet[Any, tuple[Any, ...]]:
    """Sessions and the days of years in one statement: which, key, name, place, state, four days."""
    none = Value(None, DateField())
    own = {"which": Value(SESSION), "name": F("number"), "d1": F("held_on"), "d2": none, "d3": none, "d4": none}
    found = sessions.order_by().annotate(**own).values_list("which", "pk", "name", "place", "state", "d1", "d2", "d3", "d4")
    text = {"name": Cast("programme_year__fiscal_year", CharField()), "place": Value(""), "state": Value("")}
    columns = {f"d{place}": F(column) for place, (column, _words) in enumerate(EVENTS, 1)}
    others = years.order_by().annotate(which=Value(CALENDAR), **text, **columns)
    return found.union(others.values_list("which", "pk", "name", "place", "state", "d1", "d2", "d3", "d4"), all=True)


def visit_lines(rows: QuerySet[Visit], first: dt.date, last: dt.date, network: SectorNetwork | None) -> Iterator[DayLine]:
    """Visits on the day they took place, or are to."""
    found = rows.with_day().filter(on__range=(first, last))  # type: ignore[attr-defined]
    if network:
        found = found.filter(Q(network=network) | Q(organisation__network=network))
    for one in found.select_related("organisation", "network", "district").order_by("on", "pk"):
        whose = one.organisation.network_id if one.organisation else one.network_id
        title, address = _("Visit to %(whom)s") % {"whom": one}, reverse("assessments:visit", args=[one.pk])
        yield DayLine(
            f"visit-{one.pk}", "visit", one.on, title, address, network=whose,
            done=one.state in MADE, cancelled=one.state == Visit.State.CANCELLED,
        )  # fmt: skip


def calendars_between(user: Any, province: str, first: dt.date, last: dt.date) -> QuerySet[AssessmentCalendar]:
    """The days that the office set for its years, for whoever has to do with the province."""
    scope, touched = scope_of(user), Q()
    if not (scope.superuser or province in scope.home_provinces()):
        return AssessmentCalendar.objects.none()
    for column, _words in EVENTS:
        touched |= Q(**{f"{column}__range": (first, last)})
    return AssessmentCalendar.objects.filter(touched, programme_year__province=province)


def calendar_lines(key: int, year: str, found: list[dt.date | None], first: dt.date, last: dt.date) -> Iterator[DayLine]:
    """Those of a year's days that lie between these two."""
    for (column, words), day in zip(EVENTS, found, strict=True):
        if day and first <= day <= last:
            address = f"{reverse('assessments:assessments')}?year={year}"
            yield DayLine(f"assessment-{key}-{column.removesuffix('_on')}", "deadline", day, words % {"year": year}, address)


def session_line(key: int, number: str, place: str, day: dt.date, state: str) -> DayLine:
    """One session on its day."""
    title, address = (
        _("Session %(number)s of the sub-committee") % {"number": number},
        reverse("assessments:session", args=[key]),
    )
    return DayLine(f"session-{key}", "session", day, title, address, place=place, done=state == CommitteeSession.State.CLOSED)
