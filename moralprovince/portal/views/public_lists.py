"""Lists for everybody: who takes part, what they declared, who is certified, what networks do."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from assessments.models import Certificate
from moralprovince.core import thai
from moralprovince.core.public_pages import public_page
from moralprovince.portal.current import province_code
from moralprovince.portal.public import lists, rows
from moralprovince.portal.public.lists import Filter, PublicList
from networks.models import Activity, Organisation, Virtue
from pledges.models import Commitment, Pledge

from .public import year_shown

LEVELS = [(str(level), format_lazy(_("level {level}"), level=level)) for level in (1, 2, 3)]
STATES = (("done", _("has taken place")), ("planned", _("to come")))


def shown(request: HttpRequest, template: str, public: PublicList, read: QuerySet, **more: Any) -> HttpResponse:
    """A list with its chips and its page."""
    page = public.page(read)
    context = {"page": page, "rows": page.rows, "chips": public.chips(), "query": request.GET, "filtered": public.chosen}
    return render(request, template, context | more)


def year_filter(years: list, column: str) -> Filter:
    """By fiscal year."""
    return Filter("year", _("Fiscal year"), [(str(one.fiscal_year), str(one)) for one in years], column)


@require_safe
@public_page("network", "district", "kind", "page")
def members(request: HttpRequest) -> HttpResponse:
    """Bodies that take part, by name."""
    province = province_code(request)
    filters = (
        lists.by_network(province, year_shown(request), "network"), lists.by_district(province, "district"), lists.by_kind(),
    )  # fmt: skip
    found = PublicList(rows.members(province).order_by("name_sort", "pk"), filters, request.GET)
    return shown(request, "portal/public/members.html", found, Organisation.objects.select_related("network", "district"))


@require_safe
@public_page("year", "network", "district", "virtue", "page")
def declared(request: HttpRequest) -> HttpResponse:
    """What was declared in a year, the newest first."""
    province, years = province_code(request), lists.years_of(province_code(request))
    year = lists.year_asked(years, request.GET, year_shown(request))
    filters = (
        year_filter(years, "programme_year__fiscal_year"),
        lists.by_network(province, year, "organisation__network"), lists.by_district(province, "organisation__district"),
        Filter("virtue", _("Target virtue"), [(one.pk, str(one)) for one in Virtue.objects.all()], by_virtue),
    )  # fmt: skip
    found = PublicList(rows.declared(province, year).order_by("-declared_on", "-pk"), filters, request.GET)
    lines = Prefetch("commitments", Commitment.objects.select_related("target_virtue"))
    about = ("organisation__network", "organisation__district")
    read = Pledge.objects.select_related(*about).prefetch_related(lines)
    return shown(request, "portal/public/declared.html", found, read, year=year)


def by_virtue(found: QuerySet, virtue: str) -> QuerySet:
    """Of which at least one line works for a virtue."""
    return found.filter(pk__in=Commitment.objects.filter(target_virtue=virtue).values("pledge"))


@require_safe
@public_page("year", "level", "kind", "network", "district", "page")
def certified(request: HttpRequest) -> HttpResponse:
    """Certificates in force, the highest level first."""
    province = province_code(request)
    found = rows.certified(province)
    years = found.order_by("-result_year").values_list("result_year", flat=True).distinct()
    filters = (
        Filter("year", _("Result of fiscal year"), [(str(one), str(one)) for one in years], "result_year"),
        Filter("level", _("Level"), LEVELS, "level"),
        lists.by_kind(Certificate._meta.get_field("kind").choices),
        lists.by_network(province, year_shown(request), "assessment__organisation__network"),
        lists.by_district(province, "assessment__organisation__district"),
    )
    ordered = found.order_by("-result_year", "-level", "kind", "number", "pk")
    read = Certificate.objects.select_related("assessment__organisation__network", "assessment__organisation__district")
    return shown(request, "portal/public/certified.html", PublicList(ordered, filters, request.GET), read,
                 levels=sorted(rows.count_by(found, "level").items(), reverse=True))  # fmt: skip


@require_safe
@public_page("year", "state", "network", "district", "page")
def open_activities(request: HttpRequest) -> HttpResponse:
    """Central activities of a year: what comes next, and what took place."""
    province, day, years = province_code(request), thai.today(), lists.years_of(province_code(request))
    year = lists.year_asked(years, request.GET, year_shown(request))
    filters = (
        year_filter(years, "programme_year__fiscal_year"), Filter("state", _("State"), STATES, "state"),
        lists.by_network(province, year, "network"), lists.by_district(province, "district"),
    )  # fmt: skip
    found = rows.open_activities(province, day).filter(programme_year__fiscal_year=year)
    public = PublicList(found.order_by("-held_on", "-pk"), filters, request.GET)
    read = Activity.objects.select_related("network", "district")
    return shown(request, "portal/public/open_activities.html", public, read, year=year, day=day)
