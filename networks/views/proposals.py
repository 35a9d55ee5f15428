"""Changes that the people of a body propose: made on its page, decided by the office on one page."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.listing import in_order, page_of
from moralprovince.core.views.exports import as_file
from networks.actions.proposals import PROPOSED, decide_proposal, propose_change, withdraw_proposal
from networks.care_lists import proposal_list
from networks.entry_words import label_of
from networks.exports.care import proposals_file
from networks.forms.proposals import DecisionForm, ProposalForm
from networks.models import ChangeProposal, Organisation
from networks.permissions import can_edit_organisation, can_propose_change

from .care import province_to_care_for

ABOUT = ("organisation__network", "organisation__subdistrict__district", "by", "decided_by")


@login_required
def propose(request: HttpRequest, code: str) -> HttpResponse:
    """The values as they stand; what is changed goes to the office."""
    body = get_object_or_404(Organisation.objects.visible_to(request.user), code=code)
    if not can_propose_change(request.user, body):
        raise NotAllowed(_("Changes are proposed by the people of a body and its coordinator."))
    form = ProposalForm(request.POST or None, organisation=body)
    if form.is_valid():
        note = form.cleaned_data["note"]
        try:
            propose_change(organisation=body, values=form.values(), note=note, by=request.user)  # type: ignore[arg-type]
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Thank you. The culture office looks at it and answers you."))
            return redirect("networks:organisation", body.code)
    return render(request, "networks/care/propose.html", {"form": form, "body": body})


@login_required
@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """What waits to be decided, the oldest first; what was decided, the newest first."""
    listed = proposal_list(request.user, province_to_care_for(request), request.GET)
    page = page_of(listed.rows, request.GET.get("page", ""))
    found = in_order(ChangeProposal.objects.filter(pk__in=page.keys).select_related(*ABOUT), page.keys)
    shown = [(one, ", ".join(label_of(name) for name in PROPOSED if name in one.changes)) for one in found]
    return render(request, "networks/care/proposals.html", {
        "proposals": shown, "page": page, "chips": listed.chips(), "query": request.GET, "filtered": listed.filtered,
        "state": listed.filters.chosen()["state"],
    })  # fmt: skip


@login_required
@require_safe
def proposals_export(request: HttpRequest) -> HttpResponseBase:
    """The list as shown, as a workbook or CSV."""
    return as_file(request, proposals_file(request.user, province_to_care_for(request), request.GET))


def fetch(request: HttpRequest, pk: int) -> ChangeProposal:
    """One that belongs to a body the reader may see."""
    return get_object_or_404(ChangeProposal.objects.visible_to(request.user).select_related(*ABOUT), pk=pk)


@login_required
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Old, now, proposed; tick what is taken."""
    shown = fetch(request, pk)
    if not can_edit_organisation(request.user, shown.organisation):
        raise NotAllowed(_("The culture office decides on proposed changes."))
    form = DecisionForm(request.POST or None, proposal=shown)
    if form.is_valid():
        try:
            decide_proposal(proposal=shown, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Decided. Whoever proposed it reads your answer."))
            return redirect("networks:proposals")
    return render(request, "networks/care/proposal.html", {"proposal": shown, "form": form, "body": shown.organisation})


@login_required
@require_POST
def proposal_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own back."""
    mine = fetch(request, pk)
    withdraw_proposal(proposal=mine, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("Taken back. Nothing was changed."))
    return redirect("networks:organisation", mine.organisation.code)
