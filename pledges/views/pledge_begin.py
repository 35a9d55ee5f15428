"""Begins a pledge in one of the years that are near, and throws away a draft that was begun by mistake."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.errors import NotAllowed
from moralprovince.core.values import typed
from networks.models import Organisation, ProgrammeYear
from pledges.actions import pledges as actions
from pledges.actions.guards import ensure_year_to_pledge, may_pledge_in
from pledges.models import Pledge
from pledges.permissions import can_write_pledge_for

from .pledge_forms import fetch_to_write
from .pledges import ensure_as_seen
from .years import chosen_year, years_of


@login_required
def pledge_begin(request: HttpRequest) -> HttpResponse:
    """Choose the year and begin; the organisation comes with the address, and the year may."""
    organisation = organisation_to_pledge(request)
    all_years = years_of(organisation.province_id)
    if request.method == "POST":
        year = year_named(all_years, request.POST.get("year", ""))
        pledge = actions.begin_pledge(organisation=organisation, programme_year=year, by=request.user)
        return redirect("pledges:pledge-edit", pledge.pk)
    years = years_to_begin(organisation, all_years)
    asked = request.GET.get("year", "")
    standing = Pledge.objects.filter(organisation=organisation).exclude(state="ended").select_related("programme_year")
    chosen = year_named(all_years, asked) if asked else chosen_year(years, "") if years else None
    now = thai.fiscal_year_of(thai.today())
    return render(request, "pledges/pledges/begin.html", {
        "organisation": organisation, "years": years, "chosen": chosen, "standing": standing,
        "calendar_year": now, "next_begins": thai.fiscal_year_days(now + 1)[0], "asked": asked,
    })  # fmt: skip


def organisation_to_pledge(request: HttpRequest) -> Organisation:
    """The organisation of the address.

    Raises:
        NotAllowed: this person does not write for it.
    """
    organisation = get_object_or_404(
        Organisation.objects.visible_to(request.user).select_related("network", "district"),
        code=typed(request.GET, "organisation"),
    )
    if not can_write_pledge_for(request.user, organisation):
        raise NotAllowed(_("You do not have the right to write a pledge for this organisation."))
    return organisation


def year_named(years: list[ProgrammeYear], asked: str) -> ProgrammeYear:
    """The year as it was typed or pressed.

    Raises:
        Refused: no pledge is begun in it, or there is none.
    """
    year = next((year for year in years if str(year.fiscal_year) == asked), None)
    ensure_year_to_pledge(year, thai.today())
    return year  # type: ignore[return-value]


def years_to_begin(organisation: Organisation, years: list[ProgrammeYear]) -> list[ProgrammeYear]:
    """Years that are near, may be written, and in which the organisation has no pledge that stands."""
    day = thai.today()
    taken = set(organisation.pledges.exclude(state="ended").values_list("programme_year", flat=True))
    return [year for year in years if year.pk not in taken and may_pledge_in(year, day)]


@login_required
def pledge_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once, then throw the draft away."""
    pledge = fetch_to_write(request, pk)
    actions.ensure_never_declared(pledge)
    if request.method == "POST":
        ensure_as_seen(pledge, request.POST.get("version", ""))
        actions.discard_pledge(pledge=pledge, by=request.user)
        messages.success(request, _("The draft was discarded."))
        return redirect("networks:organisation", pledge.organisation.code)
    lines = list(pledge.commitments.select_related("target_virtue"))
    context = {"pledge": pledge, "organisation": pledge.organisation, "lines": lines}
    return render(request, "pledges/pledges/discard.html", context)
