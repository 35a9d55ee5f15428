"""Coaching visits, what was agreed at them, and who was not visited, as tables: what their lists show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from assessments.filters.unvisited import UnvisitedList, unvisited_list
from assessments.filters.visits import agreement_list, visit_list
from assessments.models import Visit
from moralprovince.core import thai
from moralprovince.core.exports import ListFile
from moralprovince.core.tables import words
from networks.models import Organisation

CHUNK = 1000
VISITS_KIND, AGREEMENTS_KIND, UNVISITED_KIND = "visits_export", "agreements_export", "unvisited_export"
ABOUT = ("organisation__network", "organisation__district", "network", "district", "programme_year")
AGREED = ("visit__organisation__network", "visit__network", "visit__district", "visit__programme_year")


def visits_file(user: Any, province: str, query: QueryDict) -> ListFile:
    """One line for each visit, in the order of the list."""
    headings = [
        _("Visit to"), _("Kind"), _("Network"), _("District"), _("Appointed for"), _("Visited on"), _("State"), _("Team"),
        _("What we saw"), _("Strengths"), _("What they wish for"), _("Obstacles"), _("What we suggest"), _("Own score before"),
        _("Own score now"), _("What was agreed"), _("Next visit"),
    ]  # fmt: skip
    kinds = ["wide", "text", "wide", "text", "day", "day", "text", "wide", *["wide"] * 5, "number", "number", "wide", "day"]
    rows = (
        visit_list(user, province, thai.today(), query).rows.select_related(*ABOUT).prefetch_related("team__user", "agreements")
    )
    return ListFile(_("coaching-visits"), headings, map(visit_row, rows.iterator(chunk_size=CHUNK)), kinds)


def visit_row(one: Visit) -> list[Any]:
    """What the list says of one visit."""
    body = one.organisation
    network, district = (body.network, body.district) if body else (one.network, one.district)
    kind = words(Organisation.Kind, body.kind) if body else _("network") if one.network else _("district")
    agreed = [f"{line.what} ({line.who})" if line.who else line.what for line in one.agreements.all()]
    return [
        str(one), kind, str(network or ""), str(district or ""),
        one.planned_on, one.visited_on, words(Visit.State, one.state), ", ".join(map(str, one.team.all())), one.found,
        one.strengths, one.wishes, one.obstacles, one.advice, one.score_before, one.score_after, "; ".join(agreed), one.next_on,
    ]  # fmt: skip


def agreements_file(user: Any, province: str, query: QueryDict) -> ListFile:
    """One line for each agreed action."""
    headings = [_("What was agreed"), _("Who does it"), _("By when"), _("Done on"), _("Note"), _("Visit to"), _("Visited on")]
    kinds = ["wide", "wide", "day", "day", "wide", "wide", "day"]
    rows = agreement_list(user, province, thai.today(), query).rows.select_related(*AGREED)
    found = (
        [one.what, one.who, one.due_on, one.done_on, one.note, str(one.visit), one.visit.visited_on]
        for one in rows.iterator(chunk_size=CHUNK)
    )
    return ListFile(_("agreed-actions"), headings, found, kinds)


def unvisited_file(user: Any, province: str, query: QueryDict) -> ListFile:
    """One line for each body nobody has visited for a year."""
    headings = [_("Code"), _("Name"), _("Kind"), _("Network"), _("District"), _("Last visit"), _("Appointed for")]
    kinds = ["text", "wide", "text", "wide", "text", "day", "day"]
    return ListFile(_("not-visited"), headings, unvisited_rows(unvisited_list(user, province, thai.today(), query)), kinds)


def unvisited_rows(shown: UnvisitedList) -> Iterator[list[Any]]:
    """One row for each body, a thousand in memory at a time."""
    for one in shown.rows.select_related("network", "district").iterator(chunk_size=CHUNK):
        days = (one.last_visit, one.next_visit)  # type: ignore[attr-defined]
        yield [one.code, one.name, words(Organisation.Kind, one.kind), str(one.network), str(one.district), *days]
