"""How allauth behaves here: people come by invitation, and its mails wait in our outbox like all others."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from moralprovince.core.models import User
from moralprovince.core.outbox import in_letter_language, notify_address
from networks.actions.joining import NO_MAILBOX


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """Sign-up is closed, and no form waits for a mail server."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made when an invitation is used."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Under the address people type, by whichever name of the machine the form was sent."""
        return f"{settings.SITE_URL}{urlsplit(super().get_reset_password_from_key_url(key)).path}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Owe the mail instead of sending it; its text is sealed until then, since it may carry a one-time link."""
        if email.endswith(f"@{NO_MAILBOX}") or User.objects.filter(email=email.lower(), has_mailbox=False).exists():
            return
        request = allauth_context.request
        with in_letter_language():
            mail = self.render_mail(template_prefix, email, {"request": request, "email": email, **context})
        user = context.get("user")
        with transaction.atomic():
            notify_address(
                address=email,
                name=getattr(user, "name", ""),
                kind="account",
                key=uuid.uuid4().hex,
                subject=mail.subject,
                body=mail.body,
                secret=True,
            )
