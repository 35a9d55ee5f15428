"""The way in: a one-time link or the code of a printed sheet leads to the first password, and home."""

from __future__ import annotations

from typing import Any

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from moralprovince.core.errors import Refused
from moralprovince.core.models import User
from networks.actions.invitations import digest
from networks.actions.joining import join, join_as, login_name
from networks.forms.invitations import CodeForm, JoinForm
from networks.models import Invitation, Office

from .provinces import tell_of

ABOUT = ("role", "network", "organisation", "province")
# Wrong codes: per address, and in all. Twelve digits cannot be guessed at this pace in a lifetime.
WRONG_CODES = {"join-code": "8/m/ip,60/h/ip,600/h/key"}
KEPT = "invitation"


def guarded(response: HttpResponse) -> HttpResponse:
    """The address is a key: other sites are told at most the name of this one."""
    response["Referrer-Policy"] = "strict-origin"
    return response


@never_cache
def join_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a mail or of a QR code."""
    return guarded(welcome(request, Invitation.objects.filter(token_hash=digest(token))))


@never_cache
def join_code(request: HttpRequest) -> HttpResponse:
    """Type the code of a sheet; who types wrong ones too often waits."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and not may_try(request, dry_run=True):
        form.add_error(None, _("Too many codes were tried. Please wait a few minutes, then type it again."))
    elif form.is_valid():
        found = Invitation.objects.filter(code_hash=digest(form.cleaned_data["code"])).first()
        if found is not None:
            request.session[KEPT] = found.pk
            return redirect("join-open")
        may_try(request)
        form.add_error("code", _("We do not know this code. Please compare it with the sheet, digit by digit."))
    return guarded(render(request, "networks/people/join_code.html", {"form": form}))


def may_try(request: HttpRequest, *, dry_run: bool = False) -> bool:
    """Count a wrong code, or only ask whether another may be tried."""
    allowed = ratelimit.consume(request, app="networks", action="join-code", config=WRONG_CODES, key="all", dry_run=dry_run)
    return allowed is not None


@never_cache
def join_open(request: HttpRequest) -> HttpResponse:
    """The invitation whose code was typed a moment ago in this browser."""
    kept = request.session.get(KEPT)
    if kept is None:
        return redirect("join")
    return guarded(welcome(request, Invitation.objects.filter(pk=kept)))


def welcome(request: HttpRequest, rows: Any) -> HttpResponse:
    """What an invitation leads to: the first password, a log-in, one button, or a sentence."""
    invitation = rows.select_related(*ABOUT).first()
    tell_of(request, invitation.province_id if invitation else "")
    if invitation is None or not Invitation.objects.usable(timezone.now()).filter(pk=invitation.pk).exists():
        return closed_door(request, invitation)
    if request.user.is_authenticated:
        return for_member(request, invitation)
    if invitation.email and User.objects.filter(email=invitation.email).exists():
        return render(request, "networks/people/join_login.html", {"invitation": invitation, "next": request.path})
    return for_newcomer(request, invitation)


def closed_door(request: HttpRequest, invitation: Invitation | None) -> HttpResponse:
    """Used, withdrawn, too old or unknown: a sentence and whom to ask."""
    sentences = {
        "used": _("This invitation was used already. If it was you, simply log in."),
        "expired": _("This invitation is too old. The culture office makes you a new one."),
        "withdrawn": _("This invitation was withdrawn, or a newer one took its place: look for the newest mail or sheet."),
    }
    unknown = _("We do not know this address. Please check whether you copied all of it.")
    sentence = sentences[invitation.state] if invitation else unknown
    offices = Office.objects.filter(province=invitation.province_id) if invitation else Office.objects.none()
    data = {"sentence": sentence, "asked": offices.first()} if invitation else {"sentence": sentence}
    return render(request, "networks/people/join_closed.html", data, status=410 if invitation else 404)


def for_newcomer(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Name, password, privacy notice; then she is logged in and at home."""
    form = JoinForm(request.POST or None, email=invitation.email, initial={"name": invitation.name})
    if form.is_valid():
        try:
            user = join(invitation=invitation, name=form.cleaned_data["name"], password=form.cleaned_data["password"], by=None)
        except Refused as refused:
            form.refuse(refused)
        else:
            return logged_in(request, user)
    return render(request, "networks/people/join.html", {"form": form, "invitation": invitation})


def logged_in(request: HttpRequest, user: User) -> HttpResponse:
    """Home, with the one thing to remember."""
    request.session.pop(KEPT, None)
    login(request, user)
    messages.success(
        request, _("Welcome! From now on you log in with “%(name)s” and your password.") % {"name": login_name(user)}
    )
    return redirect("home")


def for_member(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """One who is logged in takes the role with one press, where the invitation is hers."""
    hers = not invitation.email or invitation.email == request.user.email
    if request.method == "POST" and hers:
        join_as(invitation=invitation, by=request.user)
        request.session.pop(KEPT, None)
        messages.success(request, _("You are now %(role)s.") % {"role": invitation.role})
        return redirect("home")
    return render(request, "networks/people/join_as.html", {"invitation": invitation, "hers": hers})
