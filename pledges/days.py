"""What floor 2 puts into the calendar: when a round of reports opens, is due, and is locked."""

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

from .models import ReportRound

# Column, and what happens on that day.
EVENTS = (
    ("opens_on", gettext_lazy("%(round)s opens")),
    ("due_on", gettext_lazy("%(round)s: reports are due")),
    ("locks_on", gettext_lazy("%(round)s: last day to hand in")),
)


def days(user: Any, province: str, first: dt.date, last: dt.date, network: SectorNetwork | None = None) -> Iterator[DayLine]:
    """The days of the rounds; they concern every network."""
    touched = Q()
    for column, _words in EVENTS:
        touched |= Q(**{f"{column}__range": (first, last)})
    rounds = ReportRound.objects.visible_to(user).filter(touched, programme_year__province=province)
    for one in rounds.select_related("programme_year").order_by("due_on", "pk"):
        for column, words in EVENTS:
            day = getattr(one, column)
            if day and first <= day <= last:
                yield round_line(one, column, day, words)


def round_line(one: ReportRound, column: str, day: dt.date, words: Any) -> DayLine:
    """One day of a round."""
    title = words % {"round": _("%(round)s of %(year)s") % {"round": one.get_code_display(), "year": one.programme_year}}
    key, over = f"round-{one.pk}-{column.removesuffix('_on')}", one.state == ReportRound.State.CLOSED
    return DayLine(key, "round", day, title, reverse("pledges:round", args=[one.pk]), done=over)
