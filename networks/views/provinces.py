"""Which province and year a page of this floor is about."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from moralprovince.core import thai
from networks.models import Office, ProgrammeYear
from networks.querysets.scope import scope_of
from networks.querysets.years import year_at_work

# Under which name a session keeps it.
CHOSEN = "province"


def province_code(request: HttpRequest) -> str:
    """The province the reader works for now; for all others that of the page's own thing, else the installation's."""
    own = provinces_of(request)
    return own[0] if own else request.__dict__.get("_told_of") or settings.PROVINCE


def tell_of(request: HttpRequest, province: str) -> None:
    """A page about one thing names the office it belongs to, where an installation serves several."""
    request.__dict__["_told_of"] = province


def provinces_of(request: HttpRequest) -> list[str]:
    """The provinces a person works in; first the one the address asks for or, since it asked last, the one she chose.

    It is kept, so that the page behind a link, a form or a redirect is of the province she was looking at.
    """
    own = provinces_at_work(request.user)
    if len(own) < 2:
        return own
    asked = request.GET.get("province", "")
    if asked in own and request.session.get(CHOSEN) != asked:
        request.session[CHOSEN] = asked
    chosen = request.session.get(CHOSEN)
    return sorted(own, key=lambda code: code != chosen)


def provinces_at_work(user: Any) -> list[str]:
    """Where she holds something, most grants first; who keeps the installation works in every office of it."""
    scope = scope_of(user)
    own = scope.home_provinces()
    if not scope.superuser:
        return own
    if "_offices" not in user.__dict__:
        user.__dict__["_offices"] = list(Office.objects.order_by("province").values_list("province", flat=True))
    others = sorted(user.__dict__["_offices"], key=lambda code: code != settings.PROVINCE)
    return [*own, *(code for code in others if code not in own)]


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
