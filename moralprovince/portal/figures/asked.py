"""Which province and year a page of figures shows: those of the address, as far as they are the reader's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.errors import NotAllowed
from moralprovince.core.periods import Period
from moralprovince.core.values import typed
from moralprovince.portal.current import province_code
from moralprovince.portal.permissions import can_read_figures
from networks.models import ProgrammeYear, Province

from .columns import Reader


@dataclass(frozen=True)
class Asked:
    """A province, its years, and the one that is shown."""

    province: Province
    years: list[ProgrammeYear]
    year: ProgrammeYear
    # Does the address name a province, because the reader has several?
    named: bool

    def reader(self, user: Any) -> Reader:
        """Who reads it."""
        return Reader(user, self.province.pk, Period(self.year.fiscal_year), thai.today())


def asked_of(request: HttpRequest) -> Asked:
    """Read the address.

    Raises:
        NotAllowed: she reads no figures of that province.
        Http404: the province has no such year.
    """
    code = typed(request.GET, "province", 20) or province_code(request)
    if not can_read_figures(request.user, code):
        raise NotAllowed(_("The figures of a province are for its culture office and for those it gave a role to read them."))
    years = (
        ProgrammeYear.objects.filter(province=code).select_related("province__office__working_year").order_by("-fiscal_year")
    )
    found = list(years)
    year = year_of(found, request.GET.get("year", ""))
    return Asked(year.province, found, year, "province" in request.GET)


def year_of(years: list[ProgrammeYear], wanted: str) -> ProgrammeYear:
    """The year that was asked for; else the one the office works in, today's, or the newest."""
    if not years:
        raise Http404(_("This province has no programme year yet."))
    office = getattr(years[0].province, "office", None)
    at_work = office.working_year.fiscal_year if office and office.working_year else thai.fiscal_year_of(thai.today())
    by_year = {str(one.fiscal_year): one for one in years}
    if wanted and wanted not in by_year:
        raise Http404(_("This province has no programme year %(year)s yet.") % {"year": wanted[:4]})
    return by_year[wanted] if wanted else by_year.get(str(at_work), years[0])
