"""How allauth behaves here: nobody signs up by herself, people come by invitation."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """Sign-up is closed; everything else is allauth's own."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made when an invitation is used."""
        return False
