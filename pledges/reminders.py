"""Who owes what by when on this floor, as querysets; no clock, no writes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from moralprovince.core.obligations import Due, Told
from moralprovince.core.outbox import joined
from networks.models import RoleGrant
from pledges.models import FollowUpReport, ReportRound
from pledges.querysets.reports import going_on, taken_on

REPORT_DUE = "report_due"


def due(day: dt.date) -> list[Due]:
    """Everything that is owed on this floor on a day."""
    reports = owed_reports(day).annotate(
        obligation=joined("report:", F("pk")),
        owed=joined("report:", F("pk"), "/", F("due_on"), "/", F("returns")),
    )
    return [Due(REPORT_DUE, reports, "due_on", "province", "pledge__organisation", "round", "round")]


def owed_reports(day: dt.date) -> QuerySet[FollowUpReport]:
    """Reports that somebody can and should still hand in."""
    return (
        FollowUpReport.objects.owed()
        .filter(round__state__in=["open", "closed"], pledge__state="active")
        .filter(taken_on(day))
        .filter(going_on(day))
        .exclude(pledge__organisation__state__in=["merged", "withdrawn"])
    )


ONE = re.compile(r"report:(\d+)")
MANY = re.compile(r"round:(\d+):([a-z_]+):(\d+)")


def still_open(obligation: str, due_on: dt.date | None, day: dt.date) -> bool | None:
    """Is that still owed, and still by that day? None where the obligation is not of this floor."""
    if match := ONE.fullmatch(obligation):
        rows = owed_reports(day).filter(pk=int(match[1]))
    elif match := MANY.fullmatch(obligation):
        rows = owed_reports(day).filter(round=int(match[1]))
    else:
        return None
    return (rows.filter(due_on=due_on) if due_on else rows).exists()


def told(obligation: str, due_on: dt.date | None, day: dt.date, *, reader: Any, most: int) -> Told | None:
    """What is still owed under an obligation, as far as its reader may see it; None where that is nothing.

    `reader` is the person written to, or None where the address in the register is.
    """
    if match := ONE.fullmatch(obligation):
        rows = owed_reports(day).filter(pk=int(match[1]))
    elif (match := MANY.fullmatch(obligation)) and reader is not None:
        rows = looked_after(owed_reports(day).filter(round=int(match[1])), match[2], reader, day)
    else:
        return None
    rows = rows.filter(due_on=due_on) if due_on else rows
    rows = rows.visible_to(reader) if reader is not None else rows  # type: ignore[attr-defined]
    found = list(rows.select_related("pledge__organisation", "round__programme_year")[: most + 1])
    return words_of(found, most, rows, one=bool(ONE.fullmatch(obligation))) if found else None


def told_each(obligations: Iterable[str], day: dt.date) -> dict[str, Told]:
    """What texts for the register's contacts may say, many at once; what is not owed any more is left out. One query."""
    keys = [int(match[1]) for obligation in obligations if (match := ONE.fullmatch(obligation))]
    rows = owed_reports(day).filter(pk__in=keys).select_related("pledge__organisation", "round__programme_year")
    return {f"report:{report.pk}": words_of([report], 1, rows, one=True) for report in rows}


def words_of(found: list[FollowUpReport], most: int, rows: QuerySet, *, one: bool) -> Told:
    """The facts of the reports found; counted only where there are more than fit."""
    first = found[0]
    owed = f"{reverse('pledges:reports')}?round={first.round_id}&state=owed"
    link = reverse("pledges:report", args=[first.pk]) if one else owed
    return Told(
        names=tuple(report.pledge.organisation.name for report in found[:most]),
        total=len(found) if len(found) <= most else rows.count(),
        contact=first.pledge.organisation.contact_name if one else "",
        round=round_words(first.round),
        due_on=first.due_on,
        link=link,
    )


def round_words(report_round: ReportRound) -> str:
    """A round as letters name it, with its year."""
    year = report_round.programme_year.fiscal_year
    return _("%(round)s, fiscal year %(year)s") % {"round": report_round.get_code_display(), "year": year}


def looked_after(rows: QuerySet[FollowUpReport], who: str, reader: Any, day: dt.date) -> QuerySet[FollowUpReport]:
    """Of a combined message's reports those its reader gets it for: a coordinator those of the own networks."""
    if who != "coordinator":
        return rows
    networks = RoleGrant.objects.in_force(day).filter(user=reader, role="coordinator", network__isnull=False)
    return rows.filter(pledge__organisation__network__in=networks.values("network"))
