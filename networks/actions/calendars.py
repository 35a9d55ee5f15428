"""Private addresses of the calendar: made, shown once, read by telephones, revoked; only a digest is kept."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass, field

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from moralprovince.core.actions import action
from moralprovince.core.audit import record
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import User
from networks.models import CalendarSubscription, Province, SectorNetwork
from networks.permissions import can_subscribe

# One for each telephone and each calendar program of a person; more are forgotten ones.
MOST = 20
KEY_BYTES = 32


@dataclass(frozen=True)
class MadeCalendar:
    """A subscription with its key, in memory only: it is shown once, never stored."""

    subscription: CalendarSubscription
    key: str = field(repr=False)

    @property
    def link(self) -> str:
        """The whole address to copy."""
        return f"{settings.SITE_URL}{reverse('calendar-feed', args=[self.key])}"

    @property
    def app_link(self) -> str:
        """The same for telephones, whose calendar opens at once."""
        return f"webcal://{self.link.partition('://')[2]}"


def digest(key: str) -> str:
    """What is kept of a key; without SECRET_KEY it cannot even be guessed from a copy of the database."""
    return salted_hmac("networks.calendar", key, algorithm="sha256").hexdigest()


@action
def make_subscription(*, province: Province, network: SectorNetwork | None, label: str, by: User) -> MadeCalendar:
    """A new address for the calendar of a province, or of one of its networks.

    Raises:
        NotAllowed: this person has nothing to do with the province or reads nothing of the network.
        Refused: she has as many as anybody needs.
    """
    if not can_subscribe(by, province.pk, network):
        raise NotAllowed(_("This calendar is not yours to read."))
    if by.calendars.filter(revoked_at__isnull=True).count() >= MOST:
        raise Refused(_("You have %(count)s addresses already. Please revoke those you no longer use.") % {"count": MOST})
    key = secrets.token_urlsafe(KEY_BYTES)
    made = CalendarSubscription.objects.create(
        user=by, province=province, network=network, label=label, digest=digest(key)
    )  # fmt: skip
    record("make_calendar", made, by=by, province=province.pk)
    return MadeCalendar(made, key)


@action
def revoke_subscription(*, subscription: CalendarSubscription, by: User) -> None:
    """The address answers nobody any more; revoked a second time, nothing changes.

    Raises:
        NotAllowed: it is somebody else's.
    """
    if subscription.user_id != by.pk:
        raise NotAllowed(_("This calendar is not yours to read."))
    standing = CalendarSubscription.objects.filter(pk=subscription.pk, revoked_at__isnull=True)
    if standing.update(revoked_at=timezone.now()):
        record("revoke_calendar", subscription, by=by, province=subscription.province_id)


@action
def note_read(*, subscription: CalendarSubscription, day: dt.date, by: User | None) -> None:
    """Remember the last day on which it was read; telephones come every hour, the day is written once."""
    if subscription.read_on != day:
        CalendarSubscription.objects.filter(pk=subscription.pk).update(read_on=day)


def subscription_behind(key: str) -> CalendarSubscription | None:
    """The subscription of a key, unless it was revoked; found by its digest, which tells nobody how near a guess is."""
    rows = CalendarSubscription.objects.filter(digest=digest(key), revoked_at__isnull=True)
    return rows.select_related("user", "network", "province").first()
