"""The report list as a table, as it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase, QueryDict
from django.utils import translation
from django.utils.translation import gettext as _

from moralprovince.core.exports import written
from moralprovince.core.models import Job, StoredFile
from moralprovince.core.tables import table_response, words
from networks.naming import call_as_then, then
from pledges.filters.reports import report_list
from pledges.models import FollowUpReport, ReportRound

KIND = "report_export"
# What stands in each column, and so how wide it is.
KINDS = ("text", "wide", "wide", "text", "text", "text", "day", "text", "day", "text", "text", "wide", "wide", "wide")


def headings() -> list[str]:
    """The columns."""
    return [
        _("Code"), _("Name"), _("Network"), _("District"), _("Fiscal year"), _("Round"), _("Due on"), _("State"),
        _("Sent on"), _("On time"), _("Came by"),
        _("What was done and what came of it"), _("Obstacles"), _("Next steps and wishes"),
    ]  # fmt: skip


def reports_table(rows: QuerySet[FollowUpReport], ending: str) -> HttpResponseBase:
    """An Excel workbook or a CSV file, written as it is read."""
    return table_response(ending, _("Follow-up reports"), headings(), lines(rows), kinds=KINDS)


def reports_job(job: Job) -> StoredFile:
    """The same by a worker, as the person who asked for it sees the reports now, in her language."""
    wanted = job.parameters
    with translation.override(wanted["language"]):
        shown = report_list(job.requested_by, wanted["province"], QueryDict(wanted["query"]))
        return written(job, _("Follow-up reports"), headings(), lines(shown.rows), kinds=KINDS)


def lines(rows: QuerySet[FollowUpReport]) -> Iterator[list[Any]]:
    """One line per report, a thousand in memory at a time."""
    full = rows.select_related("round__programme_year", "pledge__organisation__network", "pledge__organisation__district")
    called = full.annotate(**then("pledge__organisation__network", "round__programme_year__fiscal_year"))
    for report in called.iterator(chunk_size=1000):
        yield line(call_as_then(report, report.pledge.organisation.network))


def line(report: FollowUpReport) -> list[Any]:
    """One report."""
    organisation = report.pledge.organisation
    return [
        organisation.code, organisation.name, str(organisation.network), str(organisation.district),
        report.round.programme_year.fiscal_year, words(ReportRound.Code, report.round.code), report.due_on,
        words(FollowUpReport.State, report.state), report.submitted_on, on_time(report),
        words(FollowUpReport.Source, report.source) if report.submitted_on else "",
        report.summary, report.obstacles, report.next_steps,
    ]  # fmt: skip


def on_time(report: FollowUpReport) -> str:
    """In words, by the Bangkok day it was first sent."""
    if report.submitted_on is None:
        return ""
    return _("on time") if report.submitted_on <= report.due_on else _("sent late")
