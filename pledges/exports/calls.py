"""The call list as shown, as a table."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from moralprovince.core.exports import FORMATS
from moralprovince.core.tables import table_response
from pledges.filters.calls import ABOUT, CallList, with_calls
from pledges.models import FollowUpReport

CHUNK = 500


def export_calls(shown: CallList, kind: str) -> HttpResponseBase:
    """Every row of the list in its order."""
    return table_response(kind if kind in FORMATS else "xlsx", _("call-list"), columns(), rows_of(shown))


def columns() -> list[str]:
    """The headings."""
    return [
        _("Code"), _("Name"), _("Network"), _("District"), _("Contact person"), _("Telephone"), _("Round"), _("Due on"),
        _("Days late"), _("State"), _("Called on"), _("How it went"), _("Promised for"), _("Note"),
    ]  # fmt: skip


def rows_of(shown: CallList) -> Iterator[list[Any]]:
    """One row per late report, some hundred at a time."""
    reports = shown.rows.select_related(*ABOUT).iterator(chunk_size=CHUNK)
    while chunk := list(islice(reports, CHUNK)):
        yield from (row_of(report) for report in with_calls(chunk, shown.day))


def row_of(report: FollowUpReport) -> list[Any]:
    """One late report with its last call."""
    body, call = report.pledge.organisation, report.last_call  # type: ignore[attr-defined]
    called = [call.called_on, call.get_outcome_display(), call.promised_on, call.note] if call else [None, "", None, ""]
    return [
        body.code, body.name, str(body.network), str(body.district), body.contact_name, body.phone, str(report.round),
        report.due_on, report.days_late, report.get_state_display(), *called,  # type: ignore[attr-defined]
    ]  # fmt: skip
