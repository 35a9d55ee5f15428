"""A real SMTP server on this machine that counts what it took over, and breaks the line where it is told to."""

from __future__ import annotations

import email
import logging
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

logging.getLogger("mail.log").setLevel(logging.CRITICAL)

# Where the line may break, or the server may say no.
PHASES = ("mail", "rcpt", "data", "dot_lost", "dot_taken")


@dataclass
class Mailbox:
    """What arrived, and what to do with the next mails: `trouble(address)` says a phase, an answer, or nothing."""

    trouble: Callable[[str], str] = lambda address: ""
    # What the server says to our sender, where that is no.
    sender_refused: str = ""
    # Seconds the server thinks before it answers for a mail.
    slowness: float = 0.0
    taken: list[Any] = field(default_factory=list)
    port: int = 0
    connections: int = 0

    def copies(self) -> Counter[str]:
        """How often each Message-ID was taken over."""
        return Counter(str(mail["Message-ID"]) for mail in self.taken)

    def addresses(self) -> list[str]:
        """To whom, in the order of arrival."""
        return [mail["To"].addresses[0].addr_spec for mail in self.taken]


class Handler:
    """The server's side of a conversation."""

    def __init__(self, box: Mailbox) -> None:
        self.box = box

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list) -> str:  # noqa: N802
        """Take mail from a sender, or none."""
        envelope.mail_from = address
        return self.box.sender_refused or "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list) -> str:  # noqa: N802
        """Take an address, or refuse it, or hang up."""
        what = self.box.trouble(address)
        if what in ("mail", "rcpt"):
            hang_up(server)
        if what.startswith("rcpt "):
            return what.removeprefix("rcpt ")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """The final dot was read: take the mail over, or refuse it, or hang up."""
        what = self.box.trouble(envelope.rcpt_tos[0])
        if self.box.slowness:
            time.sleep(self.box.slowness)
        if what == "dot_lost":
            hang_up(server)
        if what.startswith("dot "):
            return what.removeprefix("dot ")
        self.box.taken.append(email.message_from_bytes(envelope.content, policy=policy.default))
        if what == "dot_taken":
            hang_up(server)
        return "250 taken"


class Talking(SMTP):
    """Hangs up at DATA where it is told to."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        """The command before the text."""
        if self.envelope.rcpt_tos and self.event_handler.box.trouble(self.envelope.rcpt_tos[0]) == "data":
            hang_up(self)
        await super().smtp_DATA(arg)


def hang_up(server: SMTP) -> None:
    """Break the line without a word."""
    server.transport.abort()
    raise ConnectionResetError


class Counting(Controller):
    """Makes the server's side of each connection, and counts them."""

    def factory(self) -> SMTP:
        """One conversation."""
        self.handler.box.connections += 1
        return Talking(self.handler, enable_SMTPUTF8=True, hostname="localhost")


@contextmanager
def mail_server(box: Mailbox | None = None, port: int = 0) -> Iterator[Mailbox]:
    """A server for the time of the block."""
    box = box or Mailbox()
    box.port = port or free_port()
    controller = Counting(Handler(box), hostname="127.0.0.1", port=box.port)
    controller.start()
    # The controller called once itself, to see that it listens.
    box.connections = 0
    try:
        yield box
    finally:
        controller.stop()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def silent_server() -> Iterator[int]:
    """A port that accepts and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(5)
        held: list[socket.socket] = []
        threading.Thread(target=lambda: _accept(listener, held), daemon=True).start()
        yield listener.getsockname()[1]
        for one in held:
            one.close()


def _accept(listener: socket.socket, held: list[socket.socket]) -> None:
    try:
        while True:
            held.append(listener.accept()[0])
    except OSError:
        return
