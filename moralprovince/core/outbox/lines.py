"""The road to the mail server, told apart by one question: can the mail have been taken over already?"""

from __future__ import annotations

import hashlib
import re
import smtplib
import ssl
from email.utils import formataddr
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend
from django.core.mail.message import SafeMIMEText, sanitize_address
from django.core.validators import validate_email

from moralprovince.core.models import Message

from . import reasons
from .letters import Letter

# What smtplib and sockets raise when the other side is gone or makes no sense.
BROKEN = (smtplib.SMTPException, OSError, ssl.SSLError)
GOING_AWAY = 421
# No to the sender, whenever said: log in first; a bad sender (RFC 3463, X.1.7, X.1.8); the day's limit (X.4.5, as at Gmail).
NOT_LET_IN = (530, 535)
ABOUT_THE_SENDER = re.compile(r"[45]\.(1\.[78]|4\.5)\b")


class NoServer(Exception):
    """The mail server cannot be reached or does not let us in: nothing was sent."""

    why = reasons.NO_SERVER


class NotFromUs(NoServer):
    """The server takes nothing from this sender (account closed, day's limit reached): no other mail would fare better."""

    why = reasons.NOT_FROM_US


class LineLost(Exception):
    """The line broke before the text was handed over: nothing was sent."""


class FateUnknown(Exception):
    """The line broke while or after the text was handed over: it may have arrived."""


class Refusal(Exception):
    """The server said no, for good (5xx) or for now (4xx)."""

    def __init__(self, code: int, text: object) -> None:
        super().__init__(f"{code} {readable(text)}")
        self.for_now = 400 <= code < 500


def no_of(code: int, text: object) -> Refusal | NotFromUs:
    """What a no is about: this mail, or all of ours."""
    refusal = Refusal(code, text)
    ours = code in NOT_LET_IN or ABOUT_THE_SENDER.match(readable(text))
    return NotFromUs(str(refusal)) if ours else refusal


def readable(text: object) -> str:
    """A server's answer as text."""
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)


class Line:
    """One connection that carries many mails; opened when the first one comes."""

    def __init__(self) -> None:
        self._backend: Any = None

    def send(self, message: Message, letter: Letter) -> None:
        """Hand one mail over.

        Raises:
            NoServer, LineLost, Refusal, ValueError: it certainly did not go out.
            FateUnknown: it may have gone out.
        """
        email = compose(message, letter)
        backend = self.backend()
        if isinstance(backend, SmtpBackend):
            self._send_by_smtp(cast(smtplib.SMTP, backend.connection), email)
        else:
            self._send_otherwise(backend, email)

    def backend(self) -> Any:
        """The configured backend, with its connection open.

        Raises:
            NoServer: it cannot be opened.
        """
        if self._backend is None:
            backend = mail.get_connection()
            try:
                backend.open()
                if isinstance(backend, SmtpBackend):
                    # Without TLS or log-in nobody has greeted the server yet.
                    backend.connection.ehlo_or_helo_if_needed()
            except BROKEN as trouble:
                raise NoServer(readable(trouble)) from trouble
            self._backend = backend
        return self._backend

    def close(self) -> None:
        """Say good-bye where anybody still listens."""
        backend, self._backend = self._backend, None
        if backend is not None:
            try:
                backend.close()
            except BROKEN:
                pass

    def _send_by_smtp(self, server: smtplib.SMTP, email: mail.EmailMessage) -> None:
        payload = dotted(cast(SafeMIMEText, email.message()).as_bytes(linesep="\r\n"))
        sender = sanitize_address(email.from_email, "utf-8")
        try:
            name_sender(server, bare(sender))
            expect(server, 250, *server.rcpt(bare(sanitize_address(email.to[0], "utf-8"))))
            expect(server, 354, *server.docmd("DATA"))
        except BROKEN as trouble:
            self.close()
            raise LineLost(readable(trouble)) from trouble
        self._hand_over(server, payload)

    def _hand_over(self, server: smtplib.SMTP, payload: bytes) -> None:
        """From here on only a clear answer of the server says what became of the mail."""
        try:
            server.send(payload)
            code, text = server.getreply()
        except BROKEN as trouble:
            self.close()
            raise FateUnknown(readable(trouble)) from trouble
        if 400 <= code < 600:
            raise no_of(code, text)
        if not 200 <= code < 300:
            self.close()
            raise FateUnknown(f"{code} {readable(text)}")

    @staticmethod
    def _send_otherwise(backend: Any, email: mail.EmailMessage) -> None:
        """Console, file and memory: the demo's and the tests' roads, which say nothing of phases."""
        try:
            backend.send_messages([email])
        except OSError as trouble:
            raise FateUnknown(readable(trouble)) from trouble


def expect(server: smtplib.SMTP, wanted: int, code: int, text: bytes) -> None:
    """Go on only after the wanted answer; leave the line clean for the next mail otherwise."""
    if code == wanted or (wanted == 250 and code == 251):
        return
    if code == GOING_AWAY or not 400 <= code < 600:
        raise smtplib.SMTPServerDisconnected(f"{code} {readable(text)}")
    server.rset()
    raise no_of(code, text)


def name_sender(server: smtplib.SMTP, sender: str) -> None:
    """Say from whom; a no to that, for now or for good, is not about this mail.

    Raises:
        NotFromUs: the server says no.
    """
    try:
        expect(server, 250, *server.mail(sender, ["BODY=8BITMIME"] if server.has_extn("8bitmime") else []))
    except Refusal as refusal:
        raise NotFromUs(str(refusal)) from refusal


def dotted(payload: bytes) -> bytes:
    """The text as SMTP carries it: leading dots doubled, ended by the final dot."""
    text = re.sub(rb"\r\n|\r|\n", b"\r\n", payload)
    text = re.sub(rb"(?m)^\.", b"..", text)
    return text + (b".\r\n" if text.endswith(b"\r\n") else b"\r\n.\r\n")


def bare(address: str) -> str:
    """Only the address of “Name <address>”."""
    return address[address.rfind("<") + 1 :].rstrip(">") if "<" in address else address


def compose(message: Message, letter: Letter) -> mail.EmailMessage:
    """The mail of a row; its Message-ID follows from the row alone, so that a second copy would be seen to be one.

    Raises:
        ValueError: nothing can be sent to the address.
    """
    ensure_usable(message.address)
    link = f"{settings.SITE_URL}{letter.link}" if letter.link.startswith("/") else letter.link
    body = letter.mailed if not link or link in letter.body else f"{letter.mailed}\n\n{link}"
    return mail.EmailMessage(
        subject=letter.heading,
        body=f"{body}{letter.signature}",
        from_email=sender_of(letter),
        to=[formataddr((" ".join(message.recipient_name.split()), message.address))],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"},
    )


def sender_of(letter: Letter) -> str:
    """The address of the installation under the office's name, unless its setting has a name of its own."""
    address = settings.DEFAULT_FROM_EMAIL
    if not letter.office or "<" in address:
        return address
    # As it is read: Django writes it in pieces no longer than a mail may carry, which a name in Thai exceeds.
    name = letter.office.replace("\\", "").replace('"', "")
    return f'"{name}" <{address}>'


def ensure_usable(address: str) -> None:
    """An address that a mail server would not even understand must not reach it.

    Raises:
        ValueError: it is none.
    """
    try:
        validate_email(address)
    except ValidationError as trouble:
        raise ValueError(address[:100]) from trouble


def message_id(message: Message) -> str:
    """Fixed by the row: its number and its key."""
    digest = hashlib.sha256(message.dedupe_key.encode()).hexdigest()[:20]
    return f"<{message.pk}.{digest}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"
