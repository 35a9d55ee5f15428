"""Freezes the figures of a period; a correction makes a dated new edition, never a change."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import record
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import User
from moralprovince.core.outbox import in_letter_language, notify
from moralprovince.core.periods import Period
from moralprovince.portal.models import Summary
from moralprovince.portal.permissions import can_make_summary
from moralprovince.portal.statistics import compose
from networks.models import Province, RoleGrant
from pledges.models import ReportRound

OFFICERS = ("culture_officer", "provincial_administrator")
# What a closed round completes: a twelve-month round ends the second half and the year.
COMPLETES = {"FULL": ("H2", "")}
# Rounds closed longer ago than this were closed before the portal looked after summaries.
RECENT = dt.timedelta(days=31)


@action
def freeze_summary(
    *,
    province: Province,
    period: Period,
    by: User | None,
    new_edition: bool = False,
    after: int = 0,
    as_of: dt.date | None = None,
) -> Summary:
    """Freeze a period, or find it frozen; `new_edition` counts anew beside the edition that stays.

    What was frozen while the period ran is not found any more once it is over: then it is counted anew.
    `after` is the edition that was seen when a new one was asked for: where somebody made the next one meanwhile, that one
    is found. `by` is None where the clock or a command does it. Reports are counted as they stand on `as_of` (today).

    Raises:
        NotAllowed: this person may not make summaries of the province.
        Refused: the period has not begun.
    """
    hold_still()
    if by is not None and not can_make_summary(by, province.pk):
        raise NotAllowed(_("You do not have the right to make summaries here."))
    day = as_of or thai.today()
    if period.days[0] > day:
        raise Refused(_("This period has not begun yet; there is nothing to count."))
    frozen = latest(province, period)
    if frozen and (0 < after < frozen.edition or not (new_edition or overtaken(frozen, period, day))):
        return frozen
    return write(province, period, day, by, edition=frozen.edition + 1 if frozen else 1)


def hold_still() -> None:
    """From here on this transaction counts what stood at its beginning, whatever others write meanwhile.

    It can be said of a whole transaction only, before anything is asked. Under a snapshot nobody sees what was frozen since it
    was taken, so a second freezer waits before taking hers; on SQLite, and inside another transaction, all is as it was.
    """
    if connection.vendor == "postgresql" and not connection.savepoint_ids:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("LOCK TABLE portal_summary IN SHARE ROW EXCLUSIVE MODE")


def latest(province: Province, period: Period) -> Summary | None:
    """The newest edition of a period."""
    return Summary.objects.filter(province=province, period=str(period)).order_by("-edition").first()


def overtaken(frozen: Summary, period: Period, day: dt.date) -> bool:
    """Was it frozen while the period ran that is over by now?"""
    return frozen.running and period.over_on(day)


def write(province: Province, period: Period, day: dt.date, by: User | None, edition: int) -> Summary:
    """Count and keep; where somebody froze the same edition in the same moment, that one holds."""
    before = latest(province, period.before)
    whole = before.figures if before and not before.running else None
    figures = compose(province.pk, period, day, whole)
    figures["as_of"] = day.isoformat()
    try:
        with transaction.atomic():
            made = Summary.objects.create(province=province, period=str(period), edition=edition, figures=figures, by=by)
    except IntegrityError:
        return Summary.objects.get(province=province, period=str(period), edition=edition)
    record("freeze_summary", made, by=by, province=province.pk)
    return made


@action
def announce_summary(*, summary: Summary, by: User | None) -> int:
    """Tell the officers of the province that a summary is there; once per edition. Returns how many messages were owed."""
    grants = RoleGrant.objects.in_force(thai.today()).filter(
        role__in=OFFICERS, province=summary.province_id, user__is_active=True
    )
    people = {grant.user_id: grant.user for grant in grants.select_related("user")}.values()
    period = Period.parse(summary.period)
    with in_letter_language():
        told = _("The figures of the %(period)s were frozen. The page, the PDF and the workbook say the same.")
        body = "\n\n".join(filter(None, (told % {"period": period.name}, summary.running_note)))
        subject = _("The summary of the %(period)s is ready") % {"period": period.name}
    return notify(
        to=people,
        kind="summary_ready",
        key=f"summary:{summary.pk}",
        subject=subject,
        body=body,
        link=reverse("summary", args=[summary.period]),
        province=summary.province_id,
    )


def summarise_closed(*, day: dt.date) -> list[Summary]:
    """What the clock does: freeze the periods of rounds that closed, once each, and tell the officers."""
    closed = ReportRound.objects.filter(state="closed", closed_on__gt=day - RECENT, closed_on__lte=day)
    made = []
    for one in closed.select_related("programme_year__province").order_by("closed_on", "pk"):
        for part in COMPLETES.get(one.code, (one.code,)):
            period = Period(one.programme_year.fiscal_year, part)
            frozen = latest(one.programme_year.province, period)
            if period.days[0] <= day and (frozen is None or overtaken(frozen, period, day)):
                made.append(freeze_and_tell(one.programme_year.province, period, day))
    return made


def freeze_and_tell(province: Province, period: Period, day: dt.date) -> Summary:
    """Both or neither: a summary nobody was told of would never be announced."""
    with transaction.atomic():
        hold_still()
        made = freeze_summary(province=province, period=period, by=None, as_of=day)
        announce_summary(summary=made, by=None)
    return made
