"""What floor 2 puts into the calendar: the days of a round of reports, and those to which more time was given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, Count, DateField, Q, QuerySet, Value
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from moralprovince.core.days import DayLine
from networks.models import SectorNetwork

from .models import FollowUpReport, ReportRound
from .querysets.reports import OPEN

# Column, and what happens on that day.
EVENTS = (
    ("opens_on", gettext_lazy("%(round)s opens")),
    ("due_on", gettext_lazy("%(round)s: reports are due")),
    ("locks_on", gettext_lazy("%(round)s: last day to hand in")),
)


# The kinds of rows, and what each says in its columns: a round its key, name, state, year and days; a day of their own how
# many reports have it, and how many of them are owed.
ROUND, OWN = "round", "extended"
DAYS = tuple(column for column, _words in EVENTS)
COLUMNS = ("which", "number", "name", "state", "more", *DAYS)


def days(user: Any, province: str, first: dt.date, last: dt.date, network: SectorNetwork | None = None) -> Iterator[DayLine]:
    """The days of the rounds, which concern every network, and those that reports have of their own; one statement."""
    rounds = rounds_between(user, province, first, last)
    for row in rounds.union(own_days(user, province, first, last, network), all=True):
        said = dict(zip(COLUMNS, row, strict=True))
        if said["which"] == OWN:
            yield own_day_line(province, said, network)
        else:
            yield from (line for line in round_lines(said) if first <= line.day <= last)


def rounds_between(user: Any, province: str, first: dt.date, last: dt.date) -> QuerySet[Any, Any]:
    """Rounds with a day between these two."""
    touched = Q()
    for column, _words in EVENTS:
        touched |= Q(**{f"{column}__range": (first, last)})
    rounds = ReportRound.objects.visible_to(user).filter(touched, programme_year__province=province)
    return rounds.order_by().values_list(Value(ROUND), "pk", "code", "state", "programme_year__fiscal_year", *DAYS)


def own_days(user: Any, province: str, first: dt.date, last: dt.date, network: SectorNetwork | None) -> QuerySet[Any, Any]:
    """Days to which more time was given, with how many reports."""
    reports = FollowUpReport.objects.visible_to(user).with_more_time().filter(province=province, due_on__range=(first, last))
    if network:
        reports = reports.filter(pledge__organisation__network=network)
    nothing, no_day = Value("", CharField()), Value(None, DateField())
    counted = reports.order_by().values("due_on").annotate(reports=Count("pk"), owed=Count("pk", filter=Q(state__in=OPEN)))
    return counted.values_list(Value(OWN), "reports", nothing, nothing, "owed", no_day, "due_on", no_day)


def round_lines(said: dict[str, Any]) -> Iterator[DayLine]:
    """The days of a round."""
    name = _("%(round)s of %(year)s") % {"round": ReportRound.Code(said["name"]).label, "year": said["more"]}
    address, over = reverse("pledges:round", args=[said["number"]]), said["state"] == ReportRound.State.CLOSED
    for column, words in EVENTS:
        if day := said[column]:
            key = f"round-{said['number']}-{column.removesuffix('_on')}"
            yield DayLine(key, "round", day, words % {"round": name}, address, done=over)


def own_day_line(province: str, said: dict[str, Any], network: SectorNetwork | None) -> DayLine:
    """One day to which reports were given more time; it leads to exactly these."""
    day, count = said["due_on"], said["number"]
    title = ngettext("%(count)s report with more time is due", "%(count)s reports with more time are due", count)
    asked = {"extended": str(day), **({"network": network.code} if network else {})}
    address = f"{reverse('pledges:reports')}?{urlencode(asked)}"
    return DayLine(f"extended-{province}-{day}", "round", day, title % {"count": count}, address, done=not said["more"])
