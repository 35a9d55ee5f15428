"""Invitations: who was asked to come in, and what became of it; ask one person, or everybody of a network."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.listing import in_order, page_of
from moralprovince.core.values import typed
from moralprovince.core.views.exports import ending_of
from networks.actions.invitations import invite, obligation_of, print_sheets, renew, revoke
from networks.actions.inviting_many import bodies_to_invite, contact_of, invite_contacts, reach
from networks.exports.invitation_sheets import sheets_response, typed_address
from networks.exports.people import invitations_table
from networks.filters import Chip, chip
from networks.forms.bodies import words_for
from networks.forms.invitations import InviteForm
from networks.invitation_mails import mail_words, mails_of, words_without_mail
from networks.models import Invitation, Organisation, Province, Role, SectorNetwork
from networks.permissions import can_invite, can_manage_people, can_read_post, can_renew_invitation
from networks.querysets.search import called, every_word

from .provinces import provinces_of

ABOUT = ("role", "network", "organisation", "province", "created_by", "used_by")
# So many sheets are one pile of paper; more are printed in a second go.
MOST_SHEETS = 200
# Where a word may stand in an invitation.
INVITED = ("name", "email", "organisation__name", "network__name")


def code_to_invite_in(request: HttpRequest) -> str:
    """The province a person invites for, by its code: the one she asks for where she has several.

    Raises:
        NotAllowed: she may invite nowhere.
    """
    own = [code for code in provinces_of(request) if can_invite(request.user, code)]
    if not own:
        raise NotAllowed(_("You do not have the right to invite people. Please ask the culture office."))
    return own[0]


def province_to_invite_in(request: HttpRequest) -> Province:
    """The same province itself."""
    return get_object_or_404(Province, pk=code_to_invite_in(request))


@login_required
@require_GET
def invitations_export(request: HttpRequest) -> HttpResponseBase:
    """The list as shown, as a workbook or CSV."""
    province = code_to_invite_in(request)
    rows = Invitation.objects.visible_to(request.user).filter(province=province)
    roles, networks = list(Role.objects.all()), list(SectorNetwork.objects.filter(province=province))
    filtered, _chips = narrowed(rows, request, roles, networks)
    return invitations_table(filtered.select_related(*ABOUT), ending_of(request))


@login_required
@require_GET
def invitations(request: HttpRequest) -> HttpResponse:
    """The list, by what became of each."""
    province = code_to_invite_in(request)
    rows = Invitation.objects.visible_to(request.user).filter(province=province)
    roles, networks = list(Role.objects.all()), list(SectorNetwork.objects.filter(province=province))
    filtered, chips = narrowed(rows, request, roles, networks)
    page = page_of(filtered, request.GET.get("page", ""))
    shown = in_order(Invitation.objects.filter(pk__in=page.keys).select_related(*ABOUT), page.keys)
    mails = mails_of(shown)
    for invitation in shown:
        invitation.mail = mails.get(obligation_of(invitation))
        invitation.sent = mail_words(invitation.mail) if invitation.mail else words_without_mail(invitation)
        waits = invitation.state in ("open", "expired") and not invitation.emptied_on
        invitation.mine_to_renew = waits and can_renew_invitation(request.user, invitation)
    data = {"invitations": shown, "page": page, "chips": chips, "networks": networks, "query": request.GET}
    data["text"] = request.GET.get("q", "")
    data["reads_post"] = can_read_post(request.user, province)
    data["may_manage"] = can_manage_people(request.user, province)
    return render(request, "networks/people/invitations.html", data)


def narrowed(
    rows: Any, request: HttpRequest, roles: Iterable[Role], networks: Iterable[SectorNetwork]
) -> tuple[Any, list[Chip]]:
    """The rows the address asks for, and the chips that say so."""
    offered = {
        "state": (gettext_lazy("State"), Invitation.State.choices),
        "role": (gettext_lazy("Role"), [(role.pk, str(role)) for role in roles]),
        "network": (gettext_lazy("Network"), [(network.code, str(network)) for network in networks]),
    }
    chosen = {name: request.GET.get(name, "") for name in offered}
    chosen = {name: value if value in dict(offered[name][1]) else "" for name, value in chosen.items()}
    if chosen["state"]:
        rows = rows.in_state(chosen["state"], timezone.now())
    if chosen["role"]:
        rows = rows.filter(role=chosen["role"])
    if chosen["network"]:
        rows = rows.of_network([network.pk for network in networks if network.code == chosen["network"]])
    text = request.GET.get("q", "")
    rows = rows.filter(every_word(text, *INVITED) | called(text))
    return rows, [chip(name, label, choices, chosen[name], request.GET) for name, (label, choices) in offered.items()]


@login_required
def invite_one(request: HttpRequest) -> HttpResponse:
    """Invite one person, by hand or from the entry of an organisation (?organisation=14-00023)."""
    province = province_to_invite_in(request)
    form = InviteForm(request.POST or None, user=request.user, province=province, initial=initial(request))
    if form.is_valid():
        try:
            issued = invite(guest=form.guest(), by=request.user)
        except (Refused, NotAllowed) as refused:
            form.refuse(refused)
        else:
            messages.success(request, what_next(issued.invitation))
            return redirect("networks:invitations")
    return render(request, "networks/people/invite.html", {"form": form})


def initial(request: HttpRequest) -> dict[str, Any]:
    """The contact of an organisation as the register knows her; a coordinator of a network (?coordinator=government)."""
    networks = SectorNetwork.objects.visible_to(request.user)
    alone = networks.filter(code=typed(request.GET, "coordinator", 40)).first()
    if alone:
        return {"role": "coordinator", "network": alone.pk}
    rows = Organisation.objects.visible_to(request.user)
    organisation = rows.filter(code=typed(request.GET, "organisation", 20)).first()
    if organisation is None:
        return {}
    guest = contact_of(organisation, Role.objects.get(pk="contact"))
    return {
        "role": guest.role.pk, "organisation": words_for(organisation),
        "name": guest.name, "email": guest.email, "phone": guest.phone,
    }  # fmt: skip


def what_next(invitation: Invitation) -> str:
    """What the officer does now."""
    if invitation.email:
        return _("The invitation to %(name)s is on its way. If it does not arrive, make a new link in the list.") % {
            "name": invitation.name
        }
    return _("%(name)s is invited. Now print the sheet and hand it over.") % {"name": invitation.name}


def fetch(request: HttpRequest, pk: int) -> Invitation:
    """One invitation of a province the reader invites for."""
    return get_object_or_404(Invitation.objects.visible_to(request.user).select_related(*ABOUT), pk=pk)


@login_required
@require_POST
@never_cache
def invitation_renew(request: HttpRequest, pk: int) -> HttpResponse:
    """A new one-time link, shown this once to be copied."""
    issued = renew(invitation=fetch(request, pk), by=request.user, mail=False)
    return render(request, "networks/people/link_once.html", {"issued": issued, "address": typed_address()})


@login_required
@require_POST
def invitation_resend(request: HttpRequest, pk: int) -> HttpResponse:
    """A new one-time link, by e-mail."""
    issued = renew(invitation=fetch(request, pk), by=request.user, mail=True)
    messages.success(request, what_next(issued.invitation))
    return redirect("networks:invitations")


@login_required
@require_POST
def invitation_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back."""
    invitation = fetch(request, pk)
    revoke(invitation=invitation, by=request.user)
    messages.success(request, _("The invitation to %(name)s is withdrawn.") % {"name": invitation.name})
    return redirect("networks:invitations")


