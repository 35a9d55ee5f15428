"""The demo's mail: what the catcher kept, for everybody who tries the demo; outside the demo there is no such page."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

SHOWN = 200


@dataclass(frozen=True)
class Caught:
    """One mail as a person reads it."""

    key: str
    at: dt.datetime
    to: str
    subject: str
    text: str


@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """The newest first."""
    paths = sorted(folder().glob("*.eml"), reverse=True)
    mails = [read(path) for path in paths[:SHOWN]]
    return render(request, "portal/demo_mails.html", {"mails": mails, "total": len(paths)})


@require_safe
def mail(request: HttpRequest, key: str) -> HttpResponse:
    """One mail with its text."""
    path = folder() / f"{key}.eml"
    if not path.is_file():
        raise Http404
    return render(request, "portal/demo_mail.html", {"mail": read(path)})


def folder() -> Path:
    """Where the catcher keeps mail; not found where this is no demo."""
    if not (settings.DEMO and settings.MAIL_CATCHER):
        raise Http404
    return Path(settings.MAIL_CATCHER)


def read(path: Path) -> Caught:
    """A kept mail: its head and its plain text."""
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    body = message.get_body(("plain",))
    return Caught(
        key=path.stem,
        at=dt.datetime.fromtimestamp(path.stat().st_mtime, tz=timezone.get_current_timezone()),
        to=str(message.get("To", "")),
        subject=str(message.get("Subject", "")),
        text=str(body.get_content()) if body else "",
    )
