"""The networks of a year as a table."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from moralprovince.core.tables import table_response
from moralprovince.portal.networks import LEVELS, NetworkRow, YearAsked


def networks_table(rows: list[NetworkRow], asked: YearAsked, ending: str) -> HttpResponseBase:
    """What the list shows: of a year that is not the working one, only who was a member then."""
    headings = [
        _("Network"),
        _("Fiscal year"),
        _("Chair"),
        _("People in the group"),
        _("Organisations and communities"),
    ]
    kinds = ["wide", "text", "wide", "number", "number"]
    if asked.at_work:
        levels = [_("Certified at level %(level)s") % {"level": level} for level in LEVELS]
        headings += [*levels, _("Missing reports"), _("Coordinator")]
        kinds += ["number"] * 4 + ["wide"]
    return table_response(ending, _("networks"), headings, (network_row(row, asked) for row in rows), kinds=kinds)


def network_row(row: NetworkRow, asked: YearAsked) -> list[Any]:
    """One network."""
    chair, taken = (row.group.chair or "", row.group.taken or 0) if row.group else ("", 0)  # type: ignore[attr-defined]
    cells = [str(row.network), str(asked.fiscal_year), chair, taken, row.members.count]
    if not asked.at_work:
        return cells
    names = ", ".join(str(grant.user) for grant in row.coordinators)
    return [*cells, *(level.count for level in row.levels), row.late.count if row.late else 0, names]
