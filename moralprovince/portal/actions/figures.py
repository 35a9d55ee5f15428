"""Hands out the de-identified file of a year, and writes down that it was taken."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import record
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import User
from moralprovince.core.periods import Period
from moralprovince.portal.figures.bodies import OpenCells, open_cells
from moralprovince.portal.permissions import can_export_figures
from networks.models import Office, ProgrammeYear, Province

USUAL = 5


def ensure_may_export(user: Any, province: Province) -> None:
    """The file is for those who were given that right.

    Raises:
        NotAllowed: she was not.
    """
    if not can_export_figures(user, province.pk):
        raise NotAllowed(_("You do not have the right to take the de-identified file of this province."))


def cells_of_year(year: ProgrammeYear) -> OpenCells:
    """What the file would hold today."""
    office: Office | None = getattr(year.province, "office", None)
    least = office.small_group if office else USUAL
    return open_cells(year.province_id, Period(year.fiscal_year), thai.today(), least)


@action
def export_figures(*, year: ProgrammeYear, by: User) -> OpenCells:
    """The rows of the file; who took how many of them is kept.

    Raises:
        NotAllowed: not hers to take.
        Refused: all bodies together are fewer than the smallest group.
    """
    ensure_may_export(by, year.province)
    cells = cells_of_year(year)
    if not cells.lines:
        raise Refused(
            ngettext(
                "Fewer than %(least)s body counts in this year: nothing can be told without singling one out.",
                "Fewer than %(least)s bodies count in this year: nothing can be told without singling one out.", cells.least,
            ) % {"least": cells.least}
        )  # fmt: skip
    rows = ngettext("%(count)s row", "%(count)s rows", len(cells.lines)) % {"count": len(cells.lines)}
    record("export_figures", year, by=by, note=rows, province=year.province_id)
    return cells
