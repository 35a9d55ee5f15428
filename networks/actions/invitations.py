"""Brings people in: one-time links and codes of which only digests are kept, used once, renewed and withdrawn."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import record
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import User
from moralprovince.core.outbox import cancel_open, in_letter_language, notify_address
from networks.models import Invitation, Role, RoleGrant
from networks.permissions import can_give_role

from .roles import Scope, ensure_fits, place_of, province_code

VALID_DAYS = 30
CODE_DIGITS = 12


@dataclass(frozen=True)
class Guest:
    """Whom to invite, into which role, and where it holds."""

    name: str
    role: Role
    scope: Scope
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Issued:
    """An invitation with its secrets, in memory only: they are mailed, printed or shown once, never stored."""

    invitation: Invitation
    token: str = field(repr=False)
    code: str = field(repr=False)

    @property
    def link(self) -> str:
        """The whole address to open."""
        return f"{settings.SITE_URL}{reverse('join-link', args=[self.token])}"

    @property
    def spoken_code(self) -> str:
        """The code in groups of four, to read aloud and to type."""
        return " ".join(self.code[start : start + 4] for start in range(0, CODE_DIGITS, 4))


def digest(secret: str) -> str:
    """What is kept of a link or a code; without SECRET_KEY it cannot even be guessed from a copy of the database."""
    return salted_hmac("networks.invitation", secret, algorithm="sha256").hexdigest()


@action
def invite(*, guest: Guest, by: User) -> Issued:
    """One invitation; where there is an e-mail address, the link goes there.

    Raises:
        NotAllowed: the inviter may not bring people into this role.
        Refused: she holds the role, or an invitation to it is open.
    """
    ensure_fits(guest.role, guest.scope)
    ensure_may_invite(guest.role, province_code(guest.scope), by)
    ensure_not_there(guest)
    issued = issue(guest, by)
    record("invite", issued.invitation, by=by)
    send_if_possible(issued)
    return issued


def ensure_may_invite(role: Role, province: str, by: User) -> None:
    """Officers bring in contacts and coordinators, administrators everybody of their province."""
    if not can_give_role(by, role, province):
        raise NotAllowed(_("You do not have the right to invite people into this role."))


def ensure_not_there(guest: Guest) -> None:
    """Nobody is asked twice for the same, not even by two at once: the slower one waits, and finds the invitation."""
    place, within = place_of(guest.scope), guest.scope or guest.role
    type(within)._default_manager.select_for_update(no_key=True).get(pk=within.pk)
    own = RoleGrant.objects.in_force(thai.today()).own()
    holds = own.filter(role=guest.role, user__email=guest.email.lower(), **place)
    if guest.email and (held := holds.first()):
        person = (guest.name, reverse("networks:person", args=[held.user_id]))
        raise Refused(_("%(name)s holds this role here already.") % {"name": guest.name}, leads_to=person)
    same = {"email": guest.email.lower()} if guest.email else {"email": "", "name": guest.name}
    if Invitation.objects.usable(timezone.now()).filter(role=guest.role, **same, **place).exists():
        raise Refused(
            _("%(name)s is invited already. Make a new link in the list if the first one did not arrive.")
            % {"name": guest.name},
            leads_to=(guest.name, f"{reverse('networks:invitations')}?state=open&role={guest.role.pk}"),
        )


def issue(guest: Guest, by: User) -> Issued:
    """Write the row with fresh secrets, of which only digests are kept."""
    token, code = secrets.token_urlsafe(32), "".join(secrets.choice("0123456789") for _digit in range(CODE_DIGITS))
    invitation = Invitation.objects.create(
        # Whoever will read all provinces is invited by the installation's own office.
        province_id=province_code(guest.scope) or settings.PROVINCE,
        role=guest.role,
        name=guest.name,
        email=guest.email.lower(),
        phone=guest.phone,
        token_hash=digest(token),
        code_hash=digest(code),
        created_by=by,
        expires_at=timezone.now() + dt.timedelta(days=VALID_DAYS),
        **{name: scope for name, scope in place_of(guest.scope).items() if name != "province"},
    )
    return Issued(invitation, token, code)


def send_if_possible(issued: Issued) -> None:
    """Owe the mail with the link, where there is an address."""
    invitation = issued.invitation
    if not invitation.email:
        return
    with in_letter_language():
        body = _(
            "Dear %(name)s,\n\nthe culture office invites you to the portal of the moral province as %(role)s (%(where)s).\n"
            "Please open this address and choose a password. It works once, until %(until)s:\n\n%(link)s\n\n"
            "If you did not expect this, simply leave it."
        ) % {
            "name": invitation.name,
            "role": invitation.role.title,
            "where": where_of(invitation),
            "until": thai.day_long(thai.bangkok_day(invitation.expires_at)),
            "link": issued.link,
        }
    notify_address(
        address=invitation.email,
        name=invitation.name,
        kind="invitation",
        key=obligation_of(invitation),
        subject=gettext_lazy("Invitation to the portal of the moral province"),
        body=body,
        obligation=obligation_of(invitation),
        province=invitation.province_id,
        secret=True,
    )


def obligation_of(invitation: Invitation) -> str:
    """How the outbox calls what is owed to its guest."""
    return f"invitation:{invitation.pk}"


def scope_of_invitation(invitation: Invitation) -> Scope:
    """Where the role will hold; None is everywhere."""
    if invitation.role.scope == Role.ScopeKind.EVERYWHERE:
        return None
    return invitation.organisation or invitation.network or invitation.province


def where_of(invitation: Invitation) -> str:
    """The same in words."""
    return str(scope_of_invitation(invitation) or invitation.role.get_scope_display())


@action
def renew(*, invitation: Invitation, by: User, mail: bool) -> Issued:
    """A new one-time link in place of the old one, which stops working at once; mailed, or only handed back.

    Raises:
        Refused: it was used or withdrawn, or it ran out so long ago that nobody knows any more for whom it was;
            or it ran out, and she was invited anew or came in meanwhile.
    """
    ensure_may_invite(invitation.role, invitation.province_id, by)
    if invitation.emptied_on:
        raise Refused(
            _("The name and the address were removed %(when)s. Please invite the person anew.") % {"when": invitation.taken_out}
        )
    guest = Guest(invitation.name, invitation.role, scope_of_invitation(invitation), invitation.email, invitation.phone)
    if invitation.state == Invitation.State.EXPIRED:
        ensure_not_there(guest)
    withdraw(invitation, by)
    issued = issue(guest, by)
    record("renew_invitation", issued.invitation, by=by)
    if mail:
        send_if_possible(issued)
    return issued


@action
def print_sheets(*, invitations: Iterable[Invitation], by: User) -> list[Issued]:
    """New links and codes for a pile of sheets; links and sheets given out before stop working."""
    return [renew(invitation=invitation, by=by, mail=False) for invitation in invitations]


@action
def revoke(*, invitation: Invitation, by: User) -> None:
    """Take an invitation back before it was used."""
    withdraw(invitation, by)
    record("revoke_invitation", invitation, by=by)


def withdraw(invitation: Invitation, by: User) -> None:
    """Stop a link and the mail that may still wait with it."""
    ensure_may_invite(invitation.role, invitation.province_id, by)
    now = timezone.now()
    open_one = Invitation.objects.filter(pk=invitation.pk, used_at__isnull=True, revoked_at__isnull=True)
    if not open_one.update(revoked_at=now):
        raise Outpaced(_("This invitation was used or withdrawn in the meantime."))
    invitation.revoked_at = now
    cancel_open(obligation_of(invitation), reason="closed")
