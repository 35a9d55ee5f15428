"""Begins a self-assessment of an organisation, a community, a district or the province in one of the open years."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.actions.assessments import Subject, begin_assessment, kind_of, province_of
from assessments.models import Assessment, YearCriteria
from assessments.models.assessments import titled
from assessments.permissions import can_begin_for
from moralprovince.core import thai
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.values import typed
from networks.models import District, Organisation, ProgrammeYear, Province
from networks.querysets.scope import scope_of
from pledges.views.years import chosen_year, province_code, years_of


@login_required
def begin(request: HttpRequest) -> HttpResponse:
    """Choose the year and begin; the body comes with the address. One that stands already is opened instead."""
    if not any(request.GET.get(name) for name in ("organisation", "district", "province")):
        return choose(request)
    subject = subject_to_assess(request)
    years = years_of(province_of(subject))
    standing = {one.programme_year_id: one for one in standing_of_subject(subject)}
    if request.method == "POST":
        year = year_named(years, request.POST.get("year", ""))
        found = standing.get(year.pk) or begin_assessment(subject=subject, programme_year=year, by=request.user)  # type: ignore[arg-type]
        return redirect("assessments:assessment-fill", found.pk)
    offered = [year for year in years_to_begin(subject, years) if year.pk not in standing]
    return render(request, "assessments/assessments/begin.html", {
        "subject": titled(subject), "years": offered, "chosen": chosen_year(offered, "") if offered else None,
        "standing": list(standing.values()), "back": back_to(subject), "calendar_year": thai.fiscal_year_of(thai.today()),
    })  # fmt: skip


def choose(request: HttpRequest) -> HttpResponse:
    """Whose it is: her own bodies; for the office the districts and the province."""
    scope, places = scope_of(request.user), []
    bodies = Organisation.objects.filter(pk__in=scope.organisations("assessments.write")).order_by("name_sort")
    if scope.any("assessments.manage"):
        province = province_code(request)
        districts = District.objects.filter(province=province)
        places = [
            *((one, "province") for one in Province.objects.filter(pk=province)),
            *((one, "district") for one in districts),
        ]
    return render(request, "assessments/assessments/choose.html", {"bodies": bodies, "places": places})


def subject_to_assess(request: HttpRequest) -> Subject:
    """The body of the address: ?organisation=14-001, ?district=1401 or ?province=14.

    Raises:
        NotAllowed: this person does not write for it.
    """
    asked = {name: typed(request.GET, name, 20) for name in ("organisation", "district", "province")}
    subject: Any
    if asked["organisation"]:
        bodies = Organisation.objects.visible_to(request.user).select_related("network", "district")
        subject = get_object_or_404(bodies, code=asked["organisation"])
    else:
        homes = scope_of(request.user)
        anywhere = homes.everywhere("assessments.read")
        within = Q() if anywhere else Q(province__in=homes.home_provinces())
        places = District.objects.filter(within) if asked["district"] else Province.objects.all()
        if not asked["district"] and not anywhere:
            places = Province.objects.filter(pk__in=homes.home_provinces())
        subject = get_object_or_404(places, pk=asked["district"] or asked["province"])
    if not can_begin_for(request.user, subject):
        raise NotAllowed(_("You do not have the right to fill in the self-assessment of this body."))
    return subject


def standing_of_subject(subject: Subject) -> Any:
    """Its assessments that were not withdrawn, newest year first."""
    if isinstance(subject, Organisation):
        rows = Assessment.objects.filter(organisation=subject)
    elif isinstance(subject, District):
        rows = Assessment.objects.filter(district=subject)
    else:
        rows = Assessment.objects.filter(province=subject, kind="province")
    return rows.exclude(state="withdrawn").select_related("programme_year").order_by("-programme_year__fiscal_year")


def years_to_begin(subject: Subject, years: list[ProgrammeYear]) -> list[ProgrammeYear]:
    """Open years that are near and have a form for its kind."""
    day = thai.today()
    now = thai.fiscal_year_of(day)
    known = set(
        YearCriteria.objects.filter(programme_year__in=years, kind=kind_of(subject)).values_list("programme_year", flat=True)
    )
    return [
        year for year in years
        if year.pk in known and year.fiscal_year <= now and now - year.fiscal_year <= 1
        and not (year.read_only_from and day >= year.read_only_from)
    ]  # fmt: skip


def year_named(years: list[ProgrammeYear], asked: str) -> ProgrammeYear:
    """The year that was pressed.

    Raises:
        Refused: there is none.
    """
    year = next((year for year in years if str(year.fiscal_year) == asked), None)
    if year is None:
        raise Refused(_("Please choose one of the years offered."))
    return year


def back_to(subject: Subject) -> str:
    """Where she came from."""
    if isinstance(subject, Organisation):
        return reverse("networks:organisation", args=[subject.code])
    return reverse("assessments:assessments")
