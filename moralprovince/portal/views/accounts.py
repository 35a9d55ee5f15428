"""A person's own account, the public page on personal data, and the test mail."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from moralprovince.core import thai
from moralprovince.core.errors import NotAllowed
from moralprovince.core.models import Message
from moralprovince.core.outbox.reasons import sentence
from moralprovince.core.public_pages import public_page
from moralprovince.portal.actions.mail import try_mail
from moralprovince.portal.current import office_of
from moralprovince.portal.forms.accounts import OwnAccountForm
from moralprovince.portal.handover import HANDED_ROLES
from networks.actions.joining import login_name
from networks.actions.roles import edit_person
from networks.querysets.scope import scope_of


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Name, telephone, password, second step, and the roles one holds."""
    user = request.user
    form = OwnAccountForm(request.POST or None, row=user)
    if form.saved_by(edit_person, person=user, by=user):
        messages.success(request, _("Saved."))
        return redirect("account")
    grants = user.role_grants.in_force(thai.today()).select_related("role", "province", "network", "organisation", "acting_for")
    second = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
    data = {"form": form, "grants": grants, "second_step": second, "login_name": login_name(user)}
    data["hands_over"] = any(grant.role_id in HANDED_ROLES and not grant.acting_for_id for grant in grants)
    return render(request, "portal/office/account.html", data)


@require_GET
@public_page()
def privacy(request: HttpRequest) -> HttpResponse:
    """What is stored, for how long, and who answers; open to everybody."""
    return render(request, "portal/office/privacy.html", {"asked": office_of(request)})


@login_required
@require_POST
def test_mail(request: HttpRequest) -> HttpResponse:
    """One mail to the person herself, and how it ended.

    Raises:
        NotAllowed: she sends no invitations and looks after no office.
    """
    scope = scope_of(request.user)
    if not (scope.any("people.invite") or scope.any("office.manage")):
        raise NotAllowed(_("You do not have the right to try the outgoing mail."))
    if not request.user.has_mailbox:
        raise NotAllowed(_("Your account has no e-mail address to send a test mail to."))
    message = try_mail(address=request.user.email, name=request.user.name, by=request.user)
    sent = message.state == Message.State.SENT
    data = {"message": message, "sent": sent, "reason": sentence(message.reason)}
    return render(request, "portal/office/test_mail.html", data)
