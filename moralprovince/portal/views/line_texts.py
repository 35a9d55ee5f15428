"""Texts to copy into LINE, and the list of those that a reminder ladder asks for."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from moralprovince.core.errors import NotAllowed
from moralprovince.core.listing import in_order, page_of
from moralprovince.core.models import Message
from moralprovince.portal import line_texts as texts
from moralprovince.portal.actions.messages import pass_on_text
from moralprovince.portal.current import office_of, province_code
from moralprovince.portal.permissions import can_manage_reminders, can_read_line_texts
from moralprovince.portal.querysets import line_texts_for
from networks.models import SectorNetwork
from pledges.models import FollowUpReport


@login_required
@require_GET
def line_texts(request: HttpRequest) -> HttpResponse:
    """For one report (?report=), for a network's late ones (?network=&round=), else everything that waits."""
    if not can_read_line_texts(request.user):
        raise NotAllowed(_("Texts for LINE are passed on by officers and coordinators."))
    if request.GET.get("report"):
        return one_report(request)
    if request.GET.get("network"):
        return one_network(request)
    page = page_of(texts.waiting_for(request.user).order_by("due_on", "pk"), request.GET.get("page", ""))
    waiting = in_order(Message.objects.filter(pk__in=page.keys), page.keys)
    context = {
        "page": page, "query": request.GET, "texts": texts.worded(waiting, office_of(request)),
        "late": texts.late_networks(request.user),
        "may_operate": can_manage_reminders(request.user, province_code(request)),
    }  # fmt: skip
    return render(request, "portal/reminders/line_texts.html", context)


def number(text: str) -> int | None:
    """A key of the address; nonsense is none."""
    return int(text) if text.isdecimal() and len(text) < 19 else None


def one_report(request: HttpRequest) -> HttpResponse:
    """The text for the contact of one organisation."""
    rows = FollowUpReport.objects.visible_to(request.user).select_related("pledge__organisation", "round__programme_year")
    report = get_object_or_404(rows, pk=number(request.GET["report"]))
    text = texts.for_report(report, office_of(request))
    waiting = texts.waiting_for(request.user).filter(obligation=f"report:{report.pk}").order_by("-pk").first()
    context: dict[str, Any] = {"text": text, "report": report, "waiting": waiting}
    return render(request, "portal/reminders/line_text.html", context)


def one_network(request: HttpRequest) -> HttpResponse:
    """The late list of a network, for its LINE group."""
    asked = request.GET["network"].replace("\0", "")
    networks = SectorNetwork.objects.with_organisations_of(request.user)
    by_code = {"code": asked, "province": province_code(request)}
    network = get_object_or_404(networks, **({"pk": number(asked)} if number(asked) else by_code))
    text = texts.late_in(request.user, network, number(request.GET.get("round", "")))
    return render(request, "portal/reminders/line_text.html", {"text": text, "network": network})


@login_required
@require_POST
def line_passed(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick a text off: it was pasted into a chat."""
    message = get_object_or_404(line_texts_for(request.user), pk=pk)
    pass_on_text(message=message, by=request.user)
    messages.success(request, _("Noted as passed on."))
    return redirect("line-texts")
