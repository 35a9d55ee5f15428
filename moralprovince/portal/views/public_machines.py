"""What machines ask a public site for: which pages there are, which they may read, and a picture for whoever shares it."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from moralprovince.core.pdf import render_picture
from moralprovince.core.public_pages import public_page
from moralprovince.portal.current import office_of, province_code, province_of
from moralprovince.portal.opendata.table import DATASETS
from moralprovince.portal.public import rows
from moralprovince.portal.public.places import PLACES

from .public import year_shown

# So many of each kind stand in the list of pages; a search engine finds older ones by their neighbours.
MOST = 5000
BESIDE = ("members", "contact", "accessibility", "privacy", "assessments:check", "open-data", "about-api")


@require_safe
@public_page()
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page, with the day it changed where that is known."""
    pages = [(settings.SITE_URL + address, day) for address, day in addresses(request)]
    return render(request, "portal/public/sitemap.xml", {"pages": pages}, content_type="application/xml; charset=utf-8")


def addresses(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """Path and day of each page."""
    province = province_code(request)
    for name in (*(name for _label, name in PLACES), *BESIDE):
        yield reverse(name), ""
    for dataset in DATASETS:
        yield reverse("open-data-set", args=[dataset]), ""
    for network in rows.sectors(province, year_shown(request)):
        yield reverse("sector", args=[network.code]), ""
    for name, found in (("lessons:story", rows.stories(province)), ("lessons:lesson", rows.lessons(province))):
        for pk, moment in found.order_by("-published_at").values_list("pk", "updated_at")[:MOST]:
            yield reverse(name, args=[pk]), moment.date().isoformat()


@require_safe
@public_page()
def robots(request: HttpRequest) -> HttpResponse:
    """Public pages may be read; what needs a log-in has nothing for a search engine."""
    closed = [reverse("admin:index"), "/accounts/", "/join/", reverse("account"), reverse("inbox"), reverse("preferences")]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@public_page()
def share_picture(request: HttpRequest) -> HttpResponse:
    """What LINE and Facebook show beside a link to the site: the emblem's place, the province, its motto."""
    office = office_of(request)
    year = office.working_year if office else None
    data = {
        "title": str(province_of(request) or ""), "above": "", "below": year.motto if year else "", "narrow": False,
        "office": office.name if office else "", "colour": office.primary_colour if office else "#8C3B2A",
    }  # fmt: skip
    return HttpResponse(render_picture("share.typ", data), content_type="image/png")