@login_required
@require_POST
@never_cache
def invitation_sheets(request: HttpRequest) -> HttpResponse:
    """Sheets of the chosen invitations as one PDF; links given out before stop working."""
    keys = [key for key in request.POST.getlist("invitation") if key.isdecimal() and len(key) < 12]
    rows = Invitation.objects.visible_to(request.user).usable(timezone.now()).filter(pk__in=keys[:MOST_SHEETS])
    chosen = [row for row in rows.select_related(*ABOUT) if can_renew_invitation(request.user, row)]
    if not chosen:
        messages.info(request, _("Please choose invitations that are still waiting to be used."))
        return redirect("networks:invitations")
    return sheets_response(print_sheets(invitations=chosen, by=request.user))


@login_required
def invite_network(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody of a network who has no account yet: first a look, then the press."""
    rows = SectorNetwork.objects.visible_to(request.user).select_related("province")
    network = get_object_or_404(rows, pk=pk)
    if not can_invite(request.user, network.province_id):
        raise NotAllowed(_("You do not have the right to invite people. Please ask the culture office."))
    if request.method == "POST":
        issued = invite_contacts(network=network, by=request.user)
        messages.success(request, invited_words(len(issued), sum(not one.invitation.email for one in issued)))
        return redirect("networks:invitations")
    return render(request, "networks/people/invite_network.html", {
        "network": network, "reach": reach(network), "bodies": bodies_to_invite(network),
    })  # fmt: skip


def invited_words(count: int, by_sheet: int) -> str:
    """How many were invited, and for how many of them a sheet is still to be printed: nothing goes to these by itself."""
    words = ngettext("%(count)s person was invited.", "%(count)s people were invited.", count) % {"count": count}
    if not by_sheet:
        return words
    more = ngettext(
        "%(count)s of them has no e-mail: please choose it in the list and print its sheet.",
        "%(count)s of them have no e-mail: please choose them in the list and print their sheets.", by_sheet,
    )  # fmt: skip
    return f"{words} {more % {'count': by_sheet}}"
