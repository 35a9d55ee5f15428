"""Private addresses of the calendar: a person's own, one more, one less; and what a telephone reads there."""

from __future__ import annotations

import hashlib

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from moralprovince.core import thai
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.portal.current import province_code, province_of
from moralprovince.portal.exports.calendar import feed_of
from moralprovince.portal.forms.calendar import SubscriptionForm
from moralprovince.portal.navigation import has_a_day
from networks.actions import calendars as actions
from networks.models import CalendarSubscription, SectorNetwork

# Calendar servers read for many people from one address; whoever tries unknown keys waits sooner.
LOOKS = {"calendar": "300/m/ip,6000/h/ip"}
WRONG = {"calendar-wrong": "20/m/ip,120/h/ip"}


def form_of(request: HttpRequest) -> SubscriptionForm:
    """The networks of this year that she reads of."""
    rows = SectorNetwork.objects.with_groups_of(request.user).filter(province=province_code(request))
    networks = rows.in_year(thai.fiscal_year_of(thai.today())).order_by("order", "code")
    return SubscriptionForm(request.POST or None, networks=list(networks))


def ensure_has_a_day(request: HttpRequest) -> None:
    """Only who has a role in the province takes its calendar along.

    Raises:
        NotAllowed: she has none.
    """
    if not has_a_day(request.user):
        raise NotAllowed(_("The calendar is for those who have a role in the province."))


def own_page(request: HttpRequest, form: SubscriptionForm) -> HttpResponse:
    """Her addresses that still answer, and the form for one more."""
    standing = request.user.calendars.filter(revoked_at__isnull=True).select_related("network", "province")
    return render(request, "portal/calendar/mine.html", {"subscriptions": standing, "form": form})


@login_required
@require_safe
def calendars(request: HttpRequest) -> HttpResponse:
    """Her private addresses."""
    ensure_has_a_day(request)
    return own_page(request, form_of(request))


@login_required
@require_POST
@never_cache
def calendar_make(request: HttpRequest) -> HttpResponse:
    """One more address; this answer is the only place where it ever stands."""
    ensure_has_a_day(request)
    form, province = form_of(request), province_of(request)
    if not form.is_valid() or province is None:
        return own_page(request, form)
    try:
        made = actions.make_subscription(
            province=province, network=form.chosen(), label=form.cleaned_data["label"], by=request.user
        )
    except Refused as refused:
        form.refuse(refused)
        return own_page(request, form)
    return render(request, "portal/calendar/made.html", {"made": made})


@login_required
@require_POST
def calendar_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """The address answers nobody any more."""
    own = get_object_or_404(CalendarSubscription, pk=pk, user=request.user)
    actions.revoke_subscription(subscription=own, by=request.user)
    messages.success(request, _("Revoked. Telephones that used this address get nothing new from now on."))
    return redirect("calendars")


@require_safe
def calendar_feed(request: HttpRequest, key: str) -> HttpResponse:
    """What the owner of the key may see at this moment; without a log-in, since telephones have none."""
    if too_often(request):
        return plainly(_("Too many requests. Please come back later."), 429)
    found = actions.subscription_behind(key)
    if found is None:
        ratelimit.consume(request, app="portal", action="calendar-wrong", config=WRONG, limit_get=True)
        return plainly(_("There is no calendar at this address."), 404)
    if not has_a_day(found.user):
        return plainly(_("This calendar is no longer given out."), 410)
    actions.note_read(subscription=found, day=thai.today(), by=None)
    return as_calendar(request, feed_of(found, thai.today()))


def too_often(request: HttpRequest) -> bool:
    """Did somebody read or guess too often from here?"""
    looks = ratelimit.consume(request, app="portal", action="calendar", config=LOOKS, limit_get=True)
    wrong = ratelimit.consume(request, app="portal", action="calendar-wrong", config=WRONG, limit_get=True, dry_run=True)
    return looks is None or wrong is None


def plainly(sentence: str, status: int) -> HttpResponse:
    """A line for programs; nothing of it is kept."""
    return guarded(HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8"))


def as_calendar(request: HttpRequest, content: bytes) -> HttpResponse:
    """The calendar, or the word that nothing changed since the telephone looked."""
    etag = quote_etag(hashlib.sha256(content).hexdigest()[:32])
    headers = {"Content-Disposition": 'inline; filename="moralprovince.ics"', "ETag": etag}
    whole = HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
    return guarded(get_conditional_response(request, etag=etag, response=whole))


def guarded(response: HttpResponse) -> HttpResponse:
    """Only the reader keeps it, nobody finds it, and the address does not travel on."""
    patch_cache_control(response, private=True, no_cache=True)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
