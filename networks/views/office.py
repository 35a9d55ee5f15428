"""The office's own pages: its data, its programme years, and its networks."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from moralprovince.core import thai
from moralprovince.core.audit import history_of
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import Message
from moralprovince.core.outbox import reasons
from networks.actions import networks as network_actions
from networks.actions import office as actions
from networks.forms.office import NetworkEditForm, NewNetworkForm, NewYearForm, OfficeEditForm, YearEditForm, YearForm
from networks.models import Office, ProgrammeYear, SectorNetwork, Virtue
from networks.permissions import can_manage_office

from .provinces import provinces_of


def office_to_manage(request: HttpRequest) -> Office:
    """The office the reader looks after: the one she asks for where she has several.

    Raises:
        NotAllowed: there is none.
    """
    for code in provinces_of(request) or [settings.PROVINCE]:
        if can_manage_office(request.user, code):
            return get_object_or_404(Office.objects.select_related("province", "working_year"), pk=code)
    raise NotAllowed(_("Only administrators change the data of the office."))


@login_required
def office_edit(request: HttpRequest) -> HttpResponse:
    """The data of the office."""
    office = office_to_manage(request)
    form = OfficeEditForm(request.POST or None, row=office)
    if form.saved_by(actions.edit_office, office=office, by=request.user):
        messages.success(request, _("Saved. Letters and pages show it from now on."))
        return redirect("office")
    context = {"form": form, "edited": office, "events": history_of(office)[:10], "stuck": mail_is_stuck(office)}
    return render(request, "networks/office/office.html", context)


def mail_is_stuck(office: Office) -> bool:
    """Does a mail of the office wait because the mail server took none, and not only this one?"""
    waiting = Message.objects.filter(province_code=office.pk, channel=Message.Channel.EMAIL, state=Message.State.PENDING)
    return waiting.filter(reduce(or_, [Q(reason__startswith=code) for code in reasons.OF_THE_SERVER])).exists()


@login_required
@require_POST
def office_mail(request: HttpRequest) -> HttpResponse:
    """Hold back outgoing mail, or let it go."""
    office = office_to_manage(request)
    paused = request.POST.get("paused") == "1"
    actions.pause_mail(office=office, paused=paused, by=request.user)
    done = _("Outgoing mail waits until you let it go.") if paused else _("Outgoing mail goes out again.")
    messages.success(request, done)
    return redirect("office")


@login_required
@require_GET
def years(request: HttpRequest) -> HttpResponse:
    """Programme years, the working year, and the networks of the province."""
    office = office_to_manage(request)
    rows = ProgrammeYear.objects.filter(province=office.province).prefetch_related("virtues")
    networks = SectorNetwork.objects.filter(province=office.province)
    data = {"edited": office, "years": rows, "networks": networks, "today": thai.today()}
    return render(request, "networks/office/years.html", data)


@login_required
def year_add(request: HttpRequest) -> HttpResponse:
    """A new year, with the virtues and the motto of the newest one to begin with."""
    office = office_to_manage(request)
    newest = ProgrammeYear.objects.filter(province=office.province).first()
    start = YearForm.values_of(newest) | {"fiscal_year": newest.fiscal_year + 1, "read_only_from": None} if newest else {}
    form = NewYearForm(request.POST or None, initial=start or {"virtues": Virtue.objects.all()})
    if form.is_valid():
        try:
            actions.add_year(province=office.province, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The year is there. Now plan its rounds."))
            return redirect("networks:years")
    return render(request, "networks/office/year.html", {"form": form})


@login_required
def year_edit(request: HttpRequest, fiscal_year: int) -> HttpResponse:
    """Motto, virtues, closing."""
    office = office_to_manage(request)
    year = get_object_or_404(ProgrammeYear, province=office.province, fiscal_year=fiscal_year)
    form = YearEditForm(request.POST or None, row=year)
    if form.saved_by(actions.edit_year, year=year, by=request.user):
        messages.success(request, _("Saved."))
        return redirect("networks:years")
    return render(request, "networks/office/year.html", {"form": form, "year": year, "events": history_of(year)[:10]})


@login_required
@require_POST
def year_work(request: HttpRequest, fiscal_year: int) -> HttpResponse:
    """Work in this year from now on."""
    office = office_to_manage(request)
    year = get_object_or_404(ProgrammeYear, province=office.province, fiscal_year=fiscal_year)
    actions.choose_working_year(office=office, year=year, by=request.user)
    messages.success(request, _("Pages now show fiscal year %(year)s.") % {"year": year})
    return redirect("networks:years")


@login_required
def network_add(request: HttpRequest) -> HttpResponse:
    """A new network."""
    office = office_to_manage(request)
    start = {"first_fiscal_year": office.working_year or thai.fiscal_year_of(thai.today())}
    form = NewNetworkForm(request.POST or None, initial=start)
    if form.is_valid():
        try:
            network_actions.add_network(
                province=office.province, code=form.cleaned_data["code"], entry=form.entry(), by=request.user
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("networks:years")
    return render(request, "networks/office/network.html", {"form": form})


@login_required
def network_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Rename, order, close."""
    office = office_to_manage(request)
    network = get_object_or_404(SectorNetwork, province=office.province, code=code)
    form = NetworkEditForm(request.POST or None, row=network)
    if form.saved_by(network_actions.edit_network, network=network, by=request.user):
        messages.success(request, _("Saved."))
        return redirect("networks:years")
    data = {"form": form, "network": network, "events": history_of(network)[:10]}
    return render(request, "networks/office/network.html", data)
