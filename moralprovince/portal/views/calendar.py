"""The calendar of the province, as a month and as a list."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from moralprovince.core import thai
from moralprovince.core.errors import NotAllowed
from moralprovince.portal.calendar import Calendar, calendar_of
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
    rows = [(entry, shown.name_of(entry.line)) for entry in shown.rows()] if shown.view == "list" else []
    weekdays = [thai.weekday(day) for day in shown.month.weeks()[0]]
    return render(request, "portal/calendar/month.html", {"calendar": shown, "rows": rows, "weekdays": weekdays})
