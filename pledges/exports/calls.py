"""The call list as shown, as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from moralprovince.core.exports import FORMATS
from moralprovince.core.tables import table_response, words
from pledges.filters.calls import ABOUT, CallList, with_calls
from pledges.models import CallNote, FollowUpReport

CHUNK = 500
# What stands in each column, and so how wide it is.
KINDS = ("text", "wide", "wide", "text", "wide", "text", "text", "day", "number", "text", "day", "text", "day", "wide")
BODY = "pledge__organisation__"
# What a row says; reports and bodies hold long texts beside it.
READ = (
    "due_on", "state", "round__code", "round__programme_year__fiscal_year", f"{BODY}code", f"{BODY}name", f"{BODY}contact_name",
    f"{BODY}phone", f"{BODY}network__name", f"{BODY}network__name_en", f"{BODY}district__name", f"{BODY}district__name_en",
)  # fmt: skip


def export_calls(shown: CallList, kind: str) -> HttpResponseBase:
    """Every row of the list in its order."""
    return table_response(kind if kind in FORMATS else "xlsx", _("call-list"), columns(), rows_of(shown), kinds=KINDS)


def columns() -> list[str]:
    """The headings."""
    return [
        _("Code"), _("Name"), _("Network"), _("District"), _("Contact person"), _("Telephone"), _("Round"), _("Due on"),
        _("Days late"), _("State"), _("Called on"), _("How it went"), _("Promised for"), _("Note"),
    ]  # fmt: skip


def rows_of(shown: CallList) -> Iterator[list[Any]]:
    """One row per late report, some hundred at a time."""
    reports = shown.rows.select_related(*ABOUT).only(*READ).iterator(chunk_size=CHUNK)
    named = cache(str)
    while chunk := list(islice(reports, CHUNK)):
        yield from (row_of(report, named) for report in with_calls(chunk, shown.day))


def row_of(report: FollowUpReport, named: Callable[[Any], str]) -> list[Any]:
    """One late report with its last call; `named` names a network, district or round, of which there are few."""
    body = report.pledge.organisation
    return [
        body.code, body.name, named(body.network), named(body.district), body.contact_name, body.phone, named(report.round),
        report.due_on, report.days_late, words(FollowUpReport.State, report.state),  # type: ignore[attr-defined]
        *cells_of(report.last_call),  # type: ignore[attr-defined]
    ]  # fmt: skip


def cells_of(call: CallNote | None) -> list[Any]:
    """The last call; empty where there was none."""
    if call is None:
        return [None, "", None, ""]
    return [call.called_on, words(CallNote.Outcome, call.outcome), call.promised_on, call.note]
