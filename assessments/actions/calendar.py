"""Sets the days of a year's assessment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from assessments.models import Assessment, AssessmentCalendar
from assessments.permissions import can_manage_assessments
from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import changes_between, record, snapshot
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import User
from moralprovince.core.signs import hold_as_shown
from networks.models import ProgrammeYear
from pledges.actions.guards import ensure_writable

DAYS = ("opens_on", "self_due_on", "review_due_on", "committee_due_on")
COUNTS = ("appeal_days", "appeal_answer_days", "assessors_each")
SHOWN = DAYS + COUNTS


def days_of(programme_year: ProgrammeYear) -> AssessmentCalendar:
    """The days of a year as they stand; where the office has set none, the usual ones."""
    found = AssessmentCalendar.objects.filter(programme_year=programme_year).first()
    return found or AssessmentCalendar(programme_year=programme_year)


@action
def set_calendar(*, programme_year: ProgrammeYear, values: Mapping[str, Any], sign: str, by: User) -> AssessmentCalendar:
    """The days and counts of a year, those named in `values`; appeals that were filed keep their day.

    Self-assessments that are begun and not sent follow the new due day. `sign` is of what was shown.

    Raises:
        NotAllowed: this person does not manage assessments there.
        Refused: the days do not follow one another, or the year is closed.
        Outpaced: somebody else set them since they were read; nothing was written.
    """
    if not can_manage_assessments(by, programme_year.province_id):
        raise NotAllowed(_("You do not have the right to set the days of the assessment."))
    ensure_writable(programme_year, thai.today())
    # Made first where there is none: of two who set the first days of a year the slower one is told, too.
    read, _made = AssessmentCalendar.objects.get_or_create(programme_year=programme_year)
    typed = {name: values.get(name, getattr(read, name)) for name in SHOWN}
    stored = hold_as_shown(read, typed, sign)
    return write_days(stored, typed, by) if stored else read


def write_days(calendar: AssessmentCalendar, typed: Mapping[str, Any], by: User) -> AssessmentCalendar:
    """Keep them, and what changed in the history."""
    before = snapshot(calendar, SHOWN)
    for name, value in typed.items():
        setattr(calendar, name, value)
    ensure_in_order(calendar)
    calendar.save(update_fields=SHOWN)
    move_due_days(calendar)
    changes = changes_between(before, snapshot(calendar, SHOWN))
    record("set_calendar", calendar, by=by, changes=changes, province=calendar.programme_year.province_id)
    return calendar


def move_due_days(calendar: AssessmentCalendar) -> None:
    """What is begun and not sent follows the day of its year; what was sent in time stays in time, also if returned."""
    cases, due_on = Assessment.objects.filter(programme_year=calendar.pk), calendar.self_due_on
    cases.filter(submitted_on__isnull=True).update(due_on=due_on)
    if due_on:
        cases.filter(submitted_on__isnull=False, due_on__lt=due_on).update(due_on=due_on)


def ensure_in_order(calendar: AssessmentCalendar) -> None:
    """Opening, self-assessment, review and decision follow one another; empty days are passed over."""
    days = [getattr(calendar, name) for name in DAYS]
    given = [day for day in days if day]
    if given != sorted(given):
        raise Refused(_("These days do not follow one another: opening, self-assessment, review, decision."))
