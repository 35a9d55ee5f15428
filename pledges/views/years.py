"""Which province and fiscal year a page of this floor is about."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.utils.translation import gettext as _

from moralprovince.core import thai
from networks.models import Office, ProgrammeYear
from networks.views.provinces import province_code as province_code


def years_of(province: str) -> list[ProgrammeYear]:
    """The years of a province, newest first; `working` marks the one its office works in."""
    working = Exists(Office.objects.filter(province=province, working_year=OuterRef("pk")))
    return list(ProgrammeYear.objects.filter(province=province).annotate(working=working).order_by("-fiscal_year"))


def chosen_year(years: list[ProgrammeYear], asked: str) -> ProgrammeYear:
    """The year that was asked for ("2570"), else the office's working year, else today's, else the newest.

    Raises:
        Http404: there is no such year, or none at all.
    """
    today = thai.fiscal_year_of(thai.today())
    for year in years:
        if str(year.fiscal_year) == asked:
            return year
    if asked or not years:
        raise Http404(_("There is no such fiscal year."))
    return min(years, key=lambda year: (not year.working, year.fiscal_year != today, -year.fiscal_year))  # type: ignore[attr-defined]
