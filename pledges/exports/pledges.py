"""The pledge list as shown, as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count
from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from moralprovince.core.tables import table_response
from pledges.filters.pledges import PledgeList
from pledges.models import Pledge

KINDS = ("xlsx", "csv")


def export_pledges(shown: PledgeList, kind: str) -> HttpResponseBase:
    """Every row of the list in its order, not only of the page shown."""
    name = _("pledges-%(year)s") % {"year": shown.year}
    return table_response(kind if kind in KINDS else "xlsx", name, columns(), rows_of(shown))


def columns() -> list[str]:
    """The headings."""
    return [
        _("Code"), _("Name"), _("Kind"), _("Network"), _("District"), _("Fiscal year"), _("State"), _("Declared on"),
        _("Members"), _("Members who joined"), _("Joined (%)"), _("Commitments"),
    ]  # fmt: skip


def rows_of(shown: PledgeList) -> Iterator[list[Any]]:
    """One row per pledge; memory stays flat."""
    rows = shown.rows.select_related("organisation__network", "organisation__district")
    for pledge in rows.annotate(lines=Count("commitments")).iterator(chunk_size=1000):
        yield row_of(pledge, shown)


def row_of(pledge: Pledge, shown: PledgeList) -> list[Any]:
    """What the list says of one pledge."""
    body = pledge.organisation
    return [
        body.code, body.name, body.get_kind_display(), str(body.network), str(body.district), shown.year.fiscal_year,
        pledge.get_state_display(), pledge.declared_on, pledge.members, pledge.members_joined, pledge.joined_percent,
        pledge.lines,  # type: ignore[attr-defined]
    ]  # fmt: skip
