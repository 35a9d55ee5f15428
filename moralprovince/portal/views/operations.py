"""The operations page: what was planned, sent, is unknown or failed, why, and what a person can do about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_POST

from moralprovince.core.audit import history_of
from moralprovince.core.errors import NotAllowed
from moralprovince.core.listing import count_up_to, page_showing
from moralprovince.core.models import Heartbeat, Message
from moralprovince.core.outbox import Tally, deliver_one, earlier_day, is_secret
from moralprovince.core.views.exports import begin_export, ending_of, offer
from moralprovince.portal import addressees
from moralprovince.portal.actions import messages as actions
from moralprovince.portal.current import office_of, province_code
from moralprovince.portal.exports.post import KIND, post_table
from moralprovince.portal.filters import ACCOUNTS, Post, is_of_accounts, kind_words, post_asked, post_list
from moralprovince.portal.models import PlanRun
from moralprovince.portal.permissions import can_manage_reminders, can_read_account_post, can_read_line_texts
from moralprovince.portal.querysets import account_post_visible_to, post_visible_to
from moralprovince.portal.rules import outbox_rules, paused_provinces
from moralprovince.portal.wording import word
from networks.permissions import can_manage_office

State = Message.State
LIST = "operations"
# A beat comes every minute.
SILENT_AFTER = dt.timedelta(minutes=5)


def post_as_shown(request: HttpRequest) -> Post:
    """The outgoing messages of the province, or those of no office, as the address filters them.

    Raises:
        NotAllowed: this person does not look after them.
    """
    if is_of_accounts(request.GET):
        if not can_read_account_post(request.user):
            raise NotAllowed(_("The mail of accounts is for the administrators of the office that keeps the portal."))
    elif not can_manage_reminders(request.user, province_code(request)):
        raise NotAllowed(_("The operations page is for officers of the culture office."))
    return post_list(post_asked(request.user, province_code(request), request.GET), request.GET, request.user)


@login_required
@require_GET
def operations_export(request: HttpRequest) -> HttpResponseBase:
    """The list as shown, as a workbook or CSV; a long one is offered as a work."""
    post = post_as_shown(request)
    if count_up_to(post.rows) is None:
        return offer(request, LIST)
    return post_table(post.rows, ending_of(request))


@login_required
@require_POST
def operations_export_begin(request: HttpRequest) -> HttpResponse:
    """Put the long list into the queue."""
    return begin_export(request, post_as_shown(request).rows, KIND, LIST, province_code(request))


@login_required
@require_GET
def operations(request: HttpRequest) -> HttpResponse:
    """The outgoing messages, below a strip that says how delivery is."""
    post = post_as_shown(request)
    shown = Message.objects.select_related("recipient").defer("body")
    page = page_showing(post.rows, request.GET.get("page", ""), shown)
    context = {
        "page": page, "rows": [(row, kind_words(row.kind)) for row in page.rows], "query": request.GET, "post": post,
        "figures": post.figures(), "chips": post.chips(), "health": health(request, post.oldest_waiting),
        "unfiltered": reverse(LIST) + (f"?of={ACCOUNTS}" if is_of_accounts(request.GET) else ""),
        "of_accounts": is_of_accounts(request.GET), "may_accounts": can_read_account_post(request.user),
        "may_operate": can_manage_reminders(request.user, province_code(request)),
        "may_pass_on": can_read_line_texts(request.user),
    }  # fmt: skip
    return render(request, "portal/operations/list.html", context)


def health(request: HttpRequest, oldest_waiting: dt.datetime | None) -> dict[str, Any]:
    """How the machinery is: last beat, last worker, last planning, the oldest mail that waits, whether mail is paused."""
    beats = {beat.pk: beat.at for beat in Heartbeat.objects.filter(pk__in=["beat", "worker"])}
    now = timezone.now()
    office = office_of(request)
    # The mail of accounts waits only where no office lets any out.
    paused = "" in paused_provinces() if is_of_accounts(request.GET) else bool(office and office.mail_paused)
    return {
        "beat": beats.get("beat"), "worker": beats.get("worker"),
        # One that has never told of itself may have begun a moment ago.
        "unheard": not beats, "silent": any(now - at > SILENT_AFTER for at in beats.values()),
        "planned": max((run.finished_at for run in PlanRun.objects.all()), default=None),
        "oldest": oldest_waiting,
        "slow": bool(oldest_waiting and now - oldest_waiting > SILENT_AFTER),
        "paused": paused,
        "may_let_go": bool(office and can_manage_office(request.user, office.province_id)),
    }  # fmt: skip


def find(request: HttpRequest, pk: int) -> Message:
    """A message that this person may look after."""
    rows = post_visible_to(request.user) | account_post_visible_to(request.user)
    return get_object_or_404(rows.select_related("recipient"), pk=pk)


@login_required
@require_GET
def operation(request: HttpRequest, pk: int) -> HttpResponse:
    """One message: to whom, in which words, every attempt, and what can be done now."""
    message = find(request, pk)
    context = {
        "message": message, "kind": kind_words(message.kind), "text": text_of(message),
        "attempts": message.attempts.select_related("by"), "events": history_of(message), "secret": is_secret(message),
        **if_sent_again(message),
    }  # fmt: skip
    return render(request, "portal/operations/message.html", context)


def if_sent_again(message: Message) -> dict[str, Any]:
    """Where it goes then – to what the register or the account has now – and of what earlier day it is; or why it cannot go."""
    if message.state not in (State.FAILED, State.UNKNOWN) or message.emptied_on:
        return {}
    entry = addressees.entry_of(message)
    to = addressees.written_to(message, entry).get("address", message.address)
    moved = "" if entry or to == message.address else to
    nowhere = addressees.why_nowhere(message, entry)
    return {"entry": entry, "moved": moved, "nowhere": nowhere, "worded_on": earlier_day(message)}


def text_of(message: Message) -> Any:
    """Its words: as they went out, or as they would go out now; one-time links are shown to nobody."""
    if is_secret(message):
        return None
    if message.body or message.emptied_on or message.state not in (State.PENDING, State.CLAIMED, State.FAILED):
        return message
    return word(message)


# What the buttons of a message do: the action, and what is said afterwards.
DECISIONS: dict[str, tuple[Callable[..., None], Any]] = {
    "resend": (actions.resend_message, lazy("It goes out again within a minute.")),
    "arrived": (actions.confirm_arrival, lazy("Noted: it arrived. Nothing more is sent.")),
    "not-arrived": (actions.deny_arrival, lazy("Noted: it did not arrive. It goes out again within a minute.")),
    "cancel": (actions.cancel_message, lazy("Taken back. It is not sent.")),
}


@login_required
@require_POST
def operation_decide(request: HttpRequest, pk: int, decision: str) -> HttpResponse:
    """Take one of the decisions of a message's page."""
    if decision not in DECISIONS:
        raise Http404
    act, said = DECISIONS[decision]
    act(message=find(request, pk), by=request.user)
    messages.success(request, said)
    return redirect("operation", pk)


@login_required
@require_POST
def operation_now(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a waiting message now, and say what came of it."""
    message = find(request, pk)
    actions.hasten_message(message=message, by=request.user)
    tone, said = outcome(deliver_one(message, outbox_rules(), by=request.user))
    messages.add_message(request, tone, said)
    return redirect("operation", pk)


def outcome(tally: Tally) -> tuple[int, Any]:
    """What a delivery came to, in a sentence."""
    if tally.sent:
        return messages.SUCCESS, _("It was sent.")
    if tally.busy:
        return messages.INFO, _("The worker is sending already; it takes this message as well.")
    if tally.cancelled:
        return messages.INFO, _("It was not sent: what it asks for was done in the meantime.")
    if tally.unknown:
        return messages.WARNING, _("It is not known whether it arrived. Please ask, and then say so here.")
    if tally.failed:
        return messages.WARNING, _("It could not be sent. The reason stands below.")
    return messages.WARNING, _("It waits: the mail server did not take it now. It is tried again by itself.")
