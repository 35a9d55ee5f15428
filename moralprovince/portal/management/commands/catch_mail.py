"""manage.py catch_mail: a mail server on this machine that keeps every mail as a file and sends nothing on."""

from __future__ import annotations

import asyncio
import signal
import time
import uuid
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core.management.base import BaseCommand


class Catcher:
    """Writes each mail to the folder before it says that the mail was taken."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """One mail, written beside its place and moved there when complete."""
        name = f"{time.time_ns()}-{uuid.uuid4().hex[:8]}"
        beside = self.folder / f"{name}.part"
        beside.write_bytes(envelope.content or b"")
        beside.rename(self.folder / f"{name}.eml")
        return "250 kept"


async def serve(folder: Path, port: int) -> None:
    """Take mail until this process is asked to end."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    server = await loop.create_server(lambda: SMTP(Catcher(folder), hostname="localhost"), "127.0.0.1", port)
    await ended.wait()
    server.close()


class Command(BaseCommand):
    """The mail catcher of the demo."""

    help = "Keeps mail as files instead of sending it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to keep, where to listen."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--port", type=int, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Listen on 127.0.0.1 only."""
        options["folder"].mkdir(parents=True, exist_ok=True)
        asyncio.run(serve(options["folder"], options["port"]))
