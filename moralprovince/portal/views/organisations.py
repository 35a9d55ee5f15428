"""One page per organisation that tells its whole story, and the steps of its life in the register."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from moralprovince.core import thai
from moralprovince.core.values import dial, typed
from moralprovince.portal.actions.register import take_register_step
from moralprovince.portal.biography import biography
from moralprovince.portal.current import keep_office
from moralprovince.portal.register import account_of
from networks.actions.organisations import OWN_LINES
from networks.belonging import belonging
from networks.models import ChangeProposal, Organisation, RoleGrant
from networks.permissions import (
    can_edit_organisation,
    can_merge,
    can_move_organisation,
    can_propose_change,
    can_read_groups,
    can_see_contact,
    can_see_organisation,
    has_right_over,
)
from networks.workflow import ORGANISATION
from pledges.unpledged import year_ahead

GONE = (Organisation.State.MERGED, Organisation.State.WITHDRAWN)
ABOUT = ("network", "district", "subdistrict", "province__office__working_year", "parent", "merged_into")


@login_required
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    """Who it is, what can be done now, its story; the code of an entry that was merged leads to the one it became."""
    waiting = ChangeProposal.objects.filter(organisation=OuterRef("pk"), state=ChangeProposal.State.OPEN)
    readers = RoleGrant.objects.in_force(thai.today()).filter(role="contact", organisation=OuterRef("pk"), user__is_active=True)
    columns = {"has_proposal": Exists(waiting), "has_reader": Exists(readers), "year_ahead": year_ahead(thai.today())}
    visible = Organisation.objects.visible_to(request.user).select_related(*ABOUT).annotate(**columns)
    shown = visible.filter(code=code).first()
    if (shown is None or shown.merged_into_id) and "entry" not in request.GET:
        became = Organisation.objects.visible_to(request.user).filter(aliases__code=code).first()
        if became:
            return redirect("networks:organisation", became.code)
    if shown is None:
        raise Http404(_("There is no such entry."))
    keep_office(request, shown.province)
    return render(request, "networks/organisations/page.html", page_context(shown, request.user))


def page_context(shown: Organisation, user: Any) -> dict[str, Any]:
    """The names the page uses."""
    account = account_of(shown, user, thai.today())
    primary = next((offer for offer in account.offers if offer.urgent), None) or next(
        (offer for offer in account.offers if offer.first), None
    )
    return {
        "organisation": shown,
        **belonging(shown, user),
        "parent": visible_or_none(user, shown.parent),
        "merged_into": visible_or_none(user, shown.merged_into),
        "former": former_entries(shown) if shown.state != Organisation.State.MERGED else [],
        "may_merge": shown.state != Organisation.State.MERGED and can_merge(user, shown.province_id),
        "may_move": shown.state not in GONE and can_move_organisation(user, shown),
        "proposal": open_proposal(shown) if can_see_contact(user, shown) else None,
        "may_propose": can_propose_change(user, shown),
        "account": account,
        "life": biography(account.lines),
        "milestones": account.milestones,
        "primary": primary,
        "others": [offer for offer in account.offers if offer is not primary],
        "steps": list(ORGANISATION.possible(user, shown)),
        "may_edit": shown.state != Organisation.State.MERGED and can_edit_organisation(user, shown),
        "may_read_groups": can_read_groups(user),
        "may_see_contact": can_see_contact(user, shown),
        "dial": dial(shown.phone),
        "may_read_visits": has_right_over(user, "visits.read", shown),
    }


def former_entries(shown: Organisation) -> list[Organisation]:
    """Entries that became part of it; asked for only where its row says that there are any."""
    if len(shown.search_text.split("\n")) == OWN_LINES:
        return []
    return list(Organisation.objects.filter(code__in=shown.aliases.values("code")).order_by("code"))


def open_proposal(shown: Any) -> ChangeProposal | None:
    """The change that somebody proposes; asked for only where its row says that there is one."""
    return shown.proposals.filter(state=ChangeProposal.State.OPEN).select_related("by").first() if shown.has_proposal else None


def visible_or_none(user: Any, other: Organisation | None) -> Organisation | None:
    """A related body, where this person may see it."""
    return other if other and can_see_organisation(user, other) else None


# What happens next is said once a step is taken.
DONE = {
    "confirm": _("It stands in the register now. The next step is its declaration."),
    "rest": _("Marked as dormant. Its records stay as they are."),
    "wake": _("It is active again."),
    "withdraw": _("It was withdrawn. Its story stays in the register and it can be taken back."),
    "readmit": _("It is back in the register, marked as dormant."),
}


@login_required
@require_POST
def organisation_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One step of its life."""
    moved = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    if step not in DONE:
        raise Http404
    note = typed(request.POST, "note")
    take_register_step(organisation=moved, step=step, by=request.user, note=note)
    messages.success(request, DONE[step])
    return redirect("networks:organisation", moved.code)
