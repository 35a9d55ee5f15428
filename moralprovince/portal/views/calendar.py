"""The calendar of the province, as a month and as a list."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from moralprovince.core import thai
from moralprovince.core.errors import NotAllowed
from moralprovince.core.tables import table_response
from moralprovince.core.views.exports import ending_of
from moralprovince.portal.calendar import ONE, Calendar, calendar_of
from moralprovince.portal.current import province_code
from moralprovince.portal.navigation import has_a_day


def as_shown(request: HttpRequest) -> Calendar:
    """The month as the address describes it.

    Raises:
        NotAllowed: nothing of it is this person's business.
    """
    if not has_a_day(request.user):
        raise NotAllowed(_("The calendar is for those who have a role in the province."))
    return calendar_of(request.user, province_code(request), request.GET, thai.today())


@login_required
@require_safe
def month(request: HttpRequest) -> HttpResponse:
    """A month: a table of its weeks, or a list of what is on."""
    shown = as_shown(request)
    rows = shown.rows() if shown.view == "list" else []
    weekdays = [thai.weekday(day) for day in shown.month.weeks()[0]]
    return render(request, "portal/calendar/month.html", {"calendar": shown, "rows": rows, "weekdays": weekdays})


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """The month as shown, as a workbook or CSV."""
    shown = as_shown(request)
    headings = [
        _("Day"), _("Until"), _("Begins at"), _("Kind"), _("What"), _("Network"), _("Place or person"), _("Called off"),
    ]  # fmt: skip
    rows = [
        [
            line.day, line.until, thai.hours(line.begins) if line.begins else "", str(ONE[line.kind]), str(line.title),
            shown.names.get(line.network, ""), line.place, _("called off") if line.cancelled else "",
        ]
        for line in shown.lines
    ]  # fmt: skip
    kinds = ["day", "day", "text", "text", "wide", "wide", "wide", "text"]
    return table_response(ending_of(request), f"calendar-{shown.month}", headings, iter(rows), kinds=kinds)
