"""The networks of a year, and one page per network that tells what all floors know of it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from moralprovince.core import thai
from moralprovince.core.errors import NotAllowed
from moralprovince.core.listing import Page
from moralprovince.core.views.exports import ending_of
from moralprovince.portal.current import keep_office, office_of, province_code, working_year
from moralprovince.portal.exports.networks import networks_table
from moralprovince.portal.network_page import network_context
from moralprovince.portal.networks import YearAsked, groups_on, network_rows, networks_of
from networks.filters import chip
from networks.listed import year_chip
from networks.models import ProgrammeYear, SectorNetwork, WorkingGroup
from networks.permissions import can_manage_groups, can_manage_office, can_read_groups
from networks.querysets.years import year_at_work


def ensure_reads(request: HttpRequest) -> None:
    """Networks from within are for the office and for who follows one.

    Raises:
        NotAllowed: the reader is neither.
    """
    if not can_read_groups(request.user):
        raise NotAllowed(_("The pages of networks are for the culture office and the coordinators of networks."))


def year_asked(request: HttpRequest) -> tuple[YearAsked, ProgrammeYear]:
    """The year of the address, else the one the office works in."""
    year, office = working_year(request), office_of(request)
    at_work = year.fiscal_year == year_at_work(office.province if office else None, thai.today())
    return YearAsked(request.user, province_code(request), year.fiscal_year, at_work, thai.today()), year


def bodies_of(groups: list[WorkingGroup]) -> list[WorkingGroup]:
    """The bodies of the province: sub-committee, assessment committee, empowerment follow-up."""
    kinds = list(WorkingGroup.Kind.values)
    return sorted((one for one in groups if not one.network_id), key=lambda one: kinds.index(one.kind))


def list_context(request: HttpRequest) -> dict[str, Any]:
    """The list as its address describes it."""
    asked, year = year_asked(request)
    networks, alone = networks_of(asked), request.GET.get("coordinator") == "none" and asked.at_work
    groups = groups_on(asked.user, asked.province, asked.day)
    rows = network_rows(asked, networks.without_coordinator(asked.today) if alone else networks, groups)
    years = ProgrammeYear.objects.filter(province=asked.province)
    without = chip("coordinator", gettext_lazy("Coordinator"), [("none", gettext_lazy("none today"))],
                   "none" if alone else "", request.GET)  # fmt: skip
    return {
        "page": Page([row.network.pk for row in rows], 1, len(rows), None, None),
        "asked": asked, "year": year, "rows": rows, "alone": alone, "bodies": bodies_of(groups),
        "chips": [year_chip(year, years, request.GET), *([without] if asked.at_work else [])], "query": request.GET,
    }  # fmt: skip


@login_required
@require_GET
def networks(request: HttpRequest) -> HttpResponse:
    """The networks of the year with their numbers, and the bodies of the province."""
    ensure_reads(request)
    province = province_code(request)
    may = {"may_manage": can_manage_groups(request.user, province), "may_order": can_manage_office(request.user, province)}
    return render(request, "networks/groups/networks.html", list_context(request) | may)


@login_required
@require_GET
def networks_export(request: HttpRequest) -> HttpResponseBase:
    """The list as shown, as a workbook or CSV."""
    ensure_reads(request)
    shown = list_context(request)
    return networks_table(shown["rows"], shown["asked"], ending_of(request))


@login_required
@require_GET
def network(request: HttpRequest, code: str) -> HttpResponse:
    """Who sits in its working group, who follows it, its members by state and level, what is late."""
    ensure_reads(request)
    visible = SectorNetwork.objects.with_groups_of(request.user).filter(province=province_code(request))
    shown = get_object_or_404(visible.select_related("province__office__working_year"), code=code)
    keep_office(request, shown.province)
    context = network_context(request.user, shown, request.GET, thai.today())
    return render(request, "networks/groups/network.html", context)
