"""What of a year is not finished on floor 2: the 12-month reports go on once the year is closed, the rest does not."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from moralprovince.core.turning import Unfinished, unfinished
from networks.models import ProgrammeYear

from .models import FollowUpReport, Pledge, ReportRound

SENT = FollowUpReport.State.SUBMITTED


def still_open_of(year: ProgrammeYear) -> Iterator[Unfinished]:
    """12-month reports that are owed, and those that wait to be checked."""
    for one in ReportRound.objects.filter(programme_year=year, code=ReportRound.Code.FULL):
        reports = FollowUpReport.objects.filter(round=one)
        where = {"year": year.fiscal_year, "round": one.pk}
        owed, sent = reports.owed(), reports.filter(state=SENT)  # type: ignore[attr-defined]
        yield unfinished(_("12-month reports to be sent or completed"), owed, "pledges:reports", **where, state="owed")
        yield unfinished(_("12-month reports that wait to be checked"), sent, "pledges:reports", **where, state=SENT)


def left_undone(year: ProgrammeYear) -> Iterator[Unfinished]:
    """Pledges that nobody declared or checked, and reports of the shorter rounds."""
    pledges = Pledge.objects.filter(programme_year=year)
    for state, words in (
        (Pledge.State.DRAFT, _("drafts of pledges that were not declared")),
        (Pledge.State.DECLARED, _("declarations that wait to be checked")),
        (Pledge.State.RETURNED, _("pledges that were returned and not completed")),
    ):
        where = {"year": year.fiscal_year, "state": state}
        yield unfinished(words, pledges.filter(state=state), "pledges:pledges", **where)
    for one in ReportRound.objects.filter(programme_year=year).exclude(code=ReportRound.Code.FULL):
        reports, where = FollowUpReport.objects.filter(round=one), {"year": year.fiscal_year, "round": one.pk}
        facts = {"round": one.get_code_display()}
        sent = reports.filter(state=SENT)
        yield unfinished(
            _("reports of %(round)s that wait to be checked") % facts, sent, "pledges:reports", **where, state=SENT
        )
        owed = reports.owed()  # type: ignore[attr-defined]
        yield unfinished(_("reports of %(round)s that were not sent") % facts, owed, "pledges:reports", **where, state="owed")
