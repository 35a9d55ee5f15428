"""Gives one report a later due day than its round's, and tells its body."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import record
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import User
from moralprovince.core.outbox import cancel_open, in_letter_language
from pledges.models import Extension, FollowUpReport
from pledges.permissions import can_review_report
from pledges.querysets.reports import OPEN

from .guards import ensure_report_goes_on, last_fitting_day
from .reports import tell


@action
def extend_report(*, report: FollowUpReport, due_on: dt.date, reason: str, by: User) -> None:
    """Give one report a later due day and tell its body; the reminders begin anew for it.

    Raises:
        Refused: nothing is owed, the new day is none of those that can be given, or there is no reason.
        Outpaced: its day was moved, or it was sent, since it was read.
    """
    ensure_may_extend(report, by)
    ensure_can_be_given(report, due_on)
    if not reason.strip():
        raise Refused(_("Please give a reason."), field="reason")
    before = report.due_on
    owed = FollowUpReport.objects.filter(pk=report.pk, due_on=before, state__in=OPEN)
    if not owed.update(due_on=due_on):
        raise Outpaced(
            _("Somebody else was faster a moment ago. Please look at the page again; nothing was lost."), field="due_on"
        )
    report.due_on = due_on
    given = keep_extension(report, before, reason=reason, by=by)
    cancel_open(f"report:{report.pk}", reason="extended")
    tell_of_more_time(given, by)


def ensure_may_extend(report: FollowUpReport, by: User) -> None:
    """Is it this person's to give more time, and is a report owed that can still be sent?

    Raises:
        NotAllowed, Refused: she is no officer there, nothing is owed, or its year is closed.
    """
    if not can_review_report(by, report):
        raise NotAllowed(_("Only the culture office gives more time."))
    if report.state not in OPEN:
        raise Refused(_("This report is not owed any more, so it needs no more time."))
    ensure_report_goes_on(report, thai.today())


def ensure_can_be_given(report: FollowUpReport, due_on: dt.date) -> None:
    """The same days as the form offers.

    Raises:
        Refused: another day.
    """
    first, last = days_to_give(report, thai.today())
    if not first <= due_on <= last:
        words = _("Please give a day from %(first)s to %(last)s.")
        raise Refused(words % {"first": thai.day_short(first), "last": thai.day_short(last)}, field="due_on")


def days_to_give(report: FollowUpReport, day: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last due day that it can be given on a day: later than its own, still to come, no slip of a year.

    Of a report that was sent it may be over: the time is given for what came then. More time counts beyond the last day
    of the round, too.
    """
    latest_passed = report.due_on if report.submitted_on else max(report.due_on, day)
    return latest_passed + dt.timedelta(days=1), last_fitting_day(report.pledge.programme_year)


def keep_extension(report: FollowUpReport, before: dt.date, *, reason: str, by: User) -> Extension:
    """That the report has its due day instead of the one `before`; it keeps that day whenever its round is moved."""
    given = Extension.objects.create(report=report, due_before=before, due_on=report.due_on, reason=reason, by=by)
    record("extend_report", report, by=by, note=reason, changes={"due_on": [str(before), str(report.due_on)]},
           province=report.province_id)  # fmt: skip
    return given


def tell_of_more_time(given: Extension, by: User) -> None:
    """The new day and why, to its body."""
    with in_letter_language():
        day = _("It is due on %(day)s now.") % {"day": thai.day_long(given.due_on)}
        reason = _("Reason: %(reason)s") % {"reason": given.reason}
    tell(given.report, by, "report_extended", lazy("There is more time for the report"), lazy("Report of %(name)s:"),
         f"{day}\n{reason}", key=f"extension:{given.pk}")  # fmt: skip
