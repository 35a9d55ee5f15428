"""A person's own messages in the portal."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from moralprovince.core.listing import page_showing
from moralprovince.core.models import Message
from moralprovince.portal.actions.messages import read_messages
from moralprovince.portal.current import unread_count
from moralprovince.portal.filters import kind_words
from moralprovince.portal.querysets import inbox_of

# Letters on a page, and how many of the unread ones stand there in full.
PAGE, OPEN = 20, 3


@login_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """What the portal told me, newest first; unread ones alone where the address says so."""
    rows = inbox_of(request.user).order_by("-sent_at", "-pk")
    only_unread = request.GET.get("unread") == "1"
    rows = rows.filter(read_at__isnull=True) if only_unread else rows
    page = page_showing(rows, request.GET.get("page", ""), Message.objects.all(), PAGE)
    fold(page.rows)
    context = {"page": page, "messages_shown": page.rows, "only_unread": only_unread, "unread": unread_count(request)}
    return render(request, "portal/inbox/list.html", context)


def fold(letters: Sequence[Message]) -> None:
    """All but the newest unread ones are one line each; what a letter was about stays where its text was removed."""
    unread = [letter.pk for letter in letters if not letter.read_at]
    for letter in letters:
        letter.about, letter.first_line = kind_words(letter.kind), first_line(letter.body)  # type: ignore[attr-defined]
        letter.unfolded = letter.pk in unread[:OPEN]  # type: ignore[attr-defined]


def first_line(text: str) -> str:
    """What a letter begins with, behind the words to whom it is."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return next((line for line in lines if not line.startswith("เรียน ")), "")


@login_required
@require_POST
def inbox_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark as read and go where the message leads."""
    message = get_object_or_404(inbox_of(request.user), pk=pk)
    read_messages(message=message, by=request.user)
    inside = message.link.startswith("/") and not message.link.startswith("//")
    return redirect(message.link if inside else "inbox")


@login_required
@require_POST
def inbox_read(request: HttpRequest) -> HttpResponse:
    """Mark one message, or all of them, as read."""
    key = request.POST.get("message", "")
    message = get_object_or_404(inbox_of(request.user), pk=key) if key.isdecimal() and len(key) < 19 else None
    read_messages(message=message, by=request.user)
    return redirect("inbox")
