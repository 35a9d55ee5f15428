"""Who owes what by when on this floor, as querysets; no clock, no writes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Case, DateField, F, QuerySet, When
from django.db.models.functions import Coalesce, Greatest, TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.obligations import Due, Told
from moralprovince.core.outbox import joined
from networks.models import RoleGrant
from pledges.models import FollowUpReport, Pledge, ReportRound
from pledges.querysets.reports import going_on, taken_on

REPORT_DUE, RETURNED_DUE = "report_due", "returned_due"
RETURNED_ON = Coalesce(TruncDate("checked_at", tzinfo=thai.BANGKOK), "due_on")
# The office has a returned report, so nobody is told that it is late: its reminders count from the day it was returned,
# or from a due day that is still to come.
ASKED_ON = Case(When(state="returned", then=Greatest("due_on", RETURNED_ON)), default="due_on", output_field=DateField())


def due(day: dt.date) -> list[Due]:
    """Everything that is owed on this floor on a day."""
    reports = owed_reports(day).annotate(
        obligation=joined("report:", F("pk")),
        owed=joined("report:", F("pk"), "/", F("due_on"), "/", F("returns")),
    )
    way = ("province", "pledge__organisation", "round")
    return [
        Due(REPORT_DUE, of_group(reports, "round"), "due_on", *way, group_name="round"),
        Due(RETURNED_DUE, of_group(reports, "returned"), "asked_on", *way, group_name="returned"),
    ]


def owed_reports(day: dt.date) -> QuerySet[Any]:
    """Reports that somebody can and should still hand in."""
    return (
        FollowUpReport.objects.owed()
        .filter(round__state__in=["open", "closed"], pledge__state="active")
        .filter(taken_on(day))
        .filter(going_on(day))
        .exclude(pledge__organisation__state__in=["merged", "withdrawn"])
        .annotate(asked_on=ASKED_ON)
    )


def of_group(rows: QuerySet[Any], name: str) -> QuerySet[Any]:
    """Of what is owed either what never came or what was returned: a message tells of one of them."""
    return rows.filter(state="returned") if name == "returned" else rows.exclude(state="returned")


ONE = re.compile(r"report:(\d+)")
# What a notice asks for: to complete what this very return named. Returns of a pledge are not counted: declaring it again
# takes back what has not gone out.
COMPLETED = re.compile(r"returned-report:(\d+):(\d+)")
COMPLETED_PLEDGE = re.compile(r"returned-pledge:(\d+)")
MANY = re.compile(r"(round|returned):(\d+):([a-z_]+):(\d+)")


def still_open(obligation: str, due_on: dt.date | None, day: dt.date) -> bool | None:
    """Is that still owed, and still by that day? None where the obligation is not of this floor."""
    if match := ONE.fullmatch(obligation):
        rows = owed_reports(day).filter(pk=int(match[1]))
    elif match := MANY.fullmatch(obligation):
        rows = of_group(owed_reports(day), match[1]).filter(round=int(match[2]))
    elif match := COMPLETED.fullmatch(obligation):
        return FollowUpReport.objects.filter(pk=int(match[1]), returns=int(match[2]), state="returned").exists()
    elif match := COMPLETED_PLEDGE.fullmatch(obligation):
        return Pledge.objects.filter(pk=int(match[1]), state="returned").exists()
    else:
        return None
    return (rows.filter(asked_on=due_on) if due_on else rows).exists()


def told(obligation: str, due_on: dt.date | None, day: dt.date, *, reader: Any, most: int) -> Told | None:
    """What is still owed under an obligation, as far as its reader may see it; None where that is nothing.

    `reader` is the person written to, or None where the address in the register is.
    """
    if match := ONE.fullmatch(obligation):
        rows = owed_reports(day).filter(pk=int(match[1]))
        if reader is not None:
            rows = rows.filter(pledge__organisation__in=RoleGrant.objects.bodies_of_contact(reader, day))
    elif (match := MANY.fullmatch(obligation)) and reader is not None:
        rows = looked_after(of_group(owed_reports(day), match[1]).filter(round=int(match[2])), match[3], reader, day)
    else:
        return None
    rows = rows.filter(asked_on=due_on) if due_on else rows
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
    returned = first.state == FollowUpReport.State.RETURNED
    many = f"{reverse('pledges:reports')}?round={first.round_id}&state={'returned' if returned else 'owed'}"
    return Told(
        names=tuple(report.pledge.organisation.name for report in found[:most]),
        total=len(found) if len(found) <= most else rows.count(),
        contact=first.pledge.organisation.contact_name if one else "",
        round=round_words(first.round),
        due_on=first.asked_on,  # type: ignore[attr-defined]
        link=reverse("pledges:report", args=[first.pk]) if one else many,
        returned_on=max(map(returned_day, found)) if returned else None,
    )


def returned_day(report: FollowUpReport) -> dt.date:
    """The Bangkok day on which it was sent back."""
    return thai.bangkok_day(report.checked_at) if report.checked_at else report.due_on


def round_words(report_round: ReportRound) -> str:
    """A round as letters name it, with its year."""
    year = report_round.programme_year.fiscal_year
    return _("%(round)s, fiscal year %(year)s") % {"round": report_round.get_code_display(), "year": year}


def looked_after(rows: QuerySet[Any], who: str, reader: Any, day: dt.date) -> QuerySet[Any]:
    """Of a combined message's reports those its reader gets it for: a coordinator those of the own networks."""
    if who != "coordinator":
        return rows
    networks = RoleGrant.objects.in_force(day).filter(user=reader, role="coordinator", network__isnull=False)
    return rows.filter(pledge__organisation__network__in=networks.values("network"))
