"""Networks through the years: rename, reorder, split, merge, retire; what moves is shown before it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moralprovince.core import thai
from moralprovince.core.errors import Refused
from moralprovince.core.forms import PortalForm
from networks.actions import lineage as actions
from networks.filters import chip, district_choices
from networks.forms.lineage import MergeForm, RenameForm, RetireForm, SplitForm, this_year
from networks.lineage import Moving, members_of, merge_preview, retire_preview
from networks.models import Organisation, SectorNetwork

from .office import office_to_manage

Data = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """One way a network changes: its words, what moves, and the action."""

    title: str
    explained: str
    button: str
    preview: Callable[[Data], list[Moving]]
    act: Callable[[Data], Any]


def to_change(request: HttpRequest, code: str) -> SectorNetwork:
    """A network of the province the reader looks after."""
    office = office_to_manage(request)
    return get_object_or_404(SectorNetwork.objects.select_related("province"), province=office.province_id, code=code)


def changed(request: HttpRequest, network: SectorNetwork, form: PortalForm, change: Change, **more: Any) -> HttpResponse:
    """The form, then what moves, then the change itself."""
    lines: list[Moving] | None = None
    if form.is_valid():
        try:
            if "confirm" in request.POST:
                change.act(form.cleaned_data)
                messages.success(request, _("Done. Years that are over show it as it was."))
                return redirect("networks:network", network.code)
            lines = change.preview(form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
    sent = [(name, value) for name in request.POST for value in request.POST.getlist(name) if name in form.fields]
    context = {"network": network, "form": form, "change": change, "lines": lines, "sent": sent, "query": request.GET}
    return render(request, "networks/groups/change.html", context | more)


@login_required
def network_rename(request: HttpRequest, code: str) -> HttpResponse:
    """A new name from a year on."""
    network = to_change(request, code)
    start = {"name": network.name, "name_en": network.name_en, "from_year": this_year()}
    form = RenameForm(request.POST or None, initial=start)

    def preview(data: Data) -> list[Moving]:
        kept = _("stay “%(name)s”") % {"name": network}
        years = max(data["from_year"] - network.first_fiscal_year, 0)
        members = members_of(network).listed().count()
        becomes = _("belong to “%(name)s”") % {"name": data["name"]}
        return [Moving(_("older years"), years, kept), Moving(_("organisations and communities"), members, becomes)]

    return changed(request, network, form, Change(
        _("Rename the network"), _("Workbooks that write the old name are still understood."), _("Rename"), preview,
        lambda data: actions.rename_network(network=network, by=request.user, **data),  # type: ignore[arg-type]
    ))  # fmt: skip


# More members than this do not fit a page: they are ticked by district or kind.
MOST_TO_TICK = 60


def members_shown(request: HttpRequest, network: SectorNetwork) -> tuple[QuerySet[Organisation] | None, dict[str, Any]]:
    """The members to tick, fewer by district or kind; None where they are too many to stand on a page."""
    asked = {name: request.GET.get(name, "") for name in ("district", "kind")}
    choices = {"district": district_choices(network.province_id), "kind": Organisation.Kind.choices}
    labels = {"district": _("District"), "kind": _("Kind")}
    chips = [chip(name, labels[name], choices[name], asked[name], request.GET) for name in asked]
    chosen = {name: value for name, value in asked.items() if value in dict(choices[name])}
    rows = members_of(network).filter(**chosen)
    return rows if "district" in chosen or rows.count() <= MOST_TO_TICK else None, {"chips": chips}


@login_required
def network_split(request: HttpRequest, code: str) -> HttpResponse:
    """A new network takes some of the members."""
    network = to_change(request, code)
    shown, more = members_shown(request, network)
    form = SplitForm(request.POST or None, members=members_of(network), shown=shown, initial={"since": thai.today()})

    def preview(data: Data) -> list[Moving]:
        count = data["organisations"].count()
        stay = members_of(network).count() - count
        return [
            Moving(_("organisations and communities"), count, _("move to %(name)s") % data),
            Moving(_("organisations and communities"), stay, _("stay in %(name)s") % {"name": network}),
        ]

    return changed(request, network, form, Change(
        _("Split the network"), _("The new network needs a coordinator and a working group of its own."), _("Split"), preview,
        lambda data: actions.split_network(
            network=network, new=form.new(), organisations=data["organisations"], since=data["since"],
            by=request.user,  # type: ignore[arg-type]
        ),
    ), **more)  # fmt: skip


@login_required
def network_merge(request: HttpRequest, code: str) -> HttpResponse:
    """All members become another network's."""
    network = to_change(request, code)
    form = MergeForm(request.POST or None, network=network, initial={"since": thai.today()})
    return changed(request, network, form, Change(
        _("Merge into another network"), _("The network itself ends the day before and stays in the record."), _("Merge"),
        lambda data: merge_preview(network, data["into"], data["since"], thai.today()),
        lambda data: actions.merge_networks(source=network, by=request.user, **data),  # type: ignore[arg-type]
    ))  # fmt: skip


@login_required
def network_retire(request: HttpRequest, code: str) -> HttpResponse:
    """It ends with a year."""
    network = to_change(request, code)
    form = RetireForm(request.POST or None, initial={"last_fiscal_year": this_year()})

    def preview(data: Data) -> list[Moving]:
        actions.ensure_empty(network)
        return retire_preview(network, thai.today())

    return changed(request, network, form, Change(
        _("Retire the network"), _("A network with members is merged into another one instead."), _("Retire"),
        preview,
        lambda data: actions.retire_network(network=network, by=request.user, **data),  # type: ignore[arg-type]
    ))  # fmt: skip


@login_required
@require_POST
def network_move(request: HttpRequest, code: str) -> HttpResponse:
    """One place up or down in the order."""
    network = to_change(request, code)
    actions.move_network(network=network, up=request.POST.get("up") == "1", by=request.user)  # type: ignore[arg-type]
    return redirect("networks:years")
