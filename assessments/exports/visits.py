"""Coaching visits, what was agreed at them, and who was not visited, as tables: what their lists show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase, QueryDict
from django.utils import translation
from django.utils.translation import gettext as _

from assessments.filters.unvisited import UnvisitedList, unvisited_list
from assessments.models import Visit, VisitAgreement
from moralprovince.core import thai
from moralprovince.core.exports import written
from moralprovince.core.models import Job, StoredFile
from moralprovince.core.tables import table_response

CHUNK = 1000
KIND = "unvisited_export"
UNVISITED_KINDS = ["text", "wide", "text", "wide", "text", "day", "day"]


def visits_table(rows: QuerySet[Visit], ending: str) -> HttpResponseBase:
    """One line for each visit, in the order of the list."""
    headings = [
        _("Visit to"), _("Kind"), _("Network"), _("District"), _("Appointed for"), _("Visited on"), _("State"), _("Team"),
        _("What we saw"), _("Strengths"), _("What they wish for"), _("Obstacles"), _("What we suggest"), _("Own score before"),
        _("Own score now"), _("What was agreed"), _("Next visit"),
    ]  # fmt: skip
    kinds = ["wide", "text", "wide", "text", "day", "day", "text", "wide", *["wide"] * 5, "number", "number", "wide", "day"]
    along = rows.prefetch_related("team", "agreements")
    return table_response(ending, _("coaching-visits"), headings, map(visit_row, along.iterator(chunk_size=CHUNK)), kinds=kinds)


def visit_row(one: Visit) -> list[Any]:
    """What the list says of one visit."""
    body = one.organisation
    network, district = (body.network, body.district) if body else (one.network, one.district)
    kind = body.get_kind_display() if body else _("network") if one.network else _("district")
    agreed = [f"{line.what} ({line.who})" if line.who else line.what for line in one.agreements.all()]
    return [
        str(one), kind, str(network or ""), str(district or ""),
        one.planned_on, one.visited_on, one.get_state_display(), ", ".join(map(str, one.team.all())), one.found, one.strengths,
        one.wishes, one.obstacles, one.advice, one.score_before, one.score_after, "; ".join(agreed), one.next_on,
    ]  # fmt: skip


def agreements_table(rows: QuerySet[VisitAgreement], ending: str) -> HttpResponseBase:
    """One line for each agreed action."""
    headings = [_("What was agreed"), _("Who does it"), _("By when"), _("Done on"), _("Note"), _("Visit to"), _("Visited on")]
    kinds = ["wide", "wide", "day", "day", "wide", "wide", "day"]
    found = (
        [one.what, one.who, one.due_on, one.done_on, one.note, str(one.visit), one.visit.visited_on]
        for one in rows.iterator(chunk_size=CHUNK)
    )
    return table_response(ending, _("agreed-actions"), headings, found, kinds=kinds)


def unvisited_table(shown: UnvisitedList, ending: str) -> HttpResponseBase:
    """One line for each body nobody has visited for a year."""
    return table_response(ending, _("not-visited"), unvisited_columns(), unvisited_rows(shown), kinds=UNVISITED_KINDS)


def unvisited_job(job: Job) -> StoredFile:
    """The same by a worker, as the person who asked for it sees the list now, in her language."""
    wanted = job.parameters
    with translation.override(wanted["language"]):
        shown = unvisited_list(job.requested_by, wanted["province"], thai.today(), QueryDict(wanted["query"]))
        return written(job, _("not-visited"), unvisited_columns(), unvisited_rows(shown), kinds=UNVISITED_KINDS)


def unvisited_columns() -> list[str]:
    """The headings."""
    return [_("Code"), _("Name"), _("Kind"), _("Network"), _("District"), _("Last visit"), _("Appointed for")]


def unvisited_rows(shown: UnvisitedList) -> Iterator[list[Any]]:
    """One row for each body, a thousand in memory at a time."""
    for one in shown.rows.select_related("network", "district").iterator(chunk_size=CHUNK):
        days = (one.last_visit, one.next_visit)  # type: ignore[attr-defined]
        yield [one.code, one.name, one.get_kind_display(), str(one.network), str(one.district), *days]
