"""Uses an invitation: an account is made or linked, the role given, and the invitation used up, all at once."""

from __future__ import annotations

import re

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.actions import accept_privacy_notice, action
from moralprovince.core.audit import record
from moralprovince.core.errors import Outpaced, Refused
from moralprovince.core.models import User
from moralprovince.core.outbox import in_letter_language
from networks.models import Invitation, RoleGrant

from .invitations import scope_of_invitation
from .roles import give, place_of

# Addresses under this name reach nobody, by the rules of the internet; people type only what stands before it.
NO_MAILBOX = "no-mail.invalid"


@action
def join(*, invitation: Invitation, name: str, password: str, by: User | None = None) -> User:
    """Make the account of a new person with the role she was invited to; she has read the privacy notice.

    Raises:
        Refused: the invitation cannot be used any more, or the address has an account (she logs in first).
    """
    claim(invitation)
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                invitation.email or made_address(invitation),
                password,
                name=name,
                phone=invitation.phone[:40],
                has_mailbox=bool(invitation.email),
            )
    except IntegrityError as taken:
        raise Refused(_("There is an account with this address already. Please log in and open the link again.")) from taken
    accept_privacy_notice(by=user)
    enter(invitation, user)
    return user


@action
def join_as(*, invitation: Invitation, by: User) -> None:
    """Add the role to the account of the person who is logged in; the invitation was made out to her address.

    Raises:
        Refused: it is somebody else's invitation, or it cannot be used any more.
    """
    if invitation.email and invitation.email.lower() != by.email.lower():
        raise Refused(_("This invitation is for another address. Log out first, then open the link again."))
    claim(invitation)
    enter(invitation, by)


def claim(invitation: Invitation) -> None:
    """Use it up, by conditional UPDATE: of two who press at once, one comes in."""
    now = timezone.now()
    if not Invitation.objects.usable(now).filter(pk=invitation.pk).update(used_at=now):
        raise Outpaced(_("This invitation was used or withdrawn in the meantime."))
    if invitation.organisation and invitation.organisation.has_left:
        raise Refused(_("This organisation is no longer in the register. Please ask the culture office."))


def enter(invitation: Invitation, user: User) -> None:
    """Give the role and note who came in."""
    Invitation.objects.filter(pk=invitation.pk).update(used_by=user)
    scope = scope_of_invitation(invitation)
    held = RoleGrant.objects.in_force(thai.today()).own().filter(user=user, role=invitation.role, **place_of(scope))
    if not held.exists():
        with in_letter_language():
            note = _("Invited by %(name)s") % {"name": invitation.created_by}
        give(user, invitation.role, scope, user, starts_on=thai.today(), note=note)
    record("accept_invitation", invitation, by=user)


def made_address(invitation: Invitation) -> str:
    """A log-in name for a person without e-mail."""
    name = foreseen_name(invitation) or f"{wishes_of(invitation)[-1]}-{get_random_string(4, '23456789')}"
    return f"{name}@{NO_MAILBOX}"


def foreseen_name(invitation: Invitation) -> str:
    """What its guest will type to log in, as far as it can be told before she joins."""
    return invitation.email or next((wish for wish in wishes_of(invitation) if is_free(wish)), "")


def wishes_of(invitation: Invitation) -> list[str]:
    """Her telephone number where she has one of her own, else a short name."""
    number = re.match(r"\d{9,10}", re.sub(r"[\s().-]", "", thai.arabic_digits(invitation.phone)))
    wishes = [number[0]] if number else []
    wishes.append(f"{invitation.organisation.code}" if invitation.organisation else f"user-{invitation.pk}")
    return wishes


def is_free(name: str) -> bool:
    """Does nobody log in with it yet?"""
    return not User.objects.filter(email=f"{name.lower()}@{NO_MAILBOX}").exists()


def login_name(user: User) -> str:
    """What a person types to log in."""
    return user.email if user.has_mailbox else user.email.removesuffix(f"@{NO_MAILBOX}")
