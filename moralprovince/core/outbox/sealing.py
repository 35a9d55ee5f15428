"""Keeps texts with one-time links unreadable in the database: sealed when owed, opened for the moment of sending."""

from __future__ import annotations

import base64
from dataclasses import replace

from cryptography.fernet import Fernet, InvalidToken
from django.db.models import Case, F, TextField, Value, When
from django.utils.crypto import salted_hmac

from moralprovince.core.models import Message

from .letters import Letter


def box() -> Fernet:
    """The lock whose key follows from SECRET_KEY: a copy of the database alone opens nothing."""
    return Fernet(base64.urlsafe_b64encode(salted_hmac("outbox.sealing", "text", algorithm="sha256").digest()))


def seal(text: str) -> str:
    """A text as the table may keep it."""
    return box().encrypt(text.encode()).decode()


def is_secret(message: Message) -> bool:
    """Does it carry a one-time link, so that its text is shown to nobody but the addressee?"""
    return bool(message.context.get("secret"))


def wiped(message: Message) -> dict[str, str]:
    """What is written over a one-time link that went out, or never will."""
    return {"body": ""} if is_secret(message) else {}


def without_links() -> Case:
    """The same for many rows: the text of each, but for those that carry a one-time link."""
    return Case(When(context__secret=True, then=Value("")), default=F("body"), output_field=TextField())


def opened(message: Message, letter: Letter | None) -> Letter | None:
    """The letter as it leaves the house.

    Raises:
        ValueError: it was sealed under another SECRET_KEY; a new link must be made.
    """
    if letter is None or not is_secret(message):
        return letter
    try:
        return replace(letter, body=box().decrypt(letter.body.encode()).decode())
    except InvalidToken as locked:
        raise ValueError("sealed under another SECRET_KEY") from locked
