"""Sets the days of a year's assessment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from assessments.models import AssessmentCalendar
from assessments.permissions import can_manage_assessments
from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import changes_between, record, snapshot
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import User
from networks.models import ProgrammeYear
from pledges.actions.guards import ensure_writable

DAYS = ("opens_on", "self_due_on", "review_due_on", "committee_due_on")
COUNTS = ("appeal_days", "appeal_answer_days", "assessors_each")


@action
def set_calendar(*, programme_year: ProgrammeYear, values: Mapping[str, Any], by: User) -> AssessmentCalendar:
    """The days and counts of a year, those named in `values`; appeals that were filed keep their day.

    Raises:
        NotAllowed: this person does not manage assessments there.
        Refused: the days do not follow one another, or the year is closed.
    """
    if not can_manage_assessments(by, programme_year.province_id):
        raise NotAllowed(_("You do not have the right to set the days of the assessment."))
    ensure_writable(programme_year, thai.today())
    calendar = AssessmentCalendar.objects.select_for_update().filter(programme_year=programme_year).first()
    calendar = calendar or AssessmentCalendar(programme_year=programme_year)
    before = snapshot(calendar, DAYS + COUNTS)
    for name in DAYS + COUNTS:
        setattr(calendar, name, values.get(name, getattr(calendar, name)))
    ensure_in_order(calendar)
    calendar.save()
    changes = changes_between(before, snapshot(calendar, DAYS + COUNTS))
    record("set_calendar", calendar, by=by, changes=changes, province=programme_year.province_id)
    return calendar


def ensure_in_order(calendar: AssessmentCalendar) -> None:
    """Opening, self-assessment, review and decision follow one another; empty days are passed over."""
    days = [getattr(calendar, name) for name in DAYS]
    given = [day for day in days if day]
    if given != sorted(given):
        raise Refused(_("These days do not follow one another: opening, self-assessment, review, decision."))
