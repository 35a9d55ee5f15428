"""Pages for everybody: the networks, the office, and how the site can be used."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from moralprovince.core import thai
from moralprovince.core.public_pages import public_page
from moralprovince.portal.current import office_of, province_code
from moralprovince.portal.public import rows
from networks.models import SectorNetwork

# A network's page names its latest ones.
MOST = 10


def year_shown(request: HttpRequest) -> int:
    """The fiscal year the office works in, else the one of today."""
    office = office_of(request)
    return office.working_year.fiscal_year if office and office.working_year else thai.fiscal_year_of(thai.today())


@require_safe
@public_page()
def sectors(request: HttpRequest) -> HttpResponse:
    """The networks of the year, each with how many take part and what they did."""
    province, year, day = province_code(request), year_shown(request), thai.today()
    found = list(rows.sectors(province, year))
    done = rows.open_activities(province, day).filter(state="done", programme_year__fiscal_year=year)
    counts = rows.count_by(rows.members(province), "network"), rows.count_by(done, "network")
    for network in found:
        network.bodies, network.done = (one.get(network.pk, 0) for one in counts)
    return render(request, "portal/public/sectors.html", {"networks": found, "year": year})


@require_safe
@public_page()
def sector(request: HttpRequest, code: str) -> HttpResponse:
    """One network: who chairs it by position, who takes part, what it did and what comes next."""
    province, year, day = province_code(request), year_shown(request), thai.today()
    network = sector_or_404(province, year, code)
    activities = rows.open_activities(province, day).filter(network=network, programme_year__fiscal_year=year)
    done = activities.filter(state="done")
    return render(request, "portal/public/sector.html", {
        "network": network, "year": year, "chair": rows.chairs(province, day).filter(group__network=network).first(),
        "bodies": rows.members(province).filter(network=network).count(),
        "pledges": rows.declared(province, year).filter(organisation__network=network).count(),
        "done_count": done.count(), "done": done.select_related("district").order_by("-held_on", "-pk")[:MOST],
        "to_come": activities.filter(state="planned").select_related("district").order_by("held_on", "pk")[:MOST],
        "stories": rows.stories(province).filter(network=network).prefetch_related("photos")[:3],
    })  # fmt: skip


def sector_or_404(province: str, year: int, code: str) -> SectorNetwork:
    """A network of the year.

    Raises:
        Http404: the year has no such network.
    """
    network = rows.sectors(province, year).filter(code=code).first()
    if network is None:
        raise Http404(_("There is no such network this year."))
    return network


@require_safe
@public_page()
def contact(request: HttpRequest) -> HttpResponse:
    """Where the office is and how it is reached."""
    return render(request, "portal/public/contact.html")


@require_safe
@public_page()
def accessibility(request: HttpRequest) -> HttpResponse:
    """What the site does so that everybody can read it, and whom to tell where it does not."""
    return render(request, "portal/public/accessibility.html")
