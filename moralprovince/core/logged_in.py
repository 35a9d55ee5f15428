"""Who is logged in, asked on every page: Django's sessions and allauth's people, by queries that are ready."""

from __future__ import annotations

import datetime as dt
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.models import Session
from django.utils import timezone

from .models import User
from .ready import Ready

LETTERS = frozenset(VALID_KEY_CHARS)
NOBODY, LONG_AGO = -1, dt.datetime(1, 1, 1, tzinfo=dt.UTC)
SESSION = Ready(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now), key="-", now=LONG_AGO)
PERSON = Ready(lambda who: User.objects.filter(pk=who), who=NOBODY)


class SessionStore(db.SessionStore):
    """Sessions in the database, as Django keeps them."""

    def _get_session_from_db(self) -> Session | None:
        """The session while it lasts; a key that belongs to none is given up, as Django does.

        A key of other letters was never given out: a null byte in a cookie would be an error of PostgreSQL's.
        """
        key = self.session_key or ""
        found: Session | None = None if set(key) - LETTERS else SESSION.first(key=key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found


class Backend(AuthenticationBackend):
    """Logging in as allauth does it."""

    def get_user(self, user_id: Any) -> User | None:
        """The person of a session, while her account is open."""
        user: User | None = PERSON.first(who=user_id)
        return user if user and self.user_can_authenticate(user) else None
