"""Says whom a message is written to now: what is for an account or an entry of the register follows the address there."""

from __future__ import annotations

from django.utils.translation import gettext as _

from moralprovince.core.models import Message
from networks.models import Organisation


def entry_of(message: Message) -> Organisation | None:
    """The entry of the register whose address it was sent to, or what that was merged into."""
    key = message.context.get("register")
    entry = Organisation.objects.filter(pk=key).select_related("merged_into").first() if key else None
    while entry and entry.merged_into:
        entry = entry.merged_into
    return entry


def written_to(message: Message, entry: Organisation | None) -> dict[str, str]:
    """Whom a mail is written to now; a letter to an address that stands nowhere else keeps its own."""
    if entry:
        return {"address": entry.email, "recipient_name": entry.contact_name}
    person = message.recipient if message.channel == Message.Channel.EMAIL else None
    return {"address": person.email, "recipient_name": person.name} if person else {}


def why_nowhere(message: Message, entry: Organisation | None) -> str:
    """Why it cannot be sent again, and what helps; empty where it can."""
    if entry and not entry.email:
        words = _("The register has no e-mail address of %(name)s any more. Write one there first; then it can be sent again.")
        return words % {"name": entry.name}
    if not entry and message.channel == Message.Channel.EMAIL and message.recipient and not message.recipient.has_mailbox:
        return _("The account of %(name)s has no mailbox any more, so it cannot be sent again.") % {"name": message.recipient}
    return ""


def addressed_now(message: Message) -> dict[str, str] | None:
    """The same at the moment a mail goes out; None where no address stands there any more: nobody is to be written to then."""
    entry = entry_of(message)
    return None if why_nowhere(message, entry) else written_to(message, entry)
