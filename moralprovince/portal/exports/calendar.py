"""The calendar as telephones subscribe to it: what one person may see at this moment, in the language of letters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import icalendar
from django.conf import settings
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.days import DayLine
from moralprovince.core.outbox import in_letter_language
from moralprovince.portal.calendar import ONE, holidays_between, lines_between
from networks.models import CalendarSubscription, SectorNetwork

# So many days back and ahead; telephones keep what they took in.
BACK, AHEAD = 100, 400
# A meeting that does not say when it ends stands for a morning.
MOST_HOURS = 3
# How often a telephone should look again; most decide for themselves.
AGAIN = dt.timedelta(hours=6)
# Where other entries have a place, these have a person.
OF_SOMEBODY = ("task", "agreement", "work")
# What does not take up anybody's day.
FREE = ("round", "deadline", *OF_SOMEBODY)
# Who appeals is read after a log-in only.
INSIDE = ("appeal",)
# What its title alone does not explain, and what is ticked off.
TO_DO = ("task", "agreement")


def feed_of(subscription: CalendarSubscription, today: dt.date) -> bytes:
    """The whole calendar; the same bytes all day long as long as nothing changed, so that nobody reads it twice."""
    first, last = today - dt.timedelta(days=BACK), today + dt.timedelta(days=AHEAD)
    with in_letter_language():
        lines = lines_between(subscription.user, subscription.province_id, first, last, subscription.network)
        calendar, networks = head(subscription), SectorNetwork.objects.filter(province=subscription.province_id).in_bulk()
        for line in (line for line in lines if line.kind not in INSIDE):
            calendar.add_component(event_of(line, today, networks))
        for day, names in holidays_between(first, last).items():
            calendar.add_component(holiday_of(day, names, today))
        calendar.add_missing_timezones(first_date=first, last_date=last)
        return calendar.to_ical()


def head(subscription: CalendarSubscription) -> icalendar.Calendar:
    """What programs call it, and how often they should look again."""
    calendar = icalendar.Calendar()
    name = _("Moral province %(place)s") % {"place": subscription.network or subscription.province}
    for key, value in (
        ("prodid", "-//moralprovince//calendar//TH"), ("version", "2.0"), ("method", "PUBLISH"), ("name", name),
        ("x-wr-calname", name), ("x-wr-timezone", "Asia/Bangkok"), ("refresh-interval", AGAIN), ("x-published-ttl", AGAIN),
    ):  # fmt: skip
        calendar.add(key, icalendar.vDuration(value) if isinstance(value, dt.timedelta) else value)
    calendar["refresh-interval"].params["VALUE"] = "DURATION"
    return calendar


def entry(key: str, summary: str, begins: Any, ends: Any, today: dt.date) -> icalendar.Event:
    """What every entry says, under an identity that stays."""
    event = icalendar.Event()
    host = settings.SITE_URL.partition("://")[2].partition("/")[0] or "moralprovince"
    event.add("uid", f"{key}@{host}")
    event.add("dtstamp", thai.midnight(today).astimezone(dt.UTC))
    event.add("summary", summary)
    event.add("dtstart", begins)
    event.add("dtend", ends)
    return event


def holiday_of(day: dt.date, names: tuple[str, ...], today: dt.date) -> icalendar.Event:
    """A public holiday; it takes up nobody's day, as telephones see it."""
    event = entry(f"holiday-{day:%Y%m%d}", ", ".join(names), day, day + dt.timedelta(days=1), today)
    event.add("categories", [_("Public holiday")])
    event.add("transp", "TRANSPARENT")
    return event


def event_of(line: DayLine, today: dt.date, networks: Mapping[int | None, SectorNetwork]) -> icalendar.Event:
    """One line of the calendar; a meeting is the same entry as in its own calendar file."""
    event = entry(line.key, summary_of(line), *span(line), today)
    if line.place and line.kind not in OF_SOMEBODY:
        event.add("location", line.place)
    address = settings.SITE_URL + line.address
    whose = [networks.get(line.network), line.place if line.kind in OF_SOMEBODY else "", address]
    event.add("url", address)
    event.add("description", "\n".join(str(one) for one in whose if one))
    event.add("status", "CANCELLED" if line.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if line.kind in FREE or line.cancelled else "OPAQUE")
    return event


def summary_of(line: DayLine) -> str:
    """Its title, with what it is where the title does not say so, and whether it is done or called off."""
    title = f"{ONE[line.kind]}: {line.title}" if line.kind in TO_DO else str(line.title)
    if line.cancelled:
        return _("Called off: %(title)s") % {"title": title}
    return f"✓ {title}" if line.kind in TO_DO and line.done else title


def span(line: DayLine) -> tuple[Any, Any]:
    """From when to when in Bangkok; whole days, the last one included, where there is no time."""
    if line.begins is None:
        return line.day, line.last_day + dt.timedelta(days=1)
    begins = dt.datetime.combine(line.day, line.begins, thai.BANGKOK)
    ends = dt.datetime.combine(line.last_day, line.ends, thai.BANGKOK) if line.ends else begins
    return begins, ends if ends > begins else begins + dt.timedelta(hours=MOST_HOURS)
