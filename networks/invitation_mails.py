"""What became of the mails with which invitations went out: one each, since a new link is an invitation of its own."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.models import Message
from networks.actions.invitations import obligation_of
from networks.models import Invitation


def mails_of(invitations: Iterable[Invitation]) -> dict[str, Message]:
    """The mail of each that was mailed, by its obligation; without the text, which holds the link."""
    rows = Message.objects.filter(obligation__in=[obligation_of(one) for one in invitations], channel=Message.Channel.EMAIL)
    return {row.obligation: row for row in rows.defer("body", "context").order_by("pk")}


def mail_words(mail: Message) -> str:
    """By which way and when: the last time it went out, else when it was put into the queue."""
    return _("e-mail of %(when)s") % {"when": thai.moment_short(mail.sent_at or mail.created_at)}


def words_without_mail(invitation: Invitation) -> str:
    """What is said of one that was not mailed though there is an address; who has none is known to need a sheet."""
    if not invitation.email:
        return ""
    return _("not mailed: a link or sheet of %(when)s") % {"when": thai.moment_short(invitation.created_at)}
