"""Notes telephone calls about late reports."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import record
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import User
from pledges.models import CallNote, FollowUpReport
from pledges.permissions import can_note_call
from pledges.querysets.reports import OPEN

from .guards import ensure_report_goes_on


@action
def note_call(
    *, report: FollowUpReport, outcome: str, promised_on: dt.date | None = None, note: str = "", known: int | None = None,
    by: User,
) -> CallNote:  # fmt: skip
    """Write down a call: reached or not, and the day that was promised; `known` is the last call the form showed.

    Raises:
        NotAllowed: this person does not call this organisation.
        Refused: nothing is owed any more, a promise without a day, a day that is over, or too long a note.
    """
    if not can_note_call(by, report):
        raise NotAllowed(_("You do not have the right to note calls here."))
    ensure_report_goes_on(report, thai.today())
    if report.state not in OPEN:
        raise Refused(_("This report is not owed any more, so no call needs noting."))
    if outcome not in CallNote.Outcome.values or len(note) > 500:
        raise Refused(_("Please choose how the call went, and keep the note short."))
    if (outcome == CallNote.Outcome.PROMISED) != (promised_on is not None):
        raise Refused(_("A promise has a day, and a day belongs to a promise."))
    if promised_on and promised_on < thai.today():
        raise Refused(_("The promised day is over already."))
    if known is not None and (same := noted_since(report, known, outcome=outcome, promised_on=promised_on, note=note, by=by)):
        return same
    call = CallNote.objects.create(
        report=report, called_on=thai.today(), outcome=outcome, promised_on=promised_on, note=note, by=by
    )
    record("note_call", report, by=by, note=note, changes=told_in(call), province=report.province_id)
    return call


def told_in(call: CallNote) -> dict[str, str]:
    """How it went, for the history of the report: the list of calls forgets it once the report is sent."""
    day = {"pledges.callnote.promised_on": call.promised_on.isoformat()} if call.promised_on else {}
    return {"pledges.callnote.outcome": call.outcome, **day}


def noted_since(report: FollowUpReport, known: int, **call: Any) -> CallNote | None:
    """The same call, noted after the form was opened: its button was pressed twice."""
    FollowUpReport.objects.select_for_update(no_key=True).get(pk=report.pk)
    return CallNote.objects.filter(report=report, pk__gt=known, called_on=thai.today(), **call).first()
