"""Closed years: from the day an office has set, a fiscal year can only be read."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.errors import Refused
from networks.models import ProgrammeYear


def is_closed(year: ProgrammeYear, day: dt.date) -> bool:
    """Can it only be read on that day?"""
    return year.read_only_from is not None and day >= year.read_only_from


def ensure_year_open(year: ProgrammeYear, day: dt.date | None = None) -> None:
    """Refuse to write into a year that was closed.

    Raises:
        Refused: it can only be read.
    """
    if is_closed(year, day or thai.today()):
        raise Refused(_("Fiscal year %(year)s is closed and can only be read.") % {"year": year.fiscal_year})


def ensure_day_open(province: str, held_on: dt.date) -> None:
    """The same for what knows its day only.

    Raises:
        Refused: the year of that day can only be read.
    """
    of_day = ProgrammeYear.objects.filter(province=province, fiscal_year=thai.fiscal_year_of(held_on))
    if year := of_day.first():
        ensure_year_open(year)
