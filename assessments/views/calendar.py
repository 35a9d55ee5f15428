"""The days of a year's assessment, set by the office."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments.actions.calendar import days_of, set_calendar
from assessments.forms.calendar import CalendarForm
from assessments.permissions import can_manage_assessments
from moralprovince.core.errors import NotAllowed
from pledges.views.years import chosen_year, province_code, years_of


@login_required
def assessment_calendar(request: HttpRequest, year: int) -> HttpResponse:
    """Read and set the days."""
    years = years_of(province_code(request))
    shown = chosen_year(years, str(year))
    if not can_manage_assessments(request.user, shown.province_id):
        raise NotAllowed(_("You do not have the right to set the days of the assessment."))
    form = CalendarForm(request.POST if request.method == "POST" else None, row=days_of(shown))
    if request.method == "POST" and form.saved_by(set_calendar, programme_year=shown, by=request.user):
        messages.success(request, _(
            "Saved. Self-assessments that are not sent yet are due on the day set here; appeals that were filed keep the day "
            "on which their answer is due."
        ))  # fmt: skip
        return redirect("assessments:calendar", year)
    return render(request, "assessments/calendar.html", {"form": form, "year": shown, "years": years})
