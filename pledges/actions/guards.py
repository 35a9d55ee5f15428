"""Rules that several actions share: a closed year, a locked round, a form that somebody else saved meanwhile."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from moralprovince.core import thai
from moralprovince.core.errors import Outpaced, Refused
from networks.actions.years import ensure_year_open, is_closed
from networks.models import ProgrammeYear
from pledges.models import FollowUpReport, ReportRound


def ensure_writable(year: ProgrammeYear, day: dt.date) -> None:
    """Refuse writes into a year that was closed.

    Raises:
        Refused: the year is read-only on that day.
    """
    ensure_year_open(year, day)


def round_goes_on(report_round: ReportRound, day: dt.date) -> bool:
    """The 12-month round of a closed year goes on: it is about that whole year, and its reports come after it."""
    return report_round.code == ReportRound.Code.FULL or not is_closed(report_round.programme_year, day)


def last_day_of(report_round: ReportRound, year: ProgrammeYear) -> dt.date | None:
    """The last day on which it takes reports, if there is one: its own, or the last of a year before that is closed."""
    closing = year.read_only_from if report_round.code != ReportRound.Code.FULL else None
    days = [report_round.locks_on, closing - dt.timedelta(days=1) if closing else None]
    return min((day for day in days if day), default=None)


def ensure_round_goes_on(report_round: ReportRound, day: dt.date) -> None:
    """The same as a refusal.

    Raises:
        Refused: another round of a year that can only be read.
    """
    if not round_goes_on(report_round, day):
        ensure_writable(report_round.programme_year, day)


def ensure_report_goes_on(report: FollowUpReport, day: dt.date) -> None:
    """The same for one report, without reading its round where the year is open.

    Raises:
        Refused: a report of another round of a year that can only be read.
    """
    if is_closed(report.pledge.programme_year, day) and report.round.code != ReportRound.Code.FULL:
        ensure_writable(report.pledge.programme_year, day)


def ensure_fits_year(year: ProgrammeYear, last: dt.date) -> None:
    """The last day on which something of a year is due lies in it, or in the year after it, for stragglers.

    Raises:
        Refused: it lies beyond.
    """
    if last > last_fitting_day(year):
        raise does_not_fit(year)


def last_fitting_day(year: ProgrammeYear) -> dt.date:
    """The last day on which something of that year can be due."""
    return thai.fiscal_year_days(year.fiscal_year)[1] + dt.timedelta(days=366)


def ensure_not_before(year: ProgrammeYear, day: dt.date) -> None:
    """Nothing of a year happens before it.

    Raises:
        Refused: that day lies before its first one.
    """
    if day < thai.fiscal_year_days(year.fiscal_year)[0]:
        raise does_not_fit(year)


def does_not_fit(year: ProgrammeYear) -> Refused:
    """What is said of days of another year."""
    return Refused(_("These days do not fit fiscal year %(year)s.") % {"year": year.fiscal_year})


def may_pledge_in(year: ProgrammeYear, day: dt.date) -> bool:
    """Pledges are begun for the running fiscal year, the next one, and the last one while it may still be written."""
    return not is_closed(year, day) and abs(year.fiscal_year - thai.fiscal_year_of(day)) <= 1


def ensure_year_to_pledge(year: ProgrammeYear | None, day: dt.date) -> None:
    """Refuse a pledge for a year that is over long since, or not near yet.

    Raises:
        Refused: with the years that are possible.
    """
    if year is None or not may_pledge_in(year, day):
        now = thai.fiscal_year_of(day)
        words = _("A declaration can be begun for the fiscal years %(last)s to %(next)s, as long as they are not closed.")
        raise Refused(words % {"last": now - 1, "next": now + 1} + " " + str(_("Please choose one of the years offered.")))


def bump_version(obj: models.Model, expected: int, **fields: object) -> None:
    """Write fields only if nobody saved since the form was opened, and nobody moved it to another state.

    Raises:
        Outpaced: the stored version is a newer one.
    """
    manager = type(obj)._default_manager
    if "updated_at" in {field.name for field in obj._meta.get_fields()}:
        fields["updated_at"] = timezone.now()
    same = manager.filter(pk=obj.pk, version=expected, state=obj.state)  # type: ignore[attr-defined]
    if not same.update(version=expected + 1, **fields):
        raise Outpaced(_("Somebody else saved this a moment ago. What you typed is still here: compare it and save again."))
    for name, value in {"version": expected + 1, **fields}.items():
        setattr(obj, name, value)
