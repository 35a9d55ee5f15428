"""The year in the head of every page: the one the office works in, and what the calendar says where that is another."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from moralprovince.core import thai
from networks.permissions import can_manage_office

from .current import office_of


@dataclass(frozen=True)
class HeadYear:
    """Both years, and may this reader turn the office's?"""

    working: int
    calendar: int
    may_turn: bool

    @property
    def apart(self) -> bool:
        """Would the one be taken for a mistake without the other?"""
        return self.working != self.calendar


def head_year_of(request: HttpRequest) -> HeadYear | None:
    """The office's year; None where it has chosen none."""
    office = office_of(request)
    if not office or not office.working_year:
        return None
    working = office.working_year.fiscal_year
    # A visitor has no work in any year: she reads of one only.
    calendar = thai.fiscal_year_of(thai.today()) if request.user.is_authenticated else working
    return HeadYear(working, calendar, working < calendar and can_manage_office(request.user, office.province_id))
