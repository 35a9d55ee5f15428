"""A person's own messages in the portal."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from moralprovince.core.listing import in_order, page_of
from moralprovince.core.models import Message
from moralprovince.portal.actions.messages import read_messages
from moralprovince.portal.current import unread_count
from moralprovince.portal.filters import kind_words
from moralprovince.portal.querysets import inbox_of


@login_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """What the portal told me, newest first; unread ones alone where the address says so."""
    rows = inbox_of(request.user).order_by("-sent_at", "-pk")
    only_unread = request.GET.get("unread") == "1"
    page = page_of(rows.filter(read_at__isnull=True) if only_unread else rows, request.GET.get("page", ""))
    found = in_order(Message.objects.filter(pk__in=page.keys), page.keys)
    for message in found:
        # What it was about stays where its text was removed.
        message.about = kind_words(message.kind)
    context = {"page": page, "messages_shown": found, "only_unread": only_unread, "unread": unread_count(request)}
    return render(request, "portal/inbox/list.html", context)


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
