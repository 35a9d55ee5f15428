"""The first page, by role: what must I do today; for the public, what the province does."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from moralprovince.core import thai
from moralprovince.portal.current import keep_office, province_code
from moralprovince.portal.navigation import has_a_day
from moralprovince.portal.today import MOST, all_jobs_of, open_round_of, progress_of
from networks.models import Organisation, SectorNetwork
from networks.querysets.scope import scope_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """A person's own day, or the public home."""
    return day_of(request) if has_a_day(request.user) else public_home(request)


def day_of(request: HttpRequest) -> HttpResponse:
    """Three to five sentences with a number, the others folded, then how the open round goes."""
    day = thai.today()
    reads = scope_of(request.user).any("reports.read")
    report_round = open_round_of(request.user, province_code(request)) if reads else None
    if report_round:
        keep_office(request, report_round.programme_year.province)
    jobs = all_jobs_of(request.user, day)
    context = {
        "day": day,
        "jobs": jobs[:MOST],
        "more": jobs[MOST:],
        "progress": progress_of(request.user, report_round, day) if report_round else None,
        "own": own_organisations(request),
    }
    return render(request, "portal/today.html", context)


def own_organisations(request: HttpRequest) -> list[Organisation]:
    """The organisations a contact looks after; others find theirs in the register."""
    keys = scope_of(request.user).organisations("pledges.write")
    return list(Organisation.objects.filter(pk__in=keys).select_related("network", "district")) if keys else []


def public_home(request: HttpRequest) -> HttpResponse:
    """What the province does, its networks, and how many organisations and communities its register holds."""
    province = province_code(request)
    counts = Organisation.objects.filter(province=province).public().aggregate(
        total=Count("pk"),
        organisations=Count("pk", filter=Q(kind="organisation")),
        communities=Count("pk", filter=Q(kind="community")),
    )  # fmt: skip
    networks = SectorNetwork.objects.filter(province=province).in_year(thai.fiscal_year_of(thai.today()))
    public = Count("primary_organisations", filter=Q(primary_organisations__state__in=["active", "dormant"]))
    return render(request, "portal/public_home.html", {"counts": counts, "networks": networks.annotate(bodies=public)})
