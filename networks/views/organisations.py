"""Writes an entry of the register: add by hand, edit, move to another network; and reads its history."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from moralprovince.core.audit import history_of
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.listing import in_order, page_of
from moralprovince.core.words import with_names
from networks.actions.organisations import (
    add_organisation,
    edit_organisation,
    ensure_not_merged,
    move_to_network,
    same_body,
)
from networks.duplicates import likely
from networks.forms.bodies import bodies_like, words_for
from networks.forms.organisations import NetworkForm, OrganisationForm
from networks.models import Organisation, Province, Subdistrict
from networks.permissions import can_add_organisation, can_edit_organisation, can_see_contact

from .provinces import provinces_of

ABOUT = ("network", "subdistrict", "district", "parent")


def province_to_add_in(request: HttpRequest) -> Province:
    """The province a person adds to: the one she asks for where she has several.

    Raises:
        NotAllowed: she may add nowhere.
    """
    for code in provinces_of(request) or [settings.PROVINCE]:
        if can_add_organisation(request.user, code):
            return Province.objects.get(pk=code)
    raise NotAllowed(_("You do not have the right to add to the register. Please ask the culture office."))


def fetch(request: HttpRequest, code: str) -> Organisation:
    """One entry a person may see."""
    return get_object_or_404(Organisation.objects.visible_to(request.user).select_related(*ABOUT), code=code)


def fetch_to_edit(request: HttpRequest, code: str) -> Organisation:
    """One entry a person may change.

    Raises:
        NotAllowed: she may see it only.
    """
    organisation = fetch(request, code)
    if not can_edit_organisation(request.user, organisation):
        raise NotAllowed(_("You do not have the right to change this entry. Please ask the culture office."))
    ensure_not_merged(organisation)
    return organisation


@login_required
def organisation_add(request: HttpRequest) -> HttpResponse:
    """Add by hand; where there may already be such a body, that is said first."""
    form = OrganisationForm(request.POST or None, province=province_to_add_in(request), user=request.user)
    there = there_already(form) if form.is_valid() and "anyway" not in request.POST else []
    if form.is_valid() and not there:
        try:
            added = add_organisation(entry=form.entry(), network=form.cleaned_data["network"], by=request.user)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Added as %(code)s. Check it and take it into the register.") % {"code": added.code})
            return redirect("networks:organisation", added.code)
    return render(request, "networks/organisations/add.html", {"form": form, "there": there})


def there_already(form: OrganisationForm) -> list[Organisation]:
    """Entries of the register that may be what was typed, unless it is refused anyway."""
    entry = form.entry()
    rows = Organisation.objects.visible_to(form.user).exclude(state="merged").select_related(*ABOUT)
    found = likely(rows, district=entry.subdistrict.district_id, name=entry.name)
    return [] if same_body(entry).exists() else found


@login_required
def organisation_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Edit; who was slower keeps what she typed and sees the sentence."""
    organisation = fetch_to_edit(request, code)
    form = OrganisationForm(request.POST or None, organisation=organisation, user=request.user)
    if form.is_valid():
        try:
            edit_organisation(organisation=organisation, entry=form.entry(), version=form.opened_version, by=request.user)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved. Later imports keep what you changed here."))
            return redirect("networks:organisation", organisation.code)
    return render(request, "networks/organisations/edit.html", {"form": form, "organisation": organisation})


@login_required
def organisation_network(request: HttpRequest, code: str) -> HttpResponse:
    """Move to another network from a day on."""
    organisation = fetch_to_edit(request, code)
    form = NetworkForm(request.POST or None, organisation=organisation)
    if form.is_valid():
        try:
            move_to_network(organisation=organisation, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Moved. Its time in the former network stays in its record."))
            return redirect("networks:organisation", organisation.code)
    return render(request, "networks/organisations/network.html", {"form": form, "organisation": organisation})


@login_required
def organisation_history(request: HttpRequest, code: str) -> HttpResponse:
    """Every change, field by field, newest first; it tells telephones and addresses, old ones too."""
    organisation = fetch(request, code)
    if not can_see_contact(request.user, organisation):
        raise NotAllowed(_("The history tells personal data and is open to those who look after this entry."))
    events = history_of(organisation)
    page = page_of(events, request.GET.get("page", ""))
    shown = with_names(in_order(events.filter(pk__in=page.keys), page.keys))
    return render(request, "networks/organisations/history.html", {"organisation": organisation, "events": shown, "page": page})


@login_required
def subdistrict_options(request: HttpRequest) -> HttpResponse:
    """The subdistricts of the chosen district, asked for by the form as the district changes."""
    district = request.GET.get("district", "")
    rows = Subdistrict.objects.filter(district=district) if district.isdecimal() and len(district) == 4 else []
    return render(request, "networks/organisations/_subdistricts.html", {"subdistricts": rows})


@login_required
def body_options(request: HttpRequest) -> HttpResponse:
    """A few bodies like what was typed so far, for the list beside a field that chooses one."""
    rows = Organisation.objects.choosable_by(request.user).exclude(state="merged")
    if province := request.GET.get("province", "")[:2]:
        rows = rows.filter(province=province)
    # The field sends itself, under its own name.
    typed = next((text for name, text in request.GET.items() if name.startswith(("parent", "organisation"))), "")
    found = bodies_like(rows, typed)
    return render(request, "networks/organisations/_bodies.html", {"offered": map(words_for, found)})
