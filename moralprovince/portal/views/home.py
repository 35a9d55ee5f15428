"""The first page, by role: what must I do today; for the public, what the province does."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from moralprovince.core import thai
from moralprovince.core.public_pages import public_page
from moralprovince.portal.current import keep_office, province_code
from moralprovince.portal.figures.reading import reading_context
from moralprovince.portal.navigation import has_a_day
from moralprovince.portal.permissions import reads_figures_only
from moralprovince.portal.public import rows
from moralprovince.portal.public.figures import figures
from moralprovince.portal.today import MOST, all_jobs_of, open_round_of, progress_of
from networks.models import Organisation
from networks.querysets.scope import scope_of, working_at

from .public import year_shown

# So many of each kind of news stand on the public home.
NEWS = 3


@require_safe
@public_page()
def home(request: HttpRequest) -> HttpResponse:
    """A person's own day, or the public home."""
    if reads_figures_only(request.user):
        return render(request, "portal/figures/home.html", reading_context(request.user, province_code(request)))
    return day_of(request) if has_a_day(request.user) else public_home(request)


def day_of(request: HttpRequest) -> HttpResponse:
    """Three to five sentences with a number, the others folded, then how the open round goes."""
    day = thai.today()
    reads = scope_of(request.user).any("reports.read")
    report_round = open_round_of(request.user, province_code(request), day) if reads else None
    if report_round:
        keep_office(request, report_round.programme_year.province)
    with working_at(request.user, province_code(request)):
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
    """What the province does, its year in figures, and what is new."""
    province, day, year = province_code(request), thai.today(), year_shown(request)
    activities = rows.open_activities(province, day)
    return render(request, "portal/public/home.html", {
        "figures": figures(province, year, day), "year": year, "networks": rows.sectors(province, year),
        "to_come": activities.filter(state="planned").select_related("network", "district").order_by("held_on", "pk")[:NEWS],
        "stories": rows.stories(province).select_related("network")[:NEWS],
        "lessons": rows.lessons(province)[:NEWS],
    })  # fmt: skip
