"""Which province and year a page of this floor is about."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from moralprovince.core import thai
from networks.models import ProgrammeYear
from networks.querysets.scope import scope_of
from networks.querysets.years import year_at_work


def province_code(request: HttpRequest) -> str:
    """The province of the address where the reader has several, else her own, else the installation's."""
    own, asked = scope_of(request.user).home_provinces(), request.GET.get("province", "")
    if asked in own:
        return asked
    return own[0] if own else settings.PROVINCE


def years_and_asked(request: HttpRequest) -> tuple[list[ProgrammeYear], ProgrammeYear]:
    """All years of the province, and the one of the address, else the one the office works in.

    Raises:
        Http404: the province has no such year.
    """
    years = list(ProgrammeYear.objects.filter(province=province_code(request)).select_related("province__office__working_year"))
    at_work = year_at_work(years[0].province, thai.today()) if years else thai.fiscal_year_of(thai.today())
    wanted = request.GET.get("year") or str(at_work)
    for year in years:
        if str(year.fiscal_year) == wanted:
            return years, year
    raise Http404(_("This province has no programme year %(year)s yet.") % {"year": wanted[:4]})
