"""The set-up page of a fresh installation: open only with a key from the server, and only until it was used."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from moralprovince.core import thai
from moralprovince.core.errors import Refused
from moralprovince.portal.actions.setup import FirstSteps, is_administered, is_setup_key, set_up
from moralprovince.portal.forms.accounts import SetupForm
from networks.forms.office import OfficeForm
from networks.models import Office, Province
from networks.views.joining import guarded


@never_cache
@sensitive_post_parameters("password", "key")
def setup(request: HttpRequest) -> HttpResponse:
    """Without a key it says how to get one; with an administrator in the house there is no such page."""
    if is_administered():
        raise Http404
    province = Province.objects.filter(pk=settings.PROVINCE).first()
    key = request.POST.get("key") or request.GET.get("key", "")
    if province is None or not is_setup_key(key):
        return guarded(render(request, "portal/office/setup_locked.html", {"places": province is not None}, status=403))
    form = SetupForm(request.POST or None, initial=first_guess(province))
    if form.is_valid():
        try:
            user = set_up(steps=steps_of(form, province))
        except Refused as refused:
            form.refuse(refused)
        else:
            login(request, user)
            messages.success(request, _("The portal is ready. Import your register, then invite your colleagues."))
            messages.info(request, _("Protect your account with a second step: “Two-step log-in” in the menu under your name."))
            return redirect("home")
    return guarded(render(request, "portal/office/setup.html", {"form": form, "key": key}))


def first_guess(province: Province) -> dict[str, object]:
    """What is known already."""
    office = Office.objects.filter(province=province).first()
    known = OfficeForm.values_of(office) if office else {"name": f"สำนักงานวัฒนธรรมจังหวัด{province.name}"}
    return known | {"fiscal_year": thai.fiscal_year_of(thai.today())}


def steps_of(form: SetupForm, province: Province) -> FirstSteps:
    """What was typed, ready for the action."""
    names = ("fiscal_year", "motto", "admin_name", "admin_email", "password")
    return FirstSteps(province=province, office=form.entry(), **{name: form.cleaned_data[name] for name in names})
